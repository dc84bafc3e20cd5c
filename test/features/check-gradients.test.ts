/** Check Gradients: every leaf beside central differences. */
import { expect, test } from "vitest";
import { finish } from "../../src/base/steps.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import { checkSteps } from "../../src/features/check-gradients.ts";
import { viewOf } from "../check.ts";

const check = (...lines: readonly string[]) =>
  finish(checkSteps(viewOf(lines.join("\n")), ALL_ON, 10_000_000, 4096));

const said = (...lines: readonly string[]): readonly string[] =>
  check(...lines).leaves.map(
    ({ verdict, message }) =>
      `${verdict}: ${message.replace(/relative error [\d.e-]+/u, "relative error …")}`,
  );

test("a right gradient agrees in every element", () => {
  expect(
    said("x = param([1, 2])", "A = [[1, 2], [3, 4]]", "L = sum(tanh(0.1 * A @ x))", "L.backward()"),
  ).toEqual([
    "good: ∂L/∂x agrees with central differences (2 elements, relative error …).",
    "good: ∂L/∂A agrees with central differences (4 elements, relative error …).",
  ]);
});

test("with a given upstream gradient", () => {
  expect(said("x = param([1, 2])", "y = x ** 3", "y.backward([1, -2])")).toEqual([
    "good: dx agrees with central differences (2 elements, relative error …).",
  ]);
});

test("more elements than a person waits for are moved together", () => {
  expect(said("x = param(randn(10, 10))", "L = sum(sin(x))", "L.backward()")).toEqual([
    "good: ∂L/∂x agrees with central differences (16 directions, relative error …).",
  ]);
});

test("a kink within the step is named", () => {
  expect(said("x = param([0, 1])", "y = relu(x)", "L = sum(y)", "L.backward()")).toEqual([
    "good: ∂L/∂x agrees with central differences (2 elements, no difference, at a kink of relu(x) (line 2)).",
  ]);
});

test("a wrong block makes it wrong, and is a mistake of its own", () => {
  const { leaves, mistakes, verdict } = check(
    "def f(x):",
    "    return cos(x)",
    "backward(g):",
    "    return g * sin(x)",
    "x = param(0.5)",
    "L = f(x)",
    "L.backward()",
  );
  expect(leaves.map(({ verdict: own }) => own)).toEqual(["wrong"]);
  expect(mistakes.map(({ code }) => code)).toEqual(["wrong-backward"]);
  expect(verdict).toBe("wrong");
});

test("what has no gradient to give, and a block that changes it on purpose, make it uncertain and say so", () => {
  expect(said("w = param(2.2)", "s = detach(w)", "L = s * w", "L.backward()")).toEqual([
    "uncertain: ∂L/∂w cannot be told by central differences (1 element, relative error …): detach(w) (line 2) has no gradient to give, though its value moves.",
  ]);
  expect(
    said(
      "def rev(x):",
      "    return x",
      "backward(g):",
      "    return -g",
      "w = param(2)",
      "L = rev(w) ** 2",
      "L.backward()",
    ),
  ).toEqual([
    "uncertain: ∂L/∂w cannot be told by central differences (1 element, relative error …): the backward block of rev gives another gradient on purpose.",
  ]);
});

test("a NaN cannot be told", () => {
  expect(said("x = param([-1, 1])", "L = sum(sqrt(x))", "L.backward()")).toEqual([
    "uncertain: ∂L/∂x cannot be told by central differences: a value or a gradient is not finite.",
  ]);
});

test("a steep and a flat function are told too", () => {
  const verdicts = (...lines: readonly string[]) => check(...lines).leaves.map(({ verdict }) => verdict);
  expect(verdicts("x = param(1e-6)", "L = log(x)", "L.backward()")).toEqual(["good"]);
  expect(verdicts("x = param(1e6)", "L = sqrt(x)", "L.backward()")).toEqual(["good"]);
  expect(verdicts("x = param(3)", "L = (x - 3) ** 2", "L.backward()")).toEqual(["good"]);
});

test("without a target there is nothing to check", () => {
  expect(check("x = [1, 2]").nothing).toBe(
    "There is no target: a line like L.backward() says what the gradients are of.",
  );
});

test("a target that is not whole is not missed", () => {
  expect(check("x = 2", "L = x * model(x)", "L.backward()").nothing).toBe(
    "There is no target until the errors of this file are mended.",
  );
});

test("a wrong belief says nothing of a block that changes a gradient on purpose", () => {
  const { leaves, mistakes } = check(
    "def rev(x):",
    "    return x",
    "backward(g):",
    "    return -g",
    "w = param(2)",
    "L = rev(w) ** 2",
    "L.backward()",
    "check(4, w)",
  );
  expect(leaves.map(({ verdict }) => verdict)).toEqual(["uncertain"]);
  expect(mistakes.map(({ code }) => code)).toEqual(["wrong-gradient"]);
});

test("what a line's comment switches off is no mistake", () => {
  const { mistakes } = check(
    "x = param(3)",
    "L = x ** 2",
    "L.backward()",
    "check(5, x)  # nabla: ignore wrong-gradient",
  );
  expect(mistakes).toEqual([]);
});
