/** What a gradient is computed from, in an order in which it can be taken over into the graph; calls with a backward pass of their own stay whole. */
import type { Group, Node } from "./ir.ts";

/** A call with a backward pass of its own that was made beside the graph; its places count from its own first node. */
export interface LooseCall {
  readonly nodes: readonly Node[];
  readonly groupOf: readonly (Group | undefined)[];
  /** The call's own group first, then those within it. */
  readonly groups: readonly Group[];
}

/** Among what was made beside the graph, the outermost calls that have a backward pass of their own, by each node in them. */
export function looseCalls(
  nodes: readonly Node[],
  groups: readonly Group[],
  groupOf: readonly (Group | undefined)[],
): ReadonlyMap<Node, LooseCall> {
  const calls = new Map<Node, LooseCall>();
  let end = 0;
  groups.forEach((group, i) => {
    if (group.backward === undefined || group.first < end) return;
    end = group.last;
    const within = groups.slice(i).filter(({ first, last }) => first >= group.first && last <= group.last);
    const call: LooseCall = {
      nodes: nodes.slice(group.first, group.last),
      groupOf: groupOf.slice(group.first, group.last),
      groups: within,
    };
    for (const node of call.nodes) calls.set(node, call);
  });
  return calls;
}

/** Visits the roots and what they are computed from, each once and operands first. What is there is not looked behind. */
export function visitForAdoption(
  roots: readonly Node[],
  isThere: (node: Node) => boolean,
  calls: ReadonlyMap<Node, LooseCall>,
  visit: (item: Node | LooseCall) => void,
): void {
  const seen = new Set<Node | LooseCall>();
  const stack: { readonly item: Node | LooseCall; readonly operands: readonly Node[]; next: number }[] = [];
  const enter = (node: Node): void => {
    const item = calls.get(node) ?? node;
    if (isThere(node) || seen.has(item)) return;
    seen.add(item);
    stack.push({ item, operands: "nodes" in item ? operandsOf(item) : item.inputs, next: 0 });
  };
  for (const root of roots) {
    enter(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const operand = top.operands[top.next];
      top.next += 1;
      if (operand !== undefined) enter(operand);
      else visit(stack.pop()!.item);
    }
  }
}

/** What a call reads from outside, and what it sends a gradient to without reading it. */
function operandsOf({ nodes, groups }: LooseCall): readonly Node[] {
  const own = new Set(nodes);
  const operands = [...nodes.flatMap(({ inputs }) => inputs), ...groups.flatMap(({ inputs }) => inputs)];
  return operands.filter((operand) => !own.has(operand));
}
