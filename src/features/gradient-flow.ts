/** The gradient flow: a row for each named value from the target back, with the norm of its gradient and what the steps made of it. */
import { withCommas } from "../base/commas.ts";
import type { Group, Node } from "../graph/ir.ts";
import type { Scene } from "../insight/scene.ts";
import { factorsOf, strongestWay } from "../insight/way.ts";
import type { Binding } from "../lower/program.ts";
import type { Problem } from "../problems.ts";
import type { FlowMark, FlowRow, FlowUpdate, FlowView } from "../protocol/flow-view.ts";
import type { Span } from "../base/span.ts";
import { anchorsOf } from "./anchors.ts";
import { carriedNames } from "./carried.ts";
import {
  callAround,
  factsOf,
  gradientName,
  hasGradient,
  isShown,
  lineNumber,
  nameOf,
  spelled,
} from "./facts.ts";
import { formatFactor, partsText } from "./factor-text.ts";
import { formatNumber } from "./format-number.ts";
import { HIDDEN, isHidden } from "./hidden.ts";
import { sceneAt } from "./scene.ts";
import { isFinding } from "./switches.ts";
import { inBlocks, logScale, turnNorms } from "./turn-strip.ts";
import { isInShownTurn } from "./turns.ts";
import { knownOf, type View } from "./view.ts";
import { isUpstream } from "./why.ts";

/** More rows than these are not read. */
const MOST_ROWS = 300;
/** So many of them are params, wherever they stand. */
const MOST_PARAMS = 100;
/** An update that changes a parameter by 10⁻³ of itself is healthy; by ten times less or more it is small or large. */
const HEALTHY = 1e-3;
const AROUND = 10;

/** A named value, before its numbers are text. */
interface Named {
  readonly node: Node;
  /** Undefined of a target without a name. */
  readonly binding: Binding | undefined;
  readonly group: Group | undefined;
  /** The norm of its gradient; NaN where that is not finite, undefined where it is not known, or hidden. */
  readonly norm: number | undefined;
  readonly turns: readonly number[];
}

/** `rate` is the learning rate that updates are judged at; `problems` are those that are shown. */
export function gradientFlow(view: View, rate: number, problems: readonly Problem[]): FlowView {
  const { analysis, uri } = view;
  const { target, version } = analysis;
  const all = namedValues(view);
  const shown = all.length <= MOST_ROWS ? all : nearest(all);
  const named = shown.map((one) => withNumbers(view, one));
  const scale = logScale(named.flatMap(({ norm, turns }) => [norm ?? 0, ...turns]));
  const heightOf = (norm: number | undefined): number | undefined =>
    norm !== undefined && norm > 0 && norm < Infinity ? scale?.heightOf(norm) : undefined;
  const scene = sceneAt(view, undefined);
  const isStop = stopsAt(view, named);
  const rows = named.map((one): FlowRow => {
    const { node, binding, norm, turns } = one;
    const name = binding === undefined ? nameOf(view, node) : spelled(analysis, binding.name);
    const hidden = isHidden(view, node);
    const isParam = node.gate.marksLeaf === true;
    return {
      id: flowId(view, node),
      name,
      gradient: gradientName(analysis, name),
      place: placeText(view, one),
      line: lineNumber(analysis, spanOf(view, one).start),
      isParam,
      norm: hidden ? HIDDEN : norm === undefined ? "…" : formatNumber(norm),
      share: heightOf(norm),
      alarm: norm !== undefined && !Number.isFinite(norm),
      turns: inBlocks(turns).map((own) => heightOf(own) ?? null),
      factor: scene && factorOf(view, scene, one, isStop),
      update: isParam && norm !== undefined ? updateOf(view, node, norm, rate) : undefined,
      marks: marksIn(problems, binding === undefined ? undefined : spanOf(view, one), binding?.stmt.span),
    };
  });
  return {
    uri,
    version,
    target: target?.text,
    rows,
    least: scale === undefined ? "" : formatNumber(scale.least, 2),
    most: scale === undefined ? "" : formatNumber(scale.most, 2),
    rate,
    more:
      shown.length < all.length
        ? `${shown.length} of ${withCommas(all.length)} named values: the nearest to ${target?.text ?? "the target"}, and the params.`
        : undefined,
    empty:
      target === undefined
        ? "There is no target yet: its gradients are shown here as a table."
        : rows.length === 0
          ? "No value has a gradient."
          : undefined,
  };
}

/** Where a row of the flow stands in the source. */
export function flowSpan(view: View, id: string): Span | undefined {
  const found = namedValues(view).find(({ node }) => flowId(view, node) === id);
  return found && spanOf(view, found);
}

function flowId(view: View, node: Node): string {
  return `value ${anchorsOf(view.analysis).idOf(node)}`;
}

type Place = Pick<Named, "node" | "binding" | "group">;

