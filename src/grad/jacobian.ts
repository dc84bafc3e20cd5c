/**
 * A Jacobian as a node: a row is a backward pass whose upstream gradient is 1 at one element, a column the backward pass of a
 * backward pass, which is linear in its upstream gradient. Whichever are fewer are made.
 */
import type { Steps } from "../base/steps.ts";
import type { Graph, Group, Node } from "../graph/ir.ts";
import { indexNodes } from "../graph/node-table.ts";
import { makeNode } from "../graph/node.ts";
import { visitAncestors } from "../graph/order.ts";
import { add } from "../ops/arithmetic.ts";
import { zeros } from "../ops/creation.ts";
import { constant } from "../ops/define.ts";
import { stack } from "../ops/join.ts";
import { reshape } from "../ops/reshape.ts";
import { jacobianSize } from "../tensor/jacobian-size.ts";
import { elementCount, filled } from "../tensor/tensor.ts";
import { flowSteps } from "./flow.ts";

/** Of what by what, on which ways. */
export interface Differentiated {
  readonly graph: Graph;
  readonly of: Node;
  readonly by: Node;
  /**
   * The step whose own derivative it is: where its nodes begin, and which operand is meant, where a value may be several; all that
   * it reads stays as it is. Absent: every way from the one to the other counts.
   */
  readonly local?: { readonly first: number; readonly operand: number | undefined };
  /** The opened call with a backward block that both lie in. */
  readonly opened: Group | undefined;
}

export interface Jacobian {
  readonly are: "rows" | "columns";
  /** Of shape `[rows, columns]`; undefined where no gradient flows. */
  readonly node: Node | undefined;
}

/** A pass is a step at least, so that nobody has to wait for all of them. */
export function* jacobianSteps(on: Differentiated): Steps<Jacobian> {
  const { of, by } = on;
  const { rows, columns } = jacobianSize(of.sizes, by.sizes);
  const are = rows <= columns || hasOwnBackward(on) ? "rows" : "columns";
  const made = are === "rows" ? yield* rowsOf(on) : yield* columnsOf(on);
  if (made === undefined) return { are, node: undefined };
  const sizes = [rows, columns];
  const single = are === "rows" ? by.sizes : of.sizes;
  const dim = are === "rows" ? 0 : single.length;
  const whole = are === "rows" ? [made.length, ...single] : [...single, made.length];
  const all = makeNode(stack.gate, made, { dim }, whole);
  return { are, node: makeNode(reshape.gate, [all], { shape: sizes }, sizes) };
}

function* rowsOf(on: Differentiated): Steps<readonly Node[] | undefined> {
  const made: Node[] = [];
  for (const seed of unitSeeds(on.of)) {
    yield;
    const row = yield* productSteps(on, seed);
    // Whether one flows is the graph's, not the element's.
    if (row === undefined) return undefined;
    made.push(row);
  }
  return made;
}

function* columnsOf(on: Differentiated): Steps<readonly Node[] | undefined> {
  const { graph, of, by } = on;
  const u = zeros({ size: of.sizes });
  const product = yield* productSteps(on, u);
  if (product === undefined) return undefined;
  const nodes = [...graph.nodes, u];
  const added = new Set<Node>([u]);
  visitAncestors(
    product,
    (node) => added.has(node) || graph.index.has(node),
    (node) => {
      added.add(node);
      nodes.push(node);
    },
  );
  const groupOf = [...graph.groupOf, ...Array.from(added, () => undefined)];
  const extended: Graph = { nodes, groups: graph.groups, groupOf, index: indexNodes(nodes) };
  const made: Node[] = [];
  for (const seed of unitSeeds(by)) {
    yield;
    const column = yield* productSteps({ graph: extended, of: product, by: u, opened: undefined }, seed);
    if (column === undefined) return undefined;
    made.push(column);
  }
  return made;
}

/** What a backward pass with this upstream gradient sends back. */
function* productSteps(
  { graph, of, by, local, opened }: Differentiated,
  seed: Node,
): Steps<Node | undefined> {
  const at = graph.index.get(of);
  const first = local?.first ?? graph.index.get(by);
  if (at === undefined || first === undefined || first > at) return undefined;
  const seeds = [{ at, value: seed }];
  const walk = yield* flowSteps({
    graph,
    first,
    last: at + 1,
    most: Infinity,
    seeds,
    opened,
    previous: undefined,
  });
  if (walk === undefined) return undefined;
  if (local === undefined) return walk.adjoints[0];
  const sent = walk.parts.flatMap((parts, place) => {
    const readers = walk.blocks[place]?.group.inputs ?? graph.nodes[first + place]!.inputs;
    return (parts ?? []).filter(
      (part, operand) =>
        part !== undefined &&
        readers[operand] === by &&
        (local.operand === undefined || local.operand === operand),
    ) as readonly Node[];
  });
  return sent.length === 0
    ? undefined
    : sent.reduce((sum, part) => makeNode(add.gate, [sum, part], {}, sum.sizes));
}

/** For each element the gradient that is 1 there. */
function* unitSeeds({ sizes }: Node): Generator<Node> {
  for (let at = 0; at < elementCount(sizes); at++) {
    const value = filled(sizes, 0);
    value.data[at] = 1;
    yield constant({ value });
  }
}

/**
 * Whether a person's own backward pass may lie between. It need not be linear in its upstream gradient, so a row is what it sends
 * back for that row, as a gradient has it.
 */
export function hasOwnBackward({ graph, of, by, local }: Omit<Differentiated, "opened">): boolean {
  const first = local?.first ?? graph.index.get(by) ?? 0;
  const last = graph.index.get(of) ?? 0;
  return graph.groups.some(
    (group) => group.backward !== undefined && !group.library && group.last > first && group.first <= last,
  );
}
