/** The sentences of steps: what a gate computes, what it stores, and how the gradients that come back add up. */
import type { Group, Node } from "../graph/ir.ts";
import { precedence } from "../syntax/precedence.ts";
import { showSizes } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { summarise } from "../eval/statistics.ts";
import { placeOf } from "./drawn.ts";
import { boundName, nameOf, sourceOf } from "./facts.ts";
import { formatKnown } from "./format.ts";
import { formatElements, formatNumber } from "./format-number.ts";
import type { Picture, Step } from "./picture.ts";
import { isRun } from "./picture.ts";
import { printGate, type Formula } from "./printer.ts";
import { knownOf, type View } from "./view.ts";

/** How much room one number of a sentence has, and a result. */
const ROOM = 24;
const RESULT_ROOM = 60;

/** `q = x + y = -2 + 5 = 3`; of larger values `y = x [64, 4096] @ w [4096, 10] = [64×10] -3 … 9 ‖44.6‖`. */
export function forwardText(view: View, picture: Picture, step: Step): string {
  const { node, group } = step;
  const place = placeOf(view.analysis, step);
  const value = valueText(view, node, RESULT_ROOM);
  if (group !== undefined && group.kind !== "call") {
    const turns = isRun(group) ? group.turns[1] - group.turns[0] + 1 : picture.turnsOf(group);
    return `${nameOf(view, node, place)}${value === undefined ? "" : ` = ${value}`} after ${turns} ${turns === 1 ? "turn" : "turns"}`;
  }
  const operands =
    group === undefined ? node.inputs : group.inputs.filter((input) => step.reads.includes(input));
  const name = boundName(view.analysis, node);
  const names = operands.map((operand) => nameOf(view, operand, place));
  const numbers = operands.map((operand) => smallText(view, operand));
  const write = (texts: readonly string[]): string | undefined =>
    group === undefined ? printGate(node, texts.map(formulaOf)) : `${group.name}(${texts.join(", ")})`;
  const isSmall = smallText(view, node) !== undefined && !numbers.includes(undefined);
  const isLarge = value !== undefined && !isSmall;
  const sized = (text: string, at: number): string => {
    const { sizes } = operands[at]!;
    return isLarge && sizes.length > 0 ? `${text} ${showSizes(sizes)}` : text;
  };
  const symbols = write(names.map(sized)) ?? sourceText(view, node);
  const written = isSmall ? write(numbers.map((text) => text ?? "")) : undefined;
  const parts = [name, symbols, written, value].filter(
    (text, at, all) => text !== undefined && text !== all[at - 1],
  );
  return parts.join(" = ");
}

function sourceText(view: View, node: Node): string {
  const { origins, graph } = view.analysis.program;
  const origin = origins[graph.index.get(node) ?? -1];
  return origin === undefined ? node.gate.name : sourceOf(view.analysis, origin).replace(/\s+/g, " ");
}

/** How tightly a name or a number binds: what is more than a word stands in brackets. */
function formulaOf(text: string): Formula {
  if (/^-?[\d.]+(e[+-]?\d+)?$/u.test(text))
    return { text, precedence: text.startsWith("-") ? precedence.sign : precedence.postfix };
  return {
    text,
    precedence: /^[\p{L}\p{N}_.∞]+([([].*[)\]])?( \[.*\])?$|^\[.*\]$/u.test(text) ? precedence.postfix : 0,
  };
}

/** A value in full, where it is small. */
function smallText(view: View, node: Node): string | undefined {
  const known = knownOf(view, node);
  const tensor = known?.tensor ?? view.analysis.program.inputs.get(node);
  if (tensor === undefined) return undefined;
  if (node.dtype === "bool") return known && formatKnown(known, node.sizes, ROOM, true);
  return formatElements(tensor, ROOM, formatNumber);
}

/** A value in full where it fits, else its shape, range and norm. */
export function valueText(view: View, node: Node, most: number): string | undefined {
  const known = knownOf(view, node);
  return known && formatKnown(known, node.sizes, most, node.dtype === "bool");
}

/** What a gate stores: its values by name, of a closed call also how many lie inside. */
export function keptText(
  view: View,
  kept: readonly Node[],
  group: Group | undefined,
  place: Group | undefined,
): { readonly text: string; readonly long: string } | undefined {
  if (kept.length === 0) return undefined;
  const { index } = view.analysis.program.graph;
  const isInside = (node: Node): boolean => {
    const at = index.get(node) ?? -1;
    return group !== undefined && at >= group.first && at < group.last && !group.outputs.includes(node);
  };
  const seen = kept.filter((node) => !isInside(node));
  const count = kept.length - seen.length;
  const inside = count === 0 ? [] : [`${count} ${count === 1 ? "value" : "values"} inside`];
  const names = seen.map((node) => nameOf(view, node, place));
  const long = seen.map((node, at) => {
    const value = valueText(view, node, RESULT_ROOM);
    return value === undefined ? names[at]! : `${names[at]} = ${value}`;
  });
  return { text: [...names, ...inside].join(", "), long: [...long, ...inside].join(", ") };
}

/** `3 + 2 = 5`; of larger values the count and the norm. */
export function sumText(
  before: Tensor | undefined,
  parts: readonly Tensor[],
): { readonly text: string; readonly total: Tensor } {
  const [first] = parts;
  const all = before === undefined ? parts : [before, ...parts];
  const data = Float64Array.from(first!.data, (_, i) => all.reduce((sum, part) => sum + part.data[i]!, 0));
  const total = { sizes: first!.sizes, data };
  const texts = [...all, total].map((tensor) => formatElements(tensor, ROOM, formatNumber));
  const result = texts.pop() ?? `‖${formatNumber(summarise(total).norm)}‖`;
  if (all.length === 1 || texts.includes(undefined)) return { text: result, total };
  return {
    text: `${texts.map((text, at) => (at > 0 && text!.startsWith("-") ? `(${text})` : text)).join(" + ")} = ${result}`,
    total,
  };
}
