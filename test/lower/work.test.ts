/** How much of a file is written out: what counts, where it ends, and what is left of a file that is too much. */
import { describe, expect, test } from "vitest";
import { MAX_WORK } from "../../src/lower/work.ts";
import { createAnalyser, PLAIN_REQUEST } from "../../src/analysis.ts";
import { analyse } from "../check.ts";

/** Functions that call the one before twice: the last one makes 2 ** depth calls. */
function doubling(first: string, next: (before: string) => string, depth: number): string {
  const functions = Array.from({ length: depth }, (_, i) => `def f${i + 1}(x):\n    ${next(`f${i}`)}`);
  return [`def f0(x): return ${first}`, ...functions, "x = 2", `y = f${depth}(x)`].join("\n");
}

describe("what counts", () => {
  test.each([
    ["a number", "x = 2", 1],
    ["a gate with its numbers", "x = 2 + 3", 3],
    ["a name that is read", "x = 2\ny = x + x", 2],
    ["no copy gate", "x = 2\ny = x\nz = y\na, b = z, z", 1],
    ["a loop, each of its turns with its number, and its bound", "for i in range(10): x = 3", 22],
    ["a loop without turns", "for i in range(0): x = 3", 2],
    ["a call, and what is in it", "def f(x): return x * 2\ny = f(1)", 4],
    ["a call that makes nothing", "def f(x): return x\ny = f(1)", 2],
    ["the rows of a tensor", "x = ones(5)\ny = stack(x)", 8],
    ["a gradient, with each use that it follows", "x = 2\ny = x * x\nz = grad(y, x)", 6],
  ])("%s", (_, text, units) => {
    expect(analyse(text).problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(analyse(text).program.work).toBe(units);
  });

  test("does not depend on what the version before had", () => {
    const analyser = createAnalyser();
    const text = "x = 2\nfor i in range(9): x = x * x\ny = grad(x, i)\nz = sigmoid(y)";
    const versions = [text, `${text} `, text.replace("9", "3"), text];
    const works = versions.map((one, i) => analyser.analyse(one, i, PLAIN_REQUEST).program.work);
    expect(works[1]).toBe(works[0]);
    expect(works[3]).toBe(works[0]);
    expect(works[2]).toBeLessThan(works[0]!);
  });
});

describe("a file that is too much is said to be so once, where it is to be changed", () => {
  test.each([
    ["functions that double", doubling("x + x", (f) => `return ${f}(${f}(x))`, 40), /^f\d+\(.*x\)+$/u],
    [
      "functions that double nothing",
      doubling("1", (f) => `a = ${f}(x)\n    return ${f}(x)`, 40),
      /^f\d+\(.*x\)+$/u,
    ],
    [
      "loops without turns",
      "n = 0\nfor i in range(900000):\n    for j in range(n): x = j\ny = 2",
      /^for i in range\(900000\):$/u,
    ],
    [
      "a loop in a loop, whose turns are many together only",
      "x = 2\nfor i in range(2000):\n    for j in range(2000):\n        x = x + 1",
      /^for i in range\(2000\):$/u,
    ],
    [
      "a loop in a function",
      "def f(x):\n    for i in range(700000): x = x * 2\n    return x\ny = f(1)",
      /^for i in range\(700000\):$/u,
    ],
    ["a call of the library", "x = ones(10 ** 6)\ny = 1\nz = split(x, 1)", /^split\(x, 1\)$/u],
    [
      "values that reading asks for",
      "x = 1\nfor i in range(100000):\n    a = ones(400, 400) * i\n    x = x + (1 if sum(a) > 3 else 2)",
      /^for i in range\(100000\):$/u,
    ],
    ["the rows of a tensor", "x = zeros(10 ** 7, 0)\ny = stack(x)", /^x$/u],
    [
      "gradients of gradients",
      `x = 2\ny = exp(x)\n${"y = grad(sin(y) * y, x)\n".repeat(30)}`,
      /^y = grad\(sin\(y\) \* y, x\)$/u,
    ],
    [
      "names that are handed on",
      `a = 1\nfor i in range(900000):\n${"    a = a\n".repeat(30)}`,
      /^for i in range\(900000\):$/u,
    ],
    [
      "a loop that is too long by itself",
      "for i in range(10 ** 12): x = i",
      /^for i in range\(10 \*\* 12\):$/u,
    ],
  ])("%s", (_, text, place) => {
    const { problems, program } = analyse(text);
    expect(problems.map(({ code }) => code)).toEqual(["too-many-gates"]);
    const { span } = problems[0]!;
    expect(text.slice(span.start, span.end)).toMatch(place);
    expect(program.bindings.length).toBeLessThan(200);
  });
});

describe("a file that is nearly too much", () => {
  test.each([
    ["turns of a gate each", "s = 0\nfor i in range(300000): s = s + i"],
    ["names that change places", "a = 1\nb = 2\nfor i in range(300000):\n    a, b = b, a + b"],
  ])("is read: %s", (_, text) => {
    const { problems, program } = analyse(text);
    expect(problems).toEqual([]);
    expect(program.work).toBeGreaterThan(MAX_WORK / 2);
  });

  test("may have as much in its own backward blocks", () => {
    const block = "def f(x): return x\nbackward(g):\n    for i in range(100): g = g * 1\n    return g\n";
    const text = `${block}x = 2\nfor i in range(2000): x = f(x)\nx.backward()`;
    const { problems, program, gradient } = analyse(text);
    expect(problems).toEqual([]);
    expect(program.work).toBeLessThan(10_000);
    expect(gradient).toBeDefined();
  });
});

test("backward blocks that are too much together are a problem, and no gradient is shown", () => {
  const block = "def f(x): return x\nbackward(g):\n    for i in range(100): g = g * 1\n    return g\n";
  const text = `${block}x = 2\nfor i in range(20000): x = f(x)\nx.backward()`;
  const { problems, gradient } = analyse(text);
  expect(problems.map(({ code }) => code)).toEqual(["too-many-gates"]);
  expect(gradient).toBeUndefined();
});

test("a loop that is too long by itself takes nothing from the lines beside it", () => {
  const text = "x = 2\ny = x * x\nfor i in range(10 ** 9): z = i\nf = y * 3\nf.backward()";
  const { problems, target, roots } = analyse(text);
  expect(problems.map(({ code }) => code)).toEqual(["too-many-gates"]);
  expect(target?.text).toBe("f");
  expect(roots.length).toBeGreaterThan(4);
});

test("of a file that is too much, each name is left as it was bound last", () => {
  const { bindings, shown } = analyse(
    "x = 2\ny = x * x\nfor i in range(999):\n    for j in range(999):\n        y = y + j\n        y\n",
  ).program;
  expect(bindings.map(({ name, group }) => [name, group?.ordinal])).toEqual([
    ["x", undefined],
    ["y", undefined],
    ["i", expect.any(Number)],
    ["j", expect.any(Number)],
    ["y", expect.any(Number)],
  ]);
  expect(shown.length).toBe(1);
});
