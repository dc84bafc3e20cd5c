/** From a file's text to its tree: never throws, always ends, and one mistake costs one line and gives one problem. */
import { problem, type Problem } from "../problems.ts";
import { advance, createCursor, peek, type Cursor } from "./cursor.ts";
import { layOut } from "./layout.ts";
import { lex } from "./lexer.ts";
import { statements } from "./statements.ts";
import { Kind, type Lookalike } from "./tokens.ts";
import type { Stmt, Tree } from "./tree.ts";
import { replace } from "./fixes.ts";

export interface Parsed {
  readonly tree: Tree;
  /** In the order of their places. */
  readonly problems: readonly Problem[];
}

/** Reads any text whatsoever. */
export function parse(text: string): Parsed {
  const tokens = layOut(lex(text));
  const cursor = createCursor(tokens);
  const list = allStatements(cursor);
  const problems = [...cursor.problems, ...tokens.lookalikes.map(lookalikeProblem(text))];
  if (problems.length > 1) problems.sort((a, b) => a.span.start - b.span.start);
  return { tree: { text, statements: list, comments: tokens.comments }, problems };
}

function allStatements(c: Cursor): readonly Stmt[] {
  const list = statements(c);
  // Every block ends where it was opened, so this is the end of the file; should it not be, no line may get lost.
  while (peek(c) !== Kind.end) {
    advance(c);
    for (const one of statements(c)) list.push(one);
  }
  return list;
}

function lookalikeProblem(text: string): (found: Lookalike) => Problem {
  return ({ start, end, meant }) => {
    const span = { start, end };
    if (meant === "") {
      const code = `U+${(text.codePointAt(start) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
      return problem("invisible-character", span, [code], { fix: replace("Strike it", span, "") });
    }
    const fix = replace(`Write ${meant}`, span, meant);
    return problem("lookalike-character", span, [text.slice(start, end), meant], { fix });
  };
}
