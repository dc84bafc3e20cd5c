/** What all rewritings of a program share: where a line stands, which names are free, brackets where they are needed. */
import type { Analysis } from "../../analysis.ts";
import { lineBreakOf, startOfLine } from "../../base/line-index.ts";
import type { Span } from "../../base/span.ts";
import { builtins } from "../../check/functions.ts";
import { numberNames } from "../../check/names.ts";
import type { Callable } from "../../check/signature.ts";
import type { TextEdit } from "../../problems.ts";
import { precedence, precedenceOf } from "../../syntax/precedence.ts";
import type { Expr, Stmt } from "../../syntax/tree.ts";
import { commentsAbove } from "../../syntax/comments-above.ts";
import { childStatements, statementExpressions, walkExpression, walkExpressions } from "../../syntax/walk.ts";
import { namesOf, sourceOf } from "../facts.ts";
import { within } from "../printer.ts";
import type { View } from "../view.ts";

/** A way to write the same program: every value and every gradient by a name stays what it is. */
export interface Rewriting {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** A name that was made up, which the person will want to choose. */
  readonly fresh?: string;
}

/** A way that is not open here, with why. */
export interface Refused {
  readonly title: string;
  readonly reason: string;
}

/** What can be done with what is selected, or with what the caret touches. */
export type Refactor = (view: View, selection: Span) => readonly Rewriting[];

/** A selection without the blanks at its ends. */
export function trimmed({ text }: Analysis, { start, end }: Span): Span {
  const selected = text.slice(start, end);
  const from = start + (selected.length - selected.trimStart().length);
  return { start: from, end: Math.max(from, start + selected.trimEnd().length) };
}

/** The blanks before a statement, where it is the first of its line; undefined where another one is. */
export function indentation({ text }: Analysis, { span }: Stmt): string | undefined {
  const before = text.slice(startOfLine(text, span.start), span.start);
  return before.trim() === "" ? before : undefined;
}

/** Puts lines before a statement, in its block; behind a semicolon where it shares its line. */
export function insertBefore(analysis: Analysis, stmt: Stmt, newLines: readonly string[]): TextEdit {
  const indent = indentation(analysis, stmt);
  const start = stmt.kind === "def" ? commentsAbove(analysis.text, stmt.span.start) : stmt.span.start;
  const behind = indent === undefined ? "; " : lineBreakOf(analysis.text) + indent;
  return { span: { start, end: start }, text: newLines.map((line) => line + behind).join("") };
}

/** Whether a formula can be taken away: a random number that is not drawn makes others of those behind it. */
export function drawsNothing({ program }: Analysis, value: Expr): boolean {
  const calls: string[] = [];
  walkExpression(value, (expr) => {
    if (expr.kind === "call") calls.push(expr.callee.name);
  });
  return calls.every((name) => {
    const callee = program.functions.get(name) ?? builtins.get(name);
    return callee?.kind === "gate" && callee.gate.pure;
  });
}

/** Whether a part draws numbers: they depend on the order of the lines. */
export function isRandom({ program }: Analysis, root: Expr): boolean {
  const seen = new Set<Callable>();
  const draws = (callable: Callable | undefined): boolean => {
    if (callable === undefined || seen.has(callable)) return false;
    seen.add(callable);
    if (callable.kind === "gate")
      return Object.values(callable.gate.attrs).some(({ kind }) => kind === "random-key");
    let found = false;
    walkExpressions(childStatements(callable.def), (expr) => {
      if (expr.kind === "call") found ||= draws(named(expr.callee.name));
    });
    return found;
  };
  const named = (name: string): Callable | undefined => program.functions.get(name) ?? builtins.get(name);
  let found = false;
  walkExpression(root, (expr) => {
    if (expr.kind === "call") found ||= draws(named(expr.callee.name));
  });
  return found;
}

/** Whether a line draws numbers: which ones hangs on the name that it binds, and on the calls that stand before in it. */
export function draws(analysis: Analysis, stmt: Stmt): boolean {
  return statementExpressions(stmt).some((expr) => isRandom(analysis, expr));
}

/** Takes a statement away: with its line, but for a comment that stands behind it. */
export function removal(analysis: Analysis, stmt: Stmt): TextEdit {
  const { text, lines } = analysis;
  const { start, end } = stmt.span;
  const behind = text.slice(end, lines.endOf(lines.lineAt(end)));
  const indent = indentation(analysis, stmt);
  if (behind.trim().startsWith(";"))
    return {
      span: { start, end: end + behind.length - behind.trimStart().slice(1).trimStart().length },
      text: "",
    };
  if (indent === undefined) {
    const before = text.slice(startOfLine(text, start), start);
    return {
      span: { start: start - (before.length - before.replace(/;[\t ]*$/u, "").length), end },
      text: "",
    };
  }
  if (behind.trim() !== "")
    return { span: { start, end: end + behind.length - behind.trimStart().length }, text: "" };
  const lineBreak = /^[\t ]*(?:\r\n|\n|\r)?/u.exec(text.slice(end))?.[0].length ?? 0;
  return { span: { start: start - indent.length, end: end + lineBreak }, text: "" };
}

/** Names that nothing in the file has, nor the language: `value`, `value2`, …; or, counted from 1, `t1`, `t2`, … */
export function freshNames(analysis: Analysis): (base: string, first?: number) => string {
  const taken = new Set(namesOf(analysis).occurrences.map(({ symbol }) => symbol.name));
  return (base, first) => {
    let name = `${base}${first ?? ""}`;
    for (let n = (first ?? 1) + 1; taken.has(name) || builtins.has(name) || numberNames.has(name); n++)
      name = `${base}${n}`;
    taken.add(name);
    return name;
  };
}

/** How tightly what stands around a part of an expression holds it: 0 where it is free, as an argument is. */
function holdOn(part: Expr, parent: Expr | undefined): number {
  switch (parent?.kind) {
    case "binary":
      // Power leans to the right, all others to the left.
      return precedenceOf(parent) + Number((parent.operator === "**") === (parent.left === part));
    case "unary":
      return precedenceOf(parent);
    case "compare":
      return precedenceOf(parent) + 1;
    case "conditional":
      return precedence.conditional + 1;
    case "attribute":
      return precedence.postfix;
    case "index":
      return parent.object === part ? precedence.postfix : 0;
    case "call":
      return parent.receiver === part ? precedence.postfix : 0;
    default:
      return 0;
  }
}

/** A text in the place of a part of an expression. */
export function held(text: string, own: Expr, part: Expr, parent: Expr | undefined): string {
  const hold = holdOn(part, parent);
  const isNumber = own.kind === "number" && (hold === precedence.postfix || text.startsWith("-"));
  return within({ text, precedence: isNumber ? 0 : precedenceOf(own) }, hold);
}

/** An expression as a line of its own takes it. */
export function asLine(analysis: Analysis, expr: Expr): string {
  return closed(expr, sourceOf(analysis, expr));
}

/** What goes on over lines needs brackets around it. */
export function closed(expr: Expr, text: string): string {
  const isClosed = ["paren", "list", "call"].includes(expr.kind);
  return text.includes("\n") && !isClosed ? `(${text})` : text;
}
