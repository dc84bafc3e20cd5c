/** Values of nodes, and how tests compare them with differences. */
import { expect } from "vitest";
import type { Inputs } from "../../src/graph/ir.ts";
import type { Evaluate } from "./central-differences.ts";
import { createEngine, runRoots } from "../../src/run.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";

/** Computes nodes one after another, and keeps what they share. */
export function createEvaluate(inputs: Inputs = new Map()): Evaluate {
  const engine = createEngine(Infinity);
  return (node) => runRoots(engine, [node], inputs, 1e9).numbers.tensor(node);
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
