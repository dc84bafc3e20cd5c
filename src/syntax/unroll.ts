/** `for p in [w, b]:` over names, as Python changes what they stand for: its lines written out for each of them. */
import { lineBreakOf, startOfLine } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import type { Fix } from "../problems.ts";
import { endOf, endsStatement, kindAt, nameOf, startOf, textOf, type Cursor } from "./cursor.ts";
import { replace, searched } from "./fixes.ts";
import { Kind } from "./tokens.ts";
import type { Identifier } from "./tree.ts";

/** The most lines that are written out. */
const MOST_LINES = 100;

/** What a loop goes over: names, and the token of the colon that ends its header. */
interface Listed {
  readonly names: readonly string[];
  readonly colon: number;
  /** They stand in the loop's own header, not in a list that has a name. */
  readonly isHere: boolean;
}

/** The names that a loop goes over, with the cursor behind `in`: of a list there, or of one that a name is bound to above. */
export function namesOver(c: Cursor): Listed | undefined {
  if (c.problems.length > searched) return undefined;
  const here = listAt(c, c.at);
  if (here !== undefined)
    return kindAt(c, here.end) === Kind.colon
      ? { names: here.names, colon: here.end, isHere: true }
      : undefined;
  if (kindAt(c, c.at) !== Kind.name || kindAt(c, c.at + 1) !== Kind.colon) return undefined;
  const name = nameOf(c, c.at);
  for (let token = c.at - 1; token > 0; token--) {
    if (kindAt(c, token - 1) !== Kind.name || nameOf(c, token - 1) !== name) continue;
    const behind = kindAt(c, token);
    // It may have grown since: `params.append(w)`, `params += [w]`.
    if (behind === Kind.dot || isAugmented(behind)) return undefined;
    if (behind !== Kind.assign) continue;
    const bound = listAt(c, token + 1);
    if (bound === undefined || !endsStatement(kindAt(c, bound.end))) return undefined;
    return { names: bound.names, colon: c.at + 1, isHere: false };
  }
  return undefined;
}

/** `[a, b]` or `(a, b)` of nothing but names, and the token behind it. */
function listAt(c: Cursor, open: number): { names: readonly string[]; end: number } | undefined {
  const closing =
    kindAt(c, open) === Kind.openSquare
      ? Kind.closeSquare
      : kindAt(c, open) === Kind.openParen
        ? Kind.closeParen
        : undefined;
  const names: string[] = [];
  let token = open + 1;
  for (; closing !== undefined && kindAt(c, token) === Kind.name; token += 2) {
    names.push(textOf(c, token));
    if (kindAt(c, token + 1) === closing) return { names, end: token + 2 };
    if (kindAt(c, token + 1) !== Kind.comma) return undefined;
  }
  return kindAt(c, token) === closing && names.length > 0 ? { names, end: token + 1 } : undefined;
}

/**
 * The lines of a loop for each name in turn, where they change what the names stand for (`p.data -= …`, `p.grad = None`):
 * a row of a tensor cannot be changed. A list within the header is no tensor to begin with.
 */
export function eachInTurn(
  c: Cursor,
  word: Span,
  [row, ...others]: readonly Identifier[],
  { names, colon, isHere }: Listed,
  end: number,
): Fix | undefined {
  const outer = c.text.slice(startOfLine(c.text, word.start), word.start);
  if (row === undefined || others.length > 0 || outer.trim() !== "") return undefined;
  const uses: Span[] = [];
  let changes = false;
  for (let token = colon + 1; kindAt(c, token) !== Kind.end && startOf(c, token) < end; token++) {
    if (kindAt(c, token) !== Kind.name || nameOf(c, token) !== row.name) continue;
    if (kindAt(c, token - 1) === Kind.dot) continue;
    uses.push({ start: startOf(c, token), end: endOf(c, token) });
    const next = kindAt(c, token + 1);
    const isFirst = !isInLine(kindAt(c, token - 1));
    if (isFirst && (next === Kind.dot || isAugmented(next))) changes = true;
  }
  const body = endOf(c, colon);
  const lines = c.text.slice(body, end).split(/\r\n|[\r\n]/).length;
  if (!(changes || isHere) || uses.length === 0 || lines * names.length > MOST_LINES) return undefined;
  const lineBreak = lineBreakOf(c.text);
  const written = names.map((name) => dedented(renamed(c.text, { start: body, end }, uses, name), outer));
  return replace("Write it out for each name", { start: word.start, end }, written.join(lineBreak + outer));
}

/** `+=` and its like. */
function isAugmented(kind: number): boolean {
  return kind >= Kind.plusAssign && kind <= Kind.matmulAssign;
}

/** Whether a token stands within a statement, so that what follows is not the first of one. */
function isInLine(kind: number): boolean {
  return kind > Kind.semicolon && kind !== Kind.colon;
}

function renamed(text: string, { start, end }: Span, uses: readonly Span[], name: string): string {
  let written = "";
  let at = start;
  for (const use of uses) {
    written += text.slice(at, use.start) + name;
    at = use.end;
  }
  return written + text.slice(at, end);
}

/** What stands behind a header's colon, at the header's indentation; the first line's own is left out. */
function dedented(body: string, outer: string): string {
  const [inline = "", ...block] = body.split(/(?<=\r\n|\r(?!\n)|\n)/);
  const inner = /^[ \t]*/.exec(block.find((line) => line.trim() !== "") ?? "")?.[0] ?? "";
  const lines = block.map((line) => (line.startsWith(inner) ? outer + line.slice(inner.length) : line));
  const own = inline.trim();
  const rest = lines.join("").trimStart();
  return own === "" || own.startsWith("#")
    ? rest
    : own + (rest === "" ? "" : lineBreakOf(body) + outer + rest);
}
