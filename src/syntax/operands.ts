/** What operators connect: numbers, names, brackets, calls, indices and attributes. */
import type { Span } from "../base/span.ts";
import { problem, type Fix } from "../problems.ts";
import { broken, brokenItem } from "./broken.ts";
import {
  advance,
  beginsStatement,
  endOf,
  fail,
  here,
  identifier,
  isKeyword,
  kindAt,
  lastEnd,
  note,
  peek,
  shortened,
  shown,
  spanOf,
  startOf,
  textOf,
  wrap,
  type Cursor,
} from "./cursor.ts";
import { expression } from "./expressions.ts";
import { isClosedString } from "./lexer.ts";
import { isModulePrefix, isNamedModule, qualifiedName, skipPrefix, withoutPrefix } from "./module-prefix.ts";
import { separated } from "./separated.ts";
import { signedValue } from "./signs.ts";
import { stringLiteral } from "./strings.ts";
import { Kind } from "./tokens.ts";
import type { Argument, Expr, ExprOf, Identifier, IndexItem } from "./tree.ts";
import { guess, replace } from "./fixes.ts";
import { failAtValue } from "./unexpected.ts";

/** An operand with all its calls, indices and attributes: each lies around what stands before it. */
export function postfix(c: Cursor): Expr {
  const { deepest } = c;
  c.deepest = c.depth;
  let operand = primary(c);
  for (let read = links[peek(c)]; read !== undefined; read = links[peek(c)]) {
    operand = wrap(c) ? read(c, operand) : brokenItem({ start: lastEnd(c), end: lastEnd(c) }, operand);
  }
  c.deepest = Math.max(c.deepest, deepest);
  return operand;
}

const links: Readonly<Partial<Record<number, (c: Cursor, operand: Expr) => Expr>>> = {
  [Kind.dot]: member,
  [Kind.openSquare]: index,
  [Kind.openParen]: callOfValue,
};

function primary(c: Cursor): Expr {
  const token = c.at;
  switch (peek(c)) {
    case Kind.name:
      return nameOrCall(c);
    case Kind.number:
      return number(c);
    case Kind.string:
      return stringLiteral(c);
    case Kind.openParen:
      return bracketed(c);
    case Kind.openSquare: {
      const start = here(c);
      const items = separated(c, Kind.closeSquare, expression, brokenItem);
      return { kind: "list", span: { start, end: lastEnd(c) }, items };
    }
    case Kind.true:
      advance(c);
      return { kind: "bool", span: spanOf(c, token), value: true };
    case Kind.false:
      advance(c);
      return { kind: "bool", span: spanOf(c, token), value: false };
    case Kind.none:
      advance(c);
      return { kind: "none", span: spanOf(c, token) };
    default: {
      const signed = signedValue(c);
      if (signed !== undefined) return signed;
      failAtValue(c);
      const at = beginsStatement(c) ? here(c) : lastEnd(c);
      return broken({ start: at, end: at }, []);
    }
  }
}

function nameOrCall(c: Cursor): Expr {
  const token = c.at;
  const next = kindAt(c, token + 1);
  if (next === Kind.dot && isModulePrefix(c)) {
    if (isNamedModule(c)) return named(c, qualifiedName(c));
    const prefix = skipPrefix(c);
    return withoutPrefix(c, prefix, nameOrCall(c));
  }
  if (next === Kind.string && endOf(c, token) === startOf(c, token + 1)) {
    if (!stringPrefix.test(textOf(c, token))) return transposed(c);
    const fix = replace(`Strike ${shown(c, token)}`, spanOf(c, token), "");
    fail(c, problem("string-prefix", spanOf(c, token), [shown(c, token)], { fix }));
    advance(c);
    return brokenItem({ start: startOf(c, token), end: endOf(c, c.at) }, stringLiteral(c));
  }
  return named(c, identifier(c, token));
}

/** What Python writes before a text. */
const stringPrefix = /^(?:[rfb]|u|[bf]r|r[bf])$/i;

