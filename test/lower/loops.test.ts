/** Loops are unrolled when the graph is built: turns, bounds, and what stays of their names. */
import { describe, expect, test } from "vitest";
import { analyse, checkProblems } from "../check.ts";
import { numbersOf, testNumbers } from "../numbers.ts";

describe("a loop", () => {
  testNumbers([
    [
      "runs once for each number",
      "x = 2\ns = 0\nfor i in range(4):\n    s = s + x * i\n",
      { s: 12, i: 3 },
      { x: 6 },
    ],
    [
      "starts and ends as range does",
      "s = 0\nfor i in range(2, 5): s = 10 * s + i\ns.backward()",
      { s: 234 },
    ],
    ["takes steps", "s = 0\nfor i in range(1, 8, 3): s = 10 * s + i\ns.backward()", { s: 147 }],
    ["goes backwards", "s = 0\nfor i in range(5, 0, -2): s = 10 * s + i\ns.backward()", { s: 531, i: 1 }],
    [
      "may have no turn",
      "s = 7\nfor i in range(0): s = 0\nfor i in range(3, 3): s = 0\nfor j in range(1, 5, -1): s = 0\nf = s * 2",
      { s: 7, f: 14 },
    ],
    [
      "lies in another",
      "x = 0.5\ns = 0\nfor i in range(1, 4):\n    for j in range(0, i, 2):\n        s += x * i * j",
      { s: 3 },
      { x: 6 },
    ],
    ["leaves its names behind", "for i in range(3):\n    y = i * 2\nz = y + i", { i: 2, y: 4, z: 6 }],
    [
      "has a bound that is known",
      "x = zeros(4, 2)\nn = 3\ns = 0\nfor i in range(len(x)): s += 1\nfor i in range(x.shape[1]): s += 10\nfor i in range(n - 1): s += 100\ns.backward()",
      { s: 224 },
    ],
    [
      "has a bound that a parameter gives",
      "def f(x, n):\n    for i in range(n): x = x * x\n    return x\nx = 2\ny = f(x, 2)",
      { y: 16 },
      { x: 32 },
    ],
    [
      "goes over rows",
      "x = [[1, 2], [3, 4]]\nh = 0\nfor t in range(len(x)): h = h * 2 + x[t]\nL = sum(h)",
      { h: [5, 8], L: 13 },
      {
        x: [
          [2, 2],
          [1, 1],
        ],
      },
    ],
    [
      "counts with numbers that have a gradient",
      "x = 3\nfor i in range(3):\n    k = i * x",
      { k: 6, i: 2 },
      { x: 2, i: 3 },
    ],
  ]);

  test("has a name that is no leaf and a number that is known", () => {
    const { bindings } = analyse("for i in range(2): x = 3").program;
    expect(bindings.map(({ name, leaf, value }) => [name, leaf, value?.known])).toEqual([
      ["i", false, true],
      ["x", true, true],
      ["i", false, true],
      ["x", true, true],
    ]);
  });

  test.each([
    `
      n = param(3)
      for i in range(n): x = i
    #                ^ The bound n must be known before the run: a number as written, a size, a loop's name, or what is computed from these.
      for i in range(2.5): x = i
    #                ^^^ The bound 2.5 must be a whole number, not 2.5.
      for i in range([3]): x = i
    #                ^^^ The bound [3] must be a whole number, not a list.
      for i in range(0, 3, 0): x = i
    #                      ^ range's step cannot be 0.
      for i in range(): x = i
    # ^^^^^^^^^^^^^^^^^ range takes 1 to 3 numbers, (stop), (start, stop) or (start, stop, step), not 0.
      for i in range(1, 2, 3, 4): x = i
    # ^^^^^^^^^^^^^^^^^^^^^^^^^^^ range takes 1 to 3 numbers, (stop), (start, stop) or (start, stop, step), not 4.
    `,
    `
      for j in range(0): y = 3
      z = j
    #     ^ j has no value here yet: the line that binds it has not run when this is reached.
      w = y
    #     ^ y has no value here yet: the line that binds it has not run when this is reached.
    `,
    `
      for i in range(q):
    #                ^ q is not defined.
          x = i
          y: [3] = x
      z = x + y
    `,
    `
      for i in range(2):
          x = i
          x.backward()
    #       ^^^^^^^^ A target stands at top level: move this .backward() line out of the block.
    `,
    `
      x = [1, 2, 3]
      for i in range(5):
          y = x[i + 1]
    #         ^^^^^^^^ x[3] is out of range: dimension 0 of x has size 3 (0 … 2, or -3 … -1).
          z = y * [1, 2]
      f = z
    `,
    `
      for i in range(10 ** 12):
    # ^^^^^^^^^^^^^^^^^^^^^^^^^ With this, the file is more than a million gates, turns and calls when it is written out. Use fewer turns or calls, or tensors instead of single numbers.
          x = i
      y = x
    `,
  ])("problems %#", checkProblems);

  test("that cannot be written out takes what it would have bound", () => {
    const { values } = numbersOf("n = param(2)\nx = 1\ny = 5\nfor i in range(n): x = i\nz = x\nf = y * 2");
    expect(values).toEqual({ n: 2, x: undefined, y: 5, i: undefined, z: undefined, f: 10 });
  });

  test("of too many gates is one problem, at the loop that grew too large", () => {
    const source =
      "x = 2\nfor i in range(2000):\n    for j in range(2000):\n        x = x + 1\nx.backward()\ny = 3";
    const { problems, roots, target } = analyse(source);
    expect(problems.map(({ code, span }) => [code, source.slice(span.start, span.end)])).toEqual([
      ["too-many-gates", "for i in range(2000):"],
    ]);
    expect([roots, target]).toEqual([[], undefined]);
  });

  test("of calls that make no gate ends too", () => {
    const source = [
      "def f0(x): return x",
      ...Array.from({ length: 40 }, (_, i) => `def f${i + 1}(x): return f${i}(f${i}(x))`),
      "y = f40(2)",
    ];
    expect(analyse(source.join("\n")).problems.map(({ code }) => code)).toEqual(["too-many-gates"]);
  });
});
