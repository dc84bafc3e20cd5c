/** Asks a document's runs for the insides of groups. */
import { isGroupId } from "../features/picture.ts";
import type { Document, RunMode } from "./document.ts";

/** What is closed again stays asked for: two panels may show one file. */
export function openGroups(document: Document, ids: readonly string[], mode: RunMode): void {
  const opened = ids.filter(isGroupId);
  const { request } = document;
  if (opened.every((id) => request.opened.includes(id))) return;
  const run = document.isCurrent || document.isRunning || mode === "onType";
  document.setRequest({ ...request, opened: [...new Set([...request.opened, ...opened])] });
  if (run) document.startRun();
}
