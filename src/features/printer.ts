/** Prints gradient nodes as the expression that a person would write, by running a gate's rule on names instead of numbers. */
import type { Node } from "../graph/ir.ts";
import { applyGate } from "../graph/node.ts";
import { constant } from "../ops/define.ts";
import { showSizes } from "../tensor/shape.ts";
import { filled } from "../tensor/tensor.ts";

/** Longer texts explain less than the gate's own formula. */
const MAX_LENGTH = 100;

/**
 * What a gate sends back to one operand, with shapes: `dy [2, 4] @ w.T [4, 3]`; undefined where the text would be too long.
 * `names` are the operands' names, `upstream` is the name of the result's gradient.
 */
export function printRule(
  node: Node,
  operand: number,
  names: readonly string[],
  upstream: string,
): string | undefined {
  const { vjp } = node.gate;
  if (typeof vjp !== "function") return undefined;
  const g = applyGate(constant.gate, [], { value: filled([], 1) });
  const seen: Node = { ...g, sizes: node.sizes };
  const part = vjp({ inputs: node.inputs, out: node, g: seen, attrs: node.attrs })[operand];
  if (part === undefined) return undefined;
  const written = new Map<Node, string>([
    [seen, upstream],
    [node, "out"],
  ]);
  node.inputs.forEach((input, i) => written.set(input, names[i] ?? "x"));
  const text = print(part, written, 0);
  return text !== undefined && text.length <= MAX_LENGTH ? text : undefined;
}

function print(node: Node, names: ReadonlyMap<Node, string>, depth: number): string | undefined {
  const name = names.get(node);
  if (name !== undefined) return `${name} ${showSizes(node.sizes)}`;
  if (depth > 4) return undefined;
  const { gate, inputs } = node;
  const [first] = inputs;
  if (gate.postfix !== undefined && first !== undefined && first.sizes.length === 2) {
    const operand = names.get(first);
    if (operand !== undefined) return `${operand}${gate.postfix} ${showSizes(node.sizes)}`;
  }
  const parts = inputs.map((input) => print(input, names, depth + 1));
  if (parts.some((part) => part === undefined)) return undefined;
  if (gate.infix !== undefined && inputs.length === 2) return parts.join(` ${gate.infix.token} `);
  return `${gate.name}(${parts.join(", ")})`;
}
