/** Repairs that the tokens around a mistake tell, where no expression can be read. */
import { lineBreakOf, startOfLine } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import type { Fix, TextEdit } from "../problems.ts";
import {
  endOf,
  endsStatement,
  isClosing,
  isOpening,
  kindAt,
  lastEnd,
  nameOf,
  peek,
  shown,
  spanOf,
  startOf,
  textOf,
  type Cursor,
} from "./cursor.ts";
import { Kind } from "./tokens.ts";
import type { Expr, ExprOf, Stmt } from "./tree.ts";
import { namesBoundIn } from "./walk.ts";

/** How many problems a file has at most whose repair looks through the whole of it, so that reading stays linear. */
export const searched = 100;

export function replace(title: string, span: Span, text: string): Fix {
  return { title, edits: [{ span, text }] };
}

/** A repair that only a person can tell to be the right one. */
export function guess(title: string, span: Span, text: string): Fix {
  return { ...replace(title, span, text), guess: true };
}

/** `f as g` without `as g`, and `f` wherever the file says `g`; nothing where either means something else there. */
export function ownName(c: Cursor, read: Span, renamed: Span): Fix | undefined {
  const text = c.text.slice(read.start, read.end);
  const uses = renamedTokens(c, Kind.name, renamed, text);
  if (uses === undefined) return undefined;
  return {
    title: `Write ${text} everywhere`,
    edits: [{ span: { start: read.end, end: renamed.end }, text: "" }, ...uses],
  };
}

/** A word of the language at the cursor, which stands for a value, as a name: `lambda` becomes `lambda_` everywhere. */
export function wordAsName(c: Cursor): Fix | undefined {
  // The other words have a meaning wherever they stand.
  if (peek(c) < Kind.lambda) return undefined;
  const text = `${textOf(c, c.at)}_`;
  const span = spanOf(c, c.at);
  const uses = renamedTokens(c, peek(c), span, text);
  if (uses === undefined) return undefined;
  return { title: `Write ${text} everywhere`, edits: [{ span, text }, ...uses], guess: true };
}

/** Every other token of this kind and text, written anew; nothing where the new name stands in the file already. */
function renamedTokens(c: Cursor, kind: number, from: Span, to: string): TextEdit[] | undefined {
  if (c.problems.length > searched) return undefined;
  const text = c.text.slice(from.start, from.end).normalize("NFKC");
  const name = to.normalize("NFKC");
  const edits: TextEdit[] = [];
  for (let token = 0; kindAt(c, token) !== Kind.end; token++) {
    if (kindAt(c, token) !== kind && kindAt(c, token) !== Kind.name) continue;
    if (kindAt(c, token - 1) === Kind.dot) continue;
    const found = nameOf(c, token);
    const span = spanOf(c, token);
    const isImported = kind === Kind.name && span.end < from.start && kindAt(c, token + 1) === Kind.as;
    if (found === name && !isImported) return undefined;
    if (found !== text || span.start === from.start) continue;
    if (kind === Kind.name && kindAt(c, token + 1) === Kind.assign) return undefined;
    edits.push({ span, text: to });
  }
  return edits;
}

/** `{1, 2}` in square brackets; nothing for what has pairs in it, or never ends. */
export function squared(c: Cursor): Fix | undefined {
  for (let token = c.at + 1; !endsStatement(kindAt(c, token)); token++) {
    const kind = kindAt(c, token);
    if (kind === Kind.colon || kind === Kind.openBrace) return undefined;
    if (kind !== Kind.closeBrace) continue;
    const edits = [
      { span: spanOf(c, c.at), text: "[" },
      { span: spanOf(c, token), text: "]" },
    ];
    return { title: "Write square brackets", edits };
  }
  return undefined;
}

/** Values that stand side by side as a product; nothing for texts, and none among parameters. */
export function productOfBoth(c: Cursor): readonly Fix[] {
  const gaps = gapsFrom(c);
  const isText = kindAt(c, c.at) === Kind.string || kindAt(c, c.at - 1) === Kind.string;
  return isText || kindAt(c, c.first) === Kind.def
    ? []
    : [filled(c, gaps, " * ", "Put * between the values")];
}

/** In brackets commas may be missing instead: `[1 2 3]`. */
export function separatedByCommas(c: Cursor): readonly Fix[] {
  return [filled(c, gapsFrom(c), ", ", "Put commas between the values"), ...productOfBoth(c)];
}

function filled(c: Cursor, gaps: readonly Span[], text: string, many: string): Fix {
  const one = `Write ${shown(c, c.at - 1)}${text}${shown(c, c.at)}`;
  return {
    title: gaps.length === 1 ? one : many,
    edits: gaps.map((span) => ({ span, text })),
    guess: true,
  };
}

/** Where two values stand side by side from the cursor on, as far as its bracket or its statement reaches. */
function gapsFrom(c: Cursor): readonly Span[] {
  const gaps: Span[] = [];
  let depth = 0;
  for (let token = c.at; depth >= 0 && !endsStatement(kindAt(c, token)); token++) {
    if (depth === 0 && isValueEnd(kindAt(c, token - 1)) && isValueStart(kindAt(c, token)))
      gaps.push({ start: endOf(c, token - 1), end: startOf(c, token) });
    if (isOpening(kindAt(c, token))) depth += 1;
    if (isClosing(kindAt(c, token))) depth -= 1;
  }
  return gaps;
}

