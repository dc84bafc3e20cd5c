/** Where a row that is too long is broken: in the call or the brackets that hold most of it. */
import { Kind } from "../syntax/tokens.ts";
import type { FormatOptions, Line, Piece } from "./format-lines.ts";
import { columnsOf } from "./format-rows.ts";

/** The pieces before which a row is begun, by their place. A line that has several rows already is as somebody has broken it. */
export function breaksIn(
  text: string,
  pieces: readonly Piece[],
  spaces: readonly (number | undefined)[],
  { width, indentation }: FormatOptions,
): ReadonlySet<number> {
  const breaks = new Set<number>();
  if (width === 0) return breaks;
  let first = 0;
  while (first < pieces.length) {
    const begin = first;
    const { line } = pieces[begin]!;
    while (first < pieces.length && pieces[first]!.line === line) first++;
    const last = pieces[first - 1]!.kind === undefined ? first - 2 : first - 1;
    if (line !== undefined && last > begin) breakLine(line, begin, last);
  }
  return breaks;

  function breakLine(line: Line, first: number, last: number): void {
    if (line.frozen || line.part.keeps || /[\r\n]/.test(text.slice(line.start, line.end))) return;
    const margin = columnsOf(indentation) * line.depth;
    if (margin + columnsBetween(first, last) <= width) return;
    const found = largestBracket(first, last);
    if (found === undefined) return;
    const { opening, closing } = found;
    breaks.add(opening + 1).add(closing);
    if (margin + columnsOf(indentation) + columnsBetween(opening + 1, closing - 1) <= width) return;
    for (const comma of commasIn(opening, closing)) breaks.add(comma + 1);
  }

  /** How wide the row from a piece to another one is. */
  function columnsBetween(from: number, to: number): number {
    let columns = 0;
    for (let i = from; i <= to; i++) {
      const { start, end } = pieces[i]!;
      columns += columnsOf(text.slice(start, end)) + (i === from ? 0 : (spaces[i] ?? 1));
    }
    return columns;
  }

  /** Round brackets that are in no other; none in a row with several statements, or with a block behind its header. */
  function largestBracket(first: number, last: number): { opening: number; closing: number } | undefined {
    let found: { opening: number; closing: number } | undefined;
    let depth = 0;
    let opening = 0;
    for (let i = first; i <= last; i++) {
      const { kind = 0, end } = pieces[i]!;
      if (kind === Kind.semicolon) return undefined;
      const isHeader = pieces[first]!.kind === Kind.def || pieces[first]!.kind === Kind.for;
      if (depth === 0 && kind === Kind.colon && isHeader && i < last) return undefined;
      if (kind === Kind.openParen || kind === Kind.openSquare) {
        if (depth === 0) opening = i;
        depth += 1;
      } else if (kind === Kind.closeParen || kind === Kind.closeSquare) {
        depth -= 1;
        if (depth > 0 || kind !== Kind.closeParen || i === opening + 1) continue;
        const size = found === undefined ? 0 : pieces[found.closing]!.end - pieces[found.opening]!.end;
        if (end - pieces[opening]!.end > size) found = { opening, closing: i };
      }
    }
    return found;
  }

  function commasIn(opening: number, closing: number): readonly number[] {
    const commas: number[] = [];
    let depth = 0;
    for (let i = opening + 1; i < closing; i++) {
      const { kind = 0 } = pieces[i]!;
      if (kind >= Kind.openParen && kind <= Kind.openBrace) depth += 1;
      else if (kind >= Kind.closeParen && kind <= Kind.closeBrace) depth -= 1;
      // A comma before the closing bracket is followed by its break already.
      else if (kind === Kind.comma && depth === 0 && i + 1 < closing) commas.push(i);
    }
    return commas;
  }
}
