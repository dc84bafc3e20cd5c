/** `for i in range(…):`, the only loop. */
import { problem } from "../problems.ts";
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
import { namesBoundIn, errorStatement, lastTokenEnd, silently } from "./ends.ts";
import { expression } from "./expressions.ts";
import { separated } from "./separated.ts";
import { block } from "./statements.ts";
import { Kind } from "./tokens.ts";
import type { Identifier, Stmt } from "./tree.ts";

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
    fail(c, problem("for-form", word, []));
    return unreadable(c, word.start, names);
  }
  advance(c);
  const isRange =
    peek(c) === Kind.name && textOf(c, c.at) === "range" && kindAt(c, c.at + 1) === Kind.openParen;
  if (!isRange || names.length > 1) {
    fail(c, problem("for-range-only", spanOf(c, c.at), []));
    return unreadable(c, word.start, names);
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

function unreadable(c: Cursor, start: number, names: readonly Identifier[]): Stmt {
  const word = spanOf(c, c.at);
  skipToColon(c);
  if (peek(c) === Kind.colon) advance(c);
  const body = silently(c, () => block(c, word));
  return errorStatement({ start, end: lastTokenEnd(c) }, [...names, ...namesBoundIn(body)], []);
}
