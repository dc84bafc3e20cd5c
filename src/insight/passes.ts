/** What the ways to a gradient cost on a graph, counted from shapes and the gates' records alone: docs/savings.md has the formulas. */
import type { Node } from "../graph/ir.ts";
import { plain } from "../graph/node.ts";
import { elementCount } from "../tensor/tensor.ts";

export interface Cost {
  readonly multiplyAdds: number;
  /** Beside the values of the forward pass: how many numbers there are at once. */
  readonly numbers: number;
}

export interface PassCosts {
  /** How many numbers the target hangs on. */
  readonly leafNumbers: number;
  readonly forward: Cost;
  /** Without what is kept for it. */
  readonly reverse: Cost;
  readonly leftToRight: Cost;
  readonly rightToLeft: Cost;
}

/** `nodes` have operands before what uses them; `leaves` are what is differentiated by. */
export function passCosts(nodes: readonly Node[], target: Node, leaves: ReadonlySet<Node>): PassCosts {
  const end = plain(target);
  const onWay = wayTo(nodes, end, leaves);
  const gates = nodes.filter((node) => onWay.has(node) && !leaves.has(node));
  const leafNumbers = sumOf([...leaves].filter((leaf) => onWay.has(leaf)).map(countOf));
  let pass = 0;
  let entries = 0;
  const lastUse = new Map<Node, number>();
  gates.forEach((gate, at) => {
    const costOf = costsOf(gate);
    for (const own of gate.inputs) {
      const input = plain(own);
      if (!onWay.has(input)) continue;
      pass += costOf(input);
      entries += countOf(gate) * countOf(input);
      lastUse.set(input, at);
    }
  });
  const peak = mostAtOnce(gates, lastUse);
  return {
    leafNumbers,
    forward: { multiplyAdds: leafNumbers * pass, numbers: peak },
    reverse: { multiplyAdds: pass, numbers: peak },
    leftToRight: { multiplyAdds: entries, numbers: entries + peak },
    rightToLeft: { multiplyAdds: leafNumbers * entries, numbers: entries + leafNumbers * peak },
  };
}

/** What hangs on a leaf, and what the target hangs on: gradients flow there and nowhere else. Second names are not among them. */
function wayTo(nodes: readonly Node[], target: Node, leaves: ReadonlySet<Node>): ReadonlySet<Node> {
  const moved = new Set<Node>(leaves);
  for (const node of nodes) {
    if (node.gate.isCopy === true || node.dtype === "bool" || typeof node.gate.vjp !== "function") continue;
    if (node.inputs.some((input) => moved.has(plain(input)))) moved.add(node);
  }
  const onWay = new Set<Node>(moved.has(target) ? [target] : []);
  for (let at = nodes.length - 1; at >= 0; at--) {
    const node = nodes[at]!;
    if (!onWay.has(node) || leaves.has(node)) continue;
    for (const input of node.inputs.map(plain)) if (moved.has(input)) onWay.add(input);
  }
  return onWay;
}

/** One operand's part of a gate in one pass, in either direction: the operand and the result are walked over at least. */
function costsOf({ gate, inputs, sizes, attrs }: Node): (input: Node) => number {
  const operands = inputs.map((operand) => operand.sizes);
  const told = gate.multiplyAdds?.(operands, attrs, sizes);
  return (input) => told ?? Math.max(elementCount(sizes), countOf(input));
}

/** Tangents live from their gate to its last use, gradients from there back to it: the most at once is the same for both. */
function mostAtOnce(gates: readonly Node[], lastUse: ReadonlyMap<Node, number>): number {
  const endsAt = new Map<number, number>();
  let [now, most] = [0, 0];
  gates.forEach((gate, at) => {
    now += countOf(gate);
    const end = lastUse.get(gate) ?? at;
    endsAt.set(end, (endsAt.get(end) ?? 0) + countOf(gate));
    most = Math.max(most, now);
    now -= endsAt.get(at) ?? 0;
  });
  return most;
}

function countOf({ sizes }: Node): number {
  return elementCount(sizes);
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
