/** Pooling against loops over windows, for random shapes and arguments, and what it refuses. */
import { describe, expect, test } from "vitest";
import { fileResult } from "../file-result.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { drawn, expectAgreement, picker, problemsOf, valuesOf, type Operands } from "./against.ts";
import {
  adaptiveAvgPool,
  at,
  avgPool,
  build,
  each,
  evenWindow,
  fractionalStarts,
  largestOf,
  lpPool,
  maxPool,
  places,
  pooledSizes,
  type Sliding,
} from "./loops.ts";

const rounds = Array.from({ length: 12 }, (_, i) => i);
const x = (given: Operands): Tensor => given["x"] as Tensor;

interface Pool {
  readonly how: Sliding;
  readonly ceil: boolean;
  readonly x: Tensor;
  readonly args: string;
}

/** A window with its arguments, and a tensor that it fits; undefined where a window would hold no element. */
function poolOf(name: string, n: number, round: number, dilated: boolean, padded: boolean): Pool {
  const pick = picker(`${name} ${n} ${round}`);
  const dims = Array.from({ length: n }, (_, d) => d);
  const kernel = dims.map(() => pick(1, n === 3 ? 2 : 3));
  const how = {
    kernel,
    stride: dims.map(() => pick(1, 3)),
    dilation: dims.map(() => (dilated ? pick(1, 2) : 1)),
    before: dims.map((d) => (padded ? pick(0, (kernel[d] as number) >> 1) : 0)),
  };
  const ceil = pick(0, 1) === 1;
  const size = dims.map((d) => (how.dilation[d] as number) * ((kernel[d] as number) - 1) + pick(1, 3));
  const batch = round % 3 === 0 ? [] : [pick(1, 2)];
  const args = [
    `kernel_size=[${kernel.join(", ")}]`,
    `stride=[${how.stride.join(", ")}]`,
    ...(padded ? [`padding=[${how.before.join(", ")}]`] : []),
    ...(dilated ? [`dilation=[${how.dilation.join(", ")}]`] : []),
    `ceil_mode=${ceil ? "True" : "False"}`,
  ];
  return {
    how,
    ceil,
    x: drawn(`${name} x ${n} ${round}`, [...batch, pick(1, 2), ...size]),
    args: args.join(", "),
  };
}

