/** Why a gradient is 0, NaN, infinite, tiny or huge: one sentence in the hover, with a way to the culprit. */
import { describe, expect, test } from "vitest";
import { cardOf } from "../../src/features/card.ts";
import { graphView } from "../../src/features/graph-view.ts";
import { hoverAt } from "../../src/features/hover.ts";
import { wordsOf } from "../../src/features/sentence.ts";
import { viewOf } from "../check.ts";
import programs from "../golden/programs.json";

/** What is said of the last value of a name. */
function why(source: string, name: string): string | undefined {
  const view = viewOf(source);
  const binding = view.analysis.program.bindings.findLast((one) => one.name === name);
  const { value, group } = binding ?? {};
  const said = value && cardOf(view, value, group, () => false).why;
  return said && wordsOf(said);
}

type Row = readonly [title: string, source: string, name: string, sentence: string];

const zeros: readonly Row[] = [
  [
    "a flat gate",
    "x = -1.2\nh = relu(x)\nL = (h - 1) ** 2",
    "x",
    "0, because relu on line 2 is flat here (x = -1.2).",
  ],
  [
    "a flat gate for every element",
    "x = [-2, -1]\nL = sum((relu(x) - 1) ** 2)",
    "x",
    "0, because relu on line 2 is flat here (x from -2 to -1).",
  ],
  [
    "behind other steps",
    "a = 2\nx = -1\nL = (relu(a * x) - 1) ** 2",
    "a",
    "0, because relu on line 3 is flat here (a * x = -2).",
  ],
  [
    "a value that is no leaf",
    "a = 2\nx = a - 3\nL = (relu(x) - 1) ** 2",
    "x",
    "0, because relu on line 3 is flat here (x = -1).",
  ],
  [
    "in a function, where its body says it",
    "def f(x):\n    return relu(x) * 2\nw = -2\nL = (f(w) - 1) ** 2",
    "w",
    "0, because relu on line 2 is flat here (x = -2).",
  ],
  [
    "inside of a function",
    "def f(x):\n    h = 3 * x\n    return relu(h) * 2\nw = -2\nL = (f(w) - 1) ** 2",
    "h",
    "0, because relu on line 3 is flat here (h = -6).",
  ],
  [
    "in a turn of a loop",
    "w = -1\nL = 0\nfor t in range(3):\n    L = L + (relu(w) - t - 1) ** 2",
    "w",
    "0, because relu on line 4, turn 1 is flat here (w = -1).",
  ],
  [
    "a range with two bounds",
    "x = [-1, 2]\ny = clamp(x, 3, 5)\nL = sum((y - 9) ** 2)",
    "x",
    "0, because clamp on line 2 is flat here (x from -1 to 2).",
  ],
  [
    "a slope that has rounded to 0",
    "x = -800\nL = (sigmoid(x) - 1) ** 2",
    "x",
    "0, because sigmoid on line 2 is flat here (x = -800).",
  ],
  [
    "an exponential that has rounded to 0",
    "x = -800\nL = (exp(x) - 1) ** 2",
    "x",
    "0, because exp on line 2 is flat here (x = -800).",
  ],
  [
    "a power that has rounded to 0 by its exponent",
    "x = 800\nL = (2 ** (-2 * x) - 1) ** 2",
    "x",
    "0, because 2 ** (-2 * x) on line 2 is flat here (-2 * x = -1600).",
  ],
  [
    "a function of the library in which one has",
    "x = -800\nL = (softplus(x) - 1) ** 2",
    "x",
    "0, because softplus on line 2 is flat here (x = -800).",
  ],
  [
    "another operand",
    "w = 1\nv = 3\nL = max(w, v) ** 2",
    "w",
    "0, because max on line 3 takes another operand here.",
  ],
  [
    "another side of a condition",
    "w = 1\nv = 3\nx = 2\nL = where(x > 1, v, w) ** 2",
    "w",
    "0, because where on line 4 takes another operand here.",
  ],
  [
    "a bound that does not hold",
    "x = 4\nlow = 1\nL = (clamp(x, low) - 3) ** 2",
    "low",
    "0, because clamp on line 3 takes another operand here.",
  ],
  [
    "other elements",
    "w = [1, 2]\nv = [3, 4]\nz = stack([w, v])\nL = sum(z[0])",
    "v",
    "0, because z[0] on line 4 takes other elements here.",
  ],
  [
    "other elements by their values",
    "w = [1, 2]\nv = [3, 4]\nL = sum(topk(cat([w, v]), 2))",
    "w",
    "0, because topk on line 3 takes other elements here.",
  ],
  [
    "a factor of zeros",
    "w = [1, 2]\nx = [0, 0]\nL = (sum(w * x) - 1) ** 2",
    "w",
    "0, because w * x on line 3 multiplies by x, which is all 0.",
  ],
  [
    "a factor that is 0",
    "w = 2\nx = 0\nL = w * x",
    "w",
    "0, because w * x on line 3 multiplies by x, which is 0.",
  ],
  ["a written 0", "w = 2\nL = w * 0 + 1", "w", "0, because w * 0 on line 2 multiplies by 0."],
  [
    "a factor that is 0 where it counts",
    "w = [1, 2]\nx = [0, 5]\nL = (w * x)[0]",
    "w",
    "0, because w * x on line 3 multiplies by x, which is 0 there.",
  ],
  [
    "a single number",
    "w = [[1], [2]]\nL = sum(softmax(w, dim=1) * [[1], [2]])",
    "w",
    "0, because softmax on line 2 is over a single number, and gives the same whatever is put in.",
  ],
  [
    "a backward block that gives 0",
    "def f(x):\n    return 3 * x\nbackward(g):\n    return 0 * g\nx = 2\nL = f(x) ** 2",
    "x",
    "0, because the backward block of f on line 6 gives 0 here.",
  ],
  [
    "a given gradient",
    "x = 2\ny = x * 3\ny.backward(0)",
    "x",
    "0, because y is given the upstream gradient 0.",
  ],
  [
    "every path ends",
    "x = 2.5\nL = round(x) * 3",
    "x",
    "Every path to L ends at round (line 2). round is a staircase: it is flat between its jumps, so the gradient that passes is 0.",
  ],
];

