/** What a line binds: names, copies, shapes of binding forms, each line with a value and a gradient of its own. */
import { describe, expect, test } from "vitest";
import { analyse, checkProblems } from "../check.ts";
import { testNumbers } from "../numbers.ts";

describe("statements", () => {
  testNumbers([
    ["end at a line's end or a semicolon", "x = 3; y = 4;\nf = x * y", { f: 12 }, { x: 4, y: 3 }],
    ["go on inside brackets", "x = (1 +\n  2)\ny = sum([\n  x,\n  4\n])", { x: 3, y: 7 }, { x: 1 }],
    ["go on after a backslash", "x = 1 \\\n  + 2\ny = x * 2", { x: 3, y: 6 }, { x: 2 }],
    ["end before a comment", "x = 2 # two\n# three\n  # four\ny = x * 3 # five", { y: 6 }, { x: 3 }],
    [
      "stand on the rest of a block's line",
      "def f(x): y = x * 2; return y + 1\nx = 3\ny = f(x)",
      { y: 7 },
      { x: 2 },
    ],
    [
      "are indented by tabs as well",
      "def f(x):\n\ty = x * 2\n\treturn y\nx = 3\nL = f(x)",
      { L: 6 },
      { x: 2 },
    ],
    ["have Windows line ends as well", "x = 3\r\ny = x * x\r\n", { y: 9 }, { x: 6 }],
  ]);
});

describe("names", () => {
  testNumbers([
    [
      "may be bound again",
      "a = 3\nb = a * a\na = b + a\nd = a * b - a\nd.backward()",
      { a: 12, d: 96 },
      { a: 8, b: 20 },
    ],
    ["are Python's, compared after NFKC", "θ = 2\nﬁ = 3\nf = fi * θ", { θ: 2, fi: 3, f: 6 }, { θ: 3, fi: 2 }],
    ["may have subscript digits", "x₁ = 3\ny = x1 * x₁", { x1: 3, y: 9 }, { x1: 6 }],
    ["are apart from functions", "sum = sum([1, 2])\ny = sum + sum([3, 4])", { sum: 3, y: 10 }, { sum: 1 }],
    ["may be those of numbers", "pi = 3\ny = pi * 2", { pi: 3, y: 6 }, { pi: 2 }],
    ["are a copy of one another", "x = 3\ny = x\nz = x * y", { z: 9 }, { x: 6, y: 3 }],
    [
      "keep their own gradient in a copy of a copy",
      "x = 2\na = x\nb = a\nf = 3 * b + 5 * a + 7 * x",
      { f: 30 },
      { x: 15, a: 8, b: 3 },
    ],
    [
      "may swap",
      "a = 2\nb = 3\na, b = b, a\nf = a * a * b\nf.backward()",
      { a: 3, b: 2, f: 18 },
      { a: 12, b: 9 },
    ],
    [
      "share nothing where lines say the same",
      "x = 3\na = x * x\nb = x * x\nf = a + 3 * b",
      { f: 36 },
      { a: 1, b: 3, x: 24 },
    ],
    [
      "hold None",
      "b = None\nx = [1, 2]\ny = sum(layer_norm(x, [2], b) * x)\nz = 1 if b is None else 2",
      { z: 1 },
    ],
  ]);

  test("two places in a line that say the same are two values", () => {
    const { program } = analyse("x = 3\ny = sin(x) * sin(x)");
    const sines = program.graph.nodes.filter((node) => node.gate.name === "sin");
    expect(sines.length).toBe(2);
    expect(sines[0]).not.toBe(sines[1]);
  });
});

