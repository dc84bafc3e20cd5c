/** What is said of a strange gradient, where, and that nothing is said of a healthy one. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findingProblems } from "../../src/features/findings.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import { viewOf } from "../check.ts";
import programs from "../golden/programs.json";

/** Each finding with its severity and the text that it stands at. */
function said(source: string): readonly string[] {
  return findingProblems(viewOf(source), ALL_ON).map(
    ({ code, severity, span }) => `${severity} ${code} at ${source.slice(span.start, span.end)}`,
  );
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
