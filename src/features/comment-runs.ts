/** Comments that stand below one another, each on a line of its own. */
import type { LineIndex } from "../base/line-index.ts";
import type { Comment } from "../syntax/tree.ts";

/** Lines from 0, both included. */
export interface CommentRun {
  readonly first: number;
  readonly last: number;
}

export function commentRuns(
  text: string,
  comments: readonly Comment[],
  lines: LineIndex,
): readonly CommentRun[] {
  const runs: { first: number; last: number }[] = [];
  for (const { span } of comments) {
    const line = lines.lineAt(span.start);
    if (text.slice(lines.startOf(line), span.start).trim() !== "") continue;
    const run = runs.at(-1);
    if (run?.last === line - 1) run.last = line;
    else runs.push({ first: line, last: line });
  }
  return runs;
}
