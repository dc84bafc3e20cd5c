/** Padding, interpolation and shuffling against formulas for one element, for random shapes and arguments, and what they refuse. */
import { describe, expect, test } from "vitest";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { drawn, expectAgreement, picker, problemsOf, type Operands } from "./against.ts";
import { at, build, each, evenWindow, places } from "./loops.ts";

const rounds = Array.from({ length: 10 }, (_, i) => i);
const x = (given: Operands): Tensor => given["x"] as Tensor;

/** Where along one dimension the element at i comes from; undefined for what is added. */
function source(mode: string, i: number, size: number): number | undefined {
  if (i >= 0 && i < size) return i;
  switch (mode) {
    case "reflect": {
      let place = i;
      while (place < 0 || place >= size) place = place < 0 ? -place : 2 * (size - 1) - place;
      return place;
    }
    case "replicate":
      return i < 0 ? 0 : size - 1;
    case "circular":
      return i < 0 ? i + size : i - size;
    default:
      return undefined;
  }
}

describe.each(["constant", "reflect", "replicate", "circular"])("pad with mode=%s", (mode) => {
  test.each(rounds)("agrees with a formula for each element, round %i", (round) => {
    const pick = picker(`pad ${mode} ${round}`);
    const sizes = [pick(1, 2), 2, ...each(0, pick(1, 3)).map(() => pick(2, 4))];
    const padded = pick(1, mode === "constant" ? sizes.length : sizes.length - 2);
    const pairs = sizes.slice(-padded).map((size) => {
      const most = mode === "reflect" ? size - 1 : mode === "circular" ? size : 3;
      const least = mode === "constant" || round % 2 === 0 ? -1 : 0;
      return [pick(least, most), pick(least, most)] as const;
    });
    const all = [...each(0, sizes.length - padded).map(() => [0, 0] as const), ...pairs];
    const result = sizes.map((size, d) => size + (all[d]?.[0] ?? 0) + (all[d]?.[1] ?? 0));
    const list = [...pairs].reverse().flat().join(", ");
    const withValue = mode === "constant" && round % 2 === 0;
    const operands: Record<string, Tensor> = { x: drawn(`pad x ${mode} ${round}`, sizes) };
    if (withValue) operands["v"] = { sizes: [], data: Float64Array.of(0.7) };
    expectAgreement({
      call: `pad(x, [${list}], mode="${mode}"${withValue ? ", value=v" : ""})`,
      operands,
      reference: (given) => [
        build(result, (place) => {
          const from = place.map((i, d) => source(mode, i - (all[d]?.[0] ?? 0), sizes[d] as number));
          if (from.some((i) => i === undefined)) return given["v"]?.data[0] ?? 0;
          return at(x(given), from as number[]) as number;
        }),
      ],
    });
  });
});

interface Axis {
  readonly size: number;
  readonly count: number;
  readonly scale: number | undefined;
  readonly corners: boolean;
}

/** The old places along one dimension that a new element is made of, with their weights. */
function taps(
  mode: string,
  i: number,
  { size, count, scale, corners }: Axis,
): readonly (readonly [number, number])[] {
  const step = corners
    ? count > 1
      ? (size - 1) / (count - 1)
      : 0
    : scale === undefined
      ? size / count
      : 1 / scale;
  const held = (place: number): number => Math.min(Math.max(place, 0), size - 1);
  if (mode === "nearest") {
    if (count === size) return [[i, 1]];
    return [[held(Math.floor(Math.fround(i * step))), 1]];
  }
  if (mode === "nearest-exact") return [[held(Math.floor(Math.fround((i + 0.5) * step))), 1]];
  const middle = corners ? i * step : (i + 0.5) * step - 0.5;
  if (mode === "bicubic") {
    const first = Math.floor(middle);
    const curve = (distance: number): number => {
      const d = Math.abs(distance);
      return d <= 1
        ? 1.25 * d ** 3 - 2.25 * d ** 2 + 1
        : d < 2
          ? -0.75 * (d ** 3 - 5 * d ** 2 + 8 * d - 4)
          : 0;
    };
    return [-1, 0, 1, 2].map((offset) => [held(first + offset), curve(middle - first - offset)] as const);
  }
  if (count === size && !corners) return [[i, 1]];
  const from = Math.max(middle, 0);
  const first = Math.min(Math.floor(from), size - 1);
  return [
    [first, 1 - (from - first)],
    [held(first + 1), from - first],
  ];
}