describe.each([1, 2, 3])("in %i dimensions", (n) => {
  test.each(rounds)("max_pool and its places agree with loops, round %i", (round) => {
    const pool = poolOf("max", n, round, true, true);
    expectAgreement({
      call: `max_pool${n}d(x, ${pool.args}, return_indices=True)`,
      operands: { x: pool.x },
      reference: (given) => maxPool(x(given), pool.how, pool.ceil),
    });
    expectAgreement({
      call: `x.max_pool${n}d(${pool.args})`,
      operands: { x: pool.x },
      reference: (given) => maxPool(x(given), pool.how, pool.ceil).slice(0, 1),
    });
  });

  test.each(rounds)("avg_pool agrees with loops, round %i", (round) => {
    const pool = poolOf("avg", n, round, false, true);
    const fixed = n > 1 && round % 4 === 3;
    const inside = round % 2 === 0;
    const more = fixed ? "divisor_override=5" : `count_include_pad=${inside ? "False" : "True"}`;
    expectAgreement({
      call: `avg_pool${n}d(x, ${pool.args}, ${more})`,
      operands: { x: pool.x },
      reference: (given) => [
        avgPool(x(given), pool.how, pool.ceil, fixed ? 5 : inside ? "inside" : "padded"),
      ],
    });
  });

  test.each(rounds)("lp_pool agrees with loops, round %i", (round) => {
    const { x: drawnX, how, ceil, args } = poolOf("lp", n, round, false, false);
    const p = [2, 3, 1, 1.5][round % 4] as number;
    // An odd power of a negative number may leave a negative sum, which has no root.
    const operands = { x: p === 2 ? drawnX : { ...drawnX, data: drawnX.data.map((value) => value + 3) } };
    expectAgreement({
      call: `lp_pool${n}d(x, ${p}, ${args})`,
      operands,
      reference: (given) => [lpPool(x(given), p, how, ceil)],
    });
  });

  test.each(rounds)("adaptive pools agree with loops, round %i", (round) => {
    const pick = picker(`adaptive ${n} ${round}`);
    const size = each(0, n).map(() => pick(1, n === 3 ? 4 : 6));
    const count = size.map((entry, d) => (round % 4 === 3 && d > 0 ? entry : pick(1, entry + 1)));
    const operands = { x: drawn(`adaptive x ${n} ${round}`, [...(round % 3 === 0 ? [] : [2]), 2, ...size]) };
    const sizes = count.map((entry, d) => (round % 4 === 3 && d > 0 ? "None" : `${entry}`)).join(", ");
    expectAgreement({
      call: `adaptive_avg_pool${n}d(x, [${sizes}])`,
      operands,
      reference: (given) => [adaptiveAvgPool(x(given), count)],
    });
    expectAgreement({
      call: `adaptive_max_pool${n}d(x, (${sizes}${n === 1 ? "," : ""}), return_indices=True)`,
      operands,
      reference: (given) => largestOf(x(given), count, (window) => evenWindow(size, count, window)),
    });
  });

  test.each(rounds)("max_unpool puts back what max_pool took, round %i", (round) => {
    const pool = poolOf("unpool", n, round, false, true);
    const { kernel, stride, before } = pool.how;
    const size = pool.x.sizes.slice(-n);
    const args = `[${kernel.join(", ")}], [${stride.join(", ")}], [${before.join(", ")}]`;
    // max_unpool takes only sizes that lie near the one which the pool would have come from.
    const near = pooledSizes(size, pool.how, pool.ceil).every((count, d) => {
      const plain = (count - 1) * (stride[d] as number) - 2 * (before[d] as number) + (kernel[d] as number);
      return Math.abs((size[d] as number) - plain) < (stride[d] as number);
    });
    const [values, taken] = maxPool(pool.x, pool.how, pool.ceil) as readonly [Tensor, Tensor];
    const source = [
      `x = reshape([${pool.x.data.join(", ")}], [${pool.x.sizes.join(", ")}])`,
      `y, i = max_pool${n}d(x, ${pool.args}, return_indices=True)`,
      `z = max_unpool${n}d(y, i, ${args}, output_size=[${size.join(", ")}])`,
      "L = sum(z)",
    ].join("\n");
    if (!near) {
      expect(problemsOf(source)[0]).toContain(`max_unpool${n}d: output_size [${size.join(", ")}] must have`);
      return;
    }
    const plane = size.reduce((product, entry) => product * entry, 1);
    const lead = pool.x.data.length / plane;
    const data = new Float64Array(pool.x.data.length);
    const perPlane = values.data.length / lead;
    values.data.forEach((value, k) => {
      data[Math.floor(k / perPlane) * plane + (taken.data[k] as number)] = value;
    });
    const found = valuesOf(source)["z"] ?? [];
    expect(found.length).toBe(data.length);
    data.forEach((value, k) => expect(found[k]).toBeCloseTo(value, 12));
  });
});

test("an element that several windows took is put back once, and each receives its gradient", () => {
  const source = "x = [[3, 5, 5]]\nout = max_unpool1d(x, [[0, 2, 2]], 1)\nout.backward([[1, 10, 100]])";
  const { result } = fileResult("case.grad", source);
  expect(result.values["out"]).toEqual([[3, 0, 5]]);
  expect(result.grads["x"]).toEqual([[1, 100, 100]]);
});

test("a whole window is taken where there is no stride, and one number serves all dimensions", () => {
  const operands = { x: drawn("plain", [2, 5, 7]) };
  const how = { kernel: [2, 2], stride: [2, 2], before: [1, 1], dilation: [1, 1] };
  expectAgreement({
    call: "max_pool2d(x, 2, padding=1)",
    operands,
    reference: (given) => maxPool(x(given), how, false).slice(0, 1),
  });
  expectAgreement({
    call: "avg_pool2d(x, 2, padding=1)",
    operands,
    reference: (given) => [avgPool(x(given), how, false, "padded")],
  });
  expectAgreement({
    call: "adaptive_avg_pool2d(x, 3)",
    operands,
    reference: (given) => [adaptiveAvgPool(x(given), [3, 3])],
  });
});

