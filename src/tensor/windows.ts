/** Windows of a tensor: where the elements of each stand, and the reading and adding of them. */
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
  const places = placesOf(axes);
  const plane = elementCount(axes.map((axis) => axis.size));
  const result = new Float64Array(batch * places.length);
  for (let b = 0, from = 0, to = 0; b < batch; b++, from += plane)
    for (let i = 0; i < places.length; i++) {
      const place = places[i] as number;
      result[to++] = place === OUTSIDE ? 0 : (data[from + place] as number);
    }
  return result;
}

/** Zeros, with each element of the windows added where `readWindows` would read it; what stands outside is dropped. */
export function addWindows(windows: Float64Array, batch: number, axes: readonly WindowAxis[]): Float64Array {
  const places = placesOf(axes);
  const plane = elementCount(axes.map((axis) => axis.size));
  const result = new Float64Array(batch * plane);
  for (let b = 0, from = 0, to = 0; b < batch; b++, to += plane)
    for (let i = 0; i < places.length; i++, from++) {
      const place = places[i] as number;
      if (place !== OUTSIDE) result[to + place] = (result[to + place] as number) + (windows[from] as number);
    }
  return result;
}

/** Where each element of each window stands in the plane of all axes: [elements of a window, windows], row-major. */
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
