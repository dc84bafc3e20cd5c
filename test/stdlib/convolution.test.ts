/** Convolutions against loops over places, for random shapes and arguments, and what they refuse. */
import { describe, expect, test } from "vitest";
import { elementCount } from "../../src/tensor/tensor.ts";
import { drawn, expectAgreement, picker, problemsOf, type Operands } from "./against.ts";
import { convolve, convolveTransposed, each, type Sliding } from "./loops.ts";

const rounds = Array.from({ length: 12 }, (_, i) => i);

/** A list as an argument, or one number where all are the same. */
function argument(values: readonly number[]): string {
  return values.every((value) => value === values[0]) ? `${values[0]}` : `[${values.join(", ")}]`;
}

/** Windows that see nothing but the padding: the result is 0, and with it the gradient of what it is weighted by. */
const paddingAlone = ["3 3", "3 7", "3 9"];

describe.each([1, 2, 3])("in %i dimensions", (n) => {
  test.each(rounds)("conv agrees with loops, round %i", (round) => {
    const pick = picker(`conv ${n} ${round}`);
    const dims = Array.from({ length: n }, (_, d) => d);
    const kernel = dims.map(() => pick(1, n === 3 ? 2 : 3));
    const how = {
      kernel,
      stride: dims.map(() => pick(1, 3)),
      dilation: dims.map(() => pick(1, 2)),
      before: dims.map(() => pick(0, 2)),
    };
    const groups = pick(1, 2);
    const sizes = dims.map((d) => (how.dilation[d] as number) * ((kernel[d] as number) - 1) + pick(1, 3));
    const batch = round % 3 === 0 ? [] : [pick(1, 2)];
    const x = drawn(`x ${n} ${round}`, [...batch, groups * pick(1, 2), ...sizes]);
    const channels = x.sizes[batch.length] as number;
    const weight = drawn(`w ${n} ${round}`, [groups * pick(1, 2), channels / groups, ...kernel]);
    const bias = drawn(`b ${n} ${round}`, [weight.sizes[0] as number]);
    const args = [
      `stride=${argument(how.stride)}`,
      `padding=${argument(how.before)}`,
      `dilation=${argument(how.dilation)}`,
      `groups=${groups}`,
    ].join(", ");
    const operands: Operands = round % 2 === 0 ? { x, weight, bias } : { x, weight };
    expectAgreement({
      call: `conv${n}d(${Object.keys(operands).join(", ")}, ${args})`,
      operands,
      reference: (given) => [
        convolve(given["x"] ?? x, given["weight"] ?? weight, given["bias"], how, how.before, groups),
      ],
      findings: paddingAlone.includes(`${n} ${round}`) ? ["information zero-product 4"] : [],
    });
  });

  test.each(rounds)("conv_transpose agrees with loops, round %i", (round) => {
    const pick = picker(`transposed ${n} ${round}`);
    const dims = Array.from({ length: n }, (_, d) => d);
    const stride = dims.map(() => pick(1, 3));
    const dilation = dims.map(() => pick(1, 2));
    const kernel = dims.map((d) => pick(1, n === 3 ? 2 : 3) + (dilation[d] === 1 ? 1 : 0));
    const before = dims.map((d) => pick(0, ((dilation[d] as number) * ((kernel[d] as number) - 1)) >> 1));
    const added = dims.map((d) => pick(0, Math.max(stride[d] as number, dilation[d] as number) - 1));
    const how: Sliding = { kernel, stride, dilation, before };
    const groups = pick(1, 2);
    const sizes = dims.map(() => pick(1, 3));
    const batch = round % 3 === 0 ? [] : [pick(1, 2)];
    const x = drawn(`x ${n} ${round}`, [...batch, groups * pick(1, 2), ...sizes]);
    const weight = drawn(`w ${n} ${round}`, [x.sizes[batch.length] as number, pick(1, 2), ...kernel]);
    const bias = drawn(`b ${n} ${round}`, [groups * (weight.sizes[1] as number)]);
    const size = dims.map(
      (d) =>
        ((sizes[d] as number) - 1) * (stride[d] as number) -
        2 * (before[d] as number) +
        (dilation[d] as number) * ((kernel[d] as number) - 1) +
        (added[d] as number) +
        1,
    );
    expect(Math.min(...size)).toBeGreaterThan(0);
    const args = [argument(stride), argument(before), argument(added), groups, argument(dilation)].join(", ");
    expectAgreement({
      call: `conv_transpose${n}d(x, weight, bias, ${args})`,
      operands: { x, weight, bias },
      reference: (given) => [
        convolveTransposed(given["x"] ?? x, given["weight"] ?? weight, given["bias"], how, size, groups),
      ],
    });
  });

  test.each([1, 2, 3, 4])('padding="same" keeps the size, with windows of %i', (width) => {
    const x = drawn(`same ${n}`, [1, 1, ...each(3, n)]);
    const weight = drawn(`w ${n} ${width}`, [1, 1, width, ...each(2, n - 1)]);
    const dilation = each(2, n);
    const reach = weight.sizes.slice(2).map((size) => 2 * (size - 1));
    const before = reach.map((size) => Math.floor(size / 2));
    const after = reach.map((size) => Math.ceil(size / 2));
    const how = { kernel: weight.sizes.slice(2), stride: each(1, n), dilation, before };
    expectAgreement({
      call: `conv${n}d(x, weight, padding="same", dilation=2)`,
      operands: { x, weight },
      reference: (given) => [convolve(given["x"] ?? x, given["weight"] ?? weight, undefined, how, after, 1)],
    });
  });
});

