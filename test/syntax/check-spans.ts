/** Holds a tree against its text: every node lies in the one around it, in order, and says what its text says. */
import { expect } from "vitest";
import type { Span } from "../../src/base/span.ts";
import { printExpr } from "../../src/syntax/print.ts";
import type { Expr, Stmt, Tree } from "../../src/syntax/tree.ts";
import { childExpressions, childStatements, statementExpressions } from "../../src/syntax/walk.ts";

export function checkSpans(tree: Tree): void {
  checkStatements(tree.text, tree.statements, { start: 0, end: tree.text.length });
}

function checkStatements(text: string, statements: readonly Stmt[], around: Span): void {
  let last = around.start;
  for (const stmt of statements) {
    checkWithin(stmt.span, { start: last, end: around.end }, () => stmt.kind);
    last = stmt.span.end;
    const source = text.slice(stmt.span.start, stmt.span.end);
    if (stmt.kind !== "error" && source !== source.trim()) expect.fail(`${stmt.kind} ends with blanks`);
    checkExpressions(text, statementExpressions(stmt), stmt.span);
    checkStatements(text, childStatements(stmt), stmt.span);
  }
}

function checkExpressions(text: string, roots: readonly Expr[], around: Span): void {
  const open = roots.map((expr) => ({ expr, around }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { expr } = next;
    checkWithin(expr.span, next.around, () => printExpr(expr));
    const source = text.slice(expr.span.start, expr.span.end);
    if (expr.kind === "name" && source.normalize("NFKC") !== expr.name)
      expect.fail(`${source} is not ${expr.name}`);
    if (expr.kind === "unary" || expr.kind === "binary")
      checkWithin(expr.operatorSpan, expr.span, () => expr.operator);
    if (expr.kind === "call") checkWithin(expr.argsSpan, expr.span, () => "arguments");
    let last = expr.span.start;
    for (const child of childExpressions(expr)) {
      checkWithin(child.span, { start: last, end: expr.span.end }, () => printExpr(child));
      last = child.span.end;
      open.push({ expr: child, around: expr.span });
    }
  }
}

function checkWithin(span: Span, around: Span, what: () => string): void {
  if (span.start <= span.end && around.start <= span.start && span.end <= around.end) return;
  expect.fail(`${what()} is at ${span.start}–${span.end}, outside ${around.start}–${around.end}`);
}
