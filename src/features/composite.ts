/** A call as one gate, by its own rule, beside the gates that it is made of: the same gradients, and what either form costs. */
import type { Analysis } from "../analysis.ts";
import { deriveInside, type Adjoints } from "../grad/reverse.ts";
import type { Group, Node } from "../graph/ir.ts";
import { derivedParts, isSameGradient } from "../insight/own-backward.ts";
import type { CompositeRow, CompositeView } from "../protocol/composite-view.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { anchorsOf } from "./anchors.ts";
import { createBeside } from "./evaluate.ts";
import { isLiteral, nameOf } from "./facts.ts";
import { formatNumber, formatTensor } from "./format-number.ts";
import { hidesAny } from "./hidden.ts";
import { consumersIn, keptFor } from "./kept.ts";
import { openedGroup, pictureOf, readsOf } from "./picture.ts";
import { withTurns } from "./turns.ts";
import { onlyGate } from "./unit.ts";
import type { View } from "./view.ts";

/** A call of more gates than these is not derived anew. */
const MOST_GATES = 2_000;
/** So many numbers are computed for the gradients of one call. */
const MOST_COMPUTED = 200_000;
/** A picture that more calls than these are opened in cannot be read. */
const MOST_CALLS = 1_000;
const ROOM = 60;
/** What cancels to 0 on the way leaves up to this part of the largest gradient within the call. */
const OF_WITHIN = 1e-14;

/**
 * Of a call that is opened in the picture. Undefined where no gradient flows through it, where it is too large, and while any
 * gradient is hidden.
 */
export function compositeOf(view: View, opened: readonly string[], id: string): CompositeView | undefined {
  const { analysis } = view;
  const group = openedGroup(analysis, pictureOf(analysis, withTurns(view, opened)), id);
  return group === undefined || hidesAny(view) ? undefined : compared(view, group);
}

function compared(view: View, group: Group): CompositeView | undefined {
  const { analysis } = view;
  const { graph } = analysis.program;
  const place = group.parent;
  const outside = analysis.adjointsIn(place);
  const upstream = group.outputs.map((output) => outside?.of(output));
  if (group.kind !== "call" || outside === undefined || group.last - group.first > MOST_GATES)
    return undefined;
  if (upstream.every((one) => one === undefined)) return undefined;
  const told = readsOf(graph, group, outside).filter(
    (input) => input.dtype !== "bool" && !isLiteral(analysis, input, place),
  );
  const inside = deriveInside(graph, group, upstream, "gates alone");
  const valueOf = createBeside(view, MOST_COMPUTED);
  const pairs = told.flatMap((input) => {
    const closed =
      group.backward === undefined
        ? derivedParts(graph, outside, group, input)
        : outside.sent(group).flatMap((part, i) => (part && group.inputs[i] === input ? [part] : []));
    const opened = derivedParts(graph, inside, group, input);
    if (closed.length === 0 && opened.length === 0) return [];
    return [{ input, closed: sumOf(input, closed, valueOf), opened: sumOf(input, opened, valueOf) }];
  });
  if (pairs.length === 0) return undefined;
  let known: number | undefined;
  const slack = (): number => (known ??= OF_WITHIN * largestWithin(analysis, inside, group, valueOf));
  const rows: CompositeRow[] = [];
  let isSame = true;
  /** Its rule gives numbers where the gates in it run out of them. */
  let isRescued = false;
  let difference = 0;
  for (const { input, closed, opened } of pairs) {
    if (closed === undefined || opened === undefined) continue;
    rows.push({ name: nameOf(view, input, place), closed: show(closed), opened: show(opened) });
    isSame &&= isAlike(closed, opened, slack);
    isRescued ||= isFinite(closed) && !isFinite(opened);
    closed.data.forEach((one, i) => {
      const other = opened.data[i]!;
      if (!Object.is(one, other)) difference = Math.max(difference, Math.abs(one - other));
    });
  }
  const isKnown = rows.length === pairs.length;
  const gates = gatesOf(analysis, group);
  return {
    isSame: isKnown ? isSame : undefined,
    says: sentence(isKnown ? isSame : undefined, isRescued, hasRule(analysis, group)),
    rows,
    difference: isKnown && Number.isFinite(difference) ? formatNumber(difference) : undefined,
    closed: { gates: 1, kept: numbersIn(keptFor(analysis, outside, place, consumersIn(analysis, group))) },
    opened: { gates: gates.length, kept: numbersIn(keptInside(analysis, inside, group)) },
  };
}

