/** The graph panel's content: every drawn step with its numbers, every wire with its value and what flows back on it. */
import { withCommas } from "../base/commas.ts";
import type { Span } from "../base/span.ts";
import type { Analysis } from "../analysis.ts";
import type { Group, Node } from "../graph/ir.ts";
import type { GraphView, ViewEdge, ViewGroup, ViewNode, ViewNumber } from "../protocol/graph-view.ts";
import type { Problem } from "../problems.ts";
import { showSizes } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { anchorsOf } from "./anchors.ts";
import { cardOf } from "./card.ts";
import {
  adjointsFor,
  drawnOf,
  lineOf,
  placeOf,
  sentAlong,
  spanOf,
  TARGET_ID,
  targetWire,
  wireId,
} from "./drawn.ts";
import { boundName, factsOf, isLiteral, lineNumber } from "./facts.ts";
import { formatKnown } from "./format.ts";
import { formatNumber, formatTensor } from "./format-number.ts";
import { HIDDEN, isHidden } from "./hidden.ts";
import type { Part } from "./part.ts";
import { ASIDE_ID, openedGroup, pictureOf, type Picture, type Step } from "./picture.ts";
import { wordsOf } from "./sentence.ts";
import { groupLabel, makerLabel } from "./step-label.ts";
import { withTurns } from "./turns.ts";
import { ALARM, isAlarming } from "./not-finite.ts";
import { knownOf, type View } from "./view.ts";
import { whatIfText } from "./what-if-set.ts";
import { isUpstream, withoutGradient } from "./why.ts";

const SHORT = 22;
const LONG = 400;
/** The chain rule is written out for every gate of a graph that a person can take in; for larger ones at the source. */
const MAX_RULES = 120;

/**
 * The graph with these groups opened; where it is too large to be drawn, what is around the line, from 1. The first error of
 * `problems` is said above it.
 */
export function graphView(
  view: View,
  opened: readonly string[],
  line = 1,
  problems: readonly Problem[] = view.analysis.problems,
): GraphView {
  const { analysis, uri } = view;
  const { picture, last, part, steps } = drawnOf(view, opened, line);
  const { target } = analysis;
  const nodes = steps.map((step) => nodeOf(view, picture, step));
  const edges = steps.flatMap((step) => edgesInto(view, picture, step));
  if (part !== undefined) cutOut(view, picture, part, nodes, edges);
  if (target !== undefined && last !== undefined && (part === undefined || part.steps.includes(last))) {
    nodes.push(targetNode(view, target.node, target.text));
    edges.push(targetEdge(view, last, target.node));
  }
  const shown = new Set(nodes.map(({ group }) => group));
  const groups = [...picture.boxes].map((group) => boxOf(analysis, picture, group));
  return {
    uri,
    version: analysis.version,
    isOld: false,
    target: target?.text,
    nodes,
    edges,
    groups: part === undefined ? groups : groups.filter(({ id }) => shown.has(id)),
    aside:
      picture.asideCount === 0
        ? undefined
        : { id: ASIDE_ID, count: picture.asideCount, isShown: opened.includes(ASIDE_ID) },
    part: part && { text: partText(picture, part, line, target?.text), centre: part.centre.id },
    banner: bannerOf(analysis, problems) ?? whatIfBanner(view),
    ...(view.whatIfs === undefined || view.whatIfs.length === 0 ? {} : { isWhatIf: true }),
    empty: picture.steps.length === 0 ? emptyText(analysis) : undefined,
  };
}

function partText(picture: Picture, part: Part, line: number, target: string | undefined): string {
  const count = (steps: readonly Step[]): string => withCommas(steps.length);
  const way =
    target === undefined
      ? ""
      : part.reachesTarget
        ? ` and on the way to ${target}`
        : `; none of it is on the way to ${target}`;
  return `${count(part.steps)} of ${count(picture.steps)} gates and inputs: around line ${withCommas(line)}${way}`;
}

