/** What a tensor's numbers are like, in a few numbers. */
import type { Tensor } from "../tensor/tensor.ts";

/**
 * NaN elements are counted and left out of the rest; where nothing is left, `min`, `max` and `mean` are NaN and `norm` is 0.
 * `max` is -0 only where no zero is without a sign.
 */
export interface Summary {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** The square root of the sum of squares. */
  readonly norm: number;
  readonly nans: number;
  /** Elements that are inf or -inf. */
  readonly infs: number;
  readonly zeros: number;
}

/** In the order in which a summary crosses as numbers. */
export const SUMMARY: readonly (keyof Summary)[] = [
  "count",
  "min",
  "max",
  "mean",
  "norm",
  "nans",
  "infs",
  "zeros",
];

export function summarise({ data }: Tensor): Summary {
  let nans = 0;
  let infs = 0;
  let zeros = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value < min) min = value;
    if (value > max || (value === max && Object.is(max, -0))) max = value;
    if (value === 0) zeros++;
    else if (Number.isNaN(value)) nans++;
    else if (value === Infinity || value === -Infinity) infs++;
  }
  const counted = data.length - nans;
  if (counted === 0) return { count: data.length, min: NaN, max: NaN, mean: NaN, norm: 0, nans, infs, zeros };
  const scale = Math.max(Math.abs(min), Math.abs(max));
  const { mean, norm } = scaledMoments(data, counted, scale);
  return { count: data.length, min, max, mean, norm, nans, infs, zeros };
}

/** Divided by the largest magnitude, neither the sum nor the squares overflow or vanish where the result would not. */
function scaledMoments(data: Float64Array, counted: number, scale: number): { mean: number; norm: number } {
  if (scale === 0) return { mean: 0, norm: 0 };
  if (scale === Infinity) {
    let sum = 0;
    for (let i = 0; i < data.length; i++) if (Math.abs(data[i]!) === Infinity) sum += data[i]!;
    return { mean: sum, norm: Infinity };
  }
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]! / scale;
    if (Number.isNaN(value)) continue;
    sum += value;
    squares += value * value;
  }
  return { mean: (sum / counted) * scale, norm: Math.sqrt(squares) * scale };
}