function interpolated(given: Tensor, mode: string, axes: readonly Axis[], tapsOf = taps): Tensor {
  const lead = given.sizes.slice(0, 2);
  const count = axes.map((axis) => axis.count);
  const size = axes.map((axis) => axis.size);
  return build([...lead, ...count], (place) => {
    const window = place.slice(2);
    const sample = place.slice(0, 2);
    if (mode === "area") {
      const spots = evenWindow(size, count, window);
      return spots.reduce((sum, spot) => sum + (at(given, [...sample, ...spot]) as number), 0) / spots.length;
    }
    const along = window.map((i, d) => tapsOf(mode, i, axes[d] as Axis));
    return places(along.map((list) => list.length)).reduce((sum, choice) => {
      const terms = choice.map((which, d) => along[d]?.[which] as readonly [number, number]);
      const weight = terms.reduce((product, [, factor]) => product * factor, 1);
      return sum + weight * (at(given, [...sample, ...terms.map(([spot]) => spot)]) as number);
    }, 0);
  });
}

const modes = [
  ...[1, 2, 3].flatMap((n) => ["nearest", "nearest-exact", "area"].map((mode) => ({ mode, n }))),
  { mode: "linear", n: 1 },
  { mode: "bilinear", n: 2 },
  { mode: "bicubic", n: 2 },
  { mode: "trilinear", n: 3 },
];

describe.each(modes)("interpolate with mode=$mode in $n dimensions", ({ mode, n }) => {
  const smooth = mode.endsWith("linear") || mode === "bicubic";

  test.each(rounds)("agrees with a formula for each element, round %i", (round) => {
    const pick = picker(`interpolate ${mode} ${n} ${round}`);
    const size = each(0, n).map(() => pick(1, 4));
    const factors = [0.5, 1.5, 2, 2.5, 3, 1, 0.7, 1.3];
    const scale = size.map(() => factors[pick(0, factors.length - 1)] as number);
    const byScale = round % 2 === 0 && size.every((entry, d) => Math.floor(entry * (scale[d] as number)) > 0);
    const recompute = round % 4 === 0;
    const count = byScale
      ? size.map((entry, d) => Math.floor(entry * (scale[d] as number)))
      : size.map(() => pick(1, 6));
    const corners = smooth && round % 3 === 0;
    const args = [
      byScale ? `scale_factor=[${scale.join(", ")}]` : `size=[${count.join(", ")}]`,
      `mode="${mode}"`,
      ...(smooth ? [`align_corners=${corners ? "True" : "False"}`] : []),
      ...(recompute ? ["recompute_scale_factor=True"] : []),
    ];
    const axes = size.map((entry, d): Axis => {
      const own = byScale && !recompute ? scale[d] : undefined;
      // By the nearest element, twice the size is meant exactly.
      const meant = mode === "nearest" && count[d] === 2 * entry ? undefined : own;
      return { size: entry, count: count[d] as number, scale: meant, corners };
    });
    expectAgreement({
      call: `interpolate(x, ${args.join(", ")})`,
      operands: { x: drawn(`interpolate x ${mode} ${n} ${round}`, [1, 2, ...size]) },
      reference: (given) => [interpolated(x(given), mode, axes)],
    });
  });
});

/** What PyTorch's anti-aliased kernels do along one dimension, written as they document it: a filter as wide as the step. */
function smoothTaps(
  mode: string,
  i: number,
  { size, count, scale, corners }: Axis,
): readonly (readonly [number, number])[] {
  if (count === size) return [[i, 1]];
  const step = corners
    ? count > 1
      ? (size - 1) / (count - 1)
      : 0
    : scale === undefined
      ? size / count
      : 1 / scale;
  const width = step >= 1 ? step : 1;
  const support = (mode === "bilinear" ? 1 : 2) * width;
  const center = step * (i + 0.5);
  const filter = (x: number): number => {
    const d = Math.abs(x);
    if (mode === "bilinear") return d < 1 ? 1 - d : 0;
    const a = -0.5;
    if (d < 1) return (a + 2) * d ** 3 - (a + 3) * d ** 2 + 1;
    return d < 2 ? a * d ** 3 - 5 * a * d ** 2 + 8 * a * d - 4 * a : 0;
  };
  const from = Math.max(Math.trunc(center - support + 0.5), 0);
  const to = Math.min(Math.trunc(center + support + 0.5), size);
  const heights = Array.from({ length: to - from }, (_, j) => filter((from + j - center + 0.5) / width));
  const total = heights.reduce((sum, height) => sum + height, 0);
  return heights.map((height, j) => [from + j, height / total] as const);
}