test('padding="valid" is no padding', () => {
  const x = drawn("valid", [2, 5]);
  const weight = drawn("w", [1, 2, 2]);
  const how = { kernel: [2], stride: [2], dilation: [1], before: [0] };
  expectAgreement({
    call: 'conv1d(input=x, weight=weight, stride=[2], padding="valid")',
    operands: { x, weight },
    reference: (given) => [convolve(given["x"] ?? x, given["weight"] ?? weight, undefined, how, [0], 1)],
  });
});

test("row_conv1d is a convolution of each channel with its own row", () => {
  const x = drawn("rows", [2, 3, 4]);
  const weight = drawn("w", [3, 1, 2]);
  const bias = drawn("b", [3]);
  const how = { kernel: [2], stride: [1], dilation: [1], before: [0] };
  expectAgreement({
    call: "row_conv1d(x, weight, bias)",
    operands: { x, weight, bias },
    reference: (given) => [convolve(given["x"] ?? x, given["weight"] ?? weight, given["bias"], how, [0], 3)],
  });
});

test.each([
  { kernel: [2, 3], dilation: [2, 1], padding: [1, 0], stride: [1, 2], batch: [2] },
  { kernel: [1, 2], dilation: [1, 1], padding: [0, 1], stride: [3, 1], batch: [] },
])("fold is the transpose of unfold: $kernel", ({ kernel, dilation, padding, stride, batch }) => {
  const size = [5, 4];
  const x = drawn("x", [...batch, 2, ...size]);
  const args = `[${kernel.join(", ")}], [${dilation.join(", ")}], [${padding.join(", ")}], [${stride.join(", ")}]`;
  // A convolution with one output for each element of a window lays the windows out.
  const rows = 2 * elementCount(kernel);
  const data = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) data[i * rows + i] = 1;
  const weight = { sizes: [rows, 2, ...kernel], data };
  const how = { kernel, stride, dilation, before: padding };
  const columns = convolve(x, weight, undefined, how, padding, 1);
  const length = elementCount(columns.sizes.slice(-2));
  expectAgreement({
    call: `unfold(x, ${args})`,
    operands: { x },
    reference: (given) => [
      {
        sizes: [...batch, rows, length],
        data: convolve(given["x"] ?? x, weight, undefined, how, padding, 1).data,
      },
    ],
  });
  const y = drawn("y", [...batch, rows, length]);
  expectAgreement({
    call: `fold(y, [${size.join(", ")}], ${args})`,
    operands: { y },
    reference: (given) => {
      const laidOut = { sizes: columns.sizes, data: (given["y"] ?? y).data };
      return [convolveTransposed(laidOut, weight, undefined, how, size, 1)];
    },
  });
});

