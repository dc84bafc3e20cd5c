/** Elementwise work in WebAssembly: numbers pass through the module's memory in blocks that the caches hold. */
import * as plain from "./elementwise.ts";
import type { Run } from "./elementwise.ts";
import type { Block, Blocks, KernelModule } from "./kernel-module.ts";

const BLOCK = 2048;

const OPERAND_BYTES = BLOCK * Float64Array.BYTES_PER_ELEMENT;
/** The memory that one run works in: its operand's block and its result's. */
export const BLOCK_BYTES = 2 * OPERAND_BYTES;

/** By the plain loop the one that computes the same. */
const names = new Map<Run, keyof Blocks>([
  [plain.absRun, "absBlock"],
  [plain.addRun, "addBlock"],
  [plain.andRun, "andBlock"],
  [plain.ceilRun, "ceilBlock"],
  [plain.copyRun, "copyBlock"],
  [plain.divRun, "divBlock"],
  [plain.eqRun, "eqBlock"],
  [plain.erfRun, "erfBlock"],
  [plain.erfcRun, "erfcBlock"],
  [plain.expRun, "expBlock"],
  [plain.floorRun, "floorBlock"],
  [plain.geRun, "geBlock"],
  [plain.gtRun, "gtBlock"],
  [plain.leRun, "leBlock"],
  [plain.logRun, "logBlock"],
  [plain.ltRun, "ltBlock"],
  [plain.maxRun, "maxBlock"],
  [plain.minRun, "minBlock"],
  [plain.mulRun, "mulBlock"],
  [plain.neRun, "neBlock"],
  [plain.negRun, "negBlock"],
  [plain.notRun, "notBlock"],
  [plain.orRun, "orBlock"],
  [plain.reciprocalRun, "reciprocalBlock"],
  [plain.sqrtRun, "sqrtBlock"],
  [plain.squareRun, "squareBlock"],
  [plain.subRun, "subBlock"],
  [plain.tanhRun, "tanhBlock"],
  [plain.whereRun, "whereBlock"],
]);

/** Those of one operand that take so long that they are worth copying their numbers by themselves. */
const costly: ReadonlySet<Run> = new Set([
  plain.erfRun,
  plain.erfcRun,
  plain.expRun,
  plain.logRun,
  plain.tanhRun,
]);

export function isCostly(run: Run): boolean {
  return costly.has(run);
}

export function blocksOf(module: KernelModule): ReadonlyMap<Run, Block> {
  return new Map(Array.from(names, ([run, name]) => [run, module[name]]));
}

/** By each costly plain loop the one that computes the same. `base`: the byte at which the memory begins. */
export function createRuns(module: KernelModule, base: number): ReadonlyMap<Run, Run> {
  const { memory } = module;
  const blocks = blocksOf(module);
  const blockAt = (at: number): Float64Array => new Float64Array(memory.buffer, at, BLOCK);
  let [from, result] = [blockAt(base), blockAt(base + OPERAND_BYTES)];
  const through =
    (run: Run, compute: Block): Run =>
    (to, at, count, a, p, u, b, q, v, c, r, w) => {
      if (u === 0) return run(to, at, count, a, p, u, b, q, v, c, r, w);
      // Memory that grew has a new buffer.
      if (from.length === 0) [from, result] = [blockAt(base), blockAt(base + OPERAND_BYTES)];
      for (let done = 0; done < count; done += BLOCK) {
        const length = Math.min(BLOCK, count - done);
        from.set(a.subarray(p + done, p + done + length));
        compute(base + OPERAND_BYTES, base, base, base, length + (length & 1));
        to.set(length === BLOCK ? result : result.subarray(0, length), at + done);
      }
    };
  return new Map(Array.from(costly, (run) => [run, through(run, blocks.get(run)!)]));
}
