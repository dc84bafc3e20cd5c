/** A name that takes what a call gives back: its gradient is what comes through the name, not what the function did besides. */
import { describe, expect, test } from "vitest";
import { analyse } from "../check.ts";
import { numbersOf, testNumbers } from "../numbers.ts";

const cell = `def cell(x, h, c):
    o = sigmoid(x + h)
    c2 = c * sigmoid(x - h) + tanh(x)
    return o * tanh(c2), c2
`;

const backwardCell = `def cell(x, c):
    c2 = c * x
    return x * c2 * c2, c2
backward(g, e):
    inner = 2 * g * x * c2 + e
    return g * c2 * c2 + inner * c, inner * x
`;

// A line "nudge c" stands where a person could add any number to c: the gradient by the name is the slope of L there.
const programs: readonly (readonly [title: string, source: string])[] = [
  [
    "one of two results that the other is made of",
    `${cell}x = 0.5\nh, c = cell(x, 0.1, 0.2)\nnudge c\nL = 2 * h + c * c`,
  ],
  ["the other of them", `${cell}x = 0.5\nh, c = cell(x, 0.1, 0.2)\nnudge h\nL = 2 * h + c * h`],
  [
    "a cell's state in a loop",
    `${cell}h = 0.1\nc = 0.2\nfor i in range(3):\n    h, c = cell(0.3, h, c)\nnudge c\nL = h * c`,
  ],
  [
    "a single result that the function goes on using",
    "def f(x):\n    y = x * x\n    z = y * 3\n    return y\nx = 2\ny = f(x)\nnudge y\nL = y * y",
  ],
  [
    "a result by which the function has a gradient taken",
    "def f(x):\n    y = x ** 3\n    g = grad(y, x)\n    return g * y, y\nx = 2\ng, y = f(x)\nnudge y\nL = g * y",
  ],
  [
    "one value that is given back twice",
    "def f(x):\n    y = x * x\n    return y, y\nx = 3\na, b = f(x)\nnudge a\nL = 2 * a + 5 * b",
  ],
  ["a parameter that is given back", "def f(x): return x, x * 2\nx = 3\na, b = f(x)\nnudge a\nL = a * b * x"],
  [
    "what is handed on through functions that use it too",
    "def first(x):\n    y = x * x\n    return y * 3, y\ndef second(x):\n    p, q = first(x)\n    return p * q, q\ndef third(x): return second(x)\nx = 2\nr, q = third(x)\nnudge q\nL = r + q * q",
  ],
  ["a value that an expression passes on as it is", "x = 3\na = (+x) if True else 2\nnudge a\nL = a * x"],
  [
    "a result of a library function with several",
    "x = ones(1, 2)\nw = [[1, 2], [3, 4], [5, 6], [7, 8]] / 10\nh, c = lstm_cell(x, [[[0.5]], [[0.25]]], w, w[:, 0:1])\nc = c[0, 0]\nnudge c\nL = h[0, 0] * 3 + c * c",
  ],
  [
    "a result of a function with a backward block",
    `${backwardCell}x = 2\nh, c = cell(x, 0.5)\nnudge c\nL = h * c`,
  ],
];

function slopeAt(source: string): number {
  const eps = 1e-4;
  const valueAt = (e: number): number => {
    const { values } = numbersOf(
      source.replace(/nudge (\w+)/, (_, name: string) => `${name} = ${name} + ${e}`),
    );
    return values["L"] as number;
  };
  return (valueAt(eps) - valueAt(-eps)) / (2 * eps);
}

describe("a name's gradient is what comes through it, for", () => {
  test.each(programs.map(([title, source]) => ({ title, source })))("$title", ({ source }) => {
    const name = /nudge (\w+)/.exec(source)?.[1] ?? "";
    const plain = source.replace(/nudge.*\n/, "");
    expect(analyse(plain).problems).toEqual([]);
    const own = numbersOf(plain).gradients[name];
    expect(own).toBeCloseTo(slopeAt(source), 6);
    // As a value it is the same.
    const asked = numbersOf(`${plain}\ntaken = grad(L, ${name})`);
    expect(asked.values["taken"]).toBeCloseTo(own as number, 12);
  });
});

describe("names of results", () => {
  testNumbers([
    [
      "leave the function's own gradients as they are",
      "def f(x):\n    y = x * x\n    return 3 * y, y\nx = 2\na, b = f(x)\nL = a + 10 * b\nL.backward()",
      { L: 52 },
      { x: 52, a: 1, b: 10 },
    ],
    [
      "of one result are two values",
      "def f(x): return x * x\nx = 3\na = f(x)\nb = a\nc = b\nL = a + 10 * b + 100 * c",
      { L: 999 },
      { x: 666, a: 111, b: 110, c: 100 },
    ],
    [
      "have no gradient of what does not come through them",
      "def f(x):\n    y = x * x\n    return 3 * y, y\nx = 2\na, b = f(x)\nL = a\nd = grad(a, b)\nL.backward()",
      { L: 12, d: 0 },
      { x: 12, a: 1, b: 0 },
    ],
    [
      "may be lists",
      "def f(x): return [x, 2 * x], x\nx = 3\na, b = f(x)\nL = sum(a * a) + b",
      { L: 48, a: [3, 6] },
      { x: 31, a: [6, 12], b: 1 },
    ],
    [
      "may be known: sizes and conditions",
      "def f(n):\n    m = n + 1\n    k = m * 2\n    return m, k\nm, k = f(2)\nx = ones(m, k)\nL = sum(x)",
      { L: 18, m: 3, k: 6 },
    ],
  ]);
});

describe("a backward block receives for each result what came through it", () => {
  testNumbers([
    [
      "where the body uses one for another",
      `${backwardCell}x = 2\nc0 = 0.5\nh, c = cell(x, c0)\nL = 3 * h + 5 * c`,
      { h: 2, c: 1, L: 11 },
      { h: 3, c: 5, x: 11.5, c0: 34 },
    ],
    [
      "where one value is given back twice",
      "def f(x):\n    y = x * x\n    return y, y\nbackward(a, b):\n    return a + 10 * b\nx = 3\np, q = f(x)\nL = 2 * p + 5 * q",
      { L: 63 },
      { p: 2, q: 5, x: 52 },
    ],
  ]);
});

describe("an imported name", () => {
  const cellFile = "x = 2\ny = x * x\nz = 3 * y\ndef f(x):\n    y = x * x\n    return 3 * y, y\n";

  testNumbers([
    [
      "has its own gradient, without what its file did with it",
      `from "cell.grad" import y, z\nL = y + 10 * z\n--- cell.grad\n${cellFile}`,
      { L: 124 },
      { y: 1, z: 10 },
    ],
    [
      "of a function gives results with gradients of their own",
      `from "cell.grad" import f\nx = 2\na, b = f(x)\nL = a + 10 * b\n--- cell.grad\n${cellFile}`,
      { L: 52 },
      { x: 52, a: 1, b: 10 },
    ],
    [
      "is another in each file that imports it",
      `from "cell.grad" import y\nfrom "mid.grad" import w\nL = y + w\n--- mid.grad\nfrom "cell.grad" import y\nw = 5 * y\n--- cell.grad\n${cellFile}`,
      { L: 24 },
      { y: 1, w: 1 },
    ],
  ]);
});
