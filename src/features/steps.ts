/**
 * The steps of a pass through the graph: the inputs, each drawn gate, call and loop in the order of evaluation, then the target's
 * own gradient and each of them again in reverse, with what happens at it in one sentence.
 */
import { groupBy } from "../base/group-by.ts";
import type { Span } from "../base/span.ts";
import type { Node } from "../graph/ir.ts";
import type { StepView } from "../protocol/steps-view.ts";
import type { Tensor } from "../tensor/tensor.ts";
import {
  adjointsFor,
  drawnOf,
  placeOf,
  sendsAlong,
  sentAlong,
  spanOf,
  TARGET_ID,
  targetWire,
  wireId,
  type DrawnGraph,
} from "./drawn.ts";
import { boundName, factsOf, gradientName, isLiteral, nameOf } from "./facts.ts";
import { formatTensor } from "./format-number.ts";
import { HIDDEN, isHidden } from "./hidden.ts";
import { keptBy } from "./kept.ts";
import type { Step } from "./picture.ts";
import { ruleOf, ruleSentence } from "./rules.ts";
import { makerLabel } from "./step-label.ts";
import { forwardText, keptText, sumText, valueText } from "./step-text.ts";
import { inputsOf, type Unit } from "./unit.ts";
import type { View } from "./view.ts";

/** A step with its place in the text, as offsets. */
export interface PassStep extends Omit<StepView, "range"> {
  readonly span: Span | undefined;
}

/** A sentence names so many inputs, and so many operands of a gate. */
const MOST_NAMED = 8;
const MOST_OPERANDS = 3;
const ROOM = 22;

const nothing = { wires: [], shows: [], completes: [], sums: [], keeps: undefined } as const;

/** Of the graph with these groups opened; where it is too large to be drawn, of what is around the line, from 1. */
export function stepsOf(view: View, opened: readonly string[], line = 1): readonly PassStep[] {
  const drawn = drawnOf(view, opened, line);
  const makers = drawn.steps.filter(({ kind }) => kind !== "leaf" && kind !== "constant");
  if (makers.length === 0) return [];
  const kept = new Map(makers.map((step) => [step, keptOf(view, step)]));
  const forward = makers.map((step) => forwardStep(view, drawn, step, kept.get(step)));
  return [givenStep(view, drawn), ...forward, ...backwardSteps(view, drawn, makers, kept)];
}

function keptOf(view: View, step: Step): StepView["keeps"] {
  return keptText(view, keptBy(view.analysis, step), step.group, placeOf(view.analysis, step));
}

function givenStep(view: View, { steps }: DrawnGraph): PassStep {
  const given = steps.filter(({ kind }) => kind === "leaf" || kind === "constant");
  const leaves = given.filter(({ kind }) => kind === "leaf");
  const texts = leaves.slice(0, MOST_NAMED).map(({ node }) => {
    const value = valueText(view, node, ROOM);
    return `${boundName(view.analysis, node) ?? ""}${value === undefined ? "" : ` = ${value}`}`;
  });
  const more = leaves.length - texts.length;
  const rest = more === 0 ? "" : `, and ${more} more`;
  return {
    ...nothing,
    id: "given",
    pass: "forward",
    node: undefined,
    title: "inputs",
    sentence: leaves.length === 0 ? "none: every number stands in a formula" : texts.join(", ") + rest,
    span: undefined,
    shows: given.map(({ id }) => id),
  };
}

function forwardStep(view: View, drawn: DrawnGraph, step: Step, keeps: StepView["keeps"]): PassStep {
  const text = forwardText(view, drawn.picture, step);
  return {
    ...nothing,
    id: `forward ${step.id}`,
    pass: "forward",
    node: step.id,
    wires: step.wires.flatMap((operand) => wireOf(view, drawn, step, operand) ?? []),
    title: makerLabel(drawn.picture, step, view.analysis.program.inputs),
    sentence: keeps === undefined ? text : `${text}; kept for the backward pass: ${keeps.text}`,
    span: callSpan(view, step),
    shows: step === drawn.last ? [step.id, TARGET_ID] : [step.id],
    keeps,
  };
}

