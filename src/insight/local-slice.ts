/**
 * What one element of an operand does to every element of a result: a column of a step's local Jacobian, for any gate and any call.
 *
 * What a step sends back is linear in its upstream gradient u. So its backward pass, differentiated by u with 1 at one element of
 * the operand, is that column: a backward pass of a backward pass, by the gates' own rules, and no Jacobian is formed.
 */
import { createGradMemo, deriveInside, derive } from "../grad/reverse.ts";
import { sumTo } from "../grad/unbroadcast.ts";
import type { Graph, Group, Node } from "../graph/ir.ts";
import { indexNodes } from "../graph/node-table.ts";
import { visitAncestors } from "../graph/order.ts";
import { mul } from "../ops/arithmetic.ts";
import { constant } from "../ops/define.ts";
import { sum } from "../ops/reduction.ts";
import { elementCount, filled, type Tensor } from "../tensor/tensor.ts";
import { derivedParts, total } from "./own-backward.ts";

/** A step as its slices need it. */
export interface Stepped {
  /** What it makes. */
  readonly outputs: readonly Node[];
  /** What it sends back to the operand that is looked at, from the upstream gradients of its outputs. */
  readonly sendBack: (upstream: readonly Node[]) => Node | undefined;
}

/** A gate, by one of its operands. */
export function gateStep(node: Node, operand: number): Stepped {
  const { gate, inputs, attrs } = node;
  return {
    outputs: [node],
    sendBack([g]) {
      const input = inputs[operand]!;
      if (typeof gate.vjp !== "function" || g === undefined || input.dtype === "bool") return undefined;
      const part = gate.vjp({ inputs, out: node, g, attrs })[operand];
      return part && sumTo(part, input.sizes);
    },
  };
}

/** A call, by all the uses of a value in it. */
export function callStep(graph: Graph, call: Group, input: Node): Stepped {
  return {
    outputs: call.outputs,
    sendBack(upstream) {
      if (call.backward === undefined)
        return total(derivedParts(graph, deriveInside(graph, call, upstream, "with blocks"), call, input));
      const given = call.backward(upstream);
      const parts = call.inputs.flatMap((one, i) => (one === input ? (given[i] ?? []) : []));
      return total(parts.map((part) => sumTo(part, input.sizes)));
    },
  };
}

/** The node of ∂out/∂x[at] for each output, in its shape; undefined where the element does nothing to it. */
export interface LocalSlice {
  readonly slices: readonly (Node | undefined)[];
  /** What stands for the upstream gradients: nothing hangs on their values … */
  readonly upstream: readonly Node[];
  /** … but what is sent back for them. */
  readonly sent: Node | undefined;
  /** How many numbers are computed for it, at most. */
  readonly elements: number;
}

/** `place`: of the element in its operand, in the order of storage. */
export function localSlice(graph: Graph, { outputs, sendBack }: Stepped, place: number): LocalSlice {
  const upstream = outputs.map(({ sizes }) => constant({ value: filled(sizes, 0) }));
  const nothing = { slices: outputs.map(() => undefined), upstream, sent: undefined, elements: 0 };
  const sent = sendBack(upstream);
  if (sent === undefined) return nothing;
  const one = filled(sent.sizes, 0);
  one.data[place] = 1;
  const picked = sum(mul(sent, constant({ value: one })), { dim: null, keepdim: false });
  const { fixed, moving, elements } = split(graph, picked, upstream);
  if (!moving.includes(picked)) return nothing;
  const nodes = [...fixed, ...moving];
  const own: Graph = { nodes, groups: [], groupOf: nodes.map(() => undefined), index: indexNodes(nodes) };
  const reach = { first: fixed.length, most: Infinity };
  const gradient = derive(own, picked, undefined, createGradMemo(), reach)!;
  return { slices: upstream.map((g) => gradient.of(g)), upstream, sent, elements: 2 * elements };
}

interface Split {
  /** What is multiplied with, which does not follow the upstream gradients. */
  readonly fixed: readonly Node[];
  /** The upstream gradients and what follows them, operands first. */
  readonly moving: readonly Node[];
  readonly elements: number;
}

function split(graph: Graph, root: Node, upstream: readonly Node[]): Split {
  const moving = new Set<Node>(upstream);
  const fixed = new Set<Node>();
  let elements = 0;
  visitAncestors(
    root,
    (node) => moving.has(node) || fixed.has(node) || graph.index.has(node),
    (node) => {
      elements += elementCount(node.sizes);
      if (!node.inputs.some((input) => moving.has(input))) {
        fixed.add(node);
        return;
      }
      moving.add(node);
      // What the graph has itself was not visited.
      for (const input of node.inputs) if (!moving.has(input)) fixed.add(input);
    },
  );
  return { fixed: [...fixed], moving: [...moving], elements };
}

/** Nearby values, at which a product with 0 is none: what an element reaches there it may reach here too. */
export function nudged({ sizes, data }: Tensor): Tensor {
  return {
    sizes,
    data: data.map((value, i) => value + NUDGE * (1 + Math.abs(value)) * (0.5 + ((i * 0.618034) % 1))),
  };
}

/** Less than most distances to a kink, and more than rounding. */
const NUDGE = 1e-6;
