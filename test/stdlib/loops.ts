/** Convolution and pooling as nested loops over places, for tests: what PyTorch documents, written as plainly as it goes. */
import { elementCount, type Tensor } from "../../src/tensor/tensor.ts";

type Sizes = readonly number[];

/** One tensor from a function of the place of each element. */
export function build(sizes: Sizes, value: (place: Sizes) => number): Tensor {
  return { sizes, data: Float64Array.from(places(sizes), value) };
}

/** All places of a tensor, the last dimension fastest. */
export function places(sizes: Sizes): readonly Sizes[] {
  return sizes.reduce<readonly Sizes[]>(
    (all, size) => all.flatMap((place) => Array.from({ length: size }, (_, i) => [...place, i])),
    [[]],
  );
}

/** The element at a place, or undefined outside. */
export function at({ sizes, data }: Tensor, place: Sizes): number | undefined {
  let flat = 0;
  for (const [dim, size] of sizes.entries()) {
    const i = place[dim] as number;
    if (i < 0 || i >= size) return undefined;
    flat = flat * size + i;
  }
  return data[flat];
}

/** One entry for each of n dimensions. */
export function each(value: number | Sizes, n: number): Sizes {
  return typeof value === "number" ? new Array<number>(n).fill(value) : value;
}

export interface Sliding {
  readonly kernel: Sizes;
  readonly stride: Sizes;
  readonly before: Sizes;
  readonly dilation: Sizes;
}

/** The spatial place of element `tap` of window `window`. */
function placeIn({ stride, before, dilation }: Sliding, window: Sizes, tap: Sizes): number[] {
  return window.map(
    (o, d) =>
      o * (stride[d] as number) - (before[d] as number) + (tap[d] as number) * (dilation[d] as number),
  );
}

/** The sizes of a convolution's result. */
export function convolvedSizes(
  size: Sizes,
  { kernel, stride, before, dilation }: Sliding,
  after: Sizes,
): Sizes {
  return size.map((entry, d) => {
    const reach = (dilation[d] as number) * ((kernel[d] as number) - 1) + 1;
    return (
      Math.floor((entry + (before[d] as number) + (after[d] as number) - reach) / (stride[d] as number)) + 1
    );
  });
}

/** x [...batch, C, ...S] with weight [K, C / groups, ...kernel]. */
export function convolve(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  how: Sliding,
  after: Sizes,
  groups: number,
): Tensor {
  const n = how.kernel.length;
  const batch = x.sizes.slice(0, -n - 1);
  const [outputs = 0, inputs = 0] = weight.sizes;
  const sizes = [...batch, outputs, ...convolvedSizes(x.sizes.slice(-n), how, after)];
  return build(sizes, (place) => {
    const sample = place.slice(0, batch.length);
    const k = place[batch.length] as number;
    const window = place.slice(batch.length + 1);
    const group = Math.floor(k / (outputs / groups));
    let sum = bias?.data[k] ?? 0;
    for (let c = 0; c < inputs; c++)
      for (const tap of places(how.kernel))
        sum +=
          (at(x, [...sample, group * inputs + c, ...placeIn(how, window, tap)]) ?? 0) *
          (at(weight, [k, c, ...tap]) as number);
    return sum;
  });
}

/** x [...batch, K, ...S] with weight [K, C / groups, ...kernel], each element spread over its window of [...size]. */
export function convolveTransposed(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  how: Sliding,
  size: Sizes,
  groups: number,
): Tensor {
  const n = how.kernel.length;
  const batch = x.sizes.slice(0, -n - 1);
  const [inputs = 0, outputs = 0] = weight.sizes;
  const sums = new Map<string, number>();
  for (const place of places(x.sizes)) {
    const sample = place.slice(0, batch.length);
    const k = place[batch.length] as number;
    const group = Math.floor(k / (inputs / groups));
    for (let c = 0; c < outputs; c++)
      for (const tap of places(how.kernel)) {
        const key = [
          ...sample,
          group * outputs + c,
          ...placeIn(how, place.slice(batch.length + 1), tap),
        ].join();
        const term = (at(x, place) as number) * (at(weight, [k, c, ...tap]) as number);
        sums.set(key, (sums.get(key) ?? 0) + term);
      }
  }
  return build(
    [...batch, outputs * groups, ...size],
    (place) => (sums.get(place.join()) ?? 0) + (bias?.data[place[batch.length] as number] ?? 0),
  );
}