/** `A'`, as MATLAB writes a transpose, or `A'*B'`; what stands behind the sign was read as a text. */
function transposed(c: Cursor): Expr {
  const [name, text] = [shown(c, c.at), spanOf(c, c.at + 1)];
  const signs = isClosedString(textOf(c, c.at + 1)) ? [text.start, text.end - 1] : [text.start];
  const edits = signs.map((start) => ({ span: { start, end: start + 1 }, text: ".T" }));
  const written = `${name}.T`;
  fail(
    c,
    problem("math-sign", { start: text.start, end: text.start + 1 }, [c.text.charAt(text.start), written], {
      fix: { title: `Write ${written}`, edits },
    }),
  );
  const { start } = spanOf(c, c.at);
  advance(c);
  advance(c);
  return broken({ start, end: text.end }, []);
}

/** A name whose last token is at the cursor, and its call where a bracket follows. */
function named(c: Cursor, { name, span }: Identifier): Expr {
  advance(c);
  return peek(c) === Kind.openParen ? call(c, undefined, { name, span }) : { kind: "name", span, name };
}

function number(c: Cursor): Expr {
  const token = c.at;
  const span = spanOf(c, token);
  const source = textOf(c, token);
  advance(c);
  const next = peek(c);
  const touchesNext = here(c) === span.end;
  if (touchesNext && (next === Kind.name || isKeyword(next))) {
    const both = source + shown(c, c.at);
    if (/^0[xXbBoO]/.test(both)) {
      const whole = { start: span.start, end: endOf(c, c.at) };
      const value = Number(both);
      const fix = Number.isSafeInteger(value) ? replace(`Write ${value}`, whole, String(value)) : undefined;
      fail(c, problem("number-base", whole, [both], { fix }));
    } else failProduct(c, source);
  } else if (touchesNext && next === Kind.openParen) {
    failProduct(c, source);
  }
  return { kind: "number", span, value: Number(source.includes("_") ? source.replaceAll("_", "") : source) };
}

/** `2x` and `2(x + 1)` of mathematics. */
function failProduct(c: Cursor, left: string): void {
  const end = here(c);
  const fix = replace("Insert *", { start: end, end }, " * ");
  const right = peek(c) === Kind.openParen ? "(…)" : shown(c, c.at);
  fail(
    c,
    problem("missing-product", { start: startOf(c, c.at - 1), end: endOf(c, c.at) }, [left, right], { fix }),
  );
}

/** `(a)` is a bracketed part, `(a, b)` and `(a,)` are tuples. */
function bracketed(c: Cursor): Expr {
  const start = here(c);
  const items = separated(c, Kind.closeParen, expression, brokenItem);
  const span = { start, end: lastEnd(c) };
  const [inner] = items;
  if (!c.closed) return broken(span, items);
  if (items.length === 1 && inner !== undefined && kindAt(c, c.at - 2) !== Kind.comma) {
    return { kind: "paren", span, inner };
  }
  return { kind: "tuple", span, items };
}

function call(c: Cursor, receiver: Expr | undefined, callee: Identifier): Expr {
  const open = here(c);
  const args = separated(c, Kind.closeParen, argument, brokenArgument);
  const end = lastEnd(c);
  const start = receiver === undefined ? callee.span.start : receiver.span.start;
  return { kind: "call", span: { start, end }, callee, receiver, args, argsSpan: { start: open, end } };
}

/** The arguments of a call whose opening bracket is the current token. */
function argument(c: Cursor): Argument {
  const token = c.at;
  if (peek(c) === Kind.name && kindAt(c, token + 1) === Kind.assign) {
    const keyword = identifier(c, token);
    advance(c);
    advance(c);
    const value = expression(c);
    return { span: { start: keyword.span.start, end: lastEnd(c) }, keyword, value };
  }
  const value = expression(c);
  return { span: value.span, keyword: undefined, value };
}

function brokenArgument(span: Argument["span"], item: Argument | undefined): Argument {
  const value = brokenItem({ start: item?.value.span.start ?? span.start, end: span.end }, item?.value);
  const start = Math.min(span.start, item?.span.start ?? span.start);
  return { span: { start, end: span.end }, keyword: item?.keyword, value };
}

/** `grad(f)(x, y)`, as JAX has it: the gradient of what `f` gives, by its first argument. */
function gradientOfFunction(
  c: Cursor,
  { callee, args: [fn, ...more] }: ExprOf<"call">,
  args: readonly Argument[],
  span: Span,
): Fix | undefined {
  const by = args[0]?.value;
  if (callee.name !== "grad" || fn?.value.kind !== "name" || by?.kind !== "name" || more.length > 0)
    return undefined;
  const inBrackets = c.text.slice(args[0]!.span.start, args.at(-1)!.span.end);
  const written = `grad(${fn.value.name}(${inBrackets}), ${by.name})`;
  return replace(`Write ${shortened(written)}`, span, written);
}

