/** Everything there is to say about one value: what it is, its gradient, the chain rule with numbers, and who uses it. */
import type { Adjoints } from "../grad/reverse.ts";
import type { Group, Node } from "../graph/ir.ts";
import { sameSizes, showSizes } from "../tensor/shape.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { evaluateBeside } from "./evaluate.ts";
import {
  callAround,
  factsOf,
  gradientName,
  hasGradient,
  isLiteral,
  lineNumber,
  nameOf,
  turnOf,
  spelled,
} from "./facts.ts";
import { formatKnown } from "./format.ts";
import { formatNumber, formatTensor } from "./format-number.ts";
import { HIDDEN, isHidden } from "./hidden.ts";
import { kinkNotes } from "./kinks.ts";
import { jacobianNote, ruleOf, rulesOf, ruleText } from "./rules.ts";
import { consumingUnit, inputsOf, sentBack, unitOf, type Unit } from "./unit.ts";
import { knownOf, type View } from "./view.ts";
import type { Sentence } from "./sentence.ts";
import { isUpstream, whyNone, withoutGradient } from "./why.ts";
import { whyGradient } from "./why-gradient.ts";

/** One use of a value and what it sends back. */
export interface Use {
  readonly text: string;
  /** From 1; where the use stands. */
  readonly line: number;
  readonly offset: number;
  /** Which turn of a loop it is in. */
  readonly turn: string | undefined;
  readonly value: string;
}

/** All uses of a value: their number, so many of them as can be read, and the sum of what the others send back. */
export interface Ledger {
  readonly count: number;
  readonly rows: readonly Use[];
  readonly rest: { readonly count: number; readonly value: string } | undefined;
}

export interface Card {
  readonly name: string;
  readonly shape: string;
  readonly dtype: string;
  readonly value: string | undefined;
  /** `∂f/∂q`; undefined where there is no target or the value is no number. */
  readonly gradientLabel: string | undefined;
  readonly gradient: string | undefined;
  /** Why there is none, or why it is what nobody expects. */
  readonly why: Sentence | undefined;
  /** What the step that makes the value sends back to each operand. */
  readonly rules: readonly string[];
  readonly pattern: string;
  /** The ledger, where the value is used more than once. */
  readonly ledger: Ledger | undefined;
  /** How the gradient of the value itself arises, where it is used once: the rule of that use. */
  readonly downstream: string | undefined;
  readonly notes: readonly string[];
  /** Which slope is used at a kink that it lies at, here and elsewhere. */
  readonly kinks: readonly string[];
}

const ROOM = 400;
/** A ledger longer than this hides more than it shows. */
const MAX_USES = 12;

