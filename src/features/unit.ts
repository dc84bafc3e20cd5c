/** What a person sees as one step: a gate, or a call of a function that is not opened where they look. */
import type { Adjoints, Contribution } from "../grad/reverse.ts";
import type { Graph, Group, Node } from "../graph/ir.ts";
import { evaluateBeside } from "./evaluate.ts";
import type { View } from "./view.ts";
import type { Tensor } from "../tensor/tensor.ts";

export type Unit = { readonly kind: "gate"; readonly node: Node } | { readonly kind: "call"; readonly group: Group };

/** The step that made a value, seen from a place: the outermost closed call around it that the place is not in, or its gate. */
export function unitOf(graph: Graph, node: Node, place: Group | undefined, isOpen: (group: Group) => boolean): Unit {
  const at = graph.index.get(node);
  if (at === undefined) return { kind: "gate", node };
  const inside = new Set<Group>();
  for (let group = place; group !== undefined; group = group.parent) inside.add(group);
  let found: Group | undefined;
  for (let group = graph.groupOf[at]; group !== undefined && !inside.has(group); group = group.parent) {
    if (group.kind === "call" && !isOpen(group)) found = group;
  }
  return found === undefined || onlyGate(graph, found) === node ? { kind: "gate", node } : { kind: "call", group: found };
}

/** The one gate of a function that only hands its arguments on: it is shown as that gate. */
export function onlyGate(graph: Graph, group: Group): Node | undefined {
  if (group.backward !== undefined) return undefined;
  let found: Node | undefined;
  for (let i = group.first; i < group.last; i++) {
    const node = graph.nodes[i];
    if (node === undefined || node.gate.pattern.kind === "source" || node.known) continue;
    if (found !== undefined) return undefined;
    found = node;
  }
  return group.outputs.length === 1 && group.outputs[0] === found ? found : undefined;
}

/** The values that a step reads, in order, each once for each time that it is read. */
export function inputsOf(unit: Unit): readonly Node[] {
  return unit.kind === "gate" ? unit.node.inputs : unit.group.inputs;
}

/** Whether a use of a value happens in a step. */
export function isIn(graph: Graph, unit: Unit, contribution: Contribution, operand: number | undefined): boolean {
  const { consumer } = contribution;
  if (consumer === undefined) return false;
  if (unit.kind === "gate") return consumer === unit.node && (operand === undefined || contribution.operand === operand);
  if ("gate" in consumer) {
    const at = graph.index.get(consumer) ?? -1;
    return at >= unit.group.first && at < unit.group.last;
  }
  if (consumer === unit.group) return operand === undefined || contribution.operand === operand;
  return consumer.first >= unit.group.first && consumer.last <= unit.group.last;
}

/** What a step sends back to one of its inputs: the sum over the uses in it; undefined where nothing flows or no number is there. */
export function sentBack(
  view: View,
  adjoints: Adjoints | undefined,
  unit: Unit,
  input: Node,
  operand: number | undefined,
): Tensor | undefined {
  const { graph } = view.analysis.program;
  let total: Float64Array | undefined;
  for (const contribution of adjoints?.contributions(input) ?? []) {
    if (!isIn(graph, unit, contribution, operand)) continue;
    const part = evaluateBeside(view, contribution.value);
    if (part === undefined) return undefined;
    if (total === undefined) total = Float64Array.from(part.data);
    else for (let i = 0; i < total.length; i++) total[i] = (total[i] as number) + (part.data[i] as number);
  }
  return total === undefined ? undefined : { sizes: input.sizes, data: total };
}
