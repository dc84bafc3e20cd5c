/** The names of files in a text: what it imports from, and the data that it loads. */
import type { Analysis } from "../analysis.ts";
import type { Span } from "../base/span.ts";
import { languageFunctions } from "../check/language.ts";
import { resolvePath } from "../check/source.ts";
import { walkExpressions, walkStatements } from "../syntax/walk.ts";

export interface DocumentLink {
  /** What stands between the quotes. */
  readonly span: Span;
  /** Relative to the file's folder, or absolute. */
  readonly path: string;
}

export function documentLinks({ tree, request }: Analysis): readonly DocumentLink[] {
  const links: DocumentLink[] = [];
  const add = ({ start, end }: Span, written: string): void => {
    if (written !== "")
      links.push({ span: { start: start + 1, end: end - 1 }, path: resolvePath(request.path, written) });
  };
  walkStatements(tree.statements, (stmt) => {
    if (stmt.kind === "from") add(stmt.pathSpan, stmt.path);
  });
  walkExpressions(tree, (expr) => {
    if (expr.kind !== "call" || languageFunctions.get(expr.callee.name)?.namesFile !== true) return;
    const first = expr.receiver ?? expr.args[0]?.value;
    if (first?.kind === "string") add(first.span, first.value);
  });
  return links.sort((a, b) => a.span.start - b.span.start);
}
