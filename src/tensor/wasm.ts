/** Kernels whose inner loops are WebAssembly; where there is none, and for what is too small to be worth it, the plain ones. */
import { BLOCK_BYTES, createRuns, isCostly } from "./blocks.ts";
import type { Run } from "./elementwise.ts";
import { plainKernels, type Kernels } from "./kernels.ts";
import type { KernelModule } from "./kernel-module.ts";
import { createProducts, PRODUCT_BYTES } from "./panels.ts";
import { createPasses, createTelling, PASS_BYTES } from "./pass.ts";
import { createWindowMoves, PLANE_BYTES } from "./planes.ts";
import type { Fold } from "./reduce.ts";
import { createFolds, FOLD_BYTES } from "./folds.ts";
import type { WindowMoves } from "./lattice.ts";
import { createVectorProducts, takesVector, VECTOR_BYTES } from "./vectors.ts";

/** How many multiplications a product must have. */
export interface Worth {
  /** That packing its operands pays. */
  readonly packing: number;
  /** That a matrix passes through the module's memory to meet a vector. */
  readonly vector: number;
  /** And elements a value, that copying them to the module's memory and back pays. */
  readonly copying: number;
  /** And results of all steps together, that a pass pays. */
  readonly passing: number;
  /** And elements windows, or what is folded, that WebAssembly pays. */
  readonly moving: number;
  /** In all so far, that compiling the module pays, which takes some milliseconds. */
  readonly compiling: number;
  /** Rows and columns: of fewer than a tile has, the panels would be filled up with zeros for the most part. */
  readonly thickness: number;
}

const MEASURED: Worth = {
  packing: 4096,
  vector: 4096,
  copying: 64,
  passing: 8192,
  moving: 4096,
  compiling: 500_000,
  thickness: 4,
};

/** A function of one number takes as long as so many multiplications, and a step of a pass, with what is told of its results. */
const [COSTLY, STEP] = [10, 4];
/** And an element of a window, or one that is folded. */
const MOVED = 2;

interface Made {
  readonly products: Kernels["multiply"];
  readonly vectors: ReturnType<typeof createVectorProducts>;
  readonly windows: WindowMoves;
  readonly folds: ReadonlyMap<Fold, Fold>;
  readonly runs: ReadonlyMap<Run, Run>;
  readonly passes: ReturnType<typeof createPasses>;
  readonly known: ReturnType<typeof createTelling>;
}

const PAGE_BYTES = 65536;

/** `load` compiles the module, when the first work is worth it; where it throws, `failed` is told once and the plain kernels go on. */
export function createKernels(
  load: () => KernelModule,
  failed: (thrown: unknown) => void,
  worthwhile: Partial<Worth> = {},
): Kernels {
  const worth = { ...MEASURED, ...worthwhile };
  let made: Made | undefined;
  let broken = false;
  /** Of what was worth it but for compiling. */
  let waited = 0;

  /** Work is a number of multiplications. */
  function madeFor(work: number, least: number): Made | undefined {
    if (broken || work < least) return undefined;
    if (made !== undefined) return made;
    waited += work;
    if (waited < worth.compiling) return undefined;
    try {
      const module = load();
      const base = module.memory.buffer.byteLength;
      module.memory.grow(
        Math.ceil(
          (BLOCK_BYTES + PASS_BYTES + Math.max(PRODUCT_BYTES, VECTOR_BYTES, PLANE_BYTES, FOLD_BYTES)) /
            PAGE_BYTES,
        ),
      );
      made = {
        products: createProducts(module, base + BLOCK_BYTES + PASS_BYTES),
        vectors: createVectorProducts(module, base + BLOCK_BYTES + PASS_BYTES),
        windows: createWindowMoves(module, base + BLOCK_BYTES + PASS_BYTES),
        folds: createFolds(module, base + BLOCK_BYTES + PASS_BYTES),
        runs: createRuns(module, base),
        passes: createPasses(module, base + BLOCK_BYTES),
        // In a pause of a pass its memory is anybody's.
        known: createTelling(module, base + BLOCK_BYTES),
      };
    } catch (thrown) {
      broken = true;
      failed(thrown);
    }
    return made;
  }

  return {
    multiply(to, a, b, rows, shared, columns) {
      const isVector = columns === 1 && takesVector(a, shared);
      const vectors = isVector ? madeFor(rows * shared, worth.vector)?.vectors : undefined;
      if (vectors !== undefined) {
        vectors(to, a, b, rows, shared);
        return;
      }
      // The plain kernel splits the sums of a product with a vector in four, which a panel does not.
      // Over nothing there is nothing to pack.
      const isThin = columns === 1 || shared === 0 || Math.min(rows, columns) < worth.thickness;
      const set = isThin ? undefined : madeFor(rows * shared * columns, worth.packing);
      const multiply = set?.products ?? plainKernels.multiply;
      multiply(to, a, b, rows, shared, columns);
    },
    fastest: (run, elements) =>
      isCostly(run) ? (madeFor(elements * COSTLY, worth.copying * COSTLY)?.runs.get(run) ?? run) : run,
    passes: (results) => madeFor(results * STEP, worth.passing * STEP)?.passes,
    windows: (elements) => madeFor(elements * MOVED, worth.moving * MOVED)?.windows,
    folding: (fold, elements) => madeFor(elements * MOVED, worth.moving * MOVED)?.folds.get(fold),
    known: (data) => madeFor(data.length, worth.copying * COSTLY)?.known(data),
  };
}
