/** Hovers on what is no value: names in headers, dimensions, arguments, words of the language, and all of a backward block. */
import { describe, expect, test } from "vitest";
import { hoverAt } from "../../src/features/hover.ts";
import { viewOf } from "../check.ts";
import { at } from "./pointer.ts";

/** The hover's text without the line that it stands at. */
function said(source: string, text: string, n = 1): string {
  const hover = at(source, text, n);
  return hover === "(none)" ? hover : hover.split("\n").slice(2).join("\n");
}

const program = `x: [N, D] = [[1, 2], [3, 4], [5, 6]]
w: [D] = [0.5, -1]
# Twice the square.
def f(a, b):
    y = a * b
    return y * 2
backward(g):
    dy = 2 * g
    return dy * b, dy * a * -3
s = sum(x @ w, dim=0)
for i in range(3):
    s = s + i
L = f(s, -2)
L.backward()
`;

const turns = "3 turns, written out when the graph is built: i is 0, 1, 2.";

describe("a hover on", () => {
  test.each([
    [
      "a dimension says its size, where it is bound and who uses it",
      "D]",
      1,
      "**D** = `2`  \na dimension\n\nBound on line 1, where it is met first; used on line 2.",
    ],
    [
      "a dimension that nobody else uses",
      "N,",
      1,
      "**N** = `3`  \na dimension\n\nBound on line 1, where it is met first.",
    ],
    [
      "the upstream gradient",
      "g)",
      1,
      "**g** = `1`  \nscalar\n\nThe upstream gradient: what comes back to the result of f.",
    ],
    ["a name that a backward block binds", "dy =", 1, "**dy** = `2`  \nscalar"],
    ["an operator in a backward block", "* g", 1, "**2 \\* g** = `2`  \nscalar"],
    ["a name of the forward block in the backward block", "b, dy", 1, "**b** = `-2`  \nscalar"],
    [
      "what a backward block gives back",
      "return dy",
      1,
      "It gives back:\n- **da** = `-4`\n- **db** = `27`; the derivative of the forward block is `-9`",
    ],
    ["what a function gives back", "return y", 1, "**y \\* 2** = `18`  \nscalar"],
    ["a loop", "for i", 1, `${turns}\n\nfor i: **turn 3 of 3**`],
    ["the range of a loop", "range", 1, `${turns}\n\nfor i: **turn 3 of 3**`],
    [
      "the word backward of a target",
      "backward()",
      1,
      "The backward pass starts here: every gradient of this file is that of `L`. It starts with ∂L/∂L = 1.",
    ],
  ])("%s", (_, text, n, expected) => {
    expect(said(program, text, n)).toBe(expected);
  });

  test("the digit of a negative number is that number", () => {
    expect(said(program, "2)\nL.")).toContain("**\\-2** = `-2`");
  });

  test("an argument's name is the argument, not the whole function", () => {
    const hover = said(program, "dim=0");
    expect(hover).toMatch(/^\*\*dim=None\*\* {2}\nan argument of sum, None where it is left out\n\n/);
    expect(hover).not.toContain("Local gradient");
    expect(said("x = [1, 2]\ny = x.sum(axis=0)", "axis")).toMatch(/^\*\*dim=None/);
  });

  test("a function where it is defined says what it is and how often it is called", () => {
    const hover = said(program, "f(a");
    expect(hover).toContain("f(a, b)");
    expect(hover).toContain("Twice the square.");
    expect(hover).toContain("Called once.");
    expect(said(program, "def f")).toBe(hover);
  });

  test("a function where it is imported says what it is, and nothing of lines that are not here", () => {
    const imports = 'from "lib.grad" import f\ny = f(1)';
    const source = `${imports}\n--- lib.grad\n# Twice.\ndef f(a):\n    return 2 * a\n`;
    const hover = hoverAt(viewOf(source), imports.indexOf("f\n"), { link: undefined });
    expect(hover?.markdown).toMatch(/^```grad\nf\(a\)\n```\s+Twice\.$/);
  });

  test("a block that no gradient comes to says so", () => {
    const source = "def f(a):\n    return a\nbackward(g):\n    return g * 2\nx = 2";
    expect(said(source, "g *")).toContain("The function is not called.");
    expect(said(`${source}\ny = f(x)\nL = x * x\nL.backward()`, "g *")).toContain(
      "No gradient comes to this function.",
    );
  });
});

test("every token of a program answers", () => {
  const view = viewOf(program);
  const silent = [...program.matchAll(/[\p{L}_]\w*|\d+(\.\d+)?|[*@+-]/gu)].filter(({ index }) => {
    const line = program.slice(program.lastIndexOf("\n", index - 1) + 1);
    return !line.startsWith("#") && hoverAt(view, index, { link: undefined }) === undefined;
  });
  expect(silent.map(([text, ,], i) => `${i} ${text}`)).toEqual([]);
});
