/** Huge gradients that one gate makes because it is near its pole. */
import type { Node } from "../graph/ir.ts";
import type { Steep } from "./finding.ts";
import { leafGradients, type Scene } from "./scene.ts";
import { gradientNorm, strongestWay, type WayStep } from "./way.ts";

/** A gradient above this, and above so many times the leaf's own norm, is huge. */
const HUGE = 1e8;
/** By so much a gate near its pole multiplies the norm. */
const STEEP = 1e6;
/** Within a call so much tells which of its gates does. */
const MUCH = 1e3;
/** So near. */
const NEAR = 1e-2;

export function findSteep(scene: Scene): readonly Steep[] {
  const found = new Map<Steep["at"], Steep>();
  for (const { leaf, gradient } of leafGradients(scene)) {
    const norm = (gradient && scene.norm(gradient)) ?? 0;
    if (!(norm > HUGE) || !Number.isFinite(norm) || !(norm > HUGE * (scene.norm(leaf) ?? Infinity))) continue;
    const steep = strongestWay(scene, leaf).flatMap((one) => steepStep(scene, one) ?? []);
    // Nearest to the target.
    const first = steep.at(-1);
    if (first === undefined) continue;
    const known = found.get(first.at);
    found.set(first.at, { ...first, norm: known?.norm ?? norm, leaves: [...(known?.leaves ?? []), leaf] });
  }
  return [...found.values()];
}

function steepStep(scene: Scene, { step, input, output }: WayStep): Steep | undefined {
  const factor = (gradientNorm(scene, input) ?? 0) / (gradientNorm(scene, output) ?? Infinity);
  if (!(factor >= STEEP)) return undefined;
  const { nodes } = scene.graph;
  const near = ("gate" in step ? [step] : nodes.slice(step.first, step.last)).filter((one) =>
    isNear(scene, one),
  );
  // Within a call with a backward block of its own no gradient is known.
  const gate = near.find((one) => multiplies(scene, one)) ?? near[0];
  const operand = gate?.inputs[gate.gate.pole?.operand ?? -1];
  if (gate === undefined || operand === undefined || (operand !== input && isBounded(scene, operand)))
    return undefined;
  return {
    code: "steep",
    severity: "information",
    at: step,
    leaves: [],
    gate,
    near: operand,
    factor,
    norm: 0,
  };
}

/** Whether a gate sends back much more than comes to it. */
function multiplies(scene: Scene, gate: Node): boolean {
  const upstream = gradientNorm(scene, gate) ?? Infinity;
  return gate.inputs.some((input) => (gradientNorm(scene, input) ?? 0) >= MUCH * upstream);
}

/** Whether all that is so near was put there by a choice, as by `max(d, 1e-12)`: what is divided by a bound is so on purpose. */
function isBounded(scene: Scene, near: Node): boolean {
  const value = near.gate.chooses === true ? scene.valueOf(near) : undefined;
  const bounds = near.inputs.flatMap((input) => (input.known ? (scene.valueOf(input)?.data[0] ?? []) : []));
  return value?.data.every((x) => Math.abs(x) >= NEAR || bounds.includes(x)) === true;
}

/** Whether a gate has a pole, and an element of its operand lies near it. */
function isNear(scene: Scene, { gate, inputs }: Node): boolean {
  const { pole } = gate;
  const near = pole && inputs[pole.operand];
  const value = near && scene.valueOf(near);
  if (pole === undefined || value === undefined) return false;
  const { at, every } = pole;
  return value.data.some((x) =>
    at.some(
      (one) =>
        Math.abs(every === undefined ? x - one : x - one - every * Math.round((x - one) / every)) < NEAR,
    ),
  );
}
