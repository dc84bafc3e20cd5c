/** What binds names: `a = …`, `a: [N] = …`, `a, b = …`, `a += …`, and what only looks like it. */
import { problem, type Fix, type Problem } from "../problems.ts";
import { annotation, notAShape } from "./annotations.ts";
import { choiceByValues } from "./choice.ts";
import {
  advance,
  endsStatement,
  fail,
  identifier,
  kindAt,
  lastEnd,
  noteBound,
  peek,
  shown,
  spanOf,
  startOf,
  textOf,
  wholeStatement,
  type Cursor,
} from "./cursor.ts";
import { endStatement, errorStatement } from "./ends.ts";
import { expression } from "./expressions.ts";
import { strikeLines } from "./foreign-fill.ts";
import { attributeNotes, NUMBERS } from "./foreign-methods.ts";
import { Kind } from "./tokens.ts";
import type { Annotation, ArithmeticOperator, BindTarget, Expr, ExprOf, Identifier, Stmt } from "./tree.ts";
import { replace, rowChanged } from "./fixes.ts";

/** `name = …`, with the name at the cursor. */
export function binding(c: Cursor): Stmt {
  const name = identifier(c, c.at);
  advance(c);
  return boundValue(c, name.span.start, [{ name, annotation: undefined }]);
}

/** `name: [N, D] = …`; also `name := …`, which is Python's and an error. */
export function annotatedBinding(c: Cursor): Stmt {
  const name = identifier(c, c.at);
  advance(c);
  if (peek(c) === Kind.walrus) {
    const span = spanOf(c, c.at);
    fail(c, problem("walrus", span, [], { fix: replace("Write =", span, "=") }));
    advance(c);
    const value = expressionList(c);
    endStatement(c);
    return errorStatement({ start: name.span.start, end: lastEnd(c) }, [name], [value]);
  }
  const colon = c.at;
  advance(c);
  let shape: Annotation | undefined;
  if (peek(c) === Kind.openSquare) shape = annotation(c);
  else notAShape(c, colon);
  if (peek(c) === Kind.assign) return boundValue(c, name.span.start, [{ name, annotation: shape }]);
  const whole = endStatement(c);
  const span = { start: name.span.start, end: lastEnd(c) };
  if (whole) fail(c, problem("unbound-annotation", span, [name.name]));
  return errorStatement(span, [name], []);
}

const augmentedOperators: ReadonlyMap<number, ArithmeticOperator> = new Map([
  [Kind.plusAssign, "+"],
  [Kind.minusAssign, "-"],
  [Kind.timesAssign, "*"],
  [Kind.divideAssign, "/"],
  [Kind.floorDivideAssign, "//"],
  [Kind.remainderAssign, "%"],
  [Kind.powerAssign, "**"],
  [Kind.matmulAssign, "@"],
]);

/** `name += …`, with the name at the cursor. */
export function augmented(c: Cursor): Stmt {
  const target = identifier(c, c.at);
  advance(c);
  const operator = augmentedOperators.get(peek(c)) ?? "+";
  const operatorSpan = spanOf(c, c.at);
  advance(c);
  noteBound(c, target.name);
  const value = wholeValue(c, expression(c));
  const span = { start: target.span.start, end: lastEnd(c) };
  return { kind: "augmented", span, target, operator, operatorSpan, value };
}

/** A binding whose left side was read as expressions; the cursor is at the operator. */
export function bindingOf(c: Cursor, start: number, left: readonly Expr[]): Stmt {
  const [only] = left;
  const bracketed =
    only?.kind === "paren" ? [only.inner] : only?.kind === "tuple" || only?.kind === "list" ? only.items : [];
  const targets = left.length === 1 && bracketed.length > 0 ? bracketed : left;
  // Of `f(x) = …` the name is known below.
  const names = targets.flatMap((target) =>
    target.kind === "call" && target.receiver === undefined ? target.callee : (nameOfTarget(target) ?? []),
  );
  if (peek(c) !== Kind.assign && left.length > 1) {
    fail(c, problem("augmented-several", spanOf(c, c.at), [textOf(c, c.at)]));
  }
  const comma = c.at - 1;
  if (left.length === 1 && kindAt(c, comma) === Kind.comma) {
    failLoneComma(c, comma);
  }
  const single = targets.length === 1 && peek(c) === Kind.assign;
  for (const target of targets) {
    if (target.kind === "index" && single) return elementBinding(c, start, target);
    if (target.kind !== "name") fail(c, targetProblem(c, target));
  }
  if (!c.broken && peek(c) === Kind.assign) {
    return boundValue(
      c,
      start,
      names.map((name) => ({ name, annotation: undefined })),
    );
  }
  if (!c.broken) fail(c, problem("bad-target", spanOf(c, c.at - 1), [shown(c, c.at - 1)]));
  advance(c);
  const value = expressionList(c);
  endStatement(c);
  return errorStatement({ start, end: lastEnd(c) }, names, [...left, value]);
}

