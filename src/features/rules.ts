/** The chain rule with the file's own numbers: downstream = upstream × local, one line for each operand of a step. */
import type { Adjoints } from "../grad/reverse.ts";
import type { Graph, Group, Node } from "../graph/ir.ts";
import { applyGate } from "../graph/node.ts";
import { constant } from "../ops/define.ts";
import { sameSizes, showSizes } from "../tensor/shape.ts";
import { elementCount, filled, type Tensor } from "../tensor/tensor.ts";
import { evaluateBeside, localGradient } from "./evaluate.ts";
import { nameOf, partialOf } from "./facts.ts";
import { formatNumber, formatTensor } from "./format-number.ts";
import { printRule } from "./printer.ts";
import { inputsOf, sentBack, type Unit } from "./unit.ts";
import type { View } from "./view.ts";

export interface Rule {
  readonly input: Node;
  readonly text: string;
  /** What this step sends back to the input. */
  readonly value: Tensor | undefined;
}

const ROOM = 30;

/** The rules of all operands of a step; `out` is the value that it makes. */
export function rulesOf(view: View, adjoints: Adjoints | undefined, unit: Unit, out: Node): readonly Rule[] {
  return inputsOf(unit).map((input, operand) => ruleOf(view, adjoints, unit, out, input, operand));
}

export function ruleOf(
  view: View,
  adjoints: Adjoints | undefined,
  unit: Unit,
  out: Node,
  input: Node,
  operand: number,
): Rule {
  const target = view.analysis.target?.text ?? "L";
  const name = nameOf(view, input);
  const outName = nameOf(view, out);
  const left = `∂${target}/${partialOf(name)}`;
  const value = sentBack(view, adjoints, unit, input, operand);
  const reason = whyNothing(unit);
  if (adjoints?.of(out) === undefined)
    return { input, value, text: `${left}: nothing, no gradient reaches ${outName}` };
  if (reason !== undefined && value === undefined) return { input, value, text: `${left}: 0. ${reason}` };
  const upstream = evaluateBeside(view, adjoints.of(out) as Node);
  const local = localOf(view, unit, operand);
  const chain = `${left} = ∂${target}/${partialOf(outName)} · ${partialOf(outName)}/${partialOf(name)}`;
  if (value === undefined) return { input, value, text: `${left}: 0` };
  if (
    upstream !== undefined &&
    local !== undefined &&
    elementCount(out.sizes) === 1 &&
    elementCount(input.sizes) === 1
  ) {
    const numbers = `${formatNumber(only(upstream))} · ${formatNumber(only(local))} = ${formatNumber(only(value))}`;
    return { input, value, text: `${chain} = ${numbers}` };
  }
  const elementwise =
    unit.kind === "gate"
      ? unit.node.gate.scalar !== undefined
      : isElementwise(view.analysis.program.graph, unit.group);
  if (upstream !== undefined && local !== undefined && elementwise && upstream.data.length <= 64) {
    const summed = sameSizes(input.sizes, out.sizes) ? "" : `, summed to ${showSizes(input.sizes)}`;
    const factor = sameSizes(local.sizes, upstream.sizes) ? local : undefined;
    const product = factor === undefined ? "" : ` = ${show(upstream)} ⊙ ${show(factor)}`;
    return { input, value, text: `${chain.replace(" · ", " ⊙ ")}${product}${summed} = ${show(value)}` };
  }
  return {
    input,
    value,
    text: `${shapesRule(unit, input, operand, name, outName, (node) => nameOf(view, node)) ?? chain} = ${show(value)}`,
  };
}

/** `dx [2, 3] = dy [2, 4] @ w.T [4, 3]`: never a Jacobian. */
function shapesRule(
  unit: Unit,
  input: Node,
  operand: number,
  name: string,
  outName: string,
  nameIt: (node: Node) => string,
): string | undefined {
  if (unit.kind === "call") return undefined;
  const text = printRule(unit.node, operand, unit.node.inputs.map(nameIt), differential(outName));
  return text === undefined ? undefined : `${differential(name)} ${showSizes(input.sizes)} = ${text}`;
}

/** The size that the Jacobian of a tensor gate would have, for the sentence that says it is not formed. */
export function jacobianNote(out: Node, input: Node): string | undefined {
  if (out.sizes.length === 0 || input.sizes.length === 0) return undefined;
  const rows = elementCount(out.sizes);
  const columns = elementCount(input.sizes);
  return `The full Jacobian would have ${rows} × ${columns} = ${(rows * columns).toLocaleString("en")} entries; it is never formed.`;
}

function differential(name: string): string {
  return /^[\p{L}\p{N}_]+$/u.test(name) ? `d${name}` : `d(${name})`;
}

function whyNothing(unit: Unit): string | undefined {
  if (unit.kind === "call") return undefined;
  const { vjp } = unit.node.gate;
  return typeof vjp === "function" ? undefined : vjp.none;
}

/** The local derivative: by the gate's rule, or the function's own backward block, for an upstream gradient of 1. */
function localOf(view: View, unit: Unit, operand: number): Tensor | undefined {
  if (unit.kind === "gate") return localGradient(view, unit.node, operand);
  const { group } = unit;
  const [output] = group.outputs;
  if (group.backward === undefined || group.outputs.length !== 1 || output === undefined) return undefined;
  const part = group.backward([applyGate(constant.gate, [], { value: filled(output.sizes, 1) })])[operand];
  return part === undefined ? undefined : evaluateBeside(view, part);
}

/** Whether a call works element by element: then its local gradient is one number for each element. */
function isElementwise(graph: Graph, group: Group): boolean {
  const nodes = graph.nodes.slice(group.first, group.last);
  return group.library && nodes.every((node) => node.gate.scalar !== undefined || node.sizes.length === 0);
}

function only(tensor: Tensor): number {
  return tensor.data[0] ?? NaN;
}

function show(tensor: Tensor): string {
  return tensor.sizes.length === 0 ? formatNumber(only(tensor)) : formatTensor(tensor, ROOM);
}
