/** Repairs of whole lines: what stands in the wrong block, and a name that nothing can be bound to. */
import { endOfLine, lineBreakOf, startOfLine } from "../base/line-index.ts";
import type { Fix } from "../problems.ts";
import type { Expr, Stmt, Tree } from "../syntax/tree.ts";

/** Moves a line or a function out of the block that `outer` is, above it, at its indentation. */
export function moveOut({ text }: Tree, outer: Stmt | undefined, { span }: Stmt): Fix | undefined {
  if (outer === undefined) return undefined;
  const start = startOfLine(text, span.start);
  const end = endOfLine(text, span.end);
  const inner = text.slice(start, span.start);
  const above = startOfLine(text, outer.span.start);
  // What shares a line with its header or with another statement stays where it is.
  if (inner.trim() !== "" || text.slice(span.end, end).trim() !== "" || start === above) return undefined;
  const lineBreak = lineBreakOf(text);
  const indentation = text.slice(above, outer.span.start);
  const lines = text
    .slice(start, end)
    .split(lineBreak)
    .map((line) => (line.startsWith(inner) ? indentation + line.slice(inner.length) : line));
  const behind = text.startsWith(lineBreak, end) ? end + lineBreak.length : end;
  return {
    title: "Move it out of the block",
    edits: [
      { span: { start: above, end: above }, text: lines.map((line) => line + lineBreak).join("") },
      { span: { start, end: behind }, text: "" },
    ],
    guess: true,
  };
}

/** `y = call` without its name, where the line is no more than that. */
export function unbound(line: Stmt | undefined, call: Expr): Fix | undefined {
  if (line?.kind !== "bind" || line.value !== call) return undefined;
  return {
    title: "Strike the name",
    edits: [{ span: { start: line.span.start, end: call.span.start }, text: "" }],
  };
}