/** Ends the wires that come from what is not drawn at a name, and the middle of a long way at what it leads between. */
function cutOut(view: View, picture: Picture, part: Part, nodes: ViewNode[], edges: ViewEdge[]): void {
  const drawn = new Set(nodes.map(({ id }) => id));
  const { gap } = part;
  const byId = new Map(picture.steps.map((step) => [step.id, step]));
  if (gap !== undefined) {
    const { from, last, to, count } = gap;
    const label = `⋯ ${withCommas(count)} more`;
    nodes.push({ ...nodeOf(view, picture, to), id: GAP_ID, kind: "call", label, ...blank });
    for (let at = edges.length - 1; at >= 0; at--) {
      const edge = edges[at]!;
      if (edge.to === to.id && edge.from === last.id) edges[at] = { ...edge, from: GAP_ID };
    }
    edges.push({ ...bare, id: `${from.id}>${GAP_ID}`, from: from.id, to: GAP_ID });
    drawn.add(GAP_ID);
  }
  for (const { from, name } of [...edges]) {
    const step = byId.get(from);
    if (drawn.has(from) || step === undefined) continue;
    drawn.add(from);
    const node = nodeOf(view, picture, step);
    const label = step.kind === "leaf" ? node.label : `⋯ ${name ?? node.label}`;
    nodes.push({ ...node, kind: "leaf", label, name: undefined, group: undefined, canOpen: false });
  }
}

const GAP_ID = "gap";
const bare = { name: undefined, value: undefined, gradient: undefined } as const;
const blank = {
  ...bare,
  group: undefined,
  canOpen: false,
  pattern: "",
  notes: [],
  rule: [],
  idle: false,
} as const;

/** Where a drawn step stands in the source. */
export function nodeSpan(view: View, opened: readonly string[], id: string): Span | undefined {
  const { analysis } = view;
  if (id === TARGET_ID) return analysis.target?.stmt.span;
  const picture = pictureOf(analysis, withTurns(view, opened));
  const box = openedGroup(analysis, picture, id);
  const call = box && factsOf(analysis).callOf.get(box)?.call;
  if (call !== undefined) return call.span;
  const step = picture.steps.find((candidate) => candidate.id === id);
  return step === undefined ? undefined : spanOf(analysis, step.node);
}

/** The drawn steps that stand in a part of the source. */
export function nodesAtSpan(view: View, opened: readonly string[], span: Span): readonly string[] {
  const { analysis } = view;
  return pictureOf(analysis, withTurns(view, opened))
    .steps.filter((step) => {
      const own = spanOf(analysis, step.node);
      return own !== undefined && own.start < span.end && span.start < own.end;
    })
    .map((step) => step.id);
}

function nodeOf(view: View, picture: Picture, step: Step): ViewNode {
  const { analysis } = view;
  const { node, group, place } = step;
  const small = picture.steps.length <= MAX_RULES;
  const card =
    small && step.kind !== "loop" ? cardOf(view, node, placeOf(analysis, step), picture.isOpen) : undefined;
  const adjoint = adjointsFor(analysis, step)?.of(node);
  const idle =
    !picture.onPath.has(step) ||
    (analysis.target !== undefined && adjoint === undefined && step.kind !== "loop");
  const gradient =
    analysis.target === undefined ||
    step.kind === "loop" ||
    isLiteral(analysis, node) ||
    isUpstream(analysis, node)
      ? undefined
      : gradientNumber(view, node, adjoint);
  return {
    id: step.id,
    kind: step.kind,
    label: labelOf(view, picture, step),
    name: step.kind === "leaf" ? undefined : boundName(analysis, node),
    value: step.kind === "loop" ? undefined : numberOf(view, node),
    gradient,
    shape: node.sizes.length === 0 ? "scalar" : showSizes(node.sizes),
    line: lineOf(analysis, step),
    group: place === undefined ? undefined : anchorsOf(analysis).idOfGroup(place),
    canOpen: group !== undefined && picture.canOpen(group),
    pattern: card?.pattern ?? "",
    notes: card === undefined ? [] : [...(card.why === undefined ? [] : [wordsOf(card.why)]), ...card.kinks],
    rule:
      card === undefined ? [] : [...(card.downstream === undefined ? [] : [card.downstream]), ...card.rules],
    idle,
  };
}

function labelOf(view: View, picture: Picture, step: Step): string {
  const { node } = step;
  const { inputs } = view.analysis.program;
  if (step.kind === "leaf") return boundName(view.analysis, node) ?? "";
  if (step.kind === "constant") return numberOf(view, node)?.short ?? "…";
  return makerLabel(picture, step, inputs);
}

