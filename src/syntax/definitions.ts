/** Functions and their backward blocks. */
import { linesOf, startOfLine } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import { problem } from "../problems.ts";
import { annotation, notAShape } from "./annotations.ts";
import { commentsAbove } from "./comments-above.ts";
import {
  advance,
  beginStatement,
  endsStatement,
  fail,
  here,
  identifier,
  isClosing,
  isOpening,
  kindAt,
  lastEnd,
  note,
  noteBound,
  peek,
  shown,
  skipToColon,
  spanOf,
  startOf,
  textOf,
  type Cursor,
} from "./cursor.ts";
import { headerEnd } from "./ends.ts";
import { errorStatement, lastTokenEnd, silently } from "./ends.ts";
import { expression } from "./expressions.ts";
import { separated } from "./separated.ts";
import { block } from "./statements.ts";
import { Kind } from "./tokens.ts";
import type { BackwardBlock, Identifier, Parameter, Stmt } from "./tree.ts";
import { guess, replace, returned } from "./fixes.ts";
import { failAfterValue } from "./unexpected.ts";

/** `def name(p, q=default):` with its block, and the backward block that follows. */
export function definition(c: Cursor): Stmt {
  const word = spanOf(c, c.at);
  const doc = docAbove(c.text, word.start);
  advance(c);
  if (peek(c) !== Kind.name) {
    fail(c, problem("function-name", word, []));
    return unreadable(c, word);
  }
  const name = identifier(c, c.at);
  advance(c);
  const params = parameters(c, name);
  const header = { start: word.start, end: headerEnd(c, word) };
  const body = functionBody(c, word, name.name, name.span);
  const end = lastTokenEnd(c);
  const backward = isBackwardHeader(c) ? backwardBlock(c) : undefined;
  const span = { start: word.start, end: backward?.span.end ?? end };
  return { kind: "def", span, header, name, params, body, backward, doc };
}

/** Whether `backward(…):` or `backward(…)` with a block below it stands at the cursor. */
export function isBackwardHeader(c: Cursor): boolean {
  if (peek(c) !== Kind.name || kindAt(c, c.at + 1) !== Kind.openParen || textOf(c, c.at) !== "backward")
    return false;
  let depth = 0;
  let squares = 0;
  for (let token = c.at + 1; ; token++) {
    const kind = kindAt(c, token);
    if (endsStatement(kind)) return kind === Kind.newline && kindAt(c, token + 1) === Kind.indent;
    if (isOpening(kind)) depth += 1;
    else if (isClosing(kind)) depth -= 1;
    else if (kind === Kind.colon && depth <= 1 && squares <= 0) return true;
    if (kind === Kind.openSquare) squares += 1;
    else if (kind === Kind.closeSquare) squares -= 1;
  }
}

/** A backward block that no function stands right before, or that already has one. */
export function strayBackward(c: Cursor, before: Stmt | undefined): Stmt {
  const word = spanOf(c, c.at);
  const second = before?.kind === "def" && before.backward !== undefined;
  fail(
    c,
    second
      ? problem("second-backward-block", word, [before.name.name])
      : problem("stray-backward-block", word, []),
  );
  return unreadable(c, word);
}

/** The block of a header that cannot be read is left out with it: names bound in it are a function's own. */
function unreadable(c: Cursor, word: Span): Stmt {
  skipToColon(c);
  if (peek(c) === Kind.colon) advance(c);
  silently(c, () => block(c, word));
  return errorStatement({ start: word.start, end: lastTokenEnd(c) }, [], []);
}

function parameters(c: Cursor, name: Identifier): readonly Parameter[] {
  if (peek(c) !== Kind.openParen) {
    const { end } = name.span;
    const fix =
      peek(c) === Kind.colon ? guess(`Write ${name.name}(x)`, { start: end, end }, "(x)") : undefined;
    fail(c, problem("function-parameters", name.span, [name.name], { fix }));
    return [];
  }
  const params: Parameter[] = [];
  const read = (): void => {
    params.push(...parameter(c));
    while (peek(c) === Kind.name) {
      failAfterValue(c);
      params.push(...parameter(c));
    }
  };
  separated(c, Kind.closeParen, read, () => undefined);
  if (peek(c) === Kind.arrow) {
    const start = lastEnd(c);
    const arrow = spanOf(c, c.at);
    skipToColon(c);
    const fix = replace("Strike it", { start, end: lastEnd(c) }, "");
    note(c, problem("return-annotation", { start: arrow.start, end: lastEnd(c) }, [], { fix }));
  }
  const firstDefault = params.findIndex((param) => param.default !== undefined);
  if (firstDefault >= 0) {
    const late = params.slice(firstDefault).find((param) => param.default === undefined);
    if (late !== undefined) fail(c, problem("default-order", late.span, [late.name.name]));
  }
  return params;
}