const rightly: readonly Row[] = [
  [
    "an exponential that descent brings to 0",
    "x = -800\nL = exp(x)",
    "x",
    "0, and rightly: exp on line 2 is flat here (x = -800), at the end to which descent pulls it.",
  ],
  [
    "a slope 0 by its value",
    "x = 0\nL = x ** 2",
    "x",
    "0, and rightly: x ** 2 on line 2 has slope 0 here (x = 0).",
  ],
  [
    "a product with itself",
    "x = 0\nL = x * x",
    "x",
    "0, and rightly: x * x on line 2 has slope 0 here (x = 0).",
  ],
  [
    "a loss at its minimum",
    "x = 2\nh = relu(x)\nL = (h - 2) ** 2",
    "x",
    "0, and rightly: (h - 2) ** 2 on line 3 has slope 0 here (h - 2 = 0).",
  ],
  [
    "a loss of the library at its minimum",
    "p = [1, 2]\nt = [1, 2]\nL = mse_loss(p, t)",
    "p",
    "0, and rightly: mse_loss on line 3 has slope 0 here (p from 1 to 2, t from 1 to 2).",
  ],
  [
    "terms that cancel in one step",
    "x = 2\nL = x - x",
    "x",
    "0, and rightly: what x - x on line 2 sends back adds up to 0.",
  ],
  [
    "uses that cancel",
    "x = 2\na = 3 * x\nb = 3 * x\nL = a - b",
    "x",
    "0, and rightly: what comes back from its uses adds up to 0.",
  ],
  [
    "uses of another value that cancel",
    "x = 2\ny = x + 1\na = 3 * y\nb = 3 * y\nL = a - b",
    "x",
    "0, and rightly: what comes back from the uses of y adds up to 0.",
  ],
  [
    "elements that cancel",
    "w = [1, 2, 3]\nb = 0\nL = sum((w + b) * [1, -2, 1])",
    "b",
    "0, and rightly: what w + b on line 3 sends back adds up to 0.",
  ],
  [
    "a hinge with its margin kept",
    "w = 3\nL = max(0, 1 - w)",
    "w",
    "0, and rightly: max on line 2 is flat here (1 - w = -2), at the end to which descent pulls it.",
  ],
  [
    "seen from a function with a backward block",
    "def f(x):\n    h = 2 * x\n    return h * 3\nbackward(g):\n    return 5 * g\nx = 2\nz = f(x)\nL = (z - 12) ** 2",
    "h",
    "0, and rightly: (z - 12) ** 2 on line 8 has slope 0 here (z - 12 = 0).",
  ],
];

const odd: readonly Row[] = [
  ["an infinite slope", "x = 0\nL = sqrt(x) * 3", "x", "∞, because sqrt on line 2 sends back ∞ (x = 0)."],
  [
    "a value that is no number",
    "x = -4\nw = 2\nL = w * log(x)",
    "w",
    "NaN, because log on line 3 gives NaN (x = -4).",
  ],
  [
    "what a choice drops",
    "x = [0, 4]\nL = sum(where(x > 0, sqrt(x), 0))",
    "x",
    "NaN in 1 of 2 elements, because where on line 2 drops sqrt on line 2 (x from 0 to 4), and 0 times its slope there is NaN.",
  ],
  [
    "the length of a zero vector",
    "v = [0, 0]\nL = sqrt(sum(v ** 2)) + 1",
    "v",
    "NaN in 2 of 2 elements, because sqrt on line 2 is a root of 0, and its slope there is ∞.",
  ],
  [
    "a value on the way",
    "x = 0\ny = 2 * x\nL = sqrt(y)",
    "y",
    "∞, because sqrt on line 3 sends back ∞ (y = 0).",
  ],
  [
    "an infinity that the file writes",
    "x = 2\nm = inf\nL = x * m",
    "x",
    "∞, because x * m on line 3 sends back ∞ (x = 2, m = ∞).",
  ],
  [
    "a given gradient",
    "x = 2\nL = x ** 2\nL.backward(inf)",
    "x",
    "∞, because L is given the upstream gradient ∞.",
  ],
];

