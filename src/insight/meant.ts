/** Whether a value was made wide on purpose, so that it may be stretched. */
import { standardCall } from "../graph/group.ts";
import type { Node } from "../graph/ir.ts";
import { permute, transpose } from "../ops/permute.ts";
import { reshape } from "../ops/reshape.ts";
import { sameSizes } from "../tensor/shape.ts";
import { dimsFrom, foldedDims, isRelabeling, isSameValue } from "./dimensions.ts";
import { placeOf, type Scene } from "./scene.ts";

/** What is asked of no more values than these is not known. */
const MOST = 200;

/**
 * Whether the dimensions of size 1 that an operand is stretched along come from a new axis, a new shape or a fold that keeps them,
 * or the file says the shape of what it is made of, element by element. What came by a product has the width of its factors.
 */
export function isMeantWide(
  scene: Scene,
  operand: Node,
  stretched: readonly number[],
  isSaid: (node: Node) => boolean,
): boolean {
  const open: [node: Node, dims: readonly number[]][] = [[operand, stretched]];
  const seen = new Set<Node>();
  for (let next = open.pop(); next !== undefined && seen.size < MOST; next = open.pop()) {
    const [node, dims] = next;
    if (seen.has(node)) continue;
    seen.add(node);
    if (isSaid(node) || (dims.length > 0 && isMadeHere(scene, node, dims))) return true;
    for (const [place, input] of node.inputs.entries()) {
      if (!isFollowed(node, input)) continue;
      const from = dimsFrom(node, place);
      if (from !== undefined) open.push([input, dims.flatMap((dim) => (from[dim]! < 0 ? [] : [from[dim]!]))]);
    }
  }
  return false;
}

/** Element by element, what has the whole shape tells of it. */
function isFollowed(node: Node, input: Node): boolean {
  if (isSameValue(node) || node.gate === transpose.gate || node.gate === permute.gate) return true;
  if (foldedDims(node) !== undefined) return node.attrs["keepdim"] === true;
  if (node.gate.scalar === undefined) return false;
  return (
    input.sizes.length === node.sizes.length && input.sizes.every((size, dim) => size === node.sizes[dim])
  );
}

function isMadeHere(scene: Scene, node: Node, dims: readonly number[]): boolean {
  const folded = foldedDims(node);
  if (folded !== undefined) return node.attrs["keepdim"] === true && dims.some((dim) => folded.includes(dim));
  const [x] = node.inputs;
  if (x === undefined || isSameValue(node) || !isRelabeling(node)) return false;
  const isNew = onesOf(x.sizes) < onesOf(node.sizes);
  const isReshaped = node.gate === reshape.gate && !sameSizes(x.sizes, node.sizes);
  return (isNew || isReshaped) && isAsked(scene, node);
}

function onesOf(sizes: readonly number[]): number {
  return sizes.filter((size) => size === 1).length;
}

/** Whether a file itself asked for this shape: a library function that does more than that has one for its own reasons. */
function isAsked(scene: Scene, node: Node): boolean {
  const call = standardCall(scene.graph.groupOf[placeOf(scene, node)]);
  if (call === undefined) return true;
  let own: Node | undefined = node;
  while (own !== undefined && placeOf(scene, own) >= call.first) {
    if (!isSameValue(own) && !isRelabeling(own)) return false;
    own = own.inputs[0];
  }
  return own !== undefined;
}
