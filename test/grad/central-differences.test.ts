/** Central differences: exact where they must be, in the leaf's shape, and without a value where something has none. */
import { expect, test } from "vitest";
import { numericGradient, numericSlope } from "./central-differences.ts";
import { replaceLeaf } from "../../src/grad/replace.ts";
import { add, mul, neg } from "../../src/ops/arithmetic.ts";
import { sqrt } from "../../src/ops/powers.ts";
import { sum } from "../../src/ops/reduction.ts";
import { builder, tensor } from "../graph/build.ts";
import { createEvaluate, expectClose } from "./numbers.ts";

test.each([[[[3, -2, 0]]], [[-1e6]], [1e-3]])("the slope of x² is 2x at %j", (value) => {
  const b = builder();
  const x = b.leaf(value);
  const y = b.apply(sum, [b.apply(mul, [x, x])]);
  const { sizes, data } = tensor(value);
  expectClose(numericGradient(y, x, createEvaluate()), { sizes, data: data.map((entry) => 2 * entry) });
});

test("a direction gives the gradient's product with it", () => {
  const b = builder();
  const x = b.leaf([3, 4]);
  const y = b.apply(sum, [b.apply(mul, [x, x])]);
  const slope = numericSlope(y, x, { sizes: [2], data: Float64Array.of(1, -10) }, createEvaluate());
  expect(slope).toBeCloseTo(6 - 80, 6);
});

test("a leaf that the target does not use has slope 0", () => {
  const b = builder();
  const x = b.leaf([1, 2]);
  const y = b.apply(neg, [b.leaf(3)]);
  expect(numericGradient(y, x, createEvaluate())?.data).toEqual(Float64Array.of(0, 0));
});

test("where the target has no value there is no gradient, and NaN stays NaN", () => {
  const b = builder();
  const x = b.leaf(-1);
  const y = b.apply(sqrt, [x]);
  expect(numericGradient(y, x, () => undefined)).toBeUndefined();
  expect(numericGradient(y, x, createEvaluate())?.data[0]).toBeNaN();
});

test("only what depends on a replaced leaf is made anew", () => {
  const b = builder();
  const x = b.leaf(2);
  const constant = b.apply(neg, [b.leaf(5)]);
  const y = b.apply(add, [b.apply(mul, [x, x]), constant]);
  const other = b.leaf(3);
  const changed = replaceLeaf(y, x, other);
  expect(changed.inputs[0]!.inputs).toEqual([other, other]);
  expect(changed.inputs[1]).toBe(constant);
  expect(replaceLeaf(y, b.leaf(1), other)).toBe(y);
});
