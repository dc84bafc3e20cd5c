/** Losses of signs that a file writes itself: `max(0, 1 - y * s)`, `log(1 + exp(-y * s))`. */
import { standardCall } from "../graph/group.ts";
import type { Node } from "../graph/ir.ts";
import { add, neg, sub } from "../ops/arithmetic.ts";
import { exp, log, log1p } from "../ops/exponential.ts";
import { isRelabeling, isSameValue } from "./dimensions.ts";
import { flatnessOf, isDying, placeOf, type Scene } from "./scene.ts";
import type { Users } from "../graph/reach.ts";

/** Whether a product of signs and scores, or its negative, goes into such a loss and nowhere else. */
export function isHinged(scene: Scene, product: Node, isNegative: boolean, usersOf: Users): boolean {
  const next = (node: Node): Node | undefined => {
    const [user, another] = usersOf(node);
    if (another !== undefined && !isInOneCall(scene, usersOf(node))) return undefined;
    return user !== undefined && (isSameValue(user) || isRelabeling(user)) ? next(user) : user;
  };
  const first = next(product);
  if (!isNegative && first?.gate === sub.gate && isPositive(scene, first.inputs[0]))
    return isCutOff(scene, first, usersOf);
  if (!isNegative && first?.gate !== neg.gate) return false;
  const e = isNegative || first === undefined ? first : next(first);
  if (e?.gate === add.gate && e.inputs.some((one) => isPositive(scene, one)))
    return isCutOff(scene, e, usersOf);
  if (e?.gate !== exp.gate) return false;
  const after = next(e);
  if (after?.gate === log1p.gate) return true;
  return after?.gate === add.gate && next(after)?.gate === log.gate;
}

function isInOneCall({ graph }: Scene, users: readonly Node[]): boolean {
  const calls = new Set(users.map((user) => standardCall(graph.groupOf[graph.index.get(user) ?? -1])));
  return calls.size === 1 && !calls.has(undefined);
}

function isPositive(scene: Scene, node: Node | undefined): boolean {
  const value = node?.known === true ? scene.valueOf(node) : undefined;
  return value?.data.length === 1 && value.data[0]! > 0;
}

/** Whether what is below 0 becomes 0. */
function isCutOff(scene: Scene, value: Node, usersOf: Users): boolean {
  return usersOf(value).some((user) => {
    const call = standardCall(scene.graph.groupOf[placeOf(scene, user)]);
    if (call !== undefined && isDying(flatnessOf(call))) return true;
    const others = (call ?? user).inputs.filter((one) => one !== value);
    const isBounded = user.gate.chooses === true || (call !== undefined && flatnessOf(call) !== undefined);
    return isBounded && others.some((one) => one.known && scene.valueOf(one)?.data.every((x) => x === 0));
  });
}
