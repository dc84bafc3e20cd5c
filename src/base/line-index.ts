/** Maps offsets to lines and columns (both from 0, columns in UTF-16 units) and back. */

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
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
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
      return text[lineBreak - 1] === "\r" ? lineBreak - 1 : lineBreak;
    },
  };
}
