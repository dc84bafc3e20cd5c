/** What is wrong with how far a line is indented, and how the lines above it are. */
import { startOfLine } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import { problem, type Fix, type Problem } from "../problems.ts";
import { peek, spanOf, type Cursor } from "./cursor.ts";
import { columnOf } from "./layout.ts";
import { Kind } from "./tokens.ts";
import { guess } from "./fixes.ts";

/** How many lines above are looked at at most. */
const looked = 50;

/** The problem of the indentation at the cursor. */
export function indentationProblem(c: Cursor): Problem {
  const isMixed = peek(c) === Kind.mixedIndent;
  const span = spanOf(c, c.at);
  const fix = asAbove(c, span, isMixed ? looked : 1);
  return problem(isMixed ? "mixed-indentation" : "stray-indentation", span, [], { fix });
}

/** The indentation of the nearest line above that stands as deep, among so many, else of the nearest one of all. */
function asAbove(c: Cursor, span: Span, lines: number): Fix | undefined {
  const column = columnOf(c.text, span.start, span.end);
  let nearest: string | undefined;
  let { start } = span;
  for (let i = 0; i < looked && start > 0 && (nearest === undefined || i < lines); i++) {
    start = startOfLine(c.text, start - 1);
    const indentation = /[ \t]*(?=[^\s#])/uy;
    indentation.lastIndex = start;
    const found = indentation.exec(c.text)?.[0];
    if (found === undefined) continue;
    nearest ??= found;
    if (columnOf(found, 0, found.length) === column) return guess("Indent as above", span, found);
  }
  return nearest === undefined ? undefined : guess("Indent as above", span, nearest);
}
