/** From physical lines to statements: joins lines inside brackets, finds blocks, and gives up a bracket that nothing closes. */
import { createTokenBuffer, Kind, pushToken, type TokenBuffer, type Tokens } from "./tokens.ts";

/**
 * Replaces the lexer's `line` tokens by `newline`, `indent` and `dedent`, and ends the tokens with `end`.
 *
 * Inside a bracket a line goes on, but a bracket that is never closed must cost its own statement only. So where a
 * line in a bracket is not indented deeper than its statement, we look ahead: if the bracket is closed before
 * anything that clearly starts a statement, the line belongs to it; otherwise the statement ends here.
 */
export function layOut(raw: Tokens): Tokens {
  const { kinds, starts, ends, count } = raw;
  const buffer = createTokenBuffer(count + (count >> 2) + 16);
  const blocks: Block[] = [{ column: 0, width: 0 }];
  const lines: Lines = { raw, open: [], budget: 4 * count + 1000 };
  /** The statement's first token, and the token up to which its brackets are known to be closed. */
  let first = 1;
  let closedUpTo = 0;
  for (let i = 0; i < count; i++) {
    const kind = kinds[i] ?? 0;
    if (kind === Kind.line) {
      if (lines.open.length > 0) {
        if (i < closedUpTo || isIndentedDeeper(lines, i, first)) continue;
        closedUpTo = closingToken(lines, i, first);
        if (closedUpTo > i) continue;
        lines.open.length = 0;
      }
      if (buffer.count > 0) pushNewline(buffer);
      pushIndentation(buffer, blocks, raw.text, starts[i] ?? 0, ends[i] ?? 0);
      first = i + 1;
      continue;
    }
    if (kind >= Kind.openParen && kind <= Kind.closeBrace) followBracket(lines, i, lines.open);
    const inBracket = kind === Kind.semicolon && lines.open.length > 0;
    pushToken(buffer, inBracket ? Kind.bad : kind, starts[i] ?? 0, ends[i] ?? 0);
  }
  if (buffer.count > 0) pushNewline(buffer);
  const end = raw.text.length;
  for (let i = 1; i < blocks.length; i++) pushToken(buffer, Kind.dedent, end, end);
  pushToken(buffer, Kind.end, end, end);
  return { ...raw, count: buffer.count, kinds: buffer.kinds, starts: buffer.starts, ends: buffer.ends };
}

/** An open block's indentation, once with tabs up to the next multiple of 8 and once with a tab as one column. */
interface Block {
  readonly column: number;
  readonly width: number;
}

interface Lines {
  readonly raw: Tokens;
  /** The raw tokens that opened the brackets that are open now. */
  readonly open: number[];
  /** How many more tokens may be looked at ahead; bounds the work on a file of nothing but open brackets. */
  budget: number;
}

function pushNewline(buffer: TokenBuffer): void {
  const end = buffer.ends[buffer.count - 1] ?? 0;
  pushToken(buffer, Kind.newline, end, end);
}

/**
 * As Python does, two measures of each indentation have to agree on which line is deeper; where they do not, tabs
 * and spaces are mixed. A line between two known indentations joins the inner block and moves that block's column.
 */
function pushIndentation(
  buffer: TokenBuffer,
  blocks: Block[],
  text: string,
  start: number,
  end: number,
): void {
  let column = end - start;
  const width = column;
  for (let at = start; at < end; at++) {
    if (text.charCodeAt(at) === 9) {
      column = columnOf(text, start, end);
      break;
    }
  }
  let top = blocks[blocks.length - 1] ?? { column: 0, width: 0 };
  let mixed = false;
  if (column > top.column) {
    mixed = width <= top.width;
    blocks.push({ column, width });
    pushToken(buffer, Kind.indent, end, end);
  } else if (column === top.column) {
    mixed = width !== top.width;
  } else {
    let below = blocks[blocks.length - 2] ?? { column: 0, width: 0 };
    while (blocks.length > 1 && column <= below.column) {
      blocks.pop();
      pushToken(buffer, Kind.dedent, end, end);
      top = below;
      below = blocks[blocks.length - 2] ?? { column: -1, width: -1 };
    }
    if (column !== top.column) {
      blocks[blocks.length - 1] = { column, width };
      pushToken(buffer, Kind.strayIndent, start, end);
    } else {
      mixed = width !== top.width;
    }
  }
  if (mixed) pushToken(buffer, Kind.mixedIndent, start, end);
}