/** The card of a value, seen from a place: closed calls count as one step. */
export function cardOf(
  view: View,
  node: Node,
  place: Group | undefined,
  isOpen: (group: Group) => boolean,
): Card {
  const { analysis } = view;
  const { graph } = analysis.program;
  const adjoints = analysis.adjointsIn(place);
  const unit = unitOf(graph, node, place, isOpen);
  const known = knownOf(view, node);
  const target = analysis.target;
  // What comes back to loaded data is not asked for, and so not computed.
  const adjoint = hasGradient(node) ? adjoints?.of(node) : undefined;
  const hidden = isHidden(view, node);
  const refused = !hidden && adjoint !== undefined && view.isRun && knownOf(view, adjoint) === undefined;
  const isNumber = hasGradient(node) && !isLiteral(analysis, node, place) && !isUpstream(analysis, node);
  const asked = target !== undefined && isNumber && !refused;
  const { bindingOf } = factsOf(analysis);
  // What a function was given comes from outside: how it was made is not told inside.
  const call = callAround(view, place)?.group;
  const isGiven = call !== undefined && (graph.index.get(node) ?? 0) < call.first;
  const isLeaf = isGiven || bindingOf.get(node)?.leaf === true;
  const name = nameOf(view, node, place);
  const uses = asked ? findUses(view, adjoints, node, place, isOpen) : [];
  const [only] = uses;
  const isTold = (input: Node): boolean => input.dtype !== "bool" && !isLiteral(analysis, input, place);
  return {
    name,
    shape: node.sizes.length === 0 ? "scalar" : showSizes(node.sizes),
    dtype: node.dtype === "bool" ? "bool" : "float64",
    value: known === undefined ? undefined : formatKnown(known, node.sizes, ROOM, node.dtype === "bool"),
    gradientLabel: asked ? gradientName(analysis, name) : undefined,
    gradient: !asked ? undefined : hidden ? HIDDEN : gradientText(view, node, adjoint),
    why:
      !asked || hidden
        ? undefined
        : adjoint === undefined
          ? whyNone(view, node, place)
          : whyGradient(view, node, place),
    rules: isLeaf || !asked || adjoint === undefined ? [] : rulesOf(view, place, unit, node, isTold),
    pattern: isLeaf || unit.kind === "call" || (asked && adjoint === undefined) ? "" : node.gate.pattern.text,
    ledger: uses.length > 1 ? ledgerOf(view, node, place, uses) : undefined,
    downstream:
      only === undefined || uses.length > 1
        ? undefined
        : ruleText(ruleOf(view, place, only.unit, only.out, node, only.at)),
    kinks: isLeaf || hidden ? [] : kinkNotes(view, unit, place),
    notes: notesOf(view, node, { place, unit, adjoint, asked, hidden, refused, isLeaf }),
  };
}

function gradientText(view: View, node: Node, adjoint: Node | undefined): string | undefined {
  if (adjoint === undefined) return withoutGradient(view.analysis, node, ROOM);
  const known = knownOf(view, adjoint);
  return known === undefined ? undefined : formatKnown(known, node.sizes, ROOM);
}

/** One use as it is found: by its step, before its numbers are asked for. */
interface FoundUse {
  readonly unit: Unit;
  readonly out: Node;
  /** The operand place in the step. */
  readonly at: number;
  readonly offset: number;
  /** What it sends back, in parts that add up. */
  readonly sent: Node[];
}

/** Each step that uses the value, once for each operand place, in the order of the text and then of the turns. */
function findUses(
  view: View,
  adjoints: Adjoints | undefined,
  node: Node,
  place: Group | undefined,
  isOpen: (group: Group) => boolean,
): readonly FoundUse[] {
  const { graph, origins } = view.analysis.program;
  const { callOf } = factsOf(view.analysis);
  const found = new Map<string, FoundUse>();
  for (const { consumer, operand, value } of adjoints?.contributions(node) ?? []) {
    if (consumer === undefined) continue;
    const unit = consumingUnit(graph, consumer, place, isOpen);
    const out = unit.kind === "gate" ? unit.node : unit.group.outputs[0];
    if (out === undefined) continue;
    const at = unit.kind === "gate" || unit.group === consumer ? operand : inputsOf(unit).indexOf(node);
    const index = graph.index.get(out) ?? -1;
    const call = unit.kind === "call" ? callOf.get(unit.group)?.call : undefined;
    const offset = (call ?? origins[index])?.span.start ?? 0;
    const known = found.get(`${index} ${at}`);
    if (known === undefined) found.set(`${index} ${at}`, { unit, out, at, offset, sent: [value] });
    else known.sent.push(value);
  }
  const turn = ({ out }: FoundUse): number => graph.index.get(out) ?? -1;
  return [...found.values()].sort((a, b) => a.offset - b.offset || turn(a) - turn(b) || a.at - b.at);
}