describe.each(["bilinear", "bicubic"])("interpolate with mode=%s and antialias=True", (mode) => {
  test.each(Array.from({ length: 16 }, (_, i) => i))(
    "agrees with the filter of its step, round %i",
    (round) => {
      const pick = picker(`antialias ${mode} ${round}`);
      const size = [pick(1, 9), pick(2, 12)];
      const factors = [0.5, 0.3, 0.7, 1.5, 2, 1.05, 0.25];
      const scale = size.map(() => factors[pick(0, factors.length - 1)] as number);
      const byScale =
        round % 2 === 0 && size.every((entry, d) => Math.floor(entry * (scale[d] as number)) > 0);
      const recompute = round % 4 === 0;
      const count = byScale
        ? size.map((entry, d) => Math.floor(entry * (scale[d] as number)))
        : size.map((entry) => pick(1, round % 3 === 0 ? entry + 4 : Math.max(1, entry - 1)));
      const corners = round % 3 === 1;
      const args = [
        byScale ? `scale_factor=[${scale.join(", ")}]` : `size=[${count.join(", ")}]`,
        `mode="${mode}", align_corners=${corners ? "True" : "False"}, antialias=True`,
        ...(recompute ? ["recompute_scale_factor=True"] : []),
      ];
      const axes = size.map((entry, d): Axis => ({
        size: entry,
        count: count[d] as number,
        scale: byScale && !recompute ? scale[d] : undefined,
        corners,
      }));
      expectAgreement({
        call: `interpolate(x, ${args.join(", ")})`,
        operands: { x: drawn(`antialias x ${mode} ${round}`, [2, 2, ...size]) },
        reference: (given) => [interpolated(x(given), mode, axes, smoothTaps)],
      });
    },
  );
});

test("by half, a triangle is 1 3 3 1, cut off at the edges", () => {
  expectAgreement({
    call: 'interpolate(x, scale_factor=[1, 0.5], mode="bilinear", antialias=True)',
    operands: { x: drawn("by half", [1, 1, 1, 6]) },
    reference: (given) => {
      const [a, b, c, d, e, f] = x(given).data as unknown as [number, number, number, number, number, number];
      const data = Float64Array.of(
        (3 * a + 3 * b + c) / 7,
        (b + 3 * c + 3 * d + e) / 8,
        (d + 3 * e + 3 * f) / 7,
      );
      return [{ sizes: [1, 1, 1, 3], data }];
    },
  });
});

test("one number is a size or a factor for all dimensions", () => {
  const operands = { x: drawn("plain", [1, 1, 2, 3]) };
  const axes = (count: readonly number[], scale?: number): readonly Axis[] =>
    [2, 3].map((size, d) => ({ size, count: count[d] as number, scale, corners: false }));
  expectAgreement({
    call: "interpolate(x, 4)",
    operands,
    reference: (given) => [interpolated(x(given), "nearest", axes([4, 4]))],
  });
  expectAgreement({
    call: 'interpolate(x, scale_factor=1.5, mode="bilinear")',
    operands,
    reference: (given) => [interpolated(x(given), "bilinear", axes([3, 4], 1.5))],
  });
});