/** Only names are functions: `(a + b)(c)` was meant as a product. */
function callOfValue(c: Cursor, operand: Expr): Expr {
  const at = here(c);
  const bracket = spanOf(c, c.at);
  // Only the first problem of a statement counts, and it is this one.
  const before = c.broken;
  c.broken = true;
  const args = separated(c, Kind.closeParen, argument, brokenArgument);
  c.broken = before;
  const span = { start: operand.span.start, end: lastEnd(c) };
  const fix =
    operand.kind === "call"
      ? gradientOfFunction(c, operand, args, span)
      : guess("Insert *", { start: at, end: at }, " * ");
  fail(c, problem("not-callable", bracket, [], { fix }));
  return broken(span, [operand, ...args.map((arg) => arg.value)]);
}

/** MATLAB writes them with a dot before them. */
const elementwise: ReadonlySet<number> = new Set([Kind.times, Kind.divide, Kind.power]);

function member(c: Cursor, object: Expr): Expr {
  const dot = c.at;
  advance(c);
  if (elementwise.has(peek(c)) && here(c) === endOf(c, dot)) {
    const span = { start: startOf(c, dot), end: endOf(c, c.at) };
    const fix = replace(`Write ${textOf(c, c.at)}`, spanOf(c, dot), "");
    note(c, problem("lookalike-character", span, [`.${textOf(c, c.at)}`, textOf(c, c.at)], { fix }));
    return object;
  }
  if (peek(c) !== Kind.name) {
    if (isKeyword(peek(c))) fail(c, problem("keyword-as-name", spanOf(c, c.at), [textOf(c, c.at)]));
    else fail(c, problem("missing-attribute", spanOf(c, dot), [shown(c, dot - 1)]));
    if (isKeyword(peek(c))) advance(c);
    return broken({ start: object.span.start, end: lastEnd(c) }, [object]);
  }
  const attribute = identifier(c, c.at);
  advance(c);
  if (peek(c) === Kind.openParen) return call(c, object, attribute);
  return {
    kind: "attribute",
    span: { start: object.span.start, end: attribute.span.end },
    object,
    attribute,
  };
}

function index(c: Cursor, object: Expr): Expr {
  const open = c.at;
  const items = separated(c, Kind.closeSquare, indexItem, brokenIndexItem);
  const span = { start: object.span.start, end: lastEnd(c) };
  if (items.length === 0) {
    const brackets = { start: startOf(c, open), end: span.end };
    const fix = c.closed ? guess("Write [0]", brackets, "[0]") : undefined;
    fail(c, problem("empty-index", brackets, [], { fix }));
    return broken(span, [object]);
  }
  return { kind: "index", span, object, items };
}

function indexItem(c: Cursor): IndexItem {
  const start = here(c);
  if (peek(c) === Kind.ellipsis) {
    advance(c);
    return { kind: "ellipsis", span: spanOf(c, c.at - 1) };
  }
  const first = peek(c) === Kind.colon ? undefined : expression(c);
  if (first !== undefined && peek(c) !== Kind.colon) return { kind: "at", span: first.span, value: first };
  advance(c);
  const stop = isSliceEnd(peek(c)) ? undefined : expression(c);
  let step: Expr | undefined;
  if (peek(c) === Kind.colon) {
    advance(c);
    step = isSliceEnd(peek(c)) ? undefined : expression(c);
  }
  const span = { start: first === undefined ? start : first.span.start, end: lastEnd(c) };
  return { kind: "slice", span, start: first, stop, step };
}

function isSliceEnd(kind: number): boolean {
  return kind === Kind.colon || kind === Kind.comma || kind === Kind.closeSquare || kind === Kind.newline;
}

function brokenIndexItem(place: IndexItem["span"], item: IndexItem | undefined): IndexItem {
  const span = { start: Math.min(place.start, item?.span.start ?? place.start), end: place.end };
  if (item === undefined || item.kind === "ellipsis") return { kind: "at", span, value: broken(span, []) };
  if (item.kind === "at") return { kind: "at", span, value: broken(span, [item.value]) };
  const parts = [item.start, item.stop, item.step].filter((part) => part !== undefined);
  return { kind: "at", span, value: broken(span, parts) };
}
