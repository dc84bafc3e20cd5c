/** Steps that have gone flat although no leaf's gradient need be zero: saturated gates, and layers with dead units. */
import { nodesOf, placesByGate } from "../graph/by-gate.ts";
import type { Group, Node } from "../graph/ir.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Dead, Finding, Saturated } from "./finding.ts";
import { isPulledOff, keepersIn, keptByItself } from "./flat.ts";
import { isMove } from "./moves.ts";
import { spaced } from "../base/spaced.ts";
import { libraryCall, standardCall } from "../graph/group.ts";
import {
  flatnessOf,
  isDying,
  isPartOf,
  normOf,
  outputsOf,
  perGradients,
  placeOf,
  reachedFromLeaves,
  sentTo,
  type Flatness,
  type Scene,
} from "./scene.ts";

/** Less than this of the upstream norm passes a saturated step. */
const PASSES = 1e-4;
/** An element counts if it has this much of the upstream norm. */
const COUNTS = 0.1;
/** A unit is dead if it is so for each of at least so many samples. */
const SAMPLES = 8;

interface FlatStep {
  readonly step: Node | Group;
  readonly flatness: Flatness;
  readonly input: Node;
  readonly output: Node;
  /** The gradient that comes to it, and the one that it sends back, where it sends one alone. */
  readonly upstream: Node;
  readonly sent: Node | undefined;
}

export function findFlatSteps(scene: Scene): readonly Finding[] {
  const steps = stepsOf(scene);
  if (steps.length === 0) return [];
  return steps.flatMap((one): Finding | readonly Finding[] => {
    const isConcerned = (): boolean => reachedFromLeaves(scene)[placeOf(scene, one.input)] === 1;
    if (isOneSided(scene, one)) return isConcerned() ? (deadUnits(scene, one) ?? []) : [];
    return isOpen(scene, one) || !isConcerned() ? [] : (saturatedAt(scene, one) ?? []);
  });
}

/** More steps than these are the turns of loops: the first, the last and some between tell of them. */
const MOST_STEPS = 400;

const stepsOf = perGradients((scene): readonly FlatStep[] =>
  spaced(flatSteps(scene), MOST_STEPS).map((one) => ({ ...one, sent: onlySent(scene, one) })),
);

function onlySent({ adjoints, graph }: Scene, { step, input }: Omit<FlatStep, "sent">): Node | undefined {
  const all = adjoints.contributions(input);
  const [only, ...others] = all.filter(({ consumer }) => consumer && isPartOf(graph, consumer, step));
  return others.length > 0 ? undefined : only?.value;
}

function flatSteps({ graph, adjoints }: Scene): readonly Omit<FlatStep, "sent">[] {
  const steps: Omit<FlatStep, "sent">[] = [];
  const add = (step: Node | Group, input: Node | undefined): void => {
    const flatness = flatnessOf(step) ?? "at both ends";
    const [output] = outputsOf(step);
    if (flatness === "over one number" || input === undefined || output === undefined) return;
    const upstream = adjoints.of(output);
    if (upstream !== undefined) steps.push({ step, flatness, input, output, upstream });
  };
  const keptBy = (node: Node): Node | undefined =>
    node.gate.flat === true ? node.inputs[0] : keptByItself(node);
  const flatGates = [...placesByGate(graph).keys()].filter((gate) => gate.flat === true);
  const gates = nodesOf(
    graph,
    [...flatGates, ...keepersIn(graph)],
    (node, at) => keptBy(node) !== undefined && standardCall(graph.groupOf[at]) === undefined,
  );
  for (const node of gates) add(node, keptBy(node));
  for (const group of graph.groups)
    if (flatnessOf(group) !== undefined && standardCall(group.parent) === undefined)
      add(group, group.inputs[0]);
  return steps;
}

function isOneSided({ graph }: Scene, { flatness, step }: FlatStep): boolean {
  if (isDying(flatness)) return true;
  if (flatness !== "on both sides" || "gate" in step) return false;
  const choices = graph.nodes.slice(step.first, step.last).filter(({ gate }) => gate.chooses === true);
  return choices.length === 1;
}

interface Flow {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly upstream: Tensor;
  readonly sent: Tensor;
}

function flowOf(scene: Scene, { step, input, output, upstream: adjoint }: FlatStep): Flow | undefined {
  const [x, y, upstream] = [input, output, adjoint].map((node) => scene.valueOf(node));
  const sent = sentTo(scene, step, input);
  if (x === undefined || y === undefined || upstream === undefined || sent === undefined) return undefined;
  const isWhole = y.data.length === x.data.length && sent.data.length === x.data.length;
  return isWhole ? { x, y, upstream, sent } : undefined;
}

/** Whether the norms alone say that enough passes: most steps are not looked at any closer. */
function isOpen(scene: Scene, { upstream, sent }: FlatStep): boolean {
  if (sent === undefined) return false;
  return (scene.norm(sent) ?? 0) >= SURELY * PASSES * (scene.norm(upstream) ?? Infinity);
}

/** Beyond all rounding. */
const SURELY = 2;

