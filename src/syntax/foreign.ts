/** Statements of Python that the language lacks: each is one problem that says what to write instead, its block aside. */
import { problem, type Problem } from "../problems.ts";
import {
  advance,
  fail,
  lastEnd,
  peek,
  skipStatement,
  skipToColon,
  spanOf,
  textOf,
  type Cursor,
} from "./cursor.ts";
import { foreignWords } from "./foreign-words.ts";
import { strikeLine } from "./imports.ts";
import { block, boundNames, errorStatement, lastTokenEnd, silently } from "./statements.ts";
import { Kind } from "./tokens.ts";
import type { Identifier, Stmt } from "./tree.ts";

/** Whether a keyword heads a block in Python that has no meaning here. */
export function startsForeignBlock(kind: number): boolean {
  return kind === Kind.if || kind === Kind.else || (kind >= Kind.while && kind <= Kind.finally);
}

/** `if …:` with its block, and what belongs to it: `elif`, `else`, `except` and `finally` with theirs. */
export function foreignBlock(c: Cursor): Stmt {
  const first = peek(c);
  const word = spanOf(c, c.at);
  fail(c, foreignProblem(c, first));
  const names: Identifier[] = [];
  do {
    const header = spanOf(c, c.at);
    advance(c);
    skipToColon(c);
    if (peek(c) === Kind.colon) advance(c);
    const body = silently(c, () => block(c, header));
    if (first !== Kind.class) for (const name of boundNames(body)) names.push(name);
  } while (continuesBlock(peek(c)));
  return errorStatement({ start: word.start, end: lastTokenEnd(c) }, names, []);
}

/** A word or a decorator whose line has no meaning. */
export function foreignLine(c: Cursor): Stmt {
  const kind = peek(c);
  const start = spanOf(c, c.at).start;
  const found = foreignProblem(c, kind);
  skipStatement(c);
  const span = { start, end: lastEnd(c) };
  const struck = kind === Kind.matmul || (kind === Kind.foreign && textOf(c, c.at - 1) === "pass");
  fail(c, struck ? { ...found, fixes: [strikeLine(c, span)] } : found);
  return errorStatement(span, [], []);
}

function continuesBlock(kind: number): boolean {
  return kind === Kind.elif || kind === Kind.else || kind === Kind.except || kind === Kind.finally;
}

function foreignProblem(c: Cursor, kind: number): Problem {
  const span = spanOf(c, c.at);
  const word = textOf(c, c.at);
  switch (kind) {
    case Kind.if:
      return problem("if-statement", span, []);
    case Kind.elif:
    case Kind.else:
      return problem("else-statement", span, [word]);
    case Kind.while:
      return problem("while-statement", span, []);
    case Kind.class:
      return problem("class-statement", span, []);
    case Kind.with:
      return problem("with-statement", span, []);
    case Kind.try:
    case Kind.except:
    case Kind.finally:
      return problem("try-statement", span, [word]);
    case Kind.matmul:
      return problem("decorator", span, []);
    default:
      return problem("foreign-word", span, [word, foreignWords.get(word) ?? "strike it"]);
  }
}
