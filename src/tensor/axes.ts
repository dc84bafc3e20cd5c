/** Reads and writes tensors through tables of offsets, one table a result dimension: slices, permutations, repeats and index lists. */
import { newBuffer } from "./buffers.ts";
import { elementCount, type Tensor } from "./tensor.ts";

/** The distance in storage between neighbours along each dimension of a row-major tensor. */
export function stridesOf(sizes: readonly number[]): number[] {
  const strides = new Array<number>(sizes.length);
  let stride = 1;
  for (let dim = sizes.length - 1; dim >= 0; dim--) {
    strides[dim] = stride;
    stride *= sizes[dim] as number;
  }
  return strides;
}

/** The index of the element at a place in storage. */
export function indexOf(place: number, sizes: readonly number[]): number[] {
  const index = new Array<number>(sizes.length);
  let rest = place;
  for (let dim = sizes.length - 1; dim >= 0; dim--) {
    const size = sizes[dim]!;
    index[dim] = rest % size;
    rest = Math.floor(rest / size);
  }
  return index;
}

/** The offsets `start, start + step, …` of one axis. */
export function axis(size: number, step: number, start = 0): Int32Array {
  const offsets = new Int32Array(size);
  for (let i = 0; i < size; i++) offsets[i] = start + i * step;
  return offsets;
}

/** The elements of `source` at every sum of one offset of each axis, the last axis fastest. */
export function readAxes(source: Float64Array, axes: readonly Int32Array[], base: number): Float64Array {
  const result = newBuffer(elementCount(axes.map((offsets) => offsets.length)));
  let at = 0;
  forEachRow(axes, base, (offset, inner) => {
    const first = at;
    for (let i = 0; i < inner.length; i++) result[first + i] = source[offset + inner[i]!]!;
    at = first + inner.length;
  });
  return result;
}

/** The part of a tensor that begins at `starts` and has these sizes; undefined where it does not lie within. */
export function windowOf(x: Tensor, starts: readonly number[], sizes: readonly number[]): Tensor | undefined {
  const lies = x.sizes.every((size, dim) => {
    const [start, length] = [starts[dim] ?? -1, sizes[dim] ?? -1];
    return start >= 0 && length >= 0 && start + length <= size;
  });
  if (!lies || starts.length !== x.sizes.length || sizes.length !== x.sizes.length) return undefined;
  const strides = stridesOf(x.sizes);
  const axes = sizes.map((size, dim) => axis(size, strides[dim]!, starts[dim]! * strides[dim]!));
  return { sizes, data: axes.length === 0 ? x.data.slice() : readAxes(x.data, axes, 0) };
}

/** Adds the elements of `source` to `target` at the places where `readAxes` would read them. */
export function addAxes(
  target: Float64Array,
  source: Float64Array,
  axes: readonly Int32Array[],
  base: number,
): void {
  let at = 0;
  forEachRow(axes, base, (offset, inner) => {
    const first = at;
    for (let i = 0; i < inner.length; i++) {
      const place = offset + inner[i]!;
      target[place] = target[place]! + source[first + i]!;
    }
    at = first + inner.length;
  });
}

const NOTHING = Int32Array.of(0);

/** Visits the sums of one offset of each axis but the last, with the offsets of that. */
export function forEachRow(
  axes: readonly Int32Array[],
  base: number,
  visit: (offset: number, inner: Int32Array) => void,
): void {
  // An axis of one entry is an offset, and a number is one row of one element.
  const single = axes.filter((offsets) => offsets.length === 1);
  const start = single.reduce((sum, offsets) => sum + (offsets[0] as number), base);
  const long = axes.filter((offsets) => offsets.length !== 1);
  if (long.some((offsets) => offsets.length === 0)) return;
  const inner = long.pop() ?? NOTHING;
  const walk = (level: number, offset: number): void => {
    const offsets = long[level];
    if (offsets === undefined) visit(offset, inner);
    else for (let i = 0; i < offsets.length; i++) walk(level + 1, offset + (offsets[i] as number));
  };
  walk(0, start);
}

/** A tile of this many rows and columns stays in the first-level cache on both sides of a transposition. */
const TILE = 32;

/** Swaps rows and columns of every matrix in storage. */
export function transposeBatch(source: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(source.length);
  const matrix = rows * columns;
  for (let base = 0; base < source.length; base += matrix) {
    for (let top = 0; top < rows; top += TILE) {
      const bottom = Math.min(rows, top + TILE);
      for (let left = 0; left < columns; left += TILE) {
        const right = Math.min(columns, left + TILE);
        for (let column = left; column < right; column++) {
          let to = base + column * rows + top;
          let from = base + top * columns + column;
          for (let row = top; row < bottom; row++, from += columns) result[to++] = source[from] as number;
        }
      }
    }
  }
  return result;
}
