/** Two values that fit only because both are stretched: `[N, 1]` and `[N]` make `[N, N]`, and all of it is summed or averaged. */
import { spaced } from "../base/spaced.ts";
import { widePlaces } from "../graph/by-gate.ts";
import { libraryCall, standardCall } from "../graph/group.ts";
import type { Gate, Graph, Group, Node } from "../graph/ir.ts";
import { add, div, mul, neg, sub } from "../ops/arithmetic.ts";
import { mean, sum } from "../ops/reduction.ts";
import { sameSizes } from "../tensor/shape.ts";
import { elementCount } from "../tensor/tensor.ts";
import { foldedDims, isRelabeling, isSameValue } from "./dimensions.ts";
import { earlyNodes } from "./early.ts";
import type { Place } from "./finding.ts";
import { takenBy } from "./losses.ts";
import { isMeantWide } from "./meant.ts";
import { placeOf, type Scene } from "./scene.ts";
import { usersIn, type Users } from "../graph/reach.ts";

/** What all numbers of a result end in. */
type Ending = "average" | "total";

export interface Stretched {
  readonly at: Place;
  /** The two values, as they are given. */
  readonly pair: readonly [Node, Node];
  /** What both are stretched to. */
  readonly sizes: readonly number[];
  readonly ending: Ending | undefined;
  /** It is folded one dimension after another, so that the number of dimensions must stay. */
  readonly byDims: boolean;
  /** What else a call is given that must have their shape. */
  readonly others: readonly Node[];
  /** What the result meets on the way there, and must not be stretched by. */
  readonly met: readonly Node[];
  /** Which of the two a gradient comes back to that somebody asks for. */
  readonly learning: 0 | 1 | undefined;
}

/** Of many calls the first, the last and some between tell of them. */
const MOST_CANDIDATES = 100;
/** What goes on for more steps than these is no loss. */
const MOST_STEPS = 500;

/** `isSaid` tells of a value whether the file says its shape. */
export function findStretched(scene: Scene, isSaid: (node: Node) => boolean): readonly Stretched[] {
  const { graph } = scene;
  const candidates = stretchingIn(graph);
  if (candidates.length === 0 || !scene.effort.spend(graph.nodes.length)) return [];
  const pairs = new Map<Node, Pair | undefined>();
  const pairOf = (gate: Node): Pair | undefined => {
    if (!pairs.has(gate)) pairs.set(gate, unmeantPair(scene, gate, isSaid));
    return pairs.get(gate);
  };
  const questions: Questions = { scene, pairOf, learns: learnsIn(scene), usersOf: usersIn(graph) };
  return spaced(candidates, MOST_CANDIDATES).flatMap((gate) => judge(questions, gate) ?? []);
}

const stretchingIn = earlyNodes(widePlaces, (node) => stretchedPair(node) !== undefined);

type Pair = Stretched["pair"];

interface Questions {
  readonly scene: Scene;
  /** What a gate stretches though nobody meant it. */
  readonly pairOf: (gate: Node) => Pair | undefined;
  /** By place: whether a `param` learns by the value. */
  readonly learns: Uint8Array;
  readonly usersOf: Users;
}

/** Two operands of which each has fewer elements than the result, where none has all. */
function stretchedPair({ gate, inputs, sizes }: Node): readonly [Node, Node] | undefined {
  if (sizes.length < 2 || inputs.length < 2 || gate.scalar === undefined) return undefined;
  for (const input of inputs) if (sameSizes(input.sizes, sizes)) return undefined;
  const whole = elementCount(sizes);
  const parts = inputs.filter((input) => elementCount(input.sizes) > 1);
  const [a] = parts;
  const b = parts.find((part) => String(part.sizes) !== String(a?.sizes));
  const hasWhole = parts.some((part) => elementCount(part.sizes) === whole);
  return a === undefined || b === undefined || hasWhole ? undefined : [a, b];
}

function unmeantPair(scene: Scene, gate: Node, isSaid: (node: Node) => boolean): Pair | undefined {
  const [a, b] = meetingOf(scene, gate)?.pair ?? [];
  if (a === undefined || b === undefined || isSaid(gate)) return undefined;
  const isMeant = [a, b].some((one) => isMeantWide(scene, one, stretchedDims(one, gate.sizes), isSaid));
  return isMeant ? undefined : [a, b];
}