/** A call stands where it is called, everything else where it is written. */
function callSpan({ analysis }: View, { group, node }: Step): Span | undefined {
  const call = group === undefined ? undefined : factsOf(analysis).callOf.get(group)?.call;
  return call?.span ?? spanOf(analysis, node);
}

/** What is drawn, as a set. */
const drawnSteps = new WeakMap<DrawnGraph, ReadonlySet<Step>>();

function isDrawn(drawn: DrawnGraph, step: Step): boolean {
  let known = drawnSteps.get(drawn);
  if (known === undefined) drawnSteps.set(drawn, (known = new Set(drawn.steps)));
  return known.has(step);
}

function wireOf({ analysis }: View, drawn: DrawnGraph, step: Step, operand: number): string | undefined {
  const input = step.reads[operand]!;
  const from = drawn.picture.makerOf.get(input);
  return from === undefined || !isDrawn(drawn, from)
    ? undefined
    : wireId(analysis, from, input, step, operand);
}

/** One use of a value that sends something back. */
interface Sender {
  readonly step: Step;
  readonly operand: number;
}

function backwardSteps(
  view: View,
  drawn: DrawnGraph,
  makers: readonly Step[],
  kept: ReadonlyMap<Step, StepView["keeps"]>,
): readonly PassStep[] {
  const { analysis } = view;
  const { picture, last } = drawn;
  const { target } = analysis;
  if (target === undefined || last === undefined || analysis.gradient === undefined) return [];
  const senders = makers.flatMap((step) =>
    step.wires.flatMap((operand): Sender[] => (sendsAlong(view, step, operand) ? [{ step, operand }] : [])),
  );
  const byStep = groupBy(senders, ({ step }) => step);
  const waiting = new Map<Step, number>();
  for (const { step, operand } of senders) {
    const maker = picture.makerOf.get(step.reads[operand]!);
    if (maker !== undefined) waiting.set(maker, (waiting.get(maker) ?? 0) + 1);
  }
  const uses = new Map(waiting);
  const byId = new Map([...uses.keys()].map((maker) => [maker.id, maker]));
  const sums = new Map<Step, Tensor | undefined>();
  const isReached = (step: Step): boolean =>
    byStep.has(step) || adjointsFor(analysis, step)?.of(step.node) !== undefined;
  const reached = makers.filter((step) => picture.onPath.has(step) && isReached(step)).reverse();
  return [
    seedStep(view, last, target.node, !waiting.has(last)),
    ...reached.map((step): PassStep => {
      const own = byStep.get(step) ?? [];
      const completes: string[] = [];
      const arrived = groupBy(own, ({ operand }) => picture.makerOf.get(step.reads[operand]!));
      const grown = [...arrived].flatMap(([maker, parts]): StepView["sums"] => {
        if (maker === undefined) return [];
        const left = (waiting.get(maker) ?? 0) - parts.length;
        waiting.set(maker, left);
        if (left === 0) completes.push(maker.id);
        return (uses.get(maker) ?? 0) < 2 ? [] : [sumAt(view, maker, parts, left, uses.get(maker)!, sums)];
      });
      const texts = sentences(view, step);
      const forks = grown.map((sum) => {
        const maker = byId.get(sum.node)!;
        return forkText(view, drawn, step, sum, waiting.get(maker)!, uses.get(maker)!);
      });
      return {
        ...nothing,
        id: `backward ${step.id}`,
        pass: "backward",
        node: step.id,
        wires: own.flatMap(({ operand }) => wireOf(view, drawn, step, operand) ?? []),
        title: makerLabel(picture, step, analysis.program.inputs),
        sentence: [...texts, ...forks].join("; "),
        span: callSpan(view, step),
        completes,
        sums: grown,
        keeps: kept.get(step),
      };
    }),
  ];
}

