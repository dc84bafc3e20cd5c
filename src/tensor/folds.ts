/** Folds of columns in WebAssembly, block by block through the module's memory. */
import { newBuffer } from "./buffers.ts";
import type { KernelModule } from "./kernel-module.ts";
import { argmaxFold, maxFold, type Fold } from "./reduce.ts";

/** How many numbers are in memory at once, and as many results. */
const BLOCK = 16384;

/** The memory that they work in. */
export const FOLD_BYTES = 2 * BLOCK * Float64Array.BYTES_PER_ELEMENT;

/** By each plain fold the one that computes the same. `base`: the byte at which the memory begins. */
export function createFolds(module: KernelModule, base: number): ReadonlyMap<Fold, Fold> {
  const through =
    (fold: Fold, compute: KernelModule["maxColumns"]): Fold =>
    (data, outer, count, inner) => {
      const size = count * inner;
      if (inner < 2 || count < 1 || size > BLOCK) return fold(data, outer, count, inner);
      const memory = new Float64Array(module.memory.buffer, base, 2 * BLOCK);
      const result = newBuffer(outer * inner);
      const most = Math.floor(BLOCK / size);
      for (let first = 0; first < outer; first += most) {
        const blocks = Math.min(most, outer - first);
        memory.set(data.subarray(first * size, (first + blocks) * size));
        compute(base + BLOCK * Float64Array.BYTES_PER_ELEMENT, base, blocks, count, inner);
        result.set(memory.subarray(BLOCK, BLOCK + blocks * inner), first * inner);
      }
      return result;
    };
  return new Map([
    [maxFold, through(maxFold, module.maxColumns)],
    [argmaxFold, through(argmaxFold, module.argmaxColumns)],
  ]);
}
