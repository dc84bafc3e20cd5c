/** An edit of nothing but numbers: the graph stays, and what is shown is what the same text shows read cold. */
import { describe, expect, test } from "vitest";
import { createAnalyser, PLAIN_REQUEST, type Analysis } from "../src/analysis.ts";
import { lineHints } from "../src/features/hints.ts";
import { hoverAt, type HoverOptions } from "../src/features/hover.ts";
import { graphView } from "../src/features/graph-view.ts";
import { semanticTokens } from "../src/features/semantic-tokens.ts";
import { plainView } from "../src/features/view.ts";
import { createEngine, runAnalysis } from "../src/run.ts";
import { PLAIN_HINTS } from "./check.ts";

/** The text after the edit, read after the text before it by one analyser. */
function edited(before: string, after: string): { readonly old: Analysis; readonly now: Analysis } {
  const analyser = createAnalyser();
  const old = analyser.analyse(before, 1, PLAIN_REQUEST);
  expect(old.roots.length).toBeGreaterThan(0);
  return { old, now: analyser.analyse(after, 2, PLAIN_REQUEST) };
}

const HOVER: HoverOptions = { link: undefined };

/** Everything that is shown of a text with its numbers. */
function shown(analysis: Analysis): object {
  const view = plainView(analysis, runAnalysis(createEngine(), analysis, 1e9).numbers, true);
  const offsets = Array.from(analysis.text, (_, i) => i);
  return {
    problems: analysis.problems,
    target: [analysis.target?.text, analysis.target?.stmt.span],
    hints: lineHints(view, PLAIN_HINTS).map(({ offset, parts, tooltip }) => ({ offset, parts, tooltip })),
    hovers: offsets.map((offset) => hoverAt(view, offset, HOVER)),
    graph: graphView(view, []),
    tokens: semanticTokens(analysis),
  };
}

const isKept = ({ old, now }: ReturnType<typeof edited>): boolean =>
  now.program.graph === old.program.graph && now.roots === old.roots;

describe("keeps the graph", () => {
  test.each([
    ["a digit", "x = 3\nL = x * 2", "x = 4\nL = x * 2"],
    ["more digits", "x = 3\nL = x * 2\n# end\nL.backward()", "x = 30.25\nL = x * 2\n# end\nL.backward()"],
    ["a number inside a formula", "x = 3\nL = x ** 2 + 1", "x = 3\nL = x ** 4 + 1"],
    ["a sign's number", "x = -3\nL = x * x", "x = -12\nL = x * x"],
    [
      "an element of a list",
      "x = [1, [2][0]]\nw = [[1, 2], [3, 4]]\nL = sum(w @ x)",
      "x = [1, [2][0]]\nw = [[1, 2], [35, 4]]\nL = sum(w @ x)",
    ],
    ["several at once", "x = 3\ny = [1, 2]\nL = sum(x * y)", "x = 5\ny = [7, 8]\nL = sum(x * y)"],
    [
      "a number in a function that is called twice",
      "def f(a): return a * 2\nx = 3\nL = f(x) + f(L0)\n".replace("L0", "x"),
      "def f(a): return a * 7\nx = 3\nL = f(x) + f(x)\n",
    ],
    [
      "a number in a loop",
      "x = 3\nfor i in range(3):\n    x = x * 0.5\nL = x",
      "x = 3\nfor i in range(3):\n    x = x * 0.75\nL = x",
    ],
    [
      "a number in a backward block",
      "def f(a):\n    return a * a\nbackward(g):\n    return g * 2 * a\nx = 3\nL = f(x)",
      "def f(a):\n    return a * a\nbackward(g):\n    return g * 3 * a\nx = 3\nL = f(x)",
    ],
    ["spaces", "x = 3\nL = x * 2", "x  =  3\nL = x * 2"],
  ])("%s", (_, before, after) => {
    const both = edited(before, after);
    expect(both.old.problems).toEqual([]);
    expect(isKept(both)).toBe(true);
    expect(shown(both.now)).toEqual(shown(createAnalyser().analyse(after, 2, PLAIN_REQUEST)));
  });
});

