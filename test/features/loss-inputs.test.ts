/** What a loss is given that it does not want: said at the loss, and mended. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findingProblems } from "../../src/features/findings.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import type { Problem } from "../../src/problems.ts";
import { viewOf } from "../check.ts";
import { applyFix } from "../syntax/apply-fix.ts";

function found(source: string): readonly Problem[] {
  return findingProblems(viewOf(source), ALL_ON).filter(({ code }) => code === "loss-input");
}

const said = (source: string): readonly string[] =>
  found(source).map(
    ({ severity, data, span }) => `${severity} ${data?.["mistake"]} at ${source.slice(span.start, span.end)}`,
  );

const targetOf = (source: string): number => {
  const { analysis, numbers } = viewOf(source);
  return numbers!.tensor(analysis.target!.node)!.data[0]!;
};

const scores = "z = param([[1, 2, 3], [2, 1, 0]])\n";
const units = "w = param([1, 2])\ns = [[1, 0.2], [0.5, 1]] @ w\n";
const end = "\nL.backward()";

/** The lines behind the beginning, what is said, the lines after the fix, and lines of the same value. */
const sick: readonly (readonly [
  title: string,
  start: string,
  lines: string,
  finding: string,
  fixed: string,
  right: string,
])[] = [
  [
    "the softmax in the call",
    scores,
    "L = cross_entropy(softmax(z, dim=1), [0, 1])",
    "softmax at cross_entropy(softmax(z, dim=1), [0, 1])",
    "L = cross_entropy(z, [0, 1])",
    "L = nll_loss(log_softmax(z, dim=1), [0, 1])",
  ],
  [
    "through a name",
    scores,
    "p = z.softmax(-1)\nq = p\nL = cross_entropy(q, [0, 1])",
    "softmax at cross_entropy(q, [0, 1])",
    "p = z.softmax(-1)\nq = p\nL = cross_entropy(z, [0, 1])",
    "L = cross_entropy(z, [0, 1])",
  ],
  [
    "by hand, with the largest taken off",
    scores,
    "m = max(z, dim=1, keepdim=True)[0]\ne = exp(z - m)\np = e / sum(e, dim=1, keepdim=True)\nL = cross_entropy(p, [0, 1])",
    "softmax at cross_entropy(p, [0, 1])",
    "m = max(z, dim=1, keepdim=True)[0]\ne = exp(z - m)\np = e / sum(e, dim=1, keepdim=True)\nL = cross_entropy(z - m, [0, 1])",
    "L = cross_entropy(z, [0, 1])",
  ],
  [
    "by hand, the sum made a column behind it",
    scores,
    "p = exp(z) / sum(exp(z), dim=1)[:, None]\nL = cross_entropy(p, [[0, 1, 0], [1, 0, 0]])",
    "softmax at cross_entropy(p, [[0, 1, 0], [1, 0, 0]])",
    "p = exp(z) / sum(exp(z), dim=1)[:, None]\nL = cross_entropy(z, [[0, 1, 0], [1, 0, 0]])",
    "L = cross_entropy(z, [1, 0])",
  ],
  [
    "by hand, the exponential written twice",
    scores,
    "p = exp(z - 3) / sum(exp(z - 3), dim=1, keepdim=True)\nL = cross_entropy(p, [0, 1])",
    "softmax at cross_entropy(p, [0, 1])",
    "p = exp(z - 3) / sum(exp(z - 3), dim=1, keepdim=True)\nL = cross_entropy(z - 3, [0, 1])",
    "L = cross_entropy(z, [0, 1])",
  ],
  [
    "the exponential of its logarithm",
    scores,
    "p = exp(z - logsumexp(z, dim=1, keepdim=True))\nL = cross_entropy(p, [0, 1])",
    "softmax at cross_entropy(p, [0, 1])",
    "p = exp(z - logsumexp(z, dim=1, keepdim=True))\nL = cross_entropy(z - logsumexp(z, dim=1, keepdim=True), [0, 1])",
    "L = cross_entropy(z, [0, 1])",
  ],
  [
    "of a function: what it gives is turned back",
    scores,
    "def model(x):\n    return softmax(2 * x, dim=1)\nL = cross_entropy(model(z), [0, 1])",
    "softmax at cross_entropy(model(z), [0, 1])",
    "def model(x):\n    return softmax(2 * x, dim=1)\nL = cross_entropy(log(model(z)), [0, 1])",
    "L = cross_entropy(2 * z, [0, 1])",
  ],
  [
    "in a function of two values",
    scores,
    "def loss(p, t):\n    return cross_entropy(p, t)\nL = loss(softmax(z, dim=1), [0, 1])",
    "softmax at cross_entropy(p, t)",
    "def loss(p, t):\n    return cross_entropy(log(p), t)\nL = loss(softmax(z, dim=1), [0, 1])",
    "L = cross_entropy(z, [0, 1])",
  ],
  [
    "in a loop, once",
    scores,
    "for t in range(3):\n    L = cross_entropy(softmax(z, dim=1), [0, 1])\n    z = z - grad(L, z)",
    "softmax at cross_entropy(softmax(z, dim=1), [0, 1])",
    "for t in range(3):\n    L = cross_entropy(z, [0, 1])\n    z = z - grad(L, z)",
    "for t in range(3):\n    L = nll_loss(log_softmax(z, dim=1), [0, 1])\n    z = z - grad(L, z)",
  ],
  [
    "one sample of several",
    scores,
    "p = softmax(z, dim=1)\nL = cross_entropy(p[1], 0)",
    "softmax at cross_entropy(p[1], 0)",
    "p = softmax(z, dim=1)\nL = cross_entropy(log(p[1]), 0)",
    "L = cross_entropy(z[1], 0)",
  ],
  [
    "the smallest as the most probable",
    scores,
    "L = cross_entropy(softmin(z, dim=1), [0, 1])",
    "softmax at cross_entropy(softmin(z, dim=1), [0, 1])",
    "L = cross_entropy(log(softmin(z, dim=1)), [0, 1])",
    "L = cross_entropy(-z, [0, 1])",
  ],
  [
    "a sigmoid for scores of classes",
    scores,
    "L = cross_entropy(sigmoid(z), [0, 1])",
    "sigmoid at cross_entropy(sigmoid(z), [0, 1])",
    "L = cross_entropy(z, [0, 1])",
    "L = cross_entropy(z, [0, 1])",
  ],
  [
    "a sigmoid in a loss with logits",
    units,
    "p = sigmoid(s)\nL = binary_cross_entropy_with_logits(p, [0, 1])",
    "sigmoid at binary_cross_entropy_with_logits(p, [0, 1])",
    "p = sigmoid(s)\nL = binary_cross_entropy_with_logits(s, [0, 1])",
    "L = binary_cross_entropy(sigmoid(s), [0, 1])",
  ],
  [
    "a sigmoid that is squeezed",
    "w = param([[1], [2]])\nx = [[1, 0.2], [0.5, 1]]\n",
    "L = soft_margin_loss(sigmoid(x @ w).squeeze(1), [1, -1])",
    "sigmoid at soft_margin_loss(sigmoid(x @ w).squeeze(1), [1, -1])",
    "L = soft_margin_loss((x @ w).squeeze(1), [1, -1])",
    "L = mean(softplus(-[1, -1] * squeeze(x @ w, 1)))",
  ],
  [
    "a sigmoid by hand",
    units,
    "p = 1 / (1 + exp(-s))\nL = binary_cross_entropy_with_logits(p, [0, 1])",
    "sigmoid at binary_cross_entropy_with_logits(p, [0, 1])",
    "p = 1 / (1 + exp(-s))\nL = binary_cross_entropy_with_logits(s, [0, 1])",
    "L = binary_cross_entropy(sigmoid(s), [0, 1])",
  ],
  [
    "a sigmoid of a function",
    units,
    "def p(x):\n    return exp(x - 1) / (exp(x - 1) + 1)\nL = binary_cross_entropy_with_logits(p(s), [0, 1])",
    "sigmoid at binary_cross_entropy_with_logits(p(s), [0, 1])",
    "def p(x):\n    return exp(x - 1) / (exp(x - 1) + 1)\nL = binary_cross_entropy_with_logits(logit(p(s)), [0, 1])",
    "L = binary_cross_entropy(sigmoid(s - 1), [0, 1])",
  ],
  [
    "probabilities for their logarithms",
    scores,
    "L = nll_loss(softmax(z, dim=1), [0, 1])",
    "log at nll_loss(softmax(z, dim=1), [0, 1])",
    "L = nll_loss(log_softmax(z, dim=1), [0, 1])",
    "L = cross_entropy(z, [0, 1])",
  ],
  [
    "the same through a name",
    scores,
    "p = softmax(z, 1)\nL = nll_loss(p, [0, 1])",
    "log at nll_loss(p, [0, 1])",
    "p = softmax(z, 1)\nL = nll_loss(log_softmax(z, 1), [0, 1])",
    "L = cross_entropy(z, [0, 1])",
  ],
  [
    "the same by hand",
    scores,
    "e = exp(z)\np = e / e.sum(1, keepdim=True)\nL = nll_loss(p, [0, 1])",
    "log at nll_loss(p, [0, 1])",
    "e = exp(z)\np = e / e.sum(1, keepdim=True)\nL = nll_loss(log(p), [0, 1])",
    "L = cross_entropy(z, [0, 1])",
  ],
  [
    "probabilities that are written",
    "p = param([[0.2, 0.3, 0.5], [0.1, 0.2, 0.7]])\n",
    "L = nll_loss(p, [0, 1])",
    "log at nll_loss(p, [0, 1])",
    "L = nll_loss(log(p), [0, 1])",
    "L = log(5)",
  ],
  [
    "a divergence of probabilities",
    scores,
    'L = kl_div(softmax(z, dim=1), [[0.2, 0.3, 0.5], [1, 0, 0]], reduction="sum")',
    'log at kl_div(softmax(z, dim=1), [[0.2, 0.3, 0.5], [1, 0, 0]], reduction="sum")',
    'L = kl_div(log_softmax(z, dim=1), [[0.2, 0.3, 0.5], [1, 0, 0]], reduction="sum")',
    "t = [[0.2, 0.3, 0.5], [1, 0, 0]]\nL = sum(xlogy(t, t) - t * log_softmax(z, dim=1))",
  ],
  [
    "a divergence of a sigmoid",
    units,
    "L = kl_div(sigmoid(s), [0.2, 0.3])",
    "log at kl_div(sigmoid(s), [0.2, 0.3])",
    "L = kl_div(logsigmoid(s), [0.2, 0.3])",
    "t = [0.2, 0.3]\nL = mean(t * (log(t) - logsigmoid(s)))",
  ],
];

