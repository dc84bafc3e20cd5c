/** What a loss is given that it does not want: probabilities for scores or for logarithms, another dimension, a wrong target. */
import { spaced } from "../base/spaced.ts";
import { placesByGate } from "../graph/by-gate.ts";
import { standardCall } from "../graph/group.ts";
import type { Group, Node } from "../graph/ir.ts";
import { mul, neg } from "../ops/arithmetic.ts";
import { exp } from "../ops/exponential.ts";
import { sameSizes } from "../tensor/shape.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { foldedDims, isSameValue } from "./dimensions.ts";
import { dimsOfOne, isDistribution, isProbability, normalisedDims, oddSum } from "./distributions.ts";
import { earlyNodes } from "./early.ts";
import type { Place } from "./finding.ts";
import { isHinged } from "./hinge.ts";
import { likelihoodsIn } from "./likelihood.ts";
import { lossesIn, type Loss } from "./losses.ts";
import { createProbabilities, type Probabilities } from "./probabilities.ts";
import { placeOf, reachedFromLeaves, type Scene } from "./scene.ts";
import { usersIn, type Users } from "../graph/reach.ts";

interface Base {
  readonly at: Place;
  /** What it is given, as it is given. */
  readonly given: Node;
}

/** Probabilities where scores are taken, which are made probabilities once more. */
export interface ForScores extends Base {
  readonly mistake: "softmax" | "sigmoid";
  readonly made: Probabilities;
  /** Into how many classes the loss divides; undefined of one that takes each for itself. */
  readonly classes: number | undefined;
}

/** Probabilities where their logarithms are taken. */
export interface ForLogarithms extends Base {
  readonly mistake: "log";
  readonly made: Probabilities | undefined;
}

/** Logarithms of probabilities that add up to 1 along another dimension than that of the classes. */
export interface OtherAxis extends Base {
  readonly mistake: "axis";
  readonly along: number;
  readonly wanted: number;
}

/** A target that holds what it cannot: no probability, a row that is no distribution, no sign. */
export interface WrongTarget extends Base {
  readonly mistake: "target";
  readonly fault: "outside" | "total" | "signs";
  readonly value: number;
}

export type LossInput = ForScores | ForLogarithms | OtherAxis | WrongTarget;

/** Of many calls the first, the last and some between tell of them. */
const MOST = 100;

export function findLossInputs(scene: Scene): readonly LossInput[] {
  const losses = spaced(lossesIn(scene.graph), MOST);
  const probabilitiesIn = createProbabilities(scene);
  const found = losses.flatMap((loss): LossInput | readonly LossInput[] => {
    if (!scene.effort.spend(loss.given.reduce((sum, { sizes }) => sum + elementCount(sizes), 0))) return [];
    return wrongInput(scene, loss, probabilitiesIn) ?? wrongTarget(scene, loss) ?? [];
  });
  return [...found, ...wrongProducts(scene), ...wrongLikelihoods(scene)];
}

type Finder = ReturnType<typeof createProbabilities>;

/** The dimension of the classes: the second one, or the only one. */
function classDim({ sizes }: Node): number {
  return sizes.length > 1 ? 1 : 0;
}

function wrongInput(
  scene: Scene,
  { call, taken, given: all }: Loss,
  probabilitiesIn: Finder,
): LossInput | undefined {
  const [content] = taken;
  const [given] = all;
  if (given === undefined) return undefined;
  const isOfClasses = content === "scores of classes" || content === "logarithms of classes";
  const dim = isOfClasses ? classDim(given) : undefined;
  if (content === "scores" || content === "scores of classes") {
    const made = probabilitiesIn(given, dim);
    const classes = dim === undefined ? undefined : given.sizes[dim];
    return made && { mistake: made.kind, at: call, given, made, classes };
  }
  if (content !== "logarithms" && content !== "logarithms of classes") return undefined;
  const made = probabilitiesIn(given, dim);
  const value = scene.valueOf(given);
  if (made !== undefined || (value !== undefined && isDistribution(value, dim)))
    return { mistake: "log", at: call, given, made };
  const target = all[1] && scene.valueOf(all[1]);
  const wanted = dim !== undefined ? [dim] : target === undefined ? [] : dimsOfOne(target);
  return value && otherAxis(call, given, value, wanted);
}

function otherAxis(at: Place, given: Node, logs: Tensor, wanted: readonly number[]): OtherAxis | undefined {
  const [first] = wanted;
  const dims = normalisedDims(logs);
  const [along] = dims;
  if (first === undefined || along === undefined || logs.sizes[first] === 1) return undefined;
  const isRight = dims.some((dim) => wanted.includes(dim));
  return isRight ? undefined : { mistake: "axis", at, given, along, wanted: first };
}