describe("reads anew", () => {
  test.each([
    ["a size", "x = zeros(3)\nL = sum(x)", "x = zeros(4)\nL = sum(x)"],
    ["a size with a name", "n = 3\nx = zeros(n)\nL = sum(x)", "n = 4\nx = zeros(n)\nL = sum(x)"],
    [
      "a bound",
      "x = 3\nfor i in range(3):\n    x = x * 2\nL = x",
      "x = 3\nfor i in range(4):\n    x = x * 2\nL = x",
    ],
    ["an index", "x = [1, 2]\nL = x[0]", "x = [1, 2]\nL = x[1]"],
    [
      "an argument",
      "x = [[1, 2], [3, 4]]\nL = sum(sum(x, dim=0))",
      "x = [[1, 2], [3, 4]]\nL = sum(sum(x, dim=1))",
    ],
    ["a condition", "n = 1\nx = 3\nL = x * 2 if n > 0 else x", "n = -1\nx = 3\nL = x * 2 if n > 0 else x"],
    [
      "a second argument that could be a dimension",
      "x = [1, 3]\nL = sum(max(x, 2.5))",
      "x = [1, 3]\nL = sum(max(x, 2))",
    ],
    [
      "one that is written as a whole number",
      "x = [1, 3]\nL = sum(max(x, 2.0))",
      "x = [1, 3]\nL = sum(max(x, 2))",
    ],
    ["a target's text", "x = 3\n(x * 2).backward()", "x = 3\n(x * 5).backward()"],
    [
      "a parameter's default",
      "def f(a, b=2): return a * b\nx = 3\nL = f(x)",
      "def f(a, b=5): return a * b\nx = 3\nL = f(x)",
    ],
    [
      "a comment above a function",
      "# Twice 1.\ndef f(a): return a * 2\nx = 3\nL = f(x)",
      "# Twice 2.\ndef f(a): return a * 2\nx = 3\nL = f(x)",
    ],
    ["what is wrong now", "x = 3\nL = x * 2", "x = 3\nL = x * 2_"],
    ["another sign", "x = -3\nL = x * 2", "x = +3\nL = x * 2"],
    [
      "a line that a block has more",
      "x = 3\nfor i in range(3):\n    x = x * 2\nL = x * 5",
      "x = 3\nfor i in range(3):\n    x = x * 2\n    x = x * 2\nL = x * 5",
    ],
    [
      "a line that a block has no more",
      "x = 3\nfor i in range(3):\n    x = x * 2\n    x = x * 2\nL = x * 5",
      "x = 3\nfor i in range(3):\n    x = x * 2\nL = x * 5",
    ],
    ["a line that comes twice", "x = 3\nx = x * 2\nL = x", "x = 3\nx = x * 2\nx = x * 2\nL = x"],
    ["a comment between", "x = 3\nL = x * 2", "x = 3\n# three\nL = x * 2"],
    ["how a name is written", "x₁ = 3\nf₁ = x₁ * 2", "x₁ = 3\nf1 = x₁ * 2"],
  ])("%s", (_, before, after) => {
    const both = edited(before, after);
    expect(isKept(both)).toBe(false);
    expect(shown(both.now)).toEqual(shown(createAnalyser().analyse(after, 2, PLAIN_REQUEST)));
  });

  test("a file in which something is wrong", () => {
    const both = edited("x = 3\nL = x * 2\ny = unknown", "x = 4\nL = x * 2\ny = unknown");
    expect(isKept(both)).toBe(false);
    expect(shown(both.now)).toEqual(
      shown(createAnalyser().analyse("x = 4\nL = x * 2\ny = unknown", 2, PLAIN_REQUEST)),
    );
  });
});

test("a number that was changed before is where the next reading finds it", () => {
  const analyser = createAnalyser();
  const texts = [
    "x = 3\nL = x * 2",
    "x = 4\nL = x * 2",
    "x = 4\ny = 1\nL = x * 2",
    "x = 5\ny = 1\nL = x * 2",
  ];
  const [, , third, last] = texts.map((text, version) => analyser.analyse(text, version, PLAIN_REQUEST));
  expect(third!.program.made).toBe(1);
  expect(shown(last!)).toEqual(shown(createAnalyser().analyse(texts[3]!, 3, PLAIN_REQUEST)));
});
