/** The nodes of a graph by their gates: who looks for some kind of them need not walk over all, which takes longer than to look. */
import { columnsIn, type Places } from "./columns.ts";
import type { Gate, Graph, Node } from "./ir.ts";

/** The places of the nodes of each gate. */
export function placesByGate(graph: Graph): ReadonlyMap<Gate, Places> {
  return columnsIn(graph).byGate;
}

/** The places of what is made element by element and has two dimensions or more. */
export function widePlaces(graph: Graph): Places {
  return columnsIn(graph).wide;
}

/** The nodes of some gates for which something holds, in the order of the graph. */
export function nodesOf(
  graph: Graph,
  gates: Iterable<Gate>,
  holds: (node: Node, at: number) => boolean,
): readonly Node[] {
  const places = placesByGate(graph);
  const found: number[] = [];
  for (const gate of gates)
    for (const at of places.get(gate) ?? []) if (holds(graph.nodes[at]!, at)) found.push(at);
  return found.sort((a, b) => a - b).map((at) => graph.nodes[at]!);
}
