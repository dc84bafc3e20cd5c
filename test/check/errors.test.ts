/** One mistake is one problem: what depends on it has no value, what does not goes on. */
import { describe, expect, test } from "vitest";
import { analyse, checkProblems } from "../check.ts";
import { numbersOf } from "../numbers.ts";

describe("a broken line costs that line", () => {
  test.each<readonly [broken: string, missing: readonly string[]]>([
    ["x = 3 +", ["x"]],
    ["x = 3 4", ["x"]],
    ["x = [1, 2", ["x"]],
    ["x = (1 + 2", ["x"]],
    ["x = sum([1, 2)", ["x"]],
    ["x = sin(2", ["x"]],
    ["x = undefined_name", ["x"]],
    ["x = sigmod(2)", ["x"]],
    ["x = [1, 2] + [1, 2, 3]", ["x"]],
    ["x = zeros(2)[5]", ["x"]],
    ["x: [3] = zeros(2)", ["x"]],
    ["x, w = 1, 2, 3", ["x", "w"]],
    ['x = "text', ["x"]],
    ["x = lambda a: a", ["x"]],
    ["x = [a for a in range(3)]", ["x"]],
    ["x = 2 if [1, 2] > 1 else 3", ["x"]],
    ["for i in range(randn(1)[0]): x = i", ["i", "x"]],
    ["while True: x = 3", ["x"]],
    ["x = a = 3", ["x", "a"]],
  ])("%s", (broken, missing) => {
    const source = `${broken}\ny = x * 2\nz = 5\nL = z * 2`;
    expect(analyse(source).problems.filter(({ severity }) => severity === "error").length).toBe(1);
    const { values, gradients } = numbersOf(source);
    expect(values).toEqual({
      ...Object.fromEntries(missing.map((name) => [name, undefined])),
      y: undefined,
      z: 5,
      L: 10,
    });
    expect(gradients["z"]).toBe(2);
  });

  test.each([
    `
      def f(x):
          y = x +
    #           ^ A value is missing after +.
          z = y * 2
          return z
      a = f(2)
      b = f(a) * 3
    `,
    `
      def f(x:
    #      ^ ( is never closed.
          return x * 2
      y = f(2)
    `,
    `
      f = lambda x: x * 2
    #     ^^^^^^ lambda has no meaning here: write the function as def name(x): return …, at top level.
      y = f(2)
      z = f(y) + f
    `,
    `
      x = (1 +
    #        ^ A value is missing after +.
      y = 2
      z = sigmod(y)
    #     ^^^^^^ There is no function sigmod. Did you mean sigmoid?
    `,
  ])("problems %#", checkProblems);
});

describe("a problem stands where it can be mended", () => {
  test.each([
    // In a function of the file: there, with the calls that led to it.
    `
      def f(x):
          return x @ ones(2, 2)
    #            ^^^^^^^^^^^^^^ x is [3] and ones(2, 2) is [2, 2]: x @ ones(2, 2) needs x's last dimension (3) to equal ones(2, 2)'s first (2).
      def g(x): return f(x) + f(x)
    #                  ^^^^ ↳ in this call of f
      y = g([1, 2, 3])
    #     ^^^^^^^^^^^^ ↳ in this call of g
      z = g([1, 2, 3])
      w = f([1, 2])
    `,
    // In a library function: at the call, in that function's name.
    `
      def f(x): return linear(x, ones(2, 4))
    #                  ^^^^^^^^^^^^^^^^^^^^^ linear: x is [3] and weight.T is [4, 2]: x @ weight.T needs x's last dimension (3) to equal weight.T's first (4).
      y = f([1, 2, 3])
    #     ^^^^^^^^^^^^ ↳ in this call of f
    `,
    `
      x = std([[1, 2]], dim=5)
    #     ^^^^^^^^^^^^^^^^^^^^ std: dim 5 is out of range for x of shape [1, 2]; it has dims -2 … 1.
    `,
    // In a loop: once.
    `
      for i in range(5):
          x = [1, 2] + [1, 2, 3]
    #         ^^^^^^^^^^^^^^^^^^ [1, 2] is [2] and [1, 2, 3] is [3]: [1, 2] + [1, 2, 3] needs sizes that, counted from the right, are equal or 1.
          y = sigmod(x)
    #         ^^^^^^ There is no function sigmod. Did you mean sigmoid?
    `,
  ])("problems %#", checkProblems);

  test("in the order of the text, whoever found it", () => {
    const source =
      "def f(x):\n    y = x + [1, 2]\n    return y +\na = f([1, 2, 3])\nb = undefined_name\nc = 3 +";
    const starts = analyse(source).problems.map(({ span }) => span.start);
    expect(starts.length).toBeGreaterThan(2);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
  });
});

test("a name of a broken line that hides a built-in hides it no more than before", () => {
  expect(analyse("sum = [1, 2\ny = sum([1, 2])\nz = y * 2").problems.map(({ code }) => code)).toEqual([
    "unclosed-bracket",
  ]);
});

test("a call with a missing argument is not written out", () => {
  expect(analyse("def f(x, y): return x + y\nq = nothing\nz = f(q, 1)").program.calls).toEqual([]);
});
