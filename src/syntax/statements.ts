/** Lines, blocks, and the statements that fit on one line. */
import type { Span } from "../base/span.ts";
import { problem, type Fix } from "../problems.ts";
import {
  annotatedBinding,
  augmented,
  binding,
  bindingOf,
  expressionList,
  failLoneComma,
} from "./bindings.ts";
import {
  advance,
  beginStatement,
  endsStatement,
  fail,
  here,
  isKeyword,
  kindAt,
  lastEnd,
  note,
  peek,
  skipStatement,
  spanOf,
  textOf,
  type Cursor,
} from "./cursor.ts";
import { skipDeclaration } from "./declarations.ts";
import { definition, isBackwardHeader, strayBackward } from "./definitions.ts";
import { endStatement, errorStatement, lastTokenEnd, silently } from "./ends.ts";
import { expression } from "./expressions.ts";
import { strikeLines } from "./foreign-fill.ts";
import { foreignBlock, foreignComment, foreignLine, startsForeignBlock } from "./foreign.ts";
import { fromStatement, importStatement } from "./imports.ts";
import { indentationProblem } from "./indentation.ts";
import { loop } from "./loops.ts";
import { Kind } from "./tokens.ts";
import type { Argument, Expr, Stmt } from "./tree.ts";
import { eachOnOwnLine, lineBetween, ownLine, replace } from "./fixes.ts";
import { namesBoundIn } from "./walk.ts";

/** Reads lines up to the end of the block (or of the file). */
export function statements(c: Cursor): Stmt[] {
  const list: Stmt[] = [];
  for (;;) {
    const kind = peek(c);
    if (kind === Kind.end || kind === Kind.dedent) return list;
    if (kind === Kind.newline || kind === Kind.semicolon) advance(c);
    else if (kind === Kind.indent) unexpectedBlock(c, list);
    else line(c, list);
  }
}

/** The block behind a header's colon: indented lines, or the rest of the line. Its `indent` may be missing. */
export function block(c: Cursor, word: Span): Stmt[] {
  const list: Stmt[] = [];
  if (peek(c) !== Kind.newline) {
    if (endsStatement(peek(c))) failWithoutBlock(c, word);
    else simpleLine(c, list);
    return list;
  }
  if (kindAt(c, c.at + 1) !== Kind.indent) {
    failWithoutBlock(c, word);
    advance(c);
    return list;
  }
  advance(c);
  return indented(c);
}

/** As many levels of blocks as Python allows. */
const maxBlocks = 100;

/** From an `indent` to behind its `dedent`. */
function indented(c: Cursor): Stmt[] {
  if (c.blockDepth === maxBlocks) {
    note(c, problem("too-deep", spanOf(c, c.at + 1), []));
    skipBlock(c);
    return [];
  }
  advance(c);
  c.blockDepth += 1;
  const list = statements(c);
  c.blockDepth -= 1;
  if (peek(c) === Kind.dedent) advance(c);
  return list;
}

function skipBlock(c: Cursor): void {
  let depth = 0;
  do {
    if (peek(c) === Kind.indent) depth += 1;
    if (peek(c) === Kind.dedent) depth -= 1;
    advance(c);
  } while (depth > 0 && peek(c) !== Kind.end);
}

function failWithoutBlock(c: Cursor, word: Span): void {
  fail(c, problem("missing-block", word, [c.text.slice(word.start, word.end)]));
}

/** Indented lines below a line that opens no block are read as if they were not indented. */
function unexpectedBlock(c: Cursor, list: Stmt[]): void {
  note(c, problem("unexpected-indentation", spanOf(c, c.at + 1), []));
  for (const one of indented(c)) list.push(one);
}

function line(c: Cursor, list: Stmt[]): void {
  beginStatement(c);
  const kind = peek(c);
  if (kind === Kind.mixedIndent || kind === Kind.strayIndent) {
    note(c, indentationProblem(c));
    advance(c);
    return;
  }
  if (kind === Kind.name) {
    if (isBackwardHeader(c)) list.push(strayBackward(c, list[list.length - 1]));
    else simpleLine(c, list);
  } else if (isKeyword(kind) && kindAt(c, c.at + 1) === Kind.assign) {
    simpleLine(c, list);
  } else if (kind === Kind.def) {
    list.push(definition(c));
  } else if (kind === Kind.for) {
    list.push(loop(c));
  } else if (startsForeignBlock(kind)) {
    list.push(foreignBlock(c));
  } else {
    simpleLine(c, list);
  }
}

