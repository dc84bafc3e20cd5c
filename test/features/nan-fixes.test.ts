/** What is said where a NaN or an infinity begins, and that what its fix writes is finite. */
import { describe, expect, test } from "vitest";
import { findingProblems } from "../../src/features/findings.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import { viewOf } from "../check.ts";
import { applyFix } from "../syntax/apply-fix.ts";

/** Each finding with its severity and the text that it stands at. */
function said(source: string): readonly string[] {
  return findingProblems(viewOf(source), ALL_ON).map(
    ({ code, severity, span }) => `${severity} ${code} at ${source.slice(span.start, span.end)}`,
  );
}

/** The program after each fix of each finding. */
function mended(source: string): readonly string[] {
  return findingProblems(viewOf(source), ALL_ON).flatMap(({ fixes }) =>
    fixes.map((fix) => applyFix(source, fix)),
  );
}

/** The target's value. */
function targetOf(source: string): number | undefined {
  const { analysis, numbers } = viewOf(source);
  return analysis.target && numbers?.tensor(analysis.target.node)?.data[0];
}

describe("NaN, and what to write instead", () => {
  test.each([
    [
      "a slope that where drops",
      "x = param([0, 4])\nL = sum(where(x > 0, sqrt(x), 0))\nL.backward()",
      "warning nan-where at sqrt(x)",
      "x = param([0, 4])\nL = sum(where(x > 0, sqrt(where(x > 0, x, 1)), 0))\nL.backward()",
    ],
    [
      "a value that where drops, through names",
      "x = param([-1, 4])\nroot = sqrt(x)\nL = sum(where(x <= 0, 0, root))\nL.backward()",
      "warning nan-where at sqrt(x)",
      "x = param([-1, 4])\nroot = sqrt(where(x <= 0, 1, x))\nL = sum(where(x <= 0, 0, root))\nL.backward()",
    ],
    [
      "a quotient",
      "x = param([0, 4])\nL = sum(where(x > 0, 1 / x, 0))\nL.backward()",
      "warning nan-where at 1 / x",
      "x = param([0, 4])\nL = sum(where(x > 0, 1 / where(x > 0, x, 1), 0))\nL.backward()",
    ],
    [
      "a logarithm behind masked_fill",
      "x = param([0, 4])\nm = x <= 0\nL = sum(masked_fill(log(x), m, 0))\nL.backward()",
      "warning nan-where at log(x)",
      "x = param([0, 4])\nm = x <= 0\nL = sum(masked_fill(log(where(m, 1, x)), m, 0))\nL.backward()",
    ],
    [
      "a mask of 0s and 1s",
      "x = param([0, 4])\nm = [0, 1]\nL = sum(sqrt(x) * m)\nL.backward()",
      "warning nan-where at sqrt(x)",
      "x = param([0, 4])\nm = [0, 1]\nL = sum(sqrt(where((m) != 0, x, 1)) * m)\nL.backward()",
    ],
    [
      "a bool index",
      "x = param([-1, 4])\nm = [False, True]\nL = sum(sqrt(x)[m])\nL.backward()",
      "warning nan-where at sqrt(x)",
      "x = param([-1, 4])\nm = [False, True]\nL = sum(sqrt(x[m]))\nL.backward()",
    ],
    [
      "a bool index, through a name",
      "x = param([-1, 4])\nm = [False, True]\ny = sqrt(x)\nL = sum(y[m])\nL.backward()",
      "warning nan-where at sqrt(x)",
      "x = param([-1, 4])\nm = [False, True]\ny = sqrt(where(m, x, 1))\nL = sum(y[m])\nL.backward()",
    ],
    [
      "places in a quotient, in a function",
      "def f(a, x):\n    return (a / x)[[1]]\nx = param([0, 4])\na = [1, 2]\nL = sum(f(a, x))\nL.backward()",
      "warning nan-where at a / x",
      "def f(a, x):\n    return (a[[1]] / x[[1]])\nx = param([0, 4])\na = [1, 2]\nL = sum(f(a, x))\nL.backward()",
    ],
    [
      "places in a loop",
      "x = param([[0, 4], [9, 0]])\nL = 0\nfor i in range(2):\n    L = L + sqrt(2 * x[i])[[1 - i]][0]\nL.backward()",
      "warning nan-where at sqrt(2 * x[i])",
      "x = param([[0, 4], [9, 0]])\nL = 0\nfor i in range(2):\n    L = L + sqrt((2 * x[i])[[1 - i]])[0]\nL.backward()",
    ],
    [
      "the length of a zero vector",
      "v = param([0, 0])\nL = sqrt(sum(v ** 2)) + 1\nL.backward()",
      "warning nan-norm at sqrt(sum(v ** 2))",
      "v = param([0, 0])\nL = norm(v) + 1\nL.backward()",
    ],
    [
      "a root mean square",
      "v = param([0, 0])\nL = 3 / (1 + mean(v * v) ** 0.5)\nL.backward()",
      "warning nan-norm at mean(v * v) ** 0.5",
      "v = param([0, 0])\nL = 3 / (1 + (norm(v) / sqrt(2)))\nL.backward()",
    ],
    [
      "the length of a list that is written there",
      "a = param(0)\nb = param(0)\nL = sqrt(sum([a, b] ** 2)) + 1\nL.backward()",
      "warning nan-norm at sqrt(sum([a, b] ** 2))",
      "a = param(0)\nb = param(0)\nL = norm([a, b]) + 1\nL.backward()",
    ],
    [
      "the length of a list that a function is given",
      "def f(v):\n    return sqrt(sum(v ** 2))\na = param(0)\nb = param(0)\nL = f([a, b]) + 1\nL.backward()",
      "warning nan-norm at sqrt(sum(v ** 2))",
      "def f(v):\n    return norm(v)\na = param(0)\nb = param(0)\nL = f([a, b]) + 1\nL.backward()",
    ],
    [
      "a distance of two names",
      "x = param(0)\ny = param(0)\nr = sqrt(x ** 2 + y * y)\nL = r + x\nL.backward()",
      "warning nan-norm at sqrt(x ** 2 + y * y)",
      "x = param(0)\ny = param(0)\nr = norm([x, y])\nL = r + x\nL.backward()",
    ],
    [
      "distances in a function, by its own parts",
      "def far(v):\n    return (v[0] ** 2 + v[1] ** 2) ** 0.5\nv = param([[0, 1], [0, 2]])\nL = sum(far(v))\nL.backward()",
      "warning nan-norm at (v[0] ** 2 + v[1] ** 2) ** 0.5",
      "def far(v):\n    return norm([v[0], v[1]], dim=0)\nv = param([[0, 1], [0, 2]])\nL = sum(far(v))\nL.backward()",
    ],
    [
      "a mean by hand",
      "v = param([0, 0])\nn = 2\nL = sqrt(sum(v ** 2) / n)\nL.backward()",
      "warning nan-norm at sqrt(sum(v ** 2) / n)",
      "v = param([0, 0])\nn = 2\nL = (norm(v) / sqrt(n))\nL.backward()",
    ],
    [
      "lengths of rows",
      "a = param([[1, 2], [3, 4]])\nb = a - [[1, 2], [3, 5]]\ns = sum(square(b), dim=1, keepdim=True)\nL = sum(sqrt(s))\nL.backward()",
      "warning nan-norm at sqrt(s)",
      "a = param([[1, 2], [3, 4]])\nb = a - [[1, 2], [3, 5]]\ns = sum(square(b), dim=1, keepdim=True)\nL = sum(norm(b, dim=1, keepdim=True))\nL.backward()",
    ],
  ])("%s", (_, source, finding, expected) => {
    expect(said(source)).toEqual([finding]);
    expect(mended(source)).toEqual([expected]);
    expect(said(expected)).toEqual([]);
    expect(targetOf(expected)).toBeCloseTo(targetOf(source)!, 9);
  });

  test("where an infinity becomes NaN is related, and 0 times log(0) has a fix", () => {
    const source = "t = [0, 1]\nw = param(2)\nL = w * sum(t * log(t)) + w\nL.backward()";
    expect(said(source)).toEqual(["warning inf-forward at log(t)"]);
    const [only] = findingProblems(viewOf(source), ALL_ON);
    expect(only?.related.map(({ span }) => source.slice(span.start, span.end))).toEqual(["t * log(t)"]);
    const better = source.replace("t * log(t)", "xlogy(t, t)");
    expect(mended(source)).toEqual([better]);
    expect(said(better)).toEqual([]);
  });

  test.each([
    [
      "0 times log(0) through a name",
      "t = [0, 1]\nw = param(2)\nq = log(t)  # entropy\nL = w * sum(t * q) + w\nL.backward()",
      "t = [0, 1]\nw = param(2)\n# entropy\nL = w * sum(xlogy(t, t)) + w\nL.backward()",
    ],
    [
      "exp over its sum through a name",
      "z = param([1000, 1])\ne = exp(z)\nL = sum(e / sum(e) * [1, 2])\nL.backward()",
      "z = param([1000, 1])\nL = sum(softmax(z) * [1, 2])\nL.backward()",
    ],
    [
      "a name that something else reads",
      "t = [0, 1]\nw = param(2)\nq = log(t)\nL = w * sum(t * q) + w + 0 * max(q)\nL.backward()",
      "t = [0, 1]\nw = param(2)\nq = log(t)\nL = w * sum(xlogy(t, t)) + w + 0 * max(q)\nL.backward()",
    ],
  ])("a fix takes along the line that it alone has read: %s", (_, source, better) => {
    expect(mended(source)).toEqual([better]);
    expect(said(better)).toEqual([]);
  });

  test.each([
    [
      "an infinity that nobody is hurt by",
      "x = param(2)\nm = [1, 0]\nL = sum(softmax(x * [1, 2] + log(m)))\nL.backward()",
    ],
    ["data that where drops", "x = [0, 4]\nw = param(2)\nL = w * sum(where(x > 0, 1 / x, 0))\nL.backward()"],
    ["the length of a vector", "v = param([3, 4])\nL = sqrt(sum(v ** 2))\nL.backward()"],
  ])("silent: %s", (_, source) => {
    expect(said(source)).toEqual([]);
  });
});