function seedStep(view: View, last: Step, node: Node, isComplete: boolean): PassStep {
  const { analysis } = view;
  const target = analysis.target!;
  const adjoint = analysis.gradient!.of(node);
  const value = isHidden(view, node) ? HIDDEN : adjoint && valueText(view, adjoint, ROOM);
  const symbol = gradientName(analysis, nameOf(view, node));
  const given =
    target.seed === undefined ? "the backward pass starts here" : "given, where the backward pass starts";
  return {
    ...nothing,
    id: "seed",
    pass: "backward",
    node: TARGET_ID,
    wires: [targetWire(last)],
    title: target.text,
    sentence: `${symbol} = ${value ?? "1"}, ${given}`,
    span: target.stmt.span,
    completes: isComplete ? [TARGET_ID, last.id] : [TARGET_ID],
  };
}

/** What the parts that arrive at a value in one step make of the sum so far. */
function sumAt(
  view: View,
  maker: Step,
  parts: readonly Sender[],
  left: number,
  count: number,
  sums: Map<Step, Tensor | undefined>,
): StepView["sums"][number] {
  const node = maker.id;
  const counted = `${count - left} of ${count}`;
  if (parts.some(({ step, operand }) => isHidden(view, step.reads[operand]!)))
    return { node, text: HIDDEN, total: HIDDEN };
  const isFirst = !sums.has(maker);
  const before = sums.get(maker);
  const sent = parts.map(({ step, operand }) => sentAlong(view, step, operand));
  const isSame = (part: Tensor | undefined): part is Tensor =>
    part !== undefined && part.data.length === (before ?? sent[0])?.data.length;
  if (!sent.every(isSame) || (!isFirst && before === undefined)) {
    sums.set(maker, undefined);
    return { node, text: counted, total: counted };
  }
  const { text, total } = sumText(before, sent);
  sums.set(maker, total);
  return { node, text, total: formatTensor(total, ROOM) };
}

/** Says of a value that is used more than once what has come together. */
function forkText(
  view: View,
  drawn: DrawnGraph,
  step: Step,
  { node: maker, text }: StepView["sums"][number],
  left: number,
  count: number,
): string {
  const input = step.reads.find((read) => drawn.picture.makerOf.get(read)?.id === maker)!;
  const symbol = gradientName(view.analysis, nameOf(view, input, placeOf(view.analysis, step)));
  return left === 0
    ? `in sum ${symbol} = ${text}`
    : `so far ${symbol} = ${text}, ${count - left} of ${count} parts`;
}

/** A rule for each operand that a gradient is asked of. */
function sentences(view: View, step: Step): readonly string[] {
  const { analysis } = view;
  const { node, group } = step;
  const place = placeOf(analysis, step);
  const told = step.wires.filter((operand) => {
    const input = step.reads[operand]!;
    return input.dtype !== "bool" && !isLiteral(analysis, input, place);
  });
  const unit: Unit = group === undefined ? { kind: "gate", node } : { kind: "call", group };
  const texts = told.slice(0, MOST_OPERANDS).map((operand) => {
    const input = step.reads[operand]!;
    if (group !== undefined && group.kind !== "call") return loopText(view, step, operand);
    const at = group === undefined ? operand : inputsOf(unit).indexOf(input);
    const rule = ruleOf(view, place, unit, node, input, at);
    return ruleSentence(rule, () => soleNorm(view, step, input));
  });
  const more = told.length - texts.length;
  return more === 0 ? texts : [...texts, `and so on for ${more} more ${more === 1 ? "operand" : "operands"}`];
}

/** What all turns of a folded loop send back to a value. */
function loopText(view: View, step: Step, operand: number): string {
  const input = step.reads[operand]!;
  const symbol = gradientName(view.analysis, nameOf(view, input, placeOf(view.analysis, step)));
  if (isHidden(view, input)) return `${symbol} = ${HIDDEN}`;
  const sent = sentAlong(view, step, operand);
  const value = sent === undefined ? soleNorm(view, step, input) : formatTensor(sent, ROOM);
  return `${symbol} = ${value ?? "…"} through all turns`;
}

/** Of a value too large to be looked into: what its gradient is like, where this step is all that it comes from. */
function soleNorm(view: View, step: Step, input: Node): string | undefined {
  const adjoints = view.analysis.adjointsIn(placeOf(view.analysis, step));
  const adjoint = adjoints?.of(input);
  if (adjoint === undefined || adjoints!.contributions(input).length > 1) return undefined;
  return valueText(view, adjoint, ROOM);
}
