/** Who reads each value of a graph. */
import type { Graph, Node } from "../graph/ir.ts";

export type Users = (node: Node) => readonly Node[];

/** Made when it is first asked, in two passes: where the users of each value begin in one list, and the list. */
export function usersIn({ nodes, index }: Graph): Users {
  let starts: Int32Array | undefined;
  let list = new Int32Array(0);
  return (node) => {
    starts ??= collect();
    const at = index.get(node) ?? -1;
    if (at < 0) return [];
    const users = Array.from(list.subarray(starts[at], starts[at + 1]), (user) => nodes[user]!);
    // Both operands may be one value.
    return users.length < 2 ? users : [...new Set(users)];
  };

  function collect(): Int32Array {
    const ends = new Int32Array(nodes.length + 1);
    const eachUse = (visit: (input: number, user: number) => void): void =>
      nodes.forEach(({ inputs }, user) => {
        for (const input of inputs) visit(index.get(input)!, user);
      });
    eachUse((input) => (ends[input + 1]! += 1));
    for (let at = 0; at < nodes.length; at++) ends[at + 1]! += ends[at]!;
    list = new Int32Array(ends[nodes.length]!);
    const next = ends.slice();
    eachUse((input, user) => (list[next[input]!++] = user));
    return ends;
  }
}