function saturatedAt(scene: Scene, one: FlatStep): Saturated | undefined {
  const flow = flowOf(scene, one);
  if (flow === undefined) return undefined;
  const { x, y, upstream, sent } = flow;
  const arriving = normOf(upstream);
  const passing = normOf(sent);
  const whole = Math.min(arriving, normBehind(scene, one.output));
  if (!(arriving > 0) || !Number.isFinite(arriving) || !(passing < PASSES * whole)) return undefined;
  const isOff =
    one.flatness === "as probabilities"
      ? rowsOff(one.output, y, upstream, arriving)
      : y.data.some((value, i) => {
          const g = upstream.data[i]!;
          return Math.abs(g) >= COUNTS * arriving && isPulledOff(one.flatness, x.data[i]!, value, g);
        });
  if (!isOff) return undefined;
  let slope = 0;
  for (let i = 0; i < sent.data.length; i++) {
    const g = upstream.data[i]!;
    if (g !== 0) slope = Math.max(slope, Math.abs(sent.data[i]! / g));
  }
  return {
    code: "saturated",
    severity: "information",
    at: one.step,
    leaves: [],
    input: one.input,
    upstream: arriving,
    downstream: passing,
    slope,
  };
}

/** The upstream norm behind a step that undoes the flatness, as a logarithm does: the pair is what is judged. */
function normBehind(scene: Scene, output: Node): number {
  let least = Infinity;
  let node = output;
  for (let steps = 0; steps < 3;) {
    const users = scene.adjoints.contributions(node).map(({ consumer }) => consumer);
    const [only] = users;
    if (only === undefined || users.some((one) => one !== only)) break;
    const call = libraryCall("gate" in only ? scene.graph.groupOf[placeOf(scene, only)] : only);
    // What only picks is no step.
    const isPick = call === undefined && "gate" in only && isMove(only);
    if (call === undefined && !isPick && !("gate" in only && undoes.has(only.gate.pattern.kind))) break;
    if (!isPick) steps++;
    const [next] = call === undefined ? outputsOf(only) : call.outputs;
    const adjoint = next && scene.adjoints.of(next);
    const value = adjoint && scene.valueOf(adjoint);
    if (next === undefined || value === undefined) break;
    least = Math.min(least, normOf(value));
    node = next;
  }
  return least;
}

const undoes: ReadonlySet<string> = new Set(["scaler", "distributor", "relabeling"]);

/** Whether descent wants an entry of a row that has nearly nothing. Rows lie along the last dimension. */
function rowsOff({ sizes }: Node, y: Tensor, upstream: Tensor, whole: number): boolean {
  const width = sizes.at(-1) ?? 1;
  for (let start = 0; start + width <= y.data.length && width > 1; start += width) {
    const p = y.data.subarray(start, start + width);
    const g = upstream.data.subarray(start, start + width);
    const total = p.reduce((sum, value) => sum + value, 0);
    // Along another dimension.
    if (Math.abs(total - 1) > 1e-6) return false;
    if (normOf({ sizes: [width], data: g }) < COUNTS * whole) continue;
    const [likeliest, wanted] = [extremeOf(p, 1), extremeOf(g, -1)];
    // Of entries that are all likely little passes where what arrives is alike: that cancels.
    if (g[likeliest]! > g[wanted]! && p[wanted]! < COUNTS * p[likeliest]!) return true;
  }
  return false;
}

/** Where the largest entry stands, or with -1 the smallest. */
function extremeOf(row: Float64Array, sign: 1 | -1): number {
  return row.reduce((best, value, i) => (sign * value > sign * row[best]! ? i : best), 0);
}

/** Units along the last dimension, or the channels of what a convolution gives. */
function deadUnits(scene: Scene, one: FlatStep): Dead | undefined {
  const { sizes } = one.input;
  if (sizes.length < 2 || sizes.length > 5) return undefined;
  const flow = flowOf(scene, one);
  if (flow === undefined) return undefined;
  const { x, y, upstream, sent } = flow;
  const isLayer = sizes.length === 2;
  const units = sizes[isLayer ? sizes.length - 1 : 1]!;
  const samples = sizes[0]!;
  if (samples < SAMPLES) return undefined;
  const inner = isLayer ? 1 : sizes.slice(2).reduce((product, size) => product * size, 1);
  const isFlat = new Uint8Array(units).fill(1);
  const isOff = new Uint8Array(units);
  x.data.forEach((value, i) => {
    const unit = Math.floor(i / inner) % units;
    const g = upstream.data[i]!;
    // Where nothing arrives, the place alone tells: it is as flat as its neighbours that lie on the same side.
    const isMoving = g === 0 ? y.data[i] === value && value !== 0 : sent.data[i] !== 0;
    if (isMoving) isFlat[unit] = 0;
    else if (g !== 0 && isPulledOff(one.flatness, value, y.data[i]!, g)) isOff[unit] = 1;
  });
  const dead = isFlat.reduce((sum, flat, unit) => sum + (flat === 1 && isOff[unit] === 1 ? 1 : 0), 0);
  if (dead === 0) return undefined;
  return {
    code: "dead-relu",
    severity: 2 * dead >= units ? "information" : "hint",
    at: one.step,
    leaves: [],
    input: one.input,
    units: { dead, all: units, samples },
  };
}
