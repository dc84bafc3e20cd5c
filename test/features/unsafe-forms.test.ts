/** Formulas for which a better one exists: found through names and calls, measured, and mended. */
import { describe, expect, test } from "vitest";
import { findingProblems } from "../../src/features/findings.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import type { Problem } from "../../src/problems.ts";
import { viewOf } from "../check.ts";
import { applyFix } from "../syntax/apply-fix.ts";

function found(source: string): readonly Problem[] {
  return findingProblems(viewOf(source), ALL_ON);
}

function said(source: string): readonly string[] {
  return found(source).map(
    ({ code, severity, span }) => `${severity} ${code} at ${source.slice(span.start, span.end)}`,
  );
}

function mended(source: string): readonly string[] {
  return found(source).flatMap(({ fixes }) => fixes.map((fix) => applyFix(source, fix)));
}

const targetOf = (source: string): number => {
  const { analysis, numbers } = viewOf(source);
  return numbers!.tensor(analysis.target!.node)!.data[0]!;
};

const end = "\nL.backward()";

describe("a hint where both agree", () => {
  test.each([
    ["L = log(sigmoid(w))", "unsafe-log-sigmoid at log(sigmoid(w))", "L = logsigmoid(w)"],
    [
      "L = log(1 - sigmoid(2 * w))",
      "unsafe-log-sigmoid at log(1 - sigmoid(2 * w))",
      "L = logsigmoid(-(2 * w))",
    ],
    ["s = sigmoid(w)\nL = log(s)", "unsafe-log-sigmoid at log(s)", "s = sigmoid(w)\nL = logsigmoid(w)"],
    ["L = log(1 / (1 + exp(-w)))", "unsafe-log-sigmoid at log(1 / (1 + exp(-w)))", "L = logsigmoid(w)"],
    [
      "L = sum(log(softmax([w, 1], dim=0)))",
      "unsafe-log-softmax at log(softmax([w, 1], dim=0))",
      "L = sum(log_softmax([w, 1], dim=0))",
    ],
    [
      "z = stack([w, 1])\ne = exp(z)\nL = log(e / sum(e))[0]",
      "unsafe-log-softmax at log(e / sum(e))",
      "z = stack([w, 1])\ne = exp(z)\nL = log_softmax(z)[0]",
    ],
    ["L = log(sum(exp([w, 1])))", "unsafe-logsumexp at log(sum(exp([w, 1])))", "L = logsumexp([w, 1])"],
    [
      "L = sum(log(sum(exp([[w, 1]]), dim=1, keepdim=True)))",
      "unsafe-logsumexp at log(sum(exp([[w, 1]]), dim=1, keepdim=True))",
      "L = sum(logsumexp([[w, 1]], dim=1, keepdim=True))",
    ],
    ["L = log(exp(w) + 1)", "unsafe-softplus at log(exp(w) + 1)", "L = softplus(w)"],
    ["L = log(1 + w * 1e-4)", "unsafe-log1p at log(1 + w * 1e-4)", "L = log1p(w * 1e-4)"],
    ["L = exp(w * 1e-4) - 1", "unsafe-expm1 at exp(w * 1e-4) - 1", "L = expm1(w * 1e-4)"],
    [
      "z = [w, 1]\nL = (exp(z) / sum(exp(z)))[0]",
      "unsafe-softmax at exp(z) / sum(exp(z))",
      "z = [w, 1]\nL = (softmax(z))[0]",
    ],
    [
      "z = [[w, 1], [3, 2]]\ne = exp(z)\np = e / sum(e, dim=1, keepdim=True)\nL = p[0, 1]",
      "unsafe-softmax at e / sum(e, dim=1, keepdim=True)",
      "z = [[w, 1], [3, 2]]\ne = exp(z)\np = softmax(z, dim=1)\nL = p[0, 1]",
    ],
    ["L = 1 / (exp(-w) + 1)", "unsafe-sigmoid at 1 / (exp(-w) + 1)", "L = sigmoid(w)"],
    [
      "def s(t):\n    return 1 / (1 + exp(-t))\nL = s(w)",
      "unsafe-sigmoid at 1 / (1 + exp(-t))",
      "def s(t):\n    return sigmoid(t)\nL = s(w)",
    ],
    [
      "z = [w, 1]\nL = mean(z ** 2) - mean(z) ** 2",
      "unsafe-variance at mean(z ** 2) - mean(z) ** 2",
      "z = [w, 1]\nL = var(z, unbiased=False)",
    ],
    [
      "z = [w, 1]\nu = z / norm(z)\nL = u[0]",
      "unsafe-norm at z / norm(z)",
      "z = [w, 1]\nu = z / max(norm(z), 1e-12)\nL = u[0]",
    ],
  ])("%s", (lines, finding, expected) => {
    const source = `w = param(0.3)\n${lines}${end}`;
    const better = `w = param(0.3)\n${expected}${end}`;
    expect(said(source)).toEqual([`hint ${finding}`]);
    expect(mended(source)).toEqual([better]);
    expect(said(better)).toEqual([]);
    expect(targetOf(better)).toBeCloseTo(targetOf(source), 12);
  });
});

