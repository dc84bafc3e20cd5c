/** `from "other.grad" import f, x`; and Python's imports, which are not needed. */
import type { Span } from "../base/span.ts";
import { problem } from "../problems.ts";
import {
  advance,
  endsStatement,
  fail,
  identifier,
  isClosing,
  lastEnd,
  noteBound,
  peek,
  shown,
  skipStatement,
  spanOf,
  textOf,
  type Cursor,
} from "./cursor.ts";
import { endStatement, errorStatement } from "./ends.ts";
import { isClosedString, isTripleQuoted } from "./lexer.ts";
import { separated } from "./separated.ts";
import { stringLiteral, stringValue } from "./strings.ts";
import { Kind } from "./tokens.ts";
import type { Identifier, Stmt } from "./tree.ts";
import { ownName } from "./fixes.ts";
import { strikeLines } from "./foreign-fill.ts";
import { failAfterValue } from "./unexpected.ts";

export function fromStatement(c: Cursor): Stmt {
  const keyword = spanOf(c, c.at);
  advance(c);
  if (peek(c) === Kind.name || peek(c) === Kind.dot) return pythonImport(c, keyword);
  const source = textOf(c, c.at);
  const pathSpan = spanOf(c, c.at);
  if (peek(c) !== Kind.string) return unreadable(c, keyword, []);
  if (!isClosedString(source) || isTripleQuoted(source)) {
    stringLiteral(c);
    return unreadable(c, keyword, []);
  }
  advance(c);
  if (peek(c) !== Kind.import) return unreadable(c, keyword, []);
  advance(c);
  const names = importedNames(c);
  for (const name of names) noteBound(c, name.name);
  if (names.length === 0 || !endStatement(c) || c.broken) return unreadable(c, keyword, names);
  const span = { start: keyword.start, end: lastEnd(c) };
  return { kind: "from", span, keyword, path: stringValue(source), pathSpan, names };
}

/** `import torch`: its whole line can go. */
export function importStatement(c: Cursor): Stmt {
  const keyword = spanOf(c, c.at);
  advance(c);
  if (peek(c) === Kind.string) return unreadable(c, keyword, []);
  return pythonImport(c, keyword);
}

function pythonImport(c: Cursor, keyword: Span): Stmt {
  skipStatement(c);
  const span = { start: keyword.start, end: lastEnd(c) };
  fail(c, problem("python-import", span, [], { fix: strikeLines(c.text, span, "Strike it") }));
  return errorStatement(span, [], []);
}

function unreadable(c: Cursor, keyword: Span, names: readonly Identifier[]): Stmt {
  fail(c, problem("from-form", keyword, []));
  skipStatement(c);
  return errorStatement({ start: keyword.start, end: lastEnd(c) }, names, []);
}

function importedNames(c: Cursor): readonly Identifier[] {
  if (peek(c) === Kind.openParen) {
    return separated(c, Kind.closeParen, importedName, (span, read) => read ?? { name: "", span }).filter(
      (one) => one.name !== "",
    );
  }
  const names: Identifier[] = [];
  for (;;) {
    const read = importedName(c);
    if (read.name !== "") names.push(read);
    if (peek(c) !== Kind.comma) return names;
    advance(c);
  }
}

/** One name; of `f as g` the new one, for it is what the lines below use. */
function importedName(c: Cursor): Identifier {
  const read = identifier(c, c.at);
  if (peek(c) === Kind.name) {
    advance(c);
    if (peek(c) !== Kind.as) return read;
    const word = spanOf(c, c.at);
    advance(c);
    const renamed = peek(c) === Kind.name ? identifier(c, c.at) : read;
    if (peek(c) === Kind.name) advance(c);
    const fix = renamed === read ? undefined : ownName(c, read.span, renamed.span);
    fail(c, problem("from-as", word, [], { fix }));
    return renamed;
  }
  if (peek(c) === Kind.times) {
    fail(c, problem("from-star", read.span, []));
    advance(c);
  } else if (endsStatement(peek(c)) || peek(c) === Kind.comma || isClosing(peek(c))) {
    fail(c, problem("missing-value-after", spanOf(c, c.at - 1), [shown(c, c.at - 1)]));
  } else {
    failAfterValue(c);
  }
  return { name: "", span: read.span };
}