/** The target, and each name with the value that its line shows, as the backward pass reaches them; of the others the params. */
function namedValues(view: View): readonly Place[] {
  const { analysis } = view;
  const { target, program } = analysis;
  if (target === undefined) return [];
  const found = new Map<Node, Place>();
  const note = (node: Node, binding: Binding | undefined, group: Group | undefined): void => {
    if (!found.has(node)) found.set(node, { node, binding, group });
  };
  for (const binding of program.bindings) {
    const { value, group, loopName, topLevel } = binding;
    if (value === undefined || loopName || !isShown(view, group) || !isInShownTurn(view, group)) continue;
    if (!hasGradient(value) || isUpstream(analysis, value)) continue;
    const isParam = topLevel && value.gate.marksLeaf === true;
    if (isParam || analysis.adjointsIn(group)?.of(value) !== undefined) note(value, binding, group);
  }
  note(target.node, undefined, program.graph.groupOf[program.graph.index.get(target.node) ?? -1]);
  const placeOf = ({ node }: Place): number => program.graph.index.get(node) ?? -1;
  return [...found.values()].sort((a, b) => placeOf(b) - placeOf(a));
}

/** So many as can be read: those that the backward pass reaches first, and params. */
function nearest(all: readonly Place[]): readonly Place[] {
  const params = new Set(all.filter(({ node }) => node.gate.marksLeaf === true).slice(0, MOST_PARAMS));
  const others = all.filter((one) => !params.has(one)).slice(0, MOST_ROWS - params.size);
  const kept = new Set([...others, ...params]);
  return all.filter((one) => kept.has(one));
}

function withNumbers(view: View, place: Place): Named {
  const { node, group } = place;
  if (isHidden(view, node)) return { ...place, norm: undefined, turns: [] };
  const { analysis } = view;
  const adjoint = analysis.adjointsIn(group)?.of(node);
  const summary = adjoint && knownOf(view, adjoint)?.summary;
  const norm = adjoint === undefined ? 0 : summary !== undefined && summary.nans > 0 ? NaN : summary?.norm;
  const loop = carriedNames(analysis).findLast(({ values }) => values.length > 1 && values.includes(node));
  return { ...place, norm, turns: (loop && turnNorms(view, loop)) ?? [] };
}

function spanOf({ analysis }: View, { binding }: Place): Span {
  return binding?.span ?? analysis.target?.stmt.span ?? { start: 0, end: 0 };
}

/** Which turn or call it is of. */
function placeText(view: View, { group }: Place): string {
  const call = callAround(view, group);
  const turns = group?.kind === "turn" ? `turn ${group.ordinal + 1}` : "";
  const calls = call === undefined ? "" : `in ${spelled(view.analysis, call.def.name.name)}`;
  return [turns, calls].filter((text) => text !== "").join(" ");
}

/** Whether a value on a way is one that has a row, or the same name in another turn. */
function stopsAt(view: View, named: readonly Named[]): (node: Node) => boolean {
  const { bindingOf } = factsOf(view.analysis);
  const nodes = new Set(named.map(({ node }) => node));
  const names = new Set(named.flatMap(({ binding }) => binding?.span.start ?? []));
  return (node) => {
    const binding = bindingOf.get(node);
    return nodes.has(node) || (binding !== undefined && names.has(binding.span.start));
  };
}

/** What the steps from the next name on the way to the target make of the norm. */
function factorOf(
  view: View,
  scene: Scene,
  { node, norm }: Named,
  isStop: (node: Node) => boolean,
): FlowRow["factor"] {
  const { analysis } = view;
  if (norm === undefined || norm === 0 || node === scene.target) return undefined;
  const way = strongestWay(scene, node, isStop);
  const next = way.at(-1)?.output;
  const adjoint = next && scene.adjoints.of(next);
  const behind = adjoint && scene.norm(adjoint);
  if (next === undefined || behind === undefined || isHidden(view, next)) return undefined;
  const factor = norm / behind;
  if (!Number.isFinite(factor)) return undefined;
  const name = factsOf(analysis).bindingOf.get(next)?.name;
  const of = name === undefined ? (analysis.target?.text ?? "") : spelled(analysis, name);
  const parts = partsText(view, [factorsOf(scene, way).toReversed()]);
  return { text: `× ${formatFactor(factor)}`, detail: `of ${of}${parts === "" ? "" : `: ${parts}`}` };
}

function updateOf(view: View, node: Node, norm: number, rate: number): FlowUpdate | undefined {
  const size = knownOf(view, node)?.summary.norm;
  const ratio = (rate * norm) / (size ?? 0);
  if (!Number.isFinite(ratio)) return undefined;
  const verdict = ratio * AROUND < HEALTHY ? "small" : ratio > HEALTHY * AROUND ? "large" : "healthy";
  return { text: formatFactor(ratio), verdict };
}

/** The findings of a line: those in its statement, and those at its name. */
function marksIn(
  problems: readonly Problem[],
  name: Span | undefined,
  stmt: Span | undefined,
): readonly FlowMark[] {
  const isIn = ({ start, end }: Span, around: Span | undefined): boolean =>
    around !== undefined && start < around.end && around.start < end;
  return problems.flatMap((found): FlowMark | readonly FlowMark[] => {
    const { code, severity, message, span } = found;
    if (!isFinding(found) || severity === "error") return [];
    return isIn(span, name) || isIn(span, stmt) ? { code, severity, message } : [];
  });
}
