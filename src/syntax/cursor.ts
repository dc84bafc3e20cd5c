/** Where the parser stands in the tokens, and what it has to say so far. */
import type { Span } from "../base/span.ts";
import { problem, type Problem } from "../problems.ts";
import { Kind, type Tokens } from "./tokens.ts";
import type { Identifier } from "./tree.ts";

export interface Cursor {
  readonly text: string;
  readonly tokens: Tokens;
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly problems: Problem[];
  /** The current token. */
  at: number;
  /** The first token of this statement. */
  first: number;
  /** Whether this statement has a problem that may be the cause of whatever else looks wrong in it. */
  broken: boolean;
  /** Above 0 while something is read only for the names in it: its problems are not reported. */
  silent: number;
  /** How deeply the expression is nested here, and how deeply at most in what was read of it last. */
  depth: number;
  deepest: number;
  /** How deeply the block is nested. */
  blockDepth: number;
  /** How many brackets of each kind are open. */
  readonly open: { paren: number; square: number };
  /** Whether the bracket that was read last had its closing one. */
  closed: boolean;
  /** Whether a `return` may stand here. */
  inFunction: boolean;
  /** Names that are bound in the file so far and look like a Python module: they are values, not modules. */
  readonly boundModules: Set<string>;
}

export function createCursor(tokens: Tokens): Cursor {
  return {
    text: tokens.text,
    tokens,
    kinds: tokens.kinds,
    starts: tokens.starts,
    ends: tokens.ends,
    problems: [],
    at: 0,
    first: 0,
    broken: false,
    silent: 0,
    depth: 0,
    deepest: 0,
    blockDepth: 0,
    open: { paren: 0, square: 0 },
    closed: true,
    inFunction: false,
    boundModules: new Set(),
  };
}

export function kindAt(c: Cursor, token: number): number {
  return c.kinds[token] ?? Kind.end;
}

export function peek(c: Cursor): number {
  return c.kinds[c.at] ?? Kind.end;
}

/** Steps over the current token; the end is never passed. */
export function advance(c: Cursor): void {
  if (peek(c) !== Kind.end) c.at += 1;
}

export function startOf(c: Cursor, token: number): number {
  return c.starts[token] ?? c.text.length;
}

export function endOf(c: Cursor, token: number): number {
  return c.ends[token] ?? c.text.length;
}

/** Where the current token starts. */
export function here(c: Cursor): number {
  return startOf(c, c.at);
}

/** Where the token before the current one ends. */
export function lastEnd(c: Cursor): number {
  return c.at === 0 ? 0 : endOf(c, c.at - 1);
}

export function spanOf(c: Cursor, token: number): Span {
  return { start: startOf(c, token), end: endOf(c, token) };
}

export function textOf(c: Cursor, token: number): string {
  return c.text.slice(startOf(c, token), endOf(c, token));
}

/** A token's text as a message shows it. */
export function shown(c: Cursor, token: number): string {
  return shortened(textOf(c, token));
}

/** A piece of the text as a message shows it. */
export function shortened(source: string): string {
  return source.length > 24 ? `${source.slice(0, 23)}…` : source;
}

/** A name as it is compared: subscript digits become digits by NFKC itself. */
export function nameOf(c: Cursor, token: number): string {
  const source = textOf(c, token);
  if (!c.tokens.wideNames) return source;
  for (let i = 0; i < source.length; i++) {
    if (source.charCodeAt(i) >= 128) return source.normalize("NFKC");
  }
  return source;
}

export function identifier(c: Cursor, token: number): Identifier {
  return { name: nameOf(c, token), span: spanOf(c, token) };
}

/** Remembers a bound name that would otherwise be taken for a module's. */
export function noteBound(c: Cursor, name: string): void {
  if (moduleNames.has(name)) c.boundModules.add(name);
}

/** Modules whose functions keep the module's name before them: `linalg.norm` is another function than `norm`. */
export const namedModules: ReadonlySet<string> = new Set(["linalg", "special"]);

export const moduleNames: ReadonlySet<string> = new Set([
  "torch",
  "F",
  "np",
  "numpy",
  "nn",
  "math",
  "scipy",
  "jnp",
  "jax",
  "tf",
  "optim",
  "plt",
  ...namedModules,
]);

/** Starts a statement: nothing is wrong with it yet. */
export function beginStatement(c: Cursor): void {
  c.broken = false;
  c.first = c.at;
}

/** The whole statement at the cursor. */
export function wholeStatement(c: Cursor): Span {
  let last = c.at - 1;
  while (!endsStatement(kindAt(c, last + 1))) last += 1;
  return { start: startOf(c, c.first), end: endOf(c, last) };
}

/** Reports what breaks the statement: only the first such problem of a statement counts. */
export function fail(c: Cursor, found: Problem): void {
  if (!c.broken) note(c, found);
  c.broken = true;
}

/** Reports what leaves the statement readable. */
export function note(c: Cursor, found: Problem): void {
  if (c.silent === 0) c.problems.push(found);
}

/** Whether a token ends a statement. */
export function endsStatement(kind: number): boolean {
  return kind === Kind.newline || kind === Kind.semicolon || kind === Kind.end;
}

/** Whether the current token is the first one of a statement. */
export function beginsStatement(c: Cursor): boolean {
  return c.at === c.first;
}

export function isClosing(kind: number): boolean {
  return kind >= Kind.closeParen && kind <= Kind.closeBrace;
}

export function isOpening(kind: number): boolean {
  return kind >= Kind.openParen && kind <= Kind.openBrace;
}

export function isKeyword(kind: number): boolean {
  return kind >= Kind.and;
}

/** Steps to the end of the statement. */
export function skipStatement(c: Cursor): void {
  while (!endsStatement(peek(c))) advance(c);
}

/** Steps to the comma or closing bracket that ends an item of a list. */
export function skipItem(c: Cursor): void {
  skipBalanced(c, Kind.comma);
}

/** Steps to the colon that ends a header: the line's last token, or else the first colon outside brackets. */
export function skipToColon(c: Cursor): void {
  let end = c.at;
  while (!endsStatement(kindAt(c, end))) end += 1;
  if (end > c.at && kindAt(c, end - 1) === Kind.colon) {
    c.at = end - 1;
    return;
  }
  do {
    skipBalanced(c, Kind.colon);
    if (isClosing(peek(c))) advance(c);
    else return;
  } while (!endsStatement(peek(c)));
}

function skipBalanced(c: Cursor, stop: number): void {
  let depth = 0;
  for (;;) {
    const kind = peek(c);
    if (endsStatement(kind) || (depth === 0 && (kind === stop || isClosing(kind)))) return;
    if (isOpening(kind)) depth += 1;
    else if (isClosing(kind)) depth -= 1;
    advance(c);
  }
}

/** The deepest nesting of one expression; beyond it a person cannot read it and a recursion may overflow. */
const maxDepth = 100;

/** Goes a level deeper into the expression. False where that is too deep: the line is then given up. */
export function descend(c: Cursor): boolean {
  if (c.depth === maxDepth) return giveUpDepth(c);
  c.depth += 1;
  c.deepest = Math.max(c.deepest, c.depth);
  return true;
}

export function ascend(c: Cursor): void {
  c.depth -= 1;
}

/** What was read last is put a level deeper, below what stands behind it. False where that is too deep, as in `descend`. */
export function wrap(c: Cursor): boolean {
  if (c.deepest === maxDepth) return giveUpDepth(c);
  c.deepest += 1;
  return true;
}

function giveUpDepth(c: Cursor): false {
  fail(c, problem("too-deep", spanOf(c, c.at), []));
  skipStatement(c);
  return false;
}