/** How many windows a pool has: the last may begin in x or in the padding before it, not behind. */
export function pooledSizes(size: Sizes, how: Sliding, ceil: boolean): Sizes {
  return size.map((entry, d) => {
    const [stride, before] = [how.stride[d] as number, how.before[d] as number];
    const room = entry + 2 * before - (how.dilation[d] as number) * ((how.kernel[d] as number) - 1) - 1;
    const count = (ceil ? Math.ceil(room / stride) : Math.floor(room / stride)) + 1;
    return ceil && (count - 1) * stride >= entry + before ? count - 1 : count;
  });
}

/** The place in the plane of one of S. */
function inPlane(place: Sizes, size: Sizes): number {
  return place.reduce((flat, i, d) => flat * (size[d] as number) + i, 0);
}

/** The first largest element of each of the windows, and its place; a window is the list of the spatial places in it. */
export function largestOf(
  x: Tensor,
  count: Sizes,
  window: (place: Sizes, plane: Sizes) => readonly Sizes[],
): readonly Tensor[] {
  const n = count.length;
  const lead = x.sizes.slice(0, -n);
  const chosen = new Map<string, readonly [number, number]>();
  for (const place of places([...lead, ...count])) {
    const plane = place.slice(0, lead.length);
    let best: readonly [number, number] = [-Infinity, -1];
    for (const spot of window(place.slice(lead.length), plane)) {
      const value = at(x, [...plane, ...spot]);
      if (value !== undefined && value > best[0]) best = [value, inPlane(spot, x.sizes.slice(-n))];
    }
    chosen.set(place.join(), best);
  }
  const pick = (which: 0 | 1): Tensor =>
    build([...lead, ...count], (place) => (chosen.get(place.join()) as readonly [number, number])[which]);
  return [pick(0), pick(1)];
}

export function maxPool(x: Tensor, how: Sliding, ceil: boolean): readonly Tensor[] {
  const count = pooledSizes(x.sizes.slice(-how.kernel.length), how, ceil);
  return largestOf(x, count, (window) => places(how.kernel).map((tap) => placeIn(how, window, tap)));
}

/** What a mean divides by: the elements of the window that lie in x, or in x and its padding, or a number. */
export type Divisor = "inside" | "padded" | number;

export function avgPool(x: Tensor, how: Sliding, ceil: boolean, divisor: Divisor): Tensor {
  const n = how.kernel.length;
  const size = x.sizes.slice(-n);
  const lead = x.sizes.slice(0, -n);
  return build([...lead, ...pooledSizes(size, how, ceil)], (place) => {
    let sum = 0;
    let inside = 0;
    let padded = 0;
    for (const tap of places(how.kernel)) {
      const spot = placeIn(how, place.slice(lead.length), tap);
      const value = at(x, [...place.slice(0, lead.length), ...spot]);
      if (value !== undefined) {
        sum += value;
        inside += 1;
      }
      if (spot.every((i, d) => i < (size[d] as number) + (how.before[d] as number))) padded += 1;
    }
    return sum / (divisor === "inside" ? inside : divisor === "padded" ? padded : divisor);
  });
}

/** The spatial places of a window of an adaptive pool. */
export function evenWindow(size: Sizes, count: Sizes, window: Sizes): readonly Sizes[] {
  const first = window.map((o, d) => Math.floor((o * (size[d] as number)) / (count[d] as number)));
  const last = window.map((o, d) => Math.ceil(((o + 1) * (size[d] as number)) / (count[d] as number)));
  return places(first.map((from, d) => (last[d] as number) - from)).map((tap) =>
    tap.map((i, d) => i + (first[d] as number)),
  );
}

export function adaptiveAvgPool(x: Tensor, count: Sizes): Tensor {
  const lead = x.sizes.slice(0, -count.length);
  const size = x.sizes.slice(-count.length);
  return build([...lead, ...count], (place) => {
    const window = evenWindow(size, count, place.slice(lead.length));
    const plane = place.slice(0, lead.length);
    return window.reduce((sum, spot) => sum + (at(x, [...plane, ...spot]) as number), 0) / window.length;
  });
}

/** Where the windows of a fractional pool begin along one dimension. */
export function fractionalStarts(sample: number, size: number, kernel: number, count: number): Sizes {
  const step = (size - kernel) / (count - 1);
  return Array.from({ length: count }, (_, i) =>
    i === count - 1 ? size - kernel : Math.trunc((i + sample) * step) - Math.trunc(sample * step),
  );
}

/** The p-norm without absolute values of every window. */
export function lpPool(x: Tensor, p: number, how: Sliding, ceil: boolean): Tensor {
  const powers = { sizes: x.sizes, data: x.data.map((value) => value ** p) };
  const { sizes, data } = avgPool(powers, how, ceil, "padded");
  return { sizes, data: data.map((mean) => (mean * elementCount(how.kernel)) ** (1 / p)) };
}
