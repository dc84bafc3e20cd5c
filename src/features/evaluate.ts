/** Computes a few values beside the run, from the numbers that it left: local derivatives for a card, and what findings look at. */
import { computeNode } from "../graph/compute.ts";
import { isRefusal, type Node } from "../graph/ir.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import type { View } from "./view.ts";

/** Small values only are looked at. */
export const MAX_ELEMENTS = 4096;

/** The value of a node from the run's numbers, computing what is missing; undefined where it is too large or has none. */
export function evaluateBeside(view: View, root: Node): Tensor | undefined {
  return createBeside(view)(root);
}

/** The same of several nodes, each computed once, `most` numbers in all, in values of up to `largest` elements. */
export function createBeside(
  view: View,
  most = Infinity,
  largest = MAX_ELEMENTS,
): (root: Node) => Tensor | undefined {
  const values = new Map<Node, Tensor | undefined>();
  const { inputs } = view.analysis.program;
  let left = most;
  const known = (node: Node): Tensor | undefined =>
    inputs.get(node) ?? values.get(node) ?? view.numbers?.tensor(node);
  return (root) => {
    const own = known(root);
    if (own !== undefined) return own;
    const stack = [root];
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      if (values.has(node) || known(node) !== undefined) {
        stack.pop();
        continue;
      }
      const count = elementCount(node.sizes);
      if (count > largest || left < count || view.numbers === undefined) return undefined;
      const missing = node.inputs.filter((input) => known(input) === undefined);
      if (missing.some((input) => values.has(input))) return undefined;
      if (missing.length > 0) {
        stack.push(...missing);
        continue;
      }
      stack.pop();
      left -= count;
      const result = computeNode(
        node,
        node.inputs.map((input) => known(input) as Tensor),
      );
      values.set(node, isRefusal(result) ? undefined : result);
    }
    return known(root);
  };
}
