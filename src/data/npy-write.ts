/** Writes `.npy` files as `numpy.save` does: version 1.0, little-endian float64 or bool, rows first. */
import type { DType, Tensor } from "../tensor/tensor.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];
/** The elements begin at a multiple of this. */
const ALIGNMENT = 64;

export function npyBytes({ sizes, data }: Tensor, dtype: DType): Uint8Array {
  const isBool = dtype === "bool";
  const shape = `(${sizes.map((size) => `${size},`).join(" ")})`.replace(/(\d, .*),\)$/, "$1)");
  const words = `{'descr': '${isBool ? "|b1" : "<f8"}', 'fortran_order': False, 'shape': ${shape}, }`;
  const begin = MAGIC.length + 2;
  const start = Math.ceil((begin + words.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = `${words.padEnd(start - begin - 1)}\n`;
  const bytes = new Uint8Array(start + data.length * (isBool ? 1 : 8));
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint16(MAGIC.length, header.length, true);
  for (let i = 0; i < header.length; i++) bytes[begin + i] = header.charCodeAt(i);
  data.forEach((value, i) => {
    if (isBool) bytes[start + i] = value === 0 ? 0 : 1;
    else view.setFloat64(start + 8 * i, value, true);
  });
  return bytes;
}
