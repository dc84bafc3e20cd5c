/** Shapes that fit and are not meant: said at the loss or the gate, and mended. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findingProblems } from "../../src/features/findings.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import type { Problem } from "../../src/problems.ts";
import { viewOf } from "../check.ts";
import { applyFix } from "../syntax/apply-fix.ts";

function found(source: string): readonly Problem[] {
  return findingProblems(viewOf(source), ALL_ON).filter(({ code }) => code === "broadcast");
}

const said = (source: string): readonly string[] =>
  found(source).map(({ severity, span }) => `${severity} at ${source.slice(span.start, span.end)}`);

const targetOf = (source: string): number => {
  const { analysis, numbers } = viewOf(source);
  return numbers!.tensor(analysis.target!.node)!.data[0]!;
};

const column = "x = [[1], [2], [3]]\nw = param([[0.5]])\ny = [1, 2, 4]\np = x @ w\n";
const square = "e = param([[1, 2, 3], [2, 3, 1], [3, 4, 2]])\n";
const end = "\nL.backward()";

/** The weight after two steps of 0.1 down the slope 2 / 3 (14 w − 17). */
const w1 = 0.5 + (0.2 / 3) * 10;
const w2 = w1 - (0.2 / 3) * (14 * w1 - 17);

/** The lines behind the beginning, where it stands, and these lines after each fix with the target's value then. */
const sick: readonly (readonly [
  title: string,
  start: string,
  lines: string,
  at: string,
  fixed: readonly (readonly [string, number])[],
])[] = [
  [
    "a loss of a column and a vector",
    column,
    "L = mse_loss(p, y)",
    "mse_loss(p, y)",
    [
      ["L = mse_loss(squeeze(p, 1), y)", 2.5],
      ["L = mse_loss(p, unsqueeze(y, 1))", 2.5],
    ],
  ],
  [
    "another loss, the target first by name",
    column,
    'L = l1_loss(target=y, input=p, reduction="sum")',
    'l1_loss(target=y, input=p, reduction="sum")',
    [
      ['L = l1_loss(target=y, input=squeeze(p, 1), reduction="sum")', 4],
      ['L = l1_loss(target=unsqueeze(y, 1), input=p, reduction="sum")', 4],
    ],
  ],
  [
    "the squares by hand",
    column,
    "L = mean((p - y) ** 2)",
    "p - y",
    [
      ["L = mean((squeeze(p, 1) - y) ** 2)", 2.5],
      ["L = mean((p - unsqueeze(y, 1)) ** 2)", 2.5],
    ],
  ],
  [
    "through names",
    column,
    "e = y - p\nq = abs(e)\nL = q.sum() / 3",
    "y - p",
    [
      ["e = y - squeeze(p, 1)\nq = abs(e)\nL = q.sum() / 3", 4 / 3],
      ["e = unsqueeze(y, 1) - p\nq = abs(e)\nL = q.sum() / 3", 4 / 3],
    ],
  ],
  [
    "the cross-entropy by hand, both products of the line",
    column,
    "t = [0, 0, 1]\ns = sigmoid(p)\nL = -mean(t * log(s) + (1 - t) * log(1 - s))",
    "t * log(s)",
    [
      [
        "t = [0, 0, 1]\ns = sigmoid(p)\nL = -mean(t * squeeze(log(s), 1) + (1 - t) * squeeze(log(1 - s), 1))",
        (Math.log(1 + Math.exp(0.5)) + Math.log(1 + Math.E) + Math.log(1 + Math.exp(-1.5))) / 3,
      ],
      [
        "t = [0, 0, 1]\ns = sigmoid(p)\nL = -mean(unsqueeze(t, 1) * log(s) + unsqueeze(1 - t, 1) * log(1 - s))",
        (Math.log(1 + Math.exp(0.5)) + Math.log(1 + Math.E) + Math.log(1 + Math.exp(-1.5))) / 3,
      ],
    ],
  ],
  [
    "folded dimension by dimension, which asks for both",
    column,
    "L = mean(sum((p - y) ** 2, dim=1))",
    "p - y",
    [["L = mean(sum((p - unsqueeze(y, 1)) ** 2, dim=1))", 2.5]],
  ],
  [
    "a column and a row",
    column,
    "r = [[1, 2, 4]]\nL = sum(abs(p - r))",
    "p - r",
    [["r = [[1, 2, 4]]\nL = sum(abs(squeeze(p, 1) - squeeze(r, 0)))", 4]],
  ],
  [
    "in a function, at its body",
    column,
    "def loss(a, b):\n    d = a - b\n    return mean(d * d)\nL = loss(p, y)",
    "a - b",
    [
      ["def loss(a, b):\n    d = squeeze(a, 1) - b\n    return mean(d * d)\nL = loss(p, y)", 2.5],
      ["def loss(a, b):\n    d = a - unsqueeze(b, 1)\n    return mean(d * d)\nL = loss(p, y)", 2.5],
    ],
  ],
  [
    "in a loop that trains, once",
    column,
    "for t in range(3):\n    L = mean((x @ w - y) ** 2)\n    w = w - 0.1 * grad(L, w)",
    "x @ w - y",
    [
      [
        "for t in range(3):\n    L = mean((squeeze(x @ w, 1) - y) ** 2)\n    w = w - 0.1 * grad(L, w)",
        (14 * w2 ** 2 - 34 * w2 + 21) / 3,
      ],
      [
        "for t in range(3):\n    L = mean((x @ w - unsqueeze(y, 1)) ** 2)\n    w = w - 0.1 * grad(L, w)",
        (14 * w2 ** 2 - 34 * w2 + 21) / 3,
      ],
    ],
  ],
  [
    "an accuracy beside the target",
    column,
    "right = mean((p > 1) == [0, 0, 1])\nL = mean(p ** 2)",
    "(p > 1) == [0, 0, 1]",
    [
      ["right = mean(squeeze(p > 1, 1) == [0, 0, 1])\nL = mean(p ** 2)", 14 / 12],
      ["right = mean((p > 1) == unsqueeze([0, 0, 1], 1))\nL = mean(p ** 2)", 14 / 12],
    ],
  ],
  [
    "columns that a slice keeps",
    "d = [[1, 2], [2, 4], [3, 5]]\nw = param(0.5)\n",
    "L = mean((d[:, 0:1] * w - d[:, 1]) ** 2)",
    "d[:, 0:1] * w - d[:, 1]",
    [
      ["L = mean((squeeze(d[:, 0:1] * w, 1) - d[:, 1]) ** 2)", 23.5 / 3],
      ["L = mean((d[:, 0:1] * w - unsqueeze(d[:, 1], 1)) ** 2)", 23.5 / 3],
    ],
  ],
  [
    "a target that is flattened, a prediction that is not",
    "x = [[1], [2], [3]]\nt = [[1], [2], [4]]\nw = param([[0.5]])\n",
    "y = t.reshape([-1])\nL = mean((x @ w - y) ** 2)",
    "x @ w - y",
    [
      ["y = t.reshape([-1])\nL = mean((squeeze(x @ w, 1) - y) ** 2)", 2.5],
      ["y = t.reshape([-1])\nL = mean((x @ w - unsqueeze(y, 1)) ** 2)", 2.5],
    ],
  ],
  [
    "data made a column for a product: what comes of it is no column on purpose",
    "x = [1, 2, 3]\nw = param([[0.5]])\n",
    "X = x[:, None]\nL = mse_loss(X @ w, x)",
    "mse_loss(X @ w, x)",
    [
      ["X = x[:, None]\nL = mse_loss(squeeze(X @ w, 1), x)", 14 / 12],
      ["X = x[:, None]\nL = mse_loss(X @ w, unsqueeze(x, 1))", 14 / 12],
    ],
  ],
  [
    "a target made of the prediction and detached",
    column,
    "t = y + 0.5 * squeeze(detach(p), 1)\nL = mean((p - t) ** 2)",
    "p - t",
    [
      ["t = y + 0.5 * squeeze(detach(p), 1)\nL = mean((squeeze(p, 1) - t) ** 2)", 107 / 24],
      ["t = y + 0.5 * squeeze(detach(p), 1)\nL = mean((p - unsqueeze(t, 1)) ** 2)", 107 / 24],
    ],
  ],
  [
    "weights for each sample in a column",
    column,
    "c = [[1], [2], [1]]\nL = mean(c * (squeeze(p, 1) - y) ** 2)",
    "c * (squeeze(p, 1) - y) ** 2",
    [
      ["c = [[1], [2], [1]]\nL = mean(squeeze(c, 1) * (squeeze(p, 1) - y) ** 2)", 17 / 6],
      ["c = [[1], [2], [1]]\nL = mean(c * unsqueeze((squeeze(p, 1) - y) ** 2, 1))", 17 / 6],
    ],
  ],
  [
    "a mask of the targets' shape: with a column more it would be stretched itself",
    column,
    "m = [1, 0, 1]\nL = sum(m * (p - y) ** 2) / sum(m)",
    "p - y",
    [["m = [1, 0, 1]\nL = sum(m * (squeeze(p, 1) - y) ** 2) / sum(m)", 3.25]],
  ],
  [
    "a product beside the column itself",
    column,
    "L = mean(exp(p) - y * p)",
    "y * p",
    [["L = mean(exp(p) - unsqueeze(y, 1) * p)", (Math.exp(0.5) + Math.E + Math.exp(1.5) - 8.5) / 3]],
  ],
  [
    "in a function that another call gives what fits: nothing to write there",
    column,
    "def loss(a, b):\n    return mean((a - b) ** 2)\nL = loss(p, [[1], [2], [4]]) + loss(p, y)",
    "a - b",
    [],
  ],
  [
    "a length of the library",
    column,
    "L = dist(p, y)",
    "dist(p, y)",
    [
      ["L = dist(squeeze(p, 1), y)", 7.5 ** 0.5],
      ["L = dist(p, unsqueeze(y, 1))", 7.5 ** 0.5],
    ],
  ],
  [
    "a loss of three values",
    column,
    "L = margin_ranking_loss(p, y, [1, -1, 1])",
    "margin_ranking_loss(p, y, [1, -1, 1])",
    [
      ["L = margin_ranking_loss(squeeze(p, 1), y, [1, -1, 1])", 1],
      ["L = margin_ranking_loss(p, unsqueeze(y, 1), unsqueeze([1, -1, 1], 1))", 1],
    ],
  ],
  [
    "as many as nobody can have meant: nothing to write",
    column,
    "L = huber_loss(p, [1, 2])",
    "huber_loss(p, [1, 2])",
    [],
  ],
  [
    "a sum along the wrong dimension of a square",
    square,
    "n = e / sum(e, dim=1)\nL = sum(n ** 2)",
    "e / sum(e, dim=1)",
    [["n = e / sum(e, dim=1, keepdim=True)\nL = sum(n ** 2)", 1.135_802_469]],
  ],
  [
    "mean and spread, both in the line",
    square,
    "n = (e - mean(e, dim=1)) / std(e, 1)\nL = sum(n ** 2)",
    "e - mean(e, dim=1)",
    [["n = (e - mean(e, dim=1, keepdim=True)) / std(e, 1, keepdim=True)\nL = sum(n ** 2)", 6]],
  ],
  [
    "through names and powers, where the sum is used twice",
    square,
    "s = sum(e ** 2, dim=1)\nr = sqrt(s)\nn = e / r\nL = sum(n ** 4) + s[0]",
    "e / r",
    [
      [
        "s = sum(e ** 2, dim=1)\nr = sqrt(s)\nn = e / unsqueeze(r, 1)\nL = sum(n ** 4) + s[0]",
        14 + 98 / 196 + 98 / 196 + 353 / 841,
      ],
    ],
  ],
  [
    "the largest, of a pair",
    square,
    "z = e - max(e, dim=1)[0]\nL = sum(exp(z))",
    "e - max(e, dim=1)[0]",
    [["z = e - max(e, dim=1, keepdim=True)[0]\nL = sum(exp(z))", 3 * (1 + Math.exp(-1) + Math.exp(-2))]],
  ],
  [
    "a column and its own sum",
    "e = param([[1], [2], [3]])\n",
    "L = sum((e - 0.5 * sum(e, dim=1)) ** 2)",
    "e - 0.5 * sum(e, dim=1)",
    [["L = sum((e - 0.5 * sum(e, dim=1, keepdim=True)) ** 2)", 3.5]],
  ],
];

