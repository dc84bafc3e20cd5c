/** What a step of the forward pass stores for the backward pass: the values that its gradients are computed from. */
import type { Analysis } from "../analysis.ts";
import type { Adjoints } from "../grad/reverse.ts";
import type { Group, Node } from "../graph/ir.ts";
import { plain } from "../graph/node.ts";
import { placeOf } from "./drawn.ts";
import { isLiteral } from "./facts.ts";
import type { Step } from "./picture.ts";

/** Each value once, in the order of the graph; nothing where no gradient flows. Literals stand in the text and need no storing. */
export function keptBy(analysis: Analysis, step: Step): readonly Node[] {
  const place = placeOf(analysis, step);
  const adjoints = analysis.adjointsIn(place);
  if (adjoints === undefined) return [];
  return keptFor(
    analysis,
    adjoints,
    place,
    step.group === undefined ? [step.node] : consumersIn(analysis, step.group),
  );
}

/** The same for what sends gradients in a place: gates, and calls that have a backward block. */
export function keptFor(
  analysis: Analysis,
  adjoints: Adjoints,
  place: Group | undefined,
  consumers: readonly (Node | Group)[],
): readonly Node[] {
  const { graph } = analysis.program;
  const found = new Map<Node, Node>();
  const isAsked = (input: Node): boolean => !isLiteral(analysis, input, place);
  const add = (node: Node): void => {
    if (!isAsked(node)) return;
    const own = plain(node);
    if (!found.has(own)) found.set(own, node);
  };
  for (const consumer of consumers) {
    const outputs = "gate" in consumer ? [consumer] : consumer.outputs;
    const upstream = new Set(outputs.flatMap((output) => adjoints.of(output) ?? []));
    readBy(analysis, adjoints, consumer, upstream, isAsked).forEach(add);
  }
  const at = (node: Node): number => graph.index.get(node) ?? -1;
  return [...found.values()].sort((a, b) => at(a) - at(b));
}

/** What sends gradients inside of a closed group: its gates, and the calls in it that have a backward block. */
export function consumersIn(analysis: Analysis, group: Group): readonly (Node | Group)[] {
  const { graph } = analysis.program;
  const found: (Node | Group)[] = [];
  for (let at = group.first; at < group.last;) {
    let block: Group | undefined;
    for (let around = graph.groupOf[at]; around !== undefined && block !== group; around = around.parent) {
      if (around.backward !== undefined) block = around;
      if (around === group) break;
    }
    found.push(block ?? graph.nodes[at]!);
    at = block?.last ?? at + 1;
  }
  return found;
}

/** The values of the forward pass that the gradients which a gate or a block sends are computed from. */
function readBy(
  { program: { graph } }: Analysis,
  adjoints: Adjoints,
  consumer: Node | Group,
  upstream: ReadonlySet<Node>,
  isAsked: (input: Node) => boolean,
): readonly Node[] {
  const seen = new Set<Node>();
  const read: Node[] = [];
  const stack = adjoints.sent(consumer).flatMap((part, operand) => {
    const input = consumer.inputs[operand];
    return part !== undefined && input !== undefined && isAsked(input) ? [part] : [];
  });
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node) || upstream.has(node)) continue;
    seen.add(node);
    if (graph.index.has(node)) read.push(node);
    else stack.push(...node.inputs);
  }
  return read;
}
