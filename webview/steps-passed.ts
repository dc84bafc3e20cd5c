/** What has been computed when a step is over: the graph with these numbers alone, and what the step itself marks in it. */
import type { GraphView, ViewEdge, ViewNode, ViewNumber } from "../src/protocol/graph-view.ts";
import type { StepKept, StepsView, StepSum } from "../src/protocol/steps-view.ts";
import type { State } from "./model.ts";
import { stepIndex } from "./steps-state.ts";

/** What one step marks in the picture. */
export interface StepMarks {
  readonly pass: "forward" | "backward";
  readonly node: string | undefined;
  readonly wires: ReadonlySet<string>;
  /** The graph with all of its numbers: what stands beside a gate leaves room for those that are to come. */
  readonly whole: GraphView;
  /** What is stored at gates and not used yet. */
  readonly kept: ReadonlyMap<string, KeptMark>;
}

export interface KeptMark extends StepKept {
  /** It is stored or used in this very step. */
  readonly isLit: boolean;
}

export interface Passed {
  readonly view: GraphView;
  readonly marks: StepMarks | undefined;
}

/** A number that is not computed yet: it has its room, and nothing is written there. */
const pending: ViewNumber = { short: "", long: "", stale: false };
const none: readonly string[] = [];
/** A longer sum has no room on a wire; the step's sentence has the whole of it. */
const longestSum = 16;

/** By step: when each number comes. */
interface Times {
  readonly shows: ReadonlyMap<string, number>;
  readonly completes: ReadonlyMap<string, number>;
  readonly arrives: ReadonlyMap<string, number>;
  readonly sums: ReadonlyMap<string, readonly (StepSum & { readonly at: number })[]>;
  readonly keeps: readonly {
    readonly node: string;
    readonly lit: KeptMark;
    readonly quiet: KeptMark;
    readonly from: number;
    readonly to: number;
  }[];
}

/** Gives what is to be drawn for a state; the same as before where nothing of it has changed. */
export function createPassing(): (view: GraphView, steps: State["steps"]) => Passed {
  let times: { readonly of: StepsView; readonly times: Times } | undefined;
  let last:
    | { readonly view: GraphView; readonly of: StepsView; readonly index: number; readonly passed: Passed }
    | undefined;
  return (view, steps) => {
    const of = steps.isOn ? steps.view : undefined;
    if (of === undefined || of.steps.length === 0) return { view, marks: undefined };
    const index = stepIndex(steps);
    if (last?.view === view && last.of === of && last.index === index) return last.passed;
    if (times?.of !== of) times = { of, times: timesOf(of) };
    const passed: Passed = {
      view: numbersAt(view, times.times, index, index === of.steps.length - 1),
      marks: marksAt(view, of, times.times, index),
    };
    last = { view, of, index, passed };
    return passed;
  };
}

function timesOf({ steps }: StepsView): Times {
  const shows = new Map<string, number>();
  const completes = new Map<string, number>();
  const arrives = new Map<string, number>();
  const sums = new Map<string, (StepSum & { readonly at: number })[]>();
  const uses = new Map<string, number>();
  steps.forEach((one, index) => {
    for (const id of one.shows) shows.set(id, index);
    for (const id of one.completes) completes.set(id, index);
    if (one.pass === "forward") return;
    for (const id of one.wires) arrives.set(id, index);
    for (const sum of one.sums) sums.set(sum.node, [...(sums.get(sum.node) ?? []), { ...sum, at: index }]);
    if (one.node !== undefined) uses.set(one.node, index);
  });
  const keeps = steps.flatMap(({ pass, node, keeps: kept }, from) =>
    pass === "forward" && node !== undefined && kept !== undefined
      ? [{ node, ...marksOf(kept), from, to: uses.get(node) ?? Infinity }]
      : [],
  );
  return { shows, completes, arrives, sums, keeps };
}

/** The same objects in every step: what is drawn from them is not looked at again. */
function marksOf(kept: StepKept): { readonly lit: KeptMark; readonly quiet: KeptMark } {
  return { lit: { ...kept, isLit: true }, quiet: { ...kept, isLit: false } };
}

/** `isEnd`: all is computed, what no step tells of too. */
function numbersAt(view: GraphView, times: Times, index: number, isEnd: boolean): GraphView {
  const isOver = (known: ReadonlyMap<string, number>, id: string): boolean =>
    isEnd || (known.get(id) ?? Infinity) <= index;
  const nodes = view.nodes.map((node): ViewNode => {
    const isKnown = isOver(times.shows, node.id);
    const gradient = node.gradient && gradientAt(node.id, node.gradient, times, index, isEnd);
    const isComplete = isOver(times.completes, node.id);
    if (isKnown && isComplete && gradient === node.gradient) return node;
    return {
      ...node,
      value: isKnown ? node.value : node.value && pending,
      gradient,
      notes: isComplete ? node.notes : none,
      rule: isComplete ? node.rule : none,
    };
  });
  const edges = view.edges.map((edge) =>
    edgeAt(edge, isOver(times.shows, edge.from), isOver(times.arrives, edge.id)),
  );
  return { ...view, nodes, edges };
}

/** What an edge is without its gradient, and without its value too: the same one in every step. */
const withoutNumbers = new WeakMap<ViewEdge, { readonly none: ViewEdge; readonly value: ViewEdge }>();

function edgeAt(edge: ViewEdge, hasValue: boolean, hasGradient: boolean): ViewEdge {
  if (hasValue && hasGradient) return edge;
  let forms = withoutNumbers.get(edge);
  if (forms === undefined) {
    const value = { ...edge, gradient: edge.gradient && pending };
    forms = { none: { ...value, value: edge.value && pending }, value };
    withoutNumbers.set(edge, forms);
  }
  // The backward pass begins when all values are there.
  return hasValue ? forms.value : forms.none;
}

/** What has come back to a value so far: all of it, a part of a sum, or nothing. */
function gradientAt(
  id: string,
  whole: ViewNumber,
  { completes, sums }: Times,
  index: number,
  isEnd: boolean,
): ViewNumber {
  const sum = sums.get(id)?.findLast(({ at }) => at <= index);
  if (sum !== undefined && sum.at === index && sum.text.length <= longestSum)
    return { ...whole, short: sum.text, long: sum.text };
  if (isEnd || (completes.get(id) ?? Infinity) <= index) return whole;
  return sum === undefined ? pending : { ...pending, short: sum.total, long: sum.text };
}

function marksAt(view: GraphView, { steps }: StepsView, { keeps }: Times, index: number): StepMarks {
  const { pass, node, wires } = steps[index]!;
  const lit = new Set(wires);
  // A value that is used more than once leaves its gate on a stem.
  for (const { id, from } of view.edges) if (lit.has(id)) lit.add(`stem ${from}`);
  const kept = keeps
    .filter(({ from, to }) => from <= index && index <= to)
    .map(({ node: at, lit: own, quiet, from, to }): [string, KeptMark] => [
      at,
      from === index || to === index ? own : quiet,
    ]);
  return { pass, node, wires: lit, whole: view, kept: new Map(kept) };
}
