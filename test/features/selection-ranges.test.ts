/** What a selection grows to from `$0`, step by step. */
import { expect, test } from "vitest";
import { selectionRanges } from "../../src/features/selection-ranges.ts";
import { analyse } from "../check.ts";

function steps(marked: string): readonly string[] {
  const offset = marked.indexOf("$0");
  expect(offset).toBeGreaterThanOrEqual(0);
  const source = marked.replace("$0", "");
  const spans = selectionRanges(analyse(source), offset);
  expect(source.slice(spans.at(-1)?.start, spans.at(-1)?.end)).toBe(source);
  return spans.slice(0, -1).map(({ start, end }) => source.slice(start, end));
}

test("from a name to its operand, the arguments, the call, the statement and the block", () => {
  expect(steps("def f(x):\n    y = 1\n    return y + sum(x * a$0b, dim=0)\nz = f(1)")).toEqual([
    "ab",
    "x * ab",
    "x * ab, dim=0",
    "(x * ab, dim=0)",
    "sum(x * ab, dim=0)",
    "y + sum(x * ab, dim=0)",
    "return y + sum(x * ab, dim=0)",
    "y = 1\n    return y + sum(x * ab, dim=0)",
    "def f(x):\n    y = 1\n    return y + sum(x * ab, dim=0)",
  ]);
});

test("through lists, indices, brackets and the other parts of a line", () => {
  expect(steps("x = [[1, 2$0.5], [3, 4]]\ny = 1")).toEqual([
    "2.5",
    "1, 2.5",
    "[1, 2.5]",
    "[1, 2.5], [3, 4]",
    "[[1, 2.5], [3, 4]]",
    "x = [[1, 2.5], [3, 4]]",
  ]);
  expect(steps("x = 1\ny = (a)[0, $0k:]")).toEqual([
    "k",
    "k:",
    "0, k:",
    "[0, k:]",
    "(a)[0, k:]",
    "y = (a)[0, k:]",
  ]);
  expect(steps("x: [$0N] = [1]\n")).toEqual(["N", "[N]", "x: [N] = [1]"]);
});

test("texts and comments grow by words too", () => {
  expect(steps('f = load("data/i$0ris.csv")\n')).toEqual([
    "iris",
    "data/iris.csv",
    '"data/iris.csv"',
    '("data/iris.csv")',
    'load("data/iris.csv")',
    'f = load("data/iris.csv")',
  ]);
  expect(steps("x = 1\n# the chain r$0ule\n# and on\n")).toEqual([
    "rule",
    "the chain rule",
    "# the chain rule",
    "# the chain rule\n# and on",
  ]);
});

test("the words of a header and the parts of a backward block", () => {
  expect(steps("def f(x):\n    return x\nback$0ward(g):\n    return g\n")).toEqual([
    "backward",
    "backward(g):\n    return g",
    "def f(x):\n    return x\nbackward(g):\n    return g",
  ]);
  expect(steps("f$0or i in range(2):\n    x = i\n")).toEqual([
    "for",
    "for i in range(2):",
    "for i in range(2):\n    x = i",
  ]);
});

test("of a sum of thousands of terms the innermost and the outermost are steps", () => {
  const spans = selectionRanges(analyse(`x = 1\ny = x${" + x".repeat(5000)}`), 10);
  expect(spans.length).toBe(200);
});
