/**
 * Reads NumPy's `.npy` files, versions 1 to 3: bools, integers and floats of every size and byte order, in C and Fortran order.
 * Format: NumPy Enhancement Proposal 1, and numpy.lib.format.
 */
import { elementCount } from "../tensor/tensor.ts";
import { failed, type ReadResult } from "./result.ts";
import { latin1 } from "../base/bytes.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

interface Header {
  readonly descr: string;
  readonly fortran: boolean;
  readonly sizes: readonly number[];
  /** Where the elements start. */
  readonly start: number;
}

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

export function readNpy(bytes: Uint8Array): ReadResult {
  const header = readHeader(bytes);
  if (typeof header === "string") return failed(header);
  const { descr, fortran, sizes, start } = header;
  const [, order, kind] = /^([<>=|])?([a-zA-Z]\d*)/.exec(descr) ?? [];
  const reader = kind === undefined ? undefined : readers.get(kind);
  if (reader === undefined || kind === undefined) return failed(refusalOf(descr));
  const width = Number(kind.slice(1));
  const count = elementCount(sizes);
  if (bytes.length - start < count * width) {
    const missing = count * width - (bytes.length - start);
    return failed(`The file ends ${missing} bytes early: its header says [${sizes.join(", ")}] of ${descr}.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  const data = new Float64Array(count);
  const little = order !== ">";
  for (let i = 0; i < count; i++) data[i] = reader(view, i * width, little);
  return { kind: "data", tensor: { sizes, data: fortran ? rowMajor(data, sizes) : data } };
}

function readHeader(bytes: Uint8Array): Header | string {
  if (bytes.length < 10 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    return "This is not a .npy file: it does not start as numpy.save writes it.";
  }
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3)
    return `Version ${version} of the .npy format is not known; numpy.save writes 1 to 3.`;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const wide = version > 1;
  if (wide && bytes.length < 12) return "The file ends within its header.";
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = (wide ? 12 : 10) + length;
  if (start > bytes.length) return "The file ends within its header.";
  const text = latin1(bytes.subarray(wide ? 12 : 10, start));
  const descr = /'descr'\s*:\s*(?:'([^']*)'|"([^"]*)")/.exec(text);
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text)?.[1];
  if (/'descr'\s*:\s*\[/.test(text))
    return "The file holds records with named fields; save one plain array of numbers.";
  const named = descr?.[1] ?? descr?.[2];
  if (named === undefined || fortran === undefined || shape === undefined)
    return "The file's header cannot be read.";
  const sizes = shape.split(",").flatMap((size) => (size.trim() === "" ? [] : [Number(size)]));
  return { descr: named, fortran: fortran === "True", sizes, start };
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
          : `values of type ${descr}`;
  return `The file holds ${what}; bools, integers and floats can be loaded: np.save(path, x.astype(np.float64)).`;
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

/** Elements in Fortran order (first index fastest) put in row-major order. */
function rowMajor(data: Float64Array, sizes: readonly number[]): Float64Array {
  const result = new Float64Array(data.length);
  const position = sizes.map(() => 0);
  for (const value of data) {
    let offset = 0;
    for (let dim = 0; dim < sizes.length; dim++) offset = offset * (sizes[dim] ?? 1) + (position[dim] ?? 0);
    result[offset] = value;
    for (let dim = 0; dim < sizes.length; dim++) {
      const next = (position[dim] ?? 0) + 1;
      position[dim] = next < (sizes[dim] ?? 1) ? next : 0;
      if (next < (sizes[dim] ?? 1)) break;
    }
  }
  return result;
}
