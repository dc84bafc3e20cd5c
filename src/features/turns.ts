/** Which turn of a loop is shown: at the ends of its lines, in hovers and in the graph it is the same one. */
import type { Group } from "../graph/ir.ts";
import type { Stmt, StmtOf } from "../syntax/tree.ts";
import { anchorsOf } from "./anchors.ts";
import { isShown } from "./facts.ts";
import type { View } from "./view.ts";
import { perGraph } from "./per-graph.ts";

/** Behind a loop's id comes the turn that is shown, from 0: `for#0@3`. */
export const TURN_MARK = "@";

/** A loop of the file, in the call and in the turns of the loops around it that are shown. */
export interface ShownLoop {
  readonly id: string;
  /** From 0. */
  readonly shown: number;
  readonly count: number;
}

/** The loop's id and the turn, from 0, that an id with both of them names. */
export function turnIn(id: string): readonly [loop: string, turn: number] | undefined {
  const at = id.lastIndexOf(TURN_MARK);
  const turn = Number(id.slice(at + 1));
  return at < 0 || !Number.isInteger(turn) || turn < 0 ? undefined : [id.slice(0, at), turn];
}

/** The opened groups, with the turn of each loop of which another than the last is shown. */
export function withTurns({ shownTurns }: View, opened: readonly string[]): readonly string[] {
  return [...opened, ...[...shownTurns].map(([loop, turn]) => `${loop}${TURN_MARK}${turn}`)];
}

/** How many turns each loop has. */
const turnCounts = perGraph(({ program }): ReadonlyMap<Group, number> => {
  const counts = new Map<Group, number>();
  for (const { kind, parent } of program.graph.groups) {
    if (kind === "turn" && parent !== undefined) counts.set(parent, (counts.get(parent) ?? 0) + 1);
  }
  return counts;
});

/** Whether what stands in a group is in the shown turn of every loop around it, as far as the call that it is in. */
export function isInShownTurn(view: View, group: Group | undefined): boolean {
  for (let at = group; at !== undefined; at = at.parent) {
    if (at.kind === "turn" && at.parent !== undefined && at.ordinal !== shownTurn(view, at.parent))
      return false;
  }
  return true;
}

function shownTurn(view: View, loop: Group): number {
  const last = (turnCounts(view.analysis).get(loop) ?? 1) - 1;
  if (view.shownTurns.size === 0) return last;
  return Math.min(view.shownTurns.get(anchorsOf(view.analysis).idOfGroup(loop)) ?? last, last);
}

/** The loop that a statement writes out; undefined where it has no turn, or is in a function that is not called. */
export function shownLoop(view: View, stmt: StmtOf<"for">): ShownLoop | undefined {
  const { analysis } = view;
  const turn = analysis.program.bindings.find(
    (one) =>
      one.stmt === stmt &&
      one.loopName &&
      isShown(view, one.group) &&
      isInShownTurn(view, one.group?.parent?.parent),
  );
  const loop = turn?.group?.parent;
  if (loop === undefined) return undefined;
  const count = turnCounts(analysis).get(loop) ?? 0;
  return { id: anchorsOf(analysis).idOfGroup(loop), shown: shownTurn(view, loop), count };
}

/** The loops that an offset lies in, the innermost first. */
export function loopsAt(statements: readonly Stmt[], offset: number): readonly StmtOf<"for">[] {
  for (const stmt of statements) {
    if (offset < stmt.span.start || offset > stmt.span.end) continue;
    if (stmt.kind === "for") return [...loopsAt(stmt.body, offset), stmt];
    if (stmt.kind === "def") return loopsAt(stmt.body, offset);
  }
  return [];
}

/** `turn 3 of 50`. */
export function turnText({ shown, count }: Pick<ShownLoop, "shown" | "count">): string {
  return `turn ${shown + 1} of ${count}`;
}
