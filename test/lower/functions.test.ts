/** Functions of the file: parameters, defaults, methods, scopes, and what cannot be called. */
import { describe, expect, test } from "vitest";
import { analyse, checkProblems, fixed } from "../check.ts";
import { testNumbers } from "../numbers.ts";

describe("a function", () => {
  testNumbers([
    [
      "is a gate made of gates",
      "def f(x, y):\n    q = x * y\n    return q + x\nx = 2\ny = 5\nL = f(x, y)",
      { L: 12 },
      { x: 6, y: 2 },
    ],
    [
      "takes arguments by name, in any order",
      "def f(a, b): return a - 2 * b\nx = 3\nL = f(b=x, a=10)",
      { L: 4 },
      { x: -2 },
    ],
    [
      "is a method of its first parameter",
      "def f(a, b): return a - 2 * b\nx = 3\nL = x.f(b=4)",
      { L: -5 },
      { x: 1 },
    ],
    ["has defaults", "def f(a, b=2): return a * b\nx = 3\nL = f(x) + f(x, 5)", { L: 21 }, { x: 7 }],
    [
      "evaluates defaults at the def",
      "k = 2\ndef f(a, b=k): return a * b\nk = 10\nL = f(3)\nL.backward()",
      { L: 6 },
      { k: 0 },
    ],
    [
      "reads top-level names as they stand at the call",
      "def f(a): return k * a\nk = 2\nx = f(3)\nk = 5\ny = f(3)\nL = y + x",
      { x: 6, y: 15 },
      { k: 3 },
    ],
    [
      "has names of its own",
      "y = 2\ndef f(x):\n    x = 3 * x\n    y = x + 1\n    return y\nx = 5\nL = f(x) * y",
      { x: 5, y: 2, L: 32 },
      { x: 6, y: 16 },
    ],
    [
      "calls functions that are defined below it",
      "def f(x): return g(x)\ndef g(x): return x * 2\nx = 1\ny = f(x)",
      { y: 2 },
      { x: 2 },
    ],
    [
      "hides a built-in from its def on",
      "x = -1\ny = relu(x)\ndef relu(x): return 2 * x\nz = relu(x)",
      { y: 0, z: -2 },
      { x: 2 },
    ],
    [
      "does not hide it inside the library",
      "def exp(x): return 0 * x\nx = 0\ny = sigmoid(x)",
      { y: 0.5 },
      { x: 0.25 },
    ],
    [
      "gives back its parameter as it is",
      "def f(x): return x\nx = 3\ny = f(x)\nL = y * x",
      { L: 9 },
      { x: 6, y: 3 },
    ],
    [
      "takes None and strings",
      'def f(x, m=None, how="a"): return x if m is None and how == "a" else 2 * x\nx = 3\nL = f(x) + f(x, 1) + f(x, how="b")',
      { L: 15 },
      { x: 5 },
    ],
    [
      "takes a list as one tensor",
      "def f(v): return sum(v * v)\nx = 3\nL = f([x, 2 * x])",
      { L: 45 },
      { x: 30 },
    ],
    [
      "takes lists where it passes them on",
      "def f(v): return cat(v)\nx = [3, 4]\nL = sum(f([x, 2 * x]))",
      { L: 21 },
      { x: [3, 3] },
    ],
  ]);

  test.each([
    `
      def f(x, y): return x * y
      a = f(1)
    #     ^ f needs y: f(x, y).
      b = f(1, 2, 3)
    #     ^ f takes at most 2 arguments, f(x, y); 3 were given.
      c = f(1, y=2, y=3)
    #               ^ f is given y twice.
      d = f(1, x=3)
    #          ^ f is given x twice.
      e = f(y=1, 2)
    #            ^ An argument by position cannot follow one by name.
      g = f(1, z=2)
    #          ^ f has no argument z. It is f(x, y).
      j = f(1, input=2)
    #          ^^^^^ f has no argument input. It is f(x, y).
      def h(): return 3
      i = h(1)
    #     ^ h takes no arguments; 1 were given.
    `,
    `
      def f(a, b=2, c): return a
    #               ^ c needs a default too: a parameter before it has one.
      def g(a, a): return a
    #          ^ Two parameters are called a.
    `,
    `
      y = f(2)
    #     ^ f is defined on line 2, below its first call. Move the def above it.
      def f(x): return x
    `,
    `
      def f(x): return g(x)
    #                  ^ g is defined on line 3, below its first call. Move the def above it.
      y = f(2)
    #     ^^^^ ↳ in this call of f
      def g(x): return x
    `,
    `
      def f(x): return x
      def f(x): return 2 * x
    #     ^ f is already defined on line 1; a function is defined once. Give this one another name.
      y = f(2)
    `,
    `
      def f(x): return f(x)
    #                  ^ f calls itself: a function cannot call itself, because the graph is built by writing every call out. Use a for loop.
      y = f(2)
    `,
    `
      def f(x): return g(x)
      def g(x): return f(x)
    #                  ^ f calls g calls f: a function cannot call itself, because the graph is built by writing every call out. Use a for loop.
      y = f(2)
      z = g(2)
    `,
    `
      for i in range(2):
          def f(x): return x
    #         ^ Functions are defined at top level: move def f out of this block.
      y = f(2)
    `,
    `
      def f(x):
          def g(y): return y
    #         ^ Functions are defined at top level: move def g out of this block.
          return g(x)
      y = f(2)
    `,
    `
      x = 2
      y = x(3)
    #     ^ x is a value and cannot be called. To multiply, write x * (…), for matrices (…) @ x.
      def f(a): return a
      z = f * 2
    #     ^ f is a function: call it, as in f(x).
      w = sum
    #     ^^^ sum is a function: call it, as in sum(x).
    `,
    `
      def f(a): return k * a
    #                  ^ k has no value here yet: the line that binds it has not run when this is reached.
      x = f(2)
    #     ^^^^ ↳ in this call of f
      k = 3
    `,
    `
      def f(a): return q * a
    #                  ^ q is not defined.
      x = f(2)
    `,
  ])("problems %#", checkProblems);

  test("ends with a problem, and no stack, however deep calls lie", () => {
    const chain = Array.from({ length: 2000 }, (_, i) => `def f${i + 1}(x): return f${i}(x) + 1`);
    const { problems } = analyse(["def f0(x): return x", ...chain, "y = f2000(1)"].join("\n"));
    expect(problems.map(({ code }) => code)).toEqual(["calls-too-deep"]);
    expect(problems[0]?.related.length).toBeLessThan(10);
  });

  test("is written out as one group for each call", () => {
    const { program } = analyse("def f(x): return x * 2\na = f(1)\nb = f(f(a))");
    expect(program.calls.map(({ def, group }) => [def.name.name, group.ordinal])).toEqual([
      ["f", 0],
      ["f", 1],
      ["f", 2],
    ]);
  });
});