function wrongTarget(scene: Scene, { call, taken, given: all }: Loss): WrongTarget | undefined {
  const [input] = all;
  const i = taken.findLastIndex((content) => content !== "values");
  const [given, content] = [all[i], taken[i]];
  const value = given && scene.valueOf(given);
  if (input === undefined || value === undefined || i < 1 || !value.data.every(Number.isFinite))
    return undefined;
  const wrong = (fault: WrongTarget["fault"], one: number | undefined): WrongTarget | undefined =>
    one === undefined ? undefined : { mistake: "target", at: call, given: given!, fault, value: one };
  if (content === "signs")
    return wrong(
      "signs",
      value.data.find((one) => one === 0),
    );
  const isAll = sameSizes(given!.sizes, input.sizes) && input.sizes.length > 0;
  if (content === "classes" ? taken[0] !== "scores of classes" || !isAll : isLogarithm(scene, call, given!))
    return undefined;
  const outside = wrong(
    "outside",
    value.data.find((one) => !isProbability(one)),
  );
  if (outside !== undefined || content === "probabilities") return outside;
  const logs = scene.valueOf(input);
  const [dim] = content === "classes" ? [classDim(input)] : logs === undefined ? [] : normalisedDims(logs);
  return dim === undefined ? undefined : wrong("total", oddSum(value, dim));
}

/** Whether a call takes the exponential of a target first: then it holds logarithms. */
function isLogarithm({ graph }: Scene, call: Group, target: Node): boolean {
  return graph.nodes
    .slice(call.first, call.last)
    .some(({ gate, inputs }) => gate === exp.gate && inputs[0] === target);
}

/** A product of as many elements as each factor has. */
function isEachByEach({ inputs: [a, b] }: Node): boolean {
  if (a === undefined || b === undefined) return false;
  return elementCount(a.sizes) > 1 && sameSizes(a.sizes, b.sizes);
}

const productsIn = earlyNodes(
  (graph) => placesByGate(graph).get(mul.gate) ?? [],
  (node, around) => isEachByEach(node) && standardCall(around) === undefined,
);

/** A likelihood of yes and no that a file writes itself, of a target that is no probability. */
function wrongLikelihoods(scene: Scene): readonly WrongTarget[] {
  return likelihoodsIn(scene).flatMap(({ product, target }) => {
    const value = scene.valueOf(target);
    const outside =
      value?.data.every(Number.isFinite) === true ? value.data.find((one) => !isProbability(one)) : undefined;
    const isLearnt = reachedFromLeaves(scene)[placeOf(scene, target)] === 1 && target.inputs.length > 0;
    if (outside === undefined || isLearnt) return [];
    return { mistake: "target", at: product, given: target, fault: "outside", value: outside };
  });
}

/** What a file multiplies by a target itself. */
function wrongProducts(scene: Scene): readonly LossInput[] {
  const { graph } = scene;
  const candidates = productsIn(graph);
  if (candidates.length === 0) return [];
  const learns = reachedFromLeaves(scene);
  const usersOf = usersIn(graph);
  return spaced(candidates, MOST).flatMap((product) => {
    const [a, b] = product.inputs as readonly [Node, Node];
    const isTarget = (node: Node): boolean => learns[placeOf(scene, node)] !== 1 || node.inputs.length === 0;
    const [target, other] = isTarget(a) ? [a, b] : [b, a];
    if (!isTarget(target) || isTarget(other)) return [];
    if (!scene.effort.spend(2 * elementCount(product.sizes))) return [];
    return wrongProduct(scene, product, target, other, usersOf) ?? [];
  });
}

function wrongProduct(
  scene: Scene,
  product: Node,
  target: Node,
  other: Node,
  usersOf: Users,
): LossInput | undefined {
  const own = scene.valueOf(target);
  if (own === undefined) return undefined;
  // The sign of the loss stands at the target, or before the product.
  const isNegative = own.data.every((one) => one <= 0);
  const value = isNegative ? { sizes: own.sizes, data: own.data.map((one) => -one) } : own;
  const isAll = target.sizes.length > 1 && value.data.every(isProbability);
  const dims = isAll ? dimsOfOne(value) : [];
  if (dims.length > 0) {
    const logs = scene.valueOf(other);
    const folded = foldedNext(usersOf, product);
    const wanted = folded !== undefined && dims.includes(folded) ? [folded] : dims;
    const found = logs && otherAxis(product, other, logs, wanted);
    if (found !== undefined) return found;
  }
  const isBinary = value.data.includes(1) && value.data.every((one) => one === 0 || one === 1);
  return isBinary && value.data.some((one) => one === 0) && isHinged(scene, product, isNegative, usersOf)
    ? { mistake: "target", at: product, given: target, fault: "signs", value: 0 }
    : undefined;
}

/** The one dimension along which a product is folded next, its sign aside. */
function foldedNext(usersOf: Users, product: Node): number | undefined {
  let own = product;
  for (;;) {
    const [user, another] = usersOf(own);
    if (user === undefined || another !== undefined) return undefined;
    const folded = foldedDims(user);
    if (folded !== undefined) return folded.length === 1 ? folded[0] : undefined;
    if (user.gate !== neg.gate && !isSameValue(user)) return undefined;
    own = user;
  }
}
