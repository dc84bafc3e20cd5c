/** One cause is one finding: products of two zeros, a relu that a file writes itself, and what fades by saturated gates. */
import { describe, expect, test } from "vitest";
import { findingProblems } from "../../src/features/findings.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import type { Problem } from "../../src/problems.ts";
import { viewOf } from "../check.ts";

const found = (source: string): readonly Problem[] => findingProblems(viewOf(source), ALL_ON);

function said(source: string): readonly string[] {
  return found(source).map(
    ({ code, severity, span }) => `${severity} ${code} at ${source.slice(span.start, span.end)}`,
  );
}

const end = "\nL.backward()";

describe("a product of two factors that are both 0 names both", () => {
  test.each([
    [
      "numbers",
      "a = param(0)\nb = param(0)\nL = (a * b - 1) ** 2",
      "a * b multiplies a and b, which are both",
    ],
    [
      "a net that starts at 0",
      "x = [1, 2]\nW = param(zeros(2, 2))\nb = param(zeros(2))\nV = param(zeros(2))\nL = (tanh(x @ W + b) @ V - 1) ** 2",
      "tanh(x @ W + b) @ V multiplies tanh(x @ W + b) and V, which are both",
    ],
    [
      "in a function",
      "def f(u, v):\n    return u * v\na = param(0)\nb = param(0)\nL = (f(a, b) - 1) ** 2",
      "u * v multiplies u and v, which are both",
    ],
    [
      "in a loop",
      "a = param(0)\nb = param(0)\nL = 0\nfor i in range(3):\n    L = L + (a * b - i) ** 2",
      "a * b multiplies a and b, which are both",
    ],
    [
      "zero data alone, beside a weight of 0",
      "a = param(2)\nx = 0\nr = 0\nL = (a * x - 1) ** 2 + r * a ** 2",
      "a * x multiplies by x, which is",
    ],
    ["zero data alone", "a = param(0)\nx = 0\nL = (a * x - 1) ** 2", "a * x multiplies by x, which is"],
    [
      "through a relu",
      "a = param(0)\nc = param(-2)\nL = (a * relu(c) - 1) ** 2",
      "a * relu(c) multiplies a and relu(c)",
    ],
  ])("%s", (_, lines, start) => {
    const all = found(lines + end);
    expect(all.map(({ code, severity }) => `${severity} ${code}`)).toEqual(["information zero-product"]);
    expect(all[0]!.message.slice(0, start.length)).toBe(start);
  });

  test("a weight of 0 that the file writes is no fault where all margins are kept", () => {
    const kept = "w = param([1, 1])\nr = 0\nL = sum(relu(1 - [[2, 2], [3, 1]] @ w))";
    expect(said(`${kept} + r * sum(w ** 2)${end}`)).toEqual([]);
    expect(said(`${kept} + 0 * sum(abs(w))${end}`)).toEqual([]);
  });

  test("one that learns leaves 0 by itself", () => {
    expect(said(`a = param(0)\nb = param(2)\nL = (a * b - 1) ** 2${end}`)).toEqual([
      "hint zero-product at a * b",
    ]);
  });
});

describe("a relu that a file writes itself is dead where descent pulls it off", () => {
  test.each([
    ["w = param(-2)\nL = (w * (w > 0) - 1) ** 2", "w * (w > 0)"],
    ["w = param(-2)\nm = w >= 0\nL = (m * w - 1) ** 2", "m * w"],
    ["w = param(-2)\nL = (w * where(w > 0, 1, 0) - 1) ** 2", "w * where(w > 0, 1, 0)"],
    ["w = param(-2)\nL = (where(w > 0, w, 0) - 1) ** 2", "where(w > 0, w, 0)"],
    ["w = param(-2)\nL = (where(w < 0, 0, w) - 1) ** 2", "where(w < 0, 0, w)"],
    ["w = param(2)\nL = (w * (w < 0) + 1) ** 2", "w * (w < 0)"],
    ["def f(x):\n    return x * (x > 0)\nw = param(-2)\nL = (f(w) - 1) ** 2", "x * (x > 0)"],
    ["w = param(-2)\nL = 0\nfor i in range(3):\n    L = L + (w * (w > 0) - i - 1) ** 2", "w * (w > 0)"],
  ])("%s", (lines, at) => {
    expect(said(lines + end)).toEqual([`information dead-relu at ${at}`]);
  });

  test("for units too", () => {
    const lines =
      "x = randn(8, 2, seed=1)\nW = param([[1, 2, -1], [3, 1, 2]])\nb = param([-20, 0, -30])\nh = x @ W + b\nV = param([1, 1, 1])\nL = sum(((h * (h > 0)) @ V - 1) ** 2)";
    const [only, ...more] = found(lines + end);
    expect(more).toEqual([]);
    expect(only?.code).toBe("dead-relu");
    expect(only?.data).toMatchObject({ dead: 2, all: 3, samples: 8 });
  });

  test.each([
    ["on its open side", "w = param(2)\nL = (w * (w > 0) - 1) ** 2"],
    ["pulled into its end", "w = param(-2)\nL = (w * (w > 0) + 1) ** 2"],
    ["a hinge with its margins kept", "w = param([-2, -1])\nL = sum(where(w > 0, w, 0))"],
    ["leaky", "w = param(-2)\nL = (where(w > 0, w, 0.01 * w) - 1) ** 2"],
    ["one element of three is open", "w = param([2, -1, -3])\nL = sum((w * (w > 0) - 1) ** 2)"],
  ])("silent: %s", (_, lines) => {
    expect(said(lines + end)).toEqual([]);
  });
});

describe("what fades by saturated gates is no further finding", () => {
  test.each([
    [
      "a forget gate far below 0",
      "f = param(-20)\nw = param(0.5)\nc = 1\nfor t in range(12):\n    c = sigmoid(f) * c + 0.1 * w\nL = (c - 1) ** 2",
      ["information saturated at sigmoid(f)"],
    ],
    [
      "through a name",
      "b = param(-20)\nv = param(0.3)\nc = 0\nfor t in range(10):\n    f = sigmoid(0.1 * t + b)\n    c = f * c + sigmoid(v * t)\nL = (tanh(c) - 2) ** 2",
      ["information saturated at sigmoid(0.1 * t + b)"],
    ],
    [
      "in a function",
      "def step(c, f):\n    return sigmoid(f) * c + 1\nf = param(-20)\nc = 1\nfor t in range(12):\n    c = step(c, f)\nL = (c - 3) ** 2",
      ["information saturated at sigmoid(f)"],
    ],
    [
      "weights that are small are the cause themselves",
      "w = param(0.3)\nh = 1\nfor t in range(20):\n    h = tanh(w * h)\nL = (h - 1) ** 2",
      ["information vanishing at tanh(w * h)"],
    ],
    [
      "a constant forget gate is no saturated one",
      "w = param(0.5)\nc = param(1)\nfor t in range(12):\n    c = 0.001 * c + 0.1 * w\nL = (c - 1) ** 2",
      ["information vanishing at 0.001 * c + 0.1 * w"],
    ],
    [
      "a saturated gate beside the way",
      "w = param(0.3)\ns = param(-30)\nh = 1\nfor t in range(20):\n    h = tanh(w * h)\nL = (h - 1) ** 2 + (sigmoid(s) - 1) ** 2",
      ["information vanishing at tanh(w * h)", "information saturated at sigmoid(s)"],
    ],
  ])("%s", (_, lines, expected) => {
    expect(said(lines + end)).toEqual(expected);
  });
});
