/** Everything there is to say about one value: what it is, its gradient, the chain rule with numbers, and who uses it. */
import type { Adjoints } from "../grad/reverse.ts";
import type { Group, Node } from "../graph/ir.ts";
import { sameSizes, showSizes } from "../tensor/shape.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { evaluateBeside } from "./evaluate.ts";
import { factsOf, lineNumber, nameOf, partialOf, hasGradient } from "./facts.ts";
import { formatKnown } from "./format.ts";
import { formatNumber, formatTensor } from "./format-number.ts";
import { jacobianNote, ruleOf, rulesOf } from "./rules.ts";
import { consumingUnit, inputsOf, sentBack, unitOf, type Unit } from "./unit.ts";
import { knownOf, type View } from "./view.ts";

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
  const asked = target !== undefined && hasGradient(node);
  const adjoint = adjoints?.of(node);
  const isLeaf = factsOf(analysis).bindingOf.get(node)?.leaf === true;
  const name = nameOf(view, node);
  const uses = asked ? usesOf(view, adjoints, node, place, isOpen) : [];
  const rules = isLeaf || !asked ? [] : rulesOf(view, adjoints, unit, node);
  return {
    name,
    shape: node.sizes.length === 0 ? "scalar" : showSizes(node.sizes),
    dtype: node.dtype === "bool" ? "bool" : "float64",
    value: known === undefined ? undefined : formatKnown(known, node.sizes, ROOM, node.dtype === "bool"),
    gradientLabel: asked ? `∂${target.text}/${partialOf(name)}` : undefined,
    gradient: asked ? gradientText(view, node, adjoint) : undefined,
    rules: rules
      .filter((rule) => rule.input.gate.pattern.kind !== "source" || rule.value !== undefined)
      .map((rule) => rule.text),
    pattern: isLeaf || unit.kind === "call" ? "" : node.gate.pattern.text,
    uses: uses.length > 1 ? uses.map((use) => use.shown) : [],
    downstream: uses.length === 1 ? uses[0]?.rule : undefined,
    notes: notesOf(view, node, unit, adjoint, asked, isLeaf),
  };
}

function gradientText(view: View, node: Node, adjoint: Node | undefined): string | undefined {
  if (adjoint === undefined) return "0";
  const known = knownOf(view, adjoint);
  return known === undefined ? undefined : formatKnown(known, node.sizes, ROOM);
}

interface FoundUse {
  readonly shown: Use;
  readonly rule: string;
}

/** Each step that uses the value, once for each operand place, with what it sends back. */
function usesOf(
  view: View,
  adjoints: Adjoints | undefined,
  node: Node,
  place: Group | undefined,
  isOpen: (group: Group) => boolean,
): readonly FoundUse[] {
  const { analysis } = view;
  const { graph, origins } = analysis.program;
  const found = new Map<string, FoundUse>();
  for (const contribution of adjoints?.contributions(node) ?? []) {
    const { consumer, operand } = contribution;
    if (consumer === undefined) continue;
    const unit = consumingUnit(graph, consumer, place, isOpen);
    const out = unit.kind === "gate" ? unit.node : unit.group.outputs[0];
    if (out === undefined) continue;
    const at = unit.kind === "gate" || unit.group === consumer ? operand : inputsOf(unit).indexOf(node);
    const id = `${graph.index.get(out) ?? -1} ${at}`;
    if (found.has(id)) continue;
    const origin = origins[graph.index.get(out) ?? -1];
    const offset = origin?.span.start ?? 0;
    const value = sentBack(view, adjoints, unit, node, at);
    const rule = ruleOf(view, adjoints, unit, out, node, at).text;
    found.set(id, {
      rule,
      shown: {
        text: nameOf(view, out),
        line: lineNumber(analysis, offset),
        offset,
        value: value === undefined ? "…" : showTensor(value),
      },
    });
    if (found.size > MAX_USES) break;
  }
  return [...found.values()];
}

function notesOf(
  view: View,
  node: Node,
  unit: Unit,
  adjoint: Node | undefined,
  hasGradient: boolean,
  isLeaf: boolean,
): readonly string[] {
  const notes: string[] = [];
  const { target } = view.analysis;
  if (hasGradient && adjoint === undefined && target !== undefined) {
    notes.push(`It is not on any path to ${target.text}, so nothing comes back to it.`);
  }
  if (unit.kind === "gate" && !isLeaf) {
    const [input] = node.inputs;
    const note =
      input === undefined || node.gate.scalar !== undefined ? undefined : jacobianNote(node, input);
    if (note !== undefined && hasGradient) notes.push(note);
    notes.push(...kinkNotes(view, node));
  }
  for (const input of unit.kind === "gate" ? new Set(node.inputs) : []) {
    if (hasGradient && adjoint !== undefined && !isLeaf && isBroadcast(node, input)) {
      notes.push(
        `${nameOf(view, input)} is ${showSizes(input.sizes)} and was broadcast to ${showSizes(node.sizes)}: what comes back is summed over the repeated places.`,
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
    .map((kink) => (kink.others === undefined ? kink.text : `${kink.text} ${kink.others}`));
}

/** On a kink of one operand at its place; on one of two (a tie) wherever they are equal. */
function stands(at: readonly number[], values: readonly number[]): boolean {
  if (at.length === 2 && at[0] === at[1]) return values[0] === values[1];
  return at.every((place, i) => values[i] === place);
}

function showTensor(tensor: Tensor): string {
  return tensor.sizes.length === 0 ? formatNumber(tensor.data[0] ?? NaN) : formatTensor(tensor, 60);
}
