/** A value computed again from another value of something that it depends on. */
import type { Node } from "../graph/ir.ts";
import { makeNode } from "../graph/node.ts";
import { visitAncestors } from "../graph/order.ts";

/** The target with `replacement` in the place of `leaf`; only what depends on the leaf is made anew. */
export function replaceLeaf(target: Node, leaf: Node, replacement: Node): Node {
  const images = new Map<Node, Node>([[leaf, replacement]]);
  visitAncestors(
    target,
    (node) => images.has(node),
    (node) => {
      const inputs = node.inputs.map((input) => images.get(input)!);
      const same = inputs.every((input, i) => input === node.inputs[i]);
      images.set(node, same ? node : makeNode(node.gate, inputs, node.attrs, node.sizes));
    },
  );
  return images.get(target)!;
}
