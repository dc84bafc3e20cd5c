/** The value of a node that needs no run, computed when the graph is built: sizes, dims, bounds, conditions of `if`. */
import { computeNode } from "./compute.ts";
import { isRefusal, type Inputs, type Node } from "./ir.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";

/** A known value is a size or a list of sizes; what is larger than this was not meant as one. */
const MAX_ELEMENTS = 1_000_000;

/** Values that are computed from no input are the same in every version. */
const fixed = new WeakMap<Node, Tensor>();
/** The others, by the inputs that they are computed from. */
const byInputs = new WeakMap<Inputs, Map<Node, Tensor>>();

/** The value of a known node with these inputs; undefined where it is not known, is too large, or its operands do not fit. */
export function knownValue(node: Node, inputs: Inputs): Tensor | undefined {
  if (!node.known || elementCount(node.sizes) > MAX_ELEMENTS) return undefined;
  let own = byInputs.get(inputs);
  if (own === undefined) byInputs.set(inputs, (own = new Map<Node, Tensor>()));
  const varying = own;
  const known = (one: Node): Tensor | undefined => fixed.get(one) ?? inputs.get(one) ?? varying.get(one);
  const stack: Node[] = [node];
  while (stack.length > 0) {
    const next = stack[stack.length - 1] as Node;
    const missing = next.inputs.filter((input) => known(input) === undefined);
    if (missing.length > 0) {
      if (missing.some((input) => elementCount(input.sizes) > MAX_ELEMENTS)) return undefined;
      stack.push(...missing);
      continue;
    }
    stack.pop();
    if (known(next) !== undefined) continue;
    const result = computeNode(
      next,
      next.inputs.map((input) => known(input) as Tensor),
    );
    if (isRefusal(result)) return undefined;
    if (next.inputs.every((input) => fixed.has(input))) fixed.set(next, result);
    else varying.set(next, result);
  }
  return known(node);
}