describe.each(sick)("%s", (_, start, lines, finding, fixed, right) => {
  test("is said once, and mended", () => {
    const source = start + lines + end;
    expect(said(source)).toEqual([`warning ${finding}`]);
    const [only] = found(source);
    const better = only!.fixes.map((fix) => applyFix(source, fix));
    expect(better).toEqual([start + fixed + end]);
    expect(said(better[0]!)).toEqual([]);
    expect(targetOf(better[0]!)).toBeCloseTo(targetOf(start + right + end), 9);
  });
});

/** What is said, and where; there is nothing to write. */
const wrong: readonly (readonly [title: string, lines: string, finding: string])[] = [
  [
    "another dimension",
    `${scores}L = nll_loss(log_softmax(z, dim=0), [0, 1])`,
    "axis at nll_loss(log_softmax(z, dim=0), [0, 1])",
  ],
  [
    "another dimension by hand, through a name",
    `${scores}q = log(exp(z) / sum(exp(z), dim=0))\nL = nll_loss(q, [0, 1])`,
    "axis at nll_loss(q, [0, 1])",
  ],
  [
    "another dimension in a product with the target",
    `${scores}t = [[0, 1, 0], [1, 0, 0]]\nL = -sum(t * log_softmax(z, dim=0)) / 2`,
    "axis at t * log_softmax(z, dim=0)",
  ],
  [
    "every class once, summed along the classes",
    "z = param([[1, 2, 3], [2, 1, 0], [0, 1, 1]])\nt = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]\nL = mean(sum(-t * log_softmax(z, dim=0), dim=1))",
    "axis at -t * log_softmax(z, dim=0)",
  ],
  [
    "another dimension than that of a divergence's target",
    `${scores}L = kl_div(log_softmax(z, dim=0), [[0.2, 0.3, 0.5], [1, 0, 0]])`,
    "axis at kl_div(log_softmax(z, dim=0), [[0.2, 0.3, 0.5], [1, 0, 0]])",
  ],
  [
    "several classes in a row",
    `${scores}L = cross_entropy(z, [[1, 1, 0], [0, 1, 0]])`,
    "target at cross_entropy(z, [[1, 1, 0], [0, 1, 0]])",
  ],
  [
    "scores for a target",
    `${scores}t = [[2, 0, -1], [0, 1, 0]]\nL = cross_entropy(z, t)`,
    "target at cross_entropy(z, t)",
  ],
  [
    "classes for a single sample of as many",
    `${scores}L = cross_entropy(z[0], [0, 1, 2])`,
    "target at cross_entropy(z[0], [0, 1, 2])",
  ],
  [
    "signs for probabilities",
    `${units}L = binary_cross_entropy_with_logits(s, [-1, 1])`,
    "target at binary_cross_entropy_with_logits(s, [-1, 1])",
  ],
  [
    "percents for probabilities, in a function",
    `${units}def f(a, b):\n    return binary_cross_entropy(sigmoid(a), b)\nL = f(s, [20, 80])`,
    "target at binary_cross_entropy(sigmoid(a), b)",
  ],
  [
    "probabilities for signs",
    `${units}L = soft_margin_loss(s, [0, 1])`,
    "target at soft_margin_loss(s, [0, 1])",
  ],
  [
    "probabilities for the signs of distances, and of ranks",
    `${units}y = [0, 1]\nL = hinge_embedding_loss(s, y)`,
    "target at hinge_embedding_loss(s, y)",
  ],
  ["a hinge by hand", `${units}y = [0, 1]\nL = mean(relu(1 - y * s))`, "target at y * s"],
  [
    "a hinge by hand, through names",
    `${units}y = [0, 1]\nm = s * y\nL = mean(max(0, 1 - m))`,
    "target at s * y",
  ],
  [
    "a hinge by clamp, with another margin",
    `${units}y = [0, 1]\nL = mean(clamp(2 - y * s, min=0))`,
    "target at y * s",
  ],
  ["a logistic loss by hand", `${units}y = [0, 1]\nL = mean(log(1 + exp(-y * s)))`, "target at -y * s"],
  ["a logistic loss with log1p", `${units}y = [0, 1]\nL = mean(log1p(exp(-(y * s))))`, "target at y * s"],
  [
    "a likelihood by hand",
    `${units}y = [2, 1]\nL = -mean(y * logsigmoid(s) + (1 - y) * logsigmoid(-s))`,
    "target at y * logsigmoid(s)",
  ],
  [
    "a likelihood by hand of one number, through names",
    "w = param(0.3)\ny = 2\np = sigmoid(w)\na = y * log(p + 1e-6)\nb = (1 - y) * log(1 - p + 1e-6)\nL = -(a + b)",
    "target at y * log(p + 1e-6)",
  ],
  [
    "a likelihood by hand, in a function",
    `${units}def nll(a, t):\n    return mean(-t * logsigmoid(a) - (1 - t) * logsigmoid(-a))\nL = nll(s, [-1, 1])`,
    "target at -t * logsigmoid(a)",
  ],
  [
    "a likelihood by hand, in a loop",
    `${units}y = [0, 1, 1, 3]\nt = [0.1, 0.2, 0.3, 0.4]\nL = 0\nfor i in range(4):\n    L -= y[i] * logsigmoid(t[i] * w[0]) + (1 - y[i]) * logsigmoid(-t[i] * w[0])`,
    "target at y[i] * logsigmoid(t[i] * w[0])",
  ],
];

