/** Expressions: precedence, literals, lists, comparisons, choices, strings and attributes. */
import { describe, expect, test } from "vitest";
import { analyse, checkProblems } from "../check.ts";
import { checkNumbers, numbersOf, testNumbers } from "../numbers.ts";

describe("operators", () => {
  test.each([
    ["1 + 2 * 3 ** 2", 19],
    ["-2 ** 2", -4],
    ["2 ** -1", 0.5],
    ["2 ** 3 ** 2", 512],
    ["2 ^ 3 ^ 2", 512],
    ["- -3", 3],
    ["+3", 3],
    ["(1 + 2) * 3", 9],
    ["7 // 2 * 2", 6],
    ["-7 // 2", -4],
    ["-7 % 3", 2],
    ["7 % -3", -2],
    ["10 - 4 - 3", 3],
    ["[1, 2] @ [3, 4] * 2", 22],
    ["1 / 0", Infinity],
    ["-1 / 0", -Infinity],
    ["0 / 0", NaN],
    ["(-8) ** (1 / 3)", NaN],
    ["1_000 + .5 + 2. + 1e-3", 1002.501],
    ["inf - 1", Infinity],
    ["nan", NaN],
    ["True + True", 2],
    ["sum([True, False, True])", 2],
    ["mean([True, False, True, True])", 0.75],
    ["(3 > 2) * 5", 5],
    ["not True or True and False", 0],
    ["True or 1 / 0 > 2", 1],
    ["not 1 > 2", 1],
    ["1 < 2 < 3", 1],
    ["1 < 3 < 2", 0],
    ["3 > 2 == 2", 1],
    ["1 <= 1 != 2", 1],
    ["2 is 2", 1],
    ["2 is not 2", 0],
    ["None is None", 1],
    ["None == 3", 0],
    ["None != 3", 1],
    ['"a" == "a"', 1],
    ["\"a\" == 'b'", 0],
    ['"a" != "b"', 1],
    ["5 if 2 > 1 else 1 / 0", 5],
    ["1 if False else 2 if True else 3", 2],
    ["1 if len([1, 2]) > 1 and True else 2", 1],
  ] as const)("%s is %s", (expression, value) => {
    expect(numbersOf(`x = ${expression}`).values).toEqual({ x: value });
    expect(analyse(`x = ${expression}`).problems).toEqual([]);
  });

  test("work elementwise on bools, and see both sides", () => {
    const source = "x = [-1, 0.5, 2]\na = x > 0 and x < 1\nb = x < 0 or not x < 1\nc = 0 < x < 1";
    checkNumbers(source, { a: [0, 1, 0], b: [1, 0, 1], c: [0, 1, 0] });
  });

  test("broadcast as NumPy's do", () => {
    const source = "x = [[1], [2]]\ny = [10, 20, 30]\nz = x * y\nL = sum(z)";
    checkNumbers(
      source,
      {
        z: [
          [10, 20, 30],
          [20, 40, 60],
        ],
      },
      { x: [[60], [60]], y: [3, 3, 3] },
    );
  });

  test.each([
    `
      x = [1, 2]
      a = x and True
    #     ^ Each side of and must be true or false (a comparison), not a number: write x != 0.
      b = not x
    #         ^ What stands behind not must be true or false (a comparison), not a number: write x != 0.
      c = 1 if x > 1 else 0
    #          ^^^^^ The condition of if … else is a single true or false; this is [2].
      d = 1 if 2 else 0
    #          ^ The condition of if … else must be true or false (a comparison), not a number: write 2 != 0.
      e = "a" < "b"
    #         ^ None and strings compare only with == and !=, is and is not.
      f = None + 1
    #     ^^^^ None is not a value to compute with.
      g = 2 * "a"
    #         ^^^ "a" is not a value to compute with.
      h = where(x, 1, 2)
    #           ^ condition of where must be true or false (a comparison), not a number: write x != 0.
    `,
    `
      w = randn(2)
      a = 1 if w[0] > 0 else 2
    #          ^^^^^^^^ The condition of if … else must be known before the run. To choose by values, write where(c, a, b). It computes both sides, so a divisor is made safe: where(c, 1 / where(c, x, 1), b).
    `,
    `
      x = [[1, 2, 3], [4, 5, 6]]
      w = ones(4, 5)
      y = x @ w
    #     ^^^^^ x is [2, 3] and w is [4, 5]: x @ w needs x's last dimension (3) to equal w's first (4).
      z = x + w
    #     ^^^^^ x is [2, 3] and w is [4, 5]: x + w needs sizes that, counted from the right, are equal or 1.
    `,
  ])("problems %#", checkProblems);
});

