/** Which part of a text has a say in how some of its rows are formatted. */
import { startOfLine } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import type { Tree } from "../syntax/tree.ts";
import type { TextPart } from "./format-lines.ts";

/**
 * The statements of the top level in these rows, one more before and behind, since blank lines and comments stand between two, and
 * further ones as long as comments may stand in one column with theirs.
 */
export function partAround({ text, statements }: Tree, rows: Span): TextPart {
  let first = placeAfter(rows.start) - 2;
  while (first > 0 && !isEdge(first)) first--;
  let end = placeAfter(rows.end) + 1;
  while (end < statements.length && !isEdge(end)) end++;
  return {
    start: first > 0 ? statements[first]!.span.start : 0,
    end: end < statements.length ? statements[end]!.span.start : text.length,
    statements: statements.slice(Math.max(0, first), end),
  };

  /** How many statements start up to an offset. */
  function placeAfter(offset: number): number {
    let low = 0;
    let high = statements.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (statements[middle]!.span.start <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether a statement begins a row that is not indented, behind a statement without comments. */
  function isEdge(place: number): boolean {
    const [above, { span }] = [statements[place - 1]!, statements[place]!];
    if (startOfLine(text, span.start) !== span.start) return false;
    return !text.slice(above.span.start, span.start).includes("#");
  }
}
