/** What findings are made from: a graph, its gradients and the numbers of a run, and a few questions that all of them ask. */
import { saidOf } from "../check/library.ts";
import { madeOnce } from "../base/made-once.ts";
import { summarise } from "../eval/statistics.ts";
import type { Adjoints } from "../grad/reverse.ts";
import { isWithin } from "../graph/group.ts";
import type { Graph, Group, Node } from "../graph/ir.ts";
import { computedFrom } from "../graph/reach.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import type { Effort } from "./effort.ts";
import type { Paths } from "./paths.ts";

export interface Scene {
  readonly graph: Graph;
  readonly target: Node;
  readonly adjoints: Adjoints;
  readonly paths: Paths;
  /** The value of a node, or of a gradient; undefined where it is too large to be looked at, or was refused. */
  valueOf(node: Node): Tensor | undefined;
  /** The norm of a value, or of a gradient, also of a large one; NaN where it holds one. */
  norm(node: Node): number | undefined;
  /** Whose gradients are asked for: the `param`s, or else all leaves. */
  readonly leaves: readonly Node[];
  readonly hasParams: boolean;
  /** What is beyond it is not looked at. */
  readonly effort: Effort;
}

/** Asks something of a scene once. */
export const perScene = <T>(make: (scene: Scene) => T): ((scene: Scene) => T) => madeOnce(make);

/**
 * Makes something once of a graph and its gradients that no number has a say in: they are the same for every version that differs
 * from another one in numbers alone.
 */
export const perGradients = <T>(make: (scene: Scene) => T): ((scene: Scene) => T) =>
  madeOnce(make, ({ adjoints }) => adjoints);

/** How a function hardly moves: a word of the library's tag "Flat". */
export type Flatness =
  | "below"
  | "at both ends"
  | "between"
  | "on both sides"
  | "towards −∞"
  | "as probabilities"
  | "over one number";

const words: readonly Flatness[] = [
  "below",
  "at both ends",
  "between",
  "on both sides",
  "towards −∞",
  "as probabilities",
  "over one number",
];

const flatnessByName = saidOf("Flat", (said) => words.find((one) => `${one}.` === said));

/** How what a person sees as one step is flat; undefined of a gate or a call that is not. */
export function flatnessOf(step: Node | Group): Flatness | undefined {
  if ("gate" in step) return step.gate.flat === true ? "on both sides" : undefined;
  return step.library && step.imported !== true ? flatnessByName(step.name) : undefined;
}

/** Whether what lies on the flat side has no slope at all, so that it is dead there. */
export function isDying(flatness: Flatness | undefined): boolean {
  return flatness === "below" || flatness === "at both ends" || flatness === "between";
}

/** The outermost call around a node, itself included where it is one, that is flat and that a value lies outside of. */
export function flatCall({ graph }: Scene, consumer: Node | Group, value: Node): Group | undefined {
  const at = graph.index.get(value) ?? -1;
  const around = "gate" in consumer ? graph.groupOf[graph.index.get(consumer) ?? -1] : consumer;
  let found: Group | undefined;
  for (let group = around; group !== undefined; group = group.parent) {
    const isOutside = at < group.first || at >= group.last;
    if (isOutside && flatnessOf(group) !== undefined) found = group;
  }
  return found;
}

export function placeOf({ graph }: Scene, node: Node): number {
  return graph.index.get(node) ?? -1;
}

/** By place: whether a value is computed from one of these, itself included. */
export function reachedFrom({ graph, effort }: Scene, from: Iterable<Node>): Uint8Array {
  effort.spend(graph.nodes.length);
  return computedFrom(graph, from);
}

/** The same of the leaves whose gradients are asked for. */
export const reachedFromLeaves = perScene((scene) => {
  scene.effort.spend(scene.graph.nodes.length);
  return reachedByLeaves(scene);
});

const reachedByLeaves = perGradients(({ graph, leaves }) => computedFrom(graph, leaves));

/** What a step sends back to a value, summed over its uses in it. */
export function sentTo(scene: Scene, step: Node | Group, value: Node): Tensor | undefined {
  const { adjoints, graph } = scene;
  let sum: Float64Array | undefined;
  for (const { consumer, value: part } of adjoints.contributions(value)) {
    if (consumer === undefined || !isPartOf(graph, consumer, step)) continue;
    const own = scene.valueOf(part);
    if (own === undefined) return undefined;
    if (sum === undefined) sum = Float64Array.from(own.data);
    else for (let i = 0; i < sum.length; i++) sum[i]! += own.data[i]!;
  }
  return sum && { sizes: value.sizes, data: sum };
}

/** Whether a consumer is a step, or a part of it. */
export function isPartOf(graph: Graph, consumer: Node | Group, step: Node | Group): boolean {
  if (consumer === step || "gate" in step) return consumer === step;
  const group = "gate" in consumer ? graph.groupOf[graph.index.get(consumer) ?? -1] : consumer;
  return isWithin(group, step);
}

export function outputsOf(step: Node | Group): readonly Node[] {
  return "gate" in step ? [step] : step.outputs;
}

export function isZeroAt({ valueOf, norm }: Scene, node: Node): boolean {
  // The norm is there at once, and of most values it is none.
  const length = norm(node);
  return (length === undefined || length === 0) && valueOf(node)?.data.every((value) => value === 0) === true;
}

/** The leaves that have elements, with the gradients by them. */
export const leafGradients = perGradients(({ leaves, adjoints }) =>
  leaves.flatMap((leaf) => (elementCount(leaf.sizes) === 0 ? [] : [{ leaf, gradient: adjoints.of(leaf) }])),
);

/** Whether a value has elements, and none of them a gradient. */
export function hasZeroGradient(scene: Scene, node: Node): boolean {
  if (elementCount(node.sizes) === 0) return false;
  const adjoint = scene.adjoints.of(node);
  return adjoint === undefined || isZeroAt(scene, adjoint);
}

/** NaN where an element is. */
export function normOf(value: Tensor): number {
  const { norm, nans } = summarise(value);
  return nans > 0 ? NaN : norm;
}

/** Whether something stands in a group. */
export function isIn({ graph }: Scene, place: Node | Group, { first, last }: Group): boolean {
  const at = "gate" in place ? (graph.index.get(place) ?? -1) : place.first;
  return at >= first && at < last;
}