describe.each(sick)("%s", (_, start, lines, at, fixed) => {
  const source = start + lines + end;

  test("is said once, at its place", () => {
    expect(said(source)).toEqual([`warning at ${at}`]);
  });

  test("is mended by each fix", () => {
    const [only] = found(source);
    const better = only!.fixes.map((fix) => applyFix(source, fix));
    expect(better).toEqual(fixed.map(([text]) => start + text + end));
    fixed.forEach(([, value], i) => {
      expect(said(better[i]!)).toEqual([]);
      expect(targetOf(better[i]!)).toBeCloseTo(value, 8);
    });
  });
});

describe("it says", () => {
  const message = (lines: string): string => found(lines + end)[0]!.message;

  test("the shapes, how many numbers are too many, and what the gradient is summed over", () => {
    expect(message(`${column}L = mse_loss(p, y)`)).toBe(
      "mse_loss(p, y): p is [3, 1] and y is [3], so both are stretched to [3, 3]: 9 numbers are averaged, 6 of which should not be, and each number of ∂L/∂p is summed over all 3 numbers of y. Give both one shape.",
    );
    expect(message(`${column}L = sum((p - [1, 2]) ** 2)`)).toBe(
      "p - [1, 2]: p is [3, 1] and [1, 2] is [2], so both are stretched to [3, 2]: 6 numbers are summed, at least 3 of which should not be, and each number of ∂L/∂p is summed over all 2 numbers of [1, 2]. Give both one shape.",
    );
    expect(message(`${square}L = sum((e / sum(e, dim=1)) ** 2)`)).toBe(
      "e / sum(e, dim=1): sum(e, dim=1) is [3], which is dimension 0 of e, [3, 3], and it is stretched along dimension 1: 6 of 9 numbers meet what was made of others, and ∂L/∂(sum(e, dim=1)) is summed over dimension 0 instead of 1. Keep the folded dimension.",
    );
  });

  test("where the shapes come from, and the numbers as data", () => {
    const source = `${column}L = mse_loss(p, y)${end}`;
    const [only] = found(source);
    expect(only!.data).toEqual({ count: 9, surplus: 6, over: 3 });
    expect(
      only!.related.map(({ span, message: said }) => [source.slice(span.start, span.end), said]),
    ).toEqual([
      ["p", "p is [3, 1]"],
      ["y", "y is [3]"],
    ]);
  });
});

const healthy = readFileSync(join(import.meta.dirname, "healthy-shapes.txt"), "utf8")
  .trimEnd()
  .split("\n\n")
  .map((block) => [block.slice(0, block.indexOf("\n")), block.slice(block.indexOf("\n") + 1)] as const);

test.each(healthy)("silent: %s", (_, source) => {
  expect(findingProblems(viewOf(source), ALL_ON).filter(({ severity }) => severity !== "hint")).toEqual([]);
});
