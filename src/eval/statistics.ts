/** What a tensor's numbers are like, in a few numbers. */
import type { Known } from "../tensor/pass.ts";
import type { Kernels } from "../tensor/kernels.ts";
import { forEachPlaced } from "../tensor/placed.ts";
import { elementCount, type Placed, type Tensor } from "../tensor/tensor.ts";
import { inAnyOrder } from "../tensor/views.ts";

/**
 * NaN elements are counted and left out of the rest; where nothing is left, `min`, `max` and `mean` are NaN and `norm` is 0.
 * `min` and `max` are -0 only where no zero is without a sign.
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

/** Sums of squares between these are as exact as their numbers: none has overflowed, and what has vanished is nothing beside them. */
const SAFE = [1e-280, 1e280] as const;

/** What passes have told of values that they computed. */
const told = new WeakMap<Tensor, Summary>();

/** `fast` may know of many numbers sooner what they are like. */
export function summarise(value: Tensor, fast?: Kernels["known"]): Summary {
  const known = told.get(value);
  if (known !== undefined) return known;
  const count = elementCount(value.sizes);
  const { placed } = value;
  const sparse = placed && summaryOf(knownOfPlaced(placed, count), count);
  if (sparse !== undefined) return sparse;
  const data = inAnyOrder(value);
  return summaryOf(fast?.(data) ?? knownOf(data), count) ?? summaryStepByStep(data);
}

/** The same as of the elements with all zeros around them, added up in the same order. */
function knownOfPlaced(placed: Placed, count: number): Known {
  const even = count - (count % 4);
  const sums = new Float64Array(4);
  const squares = new Float64Array(4);
  let [min, max] = [0, 0];
  let zeros = count;
  forEachPlaced(placed, (place, value) => {
    // Zeros around it change no sum, and no sum that is 0 has a sign.
    const lane = place < even ? place % 4 : 0;
    if (value < min) min = value;
    if (value > max) max = value;
    if (value !== 0) zeros--;
    sums[lane] = sums[lane]! + value;
    squares[lane] = squares[lane]! + value * value;
  });
  const inLanes = ([a, b, c, d]: Float64Array): number => a! + b! + (c! + d!);
  return { min, max, sum: inLanes(sums), squares: inLanes(squares), zeros, bare: 1 };
}

/** Notes what a pass knows of a value of so many elements, which need not be looked at any more. */
export function noteKnown(value: Tensor, known: Known, count: number): void {
  const summary = summaryOf(known, count);
  if (summary !== undefined) told.set(value, summary);
}

/** Undefined where there is anything out of the ordinary. */
function summaryOf({ min, max, sum, squares, zeros, bare }: Known, count: number): Summary | undefined {
  // A NaN or an infinity anywhere is one here.
  if (!(squares > SAFE[0] && squares < SAFE[1]) && !(count > 0 && zeros === count)) return undefined;
  const zero = bare > 0 ? 0 : -0;
  return {
    count,
    min: min === 0 ? zero : min,
    max: max === 0 ? zero : max,
    mean: sum / count,
    norm: Math.sqrt(squares),
    nans: 0,
    infs: 0,
    zeros,
  };
}

/** In one pass, four neighbours at a time. */
function knownOf(data: Float64Array): Known {
  const count = data.length;
  const even = count - (count % 4);
  let min = Infinity;
  let max = -Infinity;
  let zeros = 0;
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  let [squares0, squares1, squares2, squares3] = [0, 0, 0, 0];
  for (let i = 0; i < even; i += 4) {
    const [a, b, c, d] = [data[i]!, data[i + 1]!, data[i + 2]!, data[i + 3]!];
    if (a < min) min = a;
    if (a > max) max = a;
    if (b < min) min = b;
    if (b > max) max = b;
    if (c < min) min = c;
    if (c > max) max = c;
    if (d < min) min = d;
    if (d > max) max = d;
    zeros += (a === 0 ? 1 : 0) + (b === 0 ? 1 : 0) + (c === 0 ? 1 : 0) + (d === 0 ? 1 : 0);
    sum0 += a;
    sum1 += b;
    sum2 += c;
    sum3 += d;
    squares0 += a * a;
    squares1 += b * b;
    squares2 += c * c;
    squares3 += d * d;
  }
  for (let i = even; i < count; i++) {
    const value = data[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
    if (value === 0) zeros++;
    sum0 += value;
    squares0 += value * value;
  }
  const [sum, squares] = [sum0 + sum1 + (sum2 + sum3), squares0 + squares1 + (squares2 + squares3)];
  // Which zero is the smallest or the largest number takes another look.
  const bare = (min === 0 || max === 0) && data.some((value) => Object.is(value, 0)) ? 1 : 0;
  return { min, max, sum, squares, zeros, bare };
}

function summaryStepByStep(data: Float64Array): Summary {
  let nans = 0;
  let infs = 0;
  let zeros = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value < min || (value === min && Object.is(min, -0))) min = value;
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
