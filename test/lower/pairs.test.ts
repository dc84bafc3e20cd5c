/** What PyTorch answers with a pair: its values, its places, and what says which of them is meant. */
import { describe, expect, test } from "vitest";
import { builtins } from "../../src/check/functions.ts";
import { referenceOf } from "../../src/features/reference.ts";
import { analyse, checkProblems, fixed, fixedAll } from "../check.ts";
import { checkNumbers, testNumbers } from "../numbers.ts";

/** A target for programs that are about values. */
const target = "\nL = sum(x)";

const x = "x = [[1, 5, 2], [7, 3, 9]]\n";

describe("two names, [0] [1] [-1] [-2] and .values .indices on the call take the pair apart", () => {
  test.each<readonly [call: string, values: unknown, places: unknown]>([
    ["max(x, dim=1)", [5, 9], [1, 2]],
    ["x.max(dim=1)", [5, 9], [1, 2]],
    ["max(x, dim=-2)", [7, 5, 9], [1, 0, 1]],
    ["max(x, 1)", [5, 9], [1, 2]],
    ["max(x, -1)", [5, 9], [1, 2]],
    ["max(x, (1))", [5, 9], [1, 2]],
    ["max(x, axis=1)", [5, 9], [1, 2]],
    ["max(x, 1, keepdim=True)", [[5], [9]], [[1], [2]]],
    ["x.max(1, keepdim=True)", [[5], [9]], [[1], [2]]],
    ["x.max(1, True)", [[5], [9]], [[1], [2]]],
    ["x.max(1, keepdim=False)", [5, 9], [1, 2]],
    ["min(x, 0)", [1, 3, 2], [0, 1, 0]],
    ["x.min(dim=1, keepdim=True)", [[1], [3]], [[0], [1]]],
    ["median(x, 1)", [2, 7], [2, 0]],
    ["x.median(dim=0)", [1, 3, 2], [0, 1, 0]],
    ["mode(x)", [1, 3], [0, 1]],
    ["x.mode(0, keepdim=True)", [[1, 3, 2]], [[0, 1, 0]]],
    ["kthvalue(x, 2)", [2, 7], [2, 0]],
    ["x.kthvalue(2, 1, keepdim=True)", [[2], [7]], [[2], [0]]],
    [
      "topk(x, 2)",
      [
        [5, 2],
        [9, 7],
      ],
      [
        [1, 2],
        [2, 0],
      ],
    ],
    ["x.topk(1, dim=0, largest=False)", [[1, 3, 2]], [[0, 1, 0]]],
    [
      "x.sort(dim=1, descending=True)",
      [
        [5, 2, 1],
        [9, 7, 3],
      ],
      [
        [1, 2, 0],
        [2, 0, 1],
      ],
    ],
    [
      "cummax(x, 1)",
      [
        [1, 5, 5],
        [7, 7, 9],
      ],
      [
        [0, 1, 1],
        [0, 0, 2],
      ],
    ],
    [
      "x.cummin(0)",
      [
        [1, 5, 2],
        [1, 3, 2],
      ],
      [
        [0, 0, 0],
        [0, 1, 0],
      ],
    ],
    ["(max(x, dim=1))", [5, 9], [1, 2]],
    ["(max(x, dim=1) if True else min(x, dim=1))", [5, 9], [1, 2]],
  ])("%s", (call, values, places) => {
    checkNumbers(`${x}a, b = ${call}${target}`, { a: values, b: places });
    checkNumbers(
      `${x}a = ${call}[0]\nb = ${call}[1]\nc = (${call})[-2]\nd = ${call}[-1]\ne = ${call}.values\nf = ${call}.indices${target}`,
      { a: values, b: places, c: values, d: places, e: values, f: places },
    );
  });
});

