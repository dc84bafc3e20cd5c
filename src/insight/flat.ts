/** Steps that hardly move: where an element lies, and whether descent pulls it off. */
import { placesByGate } from "../graph/by-gate.ts";
import type { Gate, Graph, Group, Node } from "../graph/ir.ts";
import { plain } from "../graph/node.ts";
import { mul } from "../ops/arithmetic.ts";
import { ge, gt, le, lt } from "../ops/comparison.ts";
import { where } from "../ops/select.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { isZeroAt, type Flatness, type Scene } from "./scene.ts";

/**
 * Whether descent, which moves a result against its upstream gradient, pulls an element off the end where it lies. Pulled further
 * into that end, or not at all, its zero is right.
 */
export function isPulledOff(flatness: Flatness, x: number, y: number, upstream: number): boolean {
  if (flatness === "between") return upstream !== 0;
  if (flatness === "below") return upstream < 0;
  // A result above what was put in was held up from below.
  const isLow = y > x || (y === x && !(flatness === "on both sides" && y > 0));
  return isLow ? upstream < 0 : upstream > 0;
}

/** Whether one of some elements is; where the shapes differ each result counts. */
export function anyPulledOff(
  flatness: Flatness,
  input: Tensor,
  output: Tensor,
  upstream: Tensor,
  among: Tensor,
): boolean {
  const isSame = input.data.length === output.data.length;
  return output.data.some(
    (y, i) =>
      among.data[i] !== 0 &&
      isPulledOff(flatness, isSame ? input.data[i]! : (input.data[0] ?? y), y, upstream.data[i]!),
  );
}

/** The same of a choice between two values, as a function of the one that was not taken. */
export function isFlatChoice({ gate, inputs }: Node): boolean {
  return gate.chooses === true && gate.scalar !== undefined && inputs.length === 2;
}

const comparisons: ReadonlySet<Gate> = new Set([lt, le, gt, ge].map(({ gate }) => gate));

/** Whether a gate, or what a call of the library is made of, has faded to 0 in an operand of that step. */
export function isFaded(scene: Scene, step: Node | Group, input: Node): boolean {
  if ("gate" in step) return step.inputs[step.gate.fades ?? -1] === input && isFadedGate(scene, step);
  const { nodes } = scene.graph;
  return step.library && nodes.slice(step.first, step.last).some((node) => isFadedGate(scene, node));
}

/** A power of 0 is 0 by its value. */
export function isFadedGate(scene: Scene, node: Node): boolean {
  const { gate, inputs } = node;
  if (gate.fades === undefined || !isZeroAt(scene, node)) return false;
  return inputs.every((input, i) => i === gate.fades || scene.valueOf(input)?.data.includes(0) === false);
}

/** The gates of a graph that may keep what lies on one side of a number alone: none without a comparison. */
export function keepersIn(graph: Graph): readonly Gate[] {
  const isAny = [...comparisons].some((gate) => placesByGate(graph).has(gate));
  return isAny ? [mul.gate, where.gate] : [];
}

/**
 * What a gate gives where it lies on one side of a number, with 0 on the other side: `x * (x > 0)`, `where(x > 0, x, 0)`. There is no
 * gradient through the comparison; it is a relu that a file writes itself.
 */
export function keptByItself({ gate, inputs }: Node): Node | undefined {
  if (gate === mul.gate) return inputs.find((x, i) => isSide(inputs[1 - i]!, x));
  if (gate !== where.gate) return undefined;
  const [condition, a, b] = inputs as readonly [Node, Node, Node];
  return [a, b].find((x, i) => isSide(condition, x) && (i === 0 ? b : a).known);
}

/** Whether a condition, or the 0s and 1s that are made of it, asks on which side of a number a value lies. */
function isSide(condition: Node, x: Node): boolean {
  const own = plain(condition);
  const [first, ...others] = own.inputs;
  if (own.gate === where.gate && first !== undefined && others.every(({ known }) => known))
    return isSide(first, x);
  if (!comparisons.has(own.gate)) return false;
  const other = own.inputs.find((one) => plain(one) !== plain(x));
  return own.inputs.some((one) => plain(one) === plain(x)) && other?.known === true;
}
