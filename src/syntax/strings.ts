/** Strings in single or double quotes, with Python's escapes. */
import { problem } from "../problems.ts";
import { advance, fail, spanOf, textOf, type Cursor } from "./cursor.ts";
import { broken } from "./expressions.ts";
import { isClosedString, isTripleQuoted } from "./lexer.ts";
import type { Expr } from "./tree.ts";
import { replace } from "./unexpected.ts";

export function stringLiteral(c: Cursor): Expr {
  const span = spanOf(c, c.at);
  const source = textOf(c, c.at);
  const quote = source.charAt(0);
  advance(c);
  if (isTripleQuoted(source)) {
    fail(c, problem("triple-quotes", span, []));
    return broken(span, []);
  }
  if (!isClosedString(source)) {
    const end = span.end - (/[\s)\],:]*$/.exec(source.slice(1))?.[0].length ?? 0);
    const fix = replace(`Close it with ${quote}`, { start: end, end }, quote);
    fail(c, problem("unclosed-string", span, [quote], { fix }));
    return broken(span, []);
  }
  return { kind: "string", span, value: stringValue(source) };
}

/** The text between the quotes; a backslash before a character without a meaning of its own stays. */
export function stringValue(source: string): string {
  const inner = source.slice(1, -1);
  if (!inner.includes("\\")) return inner;
  return inner.replace(/\\(.)/gsu, (whole, escaped: string) => escapes.get(escaped) ?? whole);
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
]);
