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
      "z = [w, 1]\nn = 2\nL = sum(z ** 2) / n - (sum(z) / n) ** 2",
      "unsafe-variance at sum(z ** 2) / n - (sum(z) / n) ** 2",
      "z = [w, 1]\nn = 2\nL = var(z, unbiased=False)",
    ],
    [
      "z = [[w, 1], [2, w]]\nm = sum(z, dim=1) / 2\nv = sum(z * z, dim=1) / 2 - m * m\nL = v[0]",
      "unsafe-variance at sum(z * z, dim=1) / 2 - m * m",
      "z = [[w, 1], [2, w]]\nm = sum(z, dim=1) / 2\nv = var(z, unbiased=False, dim=1)\nL = v[0]",
    ],
    [
      "def f(v):\n    return log(sum(exp(v)))\nL = f([w, 1])",
      "unsafe-logsumexp at log(sum(exp(v)))",
      "def f(v):\n    return logsumexp(v)\nL = f([w, 1])",
    ],
    [
      "def unit(v):\n    return v / norm(v)\nL = unit([w, 1])[0]",
      "unsafe-norm at v / norm(v)",
      "def unit(v):\n    return v / max(norm(v), 1e-12)\nL = unit([w, 1])[0]",
    ],
    ["L = (1 + exp(-w)) ** -1", "unsafe-sigmoid at (1 + exp(-w)) ** -1", "L = sigmoid(w)"],
    ["L = reciprocal(exp(-w) + 1)", "unsafe-sigmoid at reciprocal(exp(-w) + 1)", "L = sigmoid(w)"],
    ["L = log((1 + exp(-w)) ** -1)", "unsafe-log-sigmoid at log((1 + exp(-w)) ** -1)", "L = logsigmoid(w)"],
    [
      "z = [w, 1]\nu = z / sqrt(sum(z ** 2))\nL = u[0]",
      "unsafe-norm at z / sqrt(sum(z ** 2))",
      "z = [w, 1]\nu = z / max(norm(z), 1e-12)\nL = u[0]",
    ],
    [
      "z = [w, 1]\ns = sum(z * z)\nL = (z / s ** 0.5)[0]",
      "unsafe-norm at z / s ** 0.5",
      "z = [w, 1]\ns = sum(z * z)\nL = (z / max(norm(z), 1e-12))[0]",
    ],
    [
      "z = [[w, 1]]\nL = (z / sqrt(sum(z * z, dim=1, keepdim=True)))[0, 0]",
      "unsafe-norm at z / sqrt(sum(z * z, dim=1, keepdim=True))",
      "z = [[w, 1]]\nL = (z / max(norm(z, dim=1, keepdim=True), 1e-12))[0, 0]",
    ],
    [
      "def unit(v):\n    return v / sqrt(sum(v ** 2))\nL = unit(stack([w, 1]))[0]",
      "unsafe-norm at v / sqrt(sum(v ** 2))",
      "def unit(v):\n    return v / max(norm(v), 1e-12)\nL = unit(stack([w, 1]))[0]",
    ],
    [
      "p = softmax([w, 1])\nL = log(p[0])",
      "unsafe-log-softmax at log(p[0])",
      "p = softmax([w, 1])\nL = log_softmax([w, 1])[0]",
    ],
    [
      "z = stack([w, 1])\np = softmax(z)\nq = p[1]\nL = log(q)",
      "unsafe-log-softmax at log(q)",
      "z = stack([w, 1])\np = softmax(z)\nq = p[1]\nL = log_softmax(z)[1]",
    ],
    [
      "z = [[w, 1], [2, w]]\np = softmax(z, dim=1)\nL = sum(log(gather(p, 1, [[0], [1]])))",
      "unsafe-log-softmax at log(gather(p, 1, [[0], [1]]))",
      "z = [[w, 1], [2, w]]\np = softmax(z, dim=1)\nL = sum(gather(log_softmax(z, dim=1), 1, [[0], [1]]))",
    ],
    [
      "def f(z, i):\n    p = softmax(z)\n    return log(p[i])\nL = f(stack([w, 1]), 1)",
      "unsafe-log-softmax at log(p[i])",
      "def f(z, i):\n    p = softmax(z)\n    return log_softmax(z)[i]\nL = f(stack([w, 1]), 1)",
    ],
    [
      "z = [[w, 1], [2, w]]\nL = 0\nfor i in range(2):\n    p = softmax(z[i])\n    L = L + log(p[i])",
      "unsafe-log-softmax at log(p[i])",
      "z = [[w, 1], [2, w]]\nL = 0\nfor i in range(2):\n    p = softmax(z[i])\n    L = L + log_softmax(z[i])[i]",
    ],
    [
      "z = stack([w, 1])\ne = exp(z)\np = e / sum(e)\nL = log(p[0])",
      "unsafe-log-softmax at log(p[0])",
      "z = stack([w, 1])\ne = exp(z)\nL = log_softmax(z)[0]",
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

describe("a cross-entropy that is written out has the loss as a second fix", () => {
  const batch = "z = param([[1, 2, 3], [2, 1, 0]])\ny = [2, 0]\nY = [[0, 0, 1], [1, 0, 0]]\n";
  test.each([
    [
      "p = softmax(z, dim=1)\nL = -mean(log(p)[arange(2), y])",
      "p = softmax(z, dim=1)\nL = cross_entropy(z, y)",
    ],
    ["L = -sum(log(softmax(z, dim=1))[[0, 1], y]) / 2", "L = cross_entropy(z, y)"],
    ["L = -mean(log(gather(softmax(z, dim=1), 1, y[:, None])[:, 0]))", "L = cross_entropy(z, y)"],
    ["L = -sum(log(softmax(z, dim=1))[[0, 1], y]) / 3", 'L = cross_entropy(z, y, reduction="sum") / 3'],
    ["L = -sum(Y * log(softmax(z, dim=1)))", 'L = cross_entropy(z, Y, reduction="sum")'],
    ["L = mean(sum(-Y * log(softmax(z, dim=1)), dim=1))", "L = cross_entropy(z, Y)"],
    ["L = (-(Y * log(softmax(z, dim=1))).sum(dim=1)).mean()", "L = cross_entropy(z, Y)"],
    ["L = sum(-sum(Y * log(softmax(z, dim=1)), dim=1))", 'L = cross_entropy(z, Y, reduction="sum")'],
    [
      "q = softmax(z, dim=1)\nlogs = log(q)\nown = logs[[0, 1], y]\nL = -mean(own)",
      "q = softmax(z, dim=1)\nL = cross_entropy(z, y)",
    ],
    [
      "e = exp(z)\np = e / sum(e, dim=1, keepdim=True)\nL = -mean(log(p[[0, 1], y]))",
      "L = cross_entropy(z, y)",
    ],
    ['L = nll_loss(log(softmax(z, dim=1)), y, reduction="sum")', 'L = cross_entropy(z, y, reduction="sum")'],
    ["L = -log(softmax(z[0])[2])", "L = cross_entropy(z[0], 2)"],
    [
      "L = 0\nfor i in range(2):\n    L += -log(softmax(z[i])[y[i]])",
      "L = 0\nfor i in range(2):\n    L += cross_entropy(z[i], y[i])",
    ],
    [
      "def loss(s, t):\n    p = softmax(s, dim=1)\n    return -mean(log(p[[0, 1], t]))\nL = loss(z, y)",
      "def loss(s, t):\n    p = softmax(s, dim=1)\n    return cross_entropy(s, t)\nL = loss(z, y)",
    ],
  ])("%s", (lines, expected) => {
    const source = batch + lines + end;
    const better = batch + expected + end;
    expect(found(source).map(({ code }) => code)).toEqual(["unsafe-log-softmax"]);
    const [first, second, ...more] = mended(source);
    expect([second, ...more]).toEqual([better]);
    for (const one of [first!, better]) {
      expect(said(one)).toEqual([]);
      expect(targetOf(one)).toBeCloseTo(targetOf(source), 12);
    }
  });

  test("also where it overflows", () => {
    const source = `z = param([[800, 2]])\ne = exp(z)\np = e / sum(e, dim=1, keepdim=True)\nL = -log(p[0, 1])${end}`;
    expect(said(source)).toEqual(["warning inf-forward at exp(z)"]);
    for (const one of mended(source)) expect([said(one), targetOf(one)]).toEqual([[], 798]);
    const picked = `z = param([[800, 2]])\np = softmax(z, dim=1)\nL = -mean(log(p)[[0], [1]])${end}`;
    expect(said(picked)).toEqual(["warning inf-forward at log(p)"]);
    expect(mended(picked)[1]).toContain("L = cross_entropy(z, [1])");
    for (const one of mended(picked)) expect([said(one), targetOf(one)]).toEqual([[], 798]);
  });

  test.each([
    ["a place that is counted from the end", "L = -log(softmax(z[0])[-1])"],
    ["the mean over the classes too", "L = -mean(Y * log(softmax(z, dim=1)))"],
    ["probabilities along another dimension", "L = -mean(log(softmax(z, dim=0))[[0, 1], y])"],
    ["without its sign", "L = mean(log(softmax(z, dim=1))[[0, 1], y])"],
    ["an entropy", "p = softmax(z, dim=1)\nL = -sum(p * log(p))"],
    ["weights that are no target", "L = -sum([[1, 2, 3], [4, 5, 6]] * log(softmax(z, dim=1)))"],
  ])("not of %s", (_, lines) => {
    const titles = found(batch + lines + end).flatMap(({ fixes }) => fixes.map(({ title }) => title));
    expect(titles.filter((title) => title.includes("cross_entropy("))).toEqual([]);
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

test("what others read of a form is mended too", () => {
  const source = `z = param([10, 20, 30])\ns = z / 0.01\ne = exp(s)\np = e / sum(e)\nL = -log(p[2]) + p[0]${end}`;
  expect(said(source)).toEqual(["warning inf-forward at exp(s)"]);
  const better = `z = param([10, 20, 30])\ns = z / 0.01\np = softmax(s)\nL = -log_softmax(s)[2] + p[0]${end}`;
  expect(mended(source)).toEqual([better, better.replace("-log_softmax(s)[2]", "cross_entropy(s, 2)")]);
  for (const one of mended(source)) expect([said(one), targetOf(one)]).toEqual([[], 0]);
});

test("one finding of a loop in which one turn overflows", () => {
  const source = `z = param([[0, 1], [900, 0]])\nL = 0\nfor i in range(2):\n    L = L - log(softmax(z[i])[1])${end}`;
  expect(said(source)).toEqual(["warning inf-forward at log(softmax(z[i])[1])"]);
  for (const one of mended(source))
    expect([said(one), targetOf(one)]).toEqual([[], expect.closeTo(900.3132616875182, 9)]);
});

test("no fix where the overflow is read for itself", () => {
  const source = `z = param([800, 2])\ne = exp(z)\nL = log(sum(e)) + 0.1 * e[0]${end}`;
  expect(said(source)).toEqual(["warning inf-forward at exp(z)"]);
  expect(mended(source)).toEqual([]);
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
    ["a length with a term below the root", "a = param([1, 2])\nL = sum(a / sqrt(sum(a ** 2) + 1e-8))"],
    ["the length of another value", "a = param([1, 2])\nb = param([1, 3])\nL = sum(a / sqrt(sum(b ** 2)))"],
    ["the root of a mean", "a = param([1, 2])\nL = sum(a / sqrt(mean(a ** 2)))"],
    ["another power", "w = param(3)\nL = (1 + exp(-w)) ** -2"],
    ["divided by another count", "a = param([1, 2])\nL = sum(a ** 2) / 3 - (sum(a) / 3) ** 2"],
    ["a picked probability that is no softmax", "p = param([0.2, 0.8])\nL = -log(p[1])"],
    ["a picked part of log_softmax", "a = param([1, 2])\nL = -log_softmax(a)[1]"],
    ["a picked one, and what is left", "a = param([1, 2])\np = softmax(a)\nL = -log(1 - p[1])"],
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
