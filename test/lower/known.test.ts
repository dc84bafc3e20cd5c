/** What is known without a run, what is a leaf, and what `param` may stand for. */
import { describe, expect, test } from "vitest";
import { analyse, checkProblems } from "../check.ts";
import { checkNumbers } from "../numbers.ts";

/** Which names are known, which are leaves. */
function factsOf(source: string): { readonly known: readonly string[]; readonly leaves: readonly string[] } {
  const { bindings } = analyse(source).program;
  expect(bindings.every(({ value }) => value !== undefined)).toBe(true);
  const top = bindings.filter(({ topLevel }) => topLevel);
  return {
    known: top.filter(({ value }) => value?.known === true).map(({ name }) => name),
    leaves: top.filter(({ leaf }) => leaf).map(({ name }) => name),
  };
}

describe("known", () => {
  test.each<readonly [source: string, known: readonly string[]]>([
    ["a = 3\nb = -a\nc = [a, b]\nd = sum(c) > 1", ["a", "b", "c", "d"]],
    ["p = param(3)\nn = p.shape\nm = p.shape[0] if len(n) > 0 else 2", ["n", "m"]],
    ["r = randn(2, 3)\na = r.shape[0]\nb = r[0, 0]\nc = detach(r)", ["a"]],
    ["p = param(3)\na = p * 0\nb = zeros(len([p, p]))\nc = 2 if b.shape[0] > 1 else p", ["b", "c"]],
    ["def f(x): return x * 2\na = f(3)\np = param(3)\nb = f(p)", ["a"]],
    ["for i in range(2): x = i", ["i", "x", "i", "x"]],
  ])("values, row %#", (source, known) => expect(factsOf(source).known).toEqual(known));

  test.each([
    "x = ones(len([1, 2]), 3 - 1)",
    "n = 2\nx = ones(n)\nfor i in range(n): y = x[i:n]",
    "def f(x, n): return reshape(x, n, -1)\ny = f(ones(4), 2)",
    "x = ones(2, 3)\ny = sum(x, dim=len(x.shape) - 1)",
    "m = 3\nx = randn(2, seed=m)",
    "x = ones(6)\ny = x.reshape(x.shape[0] // 2, 2)",
    "w = randn(3)\nx = zeros(w.shape)\ny = 1 if len(w) == 3 else 2",
  ])("lets sizes, dims, bounds and seeds be given, row %#", (source) => {
    expect(analyse(source).problems.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test.each([
    `
      p = param(2)
      x = zeros(p)
    #           ^ size must be known before the run: a number as written, a size, a loop's name, or what is computed from these.
      y = sum([1, 2], dim=p - 2)
    #                     ^^^^^ dim must be known before the run: a number as written, a size, a loop's name, or what is computed from these.
      r = rand(2)
      z = randn(2, seed=r[0])
    #                   ^^^^ seed must be known before the run: a number as written, a size, a loop's name, or what is computed from these.
      q = 1 if detach(p) > 1 else 2
    #          ^^^^^^^^^^^^^ The condition of if … else must be known before the run. To choose by values, write where(c, a, b). It computes both sides, so a divisor is made safe: where(c, 1 / where(c, x, 1), b).
      for i in range(p): w = 1
    #                ^ The bound p must be known before the run: a number as written, a size, a loop's name, or what is computed from these.
    `,
    `
      x = zeros(2.5)
    #           ^^^ size must be a whole number, not 2.5.
      y = sum([1, 2], dim=0.5)
    #                     ^^^ dim must be a whole number, not 0.5.
      z = sum([1, 2], dim="a")
    #                     ^^^ sum needs whole numbers for dim, not "a".
      u = sum([1, 2], dim=0, keepdim=1)
    #                                ^ sum needs True or False for keepdim, not a number.
      v = sum([1, 2], dim=3)
    #     ^^^^^^^^^^^^^^^^^^ dim 3 is out of range for [1, 2] of shape [2]; it has dims -1 … 0.
    `,
  ])("problems %#", checkProblems);
});

describe("a leaf", () => {
  test.each<readonly [source: string, leaves: readonly string[]]>([
    [
      "a = -2\nb = 1 / 3\nc = zeros(3)\nd = 0.1 * randn(3, 2)\ne = [1, 2] @ [3, 4]",
      ["a", "b", "c", "d", "e"],
    ],
    ["x = ones(2, 3)\nw = 0.1 * randn(x.shape[1], 4)\nb = zeros(len(x))", ["x", "w", "b"]],
    ["x = 3\ny = x\nz = x * 0\nu = [x, 1]\nv = 2", ["x", "v"]],
    ["x = 3\nw = param(x * 2)\nv = (param(1))", ["x", "w", "v"]],
    ["x = 3\nx += 1", ["x"]],
    ["k = 2\ndef f(): return k\ndef g(): return 2\na = f()\nb = g()", ["k", "b"]],
    ["k = 2\ndef f(x=k): return x\na = f()\nb = f(3)", ["k", "b"]],
    ["a, b = 1, 2\nc, d = [a, b]", ["a", "b"]],
    ["for i in range(2):\n    x = 3\n    y = i", ["x", "x"]],
    ["x = 3\ny = 1 if x > 2 else 0", ["x"]],
  ])("row %#", (source, leaves) => expect(factsOf(source).leaves).toEqual(leaves));

  test("that param marks starts at a value, and passes its gradient on to it", () => {
    checkNumbers("w = [1, 2]\nu = param(w * 3)\nL = sum(u * w)", { u: [3, 6], L: 15 }, { u: [1, 2] });
  });

  test.each([
    `
      a = 2 * param(3)
    #         ^^^^^ param(…) stands only as a whole right-hand side at top level: name = param(…).
      b, c = param(1), param(2)
    #        ^^^^^ param(…) stands only as a whole right-hand side at top level: name = param(…).
    #                  ^^^^^ param(…) stands only as a whole right-hand side at top level: name = param(…).
      for i in range(2): d = param(i)
    #                        ^^^^^ param(…) stands only as a whole right-hand side at top level: name = param(…).
      param(4)
    # ^^^^^ param(…) stands only as a whole right-hand side at top level: name = param(…).
      e = 1
      e += param(2)
    #      ^^^^^ param(…) stands only as a whole right-hand side at top level: name = param(…).
    `,
    `
      def f(x):
          p = param(x)
    #         ^^^^^ param(…) stands only as a whole right-hand side at top level: name = param(…).
          return p
      a = f(3)
    #     ^^^^ ↳ in this call of f
    `,
  ])("problems %#", checkProblems);
});
