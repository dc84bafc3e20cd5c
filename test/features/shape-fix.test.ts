/** The fix of a block that gives a gradient of another shape: offered where it gives the derivative, and nowhere else. */
import { expect, test } from "vitest";
import { soundFixes } from "../../src/features/shape-fix.ts";
import { createEffort } from "../../src/insight/effort.ts";
import { viewOf } from "../check.ts";

function offered(source: string, most = 1e6): readonly string[] {
  const view = viewOf(source);
  const effort = createEffort(most);
  return view.analysis.problems.flatMap((problem) =>
    soundFixes(view, problem, effort).map(({ title }) => title),
  );
}

const layer = (returned: string): string =>
  `def f(x, w, b):\n    return x @ w + b\nbackward(g):\n    return ${returned}\nx = param([[1, 2], [3, 4], [5, 7]])\nw = param([[1, -1], [2, 0.5]])\nb = param([1, 2])\nL = sum(f(x, w, b) ** 2)\nL.backward()`;

test.each([
  ["the upstream gradient of a bias", "g @ w.T, x.T @ g, g", ["Write sum(g, dim=0)"]],
  ["half of it", "g @ w.T, x.T @ g, g / 2", []],
  ["the right one beside a wrong one", "g @ w, x.T @ g, g", []],
])("%s", (_, returned, expected) => {
  expect(viewOf(layer(returned)).analysis.problems.map(({ code }) => code)).toEqual([
    "backward-return-shape",
  ]);
  expect(offered(layer(returned))).toEqual(expected);
});

test("the fixes of two parameters are tried together", () => {
  const source =
    "def f(a, b, x):\n    return a * x + b\nbackward(g):\n    return g * x, g, g * a\na = param(2)\nb = param(1)\nx = param([1, 2])\nL = sum(f(a, b, x) ** 2)\nL.backward()";
  // What is wrong with the second is said once the first is mended.
  const titles = viewOf(source).analysis.problems.flatMap(({ fixes }) => fixes.map(({ title }) => title));
  expect(titles).toEqual(["Write sum(g * x)", "Write sum(g)"]);
  expect(offered(source)).toEqual(titles);
});

test("nothing is offered that there is no effort left to try", () => {
  expect(offered(layer("g @ w.T, x.T @ g, g"), 10)).toEqual([]);
});
