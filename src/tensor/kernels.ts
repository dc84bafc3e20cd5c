/**
 * The loops that cost most, behind one interface that an executor is given: in plain TypeScript here, and in WebAssembly
 * (`wasm.ts`). Both give the same numbers bit for bit.
 */
import type { Steps } from "../base/steps.ts";
import type { Run } from "./elementwise.ts";
import type { Known, Pass, Passed } from "./pass.ts";
import type { Fold } from "./reduce.ts";
import type { WindowMoves } from "./lattice.ts";
import { multiplyMatrices, type MatrixView, type Sum } from "./matmul.ts";

export interface Kernels {
  /** Writes the product of a [rows, shared] and b [shared, columns] to `to`, or adds it. */
  multiply(to: Sum, a: MatrixView, b: MatrixView, rows: number, shared: number, columns: number): void;
  /** The fastest loop that computes the same, for a value of so many elements. */
  fastest(run: Run, elements: number): Run;
  /** What runs many steps of elementwise work in one pass, where so many results are worth it. */
  passes?(results: number): ((pass: Pass) => Steps<readonly Passed[]>) | undefined;
  /** What lays out windows of so many elements in all, and puts them back. */
  windows?(elements: number): WindowMoves | undefined;
  /** Folds so many elements. */
  folding?(fold: Fold, elements: number): Fold | undefined;
  /** What numbers are like; undefined where they are too few for a loop of its own. */
  known?(data: Float64Array): Known | undefined;
}

export const plainKernels: Kernels = { multiply: multiplyMatrices, fastest: (run) => run };
