/** What can be folded: blocks, statements and brackets over several lines, runs of comments and of imports, and regions. */
import type { Analysis } from "../analysis.ts";
import type { Span } from "../base/span.ts";
import type { Stmt } from "../syntax/tree.ts";
import { childStatements, statementExpressions, walkExpression, walkStatements } from "../syntax/walk.ts";
import { commentRuns } from "./comment-runs.ts";

export interface Fold {
  /** The line that stays; from 0, like all lines here. */
  readonly first: number;
  readonly last: number;
  readonly kind: "block" | "comment" | "imports" | "region";
}

/** In the order of their first lines, no two with the same. */
export function foldingRanges({ text, tree, lines }: Analysis): readonly Fold[] {
  const folds = new Map<number, Fold>();
  const add = (kind: Fold["kind"], first: number, last: number): void => {
    if (last > first && (folds.get(first)?.last ?? -1) < last) folds.set(first, { first, last, kind });
  };
  const block = ({ start, end }: Span): void => add("block", lines.lineAt(start), lines.lineAt(end));
  /** A line of nothing but what closes a bracket stays, as the one that opened it does. */
  const bracket = ({ start, end }: Span): void => {
    const [first, last] = [lines.lineAt(start), lines.lineAt(end)];
    if (first === last) return;
    const closes = /^[ \t]*[)\]]/.test(text.slice(lines.startOf(last), end));
    add("block", first, closes ? last - 1 : last);
  };
  walkStatements(tree.statements, (stmt) => {
    const { start, end } = stmt.span;
    if (stmt.kind === "def") {
      block({ start, end: stmt.body.at(-1)?.span.end ?? stmt.header.end });
      if (stmt.backward !== undefined) block(stmt.backward.span);
    } else if (stmt.kind === "for") block(stmt.span);
    if (lines.lineAt(start) === lines.lineAt(end)) return;
    if (childStatements(stmt).length === 0) bracket(stmt.span);
    for (const expr of statementExpressions(stmt)) {
      walkExpression(expr, (one) => {
        if (one.kind === "call") bracket(one.argsSpan);
        else if (one.kind === "list" || one.kind === "paren" || one.kind === "index") bracket(one.span);
      });
    }
  });
  for (const { first, last } of importRuns(tree.statements))
    add("imports", lines.lineAt(first.span.start), lines.lineAt(last.span.end));
  const comments = tree.comments.filter(
    ({ span }) => !/^#\s*(?:end)?region\b/.test(text.slice(span.start, span.end)),
  );
  for (const { first, last } of commentRuns(text, comments, lines)) add("comment", first, last);
  for (const { first, last } of regions()) add("region", first, last);
  return [...folds.values()].sort((a, b) => a.first - b.first);

  function regions(): readonly { readonly first: number; readonly last: number }[] {
    const open: number[] = [];
    return tree.comments.flatMap(({ span }) => {
      const comment = text.slice(span.start, span.end);
      const line = lines.lineAt(span.start);
      if (/^#\s*region\b/.test(comment)) open.push(line);
      const first = /^#\s*endregion\b/.test(comment) ? open.pop() : undefined;
      return first === undefined ? [] : [{ first, last: line }];
    });
  }
}

function importRuns(statements: readonly Stmt[]): readonly { readonly first: Stmt; readonly last: Stmt }[] {
  return statements.flatMap((first, i) => {
    if (first.kind !== "from" || statements[i - 1]?.kind === "from") return [];
    let end = i;
    while (statements[end + 1]?.kind === "from") end++;
    return [{ first, last: statements[end] ?? first }];
  });
}