describe("a pair", () => {
  testNumbers([
    ["alone is its values", `${x}m = max(x, dim=1)\nr = m[0]\na = m[1]`, { m: [5, 9], r: 5, a: 9 }],
    ["is its values in a formula", `${x}y = sum(topk(x, 1) * 2)`, { y: 28 }],
    ["goes on being indexed", `${x}a = topk(x, 2)[0][1]\nb = topk(x, 2)[1][0, 1]`, { a: [9, 7], b: 2 }],
    [
      "has places that compare and index",
      `${x}hit = mean(max(x, 1)[1] == [1, 0])\npicked = x[[0, 1], max(x, 1)[1]]\nback = x.gather(1, topk(x, 2).indices)${target}`,
      {
        hit: 0.5,
        picked: [5, 9],
        back: [
          [5, 2],
          [9, 7],
        ],
      },
    ],
    [
      "sends gradients back through its values, none through its places",
      `${x}m, i = x.max(dim=1)\ns = sort(x, 1)[0]\nL = sum(m * [2, 3]) + sum(s * [1, 10, 100]) + sum(i)`,
      { L: 37 + 521 + 973 + 3 },
      {
        x: [
          [1, 102, 10],
          [10, 1, 103],
        ],
        m: [2, 3],
      },
    ],
    [
      "gives a value and its place for one number",
      "v, i = sort(3)\na, b = max(3, 0)\nc, d = mode(3)",
      { v: 3, i: 0, a: 3, b: 0, c: 3, d: 0 },
    ],
    [
      "is found in functions, loops, and what a parameter says",
      `${x}def best(x, dim):\n    _, place = max(x, dim)\n    return place\na = best(x, 0)\nb = best(x, dim=1)\nfor d in range(2):\n    v, i = x.max(d)${target}`,
      { a: [1, 0, 1], b: [1, 2], v: [5, 9], i: [1, 2] },
    ],
    [
      "of another function of the name is that function's",
      `${x}def max(x, dim): return x[dim] + 1\na, b = max([x, x], dim=1)\nc = max(x, 0)[1]\nd = x.max(1)${target}`,
      { a: [2, 6, 3], b: [8, 4, 10], c: 6, d: [8, 4, 10] },
    ],
    [
      "that is elementwise is rows, and so is what was computed",
      `${x}a, b = max(x, [2, 2, 2])\nc, d = topk(x, 1) * 1\ne = max(x, [4, 4, 4])[0]\nf = max(x, 4.0)[0]\ng, h = max(x, other=1)${target}`,
      { a: [2, 5, 2], b: [7, 3, 9], c: [5], d: [9], e: [4, 5, 4], f: [4, 5, 4], g: [1, 5, 2], h: [7, 3, 9] },
    ],
    [
      "names that took its parts are tensors with rows",
      `${x}v, i = topk(x, 2)\na, b = v\nc, d = i${target}`,
      { a: [5, 2], b: [9, 7], c: [1, 2], d: [2, 0] },
    ],
    [
      "of names is two values",
      `${x}a, b = max(x, dim=1), min(x, dim=1)\nc = [max(x, dim=1), min(x, dim=1)][1]${target}`,
      { a: [5, 9], b: [1, 3], c: [1, 3] },
    ],
  ]);

  test("builds the part that is asked for, and no more", () => {
    const gatesOf = (line: string) => analyse(x + line).program.graph.nodes.map(({ gate }) => gate.name);
    expect(gatesOf("m = max(x, dim=1)")).toEqual(expect.not.arrayContaining(["argmax"]));
    expect(gatesOf("i = max(x, dim=1)[1]")).toEqual(expect.not.arrayContaining(["max_along"]));
    expect(gatesOf("i = sort(x, 1).indices")).toEqual(expect.not.arrayContaining(["gather"]));
  });

  test.each<readonly [title: string, line: string, values: unknown, places: unknown]>([
    [
      "max has the first largest and the first nan",
      "max([[1, 4, 4], [nan, 9, nan]], dim=1)",
      [4, NaN],
      [1, 0],
    ],
    [
      "min has the first smallest and the first nan",
      "min([[4, 1, 1], [3, nan, nan]], dim=1)",
      [1, NaN],
      [1, 1],
    ],
    [
      "median has the lower one, by their order",
      "median([[3, 3, 1, 1, 1], [1, 4, 3, 2, 2]], 1)",
      [1, 2],
      [4, 4],
    ],
    ["median has the first nan", "median([[5, nan, nan], [1, 2, nan]], 1)", [NaN, NaN], [1, 2]],
    [
      "mode has the smallest of the commonest, where it stands last",
      "mode([[1, 2, 2, 1, 3], [5, 5, 5, 1, 1], [3, 1, 2, nan, nan], [7, 7, 7, 7, 7]])",
      [1, 5, 1, 7],
      [3, 2, 1, 4],
    ],
    ["mode of nan alone is nan", "mode([nan, nan])", NaN, 0],
    ["topk has the first of equal ones", "topk([1, 3, 3, 3], 2)", [3, 3], [1, 2]],
    ["kthvalue counts equal ones in their order", "kthvalue([1, 3, 3, 2], 3)", 3, 1],
    ["sort is stable either way", "sort([2, 1, 2, 1], descending=True)", [2, 2, 1, 1], [0, 2, 1, 3]],
    ["sort has nan as the largest", "sort([nan, 1, nan, 0])", [0, 1, NaN, NaN], [3, 1, 0, 2]],
    ["cummax has the last of equal ones", "cummax([3, 1, 3, 2], 0)", [3, 3, 3, 3], [0, 0, 2, 2]],
    [
      "cummin has the last of equal ones and of nan",
      "cummin([3, 3, nan, 1], 0)",
      [3, 3, NaN, NaN],
      [0, 1, 2, 2],
    ],
  ])("%s", (_, call, values, places) => {
    checkNumbers(`v, i = ${call}`, { v: values, i: places });
  });

  test("mode sends its gradient to where it stands last", () => {
    checkNumbers("x = [2, 1, 2]\ny = mode(x)", { y: 2 }, { x: [0, 0, 1] });
  });
});

