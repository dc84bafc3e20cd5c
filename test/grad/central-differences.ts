/** Gradients by differences of values: slow and inexact, and independent of every rule, so the rules are checked against them. */
import type { Node } from "../../src/graph/ir.ts";
import { constant } from "../../src/ops/define.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { replaceLeaf } from "../../src/grad/replace.ts";

/**
 * The step of a central difference where the value is of size 1: the cube root of the machine's precision balances the error of
 * the formula (h²) against that of rounding (ε / h).
 */
const STEP = 6e-6;

/** Computes a node; undefined where it has no value. */
export type Evaluate = (node: Node) => Tensor | undefined;

/**
 * The central differences (f(x + h) − f(x − h)) / 2h of a one-element target, one for each element of the leaf, in its shape; undefined where
 * something has no value. The step grows with the element it is taken at.
 */
export function numericGradient(
  target: Node,
  leaf: Node,
  evaluate: Evaluate,
  step: number = STEP,
): Tensor | undefined {
  const at = evaluate(leaf);
  if (at === undefined) return undefined;
  const data = new Float64Array(at.data.length);
  for (let i = 0; i < data.length; i++) {
    const direction = new Float64Array(data.length);
    direction[i] = 1;
    const h = step * Math.max(1, Math.abs(at.data[i]!));
    const slope = numericSlope(target, leaf, { sizes: at.sizes, data: direction }, evaluate, h);
    if (slope === undefined) return undefined;
    data[i] = slope;
  }
  return { sizes: at.sizes, data };
}

/** The slope of a one-element target when the leaf moves along a direction of its shape: what the gradient's product with it must be. */
export function numericSlope(
  target: Node,
  leaf: Node,
  direction: Tensor,
  evaluate: Evaluate,
  h: number = STEP,
): number | undefined {
  const at = evaluate(leaf);
  if (at === undefined) return undefined;
  const targetAt = (distance: number): number | undefined => {
    const data = at.data.map((value, i) => value + distance * direction.data[i]!);
    return evaluate(replaceLeaf(target, leaf, constant({ value: { sizes: at.sizes, data } })))?.data[0];
  };
  const above = targetAt(h);
  const below = targetAt(-h);
  return above === undefined || below === undefined ? undefined : (above - below) / (2 * h);
}
