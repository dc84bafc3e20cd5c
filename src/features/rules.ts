/** The chain rule with the file's own numbers: downstream = upstream × local, one line for each operand of a step. */
import { withCommas } from "../base/commas.ts";
import type { Adjoints } from "../grad/reverse.ts";
import type { Graph, Group, Inputs, Node } from "../graph/ir.ts";
import { applyGate } from "../graph/node.ts";
import { constant } from "../ops/define.ts";
import { summarise } from "../eval/statistics.ts";
import { precedence } from "../syntax/precedence.ts";
import { showSizes } from "../tensor/shape.ts";
import { elementCount, filled, scalarTensor, type Tensor } from "../tensor/tensor.ts";
import { evaluateBeside, MAX_ELEMENTS } from "./evaluate.ts";
import { differential, gradientName, nameOf, partialOf } from "./facts.ts";
import { formatElements, formatNumber, formatTensor } from "./format-number.ts";
import { HIDDEN, isHidden } from "./hidden.ts";
import { printLocal, printRule, within, type Formula } from "./printer.ts";
import { inputsOf, sentBack, type Unit } from "./unit.ts";
import type { View } from "./view.ts";

/** A factor of the chain rule: in symbols, and its numbers. */
export interface Factor {
  readonly symbol: string;
  readonly value: Tensor | undefined;
}

/** What a step sends back to one operand: downstream = upstream × local. */
export interface Rule {
  readonly kind:
    /** Element by element: a product of two factors. */
    | "product"
    /** A formula over whole tensors, with their shapes. */
    | "shapes"
    /** By links alone: a call that sends back by several ways, or a rule that is too long. */
    | "chain"
    | "none";
  readonly input: Node;
  readonly upstream: Factor | undefined;
  readonly local: Factor | undefined;
  /** `∂f/∂q`, and what this step sends back. */
  readonly downstream: Factor;
  /** The right-hand side in symbols; of `none` the reason. */
  readonly formula: string;
  /** The sizes that the product is summed to, where the operand was stretched. */
  readonly summedTo: readonly number[] | undefined;
}

/** A rule as one line: first in symbols, then with this file's numbers. */
export function ruleText({ kind, upstream, local, downstream, formula, summedTo }: Rule): string {
  const left = downstream.symbol;
  if (kind === "none") return `${left}: ${formula}`;
  if (downstream.value === undefined) return `${left} = ${formula}`;
  const result = formatTensor(downstream.value, RESULT_ROOM);
  if (kind !== "product" || upstream?.value === undefined || local?.value === undefined) {
    return `${left} = ${formula} = ${result}`;
  }
  const isNumber = upstream.value.sizes.length + downstream.value.sizes.length === 0;
  const factors = [upstream.value, local.value].map((factor) => showFactor(factor));
  const numbers = factors.join(isNumber ? " · " : " ⊙ ");
  const summed = summedTo === undefined ? "" : `, summed to ${showSizes(summedTo)}`;
  return `${left} = ${formula}${numbers === formula ? "" : ` = ${numbers}`}${summed} = ${result}`;
}

/**
 * The same as a sentence that says which factor is which: `∂f/∂q = upstream 1 · z (-4) = -4`. `resultOf` is asked for the result
 * where it is too large to be computed beside the run.
 */
export function ruleSentence(rule: Rule, resultOf: () => string | undefined): string {
  const { kind, upstream, local, downstream, formula, summedTo } = rule;
  if (kind === "none") return ruleText(rule);
  const result = downstream.value === undefined ? resultOf() : formatTensor(downstream.value, RESULT_ROOM);
  const end = result === undefined ? "" : ` = ${result}`;
  if (kind !== "product" || upstream?.value === undefined || local?.value === undefined)
    return `${downstream.symbol} = ${formula}${end}`;
  const [above, own] = [showFactor(upstream.value), showFactor(local.value)];
  const sign = upstream.value.sizes.length + downstream.value!.sizes.length === 0 ? "·" : "⊙";
  const factor = own === local.symbol ? own : `${local.symbol} (${own})`;
  const summed = summedTo === undefined ? "" : `, summed to ${showSizes(summedTo)}`;
  return `${downstream.symbol} = upstream ${above} ${sign} ${factor}${summed}${end}`;
}

