/** What `nabla run --json` says of files: which names, which values, which gradients. */
import { expect, test } from "vitest";
import * as json from "../../src/cli/json.ts";
import { fileResult } from "../file-result.ts";

interface Case {
  readonly what: string;
  readonly source: string;
  readonly values?: unknown;
  readonly grads?: unknown;
  readonly shapes?: unknown;
  readonly target?: string | null;
}

const cases: readonly Case[] = [
  {
    what: "loops give their last turn, and their own name is left out",
    source: "x = 2\nfor i in range(3):\n    y = x * i\nL = y * x",
    values: { x: 2, y: 4, L: 8 },
    grads: { x: 8, y: 2, L: 1 },
  },
  {
    what: "a loop's name that is bound again afterwards is a name like others",
    source: "for i in range(3):\n    y = i\ni = 5\nL = i * 2",
    values: { y: 2, i: 5, L: 10 },
    grads: { y: 0, i: 2, L: 1 },
  },
  {
    what: "names inside functions are not the file's",
    source: "def f(a):\n    b = a * a\n    return b\nx = 3\ny = f(x)",
    values: { x: 3, y: 9 },
    grads: { x: 6, y: 1 },
  },
  {
    what: "bools are 0 and 1 and have no gradient",
    source: "x = [1, -2]\nc = x > 0\nt = True\nL = sum(where(c, x, 0))",
    values: { x: [1, -2], c: [1, 0], t: 1, L: 1 },
    grads: { x: [1, 0], L: 1 },
    shapes: { x: [2], c: [2], t: [], L: [] },
  },
  {
    what: "a name bound after the target, and one that the target does not use, have gradient 0",
    source: "x = 2\nu = [1, 2]\nf = x * x\nf.backward()\nh = f + 1",
    values: { x: 2, u: [1, 2], f: 4, h: 5 },
    grads: { x: 4, u: [0, 0], f: 1, h: 0 },
    target: "f",
  },
  {
    what: "a name that is bound twice has its last value and that value's gradient",
    source: "x = 3\nx = x * x\nf = 2 * x",
    values: { x: 9, f: 18 },
    grads: { x: 2, f: 1 },
  },
  {
    what: "what is not finite is a word, at any depth",
    source: "x = [[1, 0], [-1, nan]]\ny = x / 0\nL = sum(x)",
    values: {
      x: [
        [1, 0],
        [-1, "NaN"],
      ],
      y: [
        ["Infinity", "NaN"],
        ["-Infinity", "NaN"],
      ],
      L: "NaN",
    },
    grads: {
      x: [
        [1, 1],
        [1, 1],
      ],
      y: [
        [0, 0],
        [0, 0],
      ],
      L: 1,
    },
  },
  {
    what: "a zero keeps its sign, as written, as computed and in gradients",
    source: "a = -0\nb = [-0, 0, -0.0]\nc = round(-0.4)\nd = -b[1]\nL = sum(b * [-0, 1, 2]) + 1 / a",
    values: { a: -0, b: [-0, 0, -0], c: -0, d: -0, L: "-Infinity" },
    grads: { a: "-Infinity", b: [-0, 1, 2], c: 0, d: 0, L: 1 },
  },
  {
    what: "empty tensors are empty lists",
    source: "a = zeros(2, 0)\nb = []\nL = sum(a) + sum(b)",
    values: { a: [[], []], b: [], L: 0 },
    grads: { a: [[], []], b: [], L: 1 },
    shapes: { a: [2, 0], b: [0], L: [] },
  },
  {
    what: "tensors of any size are written in full",
    source: "x = ones(70, 70)\nL = sum(x)",
    values: { x: new Array(70).fill(new Array(70).fill(1)), L: 4900 },
    grads: { x: new Array(70).fill(new Array(70).fill(1)), L: 1 },
  },
  {
    what: "an expression can be the target",
    source: "x = 3\n(x * x + 1).backward()",
    values: { x: 3 },
    grads: { x: 6 },
    target: "(x * x + 1)",
  },
  {
    what: "a broken target leaves the file without gradients",
    source: "x = 3\ny = x * x\ny.backward(ones(2))",
    values: { x: 3, y: 9 },
    grads: {},
    target: null,
  },
  {
    what: "names are compared after NFKC",
    source: "x₁ = 3\ny = x1 * 2",
    values: { x1: 3, y: 6 },
    grads: { x1: 2, y: 1 },
  },
];

test.each(cases)("$what", ({ source, values, grads, shapes, target }) => {
  const { result } = fileResult("a.grad", source);
  expect(result.file).toBe("a.grad");
  expect(result.values).toEqual(values);
  expect(result.grads).toEqual(grads);
  if (shapes !== undefined) expect(result.shapes).toEqual(shapes);
  if (target !== undefined) expect(result.target).toBe(target);
  expect(Object.keys(result.shapes)).toEqual(Object.keys(result.values));
});

test("literals inside formulas have their places, last values and gradients; what a name is bound to is none", () => {
  const source = "x = -3\nc = 2\nL = (x * 2 - c) ** 2\nfor i in range(2):\n    L = L + sum([1, 2] * x)";
  expect(fileResult("a.grad", source).result.literals).toEqual([
    { line: 3, column: 10, value: 2, grad: 48 },
    { line: 3, column: 20, value: 2, grad: "NaN" },
    { line: 4, column: 16, value: 2, grad: 0 },
    { line: 5, column: 17, value: [1, 2], grad: [-3, -3] },
  ]);
  expect(fileResult("a.grad", "x = [1, 2] * 3").result.literals).toEqual([
    { line: 1, column: 5, value: [1, 2] },
    { line: 1, column: 14, value: 3 },
  ]);
});

test("a long result is written in pieces, none of which is long", () => {
  const { result } = json.fileResult("a.grad", "x = ones(3, 100000)\ny = reshape(x, 100000, 3)\nL = sum(x)");
  const pieces = [...json.jsonPieces(result)];
  expect(pieces.length).toBeGreaterThan(10);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(200_000);
  const read = JSON.parse(pieces.join("")) as { values: { x: number[][]; y: number[][] } };
  expect(read.values.x.flat()).toEqual(new Array(300_000).fill(1));
  expect(read.values.y).toEqual(new Array(100_000).fill([1, 1, 1]));
});

test("a gradient that is missing is a warning at its line", () => {
  const { result } = fileResult("a.grad", "A = [[1, 2], [2, 4]]\nl = logdet(A)");
  expect(result.values).toMatchObject({ l: "-Infinity" });
  expect(result.grads).toEqual({ l: 1 });
  expect(result.problems.map(({ line, severity, code }) => [line, severity, code])).toEqual([
    [2, "warning", "gradient-refused"],
    [2, "warning", "inf-forward"],
  ]);
});
