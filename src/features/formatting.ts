/**
 * The formatter: blanks between tokens, indentation, the columns of matrices, blank lines, and brackets of lines that are too
 * long. It moves tokens and changes none; a line that cannot be read is left as it is. Twice is the same as once.
 */
import type { TextEdit } from "../base/edits.ts";
import { lineBreakOf, startOfLine } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import type { Parsed } from "../syntax/parser.ts";
import { Kind } from "../syntax/tokens.ts";
import { breaksIn } from "./format-breaks.ts";
import {
  columnAt,
  linesToFormat,
  type FormatOptions,
  type Line,
  type Lines,
  type Piece,
  type TextPart,
} from "./format-lines.ts";
import { partAround } from "./format-part.ts";
import { columnsOf, rowPadding } from "./format-rows.ts";
import { spacesBefore } from "./format-spaces.ts";

export const PLAIN_FORMAT: FormatOptions = { indentation: "    ", width: 100 };

/** More blank lines than these in a row are none. */
const MOST_BLANK = 2;

/**
 * The smallest edits that format a text, in its order; none goes over a line that stays, so that carets stay too. Where only some
 * rows are asked for, from the start of the first to the end of the last, no more is looked at than what has a say in them.
 */
export function formatting(parsed: Parsed, options: FormatOptions, rows?: Span): readonly TextEdit[] {
  const { text, statements } = parsed.tree;
  const part =
    rows === undefined ? { start: 0, end: text.length, statements } : partAround(parsed.tree, rows);
  const edits = editsIn(parsed, part, options);
  if (rows === undefined) return edits;
  return edits.filter(({ span }) => rows.start <= span.start && span.end <= rows.end);
}

function editsIn(parsed: Parsed, part: TextPart, options: FormatOptions): readonly TextEdit[] {
  const lines = linesToFormat(parsed, part);
  const { text, pieces } = lines;
  const edits: TextEdit[] = [];
  const change = (start: number, end: number, wanted: string): void => {
    if (text.slice(start, end) !== wanted) edits.push({ span: { start, end }, text: wanted });
  };
  const lineEnd = lineBreakOf(text);
  const places = placesOf(lines, options);
  let before = part.start === 0 && text.startsWith("\uFEFF") ? 1 : part.start;
  pieces.forEach((piece, i) => {
    gap(before, piece.start, i);
    before = piece.end;
  });
  if (part.end === text.length) end(before);
  return edits;

  function gap(from: number, to: number, i: number): void {
    const [above, piece] = [pieces[i - 1], pieces[i]!];
    const place = places[i]!;
    const between = text.slice(from, to);
    if (/[^\p{Zs}\t\r\n]/u.test(between)) return;
    const isFrozen = piece.line?.frozen === true && (above === undefined || above.line === piece.line);
    const breaks = [...between.matchAll(/\r\n|\r|\n/g)].map(({ index, 0: found }) => ({
      start: from + index,
      end: from + index + found.length,
    }));
    const [one, last] = [breaks[0], breaks.at(-1)];
    if (one === undefined || last === undefined) {
      // The first row is indented, all others are behind a break.
      const wanted = place.opens
        ? `${lineEnd}${place.indentation ?? ""}`
        : (place.indentation ?? place.blanks);
      if (!isFrozen && wanted !== undefined) change(from, to, wanted);
      return;
    }
    if (isFrozen && above !== undefined) return;
    if (above?.line?.frozen !== true) change(from, one.start, "");
    // At the start of a file no line is blank.
    const kept = above === undefined ? 0 : Math.min(breaks.length, MOST_BLANK + 1);
    for (let k = 1; k < kept; k++) change(breaks[k - 1]!.end, breaks[k]!.start, "");
    const end = kept === 0 ? from : breaks[kept - 1]!.end;
    if (end < last.end) change(end, last.end, "");
    if (place.indentation !== undefined) change(last.end, to, place.indentation);
  }

  /** A file ends with one line break, an empty one with none. */
  function end(from: number): void {
    const rest = text.slice(from);
    if (/[^\p{Zs}\t\r\n]/u.test(rest)) return;
    const [found] = /\r\n|\r|\n/.exec(rest) ?? [];
    if (pieces.length === 0) return change(from, text.length, "");
    if (found === undefined) return change(from, text.length, lineEnd);
    const at = from + rest.indexOf(found);
    change(from, at, "");
    change(at + found.length, text.length, "");
  }
}

/** What stands before a piece; what is undefined stays as it is. */
interface Place {
  /** In a row, behind another piece. */
  blanks: string | undefined;
  /** At the start of a row. */
  readonly indentation: string | undefined;
  /** A row begins here that does not yet. */
  readonly opens: boolean;
}

interface Bracket {
  /** The indentation of the row that opens it. */
  readonly outer: string;
  /** That of the rows in it. */
  readonly inner: string;
}

