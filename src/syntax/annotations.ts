/** Shapes as they are said: `[N, 3, _]`. */
import type { Span } from "../base/span.ts";
import { problem } from "../problems.ts";
import {
  advance,
  endOf,
  endsStatement,
  fail,
  here,
  isClosing,
  isOpening,
  kindAt,
  lastEnd,
  nameOf,
  note,
  peek,
  spanOf,
  startOf,
  textOf,
  type Cursor,
} from "./cursor.ts";
import { typeWords } from "./foreign-words.ts";
import { separated } from "./separated.ts";
import { Kind } from "./tokens.ts";
import type { Annotation, AnnotationEntry } from "./tree.ts";
import { guess, replace } from "./fixes.ts";

/** A shape whose opening bracket is at the cursor. */
export function annotation(c: Cursor): Annotation {
  const start = here(c);
  const entries = separated(c, Kind.closeSquare, entry, anySize);
  return { span: { start, end: lastEnd(c) }, entries };
}

/** What stands behind a colon (the token given) and is no shape: a type of Python's, which is read over, or a mistake. */
export function notAShape(c: Cursor, colon: number): void {
  const token = c.at;
  const isType = isTypeAt(c);
  skipHint(c);
  const end = lastEnd(c);
  if (!isType) {
    const span = spanOf(c, c.at > token ? token : colon);
    const isSize = c.at === token + 1 && (kindAt(c, token) === Kind.name || kindAt(c, token) === Kind.number);
    const shape = `[${textOf(c, token)}]`;
    const fix = isSize ? guess(`Write ${shape}`, span, shape) : undefined;
    fail(c, problem("not-a-shape", span, [], { fix }));
  } else if (!endsStatement(peek(c))) {
    const fix = replace("Strike the type", { start: endOf(c, colon - 1), end }, "");
    note(c, problem("type-hint", { start: startOf(c, token), end }, [], { fix }));
  }
}

function isTypeAt(c: Cursor): boolean {
  const kind = peek(c);
  if (kind === Kind.string || kind === Kind.none) return true;
  return kind === Kind.name && (kindAt(c, c.at + 1) === Kind.dot || typeWords.has(textOf(c, c.at)));
}

/** Steps to the `=`, comma or closing bracket behind a type. */
function skipHint(c: Cursor): void {
  for (let depth = 0; !endsStatement(peek(c)); advance(c)) {
    const kind = peek(c);
    if (depth === 0 && (kind === Kind.comma || kind === Kind.assign || isClosing(kind))) return;
    if (isOpening(kind)) depth += 1;
    else if (isClosing(kind)) depth -= 1;
  }
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
