/** Windows of a tensor: where the elements of each stand, and the reading and adding of them. */
import { newZeros } from "./buffers.ts";
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

/** The elements [batch, every element of a window, every window] of a tensor of [batch, sizes of the axes]; 0 outside. */
export function readWindows(data: Float64Array, batch: number, axes: readonly WindowAxis[]): Float64Array {
  const result = newZeros(batch * lengthOf(axes));
  forEachRun(batch, axes, (place, step, at, end) => {
    for (let to = at, from = place; to < end; to++, from += step) result[to] = data[from] as number;
  });
  return result;
}

/** Zeros, with each element of the windows added where `readWindows` would read it; what stands outside is dropped. */
export function addWindows(windows: Float64Array, batch: number, axes: readonly WindowAxis[]): Float64Array {
  const result = newZeros(batch * elementCount(axes.map((axis) => axis.size)));
  forEachRun(batch, axes, (place, step, at, end) => {
    for (let from = at, to = place; from < end; from++, to += step)
      result[to] = (result[to] as number) + (windows[from] as number);
  });
  return result;
}

/** The elements of all windows of one plane. */
function lengthOf(axes: readonly WindowAxis[]): number {
  return elementCount(axes.map(({ kernel, count }) => kernel * count));
}

/**
 * Visits what lies within the tensor, run by run in the order of the windows: entries `at` to `end` of the windows are the elements
 * at `place`, `place + step` and so on. A run is one element of the windows along the last axis.
 */
function forEachRun(
  batch: number,
  axes: readonly WindowAxis[],
  visit: (place: number, step: number, at: number, end: number) => void,
): void {
  const last = axes.at(-1);
  if (last === undefined) return visit(0, 1, 0, batch);
  const { size, kernel, stride, padding, dilation, count } = last;
  const outer = axes.slice(0, -1);
  const places = placesOf(outer);
  const windows = elementCount(outer.map((axis) => axis.count));
  const elements = windows === 0 ? 0 : places.length / windows;
  const plane = elementCount(axes.map((axis) => axis.size));
  for (let b = 0, at = 0; b < batch; b++)
    for (let element = 0; element < elements; element++)
      for (let i = 0; i < kernel; i++) {
        // The windows whose i-th element lies within.
        const shift = i * dilation - padding;
        const first = Math.max(0, Math.ceil(-shift / stride));
        const end = Math.min(count, Math.floor((size - 1 - shift) / stride) + 1);
        for (let window = 0; window < windows; window++, at += count) {
          const before = places[element * windows + window] as number;
          if (before === OUTSIDE || first >= end) continue;
          visit(b * plane + before * size + shift + first * stride, stride, at + first, at + end);
        }
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