/** A small factor in full, a larger one by its norm. */
function showFactor(factor: Tensor): string {
  return formatElements(factor, ROOM, formatNumber) ?? `‖${formatNumber(summarise(factor).norm)}‖`;
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
  const rules = first.map(([operand, input]) => ruleText(ruleOf(view, place, unit, out, input, operand)));
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
  const { analysis } = view;
  const adjoints = analysis.adjointsIn(place);
  const nameIt = (node: Node): string => nameOf(view, node, place);
  const by = (node: Node): string => gradientName(analysis, nameIt(node));
  const nothing = { input, upstream: undefined, local: undefined, summedTo: undefined };
  const left = by(input);
  const adjoint = adjoints?.of(out);
  const hidden = isHidden(view, input);
  const none = (reason: string): Rule => ({
    ...nothing,
    kind: "none",
    downstream: { symbol: left, value: undefined },
    formula: reason,
  });
  const unknown: Rule = { ...none(HIDDEN), kind: "chain" };
  if (adjoints === undefined || adjoint === undefined)
    return hidden ? unknown : none(`nothing, no gradient reaches ${nameIt(out)}`);
  if (!sendsBack(adjoints, unit, input, operand)) return hidden ? unknown : none(`0. ${whyNothing(unit)}`);
  const outs =
    unit.kind === "gate" ? [out] : unit.group.outputs.filter((one) => adjoints.of(one) !== undefined);
  const links = outs.map((one) => `${by(one)} · ${partialOf(nameIt(one))}/${partialOf(nameIt(input))}`);
  if (hidden) return { ...unknown, formula: `${links.join(" + ")} = ${HIDDEN}` };
  const value = sentBack(view, adjoints, unit, input, operand);
  const downstream: Factor = { symbol: left, value };
  const chain: Rule = { ...nothing, kind: "chain", downstream, formula: links.join(" + ") };
  if (value === undefined) {
    // Too large to be looked into beside the run: its shapes are known all the same.
    const isLarge = [out, input].some(({ sizes }) => elementCount(sizes) > MAX_ELEMENTS);
    const formula = isLarge ? shapesRule(unit, input, operand, nameIt, nameIt(out)) : undefined;
    const symbol = `${differential(nameIt(input))} ${showSizes(input.sizes)}`;
    return formula === undefined
      ? chain
      : { ...chain, kind: "shapes", downstream: { symbol, value }, formula };
  }
  const upstream = evaluateBeside(view, adjoint);
  const local = localOf(view, unit, operand) ?? quotient(unit, value, upstream);
  if (upstream === undefined || local === undefined || !isElementwise(analysis.program.graph, unit)) {
    const rule = shapesRule(unit, input, operand, nameIt, nameIt(out));
    if (rule === undefined) return chain;
    const symbol = `${differential(nameIt(input))} ${showSizes(input.sizes)}`;
    return { ...nothing, kind: "shapes", downstream: { symbol, value }, formula: rule };
  }
  const isStart = out === analysis.target?.node && analysis.target.seed === undefined;
  const written = localFormula(unit, operand, analysis.program.inputs, nameIt, nameIt(out));
  const symbol = written ?? `${partialOf(nameIt(out))}/${partialOf(nameIt(input))}`;
  const above = isStart && written !== undefined ? "1" : by(out);
  const sign = out.sizes.length + input.sizes.length === 0 ? "·" : "⊙";
  const isStretched = elementCount(input.sizes) !== elementCount(out.sizes);
  return {
    kind: "product",
    input,
    upstream: { symbol: above, value: upstream },
    local: { symbol, value: local },
    downstream,
    formula: `${above} ${sign} ${symbol}`,
    summedTo: isStretched ? input.sizes : undefined,
  };
}

/** The local gradient in symbols, by the gate's own rule or a call's backward block; undefined where it has none that is short. */
function localFormula(
  unit: Unit,
  operand: number,
  literals: Inputs,
  nameIt: (node: Node) => string,
  outName: string,
): string | undefined {
  const [out] = unit.kind === "gate" ? [unit.node] : unit.group.outputs;
  if (out === undefined) return undefined;
  const one = applyGate(constant.gate, [], { value: filled(out.sizes, 1) });
  const part = partFor(unit, operand, one);
  if (part === undefined) return undefined;
  const inputs = new Set(inputsOf(unit));
  const named = (text: string): Formula => ({ text, precedence: isTight(text) ? precedence.postfix : 0 });
  const formula = printLocal(part, one, literals, (node) => {
    if (inputs.has(node)) return named(nameIt(node));
    // A gate's result is written as what it is, a call's by its name.
    return node === out && unit.kind === "call" ? named(outName) : undefined;
  });
  return formula && within(formula, precedence.product);
}

/** Whether a text can stand in a product without brackets: a name, a number, a call. */
function isTight(text: string): boolean {
  return /^[\p{L}\p{N}_.]+(\([^()]*\)|\[[^[\]]*\])?$/u.test(text);
}

/** What a step gives an operand for one upstream gradient: by the gate's rule, or the call's own backward block. */
function partFor(unit: Unit, operand: number, upstream: Node): Node | undefined {
  if (unit.kind === "call") {
    const { backward, outputs } = unit.group;
    return outputs.length === 1 ? backward?.([upstream])[operand] : undefined;
  }
  const { gate, inputs, attrs } = unit.node;
  const { vjp } = gate;
  return typeof vjp === "function" ? vjp({ inputs, out: unit.node, g: upstream, attrs })[operand] : undefined;
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
  return printRule(unit.node, operand, unit.node.inputs.map(nameIt), differential(outName));
}

/** The size that the Jacobian of a tensor gate would have, for the sentence that says it is not formed. */
export function jacobianNote(out: Node, input: Node): string | undefined {
  if (out.sizes.length === 0 || input.sizes.length === 0) return undefined;
  const rows = elementCount(out.sizes);
  const columns = elementCount(input.sizes);
  return `The full Jacobian would have ${rows} × ${columns} = ${withCommas(rows * columns)} entries; it is never formed.`;
}

/** Why nothing goes back to an operand. */
function whyNothing(unit: Unit): string {
  if (unit.kind === "call") return "It is not used on the way to the result.";
  const { vjp } = unit.node.gate;
  return typeof vjp === "function" ? "No gradient passes to an index, a class or a condition." : vjp.none;
}

/** The local derivative: what a step gives for an upstream gradient of 1 everywhere. */
function localOf(view: View, unit: Unit, operand: number): Tensor | undefined {
  const [out] = unit.kind === "gate" ? [unit.node] : unit.group.outputs;
  const one = out && applyGate(constant.gate, [], { value: filled(out.sizes, 1) });
  const part = one && partFor(unit, operand, one);
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
