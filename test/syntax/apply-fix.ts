/** Applies a fix to a text, as an editor would. */
import type { Fix } from "../../src/problems.ts";

export function applyFix(text: string, fix: Fix): string {
  let result = text;
  for (const { span, text: replacement } of [...fix.edits].sort((a, b) => b.span.start - a.span.start)) {
    result = result.slice(0, span.start) + replacement + result.slice(span.end);
  }
  return result;
}
