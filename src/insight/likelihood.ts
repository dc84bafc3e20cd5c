/** Likelihoods of yes and no that a file writes itself: `y * log(p) + (1 - y) * log(1 - p)`. */
import { madeOnce } from "../base/made-once.ts";
import { spaced } from "../base/spaced.ts";
import { nodesOf } from "../graph/by-gate.ts";
import { standardCall } from "../graph/group.ts";
import type { Graph, Node } from "../graph/ir.ts";
import { usersIn } from "../graph/reach.ts";
import { add, mul, neg, sub } from "../ops/arithmetic.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { isSameValue } from "./dimensions.ts";
import type { Scene } from "./scene.ts";

/** A target's product with the logarithms of probabilities, beside that of what is left with the logarithms of what is left. */
export interface Likelihood {
  readonly product: Node;
  readonly target: Node;
}

/** Two probabilities add up to 1 as nearly as this, also where something small was added below the logarithm. */
const NEAR = 1e-3;
/** Of many turns the first, the last and some between tell of them. */
const MOST = 100;

/** `1 - y`. */
const leftOvers = madeOnce((graph: Graph) =>
  nodesOf(
    graph,
    [sub.gate],
    ({ inputs: [one] }, at) => one?.known === true && standardCall(graph.groupOf[at]) === undefined,
  ),
);

export function likelihoodsIn(scene: Scene): readonly Likelihood[] {
  return spaced(leftOvers(scene.graph), MOST).flatMap((leftOver) => {
    const one = scene.valueOf(leftOver.inputs[0]!);
    const left = one?.data.length === 1 && one.data[0] === 1 ? scene.valueOf(leftOver.inputs[1]!) : undefined;
    return left === undefined ? [] : besideOf(scene, leftOver, left);
  });
}

/** What is added to the products of what is left, where it is the products of the target itself. */
function besideOf(scene: Scene, leftOver: Node, target: Tensor): readonly Likelihood[] {
  return usersOf(scene, leftOver, mul.gate).flatMap((second) =>
    [...usersOf(scene, second, add.gate), ...usersOf(scene, second, sub.gate)].flatMap((total) =>
      total.inputs.map(unsigned).flatMap((first) => {
        if (first.gate !== mul.gate || first === second) return [];
        const at = first.inputs.findIndex((factor) => isSame(scene.valueOf(unsigned(factor)), target));
        const [own, other] = [first.inputs[at], first.inputs[1 - at]];
        const others = second.inputs.filter((factor) => unsigned(factor) !== leftOver);
        const isOne =
          other !== undefined && others.some((logs) => areOfOne(scene, unsigned(other), unsigned(logs)));
        return own !== undefined && isOne ? { product: first, target: unsigned(own) } : [];
      }),
    ),
  );
}

/** Who reads a value, or its negative, by one gate. */
function usersOf({ graph }: Scene, value: Node, gate: Node["gate"]): readonly Node[] {
  const all = [value];
  const found: Node[] = [];
  for (const one of all)
    for (const user of usersIn(graph)(one)) {
      if (user.gate === gate) found.push(user);
      else if (isOnlySigned(user)) all.push(user);
    }
  return found;
}

function isOnlySigned(node: Node): boolean {
  return node.gate === neg.gate || isSameValue(node);
}

function unsigned(node: Node): Node {
  let own = node;
  while (isOnlySigned(own)) own = own.inputs[0]!;
  return own;
}

function isSame(a: Tensor | undefined, b: Tensor): boolean {
  return a?.data.length === b.data.length && a.data.every((one, i) => one === b.data[i]);
}

/** Whether two values are the logarithms of probabilities that add up to 1. */
function areOfOne({ valueOf, effort }: Scene, a: Node, b: Node): boolean {
  const [yes, no] = [valueOf(a), valueOf(b)];
  if (yes === undefined || no?.data.length !== yes.data.length) return false;
  if (!effort.spend(yes.data.length)) return false;
  return yes.data.every((one, i) => Math.abs(Math.exp(one) + Math.exp(no.data[i]!) - 1) <= NEAR);
}
