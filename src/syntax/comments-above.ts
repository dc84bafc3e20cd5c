/** The comments that belong to a line because they stand right above it. */
import { startOfLine } from "../base/line-index.ts";

/** Where the comment lines directly above the line of an offset start, as far indented as it; without any, where the line does. */
export function commentsAbove(text: string, offset: number): number {
  let start = startOfLine(text, offset);
  const mark = `${text.slice(start, offset)}#`;
  while (start > 0) {
    const end = start - (text.startsWith("\r\n", start - 2) ? 2 : 1);
    const above = startOfLine(text, end);
    if (!text.startsWith(mark, above)) break;
    start = above;
  }
  return start;
}