/** What meets in a gate as it was given to the call around it; what an imported function has made itself meets inside of that. */
function meetingOf(
  scene: Scene,
  gate: Node,
): { readonly call: Group | undefined; readonly pair: Pair } | undefined {
  const operands = stretchedPair(gate);
  const around = scene.graph.groupOf[placeOf(scene, gate)];
  for (const call of operands === undefined ? [] : [libraryCall(around), standardCall(around)]) {
    const [a, b] = operands!.map((operand) => givenAs(scene, operand, call));
    if (a !== undefined && b !== undefined) return { call, pair: [a, b] };
  }
  return undefined;
}

function judge(questions: Questions, gate: Node): Stretched | undefined {
  const { scene, learns } = questions;
  const pair = questions.pairOf(gate);
  if (pair === undefined) return undefined;
  const call = meetingOf(scene, gate)?.call;
  const loss = standardCall(scene.graph.groupOf[placeOf(scene, gate)]);
  const learningOf = (one: Node): boolean => learns[placeOf(scene, one)] === 1;
  const learning = ([0, 1] as const).find(
    (i) => learningOf(pair[i]) && scene.adjoints.of(pair[i]) !== undefined,
  );
  const found = { at: call ?? gate, pair, sizes: gate.sizes, learning, others: [], met: [] };
  const taken = loss && takenBy(loss);
  if (loss !== undefined && taken !== undefined) {
    const others =
      call === loss ? loss.inputs.slice(0, taken.length).filter((one) => !pair.includes(one)) : [];
    return { ...found, others, ending: foldIn(scene.graph, gate, loss), byDims: false };
  }
  if (!scene.hasParams || learningOf(pair[0]) === learningOf(pair[1])) return undefined;
  const fold = foldOfAll(questions, gate);
  return fold && { ...found, ...fold };
}

/** What a call was given, as it is where a gate inside of it reads it; undefined where the call has made it. */
function givenAs(scene: Scene, operand: Node, call: Group | undefined): Node | undefined {
  let own: Node | undefined = operand;
  while (call !== undefined && own !== undefined && placeOf(scene, own) >= call.first) own = wholeOf(own)[0];
  return own;
}

/** What a value is made from element by element and has its shape. */
function wholeOf(node: Node): readonly Node[] {
  if (node.gate.scalar === undefined && !isSameValue(node)) return [];
  return node.inputs.filter((input) => sameSizes(input.sizes, node.sizes));
}

/** The dimensions of size 1 that are another size in the result. */
function stretchedDims({ sizes }: Node, result: readonly number[]): readonly number[] {
  const added = result.length - sizes.length;
  return sizes.flatMap((size, dim) => (size === 1 && result[dim + added] !== 1 ? [dim] : []));
}

function learnsIn({ graph, leaves }: Scene): Uint8Array {
  const { nodes, index } = graph;
  const learns = new Uint8Array(nodes.length);
  const own = new Set(leaves);
  nodes.forEach((node, at) => {
    if (own.has(node)) learns[at] = 1;
    if (node.gate.detaches === true) return;
    for (const input of node.inputs) if (learns[index.get(input) ?? -1] === 1) learns[at] = 1;
  });
  return learns;
}

/** The first sum or mean in a call of as many elements as a value has. */
function foldIn(graph: Graph, value: Node, call: Group): Ending | undefined {
  const count = elementCount(value.sizes);
  const fold = graph.nodes
    .slice(call.first, call.last)
    .find((one) => kindOf(one) !== undefined && elementCount(one.inputs[0]?.sizes ?? []) === count);
  return fold && kindOf(fold);
}

function kindOf({ gate }: Node): Ending | undefined {
  return gate === mean.gate ? "average" : gate === sum.gate ? "total" : undefined;
}

type Endings = Pick<Stretched, "ending" | "byDims" | "met">;

/**
 * Whether all elements of a result end in one sum or mean, and which: element by element on the way, or folded one dimension after
 * another. Undefined where anything on a way to the target does something else with it: then its shape is meant.
 */
