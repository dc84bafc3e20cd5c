/** Gradients that fade because of gates that are a finding themselves: one cause is one finding. */
import { libraryCall } from "../graph/group.ts";
import type { Node } from "../graph/ir.ts";
import { plain } from "../graph/node.ts";
import { mul } from "../ops/arithmetic.ts";
import { kindOf } from "./chains.ts";
import type { Fading, Finding, Place, StepFactor } from "./finding.ts";
import { placeOf, type Scene } from "./scene.ts";

/** What multiplies by less than this has lost what comes to it. */
const LOST = 1e-4;
/** So much of all that is lost is one cause. */
const MOST = 0.5;

/**
 * Whether most of what a gradient loses with depth is lost in saturated gates, or in products by what these have made nearly 0, as
 * by a forget gate far below 0.
 */
export function isLostByFlat(scene: Scene, { code, parts }: Fading, found: readonly Finding[]): boolean {
  const kinds = new Set(found.flatMap((one) => (one.code === "saturated" ? [kindOf(one.at)] : [])));
  if (code !== "vanishing" || kinds.size === 0) return false;
  let [all, own] = [0, 0];
  for (const one of parts.flat()) {
    const size = -Math.log(one.factor);
    all += size;
    if (one.factor < LOST && makersOf(scene, one).some((maker) => kinds.has(kindOf(maker)))) own += size;
  }
  return own > MOST * all;
}

/** The step itself, or of a product what has made the other factor. */
function makersOf(scene: Scene, { step, input }: StepFactor): readonly Place[] {
  if (!("gate" in step) || step.gate !== mul.gate) return [step];
  return step.inputs.flatMap((factor) => (factor === input ? [] : makerOf(scene, plain(factor))));
}

function makerOf(scene: Scene, value: Node): Place {
  const call = libraryCall(scene.graph.groupOf[placeOf(scene, value)]);
  return call?.outputs.includes(value) === true ? call : value;
}
