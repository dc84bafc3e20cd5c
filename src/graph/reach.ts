/** What hangs on what in a graph, by the places of its nodes: who reads a value, what is computed from it, and what it is computed from. */
import { madeOnce } from "../base/made-once.ts";
import { columnsIn, type Lists } from "./columns.ts";
import type { Graph, Node } from "./ir.ts";

/** The operands of each node. Walks over the whole graph read these instead of the nodes: that takes a tenth of the time. */
export function operandsIn(graph: Graph): Lists {
  return columnsIn(graph).operands;
}

/** The readers of each node, in the order of the graph, once for each operand. */
const readersIn = madeOnce((graph: Graph): Lists => {
  const operands = operandsIn(graph);
  const count = graph.nodes.length;
  const starts = new Int32Array(count + 1);
  for (const place of operands.list) starts[place + 1]! += 1;
  for (let at = 0; at < count; at++) starts[at + 1]! += starts[at]!;
  const list = new Int32Array(operands.list.length);
  const next = starts.slice();
  for (let reader = 0, i = 0; reader < count; reader++)
    for (const end = operands.starts[reader + 1]!; i < end; i++) list[next[operands.list[i]!]!++] = reader;
  return { starts, list };
});

export type Users = (node: Node) => readonly Node[];

/** Who reads each value, in the order of the graph. */
export function usersIn(graph: Graph): Users {
  return (node) => {
    const at = graph.index.get(node);
    if (at === undefined) return [];
    const { starts, list } = readersIn(graph);
    const users = Array.from(list.subarray(starts[at], starts[at + 1]), (user) => graph.nodes[user]!);
    // Both operands may be one value.
    return users.length < 2 ? users : [...new Set(users)];
  };
}

/** By place: whether a value is computed from one of these, itself included. */
export function computedFrom(graph: Graph, from: Iterable<Node>): Uint8Array {
  const { starts, list } = operandsIn(graph);
  const { reached, first } = marked(graph, from);
  for (let at = first + 1, i = starts[at]!; at < reached.length; at++)
    for (const end = starts[at + 1]!; i < end; i++) if (reached[list[i]!] === 1) reached[at] = 1;
  return reached;
}

/** By place: whether one of these is computed from a value, itself included. */
export function leadingTo(graph: Graph, to: Iterable<Node>): Uint8Array {
  const { starts, list } = operandsIn(graph);
  const { reached, last } = marked(graph, to);
  for (let at = last; at >= 0; at--)
    if (reached[at] === 1) for (let i = starts[at]!; i < starts[at + 1]!; i++) reached[list[i]!] = 1;
  return reached;
}

/** Where some nodes stand, as far as they stand in the graph at all. */
function marked({ nodes, index }: Graph, some: Iterable<Node>): Marked {
  const reached = new Uint8Array(nodes.length);
  let [first, last] = [nodes.length, -1];
  for (const node of some) {
    const at = index.get(node);
    if (at === undefined) continue;
    reached[at] = 1;
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  return { reached, first, last };
}

interface Marked {
  readonly reached: Uint8Array;
  readonly first: number;
  readonly last: number;
}