function foldOfAll(questions: Questions, from: Node): Endings | undefined {
  const { scene, usersOf } = questions;
  const leads = scene.paths.leads(from);
  const states = new Map<Node, State>();
  const open = new Set([from]);
  let isFound = false;
  let isMean = false;
  let byDims = false;
  const met = new Set<Node>();
  for (let steps = 0; open.size > 0; steps++) {
    if (steps > MOST_STEPS || !scene.effort.spend(1)) return undefined;
    const node = firstOf(scene, open);
    open.delete(node);
    const state = node === from ? "whole" : stateAfter(questions, states, node);
    if (state === undefined) {
      if (!leads || scene.paths.leads(node)) return undefined;
      continue;
    }
    isMean ||= node.gate === mean.gate;
    if (elementCount(node.sizes) === 1) {
      isFound = true;
      continue;
    }
    byDims ||= state === "partly";
    states.set(node, state);
    if (node !== from) for (const input of node.inputs) if (isPart(input, from, states)) met.add(input);
    for (const user of usersOf(node)) {
      if (isDerived(scene, user)) continue;
      const fold = foldingCall(scene, user, from);
      if (fold === undefined) open.add(user);
      else isFound = true;
      isMean ||= fold === "average";
    }
  }
  return isFound ? { ending: isMean ? "average" : "total", byDims, met: [...met] } : undefined;
}

/** Whether it is another value, of more than one number and not of all that there are. */
function isPart(value: Node, whole: Node, states: ReadonlyMap<Node, State>): boolean {
  const count = elementCount(value.sizes);
  return !states.has(value) && count > 1 && count < elementCount(whole.sizes);
}

/** A function of the library that makes one number of all elements by a sum or a mean, as a length is. */
function foldingCall({ graph }: Scene, user: Node, from: Node): Ending | undefined {
  const start = graph.index.get(from) ?? -1;
  let call: Group | undefined;
  for (let group = graph.groupOf[graph.index.get(user) ?? -1]; group !== undefined; group = group.parent)
    if (group.library && group.kind === "call" && group.first > start) call = group;
  if (call === undefined || call.outputs.some(({ sizes }) => elementCount(sizes) !== 1)) return undefined;
  return foldIn(graph, from, call);
}

/** It has all of the elements, or was folded in part. */
type State = "whole" | "partly";

/** Operands before what is made of them. */
function firstOf(scene: Scene, open: ReadonlySet<Node>): Node {
  return [...open].reduce((first, node) => (placeOf(scene, node) < placeOf(scene, first) ? node : first));
}

/** Whether it is part of a gradient that the file asks for. */
function isDerived({ graph }: Scene, node: Node): boolean {
  for (let group = graph.groupOf[graph.index.get(node) ?? -1]; group !== undefined; group = group.parent)
    if (group.derives === true) return true;
  return false;
}

const linear: ReadonlySet<Gate> = new Set([add, sub, mul, div, neg].map(({ gate }) => gate));

function stateAfter(questions: Questions, states: ReadonlyMap<Node, State>, node: Node): State | undefined {
  const own = node.inputs.filter((input) => states.has(input));
  const [first] = own;
  if (first === undefined) return undefined;
  if (kindOf(node) !== undefined) return "partly";
  const state = states.get(first)!;
  if (foldedDims(node) !== undefined || own.some((input) => states.get(input) !== state)) return undefined;
  if (isSameValue(node) || isRelabeling(node)) return state;
  const count = elementCount(first.sizes);
  if (node.gate.scalar === undefined || elementCount(node.sizes) !== count) return undefined;
  const others = node.inputs.filter((input) => !states.has(input));
  if (state === "whole")
    return others.every((one) => elementCount(one.sizes) < count || isStretched(questions, one))
      ? state
      : undefined;
  const isEach = own.length === 1 && others.every((one) => elementCount(one.sizes) === 1);
  return linear.has(node.gate) && isEach ? state : undefined;
}

/** Whether a value has its shape by nothing but stretching that nobody meant either. */
function isStretched({ pairOf }: Questions, value: Node): boolean {
  const open = [value];
  const seen = new Set<Node>();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (stretchedPair(node) !== undefined) {
      if (pairOf(node) === undefined) return false;
      continue;
    }
    const whole = wholeOf(node);
    if (whole.length === 0 || seen.size > MOST_STEPS) return false;
    open.push(...whole);
  }
  return true;
}
