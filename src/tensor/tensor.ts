/** Dense tensors of float64 in row-major order; a bool is 0 or 1 in the same storage. */

export interface Tensor {
  /** One entry a dimension; empty for a number. */
  readonly sizes: readonly number[];
  /** Row-major elements; its length is the product of the sizes. */
  readonly data: Float64Array;
  /** Where the elements lie, of a tensor that shows another one's in other order: `data` puts them in order when it is asked for. */
  readonly view?: View | undefined;
  /** The elements of a tensor that are computed when `data` is asked for, where they are there already. */
  computed?(): Float64Array | undefined;
  /** What it has beside zeros, of a tensor that is written out when `data` is asked for. */
  readonly placed?: Placed | undefined;
}

/** Elements that stand at every sum of one offset of each axis, the last axis fastest; no place twice. */
export interface Placed {
  readonly data: Float64Array;
  readonly axes: readonly Int32Array[];
  readonly base: number;
}

/** Elements in storage, which are read in row-major order of these sizes, along each dimension so far apart. */
export interface View {
  readonly data: Float64Array;
  readonly sizes: readonly number[];
  readonly steps: readonly number[];
}

export type DType = "float" | "bool";

/** Nested lists as a person writes them and as JSON holds them. */
export type Nested = number | readonly Nested[];

const SCALAR: readonly number[] = [];

export function scalarTensor(value: number): Tensor {
  return { sizes: SCALAR, data: Float64Array.of(value) };
}

/** The number of elements: the product of the sizes. */
export function elementCount(sizes: readonly number[]): number {
  let count = 1;
  // By place: this is asked of every value, and takes half as long as with an iterator.
  for (let dim = 0; dim < sizes.length; dim++) {
    const size = sizes[dim]!;
    // The product of the others may be beyond all numbers, of which 0 times is not 0.
    if (size === 0) return 0;
    count *= size;
  }
  return count;
}

/** How many elements, or lists of nothing, stand innermost where the tensor is written as nested lists. */
export function innermostCount(sizes: readonly number[]): number {
  const end = sizes.indexOf(0);
  return elementCount(end < 0 ? sizes : sizes.slice(0, end));
}

export function filled(sizes: readonly number[], value: number): Tensor {
  const data = new Float64Array(elementCount(sizes));
  if (value !== 0) data.fill(value);
  return { sizes, data };
}

/** The elements as nested lists; a plain number for rank 0. */
export function toNested(tensor: Tensor): Nested {
  const level = (dim: number, offset: number, stride: number): Nested => {
    const size = tensor.sizes[dim];
    if (size === undefined) return tensor.data[offset] ?? NaN;
    const inner = size === 0 ? 0 : stride / size;
    return Array.from({ length: size }, (_, i) => level(dim + 1, offset + i * inner, inner));
  };
  return level(0, 0, tensor.data.length);
}

/** Whether two tensors have the same sizes and the same elements, bit by bit but for NaN. */
export function isSameTensor(a: Tensor, b: Tensor): boolean {
  if (a === b) return true;
  if (a.sizes.length !== b.sizes.length || a.sizes.some((size, dim) => size !== b.sizes[dim])) return false;
  return a.data === b.data || a.data.every((value, i) => Object.is(value, b.data[i]));
}
