/** What a person sees as one step: a gate, or a call of a function that is not opened where they look. */
import type { Adjoints, Contribution } from "../grad/reverse.ts";
import type { Graph, Group, Node } from "../graph/ir.ts";
import { evaluateBeside } from "./evaluate.ts";
import type { View } from "./view.ts";
import type { Tensor } from "../tensor/tensor.ts";

export type Unit =
  { readonly kind: "gate"; readonly node: Node } | { readonly kind: "call"; readonly group: Group };

/** The step that made a value, seen from a place: the outermost closed call around it that the place is not in, or its gate. */
export function unitOf(
  graph: Graph,
  node: Node,
  place: Group | undefined,
  isOpen: (group: Group) => boolean,
): Unit {
  const found = outermostClosed(graph.groupOf[graph.index.get(node) ?? -1], place, isOpen);
  return found === undefined || onlyGate(graph, found) === node
    ? { kind: "gate", node }
    : { kind: "call", group: found };
}

/** The step that uses a value: the gate, or the call, or the closed call around them. */
export function consumingUnit(
  graph: Graph,
  consumer: Node | Group,
  place: Group | undefined,
  isOpen: (group: Group) => boolean,
): Unit {
  if ("gate" in consumer) return unitOf(graph, consumer, place, isOpen);
  return { kind: "call", group: outermostClosed(consumer, place, isOpen) ?? consumer };
}

function outermostClosed(
  inner: Group | undefined,
  place: Group | undefined,
  isOpen: (group: Group) => boolean,
): Group | undefined {
  const inside = new Set<Group>();
  for (let group = place; group !== undefined; group = group.parent) inside.add(group);
  let found: Group | undefined;
  for (let group = inner; group !== undefined && !inside.has(group); group = group.parent) {
    if (group.kind === "call" && !isOpen(group)) found = group;
  }
  return found;
}

/** The one gate of a function that only hands its arguments on: it is shown as that gate. */
export function onlyGate(graph: Graph, group: Group): Node | undefined {
  const [output, second] = group.outputs;
  if (output === undefined || second !== undefined || group.backward !== undefined || !group.library)
    return undefined;
  const isInside = (node: Node): boolean => {
    const at = graph.index.get(node) ?? -1;
    return at >= group.first && at < group.last && node.gate.pattern.kind !== "source";
  };
  return isInside(output) && !output.inputs.some(isInside) && output.gate.isCopy !== true
    ? output
    : undefined;
}

/**
 * The values that a step reads, in order. A gate, and a call with a backward pass of its own, sends back to each place in which a
 * value is given; any other call to the value.
 */
export function inputsOf(unit: Unit): readonly Node[] {
  if (unit.kind === "gate") return unit.node.inputs;
  const { inputs, backward } = unit.group;
  return backward === undefined ? [...new Set(inputs)] : inputs;
}

/** What a step sends back to one of its operands; for a call the sum over the uses in it. Undefined where nothing flows. */
export function sentBack(
  view: View,
  adjoints: Adjoints | undefined,
  unit: Unit,
  input: Node,
  operand: number,
): Tensor | undefined {
  if (unit.kind === "gate" || unit.group.backward !== undefined) {
    const part = adjoints?.sent(unit.kind === "gate" ? unit.node : unit.group)[operand];
    return part === undefined ? undefined : evaluateBeside(view, part);
  }
  return sentByCall(view, adjoints, unit.group, input);
}

/** What a call sends back to a value, by all of its uses in it. */
export function sentByCall(
  view: View,
  adjoints: Adjoints | undefined,
  group: Group,
  input: Node,
): Tensor | undefined {
  let total: Float64Array | undefined;
  for (const { value } of usesWithin(view, adjoints, group, input)) {
    const part = evaluateBeside(view, value);
    if (part === undefined) return undefined;
    if (total === undefined) total = Float64Array.from(part.data);
    else for (let i = 0; i < total.length; i++) total[i] = (total[i] as number) + (part.data[i] as number);
  }
  return total === undefined ? undefined : { sizes: input.sizes, data: total };
}

/** The uses of a value inside a group, with what they send back. */
export function usesWithin(
  view: View,
  adjoints: Adjoints | undefined,
  group: Group,
  input: Node,
): readonly Contribution[] {
  const { graph } = view.analysis.program;
  return adjoints?.contributions(input).filter((use) => isWithin(graph, group, use)) ?? [];
}

/** Whether a use of a value happens inside a group. */
function isWithin(graph: Graph, group: Group, { consumer }: Contribution): boolean {
  if (consumer === undefined) return false;
  if (!("gate" in consumer)) return consumer.first >= group.first && consumer.last <= group.last;
  const at = graph.index.get(consumer) ?? -1;
  return at >= group.first && at < group.last;
}