/** The ledger: so many rows as can be read, and the sum of the rest in one. */
function ledgerOf(view: View, node: Node, place: Group | undefined, uses: readonly FoundUse[]): Ledger {
  const { analysis } = view;
  const { graph } = analysis.program;
  const adjoints = analysis.adjointsIn(place);
  const hidden = isHidden(view, node);
  const shown = uses.length > MAX_USES + 1 ? uses.slice(0, MAX_USES) : uses;
  const rows = shown.map(({ unit, out, at, offset }): Use => {
    const value = hidden ? undefined : sentBack(view, adjoints, unit, node, at);
    const again = inputsOf(unit).filter((input) => input === node).length > 1;
    return {
      text: `${nameOf(view, out, place)}${again ? `, operand ${at + 1}` : ""}`,
      line: lineNumber(analysis, offset),
      turn: turnOf(graph.groupOf[graph.index.get(out) ?? -1], place),
      offset,
      value: hidden ? HIDDEN : value === undefined ? "…" : showTensor(value),
    };
  });
  const others = uses.slice(shown.length);
  if (others.length === 0) return { count: uses.length, rows, rest: undefined };
  if (hidden) return { count: uses.length, rows, rest: { count: others.length, value: HIDDEN } };
  const total = new Float64Array(elementCount(node.sizes));
  for (const part of others.flatMap(({ sent }) => sent)) {
    const value = evaluateBeside(view, part);
    if (value === undefined) return { count: uses.length, rows, rest: { count: others.length, value: "…" } };
    value.data.forEach((element, i) => (total[i]! += element));
  }
  const value = showTensor({ sizes: node.sizes, data: total });
  return { count: uses.length, rows, rest: { count: others.length, value } };
}

/** What is known of a value when its notes are written. */
interface Situation {
  readonly place: Group | undefined;
  readonly unit: Unit;
  readonly adjoint: Node | undefined;
  /** Whether there is a target, and the value a number. */
  readonly asked: boolean;
  /** Nothing is told of its gradient yet. */
  readonly hidden: boolean;
  /** Its gradient was not to be had. */
  readonly refused: boolean;
  readonly isLeaf: boolean;
}

function notesOf(
  view: View,
  node: Node,
  { place, unit, adjoint, asked, hidden, refused, isLeaf }: Situation,
): readonly string[] {
  const notes: string[] = [];
  const { target, gradient } = view.analysis;
  const { name, part } = factsOf(view.analysis).bindingOf.get(node) ?? {};
  if (name !== undefined && part !== undefined) {
    const rank = node.sizes.length;
    const own = spelled(view.analysis, name);
    const row = rank === 0 ? "" : `, ${own}[0] their first ${rank === 1 ? "element" : "row"}`;
    notes.push(
      `${own} is the values of ${part.name}(…) alone${row}: v, i = ${part.name}(…) takes the places too.`,
    );
  }
  if (!hidden && adjoint !== undefined && node === target?.node && gradient !== undefined) {
    notes.push(
      target.seed === undefined
        ? "The backward pass starts here: its gradient with respect to itself is 1."
        : "The backward pass starts here, with the upstream gradient that is given.",
    );
  }
  const isMissing = view.isRun && knownOf(view, node) === undefined;
  if (isMissing || refused) {
    notes.push(`It has no ${isMissing ? "value" : "gradient"}: a gate on the way refused what it was given.`);
  }
  if (unit.kind === "gate" && !isLeaf) {
    const [input] = node.inputs;
    const note =
      input === undefined || node.gate.scalar !== undefined ? undefined : jacobianNote(node, input);
    if (note !== undefined && adjoint !== undefined) notes.push(note);
  }
  for (const input of unit.kind === "gate" ? new Set(node.inputs) : []) {
    if (asked && adjoint !== undefined && !isLeaf && isBroadcast(node, input)) {
      notes.push(
        `${nameOf(view, input, place)} is ${showSizes(input.sizes)} and was broadcast to ${showSizes(node.sizes)}: what comes back is summed over the repeated places.`,
      );
    }
  }
  return notes;
}

function isBroadcast(node: Node, input: Node): boolean {
  return (
    node.gate.scalar !== undefined && !sameSizes(node.sizes, input.sizes) && elementCount(node.sizes) > 1
  );
}

function showTensor(tensor: Tensor): string {
  return tensor.sizes.length === 0 ? formatNumber(tensor.data[0] ?? NaN) : formatTensor(tensor, 60);
}