/** Statements with semicolons between them, up to behind the line's end; below a broken line its block is given up too. */
function simpleLine(c: Cursor, list: Stmt[]): void {
  for (;;) {
    beginStatement(c);
    skipPrompt(c);
    skipDeclaration(c);
    list.push(simple(c));
    if (peek(c) !== Kind.semicolon) break;
    while (peek(c) === Kind.semicolon) advance(c);
    if (endsStatement(peek(c))) break;
  }
  if (peek(c) !== Kind.newline) return;
  advance(c);
  if (c.broken && peek(c) === Kind.indent) {
    const start = here(c);
    const names = namesBoundIn(silently(c, () => indented(c)));
    list.push(errorStatement({ start, end: Math.max(start, lastTokenEnd(c)) }, names, []));
  }
}

/** `>>> ` and `... ` of a session that was copied. */
function skipPrompt(c: Cursor): void {
  const { at } = c;
  const isFirst = peek(c) === Kind.shift && kindAt(c, at + 1) === Kind.greater;
  const isNext = peek(c) === Kind.ellipsis && !endsStatement(kindAt(c, at + 1));
  if (!isFirst && !isNext) return;
  advance(c);
  if (isFirst) advance(c);
  const span = { start: spanOf(c, at).start, end: lastEnd(c) };
  const blank = c.text.charAt(span.end) === " " ? 1 : 0;
  const fix = replace("Strike the prompt", { start: span.start, end: span.end + blank }, "");
  note(c, problem("prompt", span, [c.text.slice(span.start, span.end)], { fix }));
  c.first = c.at;
}

function simple(c: Cursor): Stmt {
  const kind = peek(c);
  if (kind === Kind.name) {
    if (isPrintedText(c)) return printedText(c);
    const next = kindAt(c, c.at + 1);
    if (next === Kind.assign) return binding(c);
    if (next >= Kind.plusAssign && next <= Kind.matmulAssign) return augmented(c);
    if (next === Kind.colon || next === Kind.walrus) return annotatedBinding(c);
    return expressionStatement(c);
  }
  if (kind === Kind.floorDivide || kind === Kind.remainder) return foreignComment(c);
  if (kind < Kind.and || kindAt(c, c.at + 1) === Kind.assign) {
    return kind === Kind.matmul ? foreignLine(c) : expressionStatement(c);
  }
  switch (kind) {
    case Kind.return:
      return returnStatement(c);
    case Kind.from:
      return fromStatement(c);
    case Kind.import:
      return importStatement(c);
    case Kind.foreign:
      return foreignLine(c);
    case Kind.def:
    case Kind.for:
      return misplacedHeader(c);
    default:
      return startsForeignBlock(kind) ? foreignLine(c) : expressionStatement(c);
  }
}

/** A header behind a colon or a semicolon. */
function misplacedHeader(c: Cursor): Stmt {
  const start = here(c);
  fail(c, problem("block-in-line", spanOf(c, c.at), [textOf(c, c.at)], { fix: ownLine(c) }));
  skipStatement(c);
  return errorStatement({ start, end: lastEnd(c) }, [], []);
}

function returnStatement(c: Cursor): Stmt {
  const word = spanOf(c, c.at);
  advance(c);
  if (!c.inFunction) fail(c, problem("return-outside", word, []));
  if (endsStatement(peek(c))) {
    fail(c, problem("return-value", word, []));
    return errorStatement(word, [], []);
  }
  const value = expressionList(c);
  const whole = endStatement(c);
  const span = { start: word.start, end: lastEnd(c) };
  if (!c.inFunction) return errorStatement(span, [], [value]);
  if (whole) return { kind: "return", span, value };
  const rest = { start: value.span.start, end: span.end };
  return { kind: "return", span, value: { kind: "error", span: rest, parts: [value] } };
}