function placesOf(lines: Lines, options: FormatOptions): readonly Place[] {
  const { text, pieces } = lines;
  const spaces = spacesBefore(pieces);
  const padding = rowPadding(lines, spaces);
  const breaks = breaksIn(text, pieces, spaces, options);
  const comments = commentIndentations(lines, options);
  const open: Bracket[] = [];
  const rowComments: RowComment[] = [];
  let line: Line | undefined;
  let outer = "";
  let column = 0;
  const places = pieces.map((piece, i): Place => {
    const { start, end, kind } = piece;
    const gap = text.slice(i === 0 ? startOfLine(text, start) : pieces[i - 1]!.end, start);
    const opens = breaks.has(i);
    const isFirst = i === 0 || opens || /[\r\n]/.test(gap);
    const isNew = piece.line !== undefined && piece.line !== line;
    if (isNew) {
      line = piece.line;
      open.length = 0;
    }
    const pad = " ".repeat(padding.get(i) ?? 0);
    const raw = gap.slice(Math.max(gap.lastIndexOf("\n"), gap.lastIndexOf("\r")) + 1);
    let indentation: string | undefined;
    let blanks: string | undefined;
    if (isFirst) {
      const wanted = piece.line === undefined ? comments.get(i) : indentationOf(piece.line, isNew, kind);
      indentation = wanted === undefined ? undefined : wanted + pad;
      outer = indentation ?? raw;
      column = columnsOf(outer);
    } else {
      const count = piece.line?.frozen === true ? undefined : spaces[i];
      blanks = count === undefined ? undefined : " ".repeat(count) + pad;
      if (kind === undefined)
        rowComments.push({ at: i, column, isMovable: blanks !== undefined, old: columnAt(text, start) });
      column += columnsOf(blanks ?? gap);
    }
    column += columnsOf(text.slice(start, end));
    if (kind === Kind.openParen || kind === Kind.openSquare) {
      const next = pieces[i + 1];
      const hangs =
        next !== undefined &&
        (breaks.has(i + 1) || next.kind === undefined || /[\r\n]/.test(text.slice(end, next.start)));
      open.push({
        outer,
        inner: hangs ? outer + options.indentation : outer + " ".repeat(column - columnsOf(outer)),
      });
    } else if (isClosing(kind)) open.pop();
    return { blanks, indentation, opens };
  });
  alignComments(places, rowComments, (a, b) => {
    const between = text.slice(pieces[a]!.end, pieces[b]!.start);
    const isBroken = pieces.slice(a + 1, b).some((_, k) => breaks.has(a + 1 + k));
    return !isBroken && (between.match(/\r\n|\r|\n/g)?.length ?? 0) === 1;
  });
  return places;

  function indentationOf(own: Line, isNew: boolean, kind: Piece["kind"]): string | undefined {
    if (own.part.keeps) return undefined;
    if (isNew) return options.indentation.repeat(own.depth);
    const around = open.at(-1);
    // A line that goes on behind a backslash is as far in as somebody has put it.
    return around === undefined ? undefined : isClosing(kind) ? around.outer : around.inner;
  }
}

function isClosing(kind: Piece["kind"]): boolean {
  return kind === Kind.closeParen || kind === Kind.closeSquare;
}

/** A comment behind a line: what it is about ends at a column, and it stood at another one. */
interface RowComment {
  readonly at: number;
  readonly column: number;
  readonly isMovable: boolean;
  readonly old: number;
}

/** Comments of rows below one another that stood in a column stay in one. */
function alignComments(
  places: readonly Place[],
  comments: readonly RowComment[],
  isNext: (one: number, other: number) => boolean,
): void {
  for (let i = 0; i < comments.length;) {
    const run = [comments[i]!];
    for (i++; i < comments.length; i++) {
      const [last, next] = [run.at(-1)!, comments[i]!];
      if (next.old !== last.old || !next.isMovable || !last.isMovable || !isNext(last.at, next.at)) break;
      run.push(next);
    }
    const column = run.reduce((most, one) => Math.max(most, one.column), 0) + 2;
    for (const one of run) if (one.isMovable) places[one.at]!.blanks = " ".repeat(column - one.column);
  }
}

/** The indentation of comments between lines: that of the block which they are in by their column. */
function commentIndentations(
  { text, pieces }: Lines,
  { indentation }: FormatOptions,
): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  let above: Line | undefined;
  for (let i = 0; i < pieces.length; i++) {
    if (pieces[i]!.line !== undefined) {
      above = pieces[i]!.line;
      continue;
    }
    const run = [i];
    while (i + 1 < pieces.length && pieces[i + 1]!.line === undefined) run.push(++i);
    const below = pieces[i + 1];
    if (above?.part.keeps === true || below?.line?.part.keeps === true) continue;
    const least = below?.line?.depth ?? 0;
    // What stands right above a function, as far in as it, is its documentation; what does not must not become it.
    let isAside = below?.kind !== Kind.def;
    for (const at of run.toReversed()) {
      const { start, end } = pieces[at]!;
      const column = columnAt(text, start);
      const depth = depthOf(column, above, least);
      const next = pieces[at + 1];
      const isNear = next !== undefined && /^[^\r\n]*(\r\n|\r|\n)[^\r\n]*$/.test(text.slice(end, next.start));
      if (!isNear) isAside = true;
      const isDoc = !isAside && below !== undefined && column === columnAt(text, below.start);
      if (!isAside && !isDoc && depth === least) break;
      found.set(at, indentation.repeat(depth));
    }
  }
  return found;
}

function depthOf(column: number, above: Line | undefined, least: number): number {
  for (let depth = above?.depth ?? 0; depth > least; depth--)
    if ((above?.columns[depth] ?? 0) <= column) return depth;
  return least;
}
