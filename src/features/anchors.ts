/** Names for nodes that stay the same while a file is edited: by the binding that a node is part of, not by its place. */
import { groupIds, type Analysis } from "../analysis.ts";
import type { Group, Node } from "../graph/ir.ts";
import { factsOf } from "./facts.ts";

export interface Anchors {
  idOf(node: Node): string;
  idOfGroup(group: Group): string;
}

const anchors = new WeakMap<Analysis, Anchors>();

/** Ids by node: `group/name#k-n`, the n-th node before the k-th binding of that name in the group. */
export function anchorsOf(analysis: Analysis): Anchors {
  const known = anchors.get(analysis);
  if (known !== undefined) return known;
  const { graph } = analysis.program;
  const { bindingOf } = factsOf(analysis);
  const groups = groupIds(graph.groups);
  const counts = new Map<string, number>();
  const owners: string[] = [];
  graph.nodes.forEach((node, i) => {
    const binding = bindingOf.get(node);
    if (binding === undefined) return;
    const key = `${groupName(groups, binding.group)}${binding.name}`;
    const before = counts.get(key) ?? 0;
    counts.set(key, before + 1);
    owners[i] = `${key}#${before}`;
  });
  const ids: string[] = [];
  let owner = "end";
  let distance = 0;
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    const own = owners[i];
    if (own !== undefined) {
      owner = own;
      distance = 0;
    }
    ids[i] = distance === 0 ? owner : `${owner}-${distance}`;
    distance += 1;
  }
  const made: Anchors = {
    idOf: (node) => ids[graph.index.get(node) ?? -1] ?? "",
    idOfGroup: (group) => groups.get(group) ?? "",
  };
  anchors.set(analysis, made);
  return made;
}

function groupName(groups: ReadonlyMap<Group, string>, group: Group | undefined): string {
  return group === undefined ? "" : `${groups.get(group) ?? ""}/`;
}
