/** The library at its edges: where naive formulas overflow, at kinks, with every option, and with arguments that do not fit. */
import { describe, expect, test } from "vitest";
import { createAnalyser, PLAIN_REQUEST } from "../../src/analysis.ts";
import { fileResult, toldBeside } from "../file-result.ts";

interface Edge {
  readonly source: string;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly grads?: Readonly<Record<string, unknown>>;
  /** What is said beside the numbers; nothing where absent. */
  readonly findings?: readonly string[];
}

const inf = "Infinity";
const e = Math.E;

const edges: readonly Edge[] = [
  {
    source: "x = [-800, 800]\ny = sigmoid(x)\nL = sum(y)",
    values: { y: [0, 1] },
    grads: { x: [0, 0] },
    findings: ["information saturated 2"],
  },
  {
    source: "x = [-800, 800]\ny = logsigmoid(x)\nL = sum(y)",
    values: { y: [-800, 0] },
    grads: { x: [1, 0] },
  },
  { source: "x = [-800, 800]\ny = softplus(x)\nL = sum(y)", values: { y: [0, 800] }, grads: { x: [0, 1] } },
  { source: "x = [-800, 800]\ny = silu(x)\nL = sum(y)", values: { y: [0, 800] }, grads: { x: [0, 1] } },
  { source: "x = [-800, 800]\ny = elu(x)\nL = sum(y)", values: { y: [-1, 800] }, grads: { x: [0, 1] } },
  // Φ(−10) = 7.61985302416053e−24: with 1 + erf nothing would be left of it.
  { source: "x = -10\ny = gelu(x)", values: { y: -7.61985302416053e-23 } },
  {
    source: "x = [nan, 0]\ny = relu(x)\nz = leaky_relu(x)\nL = sum(y)",
    values: { y: ["NaN", 0], z: ["NaN", 0] },
    grads: { x: [1, 0] },
    findings: ["warning nan-forward 1"],
  },
  { source: "x = 0\ny = leaky_relu(x, 0.25)", grads: { x: 0.25 } },
  { source: "x = 0\ny = elu(x, alpha=3)", grads: { x: 3 } },

  {
    source: "x = [-2, 0, 3, nan]\nv = 0.25\ny = heaviside(x, v)\nL = y[0] + y[1] + y[2]",
    values: { y: [0, 0.25, 1, "NaN"] },
    grads: { x: [0, 0, 0, 0], v: 1 },
  },
  {
    source:
      "x = [1, nan]\na = allclose(x, x)\nb = allclose(x, x, equal_nan=True)\nc = numel(zeros(2, 3))\nd = numel(4)",
    values: { a: 0, b: 1, c: 6, d: 1 },
    findings: ["warning nan-forward 1"],
  },

  {
    source: "x = [-inf, 1, 1]\ny = logsumexp(x)",
    values: { y: 1 + Math.LN2 },
    grads: { x: [0, 0.5, 0.5] },
  },
  { source: "y = logsumexp([-inf, -inf])\nz = logsumexp([inf, 0])", values: { y: `-${inf}`, z: inf } },
  {
    source: "x = [-inf, 3, 3]\ny = softmax(x)\nz = log_softmax(x)\nL = y[1]",
    values: { y: [0, 0.5, 0.5], z: [`-${inf}`, -Math.LN2, -Math.LN2] },
    grads: { x: [0, 0.25, -0.25] },
  },
  { source: "x = 4\ny = softmax(x)\nz = logsumexp(x)", values: { y: 1, z: 4 }, grads: { x: 1 } },

  ...["2", "1", "3", "0.5", "inf", "-inf", "0"].map((p) => ({
    source: `x = [0, 0]\ny = norm(x, p=${p})`,
    values: { y: 0 },
    grads: { x: [0, 0] },
  })),
  { source: "x = [3, -4]\ny = norm(x)\nz = norm(x, keepdim=True)", values: { y: 5, z: [5] } },
  { source: "x = [2, -2, 1]\ny = norm(x, inf)", values: { y: 2 }, grads: { x: [0.5, -0.5, 0] } },
  { source: "x = [1, 0, -2]\ny = norm(x, 0)", values: { y: 2 }, grads: { x: [0, 0, 0] } },
  { source: "x = [7, 7, 7]\ny = std(x)", values: { y: 0 }, grads: { x: [0, 0, 0] } },
  {
    source: "y = var([3])\nz = var([3], unbiased=False)",
    values: { y: "NaN", z: 0 },
    findings: ["warning nan-forward 1"],
  },
  {
    source:
      "x = [[1, 3], [2, 6]]\na = var(x, 1)\nb = var(x, 1, False)\nc = var(x, dim=1, correction=0)\nd = std(x, axis=1, keepdims=True)",
    values: { a: [2, 8], b: [1, 4], c: [1, 4], d: [[Math.SQRT2], [Math.sqrt(8)]] },
  },

  { source: "x = [1, 2, 3]\ny = clamp(x, 3, 1)", values: { y: [1, 1, 1] } },
  {
    source: "x = [0, 1, 2, 3]\nlow = 1\nhigh = 2\ny = clamp(x, low, high)\nL = sum(y * [1, 10, 100, 1000])",
    values: { y: [1, 1, 2, 2] },
    grads: { x: [0, 10, 100, 0], low: 1, high: 1000 },
  },
  {
    source:
      "x = [[1, 5, 5], [2, 0, 2]]\na = max(x)\nb = max(x, dim=1, keepdim=True)\nc = min(x, dim=0)\nL = sum(b)",
    values: { a: 5, b: [[5], [2]], c: [1, 0, 2] },
    grads: {
      x: [
        [0, 1, 0],
        [1, 0, 0],
      ],
    },
  },
  {
    source: "x = [1, 2]\ny = 1.5\na = max(x, y)\nb = x.min(y)\nL = sum(a) + 10 * sum(b)",
    values: { a: [1.5, 2], b: [1, 1.5] },
    grads: { x: [10, 1], y: 11 },
  },

  {
    source: "x = [[1, 2], [3, 4]]\na = x.T\nb = x[0].T\nc = (2).T",
    values: {
      a: [
        [1, 3],
        [2, 4],
      ],
      b: [1, 2],
      c: 2,
    },
  },
  {
    source: "x = [[[1, 2], [3, 4]]]\na = x.mT",
    values: {
      a: [
        [
          [1, 3],
          [2, 4],
        ],
      ],
    },
  },
  {
    source: "a = dot([1, 2], [3, 4])\nb = outer([1, 2], [3, 4, 5])",
    values: {
      a: 11,
      b: [
        [3, 4, 5],
        [6, 8, 10],
      ],
    },
  },
  {
    source:
      "x = [1, 2]\nw = [[1, 0], [0, 1], [2, 3]]\na = linear(x, w)\nb = linear(x, w, bias=[1, 1, 1])\nc = linear(x, [3, 4])",
    values: { a: [1, 2, 8], b: [2, 3, 9], c: 11 },
  },

  {
    source:
      'x = [0, 0, 1]\ny = [0, 1, 1]\nz = binary_cross_entropy(x, y, reduction="none")\nL = z[0] + z[1] + z[2]',
    values: { z: [0, 100, 0] },
    // PyTorch divides by 1e-12 in single precision there.
    grads: { x: [0, -1 / Math.fround(1e-12), 0] },
    findings: ["information steep 3"],
  },
  { source: 'a = mse_loss([1, 2], [1, 4])\nb = mse_loss([1, 2], [1, 4], "sum")', values: { a: 2, b: 4 } },
  {
    source:
      'x = [[-1, -2], [-3, -4], [-5, -6]]\nt = [1, -100, 0]\na = nll_loss(x, t)\nb = nll_loss(x, t, reduction="none")\nL = nll_loss(x, t, weight=[1, 3])',
    values: { a: 3.5, b: [2, 0, 5], L: 11 / 4 },
    grads: {
      x: [
        [0, -0.75],
        [0, 0],
        [-0.25, 0],
      ],
    },
  },
  { source: "x = [-1, -2]\ny = nll_loss(x, 1)", values: { y: 2 }, grads: { x: [0, -1] } },
  {
    source: "x = [[0, -inf, 0]]\ny = cross_entropy(x, [0])",
    values: { y: Math.LN2 },
    grads: { x: [[-0.5, 0, 0.5]] },
  },
  {
    source:
      "x = [[0, 0, 0, 0]]\na = cross_entropy(x, [3])\nb = cross_entropy(x, [[0.5, 0, 0, 0.5]])\nL = a + 0 * b",
    values: { a: Math.log(4), b: Math.log(4) },
    grads: { x: [[0.25, 0.25, 0.25, -0.75]] },
  },
];

