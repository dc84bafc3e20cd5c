/** A part of an open document, or what is to stand there, with every repair that needs no choice. */
import type { Span } from "../base/span.ts";
import { fixPart } from "../features/fix-all.ts";
import type { TextEdit } from "../problems.ts";
import type { LanguageService } from "../service.ts";

export const WHOLE: Span = { start: 0, end: Infinity };

/** Undefined where nothing changes. */
export function repaired(
  service: LanguageService,
  uri: string,
  part: Span,
  pasted?: string,
): TextEdit | undefined {
  const [view, request] = [service.view(uri), service.request(uri)];
  return view && request && fixPart(view.analysis.text, part, pasted, request);
}
