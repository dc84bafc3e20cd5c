/** `for i in range(…):`, the only loop. */
import type { Span } from "../base/span.ts";
import { problem, type Fix } from "../problems.ts";
import { brokenItem } from "./broken.ts";
import {
  advance,
  fail,
  identifier,
  kindAt,
  noteBound,
  peek,
  skipToColon,
  spanOf,
  textOf,
  type Cursor,
} from "./cursor.ts";
import { headerEnd } from "./ends.ts";
import { errorStatement, lastTokenEnd, silently } from "./ends.ts";
import { expression } from "./expressions.ts";
import { lineBetween, replace, searched } from "./fixes.ts";
import { separated } from "./separated.ts";
import { block } from "./statements.ts";
import { Kind } from "./tokens.ts";
import { eachInTurn, namesOver } from "./unroll.ts";
import type { Identifier, Stmt, StmtOf } from "./tree.ts";
import { namesBoundIn } from "./walk.ts";

export function loop(c: Cursor): Stmt {
  const word = spanOf(c, c.at);
  advance(c);
  const names: Identifier[] = [];
  while (peek(c) === Kind.name) {
    names.push(identifier(c, c.at));
    advance(c);
    if (peek(c) !== Kind.comma) break;
    advance(c);
  }
  const [name] = names;
  if (name === undefined || peek(c) !== Kind.in) {
    const { start } = spanOf(c, c.at);
    const isRange = name !== undefined && peek(c) === Kind.name && textOf(c, c.at) === "range";
    const fix = isRange ? replace("Add in", { start, end: start }, "in ") : undefined;
    fail(c, problem("for-form", word, [], { fix }));
    return unreadable(c, word.start, names);
  }
  advance(c);
  const isRange =
    peek(c) === Kind.name && textOf(c, c.at) === "range" && kindAt(c, c.at + 1) === Kind.openParen;
  if (!isRange || names.length > 1) {
    const found = problem("for-range-only", spanOf(c, c.at), []);
    const [over, listed] = [rowsOf(c, names), namesOver(c)];
    const stmt = unreadable(c, word.start, names);
    const each = listed && eachInTurn(c, word, names, listed, stmt.span.end);
    const fix = each ?? (over === undefined ? undefined : byIndex(c, word, over, stmt));
    fail(c, fix === undefined ? found : { ...found, fixes: [fix] });
    return stmt;
  }
  advance(c);
  noteBound(c, name.name);
  const range = separated(c, Kind.closeParen, expression, brokenItem);
  const header = { start: word.start, end: headerEnd(c, word) };
  const { inFunction } = c;
  c.inFunction = false;
  const body = block(c, word);
  c.inFunction = inFunction;
  const span = { start: word.start, end: lastTokenEnd(c) };
  return { kind: "for", span, header, name, range, body };
}

/** What a loop of Python goes over, with the cursor behind `in`: the tensors, and the names of their rows and of the turn. */
interface Rows {
  readonly tensors: readonly string[];
  readonly rows: readonly Identifier[];
  readonly turn: Identifier | undefined;
}

/** `for x in xs:`, `for i, x in enumerate(xs):` and `for x, y in zip(xs, ys):`; nothing for what is more than names. */
function rowsOf(c: Cursor, names: readonly Identifier[]): Rows | undefined {
  const isName = (token: number): boolean => kindAt(c, token) === Kind.name;
  const [first, ...others] = names;
  if (first === undefined || !isName(c.at)) return undefined;
  const word = textOf(c, c.at);
  if (kindAt(c, c.at + 1) === Kind.colon)
    return others.length === 0 ? { tensors: [word], rows: names, turn: undefined } : undefined;
  if (kindAt(c, c.at + 1) !== Kind.openParen) return undefined;
  const tensors: string[] = [];
  let token = c.at + 2;
  for (; isName(token); token += 2) {
    tensors.push(textOf(c, token));
    if (kindAt(c, token + 1) !== Kind.comma) break;
  }
  const isWhole = kindAt(c, token + 1) === Kind.closeParen && kindAt(c, token + 2) === Kind.colon;
  const [turn, rows] = word === "enumerate" ? [first, others] : [undefined, names];
  if (!isWhole || (word !== "enumerate" && word !== "zip") || tensors.length !== rows.length)
    return undefined;
  return { tensors, rows, turn };
}

/** The loop over the places of the rows, each row bound in its first lines. */
function byIndex(
  c: Cursor,
  word: Span,
  { tensors, rows, turn }: Rows,
  stmt: StmtOf<"error">,
): Fix | undefined {
  const header = /:[ \t]*(?:#.*)?/g;
  header.lastIndex = word.start;
  const colon = header.exec(c.text)?.index;
  if (colon === undefined) return undefined;
  const inner = /\S/g;
  inner.lastIndex = header.lastIndex;
  const body = inner.exec(c.text)?.index ?? c.text.length;
  if (body >= stmt.span.end) return undefined;
  const text = (one: Identifier): string => c.text.slice(one.span.start, one.span.end);
  const i = turn === undefined ? freeName(c) : text(turn);
  if (i === undefined) return undefined;
  const behind = lineBetween(c.text, body);
  const bound = rows.map((row, at) => `${text(row)} = ${tensors[at]}[${i}]${behind}`).join("");
  return {
    title: "Go over the rows by their index",
    edits: [
      { span: { start: word.start, end: colon }, text: `for ${i} in range(len(${tensors[0]}))` },
      { span: { start: body, end: body }, text: bound },
    ],
  };
}

/** A name for the turns of a loop that the file has not; it is looked for where the file has few problems. */
function freeName(c: Cursor): string | undefined {
  if (c.problems.length > searched) return undefined;
  return ["i", "j", "k", "turn"].find((name) => !new RegExp(`\\b${name}\\b`).test(c.text));
}

function unreadable(c: Cursor, start: number, names: readonly Identifier[]): StmtOf<"error"> {
  const word = spanOf(c, c.at);
  skipToColon(c);
  if (peek(c) === Kind.colon) advance(c);
  const body = silently(c, () => block(c, word));
  return errorStatement({ start, end: lastTokenEnd(c) }, [...names, ...namesBoundIn(body)], []);
}