function edgesInto(view: View, picture: Picture, step: Step): ViewEdge[] {
  const { analysis } = view;
  return step.wires.flatMap((operand): ViewEdge[] => {
    const input = step.reads[operand]!;
    const from = picture.makerOf.get(input);
    if (from === undefined) return [];
    const isAsked = analysis.target !== undefined && !isLiteral(analysis, input);
    const hidden = isHidden(view, input);
    const back = isAsked ? sentAlong(view, step, operand) : undefined;
    return [
      {
        id: wireId(analysis, from, input, step, operand),
        from: from.id,
        to: step.id,
        name: from.kind === "leaf" && from.node === input ? undefined : boundName(analysis, input),
        value: from.kind === "constant" ? undefined : numberOf(view, input),
        gradient: back === undefined ? undefined : hidden ? hiddenNumber : tensorNumber(back),
      },
    ];
  });
}

function targetNode(view: View, node: Node, text: string): ViewNode {
  const { analysis } = view;
  const known = numberOf(view, node);
  const gradient = gradientNumber(view, node, analysis.gradient?.of(node));
  return {
    id: TARGET_ID,
    kind: "target",
    label: text,
    name: undefined,
    value: known,
    gradient,
    shape: node.sizes.length === 0 ? "scalar" : showSizes(node.sizes),
    line: lineNumber(analysis, analysis.target?.stmt.span.start ?? 0),
    group: undefined,
    canOpen: false,
    pattern: "",
    notes: [],
    rule: [`The backward pass starts here: ∂${text}/∂${text} = ${gradient?.short ?? "1"}.`],
    idle: false,
  };
}

function targetEdge(view: View, step: Step, node: Node): ViewEdge {
  return {
    id: targetWire(step),
    from: step.id,
    to: TARGET_ID,
    name: undefined,
    value: numberOf(view, node),
    gradient: gradientNumber(view, node, view.analysis.gradient?.of(node)),
  };
}

const hiddenNumber: ViewNumber = { short: HIDDEN, long: HIDDEN, stale: false, hidden: true };

/** The number of a gradient, as far as it is shown. */
export function gradientNumber(view: View, node: Node, adjoint: Node | undefined): ViewNumber | undefined {
  if (node.dtype === "bool") return undefined;
  if (isHidden(view, node)) return hiddenNumber;
  if (adjoint === undefined) {
    const text = (most: number): string => withoutGradient(view.analysis, node, most);
    return { short: text(SHORT), long: text(LONG), stale: false };
  }
  return numberOf(view, adjoint);
}

/** The number of a value or of a gradient. */
export function numberOf(view: View, node: Node): ViewNumber | undefined {
  const known = knownOf(view, node);
  if (known === undefined) return undefined;
  const text = (most: number): string => formatKnown(known, node.sizes, most, node.dtype === "bool");
  return written(text, isAlarming(view, node));
}

function tensorNumber(tensor: Tensor): ViewNumber {
  const isOdd = tensor.data.some((value) => !Number.isFinite(value));
  const [only] = tensor.data;
  return written(
    (most) => (tensor.sizes.length === 0 ? formatNumber(only ?? NaN) : formatTensor(tensor, most)),
    isOdd,
  );
}

function written(text: (most: number) => string, alarm: boolean): ViewNumber {
  const [short, long] = [text(SHORT), text(LONG)];
  return alarm ? { short: short + ALARM, long, stale: false, alarm } : { short, long, stale: false };
}

function boxOf(analysis: Analysis, picture: Picture, group: Group): ViewGroup {
  const anchors = anchorsOf(analysis);
  let parent = group.parent;
  while (parent !== undefined && !picture.boxes.has(parent)) parent = parent.parent;
  return {
    id: anchors.idOfGroup(group),
    label: group.kind === "loop" ? `for ${group.name}` : groupLabel(picture, group),
    turns:
      group.kind === "loop" ? { shown: picture.shownTurn(group), count: picture.turnsOf(group) } : undefined,
    parent: parent === undefined ? undefined : anchors.idOfGroup(parent),
  };
}

function bannerOf(analysis: Analysis, problems: readonly Problem[]): string | undefined {
  const first = problems.find((problem) => problem.severity === "error");
  if (first === undefined) return undefined;
  return `Line ${lineNumber(analysis, first.span.start)}: ${first.message}`;
}

function whatIfBanner({ whatIfs }: View): string | undefined {
  const text = whatIfText(whatIfs);
  return text && `${text}: the file stays as it is. Escape takes it back.`;
}

function emptyText(analysis: Analysis): string {
  return analysis.tree.statements.length === 0
    ? "Write a formula, for example: x = 2, then f = x * x, then f.backward()."
    : "Nothing to draw yet: no line of this file has a value.";
}
