/** The leaves whose gradient is zero, by what is at fault for it. */
import { nodesOf, placesByGate } from "../graph/by-gate.ts";
import type { Node } from "../graph/ir.ts";
import { leadingTo } from "../graph/reach.ts";
import type { Finding } from "./finding.ts";
import { isFadedGate, isFlatChoice, keepersIn, keptByItself } from "./flat.ts";
import {
  flatnessOf,
  isZeroAt,
  leafGradients,
  outputsOf,
  placeOf,
  reachedFrom,
  reachedFromLeaves,
  type Scene,
} from "./scene.ts";
import { faultOf, firstOf, type Fault } from "./zero-causes.ts";

/** `others` are values beside the target that gradients are asked of. */
export function findNoGradient(scene: Scene, others: readonly Node[]): readonly Finding[] {
  const zero = zeroLeaves(scene);
  if (zero.length === 0) return [];
  const asked = leadingToOthers(scene, others);
  const found = new Map<string, { fault: Fault; readonly leaves: Node[] }>();
  for (const leaf of zero) {
    const fault = asked?.[placeOf(scene, leaf)] === 1 ? undefined : faultOf(scene, leaf);
    // What it was found by may be half of the truth.
    if (!scene.effort.spend(1)) break;
    if (fault === undefined) continue;
    const key = `${fault.code} ${firstOf(scene, fault.at)}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { fault, leaves: [leaf] });
    else {
      known.fault = both(known.fault, fault);
      known.leaves.push(leaf);
    }
  }
  const all = [...found.values()].map(({ fault, leaves }) => ({ ...fault, leaves }));
  return withoutFollowing(scene, all);
}

/** Those without a gradient; without `param`s all or none. */
function zeroLeaves(scene: Scene): readonly Node[] {
  const all = leafGradients(scene);
  const isZero = ({ gradient }: (typeof all)[number]): boolean =>
    gradient === undefined || isZeroAt(scene, gradient);
  const isAsked = scene.hasParams || (all.length === scene.leaves.length && all.every(isZero));
  return isAsked ? all.filter(isZero).map(({ leaf }) => leaf) : [];
}

/** One fault of a product for what is behind either factor. */
function both(a: Fault, b: Fault): Fault {
  if (a.code !== "zero-product" || b.code !== "zero-product") return a;
  const severity = a.severity === "hint" ? b.severity : a.severity;
  const all = new Set([...a.factors, ...b.factors]);
  // As they stand.
  return {
    ...a,
    severity,
    factors: "gate" in a.at ? a.at.inputs.filter((input) => all.has(input)) : [...all],
  };
}

/** By place: what leads to another value that gradients are asked of; undefined where there is none. */
function leadingToOthers(scene: Scene, others: readonly Node[]): Uint8Array | undefined {
  const derived = scene.graph.groups.flatMap(({ derives, outputs }) => (derives === true ? outputs : []));
  const asked = [...others, ...derived];
  if (asked.length === 0) return undefined;
  scene.effort.spend(scene.graph.nodes.length);
  return leadingTo(scene.graph, asked);
}

/** Without products by what is 0 because of another finding, or because it is rightly flat. */
function withoutFollowing(scene: Scene, all: readonly Finding[]): readonly Finding[] {
  const products = all.filter(({ code }) => code === "zero-product");
  if (products.length === 0) return all;
  const behindProducts = reachedFrom(
    scene,
    products.flatMap(({ at }) => outputsOf(at)).filter((output) => isZeroAt(scene, output)),
  );
  // What was not looked at may be dead.
  const isAnyDead =
    all.some(({ code }) => code === "dead-relu" || code === "saturated") || scene.effort.isOver;
  const behindDead = isAnyDead ? reachedFrom(scene, deadOutputs(scene)) : undefined;
  return all.filter((one) => {
    if (one.code !== "zero-product") return true;
    return one.factors.some((factor) => {
      const at = placeOf(scene, factor);
      return behindProducts[at] !== 1 && behindDead?.[at] !== 1;
    });
  });
}

/** What is 0 because something that depends on a leaf is flat there: that is a finding, or right. */
function deadOutputs(scene: Scene): readonly Node[] {
  const { graph } = scene;
  const live = reachedFromLeaves(scene);
  const gates = [...placesByGate(graph).keys()];
  const choices = gates.filter((gate) => gate.chooses === true);
  const fading = gates.filter((gate) => gate.fades !== undefined);
  const flat = [
    ...graph.groups.filter((group) => flatnessOf(group) !== undefined),
    ...nodesOf(
      graph,
      new Set([...choices, ...keepersIn(graph)]),
      (node) => isFlatChoice(node) || keptByItself(node) !== undefined,
    ),
    ...nodesOf(graph, fading, (node) => isFadedGate(scene, node)),
  ];
  return flat
    .flatMap((step) => outputsOf(step))
    .filter((output) => live[placeOf(scene, output)] === 1 && isZeroAt(scene, output));
}
