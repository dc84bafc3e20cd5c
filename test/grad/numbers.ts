/** Values of nodes, and how tests compare them with differences. */
import { expect } from "vitest";
import { createEvaluator } from "../../src/eval/evaluator.ts";
import type { Evaluate } from "../../src/grad/numeric.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";

/** Computes nodes one after another, and keeps what they share. */
export function createEvaluate(): Evaluate {
  const evaluator = createEvaluator({ now: () => 0, pause: () => Promise.resolve() });
  return (node) => evaluator.runSync([node], { limitBytes: 1e9 }).values(node);
}

/** Differences are good to some nine digits of the larger of the slope and the values that were subtracted. */
export function expectClose(actual: Tensor | undefined, expected: Tensor | undefined): void {
  expect(expected).toBeDefined();
  const data = actual?.data ?? new Float64Array(expected?.data.length ?? 0);
  expect(data.length).toBe(expected?.data.length);
  data.forEach((value, i) => {
    const other = expected?.data[i] ?? NaN;
    expect(Math.abs(value - other)).toBeLessThan(1e-6 * (1 + Math.abs(other)));
  });
}