/** `print("…", …)` and `print(f"…")`. */
function isPrintedText(c: Cursor): boolean {
  if (textOf(c, c.at) !== "print" || kindAt(c, c.at + 1) !== Kind.openParen) return false;
  const argument = c.at + 2;
  if (kindAt(c, argument) === Kind.string) return true;
  const touches = spanOf(c, argument).end === spanOf(c, argument + 1).start;
  return kindAt(c, argument) === Kind.name && kindAt(c, argument + 1) === Kind.string && touches;
}

function printedText(c: Cursor): Stmt {
  const word = spanOf(c, c.at);
  skipStatement(c);
  const span = { start: word.start, end: lastEnd(c) };
  fail(c, problem("print-text", word, [], { fix: strikeLines(c.text, span) }));
  return errorStatement(span, [], []);
}

/** A line of its own: a value to show, a target, training; or a binding whose left side is more than a name. */
function expressionStatement(c: Cursor): Stmt {
  const start = here(c);
  const first = expression(c);
  const items = [first];
  while (peek(c) === Kind.comma) {
    advance(c);
    if (endsStatement(peek(c)) || peek(c) === Kind.assign) break;
    items.push(expression(c));
  }
  const kind = peek(c);
  if (kind === Kind.assign || (kind >= Kind.plusAssign && kind <= Kind.matmulAssign)) {
    return bindingOf(c, start, items);
  }
  const loneComma = items.length === 1 && kindAt(c, c.at - 1) === Kind.comma;
  if (loneComma && endsStatement(kind)) failLoneComma(c, c.at - 1);
  const whole = endStatement(c);
  const span = { start, end: lastEnd(c) };
  if (items.length > 1) fail(c, problem("comma-line", span, [], { fix: eachOnOwnLine(c, items) }));
  if (!whole || loneComma || items.length > 1 || first.kind === "error")
    return errorStatement(span, [], items);
  return valueStatement(c, span, first);
}

function valueStatement(c: Cursor, span: Span, value: Expr): Stmt {
  if (value.kind === "attribute" && value.attribute.name === "backward") {
    const keyword = value.attribute.span;
    const fix = replace("Add ()", { start: keyword.end, end: keyword.end }, "()");
    note(c, problem("backward-not-called", keyword, [], { fix }));
    return { kind: "backward", span, keyword, value: value.object, args: [] };
  }
  if (value.kind !== "call") return { kind: "expr", span, value };
  const { callee, receiver, args } = value;
  if (receiver !== undefined) {
    if (callee.name !== "backward") return { kind: "expr", span, value };
    return { kind: "backward", span, keyword: callee.span, value: receiver, args };
  }
  if (callee.name === "minimize") return { kind: "minimize", span, keyword: callee.span, args };
  if (callee.name !== "print") return { kind: "expr", span, value };
  const [only] = args;
  if (only === undefined || args.length > 1) {
    note(c, problem("print", callee.span, [], { fix: eachShown(c, span, args) }));
    return errorStatement(span, [], [value]);
  }
  const edits = [
    { span: { start: span.start, end: only.value.span.start }, text: "" },
    { span: { start: only.value.span.end, end: span.end }, text: "" },
  ];
  note(c, problem("print", callee.span, [], { fix: { title: `Show ${shownValue(c, only.value)}`, edits } }));
  return { kind: "expr", span, value: only.value };
}

/** The values that a `print` has, each on a line of its own, and no texts. */
function eachShown(c: Cursor, span: Span, args: readonly Argument[]): Fix | undefined {
  const shown = args.filter(({ keyword, value }) => keyword === undefined && value.kind !== "string");
  const isReadable = shown.every(({ value }) => value.kind !== "error");
  if (shown.length === 0 || !isReadable) return undefined;
  const lines = shown.map((arg) => c.text.slice(arg.span.start, arg.span.end));
  return replace("Show each on a line of its own", span, lines.join(lineBetween(c.text, span.start)));
}

function shownValue(c: Cursor, value: Expr): string {
  const source = c.text.slice(value.span.start, value.span.end);
  return source.length > 24 ? "the value alone" : source;
}
