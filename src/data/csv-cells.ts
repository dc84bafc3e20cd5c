/** Walks through comma-separated text, cell by cell, without making a text of it. */
import { utf8 } from "../base/bytes.ts";

const [TAB, LINE_FEED, RETURN, SPACE, QUOTE, COMMA] = [9, 10, 13, 32, 34, 44];

/** Where the walk stands: at a cell. */
export interface CellWalk {
  readonly bytes: Uint8Array;
  /** The cell, without the spaces around it and the quotation marks. */
  from: number;
  to: number;
  quoted: boolean;
  /** A quotation mark opens the cell, and nothing closes it. */
  unclosed: boolean;
  /** The last one before a line break that stands in no quotation marks, or before the end. */
  isLast: boolean;
  /** From 1, where the cell begins. */
  line: number;
  lineStart: number;
  /** Where the next cell begins, and in which line. */
  next: number;
  nextLine: number;
  nextLineStart: number;
}

export function walkCells(bytes: Uint8Array): CellWalk {
  // Behind a byte order mark.
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return {
    bytes,
    from: start,
    to: start,
    quoted: false,
    unclosed: false,
    isLast: true,
    line: 1,
    lineStart: start,
    next: start,
    nextLine: 1,
    nextLineStart: start,
  };
}

/** Goes on to the next cell; false behind the last one. Behind a comma there always is one, which may be empty. */
export function nextCell(walk: CellWalk): boolean {
  const { bytes } = walk;
  if (walk.isLast && walk.next >= bytes.length) return false;
  walk.line = walk.nextLine;
  walk.lineStart = walk.nextLineStart;
  let at = walk.next;
  while (bytes[at] === SPACE || bytes[at] === TAB) at++;
  walk.from = at;
  walk.unclosed = false;
  const behind = bytes[at] === QUOTE ? takeQuoted(walk) : undefined;
  walk.quoted = behind !== undefined;
  if (behind === undefined) {
    while (at < bytes.length && !isEnd(bytes[at])) at++;
    walk.to = at;
    while (walk.to > walk.from && isSpace(bytes[walk.to - 1])) walk.to--;
  } else at = behind;
  walk.isLast = bytes[at] !== COMMA;
  walk.next = at + 1;
  if (isBreak(bytes[at])) walk.next = breakLine(walk, at);
  return true;
}

/** Takes what stands in quotation marks; gives where the walk goes on, or undefined where more than spaces follows them. */
function takeQuoted(walk: CellWalk): number | undefined {
  const { bytes, from, nextLine, nextLineStart } = walk;
  let at = from + 1;
  while (at < bytes.length && (bytes[at] !== QUOTE || bytes[at + 1] === QUOTE)) {
    if (isBreak(bytes[at])) at = breakLine(walk, at);
    else at += bytes[at] === QUOTE ? 2 : 1;
  }
  walk.unclosed = at >= bytes.length;
  const close = Math.min(at++, bytes.length);
  while (isSpace(bytes[at])) at++;
  if (at < bytes.length && !isEnd(bytes[at])) {
    Object.assign(walk, { nextLine, nextLineStart });
    return undefined;
  }
  Object.assign(walk, { from: from + 1, to: close });
  return at;
}

/** Notes a line break; gives where the next line begins. */
function breakLine(walk: CellWalk, at: number): number {
  const next = at + (walk.bytes[at] === RETURN && walk.bytes[at + 1] === LINE_FEED ? 2 : 1);
  walk.nextLine += 1;
  walk.nextLineStart = next;
  return next;
}

/** The cell's column in its line, from 1, in UTF-16 units, as editors count. */
export function columnOf({ bytes, lineStart, from, quoted }: CellWalk): number {
  const start = quoted ? from - 1 : from;
  return (utf8(bytes.subarray(lineStart, start))?.length ?? start - lineStart) + 1;
}

/** The cell's text; undefined where it is not in UTF-8. */
export function textOf({ bytes, from, to }: CellWalk): string | undefined {
  return utf8(bytes.subarray(from, to))?.trim();
}

/** The text of the line that begins there, as far as it is needed. */
export function lineText(bytes: Uint8Array, start: number, most: number): string {
  let end = start;
  while (end < bytes.length && end - start < most && !isBreak(bytes[end])) end++;
  return utf8(bytes.subarray(start, end)) ?? "";
}

function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

export function isBreak(byte: number | undefined): boolean {
  return byte === LINE_FEED || byte === RETURN;
}

export function isEnd(byte: number | undefined): boolean {
  return byte === COMMA || isBreak(byte);
}
