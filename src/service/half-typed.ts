/** Knows whether a broken statement is one that somebody is still typing: then what depends on it keeps its last numbers. */
import type { Analysis } from "../analysis.ts";
import { headOf, walkStatements } from "../syntax/walk.ts";
import type { Timers } from "./runner.ts";

/** How long the caret must have been off a broken statement until it counts as left. */
export const LEFT_MS = 1000;

export interface HalfTyped {
  edited(): void;
  /** The caret stands in this line, from 0; `analysis` is of the text that the line counts in. */
  caretAt(line: number, analysis: Analysis): void;
  /** Whether something is broken and its author is still there. */
  isActive(analysis: Analysis): boolean;
  close(): void;
}

/** `left` is called once nobody is at a broken statement any more. */
export function createHalfTyped(timers: Timers, left: () => void): HalfTyped {
  let caret: number | undefined;
  let touched = -Infinity;
  let cancel: (() => void) | undefined;
  const watch = (): void => {
    cancel?.();
    cancel = timers.after(Math.max(1, touched + LEFT_MS - timers.now()), () => {
      cancel = undefined;
      if (timers.now() < touched + LEFT_MS) watch();
      else left();
    });
  };
  return {
    edited() {
      touched = timers.now();
    },
    caretAt(line, analysis) {
      if (caret !== line && caret !== undefined && isBrokenAt(analysis, caret)) {
        touched = timers.now();
        watch();
      }
      caret = line;
    },
    isActive(analysis) {
      if (!analysis.problems.some(isError)) return false;
      if (caret !== undefined && isBrokenAt(analysis, caret)) return true;
      const active = timers.now() < touched + LEFT_MS;
      if (active && cancel === undefined) watch();
      return active;
    },
    close() {
      cancel?.();
    },
  };
}

function isError({ severity }: { readonly severity: string }): boolean {
  return severity === "error";
}

/** Whether a statement of this line (of a block: its header) has an error. */
function isBrokenAt({ tree, lines, problems, text }: Analysis, line: number): boolean {
  const errors = problems.filter(isError);
  if (errors.length === 0 || line >= lines.lineCount) return false;
  const start = lines.startOf(line);
  const end = lines.endOf(line);
  let from = start;
  let to = end;
  walkStatements(tree.statements, (stmt) => {
    const own = headOf(stmt).end;
    // What is broken is often the end of the text, behind the last statement that could be read.
    if (stmt.span.start > end || Math.max(own, stmt.span.start) < start) return;
    from = Math.min(from, stmt.span.start);
    to = Math.max(to, own);
  });
  to = Math.min(to, text.length);
  return errors.some(({ span }) => span.start <= to && span.end >= from);
}
