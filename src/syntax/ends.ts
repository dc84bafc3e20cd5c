/** Where statements, headers and blocks end, and what stands for one that could not be read. */
import type { Span } from "../base/span.ts";
import { problem } from "../problems.ts";
import {
  advance,
  endsStatement,
  fail,
  kindAt,
  lastEnd,
  peek,
  skipStatement,
  skipToColon,
  spanOf,
  type Cursor,
} from "./cursor.ts";
import { Kind } from "./tokens.ts";
import type { Expr, Identifier, StmtOf } from "./tree.ts";
import { replace } from "./fixes.ts";
import { failAfterValue } from "./unexpected.ts";

export function errorStatement(
  span: Span,
  names: readonly Identifier[],
  parts: readonly Expr[],
): StmtOf<"error"> {
  return { kind: "error", span, names, parts };
}

/** Gives up what is left of a statement, and reports it unless the statement is already known to be broken. */
export function endStatement(c: Cursor): boolean {
  if (endsStatement(peek(c))) return true;
  failAfterValue(c);
  skipStatement(c);
  return false;
}

/** Where the last token of a block that was just read ends: `dedent` stands where the next line starts. */
export function lastTokenEnd(c: Cursor): number {
  let token = c.at - 1;
  while (token > 0 && (kindAt(c, token) === Kind.dedent || kindAt(c, token) === Kind.newline)) token -= 1;
  return spanOf(c, token).end;
}

/** Reads for its names only what no statement can hold: the block below a header that has no meaning. */
export function silently<T>(c: Cursor, read: () => T): T {
  const { broken } = c;
  c.silent += 1;
  const result = read();
  c.silent -= 1;
  c.broken = broken;
  return result;
}

/** Expects the colon of a header, and says where the header ends. */
export function headerEnd(c: Cursor, word: Span): number {
  if (peek(c) !== Kind.colon) {
    const end = lastEnd(c);
    const fix = endsStatement(peek(c)) ? replace("Add a colon", { start: end, end }, ":") : undefined;
    fail(c, problem("missing-colon", word, [c.text.slice(word.start, word.end)], { fix }));
  }
  if (c.broken) skipToColon(c);
  if (peek(c) === Kind.colon) advance(c);
  return lastEnd(c);
}
