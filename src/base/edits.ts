/** Changes of a text. */
import type { Span } from "./span.ts";

export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** The text with some edits made, no two of which overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let made = "";
  let at = 0;
  for (const { span, text: wanted } of edits.toSorted((a, b) => a.span.start - b.span.start)) {
    made += text.slice(at, span.start) + wanted;
    at = span.end;
  }
  return made + text.slice(at);
}
