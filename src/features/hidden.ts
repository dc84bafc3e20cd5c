/** Which gradients are hidden, for whoever is to say them first, and in which order they are shown. */
import type { Analysis } from "../analysis.ts";
import type { Node } from "../graph/ir.ts";
import type { Problem, ProblemCode } from "../problems.ts";
import { hasGradient, isShown } from "./facts.ts";
import type { View } from "./view.ts";
import { isUpstream } from "./why.ts";

/** What stands for a gradient that is hidden. */
export const HIDDEN = "?";

/**
 * The values whose gradients are shown one after another, as the backward pass reaches them: the target, then each name of the
 * file that has a hint. What it passes on the way to a name is shown with that name.
 */
export function revealOrder(view: View): readonly Node[] {
  const { target, program } = view.analysis;
  if (target === undefined) return [];
  /** Of a name in a loop the last turn, as in its hint. */
  const last = new Map<number, Node>();
  for (const { value, group, span, loopName } of program.bindings) {
    if (value === undefined || loopName || !isShown(view, group)) continue;
    if (!hasGradient(value) || isUpstream(view.analysis, value)) continue;
    if (view.analysis.adjointsIn(group)?.of(value) !== undefined) last.set(span.start, value);
  }
  const placeOf = placesIn(view.analysis);
  return [...new Set([target.node, ...last.values()])].sort((a, b) => placeOf(b) - placeOf(a));
}

const firsts = new WeakMap<View, number>();

/** The first place in the graph whose gradient is shown: the backward pass has come so far. */
function firstShown(view: View): number {
  const { revealed } = view;
  if (revealed === undefined) return -Infinity;
  let first = firsts.get(view);
  if (first === undefined) {
    const order = revealOrder(view);
    const next = order[revealed - 1];
    const isAll = revealed >= order.length;
    first = isAll ? -Infinity : next === undefined ? Infinity : placesIn(view.analysis)(next);
    firsts.set(view, first);
  }
  return first;
}

/** What is no value of the file's graph, as a line of a backward block, comes last. */
function placesIn({ program }: Analysis): (node: Node) => number {
  return (node) => program.graph.index.get(node) ?? -1;
}

/** Whether what comes back to a value is hidden, from each of its uses and in sum. */
export function isHidden(view: View, node: Node): boolean {
  if (view.revealed === undefined || view.predicted?.has(node) === true) return false;
  return placesIn(view.analysis)(node) < firstShown(view);
}

/** How many of the gradients in that order are shown, and of how many. */
export function countRevealed(view: View): { readonly shown: number; readonly count: number } {
  const order = revealOrder(view);
  return { shown: order.filter((node) => !isHidden(view, node)).length, count: order.length };
}

/** Whether any gradient is. */
export function hidesAny(view: View): boolean {
  return firstShown(view) > -Infinity;
}

/** What is wrong with values: everything else that a run finds tells of gradients. */
const ofValues: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  "nan-forward",
  "inf-forward",
  "refused",
  "too-large",
]);

/** Without what tells of gradients, while one is hidden. */
export function withoutHidden(view: View, problems: readonly Problem[]): readonly Problem[] {
  return hidesAny(view) ? problems.filter(({ code }) => ofValues.has(code)) : problems;
}
