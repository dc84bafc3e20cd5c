/** Values that are elements of another one: picked, turned, or under another shape. */
import { computeNode } from "../graph/compute.ts";
import { isRefusal, type Node } from "../graph/ir.ts";
import { gather } from "../ops/gather.ts";
import { index } from "../ops/indexing.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { isRelabeling } from "./dimensions.ts";

/** Whether a gate gives elements of its first operand as they are, at places that no gradient has a say in. */
export function isMove(node: Node): boolean {
  return node.gate === index.gate || node.gate === gather.gate || isRelabeling(node);
}

/** For each element of what some moves make of a value of this shape, the first move first: the place that it comes from. */
export function placesMoved(
  sizes: readonly number[],
  moves: readonly Node[],
  valueOf: (node: Node) => Tensor | undefined,
): Tensor | undefined {
  let places: Tensor = { sizes, data: Float64Array.from({ length: elementCount(sizes) }, (_, i) => i) };
  for (const move of moves) {
    const others = move.inputs.slice(1).flatMap((input) => valueOf(input) ?? []);
    if (others.length !== move.inputs.length - 1) return undefined;
    const next = computeNode(move, [places, ...others]);
    if (isRefusal(next)) return undefined;
    places = next;
  }
  return places;
}