const scaled: readonly Row[] = [
  [
    "a nearly flat gate",
    "w = 25\nh = sigmoid(w)\nL = (h - 3) ** 2",
    "w",
    "-5.555e-11, because sigmoid on line 2 passes 1.389e-11 of what comes to it (w = 25).",
  ],
  [
    "a small factor",
    "x = [3, 4]\nL = sum(x * 1e-20)",
    "x",
    "‖1.414e-20‖, because x * 1e-20 on line 2 passes 1e-20 of what comes to it (x from 3 to 4).",
  ],
  [
    "a pole",
    "x = 1e-10\ny = 1 / x\nL = y * 2",
    "x",
    "-2e+20, because 1 / x on line 2 multiplies what comes to it by 1e+20 (x = 1e-10).",
  ],
  [
    "a long way that shrinks",
    "w = 0.3\nx = 1\nh = x\nfor t in range(30):\n    h = h * w\nL = h",
    "x",
    "2.059e-16, because it shrinks over 30 steps, the most at h * w on line 5, turn 1 (× 0.3).",
  ],
  [
    "a long way that grows",
    "x = 1\nh = x\nfor t in range(40):\n    h = h * 3\nL = h",
    "x",
    "1.216e+19, because it grows over 40 steps, the most at h * 3 on line 4, turn 1 (× 3).",
  ],
  [
    "a given gradient",
    "x = 3\nL = x * 2\nL.backward(1e-12)",
    "x",
    "2e-12, because L is given the upstream gradient 1e-12.",
  ],
];

describe.each([
  ["0", zeros],
  ["0, and rightly", rightly],
  ["no number", odd],
  ["tiny or huge", scaled],
])("%s", (_, rows) => {
  test.each(rows)("%s", (_title, source, name, sentence) => {
    expect(why(source, name)).toBe(sentence);
  });
});

describe("nothing is said", () => {
  test.each([
    ["of an ordinary gradient", "x = 3\nL = x ** 2", "x"],
    ["of a gradient with some zeros", "x = [-1, 2]\nL = sum(relu(x))", "x"],
    ["of the target", "x = 2\ny = x * 3\ny.backward(0)", "y"],
    ["of nothing", "x = zeros(0)\nL = sum(x)", "x"],
    ["of what has no gradient", "x = 3\nc = x > 2\nL = where(c, x, 0)", "c"],
  ])("%s", (_, source, name) => {
    expect(why(source, name)).toBeUndefined();
  });
});

const dead = "x = -1.2\nh = relu(x)\nL = (h - 1) ** 2";

describe("where it is said", () => {
  test("in the hover, under the gradient, with a link to the culprit", () => {
    const link = (text: string, offset: number): string => `<${text} at ${offset}>`;
    const { markdown } = hoverAt(viewOf(dead), 0, { link })!;
    expect(markdown).toContain(
      "**∂L/∂x** = `0`\n\n0, because <relu on line 2 at 13> is flat here (x = -1.2).",
    );
  });

  test("with a link to where every path ends", () => {
    const link = (text: string, offset: number): string => `<${text} at ${offset}>`;
    const { markdown } = hoverAt(viewOf("x = 2.5\nL = round(x) * 3"), 0, { link })!;
    expect(markdown).toContain("Every path to L ends at <round (line 2) at 12>. round is a staircase");
  });

  test("on the card of the graph", () => {
    const { nodes } = graphView(viewOf(dead), []);
    expect(nodes.map(({ label, notes }) => [label, ...notes])).toEqual([
      ["x", "0, because relu on line 2 is flat here (x = -1.2)."],
      ["relu"],
      ["−1"],
      ["^2"],
      ["L"],
    ]);
  });

  test("not while the gradient is hidden", () => {
    const view = { ...viewOf(dead), revealed: 1 };
    expect(hoverAt(view, 0, { link: undefined })!.markdown).toContain("**∂L/∂x** = `?`");
    expect(hoverAt(view, 0, { link: undefined })!.markdown).not.toContain("because");
    expect(graphView(view, []).nodes.flatMap(({ notes }) => notes)).toEqual([]);
    const shown = { ...view, revealed: 3 };
    expect(hoverAt(shown, 0, { link: undefined })!.markdown).toContain("because");
  });
});

test("every sentence about a golden program is one", () => {
  let count = 0;
  for (const { id, source } of programs) {
    const view = viewOf(source);
    for (const { value, group } of view.analysis.program.bindings) {
      const said = value && cardOf(view, value, group, () => false).why;
      if (said === undefined) continue;
      count += 1;
      expect(wordsOf(said), id).toMatch(/^\S[^]*\.$/u);
      expect(wordsOf(said), id).not.toMatch(/undefined|NaN to|\(\)| {2}/u);
    }
  }
  expect(count).toBeGreaterThan(5);
});
