/** Values that show others' elements: computing them copies nothing, and what they show stays theirs as long as they are kept. */
import { expect, test } from "vitest";
import { exp } from "../../src/ops/exponential.ts";
import { neg, mul } from "../../src/ops/arithmetic.ts";
import { matmul } from "../../src/ops/matmul.ts";
import { transpose } from "../../src/ops/permute.ts";
import { reshape } from "../../src/ops/reshape.ts";
import type { Node } from "../../src/graph/ir.ts";
import { filled } from "../../src/tensor/tensor.ts";
import { constant } from "../../src/ops/define.ts";
import { engine, read, run } from "./engine.ts";

/** As large as storage has to be to go from one value to the next. */
const SIDE = 80;

test("the storage that a transposed value shows is not given to another one while it is kept", () => {
  const x = constant({ value: filled([SIDE, SIDE], 0) });
  const shown = reshape(transpose(exp(x), { dim0: 0, dim1: 1 }), { shape: [SIDE * SIDE] });
  const own = engine();
  const before = read(run(own, [shown]), [shown]);
  // The exponential is kept as long as what shows it; these take what is spare.
  let other: Node = mul(x, 3);
  for (let i = 0; i < 5; i++) {
    other = neg(other);
    const ran = run(own, [shown, other]);
    expect(read(ran, [shown])).toEqual(before);
  }
  const value = own.executor.window(shown.id, { starts: [0], sizes: [SIDE * SIDE] });
  expect(new Set(value?.data)).toEqual(new Set([1]));
});

test("a product reads a transposed value where it lies, in the run that computes it and in a later one", () => {
  const x = constant({ value: filled([SIDE, SIDE], 2) });
  const shown = transpose(exp(x), { dim0: 0, dim1: 1 });
  const own = engine();
  run(own, [shown]);
  run(own, [shown, neg(mul(x, 5))]);
  const product = matmul(shown, x);
  const ran = run(own, [shown, neg(mul(x, 7)), product]);
  const [value] = read(ran, [product]) as readonly (readonly (readonly number[])[])[];
  expect(value?.flat().every((one) => Math.abs(one / (SIDE * Math.exp(2) * 2) - 1) < 1e-13)).toBe(true);
});
