/** The way that most of a value's gradient comes by, and what each step on it makes of the gradient's norm. */
import { libraryCall } from "../graph/group.ts";
import type { Group, Node } from "../graph/ir.ts";
import type { Place, StepFactor } from "./finding.ts";
import { isPartOf, outputsOf, placeOf, type Scene } from "./scene.ts";

export interface WayStep {
  readonly step: Place;
  readonly input: Node;
  readonly output: Node;
}

/** A longer way is not followed to its end. */
const MOST_STEPS = 20_000;

/** What is larger by less came to be so by rounding: which way is named does not hang on that. */
const ROUNDING = 1e-9;

const known = new WeakMap<Scene, Map<Node, WayStep | undefined>>();

/** From a value to the target, or to the first value that is an end: at each value the step that sends it most. */
export function strongestWay(
  scene: Scene,
  from: Node,
  isEnd = (_: Node): boolean => false,
): readonly WayStep[] {
  let steps = known.get(scene);
  if (steps === undefined) known.set(scene, (steps = new Map<Node, WayStep | undefined>()));
  const way: WayStep[] = [];
  for (let value = from; way.length < MOST_STEPS;) {
    if (value === scene.target || (value !== from && isEnd(value))) break;
    if (!steps.has(value)) steps.set(value, strongestStep(scene, value));
    const next = steps.get(value);
    if (next === undefined) break;
    way.push(next);
    value = next.output;
  }
  return way;
}

function strongestStep(scene: Scene, input: Node): WayStep | undefined {
  const sent = new Map<Place, number>();
  for (const { consumer, value } of scene.adjoints.contributions(input)) {
    if (consumer === undefined) continue;
    const step = stepAround(scene, consumer, input);
    sent.set(step, (sent.get(step) ?? 0) + (scene.norm(value) ?? 0));
  }
  const step = largest(sent.keys(), (one) => sent.get(one)!);
  const output = step && largest(outputsOf(step), (one) => gradientNorm(scene, one) ?? -1);
  return step === undefined || output === undefined || placeOf(scene, output) <= placeOf(scene, input)
    ? undefined
    : { step, input, output };
}

/** What a person sees as the step: the outermost call of a library function around it that the value lies outside of, or it. */
function stepAround({ graph }: Scene, consumer: Place, value: Node): Place {
  const at = graph.index.get(value) ?? -1;
  const around = "gate" in consumer ? graph.groupOf[graph.index.get(consumer) ?? -1] : consumer;
  let found: Place = consumer;
  for (let group = around; group !== undefined; group = group.parent) {
    if (group.library && group.kind === "call" && (at < group.first || at >= group.last)) found = group;
  }
  return found;
}

/** The steps, from the later value back to the earlier one, on the way that most comes by; undefined where there is none. */
export function strongestWayBack(
  scene: Scene,
  within: Group,
  from: Node,
  to: Node,
): readonly WayStep[] | undefined {
  const { graph } = scene;
  const made = new Set<Node>([from]);
  for (let at = within.first; at < within.last; at++) {
    const node = graph.nodes[at]!;
    if (node.inputs.some((input) => made.has(input))) made.add(node);
  }
  const way: WayStep[] = [];
  for (let value = to; value !== from;) {
    const step = stepOf(scene, within, value);
    const inputs = "gate" in step ? step.inputs : step.inputs.filter((input) => input !== value);
    const input = largest(
      inputs.filter((one) => made.has(one)),
      (one) => sentNorm(scene, step, one),
    );
    if (input === undefined || way.length === MOST_STEPS) return undefined;
    way.push({ step, input, output: value });
    value = input;
  }
  return way;
}

/** The step that makes a value in a turn: the outermost call of the library, or with a backward block of its own, whose result it is. */
function stepOf({ graph }: Scene, within: Group, value: Node): Place {
  let found: Place = value;
  for (let group = graph.groupOf[graph.index.get(value) ?? -1]; group !== undefined; group = group.parent) {
    if (group === within) break;
    const isOne = group.kind === "call" && (group.backward !== undefined || group === libraryCall(group));
    if (isOne && group.outputs.includes(value)) found = group;
  }
  return found;
}

function sentNorm(scene: Scene, step: Place, value: Node): number {
  let sum = 0;
  for (const { consumer, value: part } of scene.adjoints.contributions(value))
    if (consumer !== undefined && isPartOf(scene.graph, consumer, step)) sum += scene.norm(part) ?? 0;
  return sum;
}

/** The norm of the gradient by a value; undefined where none flows, or it is not known. */
export function gradientNorm({ adjoints, norm }: Scene, value: Node): number | undefined {
  const adjoint = adjoints.of(value);
  return adjoint && norm(adjoint);
}

/** The first of those that are largest but for rounding. */
function largest<T>(all: Iterable<T>, size: (one: T) => number): T | undefined {
  let found: T | undefined;
  let bar = -Infinity;
  for (const one of all) {
    const own = size(one);
    if (!(own > bar)) continue;
    bar = own + Math.abs(own) * ROUNDING;
    found = one;
  }
  return found;
}

/** What each step of a way makes of the norm. */
export function factorsOf(scene: Scene, way: readonly WayStep[]): readonly StepFactor[] {
  return way.flatMap(({ step, input, output }) => {
    const factor = (gradientNorm(scene, input) ?? 0) / (gradientNorm(scene, output) ?? 0);
    return factor > 0 && Number.isFinite(factor) ? [{ step, input, factor }] : [];
  });
}
