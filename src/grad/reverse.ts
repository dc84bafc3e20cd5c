/** Reverse mode as a transform: from a graph and a target to the nodes that compute the target's gradient with respect to every value. */
import { finish, type Steps } from "../base/steps.ts";
import { isWithin } from "../graph/group.ts";
import type { Graph, Group, Node } from "../graph/ir.ts";
import { indexNodes } from "../graph/node-table.ts";
import { visitAncestors } from "../graph/order.ts";
import { constant } from "../ops/define.ts";
import { sameSizes, showSizes } from "../tensor/shape.ts";
import { filled } from "../tensor/tensor.ts";
import { sumsAt, flow, flowSteps, sizeOf, type Flow, type FlowRequest, type Parts } from "./flow.ts";

/** One use of a value and what it sends back; the seed of a target is a contribution without a consumer. */
export interface Contribution {
  readonly consumer: Node | Group | undefined;
  /** Which operand of the node, or which input of the group. */
  readonly operand: number;
  readonly value: Node;
}

/** Where a gradient node comes from. */
export interface Origin {
  /** The gate whose rule made it; the value itself for a sum of its contributions, a seed or zeros. */
  readonly forward: Node;
  /** Which operand's gradient it was made for; -1 for a sum, a seed or zeros. */
  readonly operand: number;
  /** The group whose own backward pass made it; `operand` counts its inputs then. */
  readonly group?: Group;
}

/** The gradients inside of something: of a whole graph, or of one opened group. */
export interface Adjoints {
  /** The gradient of the target with respect to a value; undefined where none flows. */
  of(node: Node): Node | undefined;
  /** The ledger: every use and what it sends back. The sum is `of(node)`. */
  contributions(node: Node): readonly Contribution[];
  /** The values of the ledger alone. */
  eachValue(node: Node, visit: (value: Node) => void): void;
  /** What a gate sends to its operands, or a group with an own backward pass to its inputs; empty where nothing flows. */
  sent(consumer: Node | Group): Parts;
}

export interface Gradient extends Adjoints {
  readonly target: Node;
  /** How many uses of values it has: what it took to derive it. */
  readonly size: number;
  readonly seed: Node;
  /**
   * The derived gradients inside a group that has an own backward pass, by the gates' own rules: what flows there if the pass
   * were not written by hand. Groups within it still count as one gate.
   */
  interior(group: Group): Adjoints;
  /** All gradient nodes, operands first. */
  readonly nodes: readonly Node[];
  origin(gradient: Node): Origin | undefined;
}

/** What the last gradient of one target was made of. Keep one for each target; it holds on to one version of the graph. */
export interface GradMemo {
  last: Flow | undefined;
  seed: Node | undefined;
  /** By the group's first output: groups are made anew with every version, nodes are not. */
  interiors: Map<Node, Flow>;
}

export function createGradMemo(): GradMemo {
  return { last: undefined, seed: undefined, interiors: new Map() };
}

/**
 * The gradient of `target`, whose upstream gradient is `seed` (ones where absent). Only paths to the target count; bools, and gates
 * that say they have no gradient, let nothing through. Where the memo knows the same value with the same gradient, its nodes are
 * used again, so an edit costs what it changes; two occurrences never share a node that was made for one of them.
 */
export function gradient(graph: Graph, target: Node, seed: Node | undefined, memo: GradMemo): Gradient {
  return finish(gradientSteps(graph, target, seed, memo));
}

/** The same in steps. */
export function* gradientSteps(
  graph: Graph,
  target: Node,
  seed: Node | undefined,
  memo: GradMemo,
): Steps<Gradient> {
  return (yield* deriveSteps(graph, target, seed, memo, EVERYTHING))!;
}

/** How far a gradient is derived: by the nodes from a place on; undefined where it has more uses than `most`. */
export type Reach = Pick<FlowRequest, "first" | "most">;

const EVERYTHING: Reach = { first: 0, most: Infinity };

/** The same as far as it reaches; undefined where it would be longer. */
export function derive(
  graph: Graph,
  target: Node,
  seed: Node | undefined,
  memo: GradMemo,
  reach: Reach,
): Gradient | undefined {
  return finish(deriveSteps(graph, target, seed, memo, reach));
}

function* deriveSteps(
  graph: Graph,
  target: Node,
  seed: Node | undefined,
  memo: GradMemo,
  { first, most }: Reach,
): Steps<Gradient | undefined> {
  const at = graph.index.get(target);
  if (at === undefined) throw new Error("internal: the target is not in the graph");
  const start = seed ?? seedOf(target, memo);
  if (!sameSizes(start.sizes, target.sizes)) {
    throw new Error(`internal: the seed is ${showSizes(start.sizes)}, the target ${showSizes(target.sizes)}`);
  }
  const seeds = [{ at, value: start }];
  const last = at + 1;
  const previous = memo.last;
  const from = Math.min(first, at);
  const walk = yield* flowSteps({ graph, first: from, last, most, seeds, opened: undefined, previous });
  if (walk === undefined) return undefined;
  const before = memo.interiors;
  memo.last = walk;
  memo.interiors = new Map();
  if (seed === undefined) memo.seed = start;

  const adjoints = adjointsOf(walk);
  const interiors = new Map<Group, Adjoints>();
  const interior = (group: Group): Adjoints => {
    const known = interiors.get(group);
    if (known !== undefined) return known;
    const outer = enclosingBlock(group);
    const opened = open(graph, group, outer === undefined ? adjoints : interior(outer), before);
    const [output] = group.outputs;
    if (output !== undefined && memo.last === walk) memo.interiors.set(output, opened);
    const made = adjointsOf(opened);
    interiors.set(group, made);
    return made;
  };
  let catalogue: ReadonlyMap<Node, Origin> | undefined;
  const origins = (): ReadonlyMap<Node, Origin> => (catalogue ??= originsOf(walk));
  return {
    ...adjoints,
    target,
    size: sizeOf(walk),
    seed: start,
    interior,
    get nodes() {
      return [...origins().keys()];
    },
    origin: (node) => origins().get(node),
  };
}

