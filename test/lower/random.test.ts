/** Random numbers hang on the name that their line binds, and on the turn or call: an edit elsewhere changes none. */
import { describe, expect, test } from "vitest";
import { checkProblems } from "../check.ts";
import { numbersOf } from "../numbers.ts";

const valueOf = (source: string, name: string): string => JSON.stringify(numbersOf(source).values[name]);

describe("random numbers", () => {
  test.each<readonly [title: string, before: string, after: string, name: string]>([
    ["a line above", "w = randn(2)", "x = 3\nw = randn(2)", "w"],
    ["random lines above", "w = randn(2)", "a = randn(2)\nb = rand(3)\nrandn(4)\nw = randn(2)", "w"],
    ["a line below", "w = randn(2)", "w = randn(2)\nv = randn(2)", "w"],
    ["the line itself", "w = 0.1 * randn(2)\nv = w / 0.1", "w = randn(2) + 0\nv = w * 1", "v"],
    ["the shape of others", "w = randn(2)\nv = rand(2)", "w = randn(7, 5)\nv = rand(2)", "v"],
    [
      "a function that draws",
      "def f(): return randn(2)\nw = f()",
      "def f(): return randn(2)\nv = f()\nw = f()",
      "w",
    ],
    [
      "a draw in a loop",
      "for i in range(3): w = randn(2)",
      "x = 1\nfor i in range(3):\n    v = randn(2)\n    w = randn(2)",
      "w",
    ],
  ])("do not change by %s", (_, before, after, name) => {
    const [first, second] = [before, after].map((source) =>
      [numbersOf(source).values[name]].flat().map(Number),
    );
    expect(first?.every(Number.isFinite)).toBe(true);
    expect(second?.map((value) => value.toPrecision(9))).toEqual(first?.map((value) => value.toPrecision(9)));
  });

  test.each<readonly [title: string, source: string, a: string, b: string]>([
    ["two names", "a = randn(3)\nb = randn(3)", "a", "b"],
    ["two draws in a line", "a, b = randn(3), randn(3)", "a", "b"],
    ["two lines of one name", "a = randn(3)\nb = a + 0\na = randn(3)", "a", "b"],
    ["two calls", "def f(): return randn(3)\na = f()\nb = f()", "a", "b"],
    ["two calls in a line", "def f(): return randn(3)\na, b = f(), f()", "a", "b"],
    ["calls in one function", "def f(): return randn(3)\ndef g(): return f(), f()\na, b = g()", "a", "b"],
    ["two turns", "a = 0\nfor i in range(2):\n    b = randn(3)\n    a = b if i == 0 else a", "a", "b"],
    ["two kinds", "a = randn(3)\nb = rand(3)", "a", "b"],
    [
      "two loops with one name",
      "for i in range(1): a = randn(3)\nb = a + 0\nfor i in range(1): a = randn(3)",
      "a",
      "b",
    ],
    ["two seeds", "a = randn(3, seed=1)\nb = randn(3, seed=2)", "a", "b"],
  ])("differ for %s", (_, source, a, b) => {
    expect(valueOf(source, a)).not.toBe(valueOf(source, b));
  });

  test("are the same for one seed, whatever stands around", () => {
    const source = "a = randn(3, seed=7)\nb = 0 + randn(3, seed=7)\nfor i in range(2): c = randn(3, seed=7)";
    expect(valueOf(source, "a")).toBe(valueOf(source, "b"));
    expect(valueOf(source, "a")).toBe(valueOf(source, "c"));
  });

  test("are new in each turn", () => {
    const source = "s = []\nfor i in range(4):\n    s = cat([s, randn(1)])";
    const drawn = numbersOf(source).values["s"] as readonly number[];
    expect(new Set(drawn).size).toBe(4);
  });

  test("are recorded: a file gives the same for ever", () => {
    expect(numbersOf("w = rand(2)\nv = randn(2)").values).toMatchInlineSnapshot(`
      {
        "v": [
          -0.7734997966991876,
          -0.5483180524405569,
        ],
        "w": [
          0.8223341705855137,
          0.2022219741230673,
        ],
      }
    `);
  });

  test.each([
    `
      a = randn(2, 3, 7, seed=1.5)
    #                         ^^^ seed must be a whole number, not 1.5.
      b = rand(seed=1)
    #     ^^^^ rand needs size: rand(size, seed=None).
      c = rand(seed=1, 2)
    #                  ^ An argument by position cannot follow one by name.
    `,
  ])("problems %#", checkProblems);
});
