/** Backward blocks that are written from the derivative: right by central differences, and as a person would write them. */
import { describe, expect, test } from "vitest";
import { finish } from "../../src/base/steps.ts";
import { checkSteps } from "../../src/features/check-gradients.ts";
import { refactoringsAt } from "../../src/features/refactor/index.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import { viewOf } from "../check.ts";
import { applyFix } from "../syntax/apply-fix.ts";
import { programsIn } from "./programs.ts";

/** The program with a backward block for its function f; undefined where none can be written. */
function withBlock(source: string): string | undefined {
  const start = source.indexOf("def f(") + "def ".length;
  const found = refactoringsAt(viewOf(source), { start, end: start }).find(({ title }) =>
    title.startsWith("Write the backward block"),
  );
  return found && applyFix(source, found);
}

function blockOf(source: string): string | undefined {
  return /^backward[^]*?(?=\n\w)/mu.exec(withBlock(source) ?? "")?.[0];
}

const programs = programsIn("derived-blocks.txt").map(({ title, source }) => [title, source] as const);

test.each(programs)("%s: the block agrees with central differences", (_, source) => {
  const written = withBlock(source);
  expect(written).toBeDefined();
  const view = viewOf(written!);
  expect(view.analysis.problems).toEqual([]);
  const checked = finish(checkSteps(view, ALL_ON, 1e8, 1e5));
  expect(checked.mistakes).toEqual([]);
  expect(checked.verdict).toBe("good");
});

describe("the lines", () => {
  const block = (title: string): string | undefined => blockOf(programs.find(([own]) => own === title)![1]);

  test("what is used twice has a name", () => {
    expect(block("share")).toBe(`backward(g):
    value = sum(x, dim=1, keepdim=True)
    part = sum(-g * (x / sum(x, dim=1, keepdim=True) / value), dim=1, keepdim=True)
    return part + g / value`);
  });

  test("the gradients by the names of the forward block are called after these", () => {
    expect(block("attention")).toBe(`backward(g):
    da = g @ v.T
    ds = a * (da - sum(da * a, dim=-1, keepdim=True))
    return ds / sqrt(2) @ k, (ds / sqrt(2)).T @ q, a.T @ g`);
  });

  test("a slice is put back among zeros", () => {
    expect(block("loop of a sum")).toBe(`backward(g):
    ds = g / (2 * sqrt(s))
    part = (ds * 2 * x[0])[None].pad([0, 2]) + (ds * 2 * x[1])[None].pad([1, 1])
    return part + (ds * 2 * x[2])[None].pad([2, 0])`);
  });
});

test.each([
  // What a convolution sends back has no words in the language.
  "def f(x, w):\n    return conv1d(x, w)\nx = param(ones(1, 1, 4))\nL = sum(f(x, ones(1, 1, 2)))\nL.backward()",
  // Another draw would be another number.
  "def f(x):\n    return x * dropout(x)\nx = param([1, 2])\nL = sum(f(x))\nL.backward()",
  // The mean of two numbers and of three have other gradients.
  "def f(x):\n    return mean(x ** 2)\nx = param([1, 2])\ny = param([1, 2, 3])\nL = f(x) + f(y)\nL.backward()",
])("no block is written where it would be wrong or cannot be said: %j", (source) => {
  expect(withBlock(source)).toBeUndefined();
});
