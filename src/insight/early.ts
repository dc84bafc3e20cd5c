/** What stands in the later turns of a loop has stood in the first ones: what is alike in every turn is looked for there. */
import { madeOnce } from "../base/made-once.ts";
import type { Places } from "../graph/columns.ts";
import type { Graph, Group, Node } from "../graph/ir.ts";

/** A second turn may find another shape than the first. */
const LAST = 1;

function isEarly(group: Group | undefined): boolean {
  for (let at = group; at !== undefined; at = at.parent)
    if (at.kind === "turn" && at.ordinal > LAST) return false;
  return true;
}

/** The nodes at some places, outside of loops and in their first turns, for which something holds that no number has a say in. */
export function earlyNodes(
  placesIn: (graph: Graph) => Places,
  holds: (node: Node, around: Group | undefined) => boolean,
): (graph: Graph) => readonly Node[] {
  return madeOnce((graph) => {
    const { nodes, groupOf } = graph;
    const places = placesIn(graph).filter((at) => holds(nodes[at]!, groupOf[at]) && isEarly(groupOf[at]));
    return places.map((at) => nodes[at]!);
  });
}

export function earlyGroups({ groups }: Graph): readonly Group[] {
  return groups.filter((group) => isEarly(group.parent));
}
