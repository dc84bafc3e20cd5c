/** The value of a node that needs no run, computed when the graph is built: sizes, dims, bounds, conditions of `if`. */
import { computeNode } from "./compute.ts";
import { isRefusal, type Node } from "./ir.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";

/** A known value is a size or a list of sizes; what is larger than this was not meant as one. */
const MAX_ELEMENTS = 1_000_000;

const values = new WeakMap<Node, Tensor>();

/** The value of a known node; undefined where the node is not known, is too large, or its operands do not fit. */
export function knownValue(node: Node): Tensor | undefined {
  if (!node.known || elementCount(node.sizes) > MAX_ELEMENTS) return undefined;
  const stack: Node[] = [node];
  while (stack.length > 0) {
    const next = stack[stack.length - 1] as Node;
    const missing = next.inputs.filter((input) => !values.has(input));
    if (missing.length > 0) {
      if (missing.some((input) => elementCount(input.sizes) > MAX_ELEMENTS)) return undefined;
      stack.push(...missing);
      continue;
    }
    stack.pop();
    if (values.has(next)) continue;
    const result = computeNode(
      next,
      next.inputs.map((input) => values.get(input) as Tensor),
    );
    if (isRefusal(result)) return undefined;
    values.set(next, result);
  }
  return values.get(node);
}