const close = (found: unknown, expected: unknown): boolean => {
  if (Array.isArray(expected)) {
    return (
      Array.isArray(found) &&
      found.length === expected.length &&
      expected.every((one, i) => close(found[i], one))
    );
  }
  if (typeof expected === "string") return found === expected;
  return (
    Math.abs(Number(found) - Number(expected)) <= 1e-12 * (expected === 0 ? 1 : Math.abs(Number(expected)))
  );
};

test.each(edges)("$source", ({ source, values = {}, grads = {}, findings = [] }) => {
  const { result } = fileResult("", source);
  expect(toldBeside(result)).toEqual(findings);
  expect(Object.keys(values).length + Object.keys(grads).length).toBeGreaterThan(0);
  for (const [name, expected] of Object.entries(values)) {
    expect(result.values[name], `value of ${name}`).toSatisfy((found) => close(found, expected));
  }
  for (const [name, expected] of Object.entries(grads)) {
    expect(result.grads[name], `gradient of ${name}`).toSatisfy((found) => close(found, expected));
  }
});

/** cross_entropy by its definition, one sample at a time: each logit's exponent over their sum, then the weighted mean. */
describe("cross_entropy with every option", () => {
  const scores = [
    [0.5, -1.2, 2.1, 0.1],
    [-0.4, 1.7, 0.3, -2.2],
    [3.1, 0.2, -0.9, 1.1],
  ];
  const weights = [0.5, 1, 2, 0.1];
  const logP = scores.map((row) => {
    const total = row.reduce((sum, score) => sum + e ** score, 0);
    return row.map((score) => Math.log(e ** score / total));
  });
  const losses = (
    targets: readonly (readonly number[])[],
    smoothing: number,
    weight: readonly number[],
  ): number[] =>
    targets.map((target, n) =>
      target.reduce((sum, share, c) => {
        const counts = target.some((one) => one !== 0) ? 1 : 0;
        const smooth = (1 - smoothing) * share + (counts * smoothing) / 4;
        return sum - smooth * (weight[c] as number) * ((logP[n] as number[])[c] as number);
      }, 0),
    );
  const oneHot = [
    [0, 1, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 1],
  ];
  const shares = [
    [0.1, 0.2, 0.3, 0.4],
    [0.7, 0.1, 0.1, 0.1],
    [0.25, 0.25, 0.25, 0.25],
  ];
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
  const x = JSON.stringify(scores);
  const w = JSON.stringify(weights);
  const y = JSON.stringify(shares);
  const even = [1, 1, 1, 1];

  test.each([
    ["[1, -100, 3]", sum(losses(oneHot, 0, even)) / 2],
    ["[1, 7, 3], ignore_index=7", sum(losses(oneHot, 0, even)) / 2],
    [`[1, -100, 3], weight=${w}`, sum(losses(oneHot, 0, weights)) / 1.1],
    [`[1, -100, 3], ${w}, label_smoothing=0.2`, sum(losses(oneHot, 0.2, weights)) / 1.1],
    [`[1, -100, 3], ${w}, reduction="sum", label_smoothing=0.2`, sum(losses(oneHot, 0.2, weights))],
    ['[1, -100, 3], reduction="none"', losses(oneHot, 0, even)],
    [y, sum(losses(shares, 0, even)) / 3],
    [`${y}, weight=${w}, label_smoothing=0.1`, sum(losses(shares, 0.1, weights)) / 3],
    [`${y}, weight=${w}, reduction="none"`, losses(shares, 0, weights)],
  ])("cross_entropy(x, %s)", (args, expected) => {
    const { result } = fileResult("", `x = ${x}\ny = cross_entropy(x, ${args})`);
    expect(toldBeside(result)).toEqual([]);
    expect(result.values["y"]).toSatisfy((found) => close(found, expected));
  });
});

