/** Repairs of what a line binds: a leaf that is marked in the middle of one, several results, a value that there is none of. */
import { lineBreakOf, startOfLine } from "../base/line-index.ts";
import type { Fix } from "../problems.ts";
import type { Expr, ExprOf } from "../syntax/tree.ts";
import { guess, replace, searched } from "../syntax/fixes.ts";
import { strikeLines } from "../syntax/foreign-fill.ts";
import { currentSource, type Lowering } from "./lowering.ts";

/** How many results are given a name each. */
const mostNames = 8;

/** Names that a parameter is given where it has none. */
const names = ["w", "theta", "weight", "parameter"];

/** The call bound to a name of its own on the line above; nothing where that is no line of the top level. */
export function ownLineAbove(lowering: Lowering, { span }: ExprOf<"call">): Fix | undefined {
  const { where, sink } = lowering;
  const isInside = where.frame !== undefined || sink.builder.group !== undefined;
  if (isInside || sink.problems.length > searched) return undefined;
  const { text } = currentSource(lowering);
  const name = names.find((word) => !new RegExp(`\\b${word}\\b`).test(text));
  if (name === undefined) return undefined;
  const stmt = where.module.file.tree.statements.find((one) => one.span.end >= span.end);
  const above = startOfLine(text, stmt?.span.start ?? span.start);
  const line = `${name} = ${text.slice(span.start, span.end)}${lineBreakOf(text)}`;
  return {
    title: `Bind it to ${name} above`,
    edits: [
      { span: { start: above, end: above }, text: line },
      { span, text: name },
    ],
    guess: true,
  };
}

/** `y = call` without its name, where no more stands before the call. */
export function unbound(lowering: Lowering, { span }: Expr): Fix | undefined {
  const before = nameBefore(lowering, span.start);
  if (before === undefined) return undefined;
  return replace("Strike the name", { start: before.start, end: span.start }, "");
}

/** The line of a value that nothing reads; where the name's text stands elsewhere, something may. */
export function unread(lowering: Lowering, { span }: Expr): Fix | undefined {
  const before = nameBefore(lowering, span.start);
  const { text } = currentSource(lowering);
  if (before === undefined || lowering.sink.problems.length > searched) return undefined;
  const { name, start } = before;
  return text.split(name).length > 2 ? undefined : strikeLines(text, { start, end: span.end });
}

/** `y = f(x)` with a name for each result. */
export function named(lowering: Lowering, { span }: Expr, count: number): Fix | undefined {
  const before = nameBefore(lowering, span.start);
  if (before === undefined || count > mostNames) return undefined;
  const { name, start } = before;
  const others = Array.from({ length: count - 1 }, (_, i) => `${name}${i + 2}`);
  const text = [name, ...others].join(", ");
  return guess(`Write ${text} =`, { start, end: start + name.length }, text);
}

/** The only name that stands before a value on its line. */
function nameBefore(
  lowering: Lowering,
  at: number,
): { readonly name: string; readonly start: number } | undefined {
  const { text } = currentSource(lowering);
  const line = startOfLine(text, at);
  const [, space, name] = /^(\s*)([^\s=,:]+)\s*=\s*$/.exec(text.slice(line, at)) ?? [];
  return space === undefined || name === undefined ? undefined : { name, start: line + space.length };
}
