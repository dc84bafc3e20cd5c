/** Why a NaN or an infinity begins, where a rule of thumb knows it and what to write instead. */
import { operandSpec, type Node } from "../graph/ir.ts";
import { pow, sqrt, square } from "../ops/powers.ts";
import { add, div, mul } from "../ops/arithmetic.ts";
import { index } from "../ops/indexing.ts";
import { itemsOf } from "../ops/subscript.ts";
import { mean, sum } from "../ops/reduction.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { elementCount } from "../tensor/tensor.ts";
import type { Beginning } from "./not-finite.ts";
import { log } from "../ops/exponential.ts";
import { outputsOf, placeOf, reachedFrom, reachedFromLeaves, type Scene } from "./scene.ts";
import { zeroStops, type ZeroStop } from "./zeros.ts";

/** What a choice drops is not finite, or has no finite slope; 0 times that comes back. */
export interface Dropped {
  readonly kind: "dropped";
  /** The step that drops it: a choice, a product with a mask, or picked elements. */
  readonly choice: Node;
  /** What tells where it is dropped, and whether it is taken where that holds; undefined where no condition does. */
  readonly condition: Node | undefined;
  readonly isTakenWhere: boolean;
  /** What goes into the gate, and the number that is harmless there; undefined where that is not known. */
  readonly safe: { readonly operand: Node; readonly fill: number } | undefined;
}

/** The root of a sum or a mean of squares, which is 0. */
export interface NormRoot {
  readonly kind: "length";
  /** What is squared: one value that is folded, or several that are added. */
  readonly vectors: readonly Node[];
  /** The sum or the mean; undefined where the squares are added one by one. */
  readonly fold: Node | undefined;
  /** What a mean divides by, a number or a value of the file; undefined of a sum. */
  readonly count: number | Node | undefined;
}

export function nanCause(scene: Scene, beginning: Beginning): Dropped | NormRoot | undefined {
  if (beginning.reachesTarget || beginning.leaves.length === 0) return undefined;
  return droppedBy(scene, beginning) ?? normRoot(scene, beginning);
}

function droppedBy(scene: Scene, { kind, maker, value }: Beginning): Dropped | undefined {
  const [output] = outputsOf(maker);
  const odd = scene.valueOf(value);
  if (output === undefined || odd === undefined) return undefined;
  const adjoint = scene.adjoints.of(output);
  const upstream = adjoint && scene.valueOf(adjoint);
  if (upstream === undefined) return undefined;
  const isSame = odd.data.length === upstream.data.length;
  const mask: Tensor = {
    sizes: output.sizes,
    data: upstream.data.map((g, i) => ((isSame ? !Number.isFinite(odd.data[i]) : g === 0) ? 1 : 0)),
  };
  if (upstream.data.some((g, i) => mask.data[i] === 1 && g !== 0 && Number.isFinite(g))) return undefined;
  if (kind === "gradient" && !mask.data.includes(1)) return undefined;
  const stops = zeroStops(scene, output, mask, "odd too") ?? [];
  const [first] = stops;
  if (first === undefined || !stops.every((stop) => isDropping(scene, stop))) return undefined;
  const { step: choice, input } = first;
  if (!("gate" in choice)) return undefined;
  const isWhere = choice.inputs.length === 3;
  const other = choice.inputs.find((one) => one !== input);
  const condition = isWhere ? choice.inputs[0] : other;
  return {
    kind: "dropped",
    choice,
    condition: choice.gate.chooses === true || isProduct(choice) ? condition : undefined,
    isTakenWhere: !isWhere || choice.inputs[1] === input,
    safe: "gate" in maker ? safeOperand(scene, maker) : undefined,
  };
}

function isProduct({ gate }: Node): boolean {
  return gate === mul.gate;
}

/** A choice by a condition, picked elements, or a product with 0s and 1s. */
function isDropping(scene: Scene, { step, input, reached }: ZeroStop): boolean {
  if (!("gate" in step)) return false;
  if (step.gate.chooses === true) return step.inputs.length === 3;
  if (isProduct(step)) {
    const factor = step.inputs.find((one) => one !== input);
    const value = factor && scene.valueOf(factor);
    if (value === undefined || value.data.some((one) => one !== 0 && one !== 1)) return false;
    // A written 0 is a factor, and no mask.
    return value.data.includes(1) || factor?.known !== true;
  }
  const isIndexed = step.inputs.some((_, i) => operandSpec(step.gate, i)?.holds === "integer");
  // One place that is written is no mask.
  const isMasked = step.gate === index.gate && itemsOf(step.attrs).some(({ kind }) => kind === "tensor");
  return (isIndexed || isMasked) && reached.data.every((one) => one === 0);
}

/** Numbers that most gates have a value and a slope at. */
const FILLS = [1, 0, 0.5, 2];
const STEP = 1e-6;
/** A slope above this is a pole's. */
const STEEP = 1e3;

