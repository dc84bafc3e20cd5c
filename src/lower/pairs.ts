/** Calls that PyTorch answers with a pair: the values, and the places where they stood. What of it is meant, the place of the call says. */
import { builtins } from "../check/functions.ts";
import { partNames } from "../check/parts.ts";
import type { Fix } from "../problems.ts";
import type { Expr, ExprOf, IndexItem, StmtOf } from "../syntax/tree.ts";
import { bare } from "../syntax/walk.ts";
import { tensorOf, type Argument } from "./argument.ts";
import { currentSource, isForeign, textOf, type Lowering } from "./lowering.ts";
import { report } from "./report.ts";
import { readingsOf } from "./second-argument.ts";
import { MISSING, plain, type Part, type Value } from "./values.ts";

/** `pair(values, places)` in the library: the one that is asked for, or both. Only what is asked for is built. */
export function lowerPair(lowering: Lowering, _: Expr, args: readonly Argument[]): Value {
  const { frame } = lowering.where;
  const [values, places] = args;
  if (frame === undefined || values === undefined || places === undefined)
    throw new Error("internal: a function answers with values and places");
  const part = (argument: Argument, is: Part["is"]): Value => {
    const tensor = tensorOf(lowering, argument);
    return tensor === undefined ? MISSING : { ...tensor, part: { is, call: frame.call, name: frame.name } };
  };
  if (frame.answer === "places") return part(places, "places");
  if (frame.answer !== "pair") return part(values, "values");
  const items = [part(values, "values"), part(places, "places")].map(plain);
  return items.some((item) => item.kind === "missing") ? MISSING : { kind: "tuple", items };
}

/** `topk(x, 2).indices`: a part of the pair that the object is asked for. */
export function takeNamed(
  lowering: Lowering,
  expr: ExprOf<"attribute">,
  asked: Part["is"],
  value: Value,
): Value {
  if (value.kind === "missing") return MISSING;
  const part = value.kind === "tensor" ? value.part : undefined;
  if (part === undefined) {
    report(lowering, "attribute-unknown", expr.attribute.span, [textOf(lowering, expr.attribute)]);
    return MISSING;
  }
  if (isAnswer(expr.object, part.call)) return plain(value);
  const isCall = bare(expr.object).kind === "call";
  const text = textOf(lowering, expr.object);
  const { name } = expr.attribute;
  if (asked === "values")
    report(lowering, "values-of-values", expr.span, [text, part.name, name, isCall], strikeAttribute(expr));
  else
    report(
      lowering,
      "places-of-values",
      expr.span,
      [text, part.name, isCall],
      bindPlaces(lowering, expr, part),
    );
  return MISSING;
}

/** Which part of a pair these brackets ask for: `[0]`, `[-2]` the values, `[1]`, `[-1]` the places. */
export function partAt(items: readonly IndexItem[]): Part["is"] | undefined {
  const [item] = items;
  if (items.length !== 1 || item?.kind !== "at") return undefined;
  const expr = bare(item.value);
  const isNegative = expr.kind === "unary" && expr.operator === "-";
  const number = isNegative ? bare(expr.operand) : expr;
  if (number.kind !== "number") return undefined;
  const at = isNegative && number.value > 0 ? 2 - number.value : number.value;
  return at === 0 ? "values" : at === 1 ? "places" : undefined;
}

/**
 * The part that an index directly on a call takes. Undefined where the object is a value like any other, to be indexed;
 * where the index can mean no part of the pair, that is reported.
 */
