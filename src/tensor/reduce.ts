/** Folds dimensions of a tensor: sums, products, extremes and their places. */
import { newZeros } from "./buffers.ts";
import type { Tensor } from "./tensor.ts";
import { elementCount } from "./tensor.ts";

/** Folds `count` entries that lie `inner` apart, for each of `outer` × `inner` places. */
export type Fold = (data: Float64Array, outer: number, count: number, inner: number) => Float64Array;

/** A tensor seen as [outer, count, inner] around one dimension. */
export interface Around {
  readonly outer: number;
  readonly count: number;
  readonly inner: number;
}

/** The view around a dimension; a number is one entry. */
export function around(sizes: readonly number[], dim: number): Around {
  return {
    outer: elementCount(sizes.slice(0, dim)),
    count: sizes[dim] ?? 1,
    inner: elementCount(sizes.slice(dim + 1)),
  };
}

/** Folds the dims (ascending), neighbours together, the last ones first; `sizes` is what the result is to be called. */
export function reduceDims(x: Tensor, dims: readonly number[], sizes: readonly number[], fold: Fold): Tensor {
  let { data } = x;
  // Of what has no elements, each number of the result is folded from nothing.
  if (data.length === 0) return { sizes, data: fold(data, elementCount(sizes), 0, 1) };
  let inner = 1;
  let last = x.sizes.length;
  for (let i = dims.length - 1; i >= 0;) {
    const end = (dims[i] as number) + 1;
    let start = end - 1;
    i -= 1;
    while (i >= 0 && dims[i] === start - 1) {
      start -= 1;
      i -= 1;
    }
    inner *= elementCount(x.sizes.slice(end, last));
    data = fold(data, elementCount(x.sizes.slice(0, start)), elementCount(x.sizes.slice(start, end)), inner);
    last = start;
  }
  return { sizes, data };
}

/** A sum of more neighbours is four sums that do not wait for each other. */
export const SHORT = 64;

/** Sums from the first entry to the last where they are few, so that a short sum prints as a person computes it. */
export function sumFold(data: Float64Array, outer: number, count: number, inner: number): Float64Array {
  const result = newZeros(outer * inner);
  let from = 0;
  for (let o = 0; o < outer; o++) {
    if (inner === 1) {
      result[o] = sumOf(data, from, count);
      from += count;
      continue;
    }
    const start = o * inner;
    for (let i = 0; i < count; i++)
      for (let j = start; j < start + inner; j++)
        result[j] = (result[j] as number) + (data[from++] as number);
  }
  return result;
}

function sumOf(data: Float64Array, first: number, count: number): number {
  const end = first + count;
  let at = first;
  let [a, b, c, d] = [0, 0, 0, 0];
  if (count > SHORT)
    for (; at + 4 <= end; at += 4) {
      a += data[at]!;
      b += data[at + 1]!;
      c += data[at + 2]!;
      d += data[at + 3]!;
    }
  a += b + (c + d);
  for (; at < end; at++) a += data[at]!;
  return a;
}

export const prodFold: Fold = foldWith(1, (total, value) => total * value);

/** The largest; NaN where there is one. */
export function maxFold(data: Float64Array, outer: number, count: number, inner: number): Float64Array {
  const result = new Float64Array(outer * inner).fill(-Infinity);
  for (let o = 0, from = 0; o < outer; o++)
    for (let i = 0; i < count; i++)
      for (let j = o * inner; j < (o + 1) * inner; j++) {
        const [value, best] = [data[from++]!, result[j]!];
        // Not so of what is larger, of NaN, and beside a NaN, which stays.
        if (!(value <= best) && !Number.isNaN(best)) result[j] = value;
      }
  return result;
}

/** The smallest; NaN where there is one. */
export function minFold(data: Float64Array, outer: number, count: number, inner: number): Float64Array {
  const result = new Float64Array(outer * inner).fill(Infinity);
  for (let o = 0, from = 0; o < outer; o++)
    for (let i = 0; i < count; i++)
      for (let j = o * inner; j < (o + 1) * inner; j++) {
        const [value, best] = [data[from++]!, result[j]!];
        if (!(value >= best) && !Number.isNaN(best)) result[j] = value;
      }
  return result;
}

/** Where the largest entry stands, counted along the folded dimensions; the first of equal ones. */
export const argmaxFold: Fold = placeFold(1);

/** Where the smallest entry stands. */
export const argminFold: Fold = placeFold(-1);

/** NaN counts as larger than every number, and as no larger than NaN, so the first one wins. */
function isLarger(value: number, best: number): boolean {
  return value > best || (Number.isNaN(value) && !Number.isNaN(best));
}

function foldWith(first: number, step: (total: number, value: number) => number): Fold {
  return (data, outer, count, inner) => {
    const result = new Float64Array(outer * inner).fill(first);
    let from = 0;
    for (let o = 0; o < outer; o++) {
      const start = o * inner;
      for (let i = 0; i < count; i++)
        for (let j = start; j < start + inner; j++)
          result[j] = step(result[j] as number, data[from++] as number);
    }
    return result;
  };
}

function placeFold(sign: 1 | -1): Fold {
  return (data, outer, count, inner) => {
    const result = new Float64Array(outer * inner);
    for (let o = 0; o < outer; o++)
      for (let j = 0; j < inner; j++) {
        const first = o * count * inner + j;
        let best = sign * (data[first] as number);
        for (let i = 1; i < count; i++) {
          const value = sign * (data[first + i * inner] as number);
          if (!isLarger(value, best)) continue;
          best = value;
          result[o * inner + j] = i;
        }
      }
    return result;
  };
}