describe("what can mean no part of a pair is said", () => {
  test.each([
    `
      x = [[1, 5, 2], [7, 3, 9]]
      a = topk(x, 2)[2]
    #     ^^^^^^^^^^^^^ topk(…) gives values and places, so an index directly behind it is [0] or .values, [1] or .indices. To index either, write v, i = topk(…), or put .values or .indices before this index.
      b = x.sort(dim=1)[0:1]
    #     ^^^^^^^^^^^^^^^^^^ sort(…) gives values and places, so an index directly behind it is [0] or .values, [1] or .indices. To index either, write v, i = sort(…), or put .values or .indices before this index.
      c = (cummax(x, 0))[0, 1]
    #     ^^^^^^^^^^^^^^^^^^^^ cummax(…) gives values and places, so an index directly behind it is [0] or .values, [1] or .indices. To index either, write v, i = cummax(…), or put .values or .indices before this index.
      e = max(x, 0)[:, 1]
    #     ^^^^^^^^^^^^^^^ max(…) gives values and places, so an index directly behind it is [0] or .values, [1] or .indices. To index either, write v, i = max(…), or put .values or .indices before this index. To compare element by element, write maximum(x, 0).
      d = max(x, dim=1)[-3] + 1
    #     ^^^^^^^^^^^^^^^^^ max(…) gives values and places, so an index directly behind it is [0] or .values, [1] or .indices. To index either, write v, i = max(…), or put .values or .indices before this index.
    `,
    `
      x = [[1, 5], [7, 3], [0, 4]]
      a, b, c = max(x, dim=1)
    #           ^^^^^^^^^^^^^ max(…) gives values and places: two names take them apart, v, i = max(…), not 3.
      m = max(x, dim=1)
      d, e = m
    #        ^ m is the values of max(…) alone. For values and places, write v, i = max(…); for rows, m[0] and m[1].
      n = m
      f, g = n
    #        ^ n is the values of max(…) alone. For values and places, write v, i = max(…); for rows, n[0] and n[1].
      h, i, j = m
      k = m.values
    #     ^^^^^^^^ m is the values of max(…) already: strike .values. To have the places too, write v, i = max(…).
      l = m.indices
    #     ^^^^^^^^^ m is the values of max(…) alone. To have the places too, write v, i = max(…).
    `,
    `
      x = [[1, 5], [7, 3]]
      def best(x): return x.max(dim=1)
      def both(x):
          m = best(x)
          a, b = m
    #            ^ m is the values of max(…) alone. For values and places, write v, i = max(…); for rows, m[0] and m[1].
          return b
      a, b = best(x)
    #        ^^^^^^^ best(x) gives the values of max(…) alone. For values and places, write v, i = max(…) inside the function and return both; for rows, take the result's [0] and [1].
      c = best(x)[1]
    #     ^^^^^^^^^^ information: best(x) gives the values of max(…) alone, and best(x)[1] is a row of them. For values and places, write v, i = max(…) inside the function and return both.
      d = best(x).indices
    #     ^^^^^^^^^^^^^^^ best(x) is the values of max(…) alone. To have the places too, write v, i = max(…) inside the function and return both.
      e = best(x)[:1] + best([x, x])[0, 1]
      f = both(x)
    #     ^^^^^^^ ↳ in this call of both
      L = sum(x)
    `,
    `
      from "other.grad" import m, best
      a, b = m
    #        ^ m is the values of sort(…) alone. For values and places, write v, i = sort(…); for rows, m[0] and m[1].
      c, d = best([3, 1])
    #        ^^^^^^^^^^^^ best([3, 1]) gives the values of topk(…) alone. For values and places, write v, i = topk(…) inside the function and return both; for rows, take the result's [0] and [1].
      --- other.grad
      m = sort([3, 1])
      n = sort([3, 1])[1]
      def best(x): return topk(x, 2)
    `,
    `
      x = [[1, 5], [7, 3]]
      a = x.values
    #       ^^^^^^ There is no attribute values; a value has .T, .mT and .shape.
      b = relu(x).indices
    #             ^^^^^^^ There is no attribute indices; a value has .T, .mT and .shape.
      c = max(x).values
    #            ^^^^^^ There is no attribute values; a value has .T, .mT and .shape.
      d = x.T.values
    #         ^^^^^^ There is no attribute values; a value has .T, .mT and .shape.
      e, f = median(x)
    #        ^^^^^^^^^ A single number cannot be taken apart into 2 names.
    `,
  ])("problems %#", checkProblems);

  test.each([
    ["x = [[1, 5]]\na = topk(x, 2)[0:1]", "x = [[1, 5]]\na = topk(x, 2).values[0:1]"],
    ["x = [[1, 5]]\na = max(x, 0)[:, 1]", "x = [[1, 5]]\na = maximum(x, 0)[:, 1]"],
    ["x = [[1, 5]]\nm = max(x, dim=1)\na = m.values + 1", "x = [[1, 5]]\nm = max(x, dim=1)\na = m + 1"],
    ["x = [[1, 5]]\nm = max(x, dim=1)\na = m.indices", "x = [[1, 5]]\nm, i = max(x, dim=1)\na = i"],
    ["i = [[1, 5]]\nm = max(i, dim=1)\nj = m.indices", "i = [[1, 5]]\nm, places = max(i, dim=1)\nj = places"],
    ["x = [1, 5]\nr = x.topk(2)\nv, i = r", "x = [1, 5]\nr = x.topk(2)\nv, i = x.topk(2)"],
    ["x = [1, 5]\ndef f(x): return sort(x)\nv, i = f(x)", "(none)"],
    ["x = [1, 5]\ndef f(r):\n    v, i = r\n    return v\nr = sort(x)\ny = f(r)", "(none)"],
  ])("%s is mended by the quick fix", (source, after) => {
    expect(fixed(source)).toBe(after);
  });
});