export function takePart(lowering: Lowering, expr: ExprOf<"index">, object: Value): Value | undefined {
  const part = object.kind === "tensor" ? object.part : undefined;
  if (part === undefined) return undefined;
  const asked = partAt(expr.items);
  if (isAnswer(expr.object, part.call)) {
    if (asked === part.is) return plain(object);
    const at = { start: expr.object.span.end, end: expr.object.span.end };
    const fixes = [...partNames.keys()].map((name): Fix => ({
      title: `Index .${name}`,
      edits: [{ span: at, text: `.${name}` }],
    }));
    const second = builtins.get(part.call.callee.name)?.signature.second;
    const compare = second && readingsOf(lowering, part.call, second)?.compare;
    report(
      lowering,
      "index-of-pair",
      expr.span,
      [part.name, compare?.text],
      compare === undefined ? fixes : [compare.fix, ...fixes],
    );
    return MISSING;
  }
  if (asked !== undefined && bare(expr.object).kind === "call" && !isForeign(lowering)) {
    const text = textOf(lowering, expr.object);
    report(lowering, "row-of-values", expr.span, [text, part.name, textOf(lowering, expr)]);
  }
  return undefined;
}

/** Several names that take what are the values of a pair alone: PyTorch gives them other things than rows. */
export function refuseRows(lowering: Lowering, expr: Expr, value: Value, names: number): boolean {
  const part = value.kind === "tensor" ? value.part : undefined;
  if (part === undefined) return false;
  if (isAnswer(expr, part.call)) report(lowering, "names-for-pair", expr.span, [part.name, names]);
  else if (names === 2) {
    const text = textOf(lowering, expr);
    const fix = callAgain(lowering, expr, part);
    report(lowering, "pair-of-values", expr.span, [text, part.name, bare(expr).kind === "call"], fix);
  } else return false;
  return true;
}

/** Whether an expression's value is this call's own answer, with nothing in between. */
function isAnswer(expr: Expr, call: Expr): boolean {
  if (expr.kind === "paren") return isAnswer(expr.inner, call);
  if (expr.kind === "conditional") return isAnswer(expr.then, call) || isAnswer(expr.otherwise, call);
  return expr === call;
}

function strikeAttribute({ object, span, attribute }: ExprOf<"attribute">): Fix {
  return {
    title: `Strike .${attribute.name}`,
    edits: [{ span: { start: object.span.end, end: span.end }, text: "" }],
  };
}

/** `m.indices` with `m = topk(x, 2)`: the line that binds the name takes the places too. */
function bindPlaces(lowering: Lowering, expr: ExprOf<"attribute">, part: Part): Fix | undefined {
  const target = bindingOf(lowering, expr.object, part)?.targets[0];
  if (target === undefined || target.annotation !== undefined) return undefined;
  const { text } = currentSource(lowering);
  const name = ["i", "j", "places", `${target.name.name}_places`].find(
    (word) => !new RegExp(`(?<![\\p{L}\\p{N}_])${word}(?![\\p{L}\\p{N}_])`, "u").test(text),
  );
  if (name === undefined) return undefined;
  const at = { start: target.name.span.end, end: target.name.span.end };
  return {
    title: `Bind the places too: ${target.name.name}, ${name} = …`,
    edits: [
      { span: at, text: `, ${name}` },
      { span: expr.span, text: name },
    ],
  };
}

/** `v, i = r` with `r = topk(x, 2)`: the call itself in the name's place. */
function callAgain(lowering: Lowering, expr: Expr, part: Part): Fix | undefined {
  if (bindingOf(lowering, expr, part) === undefined) return undefined;
  const { start, end } = part.call.span;
  const text = currentSource(lowering).text.slice(start, end);
  return { title: `Write ${part.name}(…) here`, edits: [{ span: expr.span, text }] };
}

/** The line that binds this name to the call, and nothing else to it, in the function or at the top level that is lowered now. */
function bindingOf(lowering: Lowering, name: Expr, part: Part): StmtOf<"bind"> | undefined {
  const object = bare(name);
  if (object.kind !== "name" || isForeign(lowering)) return undefined;
  const binding = lowering.sink.bindings.findLast((one) => one.name === object.name);
  const { stmt, expr, topLevel } = binding ?? {};
  if (stmt?.kind !== "bind" || stmt.targets.length !== 1) return undefined;
  const isHere = topLevel === (lowering.where.frame === undefined);
  return isHere && expr !== undefined && bare(expr) === part.call ? stmt : undefined;
}
