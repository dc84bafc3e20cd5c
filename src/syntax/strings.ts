/** Strings in single or double quotes, with Python's escapes. */
import { startOfLine } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import { problem, type Fix } from "../problems.ts";
import { broken } from "./broken.ts";
import { advance, endsStatement, fail, peek, spanOf, startOf, textOf, type Cursor } from "./cursor.ts";
import { strikeLines } from "./foreign-fill.ts";
import { isClosedString, isTripleQuoted } from "./lexer.ts";
import type { Expr } from "./tree.ts";
import { guess, replace } from "./fixes.ts";

export function stringLiteral(c: Cursor): Expr {
  const span = spanOf(c, c.at);
  const source = textOf(c, c.at);
  const quote = source.charAt(0);
  advance(c);
  if (isTripleQuoted(source)) {
    fail(c, problem("triple-quotes", span, [], { fix: asComment(c, span, source) }));
    return broken(span, []);
  }
  if (!isClosedString(source)) {
    const end = span.end - (/[\s)\],:]*$/.exec(source.slice(1))?.[0].length ?? 0);
    const fix = guess(`Close it with ${quote}`, { start: end, end }, quote);
    fail(c, problem("unclosed-string", span, [quote], { fix }));
    return broken(span, []);
  }
  return { kind: "string", span, value: stringValue(source) };
}

/** A text that stands alone on its lines, as Python writes what a function does, becomes comments. */
function asComment(c: Cursor, span: Span, source: string): Fix | undefined {
  const isAlone = startOf(c, c.first) === span.start && endsStatement(peek(c));
  if (!isAlone || !isClosedString(source)) return undefined;
  const lines = source.slice(3, -3).split(/\r\n|[\r\n]/);
  const said = lines.map((line) => line.trim()).filter((line) => line !== "");
  const indentation = c.text.slice(startOfLine(c.text, span.start), span.start);
  if (said.length === 0) return strikeLines(c.text, span);
  return replace("Write it as a comment", span, said.map((line) => `# ${line}`).join(`\n${indentation}`));
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
