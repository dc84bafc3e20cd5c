/** A text as the formatter sees it: its tokens and comments, the lines that they make, and which of these are left as they are. */
import { startOfLine } from "../base/line-index.ts";
import { layOut } from "../syntax/layout.ts";
import { lex } from "../syntax/lexer.ts";
import type { Parsed } from "../syntax/parser.ts";
import { Kind } from "../syntax/tokens.ts";
import type { Stmt } from "../syntax/tree.ts";
import { walkStatements } from "../syntax/walk.ts";

export interface FormatOptions {
  /** One level of indentation: blanks, or a tab. */
  readonly indentation: string;
  /** Longer lines are broken in a bracket; 0 for never. */
  readonly width: number;
}

/** A token, or a comment. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  /** Its token's kind; undefined for a comment. */
  readonly kind: number | undefined;
  /** The line that it belongs to; undefined for a comment that stands between lines. */
  readonly line: Line | undefined;
}

/** What ends where a statement ends: a row of the text, or several within brackets. */
export interface Line {
  readonly start: number;
  end: number;
  /** How many blocks it is in. */
  readonly depth: number;
  /** The columns of these blocks, from the outermost on. */
  readonly columns: readonly number[];
  /** It cannot be read, and nothing in it is touched. */
  frozen: boolean;
  /** The statement of the top level that it belongs to. */
  readonly part: Part;
}

/** A statement of the top level, with its blocks. */
interface Part {
  /** The indentation stays: something in it cannot be read, and what its blocks are is a guess. */
  keeps: boolean;
}

export interface Lines {
  readonly text: string;
  readonly part: TextPart;
  /** In the order of the text. */
  readonly pieces: readonly Piece[];
  readonly lines: readonly Line[];
}

/** Whole statements of the top level, from the start of a row, and what stands behind them. */
export interface TextPart {
  readonly start: number;
  readonly end: number;
  readonly statements: readonly Stmt[];
}

export function linesToFormat({ tree, problems }: Parsed, whole: TextPart): Lines {
  const { text } = tree;
  const tokens = layOut(lex(text.slice(whole.start, whole.end)));
  const pieces: Piece[] = [];
  const lines: Line[] = [];
  const columns = [0];
  let part: Part = { keeps: false };
  let line: Line | undefined;
  let comment = 0;
  /** Comments up to an offset; those behind a line's last token and in its row are the line's own. */
  const comments = (until: number): void => {
    for (; comment < tokens.comments.length; comment++) {
      const { span } = tokens.comments[comment]!;
      const [start, end] = [whole.start + span.start, whole.start + span.end];
      if (start >= until) return;
      const last = lines.at(-1);
      const isBehind = last !== undefined && !/[\r\n]/.test(text.slice(last.end, start));
      const trimmed = start + text.slice(start, end).trimEnd().length;
      pieces.push({ start, end: trimmed, kind: undefined, line: line ?? (isBehind ? last : undefined) });
    }
  };
  for (let i = 0; i < tokens.count; i++) {
    const kind = tokens.kinds[i]!;
    const [start, end] = [whole.start + tokens.starts[i]!, whole.start + tokens.ends[i]!];
    if (kind === Kind.indent) columns.push(columnAt(text, start));
    else if (kind === Kind.dedent) columns.pop();
    else if (kind === Kind.strayIndent) columns[columns.length - 1] = columnAt(text, end);
    else if (kind === Kind.newline) line = undefined;
    if (kind < Kind.semicolon) continue;
    comments(start);
    if (line === undefined) {
      const depth = columns.length - 1;
      if (depth === 0) part = { keeps: false };
      line = { start, end, depth, columns: [...columns], frozen: false, part };
      // Where something else than blanks stands before it, nobody knows how far in it is.
      if (!/^[ \t]*$/.test(text.slice(startOfLine(text, start), start))) part.keeps = true;
      lines.push(line);
    }
    line.end = end;
    if (strange.has(kind)) freeze(line);
    pieces.push({ start, end, kind, line });
  }
  comments(Infinity);
  for (const { span } of problems) freezeIn(lines, span.start, span.end);
  walkStatements(whole.statements, (stmt) => {
    if (stmt.kind === "error") freezeIn(lines, stmt.span.start, stmt.span.end);
  });
  return { text, part: whole, pieces, lines };
}

/** Tokens that no line has which can be read. */
const strange: ReadonlySet<number> = new Set([
  Kind.bad,
  Kind.openBrace,
  Kind.closeBrace,
  Kind.arrow,
  Kind.walrus,
  Kind.ampersand,
  Kind.bar,
  Kind.tilde,
  Kind.exclamation,
  Kind.shift,
]);

function freeze(line: Line): void {
  line.frozen = true;
  line.part.keeps = true;
}

function freezeIn(lines: readonly Line[], start: number, end: number): void {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle]!.end < start) low = middle + 1;
    else high = middle;
  }
  for (let i = low; i < lines.length && lines[i]!.start <= end; i++) freeze(lines[i]!);
}

/** The column of an offset behind blanks, with tabs up to the next multiple of 8. */
export function columnAt(text: string, offset: number): number {
  let column = 0;
  for (let at = startOfLine(text, offset); at < offset; at++) {
    column = text.charAt(at) === "\t" ? (column | 7) + 1 : column + 1;
  }
  return column;
}
