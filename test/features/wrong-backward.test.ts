/** A backward block beside the derivative of its forward block: what is found, how it is mended, and what is right. */
import { describe, expect, test } from "vitest";
import { findingProblems } from "../../src/features/findings.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import type { Problem } from "../../src/problems.ts";
import { viewOf } from "../check.ts";
import { applyFix } from "../syntax/apply-fix.ts";
import { expectedIn, programsIn } from "./programs.ts";

function found(source: string): readonly Problem[] {
  return findingProblems(viewOf(source), ALL_ON).filter(({ code }) => code === "wrong-backward");
}

/** Each with its mistake and the text that it stands at. */
function said(source: string): readonly string[] {
  return found(source).map(
    ({ severity, span, data }) =>
      `${severity} ${data?.["mistake"] ?? ""} at ${source.slice(span.start, span.end)}`,
  );
}

const wrong = expectedIn("wrong-backward.txt");

describe("a wrong block", () => {
  test.each(wrong)("%s", (_, source, expected) => {
    expect(said(source)).toEqual([expected]);
  });

  test.each(wrong)("%s: every fix takes it away", (_, source) => {
    const [problem] = found(source);
    expect(problem?.fixes.length).toBeGreaterThan(1);
    for (const fix of problem?.fixes ?? []) {
      const mended = applyFix(source, fix);
      expect(viewOf(mended).analysis.problems).toEqual([]);
      expect(found(mended)).toEqual([]);
    }
  });
});

test("a point where the derivative is not finite is dropped, and that is said", () => {
  const source =
    "def lg(x):\n    return log(x)\nbackward(g):\n    return g * x\nx = param([0, 2])\nL = sum(lg(x))\nL.backward()";
  expect(found(source).map(({ message }) => message)).toEqual([
    "∂x[0]: at x = [0.0341, 2.12] (the derivative at the file's own numbers is not finite), the block gives 0.04503, the derivative is 38.69.",
  ]);
  expect(found(source.replace("[0, 2]", "[1, 2]"))[0]?.message).not.toContain("finite");
});

test.each([
  [
    "sum(p * g, dim=0, keepdim=True)",
    "sum(p * g, dim=1, keepdim=True)",
    "the sum goes along another dimension than 1",
  ],
  ["sum(p * g)", "sum(p * g, dim=1, keepdim=True)", "the sum goes over all dimensions, and not along 1"],
])("%s is mended where it stands", (wrongSum, rightSum, reason) => {
  const of = (sum: string): string =>
    `def sm(x):\n    return softmax(x, dim=1)\nbackward(g):\n    p = softmax(x, dim=1)\n    return p * (g - ${sum})\nx = param([[1, 2, 0], [3, 5, 1]])\nL = sum(sm(x) * [[1, 2, 3], [3, 4, 1]])\nL.backward()`;
  const [only] = found(of(wrongSum));
  expect(only?.message).toContain(reason);
  expect(applyFix(of(wrongSum), only!.fixes[0]!)).toBe(of(rightSum));
});

test("a value of more elements than the editor is told is computed again, behind a layer", () => {
  const source =
    "def f(x):\n    return x ** 3\nbackward(g):\n    return g * x ** 2\nx = randn(100, 80, seed=1)\nw = param(0.1 * randn(80, 90, seed=2))\nh = tanh(x @ w)\nL = sum(f(h))\nL.backward()";
  expect(said(source)).toEqual(["warning factor at g * x ** 2"]);
});

test("a local gradient that no upstream gradient makes whole has no such fix", () => {
  const source =
    "def mm(x, w):\n    return x @ w\nbackward(g):\n    return ones(2, 2) @ w.T, x.T @ g\nx = param([[1, 2], [3, 4]])\nw = param([[1, -2], [0.5, 4]])\nL = sum(mm(x, w) ** 2)\nL.backward()";
  expect(found(source).flatMap(({ fixes }) => fixes.map(({ title }) => title))).toEqual([
    "Write the derived gradient: g @ w.T, x.T @ g",
    "Delete the backward block of mm",
  ]);
});

const right = programsIn("right-backward.txt").map(({ title, source }) => [title, source] as const);

test.each(right)("nothing is said of %s", (_, source) => {
  expect(found(source)).toEqual([]);
});
