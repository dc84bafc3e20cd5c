/** What a fix leaves behind: a line whose name it was that read it goes with it, or its finding would stay. */
import type { Analysis } from "../analysis.ts";
import type { Fix, TextEdit } from "../problems.ts";
import type { Node } from "../graph/ir.ts";
import type { StmtOf } from "../syntax/tree.ts";
import { statementsAt } from "../syntax/walk.ts";
import { namesOf } from "./facts.ts";
import { placeOf } from "./finding-text.ts";
import { drawsNothing, removal } from "./refactor/refactoring.ts";
import type { View } from "./view.ts";

/** The fix, and the lines at these places that it alone has read: from the last one up, for what they have read may go too. */
export function withoutLeftBehind(analysis: Analysis, fix: Fix, offsets: readonly number[]): Fix {
  let own = fix;
  for (const offset of [...new Set(offsets)].sort((a, b) => b - a)) {
    const stmt = statementsAt(analysis.tree.statements, offset).at(-1);
    if (stmt?.kind === "bind" && isLeftBehind(analysis, stmt, own.edits))
      own = { ...own, edits: [...own.edits, removal(analysis, stmt)] };
  }
  return own;
}

function isLeftBehind(
  analysis: Analysis,
  { targets, value, span: own }: StmtOf<"bind">,
  edits: readonly TextEdit[],
): boolean {
  const [target] = targets;
  if (targets.length !== 1 || target === undefined || !drawsNothing(analysis, value)) return false;
  if (edits.some(({ span }) => span.start < own.end && span.end > own.start)) return false;
  const { occurrences } = namesOf(analysis);
  const bound = occurrences.find(({ span }) => span.start === target.name.span.start);
  const uses = occurrences.filter((one) => one.symbol === bound?.symbol && one !== bound);
  const word = new RegExp(`(?<![\\p{L}\\p{N}_])${bound?.symbol.name ?? ""}(?![\\p{L}\\p{N}_])`, "u");
  return (
    uses.length > 0 &&
    uses.every(
      ({ span, access }) =>
        access === "read" && edits.some((edit) => edit.span.start <= span.start && span.end <= edit.span.end),
    ) &&
    edits.every(({ text }) => !word.test(text))
  );
}

/** Whether a fix writes or strikes what has made a value. */
export function isMended(view: View, { edits }: Fix, node: Node): boolean {
  const { start } = placeOf(view, node).span;
  return edits.some(({ span }) => span.start <= start && start < span.end);
}
