/** The chain rule with the file's own numbers: downstream = upstream × local, one line for each operand of a step. */
import type { Adjoints } from "../grad/reverse.ts";
import type { Graph, Group, Node } from "../graph/ir.ts";
import { applyGate } from "../graph/node.ts";
import { constant } from "../ops/define.ts";
import { showSizes } from "../tensor/shape.ts";
import { elementCount, filled, scalarTensor, type Tensor } from "../tensor/tensor.ts";
import { evaluateBeside, localGradient } from "./evaluate.ts";
import { differential, gradientName, nameOf, partialOf } from "./facts.ts";
import { formatElements, formatNumber, formatTensor } from "./format-number.ts";
import { printRule } from "./printer.ts";
import { inputsOf, sentBack, type Unit } from "./unit.ts";
import type { View } from "./view.ts";

export interface Rule {
  readonly text: string;
  /** What this step sends back to the input. */
  readonly value: Tensor | undefined;
}

/** How much room a factor of a product has: one that does not fit leaves the product to its formula. */
const ROOM = 30;
const RESULT_ROOM = 80;

/** A step of more operands than this has the rules of the first ones. */
const MAX_RULES = 12;

/** The rules of a step's operands, seen from a place, as far as they are to be told; `out` is the value that it makes. */
export function rulesOf(
  view: View,
  place: Group | undefined,
  unit: Unit,
  out: Node,
  isTold: (input: Node) => boolean,
): readonly string[] {
  const operands = [...inputsOf(unit).entries()].filter(([, input]) => isTold(input));
  const first = operands.slice(0, MAX_RULES);
  const rules = first.map(([operand, input]) => ruleOf(view, place, unit, out, input, operand).text);
  return first.length < operands.length
    ? [...rules, `… and so on for ${operands.length - first.length} more operands`]
    : rules;
}

export function ruleOf(
  view: View,
  place: Group | undefined,
  unit: Unit,
  out: Node,
  input: Node,
  operand: number,
): Rule {
  const adjoints = view.analysis.adjointsIn(place);
  const nameIt = (node: Node): string => nameOf(view, node, place);
  const by = (node: Node): string => gradientName(view.analysis, nameIt(node));
  const left = by(input);
  const adjoint = adjoints?.of(out);
  if (adjoints === undefined || adjoint === undefined)
    return { value: undefined, text: `${left}: nothing, no gradient reaches ${nameIt(out)}` };
  if (!sendsBack(adjoints, unit, input, operand)) {
    return { value: undefined, text: `${left}: 0. ${whyNothing(unit)}` };
  }
  const value = sentBack(view, adjoints, unit, input, operand);
  const outs =
    unit.kind === "gate" ? [out] : unit.group.outputs.filter((one) => adjoints.of(one) !== undefined);
  const links = outs.map((one) => `${by(one)} · ${partialOf(nameIt(one))}/${partialOf(nameIt(input))}`);
  const chain = `${left} = ${links.join(" + ")}`;
  if (value === undefined) return { value, text: chain };
  const upstream = evaluateBeside(view, adjoint);
  const local = localOf(view, unit, operand) ?? quotient(unit, value, upstream);
  const result = formatTensor(value, RESULT_ROOM);
  if (upstream === undefined || local === undefined || !isElementwise(view.analysis.program.graph, unit)) {
    const rule = shapesRule(unit, input, operand, nameIt, nameIt(out));
    return { value, text: `${rule ?? chain} = ${result}` };
  }
  const product = elementCount(out.sizes) === 1 && elementCount(input.sizes) === 1 ? "·" : "⊙";
  const factors = [upstream, local].map((factor) => formatElements(factor, ROOM, formatNumber));
  const numbers = factors.includes(undefined) ? "" : ` = ${factors.join(` ${product} `)}`;
  const summed =
    elementCount(input.sizes) === elementCount(out.sizes) ? "" : `, summed to ${showSizes(input.sizes)}`;
  return { value, text: `${chain.replace(" · ", ` ${product} `)}${numbers}${summed} = ${result}` };
}

/** Whether anything flows from the step to this operand; by its number it may still be 0. */
function sendsBack(adjoints: Adjoints, unit: Unit, input: Node, operand: number): boolean {
  if (unit.kind === "gate" || unit.group.backward !== undefined) {
    return adjoints.sent(unit.kind === "gate" ? unit.node : unit.group)[operand] !== undefined;
  }
  return adjoints.contributions(input).length > 0;
}

/** `dx [2, 3] = dy [2, 4] @ w.T [4, 3]`: never a Jacobian. */
function shapesRule(
  unit: Unit,
  input: Node,
  operand: number,
  nameIt: (node: Node) => string,
  outName: string,
): string | undefined {
  if (unit.kind === "call" || input.sizes.length + unit.node.sizes.length === 0) return undefined;
  const text = printRule(unit.node, operand, unit.node.inputs.map(nameIt), differential(outName));
  return text === undefined
    ? undefined
    : `${differential(nameIt(input))} ${showSizes(input.sizes)} = ${text}`;
}

/** The size that the Jacobian of a tensor gate would have, for the sentence that says it is not formed. */
export function jacobianNote(out: Node, input: Node): string | undefined {
  if (out.sizes.length === 0 || input.sizes.length === 0) return undefined;
  const rows = elementCount(out.sizes);
  const columns = elementCount(input.sizes);
  return `The full Jacobian would have ${rows} × ${columns} = ${(rows * columns).toLocaleString("en")} entries; it is never formed.`;
}

/** Why nothing goes back to an operand. */
function whyNothing(unit: Unit): string {
  if (unit.kind === "call") return "It is not used on the way to the result.";
  const { vjp } = unit.node.gate;
  return typeof vjp === "function" ? "No gradient passes to an index, a class or a condition." : vjp.none;
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

/** The local derivative of a call of one number by another, where the chain rule itself gives it: downstream / upstream. */
function quotient(unit: Unit, value: Tensor, upstream: Tensor | undefined): Tensor | undefined {
  if (unit.kind === "gate" || unit.group.outputs.length !== 1 || upstream === undefined) return undefined;
  const isNumber = upstream.sizes.length === 0 && value.sizes.length === 0;
  const [downstream = 0, factor = 0] = [value.data[0], upstream.data[0]];
  return isNumber && factor !== 0 ? scalarTensor(downstream / factor) : undefined;
}

/** Whether a step of one result works element by element: then its local gradient is one number for each element of its result. */
function isElementwise(graph: Graph, unit: Unit): boolean {
  if (unit.kind === "gate") return unit.node.gate.scalar !== undefined;
  const { first, last, inputs, outputs } = unit.group;
  if (outputs.length !== 1) return false;
  if ([...inputs, ...outputs].every((node) => node.sizes.length === 0)) return true;
  const nodes = graph.nodes.slice(first, last);
  return nodes.every((node) => node.gate.scalar !== undefined || node.sizes.length === 0);
}
