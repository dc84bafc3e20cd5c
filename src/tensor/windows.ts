/** Windows of a tensor: where the elements of each stand, and the reading and adding of them. */
import type { Steps } from "../base/steps.ts";
import { newZeros } from "./buffers.ts";
import type { Lattice, Part, WindowMoves } from "./lattice.ts";
import { plainKernels, type Kernels } from "./kernels.ts";
import { elementCount } from "./tensor.ts";

/** Windows along one dimension: the j-th begins at j · stride − padding, its elements stand dilation apart. */
export interface WindowAxis {
  /** The dimension's size. */
  readonly size: number;
  /** How many elements a window has. */
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  /** How many windows there are. */
  readonly count: number;
}

/** Stands for an element outside the tensor. */
const OUTSIDE = -1;

/** The elements of windows between two places where a run can be left: some milliseconds. */
export const STEP = 2 ** 21;

/** The elements [batch, every element of a window, every window] of a tensor of [batch, sizes of the axes]; 0 outside. */
export function* readWindows(
  data: Float64Array,
  batch: number,
  axes: readonly WindowAxis[],
  kernels: Kernels = plainKernels,
): Steps<Float64Array> {
  const fast = fastMoves(kernels, batch, axes);
  if (fast !== undefined) return yield* fast.moves.read(data, batch, fast.lattice);
  const result = newZeros(batch * lengthOf(axes));
  yield* moved(result, data, batch, axes, readPart);
  return result;
}

/** Zeros, with each element of the windows added where `readWindows` would read it; what stands outside is dropped. */
export function* addWindows(
  windows: Float64Array,
  batch: number,
  axes: readonly WindowAxis[],
  kernels: Kernels = plainKernels,
): Steps<Float64Array> {
  const fast = fastMoves(kernels, batch, axes);
  if (fast !== undefined) return yield* fast.moves.add(windows, batch, fast.lattice);
  const result = newZeros(batch * planeOf(axes));
  yield* moved(windows, result, batch, axes, addPart);
  return result;
}

/** The elements of all windows of one plane. */
function lengthOf(axes: readonly WindowAxis[]): number {
  return elementCount(axes.map(({ kernel, count }) => kernel * count));
}

function planeOf(axes: readonly WindowAxis[]): number {
  return elementCount(axes.map((axis) => axis.size));
}

/** Between windows and a plane that begins at `base`, whose rows `before` names. */
type Move = (windows: Float64Array, data: Float64Array, base: number, before: Int32Array, part: Part) => void;

/** Faster moves for so many windows, where there are some. */
function fastMoves(
  kernels: Kernels,
  batch: number,
  axes: readonly WindowAxis[],
): { readonly moves: WindowMoves; readonly lattice: Lattice } | undefined {
  const moves = kernels.windows?.(batch * lengthOf(axes));
  if (moves === undefined || batch * lengthOf(axes) * planeOf(axes) === 0) return undefined;
  const lattice = latticeOf(axes);
  return moves.fits(lattice) ? { moves, lattice } : undefined;
}

function latticeOf(axes: readonly WindowAxis[]): Lattice {
  const outer = axes.slice(0, -1);
  const before = placesOf(outer);
  // A number has one window of one element.
  const last = axes.at(-1) ?? { size: 1, kernel: 1, stride: 1, padding: 0, dilation: 1, count: 1 };
  const parts = partsOf(before.length, elementCount(outer.map((axis) => axis.count)), last);
  return { length: lengthOf(axes), plane: planeOf(axes), before, parts };
}

/** Moves what lies within the tensor, in the order of the windows. */
function* moved(
  windows: Float64Array,
  data: Float64Array,
  batch: number,
  axes: readonly WindowAxis[],
  move: Move,
): Steps<void> {
  // What has no elements may have sizes that nothing could walk.
  if (batch * lengthOf(axes) * planeOf(axes) === 0) return;
  const { length, plane, before, parts } = latticeOf(axes);
  let done = 0;
  for (let b = 0; b < batch; b++)
    for (const part of parts) {
      if (done > STEP) {
        done = 0;
        yield;
      }
      done += part.rows * part.count;
      move(windows, data, b * plane, before, { ...part, at: part.at + b * length });
    }
}

function partsOf(places: number, rows: number, last: WindowAxis): readonly Part[] {
  const { size, kernel, stride, padding, dilation, count } = last;
  const parts: Part[] = [];
  for (let row = 0, at = 0; row < places; row += rows)
    for (let i = 0; i < kernel; i++, at += rows * count) {
      const shift = i * dilation - padding;
      const first = Math.max(0, Math.ceil(-shift / stride));
      const end = Math.min(count, Math.floor((size - 1 - shift) / stride) + 1);
      parts.push({ at, count, first, end, row, rows, start: shift + first * stride, step: stride, size });
    }
  return parts;
}

function readPart(
  windows: Float64Array,
  data: Float64Array,
  base: number,
  before: Int32Array,
  { at, count, first, end, row, rows, start, step, size }: Part,
): void {
  for (let i = 0; i < rows; i++) {
    const place = before[row + i]!;
    if (place === OUTSIDE) continue;
    const stop = at + i * count + end;
    for (let to = at + i * count + first, from = base + place * size + start; to < stop; to++, from += step)
      windows[to] = data[from]!;
  }
}

function addPart(
  windows: Float64Array,
  data: Float64Array,
  base: number,
  before: Int32Array,
  { at, count, first, end, row, rows, start, step, size }: Part,
): void {
  for (let i = 0; i < rows; i++) {
    const place = before[row + i]!;
    if (place === OUTSIDE) continue;
    const stop = at + i * count + end;
    for (let from = at + i * count + first, to = base + place * size + start; from < stop; from++, to += step)
      data[to] = data[to]! + windows[from]!;
  }
}

/** Where each element of each window stands in the plane of these axes: [elements of a window, windows], row-major. */
function placesOf(axes: readonly WindowAxis[]): Int32Array {
  let places: Int32Array = Int32Array.of(0);
  let windows = 1;
  for (const axis of axes) {
    places = crossed(places, windows, axis);
    windows *= axis.count;
  }
  return places;
}

/** The places with one more dimension behind those that are there. */
function crossed(places: Int32Array, windows: number, axis: WindowAxis): Int32Array {
  const { size, kernel, stride, padding, dilation, count } = axis;
  const elements = windows === 0 ? 0 : places.length / windows;
  const result = new Int32Array(elements * kernel * windows * count);
  if (result.length === 0) return result;
  let to = 0;
  for (let element = 0; element < elements; element++)
    for (let i = 0; i < kernel; i++)
      for (let window = 0; window < windows; window++) {
        const before = places[element * windows + window] as number;
        for (let j = 0; j < count; j++) {
          const at = j * stride - padding + i * dilation;
          result[to++] = before === OUTSIDE || at < 0 || at >= size ? OUTSIDE : before * size + at;
        }
      }
  return result;
}