test.each([
  { sizes: [1, 8, 2, 3], r: 2 },
  { sizes: [9, 1, 2], r: 3 },
  { sizes: [2, 1, 4, 2, 1], r: 2 },
])("pixel_shuffle moves channels into space, and pixel_unshuffle back: $sizes", ({ sizes, r }) => {
  const lead = sizes.slice(0, -3);
  const [channels, height, width] = sizes.slice(-3) as [number, number, number];
  const shuffled = [...lead, channels / (r * r), height * r, width * r];
  const move = (place: readonly number[]): readonly number[] => {
    const [c, h, w] = place.slice(-3) as [number, number, number];
    return [...place.slice(0, -3), c * r * r + (h % r) * r + (w % r), Math.floor(h / r), Math.floor(w / r)];
  };
  expectAgreement({
    call: `pixel_shuffle(x, ${r})`,
    operands: { x: drawn("shuffle", sizes) },
    reference: (given) => [build(shuffled, (place) => at(x(given), move(place)) as number)],
  });
  expectAgreement({
    call: `pixel_unshuffle(x, ${r})`,
    operands: { x: drawn("unshuffle", shuffled) },
    reference: (given) => {
      const back = new Map(places(shuffled).map((place) => [move(place).join(), place]));
      return [build(sizes, (place) => at(x(given), back.get(place.join()) as readonly number[]) as number)];
    },
  });
});

test.each([
  [
    "pad(x, [1])",
    "pad: pad is [1] and x is [1, 2, 5, 6]; it needs two numbers for each dimension, the last first.",
  ],
  [
    "pad(x, 1)",
    "pad: pad is 1 and x is [1, 2, 5, 6]; it needs two numbers for each dimension, the last first.",
  ],
  ["pad(x, [-4, -3])", "pad: x is [1, 2, 5, 6]; pad [-4, -3] strikes more than there is."],
  ['pad(x, [6, 0], mode="reflect")', 'pad: x is [1, 2, 5, 6]: pad [6, 0] is too much for mode="reflect".'],
  ['pad(x, [0, 7], mode="circular")', 'pad: x is [1, 2, 5, 6]: pad [0, 7] is too much for mode="circular".'],
  [
    'pad(x, [1, 1], mode="mirror")',
    'pad: mode is one of "constant", "reflect", "replicate", "circular", not "mirror".',
  ],
  ["interpolate(x)", "interpolate: it needs size or scale_factor."],
  ["interpolate(x, 3, 2)", "interpolate: it needs size or scale_factor, not both."],
  ["interpolate(x, 0)", "interpolate: size is 0; it must be at least 1."],
  ['interpolate(x, 3, mode="linear")', 'interpolate: x is [1, 2, 5, 6]; mode="linear" needs [N, C, L].'],
  [
    "interpolate(x, 3, align_corners=True)",
    'interpolate: align_corners is for mode "linear", "bilinear", "bicubic" and "trilinear".',
  ],
  [
    "interpolate(x, 3, antialias=True)",
    'interpolate: x is [1, 2, 5, 6] and mode is "nearest"; antialias=True is for mode "bilinear" and "bicubic" with x [N, C, H, W].',
  ],
  [
    'interpolate(x[0], 3, mode="linear", antialias=True)',
    'interpolate: x is [2, 5, 6] and mode is "linear"; antialias=True is for mode "bilinear" and "bicubic" with x [N, C, H, W].',
  ],
  [
    'interpolate(x[0], 3, mode="bilinear", antialias=True)',
    'interpolate: x is [2, 5, 6] and mode is "bilinear"; antialias=True is for mode "bilinear" and "bicubic" with x [N, C, H, W].',
  ],
  [
    "interpolate(x[0, 0], 3)",
    'interpolate: x is [5, 6]; mode="nearest" needs [N, C] and one to three dimensions behind.',
  ],
  [
    "interpolate(x, [3, 3, 3])",
    "interpolate: size is one number, or one for each of 2 dimensions; these are [3, 3, 3].",
  ],
  [
    'interpolate(x, 3, mode="cubic")',
    'interpolate: mode is one of "nearest", "nearest-exact", "linear", "bilinear", "bicubic", "trilinear", "area", not "cubic".',
  ],
  [
    "pixel_shuffle(x, 2)",
    "pixel_shuffle: x is [1, 2, 5, 6]; it needs [N, C, H, W] with channels that 4 divides.",
  ],
  [
    "pixel_unshuffle(x, 2)",
    "pixel_unshuffle: x is [1, 2, 5, 6]; it needs [N, C, H, W] with a height and a width that 2 divides.",
  ],
])("refuses %s", (call, message) => {
  expect(problemsOf(`x = ones(1, 2, 5, 6)\nL = sum(${call})\n`)).toEqual([message]);
});