/** The operand to be replaced where the result is dropped, with a number at which value and slope are finite. */
function safeOperand(scene: Scene, { gate, inputs }: Node): Dropped["safe"] {
  const { scalar } = gate;
  if (scalar === undefined) return undefined;
  const values = inputs.map((input) => scene.valueOf(input)?.data[0] ?? 1);
  const at = (place: number, x: number): number => {
    const [a = 0, b = 0, c = 0] = values.map((value, i) => (i === place ? x : value));
    return scalar(a, b, c);
  };
  for (let place = inputs.length - 1; place >= 0; place--) {
    const operand = inputs[place]!;
    if (operand.known && inputs.length > 1) continue;
    const fill = FILLS.find((x) => {
      const slope = (at(place, x + STEP) - at(place, x - STEP)) / (2 * STEP);
      return Number.isFinite(at(place, x)) && Math.abs(slope) < STEEP;
    });
    if (fill !== undefined) return { operand, fill };
  }
  return undefined;
}

function normRoot(scene: Scene, { kind, maker }: Beginning): NormRoot | undefined {
  if (kind !== "gradient" || !("gate" in maker) || !isRoot(scene, maker)) return undefined;
  const under = plain(maker.inputs[0]);
  const divisor = under?.gate === div.gate ? under.inputs[1] : undefined;
  const fold = divisor === undefined ? under : plain(under?.inputs[0]);
  if (fold === undefined) return undefined;
  if (fold.gate === add.gate) {
    const vectors = addedSquares(scene, fold);
    return vectors && { kind: "length", vectors, fold: undefined, count: divisor };
  }
  const isMean = fold.gate === mean.gate;
  if (!isMean && fold.gate !== sum.gate) return undefined;
  const squares = plain(fold.inputs[0]);
  const vector = squares && squareOf(scene.valueOf, squares);
  if (squares === undefined || vector === undefined || (isMean && divisor !== undefined)) return undefined;
  const count = isMean ? elementCount(squares.sizes) / elementCount(fold.sizes) : divisor;
  return { kind: "length", vectors: [vector], fold, count };
}

/** So many squares are followed in one sum. */
const MOST_ADDED = 16;

/** What `x ** 2 + y * y + …` adds the squares of; undefined where something else is added. */
function addedSquares(scene: Scene, sum: Node): readonly Node[] | undefined {
  const open = [sum];
  const vectors: Node[] = [];
  for (let next = plain(open.pop()); next !== undefined; next = plain(open.pop())) {
    if (next.gate === add.gate) open.push(...next.inputs.toReversed());
    else {
      const vector = squareOf(scene.valueOf, next);
      if (vector === undefined || vectors.length === MOST_ADDED) return undefined;
      vectors.push(vector);
    }
  }
  return vectors;
}

function isRoot(scene: Scene, { gate, inputs }: Node): boolean {
  return gate === sqrt.gate || (gate === pow.gate && isNumber(scene.valueOf, inputs[1], 0.5));
}

/** What a value is the square of, element by element. */
export function squareOf(valueOf: Scene["valueOf"], { gate, inputs }: Node): Node | undefined {
  const [x, y] = inputs;
  if (gate === square.gate || (gate === pow.gate && isNumber(valueOf, y, 2))) return x;
  return gate === mul.gate && x === y ? x : undefined;
}

function isNumber(valueOf: Scene["valueOf"], node: Node | undefined, wanted: number): boolean {
  const value = node && valueOf(node);
  return value?.data.length === 1 && value.data[0] === wanted;
}

/** A value behind its second names. */
function plain(node: Node | undefined): Node | undefined {
  let own = node;
  while (own?.gate.isCopy === true) own = own.inputs[0];
  return own;
}

/** The first value that is NaN by an infinity. */
export function becomesNan(scene: Scene, infinity: Node, isNan: (node: Node) => boolean): Node | undefined {
  const reached = reachedFrom(scene, [infinity]);
  return scene.graph.nodes.find((node, at) => reached[at] === 1 && isNan(node));
}

/** The product 0 · log(0) that a logarithm is in, where no gradient comes back to either factor. */
export function zeroTimesLog(
  scene: Scene,
  maker: Node,
): { readonly product: Node; readonly factor: Node } | undefined {
  const isMoved = (node: Node): boolean => reachedFromLeaves(scene)[placeOf(scene, node)] === 1;
  if (maker.gate !== log.gate || isMoved(maker)) return undefined;
  const product = scene.graph.nodes.find((node) => node.gate === mul.gate && node.inputs.includes(maker));
  const factor = product?.inputs.find((input) => input !== maker);
  if (product === undefined || factor === undefined || isMoved(factor)) return undefined;
  const [odd, weights] = [scene.valueOf(maker), scene.valueOf(factor)];
  const isSame = odd !== undefined && odd.data.length === weights?.data.length;
  const isZero = isSame && odd.data.every((one, i) => Number.isFinite(one) || weights.data[i] === 0);
  return isZero ? { product, factor } : undefined;
}
