/** What the status bar says of an open document. */
import { statusOf, type Status } from "../features/status.ts";
import type { Problem } from "../problems.ts";
import type { Document } from "./document.ts";

/** `problems` gives those that are shown. */
export function documentStatus(document: Document, problems: () => readonly Problem[]): Status {
  const { isRunning, isCurrent, failed, finished } = document;
  if (isRunning) return { state: "running", text: "∇ running", tooltip: "The file is being run." };
  if (failed !== undefined) return { state: "failed", text: "∇ not run", tooltip: failed.failure.reason };
  if (finished === undefined || !isCurrent) {
    return { state: "ready", text: "∇ not run yet", tooltip: "The file was not run since its last edit." };
  }
  return statusOf(document.view(), finished.ran.answer, problems);
}
