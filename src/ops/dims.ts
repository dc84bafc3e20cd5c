/** Dims as arguments: negative ones count from the end, wrong ones are refused in the person's terms. */
import type { Refusal } from "../graph/ir.ts";
import { showShape, showSizes, type Dim, type Shape } from "../tensor/shape.ts";

/** The dim counted from the front; a number has one imaginary dimension, as in PyTorch, so that 0 and -1 fit it. */
export function positiveDim(dim: number, rank: number): number {
  return dim < 0 ? dim + Math.max(rank, 1) : dim;
}

/** The dims that a reduction folds, ascending; all of them where none are said. The dims were accepted by `refuseDims`. */
export function reducedDims(dims: readonly number[] | null, rank: number): readonly number[] {
  const all = Array.from({ length: rank }, (_, dim) => dim);
  if (dims === null || dims.length === 0) return all;
  const chosen = new Set(dims.map((dim) => positiveDim(dim, rank)));
  return all.filter((dim) => chosen.has(dim));
}

/** Why these dims do not fit the operand `{x}`, or undefined where they do. */
export function refuseDims(dims: readonly number[], shape: Shape): Refusal | undefined {
  const rank = Math.max(shape.length, 1);
  const seen = new Set<number>();
  for (const dim of dims) {
    if (dim < -rank || dim >= rank)
      return {
        refused: `dim ${dim} is out of range for {x} of shape ${showShape(shape)}; it has dims ${-rank} … ${rank - 1}.`,
        operand: 0,
      };
    const positive = positiveDim(dim, rank);
    if (seen.has(positive)) return { refused: `dim ${dim} is named twice in ${showSizes(dims)}.` };
    seen.add(positive);
  }
  return undefined;
}

/** The dimension that stands for a size that nobody named: the known one where the size is the same. */
export function keepName(entry: Dim | undefined, size: number): Dim {
  return entry?.size === size ? entry : { size };
}
