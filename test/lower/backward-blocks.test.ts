/** Functions with a backward pass of their own: what it sees, what it returns, and that a broken one gives no number. */
import { describe, expect, test } from "vitest";
import { verify } from "../../src/graph/verify.ts";
import { analyse, checkProblems } from "../check.ts";
import { numbersOf, testNumbers } from "../numbers.ts";

describe("a backward block", () => {
  testNumbers([
    [
      "decides the gradient, whatever the forward block is",
      "def f(x):\n    return x * x\nbackward(g):\n    return 100 * g\nx = 3\nL = 2 * f(x)",
      { L: 18 },
      { x: 200 },
    ],
    [
      "sees every parameter and local, as the forward block left it",
      "def f(x, w):\n    y = x * 2\n    y = y * w\n    return y\nbackward(g):\n    return g * y, g * x\nx = 2\nw = 5\nL = f(x, w)",
      { L: 20 },
      { x: 20, w: 2 },
    ],
    [
      "may stand behind blank lines and comments",
      "def f(x):\n    return x\n\n# why\n\nbackward(g):\n    return 7 * g\nx = 3\nL = f(x)",
      { L: 3 },
      { x: 7 },
    ],
    [
      "stands on its line",
      "def f(x): return x\nbackward(g): return 7 * g\nx = 3\nL = f(x)",
      { L: 3 },
      { x: 7 },
    ],
    [
      "has one upstream gradient for each result",
      "def f(x):\n    return x * x, 3 * x\nbackward(a, b):\n    return a * 10 + b\nx = 5\nu, v = f(x)\nL = 2 * u + 3 * v",
      { L: 95 },
      { x: 23, u: 2, v: 3 },
    ],
    [
      "receives zeros for a result that nobody uses",
      "def f(x):\n    return x * x, 3 * x\nbackward(a, b):\n    return a * 10 + b + 1\nx = [5, 6]\nu, v = f(x)\nL = sum(v)",
      { L: 33 },
      { x: [2, 2], u: 0, v: [1, 1] },
    ],
    [
      "may return one parameter twice",
      "def f(x):\n    return x, x\nbackward(a, b):\n    return a + 10 * b\nx = 5\nu, v = f(x)\nL = 2 * u + 3 * v",
      { L: 25 },
      { x: 32, u: 2, v: 3 },
    ],
    [
      "returns None for zero",
      "def f(x, k):\n    return x * k\nbackward(g):\n    return g * k, None\nx = 2\nk = 3\nL = f(x, k) + k",
      { L: 9 },
      { x: 3, k: 1 },
    ],
    [
      "returns None for sizes and modes",
      'def f(x, n, how="sum"):\n    s = 0\n    for i in range(n):\n        s += x\n    return s if how == "sum" else s / n\nbackward(g):\n    return g * n if how == "sum" else g, None, None\nx = 2\nL = f(x, 3) + f(x, 3, "mean")',
      { L: 8 },
      { x: 4 },
    ],
    [
      "may call functions, and those that have one too",
      "def half(x): return x / 2\nbackward(g): return 5 * g\ndef f(x): return x * 3\nbackward(g):\n    return half(g)\nx = 4\nL = f(x) + half(x)",
      { L: 14 },
      { x: 5.5 },
    ],
    [
      "may hold a loop",
      "def f(x): return x\nbackward(g):\n    s = 0\n    for i in range(3):\n        s = s + g * i\n    return s\nx = 2\nL = f(x)",
      { L: 2 },
      { x: 3 },
    ],
    [
      "is used in each call with that call's numbers",
      "def f(x): return x * x\nbackward(g): return 2 * x * g\na = 2\nb = 3\nL = f(a) + f(f(b))",
      { L: 85 },
      { a: 4, b: 108 },
    ],
    [
      "gives a bool's gradient to nobody",
      "def f(x): return x > 0\nbackward(g): return g\nx = 2\nL = f(x) * x",
      { L: 2 },
      { x: 1 },
    ],
  ]);

  // What the block returns belongs to what the call was given, also where the body binds a parameter's name again. Each block here
  // says the true derivative of its function, so a function without one has the same gradients.
  testNumbers([
    [
      "gives a parameter that is bound again its own gradient",
      "def f(x, k):\n    x = x * 2\n    return x * k\nbackward(g):\n    return g * k * 2, g * x\na = 3\nb = 5\nc = f(a, b)",
      { c: 30 },
      { a: 10, b: 6 },
    ],
    [
      "gives one that is added to its own gradient",
      "def f(x, k):\n    x += 1\n    return x * k\nbackward(g):\n    return g * k, g * x\na = 3\nb = 5\nc = f(a, b)",
      { c: 20 },
      { a: 5, b: 4 },
    ],
    [
      "gives one that becomes a loop's name its own gradient",
      "def f(k, x):\n    for k in range(3):\n        x = x * 2\n    return x * k\nbackward(g):\n    return None, g * 8 * k\na = 3\nb = 5\nc = f(a, b)",
      { c: 80 },
      { a: 0, b: 16 },
    ],
    [
      "gives two that change places their own gradients",
      "def f(x, k):\n    x, k = k, x\n    return x / k\nbackward(g):\n    return -g * x / k ** 2, g / k\na = 2\nb = 6\nc = f(a, b)",
      { c: 3 },
      { a: -1.5, b: 0.5 },
    ],
    [
      "gives vectors that are bound again their own gradients",
      "def f(x, k):\n    x, k = x * 1, k * 1\n    return x * k\nbackward(g):\n    return g * k, g * x\na = [3, 4]\nb = [5, 6]\nc = sum(f(a, b))",
      { c: 39 },
      { a: [5, 6], b: [3, 4] },
    ],
    [
      "gives one that is bound again by another shape a gradient of its own shape",
      "def f(x, k):\n    x = sum(x)\n    return x * k\nbackward(g):\n    return g * k * ones(3), g * x\na = [3, 4, 5]\nb = 5\nc = f(a, b)",
      { c: 60 },
      { a: [5, 5, 5], b: 12 },
    ],
    [
      "passes over what is no tensor, and takes defaults, lists and unused parameters",
      'def f(x, n=2, how="a", w=None, s=[1, 2], unused=7):\n    n, how = n + 1, 3\n    x = x * n\n    w = x if w is None else w\n    return x * sum(s) + w\nbackward(g):\n    return g * n * (sum(s) + 1), None, None, None, g * x * ones(2), None\nt = 1\na = 3\nb = 5\nc = f(a, s=[t, 4 * t], unused=b)',
      { c: 54 },
      { a: 18, t: 45, b: 0 },
    ],
    [
      "adds up both gradients of a value that is given twice",
      "def f(x, k):\n    x = x * 2\n    return x * k\nbackward(g):\n    return g * k * 2, g * x\na = 3\nc = f(a, a)",
      { c: 18 },
      { a: 12 },
    ],
    [
      "knows annotated parameters and an element of a vector as what they are",
      "def f(x: [N], k: []):\n    x = 3 * x\n    k = k * k\n    return x * k\nbackward(g):\n    return 3 * g * k, None\na = [1, 2]\nc = sum(f(a, a[1]))",
      { c: 36 },
      { a: [12, 12] },
    ],
    [
      "is right in a loop, and in another function with a block that binds its parameter again",
      "def f(x):\n    x = x * x\n    return x * x\nbackward(g):\n    return g * 4 * x ** 1.5\ndef h(x, k):\n    x = f(x)\n    k -= 1\n    return x * k, x\nbackward(d, e):\n    return (d * k + e) * 32, d * x\na = 2\nb = 4\nL = 0\nfor i in range(3):\n    u, v = h(a, b)\n    L = L + i * u + v",
      { L: 192, u: 48, v: 16 },
      { a: 384, b: 48 },
    ],
    [
      "has the second derivatives of what it says, by the parameter's value at the start",
      "def f(x, k):\n    x = x ** 2\n    k += 1\n    return x * k\nbackward(g):\n    return g * 2 * sqrt(x) * k, g * x\na = 3\nb = 4\nc = f(a, b)\np = grad(c, a)\nq = grad(c, b)\npp = grad(p, a)\npq = grad(p, b)\nqp = grad(q, a)\nppp = grad(pp, b)",
      { c: 45, p: 30, q: 9, pp: 10, pq: 6, qp: 6, ppp: 2 },
    ],
    [
      "that calls a function with a block has that block's derivatives",
      "def half(x): return x / 2\nbackward(g): return 5 * g\ndef f(x):\n    return x ** 2\nbackward(g):\n    return half(g * x)\nx = 3\nL = f(x)\np = grad(L, x)\nq = grad(p, x)\nr = grad(p + q * x, x)",
      { p: 1.5, q: 5, r: 10 },
    ],
    [
      "that calls one of several results, some unread, has that block's derivatives",
      "def two(x, w):\n    y = x * x\n    return y, y + x\nbackward(a, b):\n    return 10 * a * x + 100 * b, 1000 * a\ndef mid(x, w):\n    p, q = two(x, w)\n    return p * q\ndef f(x, w): return x * w\nbackward(g): return g * mid(x, w), None\nx = 3\nw = 2\nL = f(x, w)\np = grad(L, x)\nq = grad(p, x)\nr = grad(p, w)",
      { p: 108, q: 1260, r: 12000 },
    ],
    [
      "that calls one in a loop has that block's derivatives",
      "def half(x): return x / 2\nbackward(g): return 5 * g\ndef f(x): return x\nbackward(g):\n    s = 0\n    for i in range(3):\n        s = s + half(x) * half(i * g)\n    return s\nx = 3\nL = f(x)\np = grad(L, x)\nq = grad(p, x)",
      { p: 2.25, q: 7.5 },
    ],
  ]);

  test.each([
    `
      def f(x, k):
          x = sum(x)
          return x * k
      backward(g):
          return g * k, g * x
    #            ^^^^^ The gradient of x has x's shape, [3] as f was given it; this one is [].
      a = f([3, 4, 5], 5)
    #     ^^^^^^^^^^^^^^^ ↳ in this call of f
    `,
    `
      def two(x): return x, 2 * x
      def f(x, k):
          x, y = x
          return x * y * k
      backward(g):
          return None, g
      a = f(two(3), 5)
    #       ^^^^^^ This gives 2 results, which can only be taken apart: a, b = two(3).
    `,
  ])("problems of parameters %#", checkProblems);

  test.each([
    `
      def f(x, w):
          return x * w
      backward(d, e):
    # ^^^^^^^^ f returns 1 value, so its backward block takes 1 upstream gradient, not 2.
          return d * w, e * x
      L = f(2, 3)
    `,
    `
      def g(x): return x, x
      def f(x):
          return g(x)
      backward(d):
    # ^^^^^^^^ f returns 2 values, so its backward block takes 2 upstream gradients, not 1.
          return d
      a, b = f(2)
    #        ^^^^ ↳ in this call of f
    `,
    `
      def f(x, w):
          return x * w
      backward(d):
          return d * w
    #     ^^^^^^^^^^^^ f has 2 parameters, so its backward block returns 2 gradients, one for each in order, not 1. None is zero.
      L = f(2, 3)
    `,
    `
      def f(x, w):
          return x * w
      backward(d):
          return d, d, d
    #     ^^^^^^^^^^^^^^ f has 2 parameters, so its backward block returns 2 gradients, one for each in order, not 3. None is zero.
    `,
    `
      def three(d): return d, d, d
      def f(x, w):
          return x * w
      backward(d):
          return three(d)
    #     ^^^^^^^^^^^^^^^ f has 2 parameters, so its backward block returns 2 gradients, one for each in order, not 3. None is zero.
      L = f(2, 3)
    #     ^^^^^^^ ↳ in this call of f
    `,
    `
      def f(x, w):
          return x @ w
      backward(d):
          return d @ w.T, d
    #                     ^ The gradient of w has w's shape, [3, 4]; this one is [2, 4].
      L = sum(f(ones(2, 3), ones(3, 4)))
    #         ^^^^^^^^^^^^^^^^^^^^^^^^^ ↳ in this call of f
    `,
    `
      def f(x, w):
          return x @ w
      backward(d):
          return d @ w.T, d @ x
    #                     ^^^^^ d is [2, 4] and x is [2, 3]: d @ x needs d's last dimension (4) to equal x's first (2).
      L = sum(f(ones(2, 3), ones(3, 4)))
    #         ^^^^^^^^^^^^^^^^^^^^^^^^^ ↳ in this call of f
    `,
    `
      k = 3
      def f(x): return x * k
    #                      ^ k is a top-level value, and f has its own backward block: such a function reads only its parameters. Pass k as a parameter.
      backward(d): return d * 3
      L = f(2)
    `,
    `
      k = 3
      def f(x): return x * 3
      backward(d): return d * k
    #                         ^ k is a top-level value, and f has its own backward block: such a function reads only its parameters. Pass k as a parameter.
      L = f(2)
    `,
    `
      k = 3
      def g(x): return x * k
      def h(x): return g(x)
      def f(x): return h(x)
    #                  ^ h reads k, a top-level value, and f has its own backward block: such a function reads only its parameters. Pass k on as a parameter.
      backward(d): return d * 3
      L = f(2) + h(2)
    `,
    `
      def f(x): return x * 3
      backward(d): return d * q
    #                         ^ q is not defined.
    `,
  ])("problems %#", checkProblems);

  test("is checked where no gradient comes by", () => {
    const source = "def f(x, w): return x @ w\nbackward(d): return d @ w.T, d\ny = f(ones(2, 3), ones(3, 4))";
    expect(analyse(source).problems.map(({ code }) => code)).toEqual(["backward-return-shape"]);
  });

  test.each([
    "def f(x): return x * 2\nbackward(g): return g * q",
    "def f(x): return x * 2\nbackward(g): return g, g",
    "def f(x): return x * 2\nbackward(g, h): return g",
    "def f(x): return x * 2\nbackward(g): return [g]",
    "def f(x): return x * 2\nbackward(g):\n    h = g *\n    return h",
  ])("gives no gradient where it is broken, rather than a wrong one (%#)", (source) => {
    const { program, gradient, target } = analyse(`${source}\nx = 2\nL = f(x) + x`);
    expect(program.problems.length + 1).toBeGreaterThan(0);
    expect([gradient, target]).toEqual([undefined, undefined]);
    expect(numbersOf(`${source}\nx = 2\nL = f(x) + x`).values["L"]).toBe(6);
  });

  test("that is broken takes no gradient from what does not pass it", () => {
    const { gradient } = analyse(
      "def f(x): return x * 2\nbackward(g): return g * q\ny = f(2)\nx = 2\nL = x * x",
    );
    expect(gradient).toBeDefined();
  });

  test("that a gradient was taken through stays whole in the graph, with the blocks in it", () => {
    const { program } = analyse(
      "def half(x): return x / 2\nbackward(g): return 5 * g\ndef f(x): return half(half(x))\nbackward(g): return f2(g)\ndef f2(g): return half(g) + half(3 * g)\nbackward(h): return h\nx = 3\nL = f(x)\np = grad(L, x)\nq = grad(p * p, x)",
    );
    expect(program.problems).toEqual([]);
    expect(verify(program.graph)).toEqual([]);
    const within = program.graph.groups.filter(({ parent }) => parent?.name === "grad");
    expect(within.map(({ name }) => name)).toEqual(["f2"]);
    expect(program.graph.groups.filter(({ parent }) => parent === within[0]).map(({ name }) => name)).toEqual(
      ["half", "half"],
    );
  });
});