test.each([
  ["conv2d(x, w)", "[N=2, K=3, 4, 4]"],
  ["conv2d(x[0], w)", "[K=3, 4, 4]"],
  ["conv2d(x, w[:2], groups=1)", "[N=2, 2, 4, 4]"],
  ["conv_transpose2d(y, w)", "[N=2, 4, 6, 6]"],
  ["unfold(x, 2)", "[N=2, 16, 16]"],
])("names of dimensions go through %s", (call, shape) => {
  const lines = [
    "x: [N, C, H, W] = ones(2, 4, 5, 5)",
    "w: [K, C, _, _] = ones(3, 4, 2, 2)",
    "y: [N, K, H, W] = ones(2, 3, 5, 5)",
    `out = ${call}`,
    "refused = out @ ones(9, 9)",
  ];
  expect(problemsOf(lines.join("\n"))[0]).toContain(`out is ${shape} and`);
});

const x = "x = ones(2, 4, 5, 5)";
const w = "w = ones(6, 4, 3, 3)";

test.each([
  ["conv2d(x[0, 0], w)", "conv2d: x is [5, 5]; it needs [N, C, H, W], or [C, H, W] for one sample."],
  ["conv1d(x, w)", "conv1d: x is [2, 4, 5, 5]; it needs [N, C, L], or [C, L] for one sample."],
  [
    "conv2d(x, w[0])",
    "conv2d: weight is [4, 3, 3]; it needs the output channels, the input channels of a group, and the 2 sizes of a window.",
  ],
  [
    "conv2d(x, w[:, :3])",
    "conv2d: x is [2, 4, 5, 5] and weight is [6, 3, 3, 3]: weight's dimension 1 (3) must be x's channels in a group (4).",
  ],
  ["conv2d(x, w, groups=3)", "conv2d: x has 4 channels and weight makes 6: both must divide into 3 groups."],
  [
    "conv2d(x, w, bias=ones(4))",
    "conv2d: bias is [4]; it needs one number for each of the 6 output channels.",
  ],
  ["conv2d(x, w, stride=0)", "conv2d: stride is 0; it must be at least 1."],
  [
    "conv2d(x, w, stride=[1, 2, 3])",
    "conv2d: stride is one number, or one for each of 2 dimensions; these are [1, 2, 3].",
  ],
  ["conv2d(x, w, stride=1.5)", "conv2d: stride must be a whole number, not 1.5."],
  [
    "conv2d(x, w, stride=param(2))",
    "param(…) stands only as a whole right-hand side at top level: name = param(…).",
  ],
  ["conv2d(x, w, padding=-1)", "conv2d: padding is -1; it must be at least 0."],
  ['conv2d(x, w, padding="full")', 'conv2d: it needs whole numbers for padding, not "full".'],
  [
    'conv2d(x, w, stride=2, padding="same")',
    'conv2d: padding="same" keeps the size, which needs stride 1; it is [2, 2].',
  ],
  [
    "conv2d(x, w, dilation=3)",
    "conv2d: a window reaches over [7, 7], which is more than x of shape [2, 4, 5, 5] has with its padding.",
  ],
  [
    "conv_transpose2d(x, w)",
    "conv_transpose2d: x is [2, 4, 5, 5] and weight is [6, 4, 3, 3]: weight's first dimension (6) must be x's channels (4).",
  ],
  ["conv_transpose2d(x, w[:4], groups=3)", "conv_transpose2d: 4 channels do not divide into 3 groups."],
  [
    "conv_transpose2d(x, w[:4], output_padding=1)",
    "conv_transpose2d: output_padding [1, 1] must be smaller than stride [1, 1] or dilation [1, 1].",
  ],
  [
    "conv_transpose2d(x[:, :, :1, :1], w[:4], padding=2)",
    "conv_transpose2d: nothing is left: the result would have the sizes [-1, -1].",
  ],
  [
    "fold(x[0, 0], [4, 4], 2)",
    "fold: x is [5, 5]: with a kernel_size of [2, 2] its columns need a length that 4 divides, and there are 9 places for windows.",
  ],
  [
    "fold(x, [4, 4], 2)",
    "fold: x is [2, 4, 5, 5]; it needs [N, C · kH · kW, L], or [C · kH · kW, L] for one sample.",
  ],
])("refuses %s", (call, message) => {
  expect(problemsOf(`${x}\n${w}\nL = sum(${call})\n`)).toEqual([message]);
});
