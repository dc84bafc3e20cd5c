/** Cross-entropies that a file writes itself: logarithms of probabilities, picked by classes or multiplied by a target and summed. */
import { libraryCall } from "../graph/group.ts";
import type { Node } from "../graph/ir.ts";
import { plain } from "../graph/node.ts";
import { usersIn } from "../graph/reach.ts";
import { div, mul, neg } from "../ops/arithmetic.ts";
import { gather } from "../ops/gather.ts";
import { itemsOf } from "../ops/subscript.ts";
import { mean, sum } from "../ops/reduction.ts";
import { sameSizes } from "../tensor/shape.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { foldedDims, isRelabeling } from "./dimensions.ts";
import { dimsOfOne, isProbability, normalisedDims } from "./distributions.ts";
import type { FormMatch } from "./form-matching.ts";
import { lossesIn } from "./losses.ts";
import { isMove, placesMoved } from "./moves.ts";
import { placeOf, reachedFromLeaves, type Scene } from "./scene.ts";

export interface CrossEntropy {
  /** What the loss gives instead. */
  readonly whole: Node;
  /** What is made on the way there. */
  readonly through: readonly Node[];
  /** A class for each sample, or a probability for each score; undefined where the class is a number in the brackets of the pick. */
  readonly target: Node | undefined;
  readonly pick: Node | undefined;
  readonly reduction: "averaged" | "added" | "each";
}

/** What has been made of the logarithms so far. */
interface State {
  readonly node: Node;
  readonly isNegative: boolean;
  readonly target: Node | undefined;
  readonly pick: Node | undefined;
  /** One number for each sample, or their sum or mean. */
  readonly made: "logarithms" | "products" | CrossEntropy["reduction"];
}

/** The largest part of the file that is the cross-entropy of a form's scores. */
export function crossEntropyOf(scene: Scene, match: FormMatch): CrossEntropy | undefined {
  const { sizes } = match.x;
  if (sizes.length === 0 || sizes.length > 2 || !isOverClasses(scene, match)) return undefined;
  let found: CrossEntropy | undefined;
  const through: Node[] = [];
  let state = begin(scene, match);
  for (; state !== undefined; state = next(scene, sizes, state)) {
    const { node, isNegative, target, pick, made } = state;
    through.push(node);
    if (isNegative && made !== "logarithms" && made !== "products")
      found = { whole: node, through, target, pick, reduction: sizes.length === 1 ? "averaged" : made };
  }
  return found;
}

/** The loss of the library that takes a form's logarithms, and classes. */
export function logarithmLoss({ graph }: Scene, { root, moves }: FormMatch): Node | undefined {
  if (moves.length > 0) return undefined;
  const loss = lossesIn(graph).find(
    ({ taken, given }) =>
      taken[0] === "logarithms of classes" && given[0] !== undefined && plain(given[0]) === root,
  );
  return loss?.call.outputs[0];
}

/** Whether the probabilities add up to 1 along the dimension of the classes: the last one. */
function isOverClasses(scene: Scene, { form, fold, root, x, moves }: FormMatch): boolean {
  const rank = x.sizes.length;
  // What overflows adds up to nothing, but the fold says where.
  if (form.folding === "along" && fold !== undefined) return String(foldedDims(fold)) === String(rank - 1);
  const [picked] = moves;
  const value = scene.valueOf(picked === undefined ? root : picked.inputs[0]!);
  if (value === undefined || !sameSizes(value.sizes, x.sizes)) return false;
  return (picked === undefined ? normalisedDims(value) : dimsOfOne(value)).includes(rank - 1);
}

function begin(scene: Scene, { root, x, moves }: FormMatch): State | undefined {
  const first = {
    node: root,
    isNegative: false,
    target: undefined,
    pick: undefined,
    made: "logarithms",
  } as const;
  return moves.length === 0 ? first : picked(scene, x.sizes, { ...first, node: root }, moves);
}