/** `not a` in brackets, as far as it reaches. */
export function bracketedNot(c: Cursor): Fix {
  let depth = 0;
  let token = c.at + 1;
  for (; !endsStatement(kindAt(c, token)); token++) {
    const kind = kindAt(c, token);
    if (isOpening(kind)) depth += 1;
    if (isClosing(kind)) depth -= 1;
    const isOver = kind === Kind.comma || kind === Kind.and || kind === Kind.or || kind === Kind.if;
    if (depth < 0 || (depth === 0 && isOver)) break;
  }
  const { start } = spanOf(c, c.at);
  const end = endOf(c, token - 1);
  const edits = [
    { span: { start, end: start }, text: "(" },
    { span: { start: end, end }, text: ")" },
  ];
  return { title: "Put it in brackets", edits };
}

/** `name = a ? b : c` of other languages as a choice by values; the cursor is at the question mark. */
export function choiceOfMarks(c: Cursor): Fix | undefined {
  let start = c.at - 1;
  while (start > c.first && kindAt(c, start) !== Kind.assign) start -= 1;
  let colon = 0;
  let token = c.at + 1;
  for (; !endsStatement(kindAt(c, token)); token++) {
    if (kindAt(c, token) === Kind.bad) return undefined;
    if (kindAt(c, token) === Kind.colon) colon = token;
  }
  if (kindAt(c, start) !== Kind.assign || colon === 0) return undefined;
  const part = (from: number, to: number): string => c.text.slice(startOf(c, from), endOf(c, to - 1));
  const parts = [part(start + 1, c.at), part(c.at + 1, colon), part(colon + 1, token)];
  const span = { start: startOf(c, start + 1), end: endOf(c, token - 1) };
  return guess("Choose by values", span, `where(${parts.join(", ")})`);
}

/** The header of a block behind a semicolon, moved to a line of its own. */
export function ownLine(c: Cursor): Fix | undefined {
  if (kindAt(c, c.at - 1) !== Kind.semicolon) return undefined;
  const from = startOfLine(c.text, startOf(c, c.at));
  const indentation = /^[ \t]*/.exec(c.text.slice(from, startOf(c, c.at)))?.[0] ?? "";
  const span = { start: endOf(c, c.at - 2), end: startOf(c, c.at) };
  return replace("Put it on a line of its own", span, lineBreakOf(c.text) + indentation);
}

/** `a, b` alone on a line, one below the other. */
export function eachOnOwnLine(c: Cursor, items: readonly Expr[]): Fix {
  const between = lineBetween(c.text, items[0]?.span.start ?? 0);
  const edits = items.slice(1).map(({ span }, i) => ({
    span: { start: items[i]?.span.end ?? 0, end: span.start },
    text: between,
  }));
  return { title: "Put each on a line of its own", edits };
}

/** A body that ends without a `return`: it gives its last value. */
export function returned(c: Cursor, body: readonly Stmt[]): Fix | undefined {
  const last = body.at(-1);
  if (last?.kind === "expr")
    return guess("Return it", { start: last.span.start, end: last.span.start }, "return ");
  const name = namesBoundIn(body).at(-1);
  const first = body[0]?.span.start ?? 0;
  if (last === undefined || name === undefined) return undefined;
  const text = c.text.slice(name.span.start, name.span.end);
  const { end } = last.span;
  return guess(`Return ${text}`, { start: end, end }, `${lineBetween(c.text, first)}return ${text}`);
}

/** `x[i] = row` as a tensor of the rows before, the new one, and those behind. */
export function rowChanged(c: Cursor, start: number, target: ExprOf<"index">, value: Expr): Fix | undefined {
  const { object, items } = target;
  const [item] = items;
  if (object.kind !== "name" || item?.kind !== "at" || item.value.kind !== "number") return undefined;
  const { value: i } = item.value;
  if (!Number.isSafeInteger(i)) return undefined;
  const name = c.text.slice(object.span.start, object.span.end);
  const row = c.text.slice(value.span.start, value.span.end);
  const before = i === 0 ? "" : `${name}[:${i}], `;
  const text = `${name} = cat([${before}stack([${row}]), ${name}[${i + 1}:]])`;
  return guess("Change the row", { start, end: lastEnd(c) }, text);
}

/** What stands between a statement that begins here and one more: a line's break and indentation, or `; ` within a line. */
export function lineBetween(text: string, start: number): string {
  const indentation = text.slice(startOfLine(text, start), start);
  return indentation.trim() === "" ? lineBreakOf(text) + indentation : "; ";
}

function isValueStart(kind: number): boolean {
  return (kind >= Kind.name && kind <= Kind.string) || kind === Kind.openSquare;
}

function isValueEnd(kind: number): boolean {
  return (kind >= Kind.name && kind <= Kind.string) || isClosing(kind);
}