test("of equal largest elements the first receives the gradient, also where a window holds only -inf", () => {
  const source =
    "x = [[-inf, -inf, 1, 1, 1]]\ny = max_pool1d(x, 3, stride=1, padding=1)\nL = sum(detach(y) * 0 + y)";
  expect(problemsOf(source)).toEqual([
    "detach(y) * 0 gives NaN in 1 of 5 elements, first [0, 0], where detach(y) goes from -∞ to 1. With it L is not finite.",
  ]);
  expect(fileResult("", source).result.grads["x"]).toEqual([[1, 0, 3, 1, 0]]);
  const plain = valuesOf(
    "x = [[-inf, -inf, 1, 1]]\ny, i = max_pool1d(x, 2, padding=1, return_indices=True)\nL = sum(y)",
  );
  expect(plain["y"]).toEqual([-Infinity, 1, 1]);
  expect(plain["i"]).toEqual([0, 2, 3]);
});

describe.each([2, 3])("fractional_max_pool in %i dimensions", (n) => {
  test.each(rounds)("agrees with loops, round %i", (round) => {
    const pick = picker(`fractional ${n} ${round}`);
    const kernel = each(0, n).map(() => pick(1, 2));
    const count = kernel.map(() => pick(1, 3));
    const size = kernel.map((width, d) => width + (count[d] as number) - 1 + pick(0, 3));
    const lead = round % 3 === 0 ? [2] : [2, 2];
    const operands = { x: drawn(`fractional x ${n} ${round}`, [...lead, ...size]) };
    const samples = build([...lead, n], (place) => {
      const raw = at(drawn(`samples ${n} ${round}`, [...lead, n]), place) as number;
      return Math.round((raw + 2) * 24) / 100;
    });
    const shape = round % 6 === 0 ? [1, ...lead, n] : [...lead, n];
    const given = `random_samples=reshape([${samples.data.join(", ")}], [${shape.join(", ")}])`;
    expectAgreement({
      call: `fractional_max_pool${n}d(x, [${kernel.join(", ")}], output_size=[${count.join(", ")}], return_indices=True, ${given})`,
      operands,
      reference: (values) =>
        largestOf(x(values), count, (window, plane) => {
          const starts = window.map((o, d) => {
            const sample = at(samples, [...plane, n === 2 ? 1 - d : d]) as number;
            const first = fractionalStarts(
              sample,
              size[d] as number,
              kernel[d] as number,
              count[d] as number,
            );
            return first[o] as number;
          });
          return places(kernel).map((tap) => tap.map((i, d) => i + (starts[d] as number)));
        }),
    });
  });

  test("takes a part of the size, and samples that only the run knows", () => {
    const source = `x = ones([1, 2, ${each(6, n).join(", ")}])\ny = fractional_max_pool${n}d(x, 2, output_ratio=0.5, random_samples=rand(1, 2, ${n}))\nL = sum(y)`;
    expect(valuesOf(source)["y"]).toEqual(new Array(2 * 3 ** n).fill(1));
  });
});

test.each([
  { p: 2, kernel: 3, stride: 1, sizes: [2, 6, 3] },
  { p: 1, kernel: 2, stride: 2, sizes: [3, 5] },
  { p: 3, kernel: 2, stride: 1, sizes: [1, 3, 2, 2] },
])("feature_lp_pool agrees with loops: $sizes", ({ p, kernel, stride, sizes }) => {
  const count = Math.floor(((sizes[1] as number) - kernel) / stride) + 1;
  expectAgreement({
    call: `feature_lp_pool(x, ${p}, ${kernel}, stride=${stride})`,
    // Away from 0, where |x|³ bends too sharply for differences.
    operands: {
      x: { sizes, data: drawn("features", sizes).data.map((value) => value + 0.4 * Math.sign(value)) },
    },
    reference: (given) => [
      build(sizes.with(1, count), (place) => {
        let sum = 0;
        for (let i = 0; i < kernel; i++)
          sum += Math.abs(at(x(given), place.with(1, (place[1] as number) * stride + i)) as number) ** p;
        return sum ** (1 / p);
      }),
    ],
  });
});

