/** Names for nodes that stay the same while a file is edited: by the binding that a node is part of, not by its place. */
import { groupIds, type Analysis } from "../analysis.ts";
import type { Group, Node } from "../graph/ir.ts";
import { factsOf } from "./facts.ts";
import { perGraph } from "./per-graph.ts";

export interface Anchors {
  idOf(node: Node): string;
  /** The node with this id, in this version of the file. */
  nodeOf(id: string): Node | undefined;
  idOfGroup(group: Group): string;
}

/** Ids by node: `group/name#k-n`, the n-th node before the k-th binding of that name in the group. */
export const anchorsOf: (analysis: Analysis) => Anchors = perGraph((analysis) => {
  const { graph } = analysis.program;
  const { bindingOf } = factsOf(analysis);
  const idOfGroup = groupIds(graph.groups);
  const counts = new Map<Group | undefined, Map<string, number>>();
  /** By place of a node that has a binding: how many of its name came before in the group. */
  const ordinals = new Int32Array(graph.nodes.length);
  /** By place: the next node from there on that has a binding; the end of the graph where there is none. */
  const owners = new Int32Array(graph.nodes.length);
  graph.nodes.forEach((node, i) => {
    const binding = bindingOf.get(node);
    if (binding === undefined) return;
    const { group, name } = binding;
    let names = counts.get(group);
    if (names === undefined) counts.set(group, (names = new Map<string, number>()));
    ordinals[i] = names.get(name) ?? 0;
    names.set(name, ordinals[i] + 1);
  });
  let owner = graph.nodes.length;
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    if (bindingOf.has(graph.nodes[i]!)) owner = i;
    owners[i] = owner;
  }
  const ownerId = (at: number): string => {
    const node = graph.nodes[at];
    const binding = node && bindingOf.get(node);
    if (binding === undefined) return "end";
    const { group, name } = binding;
    return `${group === undefined ? "" : `${idOfGroup(group)}/`}${name}#${ordinals[at]}`;
  };
  return {
    idOf(node) {
      const at = graph.index.get(node);
      if (at === undefined) return "";
      const next = owners[at]!;
      return next === at ? ownerId(next) : `${ownerId(next)}-${next - at}`;
    },
    nodeOf(id) {
      const [, own = id, before = "0"] = /^(.*?)(?:-(\d+))?$/s.exec(id) ?? [];
      const isOwner = (node: Node, at: number): boolean => {
        const name = bindingOf.get(node)?.name;
        return name !== undefined && own.endsWith(`${name}#${ordinals[at]}`) && ownerId(at) === own;
      };
      const owner = own === "end" ? graph.nodes.length : graph.nodes.findIndex(isOwner);
      const at = owner - Number(before);
      return owner === -1 || owners[at] !== owner ? undefined : graph.nodes[at];
    },
    idOfGroup,
  };
});
