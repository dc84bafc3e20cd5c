/** The WebAssembly kernels for tests: used for everything, however small, and a host that has none fails the test. */
import { hostKernels } from "../../src/server/kernels.ts";
import type { Kernels } from "../../src/tensor/kernels.ts";
import type { Worth } from "../../src/tensor/wasm.ts";

export const EVERYTHING: Worth = {
  packing: 0,
  vector: 0,
  copying: 0,
  passing: 0,
  moving: 0,
  compiling: 0,
  thickness: 0,
};

export function wasmKernels(): Kernels {
  return hostKernels((text) => {
    throw new Error(text);
  }, EVERYTHING);
}
