/** The values of a part of a graph at other numbers than those of the run. */
import { computeNode } from "../graph/compute.ts";
import { isRefusal, type Node } from "../graph/ir.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import type { Effort } from "./effort.ts";

export type ValueOf = (node: Node) => Tensor | undefined;

/**
 * Values where some nodes have other numbers: what is computed from them is computed anew, and what `isFixed` is as it was `before`,
 * which must be true of all that does not depend on them and is not known. Undefined where a gate refuses, where a value is not
 * known, and where the effort is over.
 */
export function createReplay(
  isFixed: (node: Node) => boolean,
  before: ValueOf,
  replaced: ReadonlyMap<Node, Tensor>,
  effort: Effort,
): ValueOf {
  const values = new Map<Node, Tensor | undefined>(replaced);
  return (root) => {
    const stack = [root];
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      if (values.has(node)) {
        stack.pop();
        continue;
      }
      // Random numbers stay as they were drawn.
      if (node.inputs.length === 0 || !node.gate.pure || isFixed(node)) {
        values.set(node, before(node));
        continue;
      }
      const missing = node.inputs.filter((input) => !values.has(input));
      if (missing.length > 0) {
        stack.push(...missing);
        continue;
      }
      values.set(node, compute(node));
    }
    return values.get(root);
  };

  function compute(node: Node): Tensor | undefined {
    const operands = node.inputs.map((input) => values.get(input));
    if (!effort.spend(costOf(node)) || operands.includes(undefined)) return undefined;
    const made = computeNode(node, operands as Tensor[]);
    return isRefusal(made) ? undefined : made;
  }
}

/** So many products of numbers take as long as one number of a step that goes element by element. */
const PRODUCTS = 8;

/** In numbers. What two values make together may multiply each element many times, as rows do columns. */
function costOf({ gate, inputs: [a, b], sizes }: Node): number {
  const count = elementCount(sizes);
  if (gate.scalar !== undefined || a === undefined || b === undefined) return count;
  const products = Math.sqrt(count * elementCount(a.sizes) * elementCount(b.sizes));
  return Math.max(count, Math.ceil(products / PRODUCTS));
}