function sentence(isSame: boolean | undefined, isRescued: boolean, isRuled: boolean): string {
  if (isSame === undefined) return "The gradients are not compared: not all of their numbers are there.";
  if (isRescued)
    return "Through its gates a gradient is not finite here; by its own rule, as one gate, it is: that is what the rule is for.";
  if (!isSame)
    return "The gradients are not the same here: as one gate it sends something else back than its gates do.";
  return isRuled
    ? "The gradients are the same: by its own rule as one gate, and by the chain rule through its gates."
    : "The gradients are the same: it has no rule of its own, so as one gate it sends what its gates send.";
}

/** Whether a backward block is at work in the closed call. */
function hasRule(analysis: Analysis, group: Group): boolean {
  return consumersIn(analysis, group).some((consumer) => !("gate" in consumer));
}

/** What its outputs are computed by, calls in it down to their gates; second names and what only literals are in are none. */
function gatesOf(analysis: Analysis, group: Group): readonly Node[] {
  const { graph } = analysis.program;
  const found = new Set<Node>();
  const stack = [...group.outputs];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const at = graph.index.get(node) ?? -1;
    if (found.has(node) || at < group.first || at >= group.last || isLiteral(analysis, node, group)) continue;
    found.add(node);
    stack.push(...node.inputs);
  }
  return [...found].filter(({ gate, inputs }) => inputs.length > 0 && gate.isCopy !== true);
}

function keptInside(analysis: Analysis, inside: Adjoints, group: Group): readonly Node[] {
  return keptFor(analysis, inside, group, analysis.program.graph.nodes.slice(group.first, group.last));
}

function numbersIn(nodes: readonly Node[]): number {
  return nodes.reduce((count, { sizes }) => count + elementCount(sizes), 0);
}

/** Zeros where nothing is sent; undefined where a part is not known. */
function sumOf(
  input: Node,
  parts: readonly Node[],
  valueOf: (node: Node) => Tensor | undefined,
): Tensor | undefined {
  const data = new Float64Array(elementCount(input.sizes));
  for (const part of parts) {
    const value = valueOf(part);
    if (value === undefined) return undefined;
    value.data.forEach((one, i) => (data[i]! += one));
  }
  return { sizes: input.sizes, data };
}

/** The same but for rounding; where there is no number, on both sides the same. */
function isAlike(a: Tensor, b: Tensor, slack: () => number): boolean {
  if (!isFinite(a) || !isFinite(b)) return a.data.every((one, i) => Object.is(one, b.data[i]));
  return isSameGradient(a.data, b.data) || a.data.every((one, i) => Math.abs(one - b.data[i]!) <= slack());
}

function largestWithin(
  { program: { graph } }: Analysis,
  inside: Adjoints,
  group: Group,
  valueOf: (node: Node) => Tensor | undefined,
): number {
  let largest = 0;
  for (let at = group.first; at < group.last; at++) {
    const adjoint = inside.of(graph.nodes[at]!);
    for (const one of (adjoint && valueOf(adjoint))?.data ?? []) largest = Math.max(largest, Math.abs(one));
  }
  return largest;
}

function isFinite({ data }: Tensor): boolean {
  return data.every(Number.isFinite);
}

function show(tensor: Tensor): string {
  return tensor.sizes.length === 0 ? formatNumber(tensor.data[0] ?? NaN) : formatTensor(tensor, ROOM);
}

/** The ids of the library's calls that can be opened, with those in them; of a loop, those in the turn that is drawn. */
export function libraryCalls(view: View, opened: readonly string[]): readonly string[] {
  const { analysis } = view;
  const picture = pictureOf(analysis, withTurns(view, opened));
  const { graph } = analysis.program;
  const isShown = (group: Group): boolean => {
    for (let at: Group | undefined = group; at !== undefined; at = at.parent) {
      if (at.kind === "turn" && at.parent !== undefined && at.ordinal !== picture.shownTurn(at.parent))
        return false;
    }
    return true;
  };
  const ids: string[] = [];
  for (const group of graph.groups) {
    if (ids.length === MOST_CALLS) break;
    if (group.kind !== "call" || !group.library || !isShown(group)) continue;
    if (onlyGate(graph, group) === undefined && picture.canOpen(group))
      ids.push(anchorsOf(analysis).idOfGroup(group));
  }
  return ids;
}
