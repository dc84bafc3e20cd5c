/** Numbers that are probabilities: between 0 and 1, and adding up to 1 along a dimension. */
import { around, sumFold } from "../tensor/reduce.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** What is computed adds up to 1 as nearly as this. */
const NEAR = 1e-6;
/** What is written by hand, with a few digits, as nearly as this. */
const BY_HAND = 0.02;

/** The sums along one dimension. */
function sumsAlong({ sizes, data }: Tensor, dim: number): Float64Array {
  const { outer, count, inner } = around(sizes, dim);
  return sumFold(data, outer, count, inner);
}

export function isProbability(x: number): boolean {
  return x >= -NEAR && x <= 1 + NEAR;
}

/** The dimensions along which all sums are 1; one of size 1 tells nothing. */
export function dimsOfOne(x: Tensor): readonly number[] {
  return x.sizes.flatMap((size, dim) =>
    size > 1 && sumsAlong(x, dim).every((total) => Math.abs(total - 1) <= NEAR) ? [dim] : [],
  );
}

/** Whether all are probabilities that add up to 1 along a dimension, or along any. */
export function isDistribution(x: Tensor, dim: number | undefined): boolean {
  if (x.data.length === 0 || !x.data.every(isProbability)) return false;
  const dims = dimsOfOne(x);
  return dim === undefined ? dims.length > 0 : dims.includes(dim);
}

/** The first sum along a dimension that is neither 1 nor 0. */
export function oddSum(x: Tensor, dim: number): number | undefined {
  return sumsAlong(x, dim).find((total) => Math.abs(total - 1) > BY_HAND && Math.abs(total) > NEAR);
}

/** The dimensions along which logarithms are those of probabilities that add up to 1. */
export function normalisedDims(logs: Tensor): readonly number[] {
  if (logs.data.some((one) => !(one <= NEAR))) return [];
  return dimsOfOne({ sizes: logs.sizes, data: logs.data.map(Math.exp) });
}
