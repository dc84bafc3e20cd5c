/** Layers whose units are all alike: said at their weights, and of no other. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findingProblems } from "../../src/features/findings.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import type { Problem } from "../../src/problems.ts";
import { viewOf } from "../check.ts";

function found(source: string): readonly Problem[] {
  return findingProblems(viewOf(source), ALL_ON).filter(({ code }) => code === "symmetric");
}

const end = "\nL.backward()";
const x = "x = [[1, 2], [3, 1]]\n";

/** The lines, the weights, how many units each has, and where these are made. */
const sick: readonly (readonly [
  title: string,
  lines: string,
  weights: readonly (readonly [name: string, units: number, made: string])[],
])[] = [
  [
    "a hidden layer",
    `${x}W = param(0.1 * ones(2, 3))\nV = param([[1], [1], [1]])\nL = mse_loss(tanh(x @ W) @ V, [[1], [0]])`,
    [["W", 3, "x @ W"]],
  ],
  [
    "columns that are equal, in a matrix that is not constant",
    `${x}W = param([[0.1, 0.1], [0.2, 0.2]])\nb = param([0, 0])\nV = param([[1], [1]])\nh = relu(x @ W + b)\np = h @ V\nL = mean((p - [[1], [0]]) ** 2)`,
    [["W", 2, "x @ W"]],
  ],
  [
    "zeros before a layer that is not 0",
    `${x}W = param(zeros(2, 3))\nV = param(ones(3, 1))\nL = mse_loss(sigmoid(x @ W) @ V, [[1], [0]])`,
    [["W", 3, "x @ W"]],
  ],
  [
    "rows of a weight on the left",
    "W = param([[0.1, 0.2], [0.1, 0.2]])\nv = param([1, 1])\nx = [1, 2]\nh = sigmoid(W @ x)\nL = (sum(h * v) - 1) ** 2",
    [["W", 2, "W @ x"]],
  ],
  [
    "a fully connected layer of the library",
    `${x}W = param(0.1 * ones(3, 2))\nb = param(zeros(3))\nV = param([[1, 1, 1], [2, 2, 2]])\nL = cross_entropy(linear(relu(linear(x, W, b)), V), [1, 0])`,
    [["W", 3, "linear(x, W, b)"]],
  ],
  [
    "the kernels of a convolution",
    "k = param(0.1 * ones(2, 1, 2, 2))\nx = reshape(arange(9) / 10, [1, 1, 3, 3])\nV = param(ones(8, 1))\nL = mse_loss(flatten(relu(conv2d(x, k)), 1) @ V, [[1]])",
    [["k", 2, "conv2d(x, k)"]],
  ],
  [
    "a loop, whose two weights have the same units",
    "W = param([[0.1, 0.1]])\nU = param([[0.2, 0.2], [0.2, 0.2]])\nV = param([[1], [1]])\nx = [[1], [2], [3]]\nh = zeros(1, 2)\nfor t in range(3):\n    h = tanh(x[t:t + 1] @ W + h @ U)\nL = mse_loss(h @ V, [[1]])",
    [
      ["W", 2, "x[t:t + 1] @ W"],
      ["U", 2, "h @ U"],
    ],
  ],
  [
    "in a function, both layers",
    `${x}def layer(a, w):\n    return tanh(a @ w)\nW = param(0.1 * ones(2, 3))\nU = param(0.1 * ones(3, 3))\nV = param(ones(3, 1))\nL = mse_loss(layer(layer(x, W), U) @ V, [[1], [0]])`,
    [
      ["W", 3, "a @ w"],
      ["U", 3, "a @ w"],
    ],
  ],
  [
    "a weight that is scaled",
    `${x}W = param(ones(2, 3))\nV = param(ones(3, 1))\nw = W / norm(W)\nL = mse_loss(tanh(x @ w) @ V, [[1], [0]])`,
    [["W", 3, "x @ w"]],
  ],
];

describe.each(sick)("%s", (_, lines, weights) => {
  test("is said at the weights", () => {
    const source = lines + end;
    const said = found(source).map(({ severity, span, data, related }) => {
      const [made] = related;
      return [
        severity,
        source.slice(span.start, span.end),
        data?.["units"],
        source.slice(made!.span.start, made!.span.end),
      ];
    });
    expect(said).toEqual(weights.map(([name, units, made]) => ["information", name, units, made]));
  });
});

test("it says how many units there are", () => {
  expect(found(sick[0]![1] + end)[0]!.message).toBe(
    "All 3 units of W are equal and get equal gradients, so they stay one unit however long it learns. Start W at different numbers, as randn gives them.",
  );
  expect(found(sick[1]![1] + end)[0]!.message).toMatch(/^Both units of W are equal/u);
});

const healthy = readFileSync(join(import.meta.dirname, "healthy-units.txt"), "utf8")
  .trimEnd()
  .split("\n\n")
  .map((block) => [block.slice(0, block.indexOf("\n")), block.slice(block.indexOf("\n") + 1)] as const);

test.each(healthy)("silent: %s", (_, source) => {
  expect(found(source)).toEqual([]);
});
