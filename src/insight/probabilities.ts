/** Where probabilities come from: softmax and sigmoid, of the library or written by hand. */
import { saidOf } from "../check/library.ts";
import type { Group, Node } from "../graph/ir.ts";
import { add, div, neg } from "../ops/arithmetic.ts";
import { exp } from "../ops/exponential.ts";
import { index } from "../ops/indexing.ts";
import { reciprocal } from "../ops/powers.ts";
import { sum } from "../ops/reduction.ts";
import { sameSizes } from "../tensor/shape.ts";
import { isRelabeling, isSameValue } from "./dimensions.ts";
import { isDistribution } from "./distributions.ts";
import type { Scene } from "./scene.ts";

export interface Probabilities {
  /** What they are a result of: one distribution along a dimension, or each for itself. */
  readonly kind: "softmax" | "sigmoid";
  readonly result: Node;
  /** What it was given; undefined where no value of the graph is that. */
  readonly scores: Node | undefined;
}

/** What a function of the library gives, by its tag "Gives". */
const kindOf = saidOf("Gives", (said): Probabilities["kind"] =>
  said === "distributions." ? "softmax" : "sigmoid",
);

/** Who asks is told of a value behind other names and shapes, or of which parts are picked. */
export function createProbabilities(
  scene: Scene,
): (value: Node, dim: number | undefined) => Probabilities | undefined {
  const made = new Map<Node, Group>();
  for (const group of scene.graph.groups)
    if (group.library && group.imported !== true && kindOf(group.name) !== undefined)
      for (const output of group.outputs) made.set(output, group);
  return (value, dim) => {
    for (let own: Node | undefined = value; own !== undefined;) {
      const group = made.get(own);
      const kind = group && kindOf(group.name);
      if (kind !== undefined) return { kind, result: own, scores: group?.inputs[0] };
      const found = softmaxByHand(scene, own, dim) ?? sigmoidByHand(scene, own);
      if (found !== undefined) return found;
      own = isSameValue(own) || isRelabeling(own) || own.gate === index.gate ? own.inputs[0] : undefined;
    }
    return undefined;
  };
}

/** A value behind its second names. */
function plain(node: Node | undefined): Node | undefined {
  let own = node;
  while (own !== undefined && isSameValue(own)) own = own.inputs[0];
  return own;
}

/** Whether two values are the same, by their numbers where the text has the formula twice. */
function isSame(scene: Scene, a: Node, b: Node): boolean {
  const [x, y] = a === b ? [] : [scene.valueOf(a), scene.valueOf(b)];
  if (x === undefined || y === undefined) return a === b;
  return sameSizes(x.sizes, y.sizes) && x.data.every((one, i) => one === y.data[i]);
}

/** `e / sum(e)` with e = exp(x), and exp of what is the logarithm of that. */
function softmaxByHand(scene: Scene, node: Node, dim: number | undefined): Probabilities | undefined {
  const kind = "softmax";
  const [a, b] = node.inputs;
  if (node.gate === exp.gate) {
    const value = scene.valueOf(node);
    const isOne = value !== undefined && isDistribution(value, dim);
    return isOne ? { kind, result: node, scores: a } : undefined;
  }
  const e = plain(a);
  if (node.gate !== div.gate || e?.gate !== exp.gate) return undefined;
  let total = b;
  while (total !== undefined && (isSameValue(total) || isRelabeling(total))) total = total.inputs[0];
  const summed = total?.gate === sum.gate ? plain(total.inputs[0]) : undefined;
  const isOwn = summed === e || (summed?.gate === exp.gate && isSame(scene, summed, e));
  return isOwn ? { kind, result: node, scores: e.inputs[0] } : undefined;
}

/** `1 / (1 + exp(-x))`, and `exp(x) / (1 + exp(x))`. */
function sigmoidByHand(scene: Scene, node: Node): Probabilities | undefined {
  const isOne = (one: Node | undefined): boolean => {
    const value = plain(one);
    const tensor = value?.known === true ? scene.valueOf(value) : undefined;
    return tensor?.data.length === 1 && tensor.data[0] === 1;
  };
  const [a, b] = node.inputs;
  const under = plain(node.gate === reciprocal.gate ? a : node.gate === div.gate ? b : undefined);
  if (under?.gate !== add.gate) return undefined;
  const e = under.inputs.map(plain).find((one) => one?.gate === exp.gate);
  if (e === undefined || !under.inputs.some(isOne)) return undefined;
  const inner = plain(e.inputs[0]);
  const over = node.gate === div.gate ? plain(a) : undefined;
  const isExp = over?.gate === exp.gate && isSame(scene, over, e);
  if (node.gate === div.gate && !isOne(a) && !isExp) return undefined;
  const scores = isExp ? inner : inner?.gate === neg.gate ? inner.inputs[0] : undefined;
  return { kind: "sigmoid", result: node, scores };
}
