/** A value that meets its own sum, mean or length along the wrong dimension, which a square shape lets pass: `e / sum(e, dim=1)`. */
import { spaced } from "../base/spaced.ts";
import { widePlaces } from "../graph/by-gate.ts";
import { standardCall } from "../graph/group.ts";
import type { Node } from "../graph/ir.ts";
import { sameSizes } from "../tensor/shape.ts";
import { elementCount } from "../tensor/tensor.ts";
import { dimsFrom, foldedDims, isRelabeling, isSameValue } from "./dimensions.ts";
import { earlyNodes } from "./early.ts";
import { placeOf, reachedFromLeaves, type Scene } from "./scene.ts";

export interface OwnFold {
  readonly at: Node;
  readonly value: Node;
  /** What it meets, and the fold that this is made of. */
  readonly met: Node;
  readonly fold: Node;
  /** The dimensions of the value that are folded. */
  readonly folded: readonly number[];
  /** For each dimension of what is met the one of the value that it is, and the one that it lies along. */
  readonly left: readonly number[];
  readonly along: readonly number[];
}

const MOST_CANDIDATES = 100;
/** Who makes more values than these between a value and its fold has another one. */
const MOST_VALUES = 200;

export function findOwnFolds(scene: Scene): readonly OwnFold[] {
  const { graph } = scene;
  const candidates = meetingsIn(graph);
  const found = spaced(candidates, MOST_CANDIDATES).flatMap((at) => judge(scene, at) ?? []);
  return found.filter((one) => !isUsedBothWays(scene, one) && !isSymmetric(scene, one));
}

const meetingsIn = earlyNodes(
  widePlaces,
  (node, around) => squareMeeting(node) !== undefined && standardCall(around) === undefined,
);

/** An operand of the result's shape with two sizes that are equal, and one of fewer dimensions. */
function squareMeeting({ inputs, sizes }: Node): readonly [Node, Node] | undefined {
  if (inputs.length !== 2) return undefined;
  const [a, b] = inputs as readonly [Node, Node];
  if (a.sizes.length === b.sizes.length) return undefined;
  const [value, met] = a.sizes.length > b.sizes.length ? [a, b] : [b, a];
  const wide = sizes.filter((size) => size > 1);
  const isSquare = new Set(wide).size < wide.length;
  return isSquare && value.sizes.length === sizes.length && elementCount(met.sizes) > 1
    ? [value, met]
    : undefined;
}

function judge(scene: Scene, at: Node): OwnFold | undefined {
  const [value, met] = squareMeeting(at) ?? [];
  if (value === undefined || met === undefined) return undefined;
  const own = likeIt(value);
  const added = value.sizes.length - met.sizes.length;
  const open: Step[] = [{ node: met, dims: met.sizes.map((_, dim) => dim), fold: undefined, folded: [] }];
  const seen = new Set<Node>();
  let wrong: OwnFold | undefined;
  for (let step = open.pop(); step !== undefined && seen.size < MOST_VALUES; step = open.pop()) {
    const { node, dims, fold, folded } = step;
    if (seen.has(node)) continue;
    if (!scene.effort.spend(1)) return undefined;
    seen.add(node);
    if (own.has(node) && fold !== undefined) {
      const lies = dims.map((dim, i) => (met.sizes[i] === 1 ? undefined : dim === i + added));
      if (dims.some((dim, i) => dim < 0 && lies[i] !== undefined)) continue;
      if (!lies.includes(false)) return undefined;
      wrong ??= { at, value, met, fold, folded, left: dims, along: dims.map((_, i) => i + added) };
      continue;
    }
    open.push(...before(step));
  }
  return wrong;
}

/** A value on the way back from what is met: which of its dimensions each of that one's is. */
interface Step {
  readonly node: Node;
  readonly dims: readonly number[];
  readonly fold: Node | undefined;
  readonly folded: readonly number[];
}

function before({ node, dims, fold, folded }: Step): readonly Step[] {
  const own = foldedDims(node);
  // A fold of a fold is another thing.
  if (own !== undefined && fold !== undefined) return [];
  return node.inputs.flatMap((input, place): Step | readonly Step[] => {
    const from = dimsFrom(node, place);
    const isWhole = own !== undefined || elementCount(input.sizes) === elementCount(node.sizes);
    if (from === undefined || !isWhole) return [];
    const mapped = dims.map((dim) => (dim < 0 ? -1 : (from[dim] ?? -1)));
    return { node: input, dims: mapped, fold: own === undefined ? fold : node, folded: own ?? folded };
  });
}

/** What a value is made from element by element, itself included. */
function likeIt(value: Node): ReadonlySet<Node> {
  const found = new Set<Node>([value]);
  for (const node of found) {
    if (found.size > MOST_VALUES) break;
    if (node.gate.scalar === undefined && !isSameValue(node)) continue;
    for (const input of node.inputs) if (sameSizes(input.sizes, value.sizes)) found.add(input);
  }
  return found;
}

/** Whether what is met is made wide at another place: then both sides are divided, as the Laplacian of a graph is. */
function isUsedBothWays({ graph }: Scene, { met }: OwnFold): boolean {
  return graph.nodes.some(
    (node) => node.inputs[0] === met && isRelabeling(node) && node.sizes.length > met.sizes.length,
  );
}

/** Along which dimension the fold goes does not matter then; of what nobody looks at, only what learns is surely another thing. */
function isSymmetric(scene: Scene, { value, folded, along }: OwnFold): boolean {
  const tensor = scene.valueOf(value);
  if (tensor === undefined) return reachedFromLeaves(scene)[placeOf(scene, value)] !== 1;
  const [rows = 0, columns] = value.sizes;
  if (value.sizes.length !== 2 || rows !== columns || folded.length + along.length !== 2) return false;
  return tensor.data.every((one, i) => one === tensor.data[(i % rows) * rows + Math.floor(i / rows)]);
}