describe("a name that is not there", () => {
  test.each([
    `
      y = sigmod(2)
    #     ^^^^^^ There is no function sigmod. Did you mean sigmoid?
    `,
    `
      weight = 2
      y = wieght * 2
    #     ^^^^^^ wieght is not defined. Did you mean weight?
    `,
    `
      y = x * 2
    #     ^ x is used here but bound only on line 2. Move that line above this one.
      x = 3
      z = z * 2
    #     ^ z is not defined.
    `,
    `
      y = 3
      a = y.shap
    #       ^^^^ There is no attribute shap. Did you mean .shape?
      b = y.T.grad
    #         ^^^^ Every line shows its own gradient: strike .grad. As a value it is grad(y, x).
      c = y.sum
    #       ^^^ sum is a function: call it, as in sum(x).
      d = y.dtype
    #       ^^^^^ Every number is float64, and truth values are bool: there is no .dtype.
    `,
  ])("problems %#", checkProblems);

  test.each([
    ["y = sigmod(2)", "y = sigmoid(2)"],
    ["weight = 2\ny = wieght * 2", "weight = 2\ny = weight * 2"],
    ["x = [[1]]\ny = x.shap", "x = [[1]]\ny = x.shape"],
    ["y = sum([1], dimm=0)", "y = sum([1], dim=0)"],
    ["y = qqqq(2)", "(none)"],
  ])("%s is mended by the quick fix", (source, after) => {
    expect(fixed(source)).toBe(after);
  });
});