/** How far the characters between two offsets reach, a tab as far as the next multiple of eight. */
export function columnOf(text: string, start: number, end: number): number {
  let column = 0;
  for (let at = start; at < end; at++) {
    column = text.charCodeAt(at) === 9 ? (column | 7) + 1 : column + 1;
  }
  return column;
}

/** Follows one bracket: a closing one ends what it matches, or else the innermost (it is then the wrong one). */
function followBracket(lines: Lines, token: number, open: number[]): void {
  const { kinds } = lines.raw;
  const kind = kinds[token] ?? 0;
  if (kind <= Kind.openBrace) {
    open.push(token);
    return;
  }
  const opening = kind - (Kind.closeParen - Kind.openParen);
  for (let i = open.length - 1; i >= 0; i--) {
    if (kinds[open[i] ?? 0] === opening) {
      open.length = i;
      return;
    }
  }
  open.pop();
}

/** Behind a header no line counts as deeper: it may begin the block that the header opens. */
function isIndentedDeeper(lines: Lines, line: number, first: number): boolean {
  if (opensBlock(lines.raw, first)) return false;
  return indentation(lines.raw, line) > indentation(lines.raw, first - 1);
}

function indentation(raw: Tokens, line: number): number {
  return columnOf(raw.text, raw.starts[line] ?? 0, raw.ends[line] ?? 0);
}

function opensBlock(raw: Tokens, first: number): boolean {
  const kind = raw.kinds[first] ?? 0;
  return kind === Kind.def || kind === Kind.for || isCallOf(raw, first, "backward");
}

/** The token that closes all open brackets, or 0 if a statement clearly starts before it. */
function closingToken(lines: Lines, line: number, first: number): number {
  const { raw } = lines;
  const open = lines.open.slice();
  const limit = opensBlock(raw, first) ? Infinity : indentation(raw, first - 1);
  for (let i = line; i < raw.count; i++) {
    const kind = raw.kinds[i] ?? 0;
    lines.budget -= 1;
    if (lines.budget < 0) return 0;
    if (kind >= Kind.openParen && kind <= Kind.closeBrace) {
      followBracket(lines, i, open);
      if (open.length === 0) return i;
    } else if (kind === Kind.line && indentation(raw, i) <= limit && startsStatement(raw, i, open)) {
      return 0;
    }
  }
  return 0;
}

/** Whether a line inside brackets can only be a statement of its own. */
function startsStatement(raw: Tokens, line: number, open: readonly number[]): boolean {
  const { kinds } = raw;
  const first = kinds[line + 1] ?? 0;
  if (startsOnlyStatements(first)) return true;
  if (first !== Kind.name) return endsOperand(kinds[line - 1] ?? 0) && startsOperand(first);
  const second = kinds[line + 2] ?? 0;
  if (second >= Kind.plusAssign && second <= Kind.matmulAssign) return true;
  if (isCallOf(raw, line + 1, "backward") || isCallOf(raw, line + 1, "minimize")) return true;
  if (second === Kind.dot && isCallOf(raw, line + 3, "backward")) return true;
  const before = kinds[line - 1] ?? 0;
  const binds =
    second === Kind.assign || (second === Kind.colon && (kinds[line + 3] ?? 0) === Kind.openSquare);
  if (!binds) return endsOperand(before);
  // `name = …` may be an argument by name, `name: [N]` a parameter: behind a comma or the bracket of a call.
  const inCall = kinds[open[open.length - 1] ?? 0] === Kind.openParen;
  return !inCall || (before !== Kind.comma && before !== Kind.openParen);
}

function isCallOf(raw: Tokens, token: number, name: string): boolean {
  return (
    raw.kinds[token] === Kind.name &&
    raw.kinds[token + 1] === Kind.openParen &&
    raw.text.slice(raw.starts[token], raw.ends[token]) === name
  );
}

function startsOnlyStatements(kind: number): boolean {
  switch (kind) {
    case Kind.def:
    case Kind.for:
    case Kind.from:
    case Kind.return:
    case Kind.import:
    case Kind.while:
    case Kind.class:
    case Kind.with:
    case Kind.try:
      return true;
    default:
      return false;
  }
}

/** Whether an operator behind such a token has a left side. */
export function endsOperand(kind: number): boolean {
  return (
    (kind >= Kind.name && kind <= Kind.string) ||
    (kind >= Kind.closeParen && kind <= Kind.closeBrace) ||
    (kind >= Kind.true && kind <= Kind.none)
  );
}

function startsOperand(kind: number): boolean {
  return (kind >= Kind.name && kind <= Kind.string) || (kind >= Kind.true && kind <= Kind.none);
}