describe("a whole literal in the second place of max and min", () => {
  test.each([
    `
      x = [[1, 2, 3], [4, 5, 6]]
      a = x.max(1)
    #     ^^^^^^^^ x.max(1) can mean two things: write max(x, dim=1) to reduce along that dimension, or maximum(x, 1) to compare element by element.
      b = (x + 1).min(-1).sum()
    #     ^^^^^^^^^^^^^^^ (x + 1).min(-1) can mean two things: write min(x + 1, dim=-1) to reduce along that dimension, or minimum(x + 1, -1) to compare element by element.
      _, c = x.max(7)
    #        ^^^^^^^^ x.max(7) can mean two things: write max(x, dim=7) to reduce along that dimension, or maximum(x, 7) to compare element by element.
      d = x.max(0)[1]
    #     ^^^^^^^^ x.max(0) can mean two things: write max(x, dim=0) to reduce along that dimension, or maximum(x, 0) to compare element by element.
      e = x.max(0.5) + x.max(x) + max(0, x)
      L = sum(e)
    `,
    `
      x = [[1, 2, 3], [4, 5, 6]]
      a = sum(max(x, 0))
    #         ^^^^^^^^^ information: max(x, 0) compares with 0 element by element here; in PyTorch, 0 is the dimension to reduce. To say which, write maximum(x, 0) or max(x, dim=0).
      b = min(x, -2)
    #     ^^^^^^^^^^ information: min(x, -2) compares with -2 element by element here; in PyTorch, -2 is the dimension to reduce. To say which, write minimum(x, -2) or min(x, dim=-2).
      c = max(x, 2) + max(x, -3) + max(x, 0.0) + max(x, other=0) + max(x, x)
      d = max(x[0, 0], 0)
      _, e = max(x, 0)
      f = max(x, 0)[0] + max(x, 0).values
      g = max(x, 1, keepdim=True)
      h = max([d, 2 * d], 0)
    #     ^^^^^^^^^^^^^^^^^^ information: max([d, 2 * d], 0) compares with 0 element by element here; in PyTorch, 0 is the dimension to reduce. To say which, write maximum([d, 2 * d], 0) or max([d, 2 * d], dim=0).
      def f(x): return max(x, 1)
    #                  ^^^^^^^^^ information: max(x, 1) compares with 1 element by element here; in PyTorch, 1 is the dimension to reduce. To say which, write maximum(x, 1) or max(x, dim=1).
      for i in range(2):
          h = f(x) + f(2 * x)
    #         ^^^^ ↳ in this call of f
      L = sum(x)
    `,
    `
      x = [[1, 2, 3], [4, 5, 6]]
      a = max(x, x, dim=0)
    #     ^^^^^^^^^^^^^^^^ max: it either compares two values or reduces one along dim, not both.
      b = max(x, x, keepdim=True)
    #     ^^^^^^^^^^^^^^^^^^^^^^^ max: dim must be a whole number, not a list.
      c, d = max(x, 2)
    #        ^^^^^^^^^ max: dim 2 is out of range for x of shape [2, 3]; it has dims -2 … 1.
    `,
  ])("problems %#", checkProblems);

  test.each([
    [
      "x = [[1, 5]]\na = x.T.max(1)",
      "x = [[1, 5]]\na = max(x.T, dim=1)",
      "x = [[1, 5]]\na = maximum(x.T, 1)",
    ],
    [
      "x = [[1, 5]]\na = sum(max(x, -1))",
      "x = [[1, 5]]\na = sum(max(x, dim=-1))",
      "x = [[1, 5]]\na = sum(maximum(x, -1))",
    ],
  ])("%s has a fix for each meaning", (source, ...after) => {
    expect(fixedAll(source)).toEqual(after);
  });

  test("is the elementwise gate where nothing says otherwise", () => {
    const { problems } = analyse("x = [[-1, 5]]\ny = max(x, 0)\nL = sum(y)");
    expect(problems.map(({ code }) => code)).toEqual(["second-argument"]);
    checkNumbers(
      "x = [[-1, 5]]\ny = max(x, 7)\nz = sum(max(x, 0.0))",
      { y: [[7, 7]], z: 5 },
      { x: [[0, 1]] },
    );
  });
});

describe("what a function answers", () => {
  const shipped = [...builtins.values()].filter(({ signature }) => signature.standsFor === undefined);

  test("is a pair where PyTorch's is one, which its text says", () => {
    const pairs = shipped.filter(({ signature }) => signature.pair === true);
    const names = pairs.map(({ signature }) => signature.name).sort();
    expect(names).toEqual("cummax cummin kthvalue max median min mode sort topk".split(" "));
    for (const one of pairs) expect(referenceOf(one).pair).toContain(`v, i = ${one.signature.name}(x`);
  });

  test("depends on the second argument where its text says so, in names that are there", () => {
    const found = shipped.filter(({ signature }) => signature.second !== undefined);
    expect(found.map(({ signature }) => [signature.name, signature.second?.elementwise])).toEqual([
      ["max", "maximum"],
      ["min", "minimum"],
    ]);
    for (const { signature } of found) {
      const { value, dim, keepdim, elementwise } = signature.second ?? {};
      expect(signature.params.map((param) => param.name)).toEqual(["x", value, dim, keepdim]);
      expect(builtins.has(elementwise ?? "")).toBe(true);
    }
  });
});
