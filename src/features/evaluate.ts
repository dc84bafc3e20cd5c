/** Computes a few values beside the run, from the numbers that it left: local derivatives for a card. */
import { computeNode } from "../graph/compute.ts";
import { isRefusal, type Node } from "../graph/ir.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import type { View } from "./view.ts";

/** A card looks at small values only. */
const MAX_ELEMENTS = 4096;

/** The value of a node from the run's numbers, computing what is missing; undefined where it is too large or has none. */
export function evaluateBeside(view: View, root: Node): Tensor | undefined {
  const values = new Map<Node, Tensor | undefined>();
  const known = (node: Node): Tensor | undefined => values.get(node) ?? view.numbers?.tensor(node);
  const stack = [root];
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    if (values.has(node) || known(node) !== undefined) {
      stack.pop();
      continue;
    }
    if (elementCount(node.sizes) > MAX_ELEMENTS || view.numbers === undefined) return undefined;
    const missing = node.inputs.filter((input) => known(input) === undefined);
    if (missing.some((input) => values.has(input))) return undefined;
    if (missing.length > 0) {
      stack.push(...missing);
      continue;
    }
    stack.pop();
    const result = computeNode(
      node,
      node.inputs.map((input) => known(input) as Tensor),
    );
    if (isRefusal(result)) return undefined;
    values.set(node, result);
  }
  return known(root);
}
