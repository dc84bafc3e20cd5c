/** Which gradients there are: every number that enters a formula has one, kinks have PyTorch's, and some gates have none. */
import { describe, expect, test } from "vitest";
import { analyse, checkProblems } from "../check.ts";
import { numbersOf, testNumbers } from "../numbers.ts";

describe("every number in a formula has a gradient", () => {
  testNumbers([
    ["a slope", "x = -3\nk = 0.25\ny = leaky_relu(x, k)", { y: -0.75 }, { x: 0.25, k: -3 }],
    ["a named one", "x = [-1, 2]\na = 2\ny = sum(elu(x, alpha=a) * [0, 1])", { y: 2 }, { x: [0, 1], a: 0 }],
    [
      "bounds",
      "x = [-1, 0.5, 3]\na = 0\nb = 1\ny = sum(clamp(x, min=a, max=b) * [2, 3, 5])",
      { y: 6.5 },
      { x: [0, 3, 0], a: 2, b: 5 },
    ],
    ["an exponent", "x = 1\np = 3\ny = x ** p", { y: 1 }, { x: 3, p: 0 }],
    ["a turn's number", "x = 2\nfor i in range(1, 3): y = x * i", { y: 4 }, { x: 2, i: 2 }],
    [
      "a value in full and linspace",
      "c = 3\nx = full([2, 2], c)\ny = sum(x * x)",
      { y: 36 },
      {
        c: 24,
        x: [
          [6, 6],
          [6, 6],
        ],
      },
    ],
  ]);
});

describe("at a kink the slope is PyTorch's", () => {
  testNumbers([
    ["relu", "x = [0, 1, -1]\ny = sum(relu(x))", {}, { x: [0, 1, 0] }],
    ["abs", "x = [0, 2, -2]\ny = sum(abs(x))", {}, { x: [0, 1, -1] }],
    ["maximum splits a tie", "x = 2\nz = 2\ny = 10 * maximum(x, z)", {}, { x: 5, z: 5 }],
    ["max of two splits a tie", "x = [0, 3]\ny = sum(max(0, x))", {}, { x: [0.5, 1] }],
    ["min of two", "x = 2\nz = 3\ny = min(x, z)", { y: 2 }, { x: 1, z: 0 }],
    ["max shares a tie", "x = [1, 4, 4]\ny = max(x)", { y: 4 }, { x: [0, 0.5, 0.5] }],
    ["amax and amin share a tie", "x = [1, 4, 4, 1]\ny = amax(x) + 2 * amin(x)", {}, { x: [1, 0.5, 0.5, 1] }],
    ["max along a dim gives it to the first", "x = [1, 4, 4]\ny = max(x, dim=0)", { y: 4 }, { x: [0, 1, 0] }],
    [
      "min along a dim gives it to the first",
      "x = [[4, 1, 1]]\ny = sum(x.min(dim=1))",
      { y: 1 },
      { x: [[0, 1, 0]] },
    ],
    [
      "clamp passes everything at its bounds",
      "x = [0, 1, 2, 3]\ny = sum(clamp(x, 1, 2))",
      {},
      { x: [0, 1, 1, 0] },
    ],
    ["norm at 0", "x = [0, 0]\ny = norm(x)", { y: 0 }, { x: [0, 0] }],
    ["the remainder", "x = 7\nz = 2\ny = x % z", { y: 1 }, { x: 1, z: -3 }],
    ["sqrt at 0", "x = 0\ny = sqrt(x)", { y: 0 }, { x: Infinity }],
  ]);
});

describe("no gradient passes", () => {
  testNumbers([
    ["a comparison", "x = 3\ny = (x > 2) * x", { y: 3 }, { x: 1 }],
    ["floor and //", "x = 3.5\ny = floor(x) * x + x // 2", { y: 11.5 }, { x: 3 }],
    ["argmax", "x = [1, 5, 2]\ny = argmax(x) * x[0]", { y: 1 }, { x: [1, 0, 0] }],
    ["a count of bools", "x = [1, -1]\nn = sum(x > 0)\ny = n * sum(x)", { y: 0 }, { x: [1, 1], n: 0 }],
    [
      "detach, but a name bound to it has its own",
      "x = 3\nd = detach(x * x)\ny = d * x",
      { y: 27 },
      { x: 9, d: 3 },
    ],
    ["a shape", "x = [1, 2]\nn = x.shape[0]\ny = n * sum(x)", { y: 6 }, { x: [2, 2], n: 3 }],
    ["an index", "x = [3, 4]\ni = 1\ny = x[i]", { y: 4 }, { x: [0, 1], i: 0 }],
    [
      "a path that does not lead to the target",
      "x = 2\nu = x * 7\ny = 3\nf = y * y",
      { f: 9 },
      { x: 0, u: 0, y: 6 },
    ],
  ]);
});

describe("a gradient passes", () => {
  testNumbers([
    [
      "where, to the side that is chosen",
      "x = [1, 2]\nz = [3, 4]\ny = sum(where(x > 1, x, z))",
      { y: 5 },
      { x: [0, 1], z: [1, 0] },
    ],
    ["a broadcast, summed", "x = 2\nw = [1, 2, 3]\ny = sum(x * w)", {}, { x: 6, w: [2, 2, 2] }],
    ["a value that is used twice, added up", "x = 3\ny = x * x + x", { y: 12 }, { x: 7 }],
    ["sigmoid far out without nan", "x = -800\ny = sigmoid(x)", { y: 0 }, { x: 0 }],
  ]);
});

describe("max(a, b)", () => {
  testNumbers([
    [
      "with two values compares element by element",
      "x = [1, 5]\ny = sum(max(x, 3) + min(x, 3))",
      { y: 12 },
      { x: [1, 1] },
    ],
    [
      "with one reduces",
      "x = [[1, 5], [2, 0]]\na = max(x)\nb = min(x)\nc = x.max()\nL = a + b + c",
      { a: 5, b: 0, c: 5 },
    ],
    [
      "with dim reduces along it",
      "x = [[1, 5], [2, 0]]\na = max(x, dim=1)\nb = x.min(dim=0, keepdim=True)\nL = sum(a) + sum(b)",
      { a: [5, 2], b: [[1, 0]] },
    ],
  ]);

  test.each([
    `
      x = [1, 2, 3]
      y = max(x, x, dim=0)
    #     ^^^^^^^^^^^^^^^^ max: it either compares two values or reduces one along dim, not both.
    `,
  ])("problems %#", checkProblems);

  test("as a function is no warning", () => {
    expect(analyse("x = [1, 2]\ny = sum(max(x, 1))\nz = sum(x.max(x))").problems).toEqual([]);
  });
});

test("a file without a target has values and no gradients", () => {
  const { gradient } = analyse("x = 3\nz = zeros(2)");
  expect(gradient).toBeUndefined();
  expect(numbersOf("x = 3\nz = zeros(2)").values).toEqual({ x: 3, z: [0, 0] });
});
