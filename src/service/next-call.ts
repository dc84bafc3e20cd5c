/** Which call's numbers a function shows: the next one, and after the last the first. */
import { factsOf, shownCall } from "../features/facts.ts";
import type { Document } from "./document.ts";

/** False where there is no other. */
export function showNextCall(document: Document, name: string): boolean {
  const view = document.view();
  const count = factsOf(view.analysis).callCounts.get(name) ?? 0;
  if (count < 2) return false;
  document.showCall(name, (shownCall(view, name) + 1) % count);
  return true;
}
