/** Words that only the library understands: what a function must know of its arguments that their numbers do not say. */
import { PAIR } from "../check/signature.ts";
import type { AttrSpec } from "../graph/ir.ts";
import { boolConstant, constant } from "../ops/define.ts";
import type { Expr } from "../syntax/tree.ts";
import { showSizes } from "../tensor/shape.ts";
import { tensorOf, type Argument } from "./argument.ts";
import { readAttribute } from "./attributes.ts";
import { lowerCut } from "./cut.ts";
import { emit } from "./emit.ts";
import { valueBefore } from "./known.ts";
import type { Lowering } from "./lowering.ts";
import { asTensor, boolValue, itemsOf, literalValue, numberValue, rowOf, rowsOf } from "./make.ts";
import { lowerPair } from "./pairs.ts";
import { lowerRefusal } from "./refusal.ts";
import { report } from "./report.ts";
import { MISSING, tensorValue, type Value } from "./values.ts";

/** A word, and what a call of it becomes. */
export interface Word {
  readonly name: string;
  lower(lowering: Lowering, call: Expr, args: readonly Argument[]): Value;
}

const words: readonly Word[] = [
  { name: PAIR, lower: lowerPair },
  { name: "count", lower: lowerCount },
  { name: "cut", lower: lowerCut },
  { name: "filled", lower: lowerFilled },
  { name: "is_bool", lower: lowerIsBool },
  { name: "item", lower: lowerItem },
  { name: "known", lower: lowerKnown },
  { name: "one_of", lower: lowerOneOf },
  { name: "refuse", lower: lowerRefusal },
  { name: "whole", lower: lowerWhole },
];

export const libraryWords: ReadonlyMap<string, Word> = new Map(words.map((word) => [word.name, word]));

/** `filled([None, 3], sizes)`: a list in which None stands for the entry of the second list at its place. */
function lowerFilled(lowering: Lowering, _: Expr, [list, fallback]: readonly Argument[]): Value {
  if (list === undefined || fallback === undefined) throw new Error("internal: filled needs two lists");
  const value = list.value();
  const items = itemsOf(value);
  if (items === undefined || !items.some((item) => item.kind === "none")) return value;
  const rows = rowsOf(lowering, fallback.value(), fallback.expr);
  const whole = items.map((item, i) => (item.kind === "none" ? (rows?.[i] ?? item) : item));
  return { kind: "list", items: whole, stacked: undefined };
}

/**
 * `whole(stride, "stride", 1, 2)`: the argument of that name as known whole numbers, none below 1, one for each of 2
 * dimensions, which may be said as one number for all; else a problem. Without the last numbers, any whole numbers.
 */
function lowerWhole(lowering: Lowering, call: Expr, args: readonly Argument[]): Value {
  const [given, name] = namedIn(args);
  const [least, rank] = args.slice(2).map((arg) => knownNumber(lowering, arg));
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
function lowerCount(lowering: Lowering, _: Expr, [list]: readonly Argument[]): Value {
  if (list === undefined) throw new Error("internal: count needs a list");
  const value = list.value();
  const items = itemsOf(value);
  if (items !== undefined) return numberValue(lowering, items.length);
  const tensor = asTensor(lowering, value, list.expr);
  return tensor === undefined ? MISSING : numberValue(lowering, tensor.shape[0]?.size ?? 0);
}

/** `item(list, 0)`: one item of a list, which is not stacked, or one row of a tensor. */
function lowerItem(lowering: Lowering, _: Expr, [list, place]: readonly Argument[]): Value {
  if (list === undefined || place === undefined) throw new Error("internal: item needs a list and a place");
  const value = list.value();
  const i = knownNumber(lowering, place);
  const items = itemsOf(value);
  if (items !== undefined) return items[i] ?? MISSING;
  const tensor = asTensor(lowering, value, list.expr);
  return tensor === undefined ? MISSING : rowOf(lowering, tensor, i, list.expr);
}

/** `known(x)`: what was computed from sizes alone as a constant, so that the graph shows the numbers and not their arithmetic. */
function lowerKnown(lowering: Lowering, _: Expr, [argument]: readonly Argument[]): Value {
  if (argument === undefined) throw new Error("internal: known needs a value");
  const tensor = tensorOf(lowering, argument);
  if (tensor === undefined) return MISSING;
  const value = valueBefore(lowering, tensor.node);
  if (value === undefined) return tensor;
  const gate = tensor.node.dtype === "bool" ? boolConstant.gate : constant.gate;
  return tensorValue(emit(lowering, gate, [], { value }, value.sizes), tensor.shape);
}

function knownNumber(lowering: Lowering, argument: Argument): number {
  const node = tensorOf(lowering, argument)?.node;
  const known = node === undefined ? undefined : valueBefore(lowering, node)?.data[0];
  if (known === undefined) throw new Error("internal: the library says a number that is not known");
  return known;
}

/** `one_of(mode, "mode", "constant", "reflect")`: the argument of that name, which is one of these words; else a problem. */
function lowerOneOf(lowering: Lowering, _: Expr, args: readonly Argument[]): Value {
  const [given, name, ...choices] = namedIn(args);
  const spec: AttrSpec = { kind: "string", doc: "", choices };
  const read = readAttribute(lowering, "it", name, spec, given);
  return typeof read === "string" ? { kind: "string", text: read } : MISSING;
}

/** An argument, its name, and the words behind it. */
function namedIn([given, ...others]: readonly Argument[]): readonly [Argument, string, ...string[]] {
  const [name, ...rest] = others.flatMap(({ expr }) => (expr.kind === "string" ? [expr.value] : []));
  if (given === undefined || name === undefined) throw new Error("internal: an argument has a name");
  return [given, name, ...rest];
}

/** `is_bool(x)`: whether x holds truth values. */
function lowerIsBool(lowering: Lowering, _: Expr, [argument]: readonly Argument[]): Value {
  if (argument === undefined) throw new Error("internal: is_bool needs a value");
  const tensor = tensorOf(lowering, argument);
  return tensor === undefined ? MISSING : boolValue(lowering, tensor.node.dtype === "bool");
}
