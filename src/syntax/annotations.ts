/** Shapes as they are said: `[N, 3, _]`. */
import type { Span } from "../base/span.ts";
import { problem } from "../problems.ts";
import {
  advance,
  endsStatement,
  fail,
  here,
  isClosing,
  lastEnd,
  nameOf,
  peek,
  spanOf,
  textOf,
  type Cursor,
} from "./cursor.ts";
import { separated } from "./separated.ts";
import { Kind } from "./tokens.ts";
import type { Annotation, AnnotationEntry } from "./tree.ts";

/** A shape whose opening bracket is at the cursor. */
export function annotation(c: Cursor): Annotation {
  const start = here(c);
  const entries = separated(c, Kind.closeSquare, entry, anySize);
  return { span: { start, end: lastEnd(c) }, entries };
}

function entry(c: Cursor): AnnotationEntry {
  const token = c.at;
  const span = spanOf(c, token);
  const read = entryAt(c, span);
  if (read !== undefined) advance(c);
  const kind = peek(c);
  if (read === undefined || (kind !== Kind.comma && !isClosing(kind) && !endsStatement(kind))) {
    fail(c, problem("not-a-size", spanOf(c, token), []));
  }
  return read ?? anySize(span);
}

function entryAt(c: Cursor, span: Span): AnnotationEntry | undefined {
  if (peek(c) === Kind.name) {
    const name = nameOf(c, c.at);
    return name === "_" ? anySize(span) : { kind: "dimension", span, name };
  }
  const source = textOf(c, c.at);
  if (peek(c) !== Kind.number || !/^[\d_]+$/.test(source)) return undefined;
  return { kind: "size", span, size: Number(source.replaceAll("_", "")) };
}

function anySize(span: Span): AnnotationEntry {
  return { kind: "any", span };
}
