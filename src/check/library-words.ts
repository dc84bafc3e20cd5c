/** Words that only the library understands: what a function must know of its arguments that their numbers do not say. */
import type { AttrSpec } from "../graph/ir.ts";
import type { Expr, ExprOf } from "../syntax/tree.ts";
import { readAttribute } from "./attributes.ts";
import { rowsOf } from "./calls.ts";
import { lowerCut } from "./cut.ts";
import { asTensor, boolValue, itemsOf, literalValue, lowerExpression, numberValue } from "./expressions.ts";
import type { Lowering } from "./lowering.ts";
import { lowerRefusal, REFUSE } from "./refusal.ts";
import { MISSING, type Value } from "./values.ts";

type Word = (lowering: Lowering, call: ExprOf<"call">) => Value;

export const libraryWords: ReadonlyMap<string, Word> = new Map<string, Word>([
  [REFUSE, lowerRefusal],
  ["cut", lowerCut],
  ["filled", lowerFilled],
  ["is_bool", lowerIsBool],
  ["one_of", lowerOneOf],
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

/** `whole(stride, "stride")`: the argument of that name as whole numbers that are known; else a problem. */
function lowerWhole(lowering: Lowering, call: ExprOf<"call">): Value {
  const [given, name] = argumentOf(lowering, call);
  const read = readAttribute(lowering, "it", name, { kind: "ints", doc: "" }, given);
  if (typeof read === "number") return numberValue(lowering, read);
  if (!Array.isArray(read)) return MISSING;
  return literalValue(lowering, { sizes: [read.length], data: Float64Array.from(read as readonly number[]) });
}

/** `one_of(mode, "mode", "constant", "reflect")`: the argument of that name, which is one of these words; else a problem. */
function lowerOneOf(lowering: Lowering, call: ExprOf<"call">): Value {
  const [given, name, ...choices] = argumentOf(lowering, call);
  const spec: AttrSpec = { kind: "string", doc: "", choices };
  const read = readAttribute(lowering, "it", name, spec, given);
  return typeof read === "string" ? { kind: "string", text: read } : MISSING;
}

/** The expression of an argument, its name, and the words behind it. */
function argumentOf(lowering: Lowering, call: ExprOf<"call">): readonly [Expr, string, ...string[]] {
  const [given, ...words] = call.args.map((arg) => arg.value);
  const texts = words.map((word) => lowerExpression(lowering, word));
  const [name, ...rest] = texts.map((text) => (text.kind === "string" ? text.text : ""));
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
