/** What stands between two brackets, item by item; whatever is wrong in one item costs that item only. */
import type { Span } from "../base/span.ts";
import { problem } from "../problems.ts";
import {
  advance,
  ascend,
  descend,
  endsStatement,
  fail,
  here,
  isClosing,
  kindAt,
  lastEnd,
  peek,
  skipItem,
  spanOf,
  textOf,
  type Cursor,
} from "./cursor.ts";
import { Kind } from "./tokens.ts";
import { replace } from "./fixes.ts";
import { failAfterValue, failUnclosed } from "./unexpected.ts";

/**
 * Reads from an opening bracket to behind its closing one. `read` reads one item; `broken` makes the item that stands
 * for what could not be read, from what was read of it. A bracket that is not closed rightly ends with such an item.
 */
export function separated<T>(
  c: Cursor,
  close: typeof Kind.closeParen | typeof Kind.closeSquare,
  read: (c: Cursor) => T,
  broken: (span: Span, item: T | undefined) => T,
): T[] {
  const items: T[] = [];
  if (!descend(c)) {
    c.closed = false;
    return [broken(emptySpan(c), undefined)];
  }
  const open = c.at;
  const isParen = close === Kind.closeParen;
  advance(c);
  if (isParen) c.open.paren += 1;
  else c.open.square += 1;
  let closed = true;
  for (;;) {
    let kind = peek(c);
    if (kind === close) break;
    if (endsStatement(kind) || isClosing(kind) || isLastColon(c, kind)) {
      closed = false;
      if (isWrongBracket(c, kind)) failWrongBracket(c, open, close);
      else failUnclosed(c, open, close);
      break;
    }
    const start = here(c);
    let item = read(c);
    kind = peek(c);
    if (kind !== Kind.comma && !endsStatement(kind) && !isClosing(kind) && !isLastColon(c, kind)) {
      failAfterValue(c);
      skipItem(c);
      item = broken({ start, end: lastEnd(c) }, item);
    }
    items.push(item);
    if (peek(c) === Kind.comma) advance(c);
  }
  if (isParen) c.open.paren -= 1;
  else c.open.square -= 1;
  ascend(c);
  if (closed) advance(c);
  else items.push(broken(emptySpan(c), undefined));
  c.closed = closed;
  return items;
}

function emptySpan(c: Cursor): Span {
  const end = lastEnd(c);
  return { start: end, end };
}

/** A colon at the end belongs to the header, not to the bracket that is open in it. */
function isLastColon(c: Cursor, kind: number): boolean {
  return kind === Kind.colon && endsStatement(kindAt(c, c.at + 1));
}

/** A closing bracket of another kind that closes nothing further out was meant to close this one. */
function isWrongBracket(c: Cursor, kind: number): boolean {
  if (kind === Kind.closeParen) return c.open.paren === 0;
  if (kind === Kind.closeSquare) return c.open.square === 0;
  return kind === Kind.closeBrace;
}

function failWrongBracket(c: Cursor, open: number, close: number): void {
  const right = close === Kind.closeParen ? ")" : "]";
  const span = spanOf(c, c.at);
  const related = [{ span: spanOf(c, open), message: "This bracket is open." }];
  const fix = replace(`Write ${right}`, span, right);
  fail(c, problem("wrong-bracket", span, [textOf(c, c.at), textOf(c, open), right], { related, fix }));
  advance(c);
}
