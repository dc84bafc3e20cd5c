/** Where the gradient of a value became as small or as large as it is: the step on its main way that changed its norm most. */
import { libraryCall } from "../graph/group.ts";
import type { Node } from "../graph/ir.ts";
import type { Place } from "./finding.ts";
import { normOf, outputsOf, placeOf, sentTo, type Scene } from "./scene.ts";

export interface Scaling {
  readonly at: Place;
  /** What the norm was multiplied by there. */
  readonly ratio: number;
  /** How many steps there are on the way. */
  readonly steps: number;
  /** The norm where the way ends, as it is given there, and the value there. */
  readonly given: number;
  readonly end: Node;
}

/** The way on which most of the gradient comes; undefined where a norm on it is not known, or no number. */
export function scalingOf(scene: Scene, node: Node, wanted: "smaller" | "larger"): Scaling | undefined {
  const way = mainWay(scene, node);
  const extreme = way?.[wanted];
  return way && extreme && { ...extreme, steps: way.steps, given: way.given, end: way.end };
}

interface Extreme {
  readonly at: Place;
  readonly ratio: number;
}

/** The main way from a value on, with the steps that made its gradient smaller and larger than any other. */
interface Way extends Pick<Scaling, "steps" | "given" | "end"> {
  readonly smaller: Extreme | undefined;
  readonly larger: Extreme | undefined;
}

const ways = new WeakMap<Scene, Map<Node, Way | undefined>>();

/** Values on one way share it: each step is taken once for a scene. */
function mainWay(scene: Scene, node: Node): Way | undefined {
  let known = ways.get(scene);
  if (known === undefined) ways.set(scene, (known = new Map<Node, Way | undefined>()));
  const taken: { readonly from: Node; readonly next: MainStep }[] = [];
  let at = node;
  while (!known.has(at)) {
    const next = mainStep(scene, at);
    if (next === undefined || next === "none") known.set(at, next === "none" ? endOf(scene, at) : undefined);
    else {
      taken.push({ from: at, next });
      at = next.output;
    }
  }
  let way = known.get(at);
  for (const { from, next } of taken.reverse()) known.set(from, (way = way && further(way, next)));
  return way;
}

function endOf(scene: Scene, end: Node): Way | undefined {
  const gradient = scene.adjoints.of(end);
  const value = gradient && scene.valueOf(gradient);
  return value && { smaller: undefined, larger: undefined, steps: 0, given: normOf(value), end };
}

/** A way with a step before it; of equal ones the first step counts. */
function further(way: Way, { step, sent, upstream, isName }: MainStep): Way | undefined {
  const ratio = sent / upstream;
  if (!Number.isFinite(ratio)) return undefined;
  if (isName) return way;
  const own: Extreme = { at: step, ratio };
  const { smaller, larger } = way;
  return {
    ...way,
    smaller: smaller === undefined || ratio <= smaller.ratio ? own : smaller,
    larger: larger === undefined || ratio >= larger.ratio ? own : larger,
    steps: way.steps + 1,
  };
}

interface MainStep {
  readonly step: Place;
  readonly output: Node;
  /** It only gives a second name. */
  readonly isName: boolean;
  readonly sent: number;
  readonly upstream: number;
}

/** The step that sends most back to a value, seen from there; `none` where nothing does but what is given from outside. */
function mainStep(scene: Scene, node: Node): MainStep | "none" | undefined {
  const { adjoints, graph, effort } = scene;
  let found: MainStep | "none" | undefined = "none";
  const steps = new Set<Place>();
  for (const { consumer } of adjoints.contributions(node))
    if (consumer !== undefined) steps.add(outer(consumer));
  for (const step of steps) {
    const sent = sentTo(scene, step, node);
    if (sent === undefined || !effort.spend(sent.data.length * steps.size)) return undefined;
    const size = normOf(sent);
    if (found !== "none" && !(size > found.sent)) continue;
    const largest = largestOutput(scene, step);
    if (largest === undefined) return undefined;
    found = { step, ...largest, sent: size, isName: "gate" in step && step.gate.isCopy === true };
  }
  return found;

  /** A call of the library that the value lies outside of is one step. */
  function outer(consumer: Place): Place {
    const call = libraryCall("gate" in consumer ? graph.groupOf[placeOf(scene, consumer)] : consumer);
    const at = placeOf(scene, node);
    return call === undefined || (at >= call.first && at < call.last) ? consumer : call;
  }
}

function largestOutput(
  scene: Scene,
  step: Place,
): { readonly output: Node; readonly upstream: number } | undefined {
  let largest: { readonly output: Node; readonly upstream: number } | undefined;
  for (const output of outputsOf(step)) {
    const adjoint = scene.adjoints.of(output);
    const value = adjoint && scene.valueOf(adjoint);
    if (value === undefined) continue;
    const upstream = normOf(value);
    if (largest === undefined || upstream > largest.upstream) largest = { output, upstream };
  }
  return largest;
}
