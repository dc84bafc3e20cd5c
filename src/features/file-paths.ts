/** The names of files in a program: what it imports from, and the data that it loads. */
import type { Span } from "../base/span.ts";
import { languageFunctions } from "../check/language.ts";
import type { Tree } from "../syntax/tree.ts";
import { walkExpressions, walkStatements } from "../syntax/walk.ts";

export interface FilePath {
  /** What stands between the quotes. */
  readonly span: Span;
  /** As it is written, escapes read. */
  readonly path: string;
}

/** In the order of the text. */
export function filePaths(tree: Tree): readonly FilePath[] {
  const paths: FilePath[] = [];
  const add = ({ start, end }: Span, path: string): void => {
    if (path !== "") paths.push({ span: { start: start + 1, end: end - 1 }, path });
  };
  walkStatements(tree.statements, (stmt) => {
    if (stmt.kind === "from") add(stmt.pathSpan, stmt.path);
  });
  walkExpressions(tree, (expr) => {
    if (expr.kind !== "call" || languageFunctions.get(expr.callee.name)?.namesFile !== true) return;
    const first = expr.receiver ?? expr.args[0]?.value;
    if (first?.kind === "string") add(first.span, first.value);
  });
  return paths.sort((a, b) => a.span.start - b.span.start);
}