/** Reads one parameter, or nothing where none can be read. */
function parameter(c: Cursor): readonly Parameter[] {
  const start = here(c);
  if (peek(c) === Kind.times || peek(c) === Kind.power || peek(c) === Kind.divide) {
    if (isSeparator(c)) return separator(c);
    fail(c, problem("star-parameter", spanOf(c, c.at), []));
    advance(c);
  }
  if (peek(c) !== Kind.name) {
    fail(c, problem("parameter", spanOf(c, c.at), [shown(c, c.at)]));
    return [];
  }
  const name = identifier(c, c.at);
  noteBound(c, name.name);
  advance(c);
  let shape: Parameter["annotation"];
  if (peek(c) === Kind.colon) {
    const colon = c.at;
    advance(c);
    if (peek(c) === Kind.openSquare) shape = annotation(c);
    else if (!endsStatement(peek(c))) notAShape(c, colon);
  }
  let byDefault: Parameter["default"];
  if (peek(c) === Kind.assign) {
    advance(c);
    byDefault = expression(c);
  }
  return [{ span: { start, end: lastEnd(c) }, name, annotation: shape, default: byDefault }];
}

/** Whether a `*` or `/` stands by itself between parameters. */
function isSeparator(c: Cursor): boolean {
  const next = kindAt(c, c.at + 1);
  return peek(c) !== Kind.power && (next === Kind.comma || next === Kind.closeParen);
}

/** Python's `*` and `/` between parameters say how arguments are given; every argument may be given by its name here. */
function separator(c: Cursor): readonly Parameter[] {
  const span = spanOf(c, c.at);
  const last = kindAt(c, c.at + 1) === Kind.closeParen;
  const struck =
    last && kindAt(c, c.at - 1) === Kind.comma
      ? { start: startOf(c, c.at - 1), end: span.end }
      : { start: span.start, end: startOf(c, c.at + (last ? 1 : 2)) };
  note(c, problem("separator-parameter", span, [textOf(c, c.at)], { fix: replace("Strike it", struck, "") }));
  advance(c);
  return [];
}

function backwardBlock(c: Cursor): BackwardBlock {
  beginStatement(c);
  const keyword = spanOf(c, c.at);
  advance(c);
  const params = separated(c, Kind.closeParen, upstreamName, (span, read) => read ?? { name: "", span });
  if (params.length === 0) {
    const at = keyword.end + 1;
    note(c, problem("upstream-name", keyword, [], { fix: guess("Write g", { start: at, end: at }, "g") }));
  }
  headerEnd(c, keyword);
  const body = functionBody(c, keyword, "backward", keyword);
  const named = params.filter((param) => param.name !== "");
  return { span: { start: keyword.start, end: lastTokenEnd(c) }, keyword, params: named, body };
}

function upstreamName(c: Cursor): Identifier {
  const read = identifier(c, c.at);
  if (peek(c) === Kind.name) {
    advance(c);
    if (peek(c) === Kind.comma || isClosing(peek(c)) || endsStatement(peek(c))) return read;
    fail(c, problem("upstream-name", spanOf(c, c.at), []));
    return read;
  }
  const fix = kindAt(c, c.at + 1) === Kind.closeParen ? guess("Write g", read.span, "g") : undefined;
  fail(c, problem("upstream-name", read.span, [], { fix }));
  return { name: "", span: read.span };
}

/** A body, whose last statement has to be its only `return`; lines that could not be read are not held against it. */
function functionBody(c: Cursor, word: Span, name: string, place: Span): readonly Stmt[] {
  const { inFunction } = c;
  c.inFunction = true;
  const body = block(c, word);
  c.inFunction = inFunction;
  const last = body.findLastIndex((one) => one.kind !== "error");
  const returns = body.some((one) => one.kind === "return");
  if (!returns && body.length > 0 && !body.some((one) => one.kind === "error")) {
    note(c, problem("missing-return", place, [name], { fix: returned(c, body) }));
  }
  return body.map((one, i) => {
    if (one.kind !== "return" || i === last) return one;
    note(c, problem("return-outside", one.span, []));
    return errorStatement(one.span, [], [one.value]);
  });
}

/** The comment lines directly above a line and as far indented as it, without their `#`. */
export function docAbove(text: string, start: number): string {
  const comments = text.slice(commentsAbove(text, start), startOfLine(text, start));
  return linesOf(comments)
    .slice(0, -1)
    .map((line) => line.replace(/^[\t ]*# ?/, "").trimEnd())
    .join("\n");
}
