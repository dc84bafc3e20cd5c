/** Shape annotations: what is said of a shape is checked, and dimensions have names. */
import { describe, expect, test } from "vitest";
import { analyse, checkProblems } from "../check.ts";
import { showShape } from "../../src/tensor/shape.ts";

function shapesOf(source: string): Record<string, string> {
  const { problems, program } = analyse(source);
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  return Object.fromEntries(program.bindings.map(({ name, shape }) => [name, showShape(shape)]));
}

describe("an annotation", () => {
  test.each<readonly [title: string, source: string, shapes: Record<string, string>]>([
    ["says a size, a name, or anything", "x: [2, N, _] = zeros(2, 3, 4)", { x: "[2, N=3, 4]" }],
    ["of nothing is a scalar", "x: [] = 3", { x: "[]" }],
    [
      "names dimensions that go on with the value",
      "x: [N, D] = zeros(2, 3)\ny = relu(x) @ ones(3, 4)\nz = y.T\ns = sum(x, dim=1)",
      { x: "[N=2, D=3]", y: "[N=2, 4]", z: "[4, N=2]", s: "[N=2]" },
    ],
    ["agrees everywhere", "x: [N] = zeros(2)\ny: [N, N] = zeros(2, 2)", { x: "[N=2]", y: "[N=2, N=2]" }],
    [
      "gives equal sizes two names",
      "x: [N] = zeros(2)\ny: [M] = zeros(2)\nz = x + y",
      { x: "[N=2]", y: "[M=2]" },
    ],
    [
      "is no value: a value of its name is another thing",
      "N = 7\nx: [N] = zeros(2)\ny: [N] = ones(2)",
      { N: "[]", x: "[N=2]", y: "[N=2]" },
    ],
    ["may stand in a loop", "for i in range(2):\n    x: [N] = zeros(3)", { x: "[N=3]", i: "[]" }],
  ])("%s", (_, source, shapes) => expect(shapesOf(source)).toMatchObject(shapes));

  test("of a function's parameters has names of each call's own", () => {
    const source =
      "def f(x: [N, D], w: [D]):\n    y: [N] = x @ w\n    return y\nb: [N] = zeros(9)\na = f(ones(2, 3), ones(3))\nc = f(ones(5, 4), ones(4))";
    expect(shapesOf(source)).toMatchObject({ b: "[N=9]", a: "[N=2]", c: "[N=5]" });
  });

  test.each([
    `
      x: [N, 3] = zeros(2, 3)
      y: [N] = zeros(4)
    #     ^ N is 2 in this file, but here it would be 4: the value is [4].
      z: [N, N] = zeros(2, 3)
    #        ^ N is 2 in this file, but here it would be 3: the value is [2, 3].
      w: [3, 2] = zeros(2, 3)
    #     ^ Dimension 0 is said to be 3, but it is 2: the value is [2, 3].
      v: [2] = zeros(2, 3)
    #    ^^^ [2] was said, but the value is [2, 3].
      u: [] = zeros(2)
    #    ^^ [] was said, but the value is [2].
    `,
    `
      def f(x: [N, D], w: [D, M]):
    #                      ^ D is 3 in this call of f, but here it would be 4: the value is [4, 3].
          y: [N, M] = x @ w
          return sum(y)
      a = f(ones(5, 3), ones(3, 2))
      b = f(ones(5, 3), ones(4, 3))
    #     ^^^^^^^^^^^^^^^^^^^^^^^^^ ↳ in this call of f
    `,
    `
      for i in range(3):
          x: [N] = ones(i + 1)
    #         ^ N is 1 in this file, but here it would be 2: the value is [2].
    `,
    `
      x: [3.5] = ones(3)
    #     ^^^ An entry of a shape is a whole number, a dimension's name, or _ for any size.
    `,
    `
      x: N = ones(3)
    #    ^ A shape is said in brackets: [N, 3], [_] for any size, [] for a single number.
    `,
    `
      x: [2]
    # ^^^^^^ x has no value: write = and the value behind it.
    `,
  ])("problems %#", checkProblems);

  test("that is contradicted leaves no value, so nothing more is reported", () => {
    const { problems } = analyse("x: [2] = zeros(2, 3)\ny = x @ ones(2)\nz: [5] = y");
    expect(problems.map(({ code }) => code)).toEqual(["shape-annotation-rank"]);
  });
});
