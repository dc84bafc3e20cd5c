/** Backward blocks that are written from the derivative: right by central differences, and as a person would write them. */
import { describe, expect, test } from "vitest";
import { finish } from "../../src/base/steps.ts";
import { checkSteps } from "../../src/features/check-gradients.ts";
import { findingProblems } from "../../src/features/findings.ts";
import { refactoringsAt, refusedAt } from "../../src/features/refactor/index.ts";
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

const conv = "x = param(ones(1, 1, 4))\nL = sum(f(x, ones(1, 1, 2)))\nL.backward()";

test.each([
  [
    "what a convolution sends back has no words",
    `def f(x, w):\n    return conv1d(x, w)\n${conv}`,
    "The language has no words for the derivative of conv1d.",
  ],
  [
    "another draw would be another number",
    "def f(x):\n    return x * dropout(x)\nx = param([1, 2])\nL = sum(f(x))\nL.backward()",
    "dropout draws random numbers, which would be others in the block.",
  ],
  [
    "the mean of two numbers and of three have other gradients",
    "def f(x):\n    return mean(x ** 2)\nx = param([1, 2])\ny = param([1, 2, 3])\nL = f(x) + f(y)\nL.backward()",
    "The function is called with other shapes too, whose derivatives need other lines.",
  ],
  [
    "forty turns are many lines",
    "def f(w):\n    h = w\n    for i in range(40):\n        h = tanh(w * h + 0.1 * i)\n    return h\nw = param([1, 2])\nL = sum(f(w))\nL.backward()",
    "The derivative would take 86 lines, more than the 25 that are written.",
  ],
  [
    "a name of the file cannot be read",
    "k = 3\ndef f(x):\n    return k * x ** 2\nx = param([1, 2])\nL = sum(f(x))\nL.backward()",
    "The function reads a name of the file, which one with a backward block of its own cannot.",
  ],
])("no block is written, and the reason is told: %s", (_, source, reason) => {
  expect(withBlock(source)).toBeUndefined();
  const start = source.indexOf("def f(");
  expect(refusedAt(viewOf(source), { start, end: start }, () => true)).toEqual([
    { title: "Write the backward block of f", kind: "rewrite", reason },
  ]);
});

test("nothing is refused where a block can be written, or is there, or the caret is elsewhere", () => {
  const [, source] = programs[0]!;
  const start = source.indexOf("def f(");
  for (const [text, at] of [
    [source, start],
    [withBlock(source)!, start],
    [source, source.indexOf("L =")],
  ] as const)
    expect(refusedAt(viewOf(text), { start: at, end: at }, () => true)).toEqual([]);
});

test("a wrong block whose derivative has no words says so beside its place", () => {
  const source = `def f(x, w):\n    return conv1d(x, w)\nbackward(g):\n    return ones(1, 1, 4), None\n${conv}`;
  const [wrong] = findingProblems(viewOf(source), ALL_ON);
  expect(wrong?.code).toBe("wrong-backward");
  expect(wrong?.related.at(-1)?.message).toBe(
    "the derived gradient is not written here. The language has no words for the derivative of conv1d.",
  );
});
