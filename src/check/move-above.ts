/** A line that stands below its first use, moved above it with the comments that belong to it. */
import { endOfLine, lineBreakOf } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import type { Fix } from "../problems.ts";
import { commentsAbove } from "../syntax/comments-above.ts";
import type { Stmt, Tree } from "../syntax/tree.ts";

/** Moves the statement that holds `moved` above another one at top level; nothing where it stands in a block or shares its lines. */
export function moveAbove({ text, statements }: Tree, here: Stmt | undefined, moved: Span): Fix | undefined {
  const stmt = statements.find(({ span }) => span.start <= moved.start && moved.end <= span.end);
  if (here === undefined || stmt === undefined || stmt === here || stmt.kind === "for") return undefined;
  const start = commentsAbove(text, stmt.span.start);
  const end = endOfLine(text, stmt.span.end);
  const isAlone = statements.every((one) => one === stmt || one.span.end <= start || one.span.start >= end);
  if (!isAlone) return undefined;
  const lineBreak = lineBreakOf(text);
  const behind = text.startsWith(lineBreak, end) ? end + lineBreak.length : end;
  const above = commentsAbove(text, here.span.start);
  return {
    title: "Move it above this line",
    edits: [
      { span: { start: above, end: above }, text: text.slice(start, end) + lineBreak },
      { span: { start, end: behind }, text: "" },
    ],
    guess: true,
  };
}
