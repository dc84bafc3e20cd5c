/** Maps offsets to lines and columns (both from 0, columns in UTF-16 units) and back; `\n`, `\r\n` and a lone `\r` end a line. */

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Whether a line ends at this character, or with the one behind it. */
export function isLineBreak(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN;
}

/** Where the line that holds an offset starts, behind a byte order mark. */
export function startOfLine(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && !isLineBreak(text.charCodeAt(at - 1))) at -= 1;
  return at === 0 && offset > 0 && text.startsWith("\uFEFF") ? 1 : at;
}

/** Where the line that holds an offset ends, its line break left out. */
export function endOfLine(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && !isLineBreak(text.charCodeAt(at))) at += 1;
  return at;
}

/** The lines of a text, without their breaks. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/** How a text ends its lines, as its first line tells. */
export function lineBreakOf(text: string): string {
  return /\r\n|\r|\n/.exec(text)?.[0] ?? "\n";
}

export interface LineIndex {
  readonly lineCount: number;
  /** The line that holds an offset. */
  lineAt(offset: number): number;
  /** The offset at which a line starts. */
  startOf(line: number): number;
  /** The offset behind a line's last character, its line break left out. */
  endOf(line: number): number;
}

export function createLineIndex(text: string): LineIndex {
  const starts = lineStarts(text);
  const startOf = (line: number) => starts[Math.min(line, starts.length - 1)] ?? 0;
  return {
    lineCount: starts.length,
    lineAt(offset) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (startOf(middle) <= offset) low = middle;
        else high = middle - 1;
      }
      return low;
    },
    startOf,
    endOf(line) {
      if (line >= starts.length - 1) return text.length;
      const lineBreak = startOf(line + 1) - 1;
      const isPair = text.charCodeAt(lineBreak) === LINE_FEED && text[lineBreak - 1] === "\r";
      return isPair ? lineBreak - 1 : lineBreak;
    },
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  if (!text.includes("\r")) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    return starts;
  }
  for (const { index, 0: found } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + found.length);
  return starts;
}