describe("several names", () => {
  testNumbers([
    ["take as many values", "a, b = 1, 2\nf = a + 10 * b", { f: 21 }, { a: 1, b: 10 }],
    [
      "take the rows of a tensor",
      "c = [[1, 2], [3, 4]]\na, b = c\nf = sum(a * b)",
      { a: [1, 2], b: [3, 4], f: 11 },
      {
        c: [
          [3, 4],
          [1, 2],
        ],
      },
    ],
    ["take the elements of a list", "x = 3\na, b = [x, 2 * x]\nf = a * b", { a: 3, b: 6, f: 18 }, { x: 12 }],
    [
      "take the results of a call",
      "def f(x):\n    return x * x, 3 * x\nx = 5\na, b = f(x)\nL = a * b",
      { a: 25, b: 15, L: 375 },
      { x: 225 },
    ],
    [
      "take the sizes of a shape",
      "x = zeros(2, 3)\nN, D = x.shape\nf = N * D",
      { N: 2, D: 3, f: 6 },
      { x: 0 },
    ],
    [
      "have their own gradient where they share a value",
      "x = 3\na, b = x, x\nf = 2 * a + 5 * b",
      { f: 21 },
      { x: 7, a: 2, b: 5 },
    ],
  ]);

  test.each([
    `
      a, b, c = 1, 2
    #           ^^^^ 3 names but 2 values: as many values as names are needed.
    `,
    `
      a, b = [1, 2, 3]
    #        ^^^^^^^^^ 2 names but 3 values: as many values as names are needed.
    `,
    `
      a, b = 3
    #        ^ A single number cannot be taken apart into 2 names.
    `,
    `
      def f(x): return x, x
      a = f(1)
    #     ^^^^ This gives 2 results, which can only be taken apart: a, b = f(1).
      f(2)
    # ^^^^ This gives 2 results, which can only be taken apart: a, b = f(2).
      b = f(3) * 2
    #     ^^^^ This gives 2 results, which can only be taken apart: a, b = f(3).
      c, d, e = f(4)
    #           ^^^^ 3 names but 2 values: as many values as names are needed.
    `,
  ])("problems %#", checkProblems);
});

describe("augmented", () => {
  testNumbers([
    ["+=", "a = 3\nb = a\na += b\nf = a * a\nf.backward()", { a: 6 }, { a: 12, b: 12 }],
    ["-= *= /=", "x = 5\na = x\na -= 1\na *= 3\na /= 2\na.backward()", { a: 6 }, { x: 1.5 }],
    ["//= %= **=", "a = 17\na //= 3\na **= 2\na %= 7\n", { a: 4 }],
    ["@=", "A = [[1, 2], [3, 4]]\nA @= [1, 1]\nf = sum(A)", { A: [3, 7], f: 10 }, {}],
    [
      "in a function",
      "def f(x):\n    s = 1\n    s += x\n    s *= x\n    return s\nx = 3\ny = f(x)",
      { y: 12 },
      { x: 7 },
    ],
    ["of the gradient of each line", "s = 2\nt = s\nt *= s\nt += s\nt.backward()", { t: 6 }, { s: 5, t: 1 }],
  ]);

  test.each([
    `
      a += 1
    # ^ a is not defined.
      b = a
    `,
    `
      a = 2
      a @= 3
    #      ^ a is a number, and @ multiplies vectors and matrices: write a * 3.
    `,
    `
      def f(x):
          y += x
    #     ^ y is not defined.
          return y
    `,
  ])("problems %#", checkProblems);
});

describe("a line that shows", () => {
  test("has a value and binds nothing", () => {
    const { program } = analyse("x = 2\nx * 3\nx > 1\nx\n");
    expect(program.shown.map(({ value }) => value.gate.name)).toEqual([
      "mul",
      "gt",
      program.bindings[0]?.value?.gate.name,
    ]);
    expect(program.bindings.map(({ name }) => name)).toEqual(["x"]);
  });
});

describe("what cannot be bound", () => {
  test.each([
    `
      a = b = 3
    #       ^ One line binds one value: bind b on a line of its own.
      c = a
    `,
    `
      x = [1, 2]
      x[0] = 3
    # ^^^^ An element cannot be assigned, because tensors do not change: bind x anew, by a condition as where(c, a, x), a row as cat([x[:i], row[None], x[i + 1:]]).
    `,
    `
      a = "text"
    #     ^^^^^^ "text" is not a value to compute with.
      b = a
    `,
  ])("problems %#", checkProblems);
});