describe("lists", () => {
  testNumbers([
    [
      "are tensors",
      "x = [[1, 2], [3, 4]]\ny = sum(x)\ny.backward()",
      {
        x: [
          [1, 2],
          [3, 4],
        ],
        y: 10,
      },
      {
        x: [
          [1, 1],
          [1, 1],
        ],
      },
    ],
    ["may be empty", "x = []\ny = [[], []]\nz = sum(x)", { x: [], y: [[], []], z: 0 }],
    [
      "stack expressions of one shape",
      "x = 1.5\ny = [x, 2 * x, x ** 2]\nL = sum(y * [1, 2, 3])",
      { y: [1.5, 3, 2.25] },
      { x: 14, y: [1, 2, 3] },
    ],
    [
      "nest with expressions",
      "x = 2\ny = [[x, 1], [2, x * x]]\nL = sum(y * [[1, 2], [3, 4]])",
      {
        y: [
          [2, 1],
          [2, 4],
        ],
      },
      { x: 17 },
    ],
    [
      "mix rows and names",
      "r = [1, 2]\ny = [r, [3, 4], 2 * r]\nL = sum(y)",
      {
        y: [
          [1, 2],
          [3, 4],
          [2, 4],
        ],
      },
      { r: [3, 3] },
    ],
    ["count bools as numbers", "u = [1, True, 2 > 3]", { u: [1, 1, 0] }],
    ["of bools are bools", "m = [True, False]\ny = where(m, 1, 2)\nz = sum(y)", { y: [1, 2] }],
    [
      "are not stacked where several tensors are meant",
      "a = [1, 2]\nb = [3, 4, 5]\nc = cat([a, b])\nL = sum(c * [1, 2, 3, 4, 5])",
      { c: [1, 2, 3, 4, 5] },
      { a: [1, 2], b: [3, 4, 5] },
    ],
    [
      "stand for their rows there",
      "m = [[1, 2], [3, 4]]\nc = cat(m)\ns = stack(m, dim=1)\nL = sum(c) + sum(s)",
      {
        c: [1, 2, 3, 4],
        s: [
          [1, 3],
          [2, 4],
        ],
      },
      {
        m: [
          [2, 2],
          [2, 2],
        ],
      },
    ],
    [
      "in an argument are tuples as well",
      "a = [1, 2]\nc = cat((a, a), dim=0)\ny = sum((3, 4)) + sum(c)\nx = zeros((2, 3))",
      {
        c: [1, 2, 1, 2],
        y: 13,
        x: [
          [0, 0, 0],
          [0, 0, 0],
        ],
      },
    ],
  ]);

  test.each([
    `
      x = [[1, 2], [3]]
    #              ^^^ A list is one tensor, so its rows have one shape: the first is [2], number 2 is [1].
      y = [1, [2, 3]]
    #         ^^^^^^ A list is one tensor, so its rows have one shape: the first is [], number 2 is [2].
      a = 3
      z = [a, 2 * a, [1, 2]]
    #                ^^^^^^ A list is one tensor, so its rows have one shape: the first is [], number 3 is [2].
      w = [q, 1]
    #      ^ q is not defined.
    `,
  ])("problems %#", checkProblems);
});

describe("attributes", () => {
  testNumbers([
    [
      "T transposes a matrix",
      "x = [[1, 2, 3]]\ny = x.T\nL = sum(y * [[1], [2], [3]])",
      { y: [[1], [2], [3]] },
      { x: [[1, 2, 3]] },
    ],
    [
      "T of a vector or number is itself",
      "x = [1, 2]\na = x.T\nb = 3\nc = b.T\nL = sum(a) * c",
      { a: [1, 2], c: 3 },
      { x: [3, 3], b: 3 },
    ],
    [
      "mT transposes the last two dimensions",
      "x = [[[1, 2], [3, 4]]]\ny = x.mT\nL = sum(y)",
      {
        y: [
          [
            [1, 3],
            [2, 4],
          ],
        ],
      },
    ],
    ["shape is a list of numbers", "x = zeros(2, 3)\ns = x.shape\nn = x.shape[-1] * 2", { s: [2, 3], n: 6 }],
    ["len is the first size", "x = zeros(2, 3)\nn = len(x)\nm = x.len()", { n: 2, m: 2 }],
    [
      "methods are functions",
      "x = [[0.5, -1], [1.5, 0]]\ny = x.relu().sum(dim=1).max()\ny.backward()",
      { y: 1.5 },
      {
        x: [
          [0, 0],
          [1, 0],
        ],
      },
    ],
  ]);

  test.each([
    `
      a = zeros(2, 3, 4).T
    #     ^^^^^^^^^^^^^^^^ T: it transposes a matrix; this is [2, 3, 4]. For the last two dimensions of a batch write .mT.
      b = [1, 2].mT
    #     ^^^^^^^^^ mT: it needs a matrix or a batch of them; this is [2].
      c = len(3)
    #         ^ 3 is a single number and has no length.
    `,
  ])("problems %#", checkProblems);
});

test("a conditional builds only the branch that is chosen", () => {
  const { program } = analyse("x = 2\ny = sin(x) if 1 > 2 else cos(x)");
  expect(program.graph.nodes.map((node) => node.gate.name)).toContain("cos");
  expect(program.graph.nodes.map((node) => node.gate.name)).not.toContain("sin");
});
