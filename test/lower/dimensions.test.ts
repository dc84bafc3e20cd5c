/** Shape annotations: what is said of a shape is checked, and dimensions have names. */
import { describe, expect, test } from "vitest";
import { analyse, checkProblems, fixedAll } from "../check.ts";
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
    #     ^ ↳ N is bound to 2 here
    #     ^ ↳ N is bound to 2 here
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
    #              ^ ↳ D is bound to 3 here
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

const LAYER = "def layer(x: [N, D], w: [D, M]):\n    return x @ w\n";

describe("shapes that do not fit", () => {
  test.each([
    `
      x: [N, D] = zeros(2, 3)
    #     ^ ↳ N is bound to 2 here
    #        ^ ↳ D is bound to 3 here
      w: [M, D] = zeros(4, 3)
    #     ^ ↳ M is bound to 4 here
      y = x @ w
    #     ^^^^^ x is [N=2, D=3] and w is [M=4, D=3]: x @ w needs x's last dimension (3) to equal w's first (4).
    `,
    `
      def f(x: [N, D], w):
    #           ^ ↳ N is bound to 2 here
    #              ^ ↳ D is bound to 3 here
          return x @ w
    #            ^^^^^ x is [N=2, D=3] and w is [2]: x @ w needs x's last dimension (3) to equal w's first (2).
      y = f(zeros(2, 3), ones(2))
    #     ^^^^^^^^^^^^^^^^^^^^^^^ ↳ in this call of f
    `,
  ])("show where their dimensions were bound %#", checkProblems);

  test.each([
    ["x = zeros(2, 3)\nw = zeros(4, 3)\ny = x @ w", ["y = x @ w.T"]],
    ["x = zeros(3, 2)\nw = zeros(3, 4)\ny = x @ w", ["y = x.T @ w"]],
    ["x = zeros(2, 3)\nw = zeros(2, 3)\ny = x @ w", ["y = x @ w.T", "y = x.T @ w"]],
    ["x = zeros(2, 3)\nw = zeros(3, 4)\ny = x @ w.T", ["y = x @ w"]],
    ["x = zeros(2, 3)\nw = zeros(4, 3)\ny = x @ (2 * w)", ["y = x @ (2 * w).T"]],
    [
      "x = zeros(2, 3)\nw = zeros(3, 2)\ny = 2 * x + 3 * w",
      ["y = 2 * x + (3 * w).T", "y = (2 * x).T + 3 * w"],
    ],
    ["x = zeros(2, 3)\nw = zeros(4, 3)\ny = matmul(x, w)", ["y = matmul(x, w.T)"]],
    ["x = zeros(2, 3)\nx @= zeros(2, 5)", ["(none)"]],
    ["x = zeros(2, 3)\nw = zeros(4, 5)\ny = x @ w", ["(none)"]],
    ["x: [N, D] = zeros(2, 3)\nw: [D, M] = zeros(4, 3)", ["w: [D, M] = zeros(4, 3).T"]],
    ["w: [3, N] = zeros(4, 3)", ["w: [3, N] = zeros(4, 3).T"]],
    ["w: [M, 3] = zeros(4, 5)", ["(none)"]],
    [`${LAYER}y = layer(zeros(2, 3), zeros(4, 3))`, ["y = layer(zeros(2, 3), zeros(4, 3).T)"]],
    [`${LAYER}y = layer(zeros(3, 2), w=zeros(3, 4))`, ["y = layer(zeros(3, 2).T, w=zeros(3, 4))"]],
    [`${LAYER}y = zeros(2, 3).layer(zeros(4, 3))`, ["y = zeros(2, 3).layer(zeros(4, 3).T)"]],
    [`${LAYER}y = layer(zeros(2, 3), zeros(5, 4))`, ["(none)"]],
    [`${LAYER}y = layer(zeros(2), zeros(5, 4))`, ["(none)"]],
    ["def f(w: [3, M]):\n    return w\ny = f(zeros(4, 3))", ["y = f(zeros(4, 3).T)"]],
  ])("%j can be repaired to %j", (source, repaired) => {
    const before = source.split("\n").slice(0, -1);
    const all = fixedAll(source);
    const wanted = repaired.map((line) => (line === "(none)" ? line : [...before, line].join("\n")));
    expect(all.length === 0 ? ["(none)"] : all).toEqual(wanted);
    for (const text of all)
      expect(analyse(text).problems.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});
