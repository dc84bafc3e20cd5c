/** Everything there is to say about one value: what it is, its gradient, the chain rule with numbers, and who uses it. */
import type { Adjoints } from "../grad/reverse.ts";
import type { Group, Node } from "../graph/ir.ts";
import { sameSizes, showSizes } from "../tensor/shape.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { evaluateBeside } from "./evaluate.ts";
import { callAround, factsOf, hasGradient, isLiteral, lineNumber, nameOf, partialOf } from "./facts.ts";
import { formatKnown } from "./format.ts";
import { formatNumber, formatTensor } from "./format-number.ts";
import { jacobianNote, ruleOf, rulesOf } from "./rules.ts";
import { consumingUnit, inputsOf, unitOf, type Unit } from "./unit.ts";
import { knownOf, type View } from "./view.ts";
import { whyNone, withoutGradient } from "./why.ts";

/** One use of a value and what it sends back. */
export interface Use {
  readonly text: string;
  /** From 1; where the use stands. */
  readonly line: number;
  readonly offset: number;
  readonly value: string;
}

export interface Card {
  readonly name: string;
  readonly shape: string;
  readonly dtype: string;
  readonly value: string | undefined;
  /** `∂f/∂q`; undefined where there is no target or the value is no number. */
  readonly gradientLabel: string | undefined;
  readonly gradient: string | undefined;
  /** What the step that makes the value sends back to each operand. */
  readonly rules: readonly string[];
  readonly pattern: string;
  /** The ledger, where the value is used more than once. */
  readonly uses: readonly Use[];
  /** How many uses there are: of many, `uses` holds the first ones. */
  readonly useCount: number;
  /** How the gradient of the value itself arises, where it is used once: the rule of that use. */
  readonly downstream: string | undefined;
  readonly notes: readonly string[];
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
  const adjoint = adjoints?.of(node);
  const refused = adjoint !== undefined && view.isRun && knownOf(view, adjoint) === undefined;
  const isNumber = hasGradient(node) && !isLiteral(analysis, node, place);
  const asked = target !== undefined && isNumber && !refused;
  const { bindingOf } = factsOf(analysis);
  // What a function was given comes from outside: how it was made is not told inside.
  const call = callAround(view, place)?.group;
  const isGiven = call !== undefined && (graph.index.get(node) ?? 0) < call.first;
  const isLeaf = isGiven || bindingOf.get(node)?.leaf === true;
  const name = nameOf(view, node, place);
  const uses = asked ? usesOf(view, adjoints, node, place, isOpen) : [];
  const only = uses.length === 1 ? uses[0] : undefined;
  const isTold = (input: Node): boolean => input.dtype !== "bool" && !isLiteral(analysis, input, place);
  return {
    name,
    shape: node.sizes.length === 0 ? "scalar" : showSizes(node.sizes),
    dtype: node.dtype === "bool" ? "bool" : "float64",
    value: known === undefined ? undefined : formatKnown(known, node.sizes, ROOM, node.dtype === "bool"),
    gradientLabel: asked ? `∂${target.text}/${partialOf(name)}` : undefined,
    gradient: asked ? gradientText(view, node, adjoint) : undefined,
    rules: isLeaf || !asked || adjoint === undefined ? [] : rulesOf(view, place, unit, node, isTold),
    pattern: isLeaf || unit.kind === "call" || (asked && adjoint === undefined) ? "" : node.gate.pattern.text,
    uses: only === undefined ? uses.slice(0, MAX_USES).map((use) => showUse(view, node, place, use)) : [],
    useCount: uses.length,
    downstream: only && ruleOf(view, place, only.unit, only.out, node, only.operand).text,
    notes: notesOf(view, node, { place, unit, adjoint, asked, refused, isLeaf }),
  };
}

function gradientText(view: View, node: Node, adjoint: Node | undefined): string | undefined {
  if (adjoint === undefined) return withoutGradient(view.analysis, node, ROOM);
  const known = knownOf(view, adjoint);
  return known === undefined ? undefined : formatKnown(known, node.sizes, ROOM);
}

/** A step that uses a value in one of its operands' places. */
interface FoundUse {
  readonly unit: Unit;
  readonly out: Node;
  readonly operand: number;
  /** Where the step stands in the text. */
  readonly offset: number;
}

