/** Applies a fix to a text, as an editor would. */
import { applyEdits } from "../../src/base/edits.ts";
import type { Fix } from "../../src/problems.ts";

export function applyFix(text: string, fix: Fix): string {
  return applyEdits(text, fix.edits);
}
