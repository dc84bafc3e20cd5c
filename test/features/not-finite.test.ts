/** Where a NaN or an infinity begins, what is said of it there, and that nothing is said where nobody is hurt. */
import { describe, expect, test } from "vitest";
import { graphView } from "../../src/features/graph-view.ts";
import { countNotFinite, firstNotFinite, notFiniteProblems } from "../../src/features/not-finite.ts";
import { statusOf } from "../../src/features/status.ts";
import { createEngine, runAnalysis } from "../../src/run.ts";
import { viewOf } from "../check.ts";
import programs from "../golden/programs.json";

/** Each problem with its code and the text that it stands at. */
function said(source: string): readonly string[] {
  return notFiniteProblems(viewOf(source)).map(
    ({ code, span, message }) => `${code} at ${source.slice(span.start, span.end)}: ${message}`,
  );
}

describe("it is said where it begins", () => {
  test.each([
    [
      "a NaN",
      "z = -4\na = log(z)\nb = a * 2\nL = b + 1",
      ["nan-forward at log(z): log(z) gives NaN, where z is -4. With it L is not finite."],
    ],
    [
      "an infinity",
      "x = 0\ny = 1 / x\nz = 1 / y\nL = y + z",
      ["inf-forward at 1 / x: 1 / x gives ∞, where x is 0. With it L is not finite."],
    ],
    [
      "a NaN in some elements",
      "z = [1, -4, -9]\nL = sum(sqrt(z))",
      [
        "nan-forward at sqrt(z): sqrt(z) gives NaN in 2 of 3 elements, first [1], where z goes from -9 to 1. With it L is not finite.",
      ],
    ],
    [
      "a slope",
      "x = 0\nL = sqrt(x)",
      ["nan-backward at sqrt(x): sqrt(x) sends back ∞, where x is 0. With it ∂L/∂x is not finite."],
    ],
    [
      "0 · ∞, where another way has brought nothing",
      "x = 0\ny = sqrt(x) * 0\nL = y + x",
      ["nan-backward at sqrt(x): sqrt(x) sends back NaN, where x is 0. With it ∂L/∂x is not finite."],
    ],
    [
      "in a library function, at its call",
      "x = [0, 0]\nL = sqrt(sum(x ** 2))",
      [
        "nan-norm at sqrt(sum(x ** 2)): sqrt(sum(x ** 2)) sends back ∞, where sum(x ** 2) is 0. With it ∂L/∂x is not finite. A length has slope 0 at 0 if it is written as norm.",
      ],
    ],
    [
      "in a function of the file, in its body",
      "def f(t):\n    return log(t)\nx = -1\nL = f(x) * 2",
      ["nan-forward at log(t): log(t) gives NaN, where t is -1. With it L is not finite."],
    ],
    [
      "in a loop, once",
      "x = -1\nL = 0\nfor i in range(3):\n    L = L + log(x * (i + 1))",
      [
        "nan-forward at log(x * (i + 1)): log(x * (i + 1)) gives NaN, where x * (i + 1) is -1. With it L is not finite. This is the first of 3 times.",
      ],
    ],
    ["in a leaf", "w = nan\nL = w * 2", ["nan-forward at w: w gives NaN. With it L is not finite."]],
    [
      "what makes a NaN of an infinity that was written",
      "x = 2\nm = inf\ny = m - m\nL = y * x",
      ["nan-forward at m - m: m - m gives NaN, where m is ∞. With it L is not finite."],
    ],
    [
      "beside the target's way",
      "x = 0\nk = log(x)\nL = x + 1\nL.backward()",
      ["inf-forward at log(x): log(x) gives -∞, where x is 0."],
    ],
    [
      "in each of two places",
      "x = 0\nv = -1\nL = sqrt(x) + where(v > 0, sqrt(v), 0)",
      [
        "nan-backward at sqrt(x): sqrt(x) sends back ∞, where x is 0. With it ∂L/∂x is not finite.",
        "nan-where at sqrt(v): sqrt(v) gives NaN, where v is -1. where(v > 0, sqrt(v), 0) drops it, but what comes back is 0 times a slope that is no number: ∂L/∂v is not finite. Replace what goes in where it is not taken.",
      ],
    ],
  ])("%s", (_, source, expected) => {
    expect(said(source)).toEqual(expected);
  });
});

describe("nothing is said", () => {
  test.each([
    ["of the exponent of a squared error", "x = -3\nL = (x - 2) ** 2"],
    [
      "of an infinity that is written",
      "m = where([True, False], [1, 2], -inf)\nL = sum(softmax(m) * [1, 2])",
    ],
    [
      "of an infinity that is dropped, with its slope",
      "x = 0\ns = where(x > 0, x, 1)\nL = where(x > 0, log(s), 0) + x",
    ],
    ["of the slope that a written infinity is", "x = [-inf, 2]\nw = [3, 4]\nL = sum(x * w)"],
    ["of a healthy file", "x = 3\nL = x * x"],
  ])("%s", (_, source) => {
    expect(said(source)).toEqual([]);
  });

  test.each(programs)("of the golden program $id", ({ source }) => {
    expect(said(source)).toEqual([]);
  });
});

describe("the status bar", () => {
  test.each([
    ["x = -3\nL = (x - 2) ** 2", undefined],
    ["x = 0\nv = [0, 1]\nL = sqrt(x) * 0 + sum(sqrt(v)) * 0", "⚠ NaN in 2 gradients"],
    ["x = 0\nL = sqrt(x)", "⚠ ∞ in 1 gradient"],
    ["x = -1\ny = log(x)\nL = y + x", "⚠ NaN in 2 values"],
    ["x = 0\ny = 1 / x\nL = y - y", "⚠ NaN in 1 value and 1 gradient, ∞ in 1 value"],
    ["m = -inf\nL = exp(m)", undefined],
  ])("counts names: %s", (source, expected) => {
    expect(countNotFinite(viewOf(source))).toBe(expected);
  });

  test("says it, and where it begins", () => {
    const source = "x = 0\ny = sqrt(x)\nL = y * 0\nL.backward()";
    const view = viewOf(source);
    const status = statusOf(view, runAnalysis(createEngine(), view.analysis, 1e9).answer);
    expect(status.text).toMatch(/^∇ L = 0 · 3 gradients · .* · ⚠ NaN in 1 gradient$/);
    expect(status.tooltip).toContain("⚠ NaN in 1 gradient. A click goes to where it begins, line 2.");
    expect(source.slice(status.begins?.start, status.begins?.end)).toBe("sqrt(x)");
    expect(firstNotFinite(viewOf("x = 3\nL = x * x"))).toBeUndefined();
  });
});

test("the graph marks what is not finite, and no literal", () => {
  const view = graphView(viewOf("x = -3\ny = 0\nL = x ** 2 + sqrt(y) * 0"), []);
  const texts = [...view.nodes, ...view.edges].flatMap(({ value, gradient }) => [value, gradient]);
  const marked = texts.filter((number) => number?.alarm === true).map((number) => number?.short);
  expect(marked).toEqual(["NaN ⚠", "NaN ⚠"]);
  expect(texts.filter((number) => number?.short.includes("NaN") && number.alarm !== true)).toEqual([]);
});