/** What is made of it next; undefined where that is no part of a cross-entropy. */
function next(scene: Scene, sizes: readonly number[], state: State): State | undefined {
  const { node, isNegative, made } = state;
  const [user, another] = usersIn(scene.graph)(node);
  if (user === undefined || another !== undefined || isInLibrary(scene, user)) return undefined;
  if (user.gate.isCopy === true) return { ...state, node: user };
  if (user.gate === neg.gate) return { ...state, node: user, isNegative: !isNegative };
  if (made === "logarithms") {
    const moves = movesFrom(scene, user);
    if (moves.length > 0) return picked(scene, sizes, { ...state, node: moves.at(-1)! }, moves);
    return user.gate === mul.gate ? masked(scene, state, user) : undefined;
  }
  const folded = foldedDims(user);
  const isSum = user.gate === sum.gate && user.attrs["keepdim"] !== true;
  if (made === "products") {
    if (!isSum || folded === undefined) return undefined;
    if (folded.length === sizes.length) return { ...state, node: user, made: "added" };
    return folded[0] === sizes.length - 1 ? { ...state, node: user, made: "each" } : undefined;
  }
  if (made === "each" && folded?.length === node.sizes.length) {
    if (isSum) return { ...state, node: user, made: "added" };
    return user.gate === mean.gate ? { ...state, node: user, made: "averaged" } : undefined;
  }
  const by = user.inputs[1];
  const isMean = made === "added" && user.gate === div.gate && user.inputs[0] === node && sizes.length === 2;
  const divisor = isMean && by !== undefined ? scene.valueOf(by) : undefined;
  const isCount = divisor?.data.length === 1 && divisor.data[0] === sizes[0];
  return isCount ? { ...state, node: user, made: "averaged" } : undefined;
}

function isInLibrary({ graph }: Scene, node: Node): boolean {
  return libraryCall(graph.groupOf[graph.index.get(node) ?? -1]) !== undefined;
}

/** A pick and what only gives its result another shape, from a user of the logarithms on. */
function movesFrom(scene: Scene, first: Node): readonly Node[] {
  const moves: Node[] = [];
  for (let node = first; isMove(node);) {
    moves.push(node);
    const [user, another] = usersIn(scene.graph)(node);
    if (user === undefined || another !== undefined || !isRelabeling(user)) break;
    node = user;
  }
  return moves;
}

/** The logarithm of each sample's class. */
function picked(
  scene: Scene,
  sizes: readonly number[],
  state: State,
  moves: readonly Node[],
): State | undefined {
  const places = placesMoved(sizes, moves, scene.valueOf);
  const picks = moves.filter((move) => !isRelabeling(move));
  const [pick] = picks;
  const [count, classes] = sizes.length === 1 ? [1, sizes[0]!] : [sizes[0]!, sizes[1]!];
  if (places?.data.length !== count || places.sizes.length !== sizes.length - 1) return undefined;
  if (pick === undefined || picks.length > 1) return undefined;
  const wanted = places.data.map((place, sample) => place - sample * classes);
  const classesOf = classesBy(pick);
  const target = typeof classesOf === "number" ? undefined : classesOf;
  const value = typeof classesOf === "number" ? [classesOf] : target && scene.valueOf(target)?.data;
  // A place that is counted from the end is no class.
  const isClass =
    value?.length === count && wanted.every((one, i) => one === value[i] && one >= 0 && one < classes);
  return isClass ? { ...state, target, pick, made: "each" } : undefined;
}

/** The classes by which a pick picks. */
function classesBy(pick: Node): Node | number | undefined {
  const last = pick.inputs.at(-1);
  if (pick.gate === gather.gate) {
    let own = last && plain(last);
    while (own !== undefined && isRelabeling(own)) own = plain(own.inputs[0]!);
    return own;
  }
  const item = itemsOf(pick.attrs).at(-1);
  return item?.kind === "at" ? item.index : item?.kind === "tensor" ? last : undefined;
}

/** The logarithms times a target that holds a distribution for each sample. */
function masked(scene: Scene, state: State, product: Node): State | undefined {
  const factor = product.inputs.find((input) => input !== state.node);
  if (factor === undefined || !sameSizes(product.sizes, factor.sizes)) return undefined;
  if (!sameSizes(product.sizes, state.node.sizes)) return undefined;
  const isNegated = plain(factor).gate === neg.gate;
  const target = isNegated ? plain(factor).inputs[0]! : factor;
  const value = scene.valueOf(target);
  if (value === undefined || learns(scene, target) || !isTarget(value)) return undefined;
  return {
    node: product,
    isNegative: state.isNegative !== isNegated,
    target,
    pick: undefined,
    made: "products",
  };
}

function learns(scene: Scene, node: Node): boolean {
  return scene.hasParams && reachedFromLeaves(scene)[placeOf(scene, node)] === 1;
}

function isTarget(value: Tensor): boolean {
  return (
    elementCount(value.sizes) > 0 &&
    value.data.every(isProbability) &&
    dimsOfOne(value).includes(value.sizes.length - 1)
  );
}
