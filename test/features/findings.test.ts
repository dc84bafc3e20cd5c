/** What is said of a strange gradient, where, and that nothing is said of a healthy one. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findingProblems } from "../../src/features/findings.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import { viewOf } from "../check.ts";
import programs from "../golden/programs.json";
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

function messages(source: string): readonly string[] {
  return findingProblems(viewOf(source), ALL_ON).map(({ message }) => message);
}

describe("no gradient", () => {
  test.each<readonly [string, string, readonly string[]]>([
    [
      "a param on no path",
      "w = param(2)\nb = param(1)\nL = w ** 2\nL.backward()",
      ["information disconnected at b"],
    ],
    [
      "a param whose shape alone is used",
      "w = param([1, 2])\nb = param(1)\nL = b * len(w)\nL.backward()",
      ["information disconnected at w"],
    ],
    [
      "all behind detach",
      "w = param(2)\nL = detach(w) ** 2\nL.backward()",
      ["information detached at detach(w)"],
    ],
    [
      "a frozen param beside one that learns",
      "w = param(2)\nv = param(3)\nL = (detach(w) * v - 1) ** 2\nL.backward()",
      ["hint detached at detach(w)"],
    ],
    ["round", "w = param(2.3)\nL = round(w) ** 2\nL.backward()", ["information no-gradient at round(w)"]],
    [
      "an accuracy",
      "w = param([2.3, 1])\nt = [1, 0]\nL = mean((w > 1.5) == (t > 0.5))\nL.backward()",
      ["information no-gradient at w > 1.5"],
    ],
    [
      "a dead relu",
      "w = param(-2)\nL = (relu(w) - 1) ** 2\nL.backward()",
      ["information dead-relu at relu(w)"],
    ],
    [
      "a dead layer",
      "w = param([-2, -1])\nx = [[1, 2], [3, 1]]\nh = relu(x @ w)\nL = mean((h - 1) ** 2)\nL.backward()",
      ["information dead-relu at relu(x @ w)"],
    ],
    [
      "max with a literal",
      "w = param(-2)\nL = (max(w, 0) - 1) ** 2\nL.backward()",
      ["information dead-relu at max(w, 0)"],
    ],
    [
      "clamp with one bound",
      "w = param(-2)\nL = (clamp(w, min=0) - 1) ** 2\nL.backward()",
      ["information dead-relu at clamp(w, min=0)"],
    ],
    [
      "relu6 at its upper end",
      "w = param(8)\nL = (relu6(w) - 1) ** 2\nL.backward()",
      ["information dead-relu at relu6(w)"],
    ],
    [
      "a threshold",
      "w = param([1, 2])\nL = mean((threshold(w, 5, 0) - 1) ** 2)\nL.backward()",
      ["information dead-relu at threshold(w, 5, 0)"],
    ],
    [
      "a shrink",
      "w = param(0.1)\nL = (softshrink(w) - 1) ** 2\nL.backward()",
      ["information dead-relu at softshrink(w)"],
    ],
    [
      "another operand",
      "w = param(1)\nv = param(3)\nL = max(w, v) ** 2\nL.backward()",
      ["information routed-away at max(w, v)"],
    ],
    [
      "the side that where does not take",
      "w = param(1)\nv = param(3)\nx = 2\nL = where(x > 1, v, w) ** 2\nL.backward()",
      ["information routed-away at where(x > 1, v, w)"],
    ],
    [
      "topk of others",
      "w = param([1, 2])\nv = param([3, 4])\nL = sum(topk(cat([w, v]), 2))\nL.backward()",
      ["information routed-away at topk(cat([w, v]), 2)"],
    ],
    [
      "zero data",
      "w = param([1, 2])\nx = [0, 0]\nL = (sum(w * x) - 1) ** 2\nL.backward()",
      ["information zero-product at w * x"],
    ],
    [
      "zero weights that learn",
      "A = param([[1, 2], [3, 4]])\nB = param([[0], [0]])\nx = [[1, 2]]\nL = sum((x @ A @ B - 1) ** 2)\nL.backward()",
      ["hint zero-product at x @ A @ B"],
    ],
    [
      "softmax over one number",
      "w = param([[1], [2]])\nL = sum(softmax(w, dim=1) * [[1], [2]])\nL.backward()",
      ["warning constant at softmax(w, dim=1)"],
    ],
    [
      "cross entropy over one class",
      "w = param([[1], [2]])\nL = cross_entropy(w, [0, 0])\nL.backward()",
      ["warning constant at cross_entropy(w, [0, 0])"],
    ],
    [
      "a saturated sigmoid",
      "w = param(-30)\nL = (sigmoid(w) - 1) ** 2\nL.backward()",
      ["information saturated at sigmoid(w)"],
    ],
    [
      "a saturated tanh",
      "w = param(30)\nL = (tanh(w) + 1) ** 2\nL.backward()",
      ["information saturated at tanh(w)"],
    ],
    [
      "a saturated softmax",
      "w = param([40, 0, 0])\nL = sum((softmax(w) - [0, 1, 0]) ** 2)\nL.backward()",
      ["information saturated at softmax(w)"],
    ],
    [
      "a silu on its flat side",
      "w = param(-40)\nL = (silu(w) - 1) ** 2\nL.backward()",
      ["information saturated at silu(w)"],
    ],
    [
      "an exponential that has rounded to 0, and nothing of what it multiplies",
      "x = param(-800)\nw = param(1)\nL = (w * exp(x) - 1) ** 2\nL.backward()",
      ["information saturated at exp(x)"],
    ],
    [
      "erfc where it has rounded to 0",
      "x = param(50)\nL = (erfc(x) - 1) ** 2\nL.backward()",
      ["information saturated at erfc(x)"],
    ],
    [
      "softplus where it has rounded to 0",
      "x = param(-800)\nL = (softplus(x) - 1) ** 2\nL.backward()",
      ["information saturated at softplus(x)"],
    ],
    [
      "clamp with two bounds",
      "w = param(-3)\nL = (clamp(w, 0, 1) - 1) ** 2\nL.backward()",
      ["information saturated at clamp(w, 0, 1)"],
    ],
    [
      "in a function, at its body, once",
      "def f(x):\n    return relu(x)\nw = param(-2)\nL = (f(w) + f(w - 1) - 1) ** 2\nL.backward()",
      ["information dead-relu at relu(x)"],
    ],
    [
      "through parts of a list",
      "w = param(-1)\nv = param(2)\nz = cat([[w], [v]])\nL = sum((relu(z) - 1) ** 2)\nL.backward()",
      ["information dead-relu at relu(z)"],
    ],
  ])("%s", (_, source, expected) => {
    expect(said(source)).toEqual(expected);
  });

  test.each([
    ["a slope of 0 by its value", "w = param(0)\nL = w ** 2\nL.backward()"],
    ["a product with itself", "w = param(0)\nL = w * w\nL.backward()"],
    ["terms that cancel", "w = param(2)\nL = w - w\nL.backward()"],
    ["a loss at its minimum", "w = param(2)\nL = (relu(w) - 2) ** 2\nL.backward()"],
    ["a hinge with its margin kept", "w = param(3)\nL = max(0, 1 - w)\nL.backward()"],
    ["a relu that is pulled into its end", "w = param(-1)\nL = relu(w)\nL.backward()"],
    ["a clipped ratio", "r = param(1.5)\nA = 2\nL = -min(r * A, clamp(r, 0.8, 1.2) * A)\nL.backward()"],
    ["a sure and right prediction", "w = param(40)\nL = (sigmoid(w) - 1) ** 2\nL.backward()"],
    ["the likelihood of a sigmoid", "w = param(-30)\nL = binary_cross_entropy(sigmoid(w), 1)\nL.backward()"],
    ["some dead elements", "w = param([-1, 2])\nL = sum((relu(w) - 1) ** 2)\nL.backward()"],
    ["without params one leaf that has none", "x = 2\nw = 3\ny = round(x) * w\ny.backward()"],
    [
      "a param that another target reaches",
      "w = param(2)\nv = param(3)\nL = v ** 2\nM = w ** 2\nM.backward()\nL.backward()",
    ],
    [
      "a branch that is not built",
      "w = param(2)\nv = param(3)\ny = w if 1 > 0 else v\nL = y ** 2\nL.backward()",
    ],
    [
      "a comment that says so",
      "w = param(-2)\nL = (relu(w) - 1) ** 2  # nabla: ignore dead-relu\nL.backward()",
    ],
  ])("silent: %s", (_, source) => {
    expect(said(source)).toEqual([]);
  });

  test("sentences with the file's names and numbers", () => {
    expect(messages("w = param([-2, -1])\nL = sum((relu(w) - 1) ** 2)\nL.backward()")).toEqual([
      "relu(w) is flat here, where w goes from -2 to -1: ∂L/∂w is 0, though a step off the flat side would lower the target.",
    ]);
    expect(
      messages(
        "x = zeros(1, 1, 2, 2)\nk = param(ones(1, 1, 2, 2))\nL = mean((conv2d(x, k) - 1) ** 2)\nL.backward()",
      ),
    ).toEqual([
      "conv2d(x, k) multiplies by x, which is all 0: ∂L/∂k is 0. Start it at numbers other than 0.",
    ]);
    expect(
      messages(
        "x = [[1, 2]]\nW = param([[1, 2], [3, 4]])\nV = param(zeros(1, 2))\nL = mean((linear(x @ W, V) - 1) ** 2)\nL.backward()",
      ),
    ).toEqual([
      "linear(x @ W, V) multiplies by V, which is all 0: ∂L/∂W is 0. Start it at numbers other than 0.",
    ]);
    expect(messages("w = param([1, 2])\nx = [0, 0]\nL = (sum(w * x) - 1) ** 2\nL.backward()")).toEqual([
      "w * x multiplies by x, which is all 0: ∂L/∂w is 0. Start it at numbers other than 0.",
    ]);
  });
});

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

/** Programs behind what they are, with an empty line after each. */
const healthy = readFileSync(join(import.meta.dirname, "healthy.txt"), "utf8")
  .trimEnd()
  .split("\n\n")
  .map((block) => [block.slice(0, block.indexOf("\n")), block.slice(block.indexOf("\n") + 1)] as const);

test.each(healthy)("healthy: %s", (_, source) => {
  expect(said(source).filter((one) => !one.startsWith("hint "))).toEqual([]);
});

test("a healthy program has nothing above a hint", () => {
  expect(programs.length).toBeGreaterThan(25);
  const alarms = programs.flatMap(({ id, source }) =>
    said(source).flatMap((one) => (one.startsWith("hint ") ? [] : [`${id}: ${one}`])),
  );
  expect(alarms).toEqual([]);
});