test.each([
  [
    "softmax(zeros(2, 2, 2))",
    "softmax: the value is [2, 2, 2]; beyond a matrix say along which dimension, as in dim=-1.",
  ],
  [
    "log_softmax(zeros(2, 2, 2))",
    "log_softmax: the value is [2, 2, 2]; beyond a matrix say along which dimension, as in dim=-1.",
  ],
  ["softmax([1, 2], dim=1)", "softmax: dim 1 is out of range for x of shape [2]; it has dims -1 … 0."],
  ['gelu(1, approximate="fast")', 'gelu: approximate is "none" or "tanh".'],
  ['mse_loss([1], [2], reduction="avg")', 'mse_loss: reduction is "mean", "sum" or "none".'],
  ["max([1], [2], dim=0)", "max: it either compares two values or reduces one along dim, not both."],
  ["clamp([1])", "clamp: it needs min, max or both."],
  [
    "zeros(2, 3, 4).T",
    "T: it transposes a matrix; this is [2, 3, 4]. For the last two dimensions of a batch write .mT.",
  ],
  ["zeros(2).mT", "mT: it needs a matrix or a batch of them; this is [2]."],
  ["dot([1, 2], [1, 2, 3])", "dot: it takes two vectors of one length; these are [2] and [3]."],
  [
    "dot([[1], [2]], [[1, 2]])",
    "dot: it takes two vectors; these are [2, 1] and [1, 2], which matmul takes.",
  ],
  ["outer([[1]], [1])", "outer: it takes two vectors; these are [1, 1] and [1]."],
  [
    "layer_norm(zeros(2, 3), [4])",
    "layer_norm: normalized_shape is [4], but the last dimensions of [2, 3] are others.",
  ],
  [
    "cross_entropy(zeros(3, 4), [1, 2])",
    "cross_entropy: input is [3, 4] and target is [2]; the target needs one class for each sample.",
  ],
  [
    "cross_entropy(zeros(3, 4), zeros(3, 5))",
    "cross_entropy: input is [3, 4] and target is [3, 5]; the target holds one class for each sample, or a probability for each element of input.",
  ],
  [
    "nll_loss(zeros(3, 4), [1, 2])",
    "nll_loss: input is [3, 4] and target is [2]; the target needs one class for each sample.",
  ],
  [
    "binary_cross_entropy([0.5], [1, 0])",
    "binary_cross_entropy: input is [1] and target is [2]; they need one shape.",
  ],
])("%s says what does not fit", (call, message) => {
  const { result } = fileResult("", `y = ${call}`);
  expect(result.problems.map((problem) => problem.message)).toEqual([message]);
  expect(result.values).toEqual({});
});

test("sigmoid, opened, is four gates: negate, exp, + 1, reciprocal", () => {
  const { graph } = createAnalyser().analyse("x = 2\ny = sigmoid(x)", 0, PLAIN_REQUEST).program;
  const [group] = graph.groups;
  const inside = graph.nodes.slice(group?.first, group?.last).filter((node) => node.inputs.length > 0);
  expect(inside.map((node) => node.gate.name)).toEqual(["neg", "exp", "add", "reciprocal"]);
});
