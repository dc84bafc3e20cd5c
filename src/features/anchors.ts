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

/** Which nodes are part of which binding: by place in the graph. */
interface Places {
  /** Of a node that has a binding: how many of its name came before in the group. */
  readonly ordinals: Int32Array;
  /** The next node from there on that has a binding; the end of the graph where there is none. */
  readonly owners: Int32Array;
}

/** Asked for a node only: most loops and calls are named alone. */
const placesOf: (analysis: Analysis) => Places = perGraph((analysis) => {
  const { nodes } = analysis.program.graph;
  const { bindingOf } = factsOf(analysis);
  const counts = new Map<Group | undefined, Map<string, number>>();
  const ordinals = new Int32Array(nodes.length);
  const owners = new Int32Array(nodes.length);
  nodes.forEach((node, i) => {
    const binding = bindingOf.get(node);
    if (binding === undefined) return;
    const { group, name } = binding;
    let names = counts.get(group);
    if (names === undefined) counts.set(group, (names = new Map<string, number>()));
    ordinals[i] = names.get(name) ?? 0;
    names.set(name, ordinals[i] + 1);
  });
  let owner = nodes.length;
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (bindingOf.has(nodes[i]!)) owner = i;
    owners[i] = owner;
  }
  return { ordinals, owners };
});

/** Ids by node: `group/name#k-n`, the n-th node before the k-th binding of that name in the group. */
export const anchorsOf: (analysis: Analysis) => Anchors = perGraph((analysis) => {
  const { graph } = analysis.program;
  const { bindingOf } = factsOf(analysis);
  const idOfGroup = groupIds(graph.groups);
  const ownerId = (at: number): string => {
    const node = graph.nodes[at];
    const binding = node && bindingOf.get(node);
    if (binding === undefined) return "end";
    const { group, name } = binding;
    return `${group === undefined ? "" : `${idOfGroup(group)}/`}${name}#${placesOf(analysis).ordinals[at]}`;
  };
  return {
    idOf(node) {
      const at = graph.index.get(node);
      if (at === undefined) return "";
      const next = placesOf(analysis).owners[at]!;
      return next === at ? ownerId(next) : `${ownerId(next)}-${next - at}`;
    },
    nodeOf(id) {
      const { ordinals, owners } = placesOf(analysis);
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
