/** Windows laid out and put back, against what the words say: one element at a time, from their indices. */
import { expect, test } from "vitest";
import { finish } from "../../src/base/steps.ts";
import { indexOf } from "../../src/tensor/axes.ts";
import { plainKernels } from "../../src/tensor/kernels.ts";
import { elementCount } from "../../src/tensor/tensor.ts";
import { addWindows, readWindows, type WindowAxis } from "../../src/tensor/windows.ts";
import { wasmKernels } from "./sets.ts";

const wasm = wasmKernels();

/** Sizes, kernels, strides, paddings and dilations that meet at every edge: nothing at all, one, primes, windows wholly outside. */
const axes: readonly WindowAxis[] = [0, 1, 2, 5, 7].flatMap((size) =>
  [0, 1, 2, 3].flatMap((kernel) =>
    [1, 2, 3].flatMap((stride) =>
      [-1, 0, 1, 2].flatMap((padding) =>
        [1, 2].flatMap((dilation) =>
          [0, 1, 4].map((count) => ({ size, kernel, stride, padding, dilation, count })),
        ),
      ),
    ),
  ),
);

const values = [1, -2, NaN, 0.5, Infinity, -0, 1e308, -Infinity, 5e-324, 3];

function drawn(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => values[(i * 7) % values.length]! + (i % 3));
}

/** For each element of the windows where it stands in the tensor; undefined outside. */
function placesOf(batch: number, lattice: readonly WindowAxis[]): readonly (number | undefined)[] {
  const [kernel, count] = [lattice.map((axis) => axis.kernel), lattice.map((axis) => axis.count)];
  const sizes = [batch, ...kernel, ...count];
  return Array.from({ length: elementCount(sizes) }, (_, i) => {
    const [b, ...index] = indexOf(i, sizes);
    let place = b!;
    for (const [dim, { size, stride, padding, dilation }] of lattice.entries()) {
      const at = index[dim + lattice.length]! * stride - padding + index[dim]! * dilation;
      if (at < 0 || at >= size) return undefined;
      place = place * size + at;
    }
    return place;
  });
}

function expectAsSaid(batch: number, lattice: readonly WindowAxis[]): void {
  const count = batch * elementCount(lattice.map(({ size }) => size));
  const places = placesOf(batch, lattice);
  const data = drawn(count);
  const read = Float64Array.from(places, (place) => (place === undefined ? 0 : data[place]!));
  const windows = drawn(places.length);
  const added = new Float64Array(count);
  places.forEach((place, i) => {
    if (place !== undefined) added[place] = added[place]! + windows[i]!;
  });
  for (const kernels of [plainKernels, wasm]) {
    const what = JSON.stringify(lattice);
    expect(finish(readWindows(data, batch, lattice, kernels)), what).toEqual(read);
    expect(finish(addWindows(windows, batch, lattice, kernels)), what).toEqual(added);
  }
}

test("along one dimension", () => {
  for (const axis of axes) expectAsSaid(2, [axis]);
});

test("along two and three", () => {
  for (let i = 0; i < axes.length; i += 5) {
    const [first, second] = [axes[(i * 31) % axes.length]!, axes[(i * 17 + 5) % axes.length]!];
    expectAsSaid(2, [first, second]);
    expectAsSaid(1, [first, axes[(i * 13 + 2) % axes.length]!, second]);
  }
});

test("in planes of many parts", () => {
  const wide = { size: 300, kernel: 3, stride: 1, padding: 1, dilation: 1, count: 300 };
  expectAsSaid(1, [{ ...wide, size: 200, count: 200 }, wide]);
  expectAsSaid(300, [{ size: 90, kernel: 90, stride: 1, padding: 45, dilation: 1, count: 91 }]);
});

test("along none: every number is a window", () => {
  expectAsSaid(5, []);
});

test("many windows can be left between two steps, each some milliseconds of work", () => {
  const axis = { size: 512, kernel: 3, stride: 1, padding: 1, dilation: 1, count: 512 };
  for (const steps of [
    readWindows(new Float64Array(4 * 512 * 512), 4, [axis, axis]),
    addWindows(new Float64Array(4 * 9 * 512 * 512), 4, [axis, axis]),
  ]) {
    let count = 0;
    while (steps.next().done !== true) count++;
    expect(count).toBeGreaterThan(2);
  }
});
