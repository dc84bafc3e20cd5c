/** Gradients that somebody predicts: right ones, and the rule that each mistake breaks, in files of a few lines. */
import { expect, test } from "vitest";
import { pinOfStep } from "../../src/features/pins.ts";
import { predictionOf } from "../../src/features/predict.ts";
import { viewOf } from "../check.ts";

/** What is said of a prediction of the gradient by a name. */
function said(source: string, name: string, text: string): string {
  const view = viewOf(source);
  const pin = pinOfStep(view, `${name}#0`, []);
  return predictionOf(view, pin?.id ?? "", text, []).says;
}

const product = "x = -2\ny = 5\nz = -4\nq = x + y\nf = q * z\nf.backward()";

test("a right prediction is right to the digits that were written", () => {
  expect(said(product, "q", "-4")).toBe("Right: ∂f/∂q = -4.");
  expect(said(product, "q", " −4.0 ")).toMatch(/^Right/);
  expect(said("x = 1\nf = sigmoid(x)\nf.backward()", "x", ".197")).toMatch(/^Right/);
  expect(said("x = 1\nf = sigmoid(x)\nf.backward()", "x", "0.19")).not.toMatch(/^Right/);
  expect(said("x = [1, -2]\nf = sum(x * x)\nf.backward()", "x", "[2, -4]")).toMatch(/^Right/);
  expect(said("x = 0\nf = x * x\nf.backward()", "x", "0")).toMatch(/^Right/);
});

test("the sign", () => {
  expect(said(product, "z", "-3")).toBe("The sign is wrong.");
});

test("the factor of the other operand", () => {
  expect(said(product, "q", "3")).toMatch(/^That is what goes to the other operand/);
});

test("a sum at a fork", () => {
  const fork = "x = 3\na = 2 * x\nb = x * 5\nf = a * 1 + b * 4\nf.backward()";
  expect(said(fork, "x", "22")).toMatch(/^Right/);
  expect(said(fork, "x", "20")).toBe(
    "That is what one of 2 uses sends back: at a fork all of them are added.",
  );
});

test("a transpose", () => {
  const layer =
    "x = [[1, 2], [3, 5]]\nw = [[1, 0], [2, 1]]\ny = x @ w\nL = sum(y * [[1, 2], [3, 7]])\nL.backward()";
  expect(said(layer, "w", "[[10, 23], [17, 39]]")).toMatch(/^Right/);
  expect(said(layer, "w", "[[10, 17], [23, 39]]")).toBe("That is the transpose of the gradient.");
});

test("a sum over a broadcast: one part of it, or all parts side by side", () => {
  const bias = "x = [[1, 2], [3, 4]]\nb = [5, 6]\ny = x + b\nL = sum(y * [[1, 2], [3, 5]])\nL.backward()";
  expect(said(bias, "b", "[4, 7]")).toMatch(/^Right/);
  expect(said(bias, "b", "[1, 2]")).toMatch(/^The value was broadcast/);
  expect(said(bias, "b", "[[1, 2], [3, 5]]")).toMatch(/^The value was broadcast/);
});

test("a gate that routes", () => {
  const larger = "a = 2\nb = 5\nf = 7 * maximum(a, b)\nf.backward()";
  expect(said(larger, "b", "7")).toMatch(/^Right/);
  expect(said(larger, "a", "7")).toMatch(/^That goes to another input/);
});

test("the local gradient alone, and the upstream gradient alone", () => {
  const chain = "x = 3\ny = x ** 2\nf = 5 * y\nf.backward()";
  expect(said(chain, "x", "30")).toMatch(/^Right/);
  expect(said(chain, "x", "6")).toMatch(/^That is the local gradient alone/);
  expect(said(chain, "x", "5")).toMatch(/^That is the upstream gradient alone/);
});

test("another shape, another number, and what is no number", () => {
  expect(said("x = [1, 2]\nf = sum(x)\nf.backward()", "x", "7")).toBe(
    "A gradient has the shape of its value: [2].",
  );
  expect(said(product, "q", "17")).toMatch(/^Not yet/);
  for (const text of ["", "q", "[1, [2]]", "1 2", "["])
    expect(said(product, "q", text)).toBe("Type a number, or a list such as [1, -2].");
});
