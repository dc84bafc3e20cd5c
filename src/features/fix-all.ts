/** Writes a text as Nabla has it: every repair that needs no choice, until none is left. */
import { textProblems, type AnalysisRequest } from "../analysis.ts";
import type { Span } from "../base/span.ts";
import type { Problem, TextEdit } from "../problems.ts";

/** A repair can uncover the next one, as in `torch.tensor(x).to(d).float()`; two that undo each other end here. */
const MOST_ROUNDS = 30;

/** The text with the part `within` repaired, and where that part then is. */
export function fixAll(
  text: string,
  within: Span,
  request: AnalysisRequest,
): { readonly text: string; readonly within: Span } {
  let fixed = text;
  let part = within;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const edits = editsOf(textProblems(fixed, request), part);
    if (edits.length === 0) break;
    for (const { span, text: written } of edits) {
      fixed = fixed.slice(0, span.start) + written + fixed.slice(span.end);
      part = { start: part.start, end: part.end + written.length - (span.end - span.start) };
    }
  }
  return { text: fixed, within: part };
}

/** A part of a text with its repairs, as one edit; `pasted` stands in the part's place first. Undefined where nothing changes. */
export function fixPart(
  text: string,
  part: Span,
  pasted: string | undefined,
  request: AnalysisRequest,
): TextEdit | undefined {
  const span = { start: part.start, end: Math.min(part.end, text.length) };
  const before = pasted ?? text.slice(span.start, span.end);
  const whole = text.slice(0, span.start) + before + text.slice(span.end);
  const within = { start: span.start, end: span.start + before.length };
  const fixed = fixAll(whole, within, request);
  const written = fixed.text.slice(fixed.within.start, fixed.within.end);
  return written === before ? undefined : { span, text: written };
}

/** The edits of all repairs by which only one thing can be meant, the last of the text first; of two at one place the first. */
function editsOf(problems: readonly Problem[], within: Span): readonly TextEdit[] {
  const chosen: TextEdit[] = [];
  const inOrder = [...problems].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  for (const { severity, fixes } of inOrder) {
    const [only, another] = fixes;
    if (severity !== "error" || only === undefined || another !== undefined || only.guess === true) continue;
    // Another file is its own: nobody looks at it now.
    if (only.elsewhere !== undefined) continue;
    const edits = only.edits.map((edit) => clip(edit, within));
    const isFree = edits.every(
      ({ span }) => isInside(span, within) && !chosen.some((one) => meet(one.span, span)),
    );
    if (isFree) chosen.push(...edits);
  }
  return chosen.sort((a, b) => b.span.start - a.span.start);
}

/** A line is struck with its line break, which a part of the text may end before. */
function clip({ span, text }: TextEdit, { end }: Span): TextEdit {
  return text === "" && span.start < end
    ? { span: { start: span.start, end: Math.min(span.end, end) }, text }
    : { span, text };
}

function isInside(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function meet(a: Span, b: Span): boolean {
  return (a.start < b.end && b.start < a.end) || (a.start === b.start && a.end === b.end);
}
