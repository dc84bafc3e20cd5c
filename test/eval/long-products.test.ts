/** A product that takes long is computed in steps: a run is left in its midst, and the numbers are those of the whole. */
import { describe, expect, test } from "vitest";
import type { Node } from "../../src/graph/ir.ts";
import { einsum } from "../../src/ops/einsum.ts";
import { matmul } from "../../src/ops/matmul.ts";
import { plainKernels, type Kernels } from "../../src/tensor/kernels.ts";
import { finished, multiplyBatch, STEP } from "../../src/tensor/product.ts";
import { keyOfText, uniform } from "../../src/tensor/random.ts";
import { filled } from "../../src/tensor/tensor.ts";
import { constant } from "../../src/ops/define.ts";
import { wasmKernels } from "../tensor/sets.ts";
import { engine, NONE, run } from "./engine.ts";

const [rows, shared, columns] = [600, 700, 800];
const a = constant({ value: filled([rows, shared], 0.5) });
const b = constant({ value: filled([shared, columns], 2) });

const products: readonly (readonly [string, Node])[] = [
  ["@", matmul(a, b)],
  ["einsum", einsum([a, b], { equation: "ij,jk->ik" })],
];

describe.each(products)("a long product by %s", (_, node) => {
  test("is left by a run that is not wanted any more, and computed by the next one that is", async () => {
    const { kernels, steps } = counting();
    let now = 0;
    const own = engine({ now: () => (now += 10), pause: () => Promise.resolve() }, kernels);
    const fed = own.tape.feed([node], NONE);
    own.executor.feed(fed.feed);
    const order = { wanted: fed.wanted, limitBytes: 1e9, whole: Infinity };
    const left = await own.executor.run(order, { stopped: () => steps.length > 0 });
    expect(left.kind).toBe("stopped");
    expect(steps.reduce((sum, step) => sum + step, 0)).toBeLessThan(2 * STEP);
    steps.length = 0;
    const answer = await own.executor.run(order, {});
    expect(answer.kind).toBe("done");
    expect(steps.reduce((sum, step) => sum + step, 0)).toBe(rows * shared * columns);
  });

  test("has no step that is longer than a step may be", () => {
    const { kernels, steps } = counting();
    expect(run(engine(undefined, kernels), [node]).kind).toBe("done");
    expect(steps.length).toBeGreaterThan(4);
    expect(Math.max(...steps)).toBeLessThanOrEqual(STEP);
  });
});

test("the sum of the steps is the sum of the whole, bit for bit", () => {
  const [left, right] = [drawn([300, 600]), drawn([600, 520])];
  expect(300 * 600 * 520).toBeGreaterThan(STEP);
  const whole = new Float64Array(300 * 520);
  plainKernels.multiply(
    { data: whole, at: 0, rowStep: 520, goesOn: false },
    { data: left.data, at: 0, rowStep: 600, columnStep: 1 },
    { data: right.data, at: 0, rowStep: 520, columnStep: 1 },
    300,
    600,
    520,
  );
  const operands = [
    { tensor: left, batch: [], kept: [0], shared: [1] },
    { tensor: right, batch: [], kept: [1], shared: [0] },
  ] as const;
  expect(finished(multiplyBatch(wasmKernels(), [], ...operands))).toEqual(whole);
});

/** Kernels that say how many multiplications they were asked for, and do none. */
function counting(): { readonly kernels: Kernels; readonly steps: number[] } {
  const steps: number[] = [];
  return {
    steps,
    kernels: { ...plainKernels, multiply: (_to, _a, _b, m, k, n) => void steps.push(m * k * n) },
  };
}

function drawn(sizes: readonly number[]): { sizes: readonly number[]; data: Float64Array } {
  return { sizes, data: uniform(keyOfText(sizes.join(" ")), sizes).data };
}
