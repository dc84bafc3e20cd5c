/** What the status bar says of an open document. */
import { statusOf, type Status } from "../features/status.ts";
import type { Problem } from "../problems.ts";
import type { Document } from "./document.ts";

export interface StatusMemory {
  /** `problems` gives those that are shown. While a line that the target needs is being typed, its last number stays, marked. */
  show(document: Document, problems: () => readonly Problem[]): Status;
}

export function createStatusMemory(): StatusMemory {
  let last: Status | undefined;
  return {
    show(document, problems) {
      const { isRunning, isCurrent, failed, finished } = document;
      if (isRunning) return { state: "running", text: "∇ running", tooltip: "The file is being run." };
      if (failed !== undefined) return { state: "failed", text: "∇ not run", tooltip: failed.failure.reason };
      if (finished === undefined || !isCurrent) {
        return {
          state: "ready",
          text: "∇ not run yet",
          tooltip: "The file was not run since its last edit.",
        };
      }
      const view = document.view();
      const { target, problems: all } = view.analysis;
      if (target === undefined && last !== undefined && hasErrors(all) && !hasErrors(problems())) return last;
      const status = statusOf(view, finished.ran.answer, problems);
      if (target !== undefined)
        last = { state: "ready", text: status.text.replace("∇", "∇ ⟳"), tooltip: TYPING };
      else if (!hasErrors(all)) last = undefined;
      return status;
    },
  };
}

const TYPING = "The number of before this line was changed: the line is not whole yet.";

function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === "error");
}
