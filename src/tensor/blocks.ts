/** Functions of one number in WebAssembly: the numbers pass through the module's memory in blocks that the first-level cache holds. */
import { expRun, logRun, type Run, tanhRun } from "./elementwise.ts";
import type { KernelModule } from "./kernel-module.ts";

const BLOCK = 2048;

/** The memory that they work in. */
export const BLOCK_BYTES = BLOCK * Float64Array.BYTES_PER_ELEMENT;

const blocks = new Map<Run, "expBlock" | "logBlock" | "tanhBlock">([
  [expRun, "expBlock"],
  [logRun, "logBlock"],
  [tanhRun, "tanhBlock"],
]);

/** Whether the module has such a loop. */
export function hasBlock(run: Run): boolean {
  return blocks.has(run);
}

/** By the plain loop the one that computes the same. `base`: the byte at which the memory begins. */
export function createRuns(module: KernelModule, base: number): ReadonlyMap<Run, Run> {
  const { memory } = module;
  let numbers = new Float64Array(memory.buffer, base, BLOCK);
  const through =
    (plain: Run, compute: (at: number, count: number) => void): Run =>
    (to, at, count, a, p, u, b, q, v, c, r, w) => {
      if (u === 0) return plain(to, at, count, a, p, u, b, q, v, c, r, w);
      // Memory that grew has a new buffer.
      if (numbers.length === 0) numbers = new Float64Array(memory.buffer, base, BLOCK);
      for (let done = 0; done < count; done += BLOCK) {
        const length = Math.min(BLOCK, count - done);
        numbers.set(a.subarray(p + done, p + done + length));
        compute(base, length + (length & 1));
        to.set(length === BLOCK ? numbers : numbers.subarray(0, length), at + done);
      }
    };
  return new Map(Array.from(blocks, ([run, name]) => [run, through(run, module[name])]));
}