/** The graph with the gradient's nodes behind its own, so that it can be differentiated again. */
export function extendGraph(graph: Graph, { nodes: added }: Gradient): Graph {
  const nodes = [...graph.nodes, ...added];
  return {
    nodes,
    groups: graph.groups,
    groupOf: [...graph.groupOf, ...added.map(() => undefined)],
    index: indexNodes(nodes),
  };
}

function seedOf(target: Node, memo: GradMemo): Node {
  const { seed } = memo;
  return seed !== undefined && sameSizes(seed.sizes, target.sizes)
    ? seed
    : constant({ value: filled(target.sizes, 1) });
}

function enclosingBlock(group: Group): Group | undefined {
  let outer = group.parent;
  while (outer !== undefined && outer.backward === undefined) outer = outer.parent;
  return outer;
}

function open(graph: Graph, group: Group, outside: Adjoints, before: ReadonlyMap<Node, Flow>): Flow {
  const seeds = group.outputs.flatMap((output) => {
    const at = graph.index.get(output)!;
    const value = outside.of(output);
    return value === undefined || at < group.first ? [] : [{ at, value }];
  });
  const [output] = group.outputs;
  const previous = output && before.get(output);
  const { first, last } = group;
  return flow({ graph, first, last, most: Infinity, seeds, opened: group, previous })!;
}

/**
 * The gradients inside a call for any upstream gradients of its results, as if the call had no backward block of its own. Calls
 * within it count with the blocks that they have; `by rules`, only the standard library's do; `gates alone`, none has one.
 */
export function deriveInside(
  graph: Graph,
  call: Group,
  upstream: readonly (Node | undefined)[],
  within: "with blocks" | "by rules" | "gates alone",
): Adjoints {
  const { first, last } = call;
  const seeds = call.outputs.flatMap((output, i) => {
    const [at, value] = [graph.index.get(output) ?? -1, upstream[i]];
    return value === undefined || at < first ? [] : [{ at, value }];
  });
  const keeps = (group: Group): boolean =>
    within === "with blocks" ||
    (within === "by rules" && group.library && group.imported !== true) ||
    !isWithin(group, call);
  const own = within === "with blocks" ? graph : { ...graph, groups: graph.groups.filter(keeps) };
  return adjointsOf(
    flow({ graph: own, first, last, most: Infinity, seeds, opened: call, previous: undefined })!,
  );
}

function adjointsOf(walk: Flow): Adjoints {
  const { graph, first, adjoints, parts, blocks, uses } = walk;
  const placeOf = (node: Node): number => (graph.index.get(node) ?? -1) - first;
  const consumerAt = (index: number): Node | Group | undefined =>
    index < 0 ? undefined : (blocks[index - first]?.group ?? graph.nodes[index]);
  return {
    of: (node) => adjoints[placeOf(node)],
    eachValue(node, visit) {
      for (let at = uses.heads[placeOf(node)] ?? -1; at !== -1; at = uses.next[at]!) visit(uses.values[at]!);
    },
    contributions(node) {
      const result: Contribution[] = [];
      for (let at = uses.heads[placeOf(node)] ?? -1; at !== -1; at = uses.next[at]!) {
        result.push({
          consumer: consumerAt(uses.consumers[at]!),
          operand: uses.operands[at]!,
          value: uses.values[at]!,
        });
      }
      return result;
    },
    sent(consumer) {
      if ("gate" in consumer) {
        const place = placeOf(consumer);
        return (blocks[place] === undefined ? parts[place] : undefined) ?? [];
      }
      for (const output of consumer.outputs) {
        const block = blocks[placeOf(output)];
        if (block?.group === consumer) return parts[block.calledAt] ?? [];
      }
      return [];
    },
  };
}

/** Every node that the walk's results are computed from and that the graph does not hold, operands first, with its origin. */
function originsOf(walk: Flow): ReadonlyMap<Node, Origin> {
  const { graph, first, adjoints, parts, blocks, upstreams, uses } = walk;
  const origins = new Map<Node, Origin>();
  const isDone = (node: Node): boolean => origins.has(node) || graph.index.has(node);
  const claim = (root: Node, origin: Origin): void =>
    visitAncestors(root, isDone, (node) => origins.set(node, origin));
  for (let place = adjoints.length - 1; place >= 0; place--) {
    const forward = graph.nodes[first + place]!;
    const own: Origin = { forward, operand: -1 };
    for (let at = uses.heads[place]!; at !== -1; at = uses.next[at]!) {
      if (uses.consumers[at] === -1) claim(uses.values[at]!, own);
    }
    for (const sum of sumsAt(walk, place)) claim(sum, own);
    const group = blocks[place]?.group;
    upstreams
      .get(place)
      ?.forEach((upstream, i) => claim(upstream, { forward: group!.outputs[i]!, operand: -1 }));
    parts[place]?.forEach((part, operand) => {
      if (part !== undefined)
        claim(part, group === undefined ? { forward, operand } : { forward, operand, group });
    });
  }
  return origins;
}
