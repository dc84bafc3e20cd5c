/** Words that only the library understands: what a function must know of its arguments that their numbers do not say. */
import type { AttrSpec } from "../graph/ir.ts";
import { boolConstant, constant } from "../ops/define.ts";
import type { Expr, ExprOf } from "../syntax/tree.ts";
import { showSizes } from "../tensor/shape.ts";
import { readAttribute } from "./attributes.ts";
import { rowsOf } from "./calls.ts";
import { lowerCut } from "./cut.ts";
import {
  asTensor,
  boolValue,
  itemsOf,
  literalValue,
  lowerExpression,
  lowerTensor,
  numberValue,
} from "./expressions.ts";
import { lowerRow } from "./indexing.ts";
import { emit, report, type Lowering } from "./lowering.ts";
import { lowerPair } from "./pairs.ts";
import { lowerRefusal, REFUSE } from "./refusal.ts";
import { PAIR } from "./signature.ts";
import { MISSING, tensorValue, type Value } from "./values.ts";
import { valueBefore } from "./work.ts";

type Word = (lowering: Lowering, call: ExprOf<"call">) => Value;

export const libraryWords: ReadonlyMap<string, Word> = new Map<string, Word>([
  [REFUSE, lowerRefusal],
  ["count", lowerCount],
  ["cut", lowerCut],
  ["filled", lowerFilled],
  ["is_bool", lowerIsBool],
  ["item", lowerItem],
  ["known", lowerKnown],
  ["one_of", lowerOneOf],
  [PAIR, lowerPair],
  ["whole", lowerWhole],
]);

/** `filled([None, 3], sizes)`: a list in which None stands for the entry of the second list at its place. */
function lowerFilled(lowering: Lowering, call: ExprOf<"call">): Value {
  const [list, fallback] = call.args.map((arg) => arg.value);
  if (list === undefined || fallback === undefined) throw new Error("internal: filled needs two lists");
  const value = lowerExpression(lowering, list);
  const items = itemsOf(value);
  if (items === undefined || !items.some((item) => item.kind === "none")) return value;
  const rows = rowsOf(lowering, lowerExpression(lowering, fallback), fallback);
  const whole = items.map((item, i) => (item.kind === "none" ? (rows?.[i] ?? item) : item));
  return { kind: "list", items: whole, stacked: undefined };
}

/**
 * `whole(stride, "stride", 1, 2)`: the argument of that name as known whole numbers, none below 1, one for each of 2
 * dimensions, which may be said as one number for all; else a problem. Without the last numbers, any whole numbers.
 */
function lowerWhole(lowering: Lowering, call: ExprOf<"call">): Value {
  const [given, name] = argumentOf(call);
  const [least, rank] = call.args.slice(2).map((arg) => knownNumber(lowering, arg.value));
  const read = readAttribute(lowering, "it", name, { kind: "ints", doc: "" }, given);
  if (read === undefined) return MISSING;
  const numbers = [read].flat() as readonly number[];
  const found = typeof read === "number" ? `${read}` : showSizes(numbers);
  const refuse = (text: string): Value => {
    report(lowering, "refused", call.span, [text]);
    return MISSING;
  };
  if (least !== undefined && numbers.some((number) => number < least))
    return refuse(`${name} is ${found}; it must be at least ${least}.`);
  if (rank === undefined) return typeof read === "number" ? numberValue(lowering, read) : listValue(numbers);
  if (numbers.length !== 1 && numbers.length !== rank)
    return refuse(`${name} is one number, or one for each of ${rank} dimensions; these are ${found}.`);
  return listValue(
    Array.from({ length: rank }, (_, dim) => numbers[numbers.length === 1 ? 0 : dim] as number),
  );

  function listValue(list: readonly number[]): Value {
    return literalValue(lowering, { sizes: [list.length], data: Float64Array.from(list) });
  }
}

/** `count(list)`: how many items a list has, whatever their shapes are, or rows a tensor; 0 for a number. */
function lowerCount(lowering: Lowering, call: ExprOf<"call">): Value {
  const [expr] = call.args.map((arg) => arg.value);
  if (expr === undefined) throw new Error("internal: count needs a list");
  const value = lowerExpression(lowering, expr);
  const items = itemsOf(value);
  if (items !== undefined) return numberValue(lowering, items.length);
  const tensor = asTensor(lowering, value, expr);
  return tensor === undefined ? MISSING : numberValue(lowering, tensor.shape[0]?.size ?? 0);
}

/** `item(list, 0)`: one item of a list, which is not stacked, or one row of a tensor. */
function lowerItem(lowering: Lowering, call: ExprOf<"call">): Value {
  const [list, place] = call.args.map((arg) => arg.value);
  if (list === undefined || place === undefined) throw new Error("internal: item needs a list and a place");
  const value = lowerExpression(lowering, list);
  const i = knownNumber(lowering, place);
  const items = itemsOf(value);
  if (items !== undefined) return items[i] ?? MISSING;
  const tensor = asTensor(lowering, value, list);
  return tensor === undefined ? MISSING : lowerRow(lowering, tensor, i, list);
}

/** `known(x)`: what was computed from sizes alone as a constant, so that the graph shows the numbers and not their arithmetic. */
function lowerKnown(lowering: Lowering, call: ExprOf<"call">): Value {
  const expr = call.args[0]?.value;
  if (expr === undefined) throw new Error("internal: known needs a value");
  const tensor = asTensor(lowering, lowerExpression(lowering, expr), expr);
  if (tensor === undefined) return MISSING;
  const value = valueBefore(lowering, tensor.node);
  if (value === undefined) return tensor;
  const gate = tensor.node.dtype === "bool" ? boolConstant.gate : constant.gate;
  return tensorValue(emit(lowering, gate, [], { value }, value.sizes), tensor.shape);
}

function knownNumber(lowering: Lowering, expr: Expr): number {
  const node = lowerTensor(lowering, expr)?.node;
  const known = node === undefined ? undefined : valueBefore(lowering, node)?.data[0];
  if (known === undefined) throw new Error("internal: the library says a number that is not known");
  return known;
}

/** `one_of(mode, "mode", "constant", "reflect")`: the argument of that name, which is one of these words; else a problem. */
function lowerOneOf(lowering: Lowering, call: ExprOf<"call">): Value {
  const [given, name, ...choices] = argumentOf(call);
  const spec: AttrSpec = { kind: "string", doc: "", choices };
  const read = readAttribute(lowering, "it", name, spec, given);
  return typeof read === "string" ? { kind: "string", text: read } : MISSING;
}

/** The expression of an argument, its name, and the words behind it. */
function argumentOf(call: ExprOf<"call">): readonly [Expr, string, ...string[]] {
  const [given, ...others] = call.args.map((arg) => arg.value);
  const [name, ...rest] = others.flatMap((word) => (word.kind === "string" ? [word.value] : []));
  if (given === undefined || name === undefined) throw new Error("internal: an argument has a name");
  return [given, name, ...rest];
}

/** `is_bool(x)`: whether x holds truth values. */
function lowerIsBool(lowering: Lowering, call: ExprOf<"call">): Value {
  const expr = call.args[0]?.value;
  if (expr === undefined) throw new Error("internal: is_bool needs a value");
  const tensor = asTensor(lowering, lowerExpression(lowering, expr), expr);
  return tensor === undefined ? MISSING : boolValue(lowering, tensor.node.dtype === "bool");
}
