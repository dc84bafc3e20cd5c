/** Where a line is after an edit. */

interface Place {
  readonly line: number;
  readonly character: number;
}

/** A part of a text that was replaced, in the places of the text before. */
export interface Replaced {
  readonly range: { readonly start: Place; readonly end: Place };
  readonly text: string;
}

/** Where what stood in a line stands after the changes, which do not overlap; undefined where it is gone. */
export function lineAfter(line: number, changes: readonly Replaced[]): number | undefined {
  let after = line;
  for (const { range, text } of changes) {
    const { start, end } = range;
    const added = text.split("\n").length - 1;
    const isInLine = start.line === line && end.line === line;
    const beginsHere = start.line === line && start.character > 0;
    const endsBefore = end.line === line && end.character === 0;
    // What is put before a line's first character pushes it down.
    if (isInLine) after += start.character === 0 ? added : 0;
    else if (end.line < line || (endsBefore && (start.character === 0 || text.endsWith("\n"))))
      after += added - (end.line - start.line);
    else if (start.line <= line && !beginsHere) return undefined;
  }
  return after;
}

/** The same for a place within a line: behind what is put before it there. */
export function placeAfter(place: Place, changes: readonly Replaced[]): Place | undefined {
  const line = lineAfter(place.line, changes);
  if (line === undefined) return undefined;
  let { character } = place;
  for (const { range, text } of changes) {
    const { start, end } = range;
    const isBefore = start.line === place.line && end.line === place.line && end.character <= place.character;
    if (isBefore && !text.includes("\n")) character += text.length - (end.character - start.character);
  }
  return { line, character };
}
