/** `jacobian(y, x)` and `hessian(L, x)`: how they are built; their numbers are held in test/golden. */
import { describe, expect, test } from "vitest";
import { createAnalyser, PLAIN_REQUEST, type Analysis } from "../../src/analysis.ts";
import { verify } from "../../src/graph/verify.ts";
import { jacobianSize, showJacobianSize } from "../../src/tensor/jacobian-size.ts";
import { analyse, checkProblems } from "../check.ts";
import { checkNumbers, testNumbers } from "../numbers.ts";

describe("a Jacobian", () => {
  test.each([
    ["rows", "x = ones(100)\nw = ones(3, 100)\ny = w @ x\nJ = jacobian(y, x)", 3],
    ["columns", "x = ones(3)\nw = ones(100, 3)\ny = w @ x\nJ = jacobian(y, x)", 3],
  ])("is made of as many passes as there are %s, where these are fewer", (_, source, passes) => {
    const { problems, program } = analyse(source);
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(verify(program.graph)).toEqual([]);
    const [call] = program.graph.groups.filter(({ name }) => name === "jacobian");
    const made = program.graph.nodes.slice(call!.first, call!.last);
    expect(made.filter(({ gate }) => gate.name === "stack").map(({ inputs }) => inputs.length)).toEqual([
      passes,
    ]);
    expect(made.filter(({ attrs }) => "value" in attrs).length).toBe(passes);
  });

  testNumbers([
    [
      "by rows goes through a backward block, whatever that is",
      "def f(x): return x * 3\nbackward(g): return clamp(g, -0.5, 0.5)\ns = 2\nJ = jacobian(f(s * [1, 1]), s)\nK = jacobian([1, 1] * f(s), s)\nL = sum(J)",
      { J: [0.5, 0.5], K: [0.5, 0.5] },
    ],
    [
      "of nothing, or by nothing on the way",
      "x = [1, 2]\nz = 3\nJ = jacobian(z * z, x)\nK = jacobian(x[:0], x)\nH = hessian(z * z, x)\nL = sum(J)",
      {
        J: [0, 0],
        K: [],
        H: [
          [0, 0],
          [0, 0],
        ],
      },
    ],
    [
      "of a name by itself",
      "x = [1, 2]\nJ = jacobian(x, x)\nK = x.jacobian(x)\nL = sum(J)",
      {
        J: [
          [1, 0],
          [0, 1],
        ],
        K: [
          [1, 0],
          [0, 1],
        ],
      },
    ],
    [
      "of a Jacobian",
      "x = 2\ny = [x ** 2, x ** 3]\nJ = jacobian(y, x)\nK = jacobian(J, x)\nL = sum(K * K)\nL.backward()",
      { J: [4, 12], K: [2, 12] },
      { x: 2 * 12 * 6 },
    ],
    [
      "in a function and a loop",
      "def step(x):\n    y = [x[0] ** 2, x[0] * x[1]]\n    return linalg.solve(jacobian(y, x), y)\nx = [1, 2]\nfor i in range(2): x = x - step(x)\nL = sum(x)",
      { x: [0.25, 0.5] },
    ],
  ]);

  test("has its dimensions' names", () => {
    const { program } = analyse(
      "x: [N] = [1, 2]\nw: [M, N] = ones(3, 2)\ny = w @ x\nJ: [M, N] = jacobian(y, x)\nL = sum(J)",
    );
    expect(program.problems).toEqual([]);
  });

  test.each([
    ["by rows", "x * x"],
    ["by columns", "[1, 2, 3, 4] * sum(x * x)"],
  ])("%s is taken from the version before where nothing on the way has changed", (_, y) => {
    const source = (end: string) => `x = [1, 2, 3]\ny = ${y}\nJ = jacobian(y, x)\nz = ${end}`;
    const analyser = createAnalyser();
    const [before, after] = [source("sum(y)"), source("sum(J)")].map((text, i) =>
      analyser.analyse(text, i + 1, PLAIN_REQUEST),
    ) as [Analysis, Analysis];
    const jacobianOf = ({ program }: Analysis) =>
      program.graph.groups.find(({ name }) => name === "jacobian");
    expect(jacobianOf(after)?.outputs[0]).toBe(jacobianOf(before)?.outputs[0]);
  });

  test("says the size that it would have", () => {
    expect(showJacobianSize([64, 4096], [64, 4096])).toBe("[64·4096, 64·4096] = 512 GB (256 GB as float32)");
    expect(showJacobianSize([], [100_001])).toBe("[1, 100001] = 782 KB (391 KB as float32)");
    expect(showJacobianSize([1_000_000], [1_000_000])).toBe(
      "[1000000, 1000000] = 7.28 TB (3.64 TB as float32)",
    );
    expect([100_000, 100_001].map((count) => jacobianSize([], [count]).fits)).toEqual([true, false]);
  });

  test.each([
    `
      x = ones(400)
      H = hessian(sum(x * x), x)
    #     ^^^^^^^^^^^^^^^^^^^^^^ hessian(sum(x * x), x) would be [400, 400] = 1.22 MB (625 KB as float32); up to 100,000 entries are formed. Its product with g needs none of them: grad(sum(grad(sum(x * x), x) * g), x).
    `,
    `
      x = [1, 2]
      H = hessian(x * x, x)
    #             ^^^^^ hessian differentiates a single number; x * x is [2]. Reduce it first: hessian(sum(x * x), …).
    `,
    `
      x = [1, 2]
      J = jacobian(x * x, [x])
    #                     ^^^ jacobian differentiates by a name that stands in the file; [x] is not one. Bind it first: x = [x].
    `,
    `
      def f(x):
          return x
      backward(g):
          return jacobian(x, x)
    #            ^^^^^^^^^^^^^^ A backward block is itself the gradient: write it with its upstream gradient and the forward block's names, without jacobian.
      x = 3
      y = f(x)
    #     ^^^^ ↳ in this call of f
    `,
  ])("is refused where it cannot be (%#)", checkProblems);

  test("of many elements is there", () => {
    checkNumbers("x = ones(300)\ns = sum(jacobian(x * x, x))", { s: 600 });
  });
});