test("two on a line are one, and its fix mends both", () => {
  const source = `w = param(0.3)\np = sigmoid(w)\ny = 1\nL = -(y * log(p) + (1 - y) * log(1 - p))${end}`;
  expect(said(source)).toEqual(["hint unsafe-log-sigmoid at log(p)"]);
  expect(found(source)[0]?.fixes[0]?.title).toBe("Write logsigmoid(w) and logsigmoid(-w)");
  const better = source.replace("log(p)", "logsigmoid(w)").replace("log(1 - p)", "logsigmoid(-w)");
  expect(mended(source)).toEqual([better]);
  expect(said(better)).toEqual([]);
  expect(targetOf(better)).toBeCloseTo(targetOf(source), 12);
});

describe("an information with both numbers where they differ", () => {
  test.each([
    [
      "w = param(40)\nL = log(sigmoid(w))",
      "log(sigmoid(w)) is 0 here, and with logsigmoid(w) it is -4.248e-18: ",
    ],
    [
      "w = param(1e-12)\nL = log(1 + w)",
      "log(1 + w) is 1.0000889006e-12 here, and with log1p(w) it is 1e-12: ",
    ],
    [
      "z = param([1e8, 1e8 + 1])\nL = mean(z ** 2) - mean(z) ** 2",
      "mean(z ** 2) - mean(z) ** 2 is 0 here, an",
    ],
  ])("%s", (lines, start) => {
    const [only] = found(lines + end);
    expect(only?.message.slice(0, 40)).toBe(start.slice(0, 40));
    expect(only?.severity).toBe("information");
    expect(only?.data).toMatchObject({ of: "value" });
  });
});

describe("where it overflows, that is the finding and the form its fix", () => {
  test.each([
    ["w = param(-800)\nL = log(sigmoid(w))", "warning inf-forward at log(sigmoid(w))", "L = logsigmoid(w)"],
    ["w = param(800)\nL = log(1 + exp(w))", "warning inf-forward at exp(w)", "L = softplus(w)"],
    ["w = param([800, 1])\nL = log(sum(exp(w)))", "warning inf-forward at exp(w)", "L = logsumexp(w)"],
    [
      "w = param([0, 0])\nL = sum(w / norm(w))",
      "warning nan-forward at w / norm(w)",
      "L = sum(w / max(norm(w), 1e-12))",
    ],
  ])("%s", (lines, finding, expected) => {
    const source = lines + end;
    expect(said(source)).toEqual([finding]);
    const better = source.replace(/L = .*/u, expected);
    expect(mended(source)).toEqual([better]);
    expect(said(better)).toEqual([]);
  });
});

describe("silent", () => {
  test.each([
    ["a largest one taken off first", "z = param([1, 2])\nm = max(z)\ne = exp(z - m)\nL = (e / sum(e))[0]"],
    ["the same by detach", "z = param([1, 2])\ne = exp(z - detach(max(z)))\nL = log(sum(e))"],
    ["log1p of exp of what is below 0", "w = param(3)\nL = log1p(exp(-abs(w)))"],
    ["log1p of a large number", "w = param(3)\nL = log(1 + w)"],
    ["exp of a large number", "w = param(3)\nL = exp(w) - 1"],
    ["another base", "w = param(3)\nL = 1 / (2 + exp(-w))"],
    ["the sum over another value", "a = param([1, 2])\nb = param([1, 3])\nL = sum(exp(a) / sum(exp(b)))"],
    ["a guarded length", "a = param([1, 2])\nL = sum(a / (norm(a) + 1e-8))"],
    [
      "the library's own",
      "a = param([1, 2])\nL = sum(log_softmax(a)) + logsumexp(a) + var(a) + softplus(a[0])",
    ],
  ])("%s", (_, lines) => {
    expect(said(lines + end)).toEqual([]);
  });
});

test("what a wrong backward block sends back is no fault of the formula that it is of", () => {
  const source = `def s(x):\n    p = 1 / (1 + exp(-x))\n    return p\nbackward(g):\n    return g * p\nw = param(0.3)\nL = s(w)${end}`;
  expect(said(source)).toEqual([
    "hint unsafe-sigmoid at 1 / (1 + exp(-x))",
    "warning wrong-backward at g * p",
  ]);
});

test("a sum that does not keep its dimension is no softmax, but meets the wrong rows", () => {
  const lines = "a = param([[1, 2], [3, 4]])\nL = sum(exp(a) / sum(exp(a), dim=1) * [1, 2])";
  expect(said(lines + end)).toEqual(["warning broadcast at exp(a) / sum(exp(a), dim=1)"]);
});