/** Each step that uses the value, once for each operand place, in the order of the text. */
function usesOf(
  view: View,
  adjoints: Adjoints | undefined,
  node: Node,
  place: Group | undefined,
  isOpen: (group: Group) => boolean,
): readonly FoundUse[] {
  const { graph, origins } = view.analysis.program;
  const { callOf } = factsOf(view.analysis);
  const found = new Map<string, FoundUse>();
  for (const { consumer, operand } of adjoints?.contributions(node) ?? []) {
    if (consumer === undefined) continue;
    const unit = consumingUnit(graph, consumer, place, isOpen);
    const out = unit.kind === "gate" ? unit.node : unit.group.outputs[0];
    if (out === undefined) continue;
    const at = unit.kind === "gate" || unit.group === consumer ? operand : inputsOf(unit).indexOf(node);
    const index = graph.index.get(out) ?? -1;
    const call = unit.kind === "call" ? callOf.get(unit.group)?.call : undefined;
    found.set(`${index} ${at}`, {
      unit,
      out,
      operand: at,
      offset: (call ?? origins[index])?.span.start ?? 0,
    });
  }
  return [...found.values()].sort((a, b) => a.offset - b.offset);
}

/** A use as a line of the ledger. */
function showUse(view: View, node: Node, place: Group | undefined, use: FoundUse): Use {
  const { unit, out, operand, offset } = use;
  const { value } = ruleOf(view, place, unit, out, node, operand);
  const again = inputsOf(unit).filter((input) => input === node).length > 1;
  return {
    text: `${nameOf(view, out, place)}${again ? `, operand ${operand + 1}` : ""}`,
    line: lineNumber(view.analysis, offset),
    offset,
    value: value === undefined ? "…" : showTensor(value),
  };
}

/** What is known of a value when its notes are written. */
interface Situation {
  readonly place: Group | undefined;
  readonly unit: Unit;
  readonly adjoint: Node | undefined;
  /** Whether there is a target, and the value a number. */
  readonly asked: boolean;
  /** Its gradient was not to be had. */
  readonly refused: boolean;
  readonly isLeaf: boolean;
}

function notesOf(
  view: View,
  node: Node,
  { place, unit, adjoint, asked, refused, isLeaf }: Situation,
): readonly string[] {
  const notes: string[] = [];
  const { target, gradient } = view.analysis;
  const { name, part } = factsOf(view.analysis).bindingOf.get(node) ?? {};
  if (name !== undefined && part !== undefined) {
    const rank = node.sizes.length;
    const row = rank === 0 ? "" : `, ${name}[0] their first ${rank === 1 ? "element" : "row"}`;
    notes.push(
      `${name} is the values of ${part.name}(…) alone${row}: v, i = ${part.name}(…) takes the places too.`,
    );
  }
  if (asked && adjoint === undefined) {
    notes.push(whyNone(view, node, place));
  }
  if (adjoint !== undefined && node === target?.node && gradient !== undefined) {
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
    notes.push(...kinkNotes(view, node));
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

/** Whether the gate stands on a kink for one of its elements, and which slope is used there. */
function kinkNotes(view: View, node: Node): readonly string[] {
  const { kinks } = node.gate;
  if (kinks.length === 0 || node.gate.scalar === undefined) return [];
  const operands = node.inputs.map((input) => evaluateBeside(view, input));
  if (operands.some((operand) => operand === undefined)) return [];
  const values = operands as readonly Tensor[];
  if (values.some((value) => value.data.length !== values[0]?.data.length)) return [];
  return kinks
    .filter((kink) =>
      values[0]?.data.some((_, i) =>
        stands(
          kink.at,
          values.map((value) => value.data[i] ?? NaN),
        ),
      ),
    )
    .map(({ text, others }) => `This is at a kink. ${text}${others === undefined ? "" : ` ${others}`}`);
}

/** On a kink of one operand at its place; on one of two (a tie) wherever they are equal. */
function stands(at: readonly number[], values: readonly number[]): boolean {
  if (at.length === 2 && at[0] === at[1]) return values[0] === values[1];
  return at.every((place, i) => values[i] === place);
}

function showTensor(tensor: Tensor): string {
  return tensor.sizes.length === 0 ? formatNumber(tensor.data[0] ?? NaN) : formatTensor(tensor, 60);
}
