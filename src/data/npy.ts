/**
 * Reads NumPy's `.npy` files, versions 1 to 3: bools, integers and floats of every size and byte order, in C and Fortran order.
 * Format: NumPy Enhancement Proposal 1, and numpy.lib.format.
 */
import { elementCount } from "../tensor/tensor.ts";
import { readHeader, shorten } from "./npy-header.ts";
import { failed, roomFor, type Data, type Failed } from "./result.ts";
import { STEP, type Steps } from "./steps.ts";

type Reader = (view: DataView, offset: number, little: boolean) => number;

/** By NumPy's letter and size in bytes. */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["b1", (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1)],
  ["i1", (view, offset) => view.getInt8(offset)],
  ["u1", (view, offset) => view.getUint8(offset)],
  ["i2", (view, offset, little) => view.getInt16(offset, little)],
  ["u2", (view, offset, little) => view.getUint16(offset, little)],
  ["i4", (view, offset, little) => view.getInt32(offset, little)],
  ["u4", (view, offset, little) => view.getUint32(offset, little)],
  ["i8", (view, offset, little) => Number(view.getBigInt64(offset, little))],
  ["u8", (view, offset, little) => Number(view.getBigUint64(offset, little))],
  ["f2", (view, offset, little) => halfFloat(view.getUint16(offset, little))],
  ["f4", (view, offset, little) => view.getFloat32(offset, little)],
  ["f8", (view, offset, little) => view.getFloat64(offset, little)],
]);

export function* readNpy(bytes: Uint8Array, mostBytes: number): Steps<Data | Failed> {
  const header = readHeader(bytes);
  if (typeof header === "string") return failed(header);
  const { descr, fortran, sizes, start } = header;
  const [, order, kind = ""] = /^([<>=|])?([a-zA-Z]\d+)$/.exec(descr) ?? [];
  const reader = readers.get(kind);
  if (reader === undefined) return failed(refusalOf(descr));
  const width = Number(kind.slice(1));
  const count = elementCount(sizes);
  const missing = count * width - (bytes.length - start);
  if (missing > 0) {
    return failed(`The file ends ${missing} bytes early: its header says [${sizes.join(", ")}] of ${descr}.`);
  }
  const data = roomFor(count, mostBytes);
  if ("kind" in data) return data;
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  const placeOf = fortran ? rowMajorPlaces(sizes) : undefined;
  for (let i = 0; i < count; i++) {
    data[placeOf === undefined ? i : placeOf()] = reader(view, i * width, order !== ">");
    if (i % STEP === STEP - 1) yield;
  }
  return { kind: "data", tensor: { sizes, data } };
}

function refusalOf(descr: string): string {
  const letter = /[a-zA-Z]/.exec(descr)?.[0];
  const what =
    letter === "c"
      ? "complex numbers"
      : letter === "O"
        ? "Python objects, which are never read"
        : letter === "U" || letter === "S"
          ? "text"
          : `values of type ${shorten(descr)}`;
  return `The file holds ${what}; bools, integers and floats can be loaded: np.save("x.npy", x.astype("float64")).`;
}

/** IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Where the next element in Fortran order (first index fastest) stands in row-major order. */
function rowMajorPlaces(sizes: readonly number[]): () => number {
  const strides = sizes.map((_, dim) => elementCount(sizes.slice(dim + 1)));
  const position = sizes.map(() => 0);
  let next = 0;
  return () => {
    const place = next;
    for (const [dim, size] of sizes.entries()) {
      const [at = 0, stride = 0] = [position[dim], strides[dim]];
      next += stride;
      if (at + 1 < size) {
        position[dim] = at + 1;
        break;
      }
      next -= size * stride;
      position[dim] = 0;
    }
    return place;
  };
}
