/** Gradients of gradients where a hand-written backward pass lies in between. */
import { expect, test } from "vitest";
import { numericGradient } from "./central-differences.ts";
import { createGradMemo, extendGraph, gradient } from "../../src/grad/reverse.ts";
import type { Node } from "../../src/graph/ir.ts";
import { verify } from "../../src/graph/verify.ts";
import { mul } from "../../src/ops/arithmetic.ts";
import { exp } from "../../src/ops/exponential.ts";
import { sum } from "../../src/ops/reduction.ts";
import { sin } from "../../src/ops/trigonometric.ts";
import { builder } from "../graph/build.ts";
import { createEvaluate, expectClose } from "./numbers.ts";

test("a block's own local is differentiated by its gate when the block is differentiated", () => {
  const b = builder();
  const x = b.leaf([0.3, -0.7]);
  let local: Node | undefined;
  const [y] = b.group(
    "squared_exp",
    [x],
    () => {
      local = b.apply(exp, [x]);
      return [b.apply(mul, [local, local])];
    },
    ([g]) => [mul(g!, mul(2, mul(local!, local!)))],
  );
  const target = b.apply(sum, [b.apply(sin, [y!])]);
  const first = gradient(b.graph(), target, undefined, createGradMemo());
  const evaluate = createEvaluate();
  const slope = first.of(x)!;
  expectClose(evaluate(slope), numericGradient(target, x, evaluate));

  first.nodes.forEach(b.add);
  const total = b.apply(sum, [slope]);
  const graph = b.graph();
  const second = gradient(graph, total, undefined, createGradMemo());
  expect(verify(extendGraph(graph, second))).toEqual([]);
  // The block's local receives from outside of its group, and the group's output through sin.
  expect(second.of(local!)).toBeDefined();
  expect(second.of(y!)).toBeDefined();
  expectClose(evaluate(second.of(x)!), numericGradient(total, x, evaluate));
});

test("three times by itself: the gradients of x⁴ are 4x³, 12x² and 24x", () => {
  const b = builder();
  const x = b.leaf(1.5);
  const square = b.apply(mul, [x, x]);
  let target = b.apply(mul, [square, square]);
  let graph = b.graph();
  const evaluate = createEvaluate();
  for (const expected of [4 * 1.5 ** 3, 12 * 1.5 ** 2, 24 * 1.5]) {
    const result = gradient(graph, target, undefined, createGradMemo());
    graph = extendGraph(graph, result);
    expect(verify(graph)).toEqual([]);
    target = result.of(x)!;
    expect(evaluate(target)?.data[0]).toBeCloseTo(expected, 9);
  }
});