test.each(wrong)("%s", (_, lines, finding) => {
  const source = lines + end;
  expect(said(source)).toEqual([`warning ${finding}`]);
  expect(found(source)[0]!.fixes).toEqual([]);
});

test("sentences with the file's names and numbers", () => {
  const message = (lines: string): string => found(lines + end)[0]!.message;
  expect(message(`${scores}L = cross_entropy(softmax(z, dim=1), [0, 1])`)).toBe(
    "cross_entropy takes scores and makes probabilities of them, but softmax(z, dim=1) is a result of softmax already, from 0.09003 to 0.6652: whatever is learned, its probabilities stay from 0.2119 to 0.5761. Give it the scores.",
  );
  expect(message(`${scores}L = nll_loss(softmax(z, dim=1), [0, 1])`)).toBe(
    "nll_loss takes logarithms of probabilities, but softmax(z, dim=1) are probabilities, from 0.09003 to 0.6652, so ∂L/∂(softmax(z, dim=1)) does not depend on them. Give it their logarithms.",
  );
  expect(message(`${scores}L = nll_loss(log_softmax(z, dim=0), [0, 1])`)).toBe(
    "nll_loss: the probabilities behind log_softmax(z, dim=0) add up to 1 along dimension 0, but the classes lie along dimension 1, where the first add up to 1.953. Normalise along dimension 1.",
  );
  expect(message(`${scores}t = [[1, 1, 0], [0, 1, 0]]\nL = cross_entropy(z, t)`)).toBe(
    "cross_entropy takes a target of distributions, but a row of t adds up to 2, not to 1.",
  );
  expect(message(`${units}y = [0, 1]\nL = mean(relu(1 - y * s))`)).toBe(
    "y * s is for a target of 1 and -1, but y holds 0: there the loss does not depend on the scores.",
  );
});

test("the numbers of the sentence are data", () => {
  const dataOf = (lines: string): Problem["data"] => found(lines + end)[0]!.data;
  const { least, most, ...others } = dataOf(`${scores}L = cross_entropy(softmax(z, dim=1), [0, 1])`)!;
  expect(others).toMatchObject({ mistake: "softmax" });
  expect(least).toBeCloseTo(1 / (Math.E + 2), 12);
  expect(most).toBeCloseTo(Math.E / (Math.E + 2), 12);
  expect(dataOf(`${scores}L = nll_loss(log_softmax(z, dim=0), [0, 1])`)).toMatchObject({
    along: 0,
    wanted: 1,
  });
  expect(dataOf(`${units}L = soft_margin_loss(s, [0, 1])`)).toEqual({ mistake: "target", value: 0 });
});

const healthy = readFileSync(join(import.meta.dirname, "healthy-losses.txt"), "utf8")
  .trimEnd()
  .split("\n\n")
  .map((block) => [block.slice(0, block.indexOf("\n")), block.slice(block.indexOf("\n") + 1)] as const);

test.each(healthy)("silent: %s", (_, source) => {
  expect(findingProblems(viewOf(source), ALL_ON).filter(({ severity }) => severity !== "hint")).toEqual([]);
});