/** `x[…] = …`; where the index is a condition, what is meant is a choice. */
function elementBinding(c: Cursor, start: number, target: ExprOf<"index">): Stmt {
  const name = nameOfTarget(target);
  advance(c);
  const value = expressionList(c);
  const whole = endsStatement(peek(c)) && value.kind !== "tuple" && value.kind !== "error";
  const [item, second] = target.items;
  let fix = whole && second === undefined ? rowChanged(c, start, target, value) : undefined;
  const isChoice = second === undefined && item?.kind === "at" && item.value.kind === "compare";
  if (whole && target.object.kind === "name" && isChoice) {
    const { name: tensor } = target.object;
    const text = `${tensor} = ${choiceByValues(c.text, item.value, value, tensor)}`;
    fix = replace("Choose by values", { start, end: lastEnd(c) }, text);
  }
  const found = problem("element-binding", target.span, [name?.name ?? "the tensor"], { fix });
  fail(c, found);
  endStatement(c);
  return errorStatement({ start, end: lastEnd(c) }, name === undefined ? [] : [name], [target, value]);
}

/** `a` or `a, b`: the value of a binding or of a return. A comma at the end is an error, for it is hardly ever meant. */
export function expressionList(c: Cursor): Expr {
  const first = expression(c);
  if (peek(c) !== Kind.comma) return first;
  const items = [first];
  while (peek(c) === Kind.comma) {
    advance(c);
    if (endsStatement(peek(c))) {
      failLoneComma(c, c.at - 1);
      break;
    }
    items.push(expression(c));
  }
  const span = { start: first.span.start, end: lastEnd(c) };
  if (items.length === 1) return { kind: "error", span, parts: items };
  return { kind: "tuple", span, items };
}

export function failLoneComma(c: Cursor, comma: number): void {
  const span = spanOf(c, comma);
  fail(c, problem("lone-comma", span, [], { fix: replace("Strike the comma", span, "") }));
}

/** What stands behind `=`, with the cursor at it. */
function boundValue(c: Cursor, start: number, targets: readonly BindTarget[]): Stmt {
  advance(c);
  for (const target of targets) noteBound(c, target.name.name);
  const value = expressionList(c);
  if (peek(c) === Kind.assign && !c.broken) return chained(c, start, targets, value);
  const whole = wholeValue(c, value);
  return { kind: "bind", span: { start, end: lastEnd(c) }, targets, value: whole };
}

/** The value, or an error of it where the statement goes on with what cannot be read. */
function wholeValue(c: Cursor, value: Expr): Expr {
  if (endStatement(c)) return value;
  return { kind: "error", span: { start: value.span.start, end: lastEnd(c) }, parts: [value] };
}

/** `a = b = 3`: Python binds both; here each line has one value. */
function chained(c: Cursor, start: number, targets: readonly BindTarget[], second: Expr): Stmt {
  const middle = [second];
  let value = second;
  const operator = spanOf(c, c.at);
  while (peek(c) === Kind.assign) {
    advance(c);
    value = expressionList(c);
    middle.push(value);
  }
  middle.pop();
  const names = [
    ...targets.map((target) => target.name),
    ...middle.flatMap((one) => nameOfTarget(one) ?? []),
  ];
  const [first, other] = names;
  const span = { start, end: lastEnd(c) };
  const simple = targets.length === 1 && names.length === 2 && endsStatement(peek(c)) && !c.broken;
  const source = c.text.slice(value.span.start, value.span.end);
  const fix =
    simple && first !== undefined && other !== undefined
      ? replace("Bind one after the other", span, `${other.name} = ${source}; ${first.name} = ${other.name}`)
      : undefined;
  fail(c, problem("chained-binding", operator, [other?.name ?? "each name"], { fix }));
  endStatement(c);
  return errorStatement({ start, end: lastEnd(c) }, names, [value]);
}

/** The name that a target binds, or whose value an assignment to a part of it would change. */
function nameOfTarget(target: Expr): Identifier | undefined {
  let inner = target;
  while (inner.kind === "index") inner = inner.object;
  return inner.kind === "name" ? { name: inner.name, span: inner.span } : undefined;
}

/** `f(x) = …` of mathematics as a function, with the cursor at the sign. */
function defined(c: Cursor, { span, receiver, args }: ExprOf<"call">): Fix | undefined {
  const isHeader = receiver === undefined && args.every(({ value }) => value.kind === "name");
  if (!isHeader || lastEnd(c) !== span.end || peek(c) !== Kind.assign) return undefined;
  const value = startOf(c, c.at + 1);
  return {
    title: "Define a function",
    edits: [
      { span: { start: span.start, end: span.start }, text: "def " },
      { span: { start: span.end, end: value }, text: ": return " },
    ],
  };
}

/** `w.data = …` binds the name anew; what other libraries note at a value (its gradient, a label) is nothing here. */
function settingFix(c: Cursor, { object, attribute, span }: ExprOf<"attribute">): Fix | undefined {
  if (object.kind !== "name") return undefined;
  if (attribute.name === NUMBERS) return replace(`Write ${object.name}`, span, object.name);
  return attributeNotes.has(attribute.name) ? strikeLines(c.text, wholeStatement(c)) : undefined;
}

function targetProblem(c: Cursor, target: Expr): Problem {
  switch (target.kind) {
    case "index":
      return problem("element-binding", target.span, [nameOfTarget(target)?.name ?? "the tensor"]);
    case "attribute":
      return problem("attribute-target", target.span, [target.attribute.name], {
        fix: settingFix(c, target),
      });
    case "call":
      return problem("call-target", target.span, [], { fix: defined(c, target) });
    default: {
      const source = c.text.slice(target.span.start, target.span.end);
      return problem("bad-target", target.span, [source.length > 24 ? "This" : source]);
    }
  }
}