test.each([
  { size: 2, sizes: [1, 4, 3], more: "" },
  { size: 3, sizes: [2, 5, 2, 2], more: ", alpha=0.5, beta=0.6, k=2" },
  { size: 4, sizes: [1, 2, 3], more: ", 0.3, 1, 0.7" },
])("local_response_norm agrees with loops: $size of $sizes", ({ size, sizes, more }) => {
  const [alpha, beta, k] =
    more === "" ? [1e-4, 0.75, 1] : more.includes("beta") ? [0.5, 0.6, 2] : [0.3, 1, 0.7];
  expectAgreement({
    call: `local_response_norm(x, ${size}${more})`,
    operands: { x: drawn("responses", sizes) },
    reference: (given) => [
      build(sizes, (place) => {
        const channel = place[1] as number;
        let sum = 0;
        for (let i = 0; i < size; i++)
          sum += (at(x(given), place.with(1, channel - Math.floor(size / 2) + i)) ?? 0) ** 2;
        return (at(x(given), place) as number) / (k + (alpha * sum) / size) ** beta;
      }),
    ],
  });
});

test.each([
  ["max_pool2d(x[0, 0], 2)", "max_pool2d: x is [5, 6]; it needs [N, C, H, W], or [C, H, W] for one sample."],
  ["max_pool2d(x, 2, padding=2)", "max_pool2d: padding [2, 2] is more than half of kernel_size [2, 2]."],
  [
    "max_pool2d(x, 7)",
    "max_pool2d: a window reaches over [7, 7], which is more than x of shape [1, 2, 5, 6] has with its padding.",
  ],
  [
    "max_pool2d(x, [2, 2, 2])",
    "max_pool2d: kernel_size is one number, or one for each of 2 dimensions; these are [2, 2, 2].",
  ],
  ["max_pool2d(x, 2, stride=0)", "max_pool2d: stride is 0; it must be at least 1."],
  [
    "max_pool1d(x[0, :, :, 0], 2, padding=1, dilation=6)",
    "max_pool1d: a window with a dilation of 6 holds no element of x.",
  ],
  ["avg_pool2d(x, 2, divisor_override=0)", "avg_pool2d: divisor_override cannot be 0."],
  ["avg_pool2d(x, 2, padding=2)", "avg_pool2d: padding [2, 2] is more than half of kernel_size [2, 2]."],
  ["adaptive_avg_pool2d(x, 0)", "adaptive_avg_pool2d: output_size is 0; it must be at least 1."],
  [
    "adaptive_max_pool1d(x, 2)",
    "adaptive_max_pool1d: x is [1, 2, 5, 6]; it needs [N, C, L], or [C, L] for one sample.",
  ],
  [
    "fractional_max_pool2d(x, 2, 3)",
    "fractional_max_pool2d: it needs random_samples, a number from 0 to 1 for each channel and dimension.",
  ],
  [
    "fractional_max_pool2d(x, 2, random_samples=zeros(1, 2, 2))",
    "fractional_max_pool2d: it needs output_size or output_ratio.",
  ],
  [
    "fractional_max_pool2d(x, 2, 3, random_samples=zeros(2, 2))",
    "fractional_max_pool2d: random_samples is [2, 2]; it needs [1, 2, 2].",
  ],
  [
    "fractional_max_pool2d(x, 3, 4, random_samples=zeros(1, 2, 2))",
    "fractional_max_pool2d: [4, 4] windows of [3, 3] do not fit in [5, 6]: output_size + kernel_size − 1 must not be larger.",
  ],
  [
    "max_unpool2d(x, x[0], 2)",
    "max_unpool2d: indices is [2, 5, 6] and x is [1, 2, 5, 6]; they need one shape.",
  ],
  [
    "max_unpool2d(x, 0 * x, 2, output_size=[8, 12])",
    "max_unpool2d: output_size [8, 12] must have 2 sizes, each less than stride [2, 2] away from [10, 12].",
  ],
  [
    "feature_lp_pool(x[0, 0, 0], 2, 2)",
    "feature_lp_pool: x is [6]; it needs features in dimension 1, as in [N, F].",
  ],
  [
    "local_response_norm(x[0, 0], 2)",
    "local_response_norm: x is [5, 6]; it needs at least one dimension behind [N, C].",
  ],
])("refuses %s", (call, message) => {
  expect(problemsOf(`x = ones(1, 2, 5, 6)\nL = sum(${call})\n`)).toEqual([message]);
});
