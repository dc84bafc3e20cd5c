/** How many blanks stand between two tokens of a row. */
import { endsOperand } from "../syntax/layout.ts";
import { Kind } from "../syntax/tokens.ts";
import type { Piece } from "./format-lines.ts";

/** What is open around a token. */
interface Bracket {
  readonly isSquare: boolean;
  /** A parameter's shape was said since the last comma: then its default stands apart. */
  hasShape: boolean;
}

/** For each piece the blanks before it; undefined where they stay as they are. */
export function spacesBefore(pieces: readonly Piece[]): (number | undefined)[] {
  let open: Bracket[] = [];
  let before: number | undefined;
  let isSign = false;
  let line: Piece["line"];
  return pieces.map((piece) => {
    const { kind } = piece;
    if (piece.line !== line) {
      open = [];
      before = undefined;
      isSign = false;
      line = piece.line;
    }
    if (kind === undefined) return 2;
    const around = open.at(-1);
    if (around !== undefined && kind === Kind.colon) around.hasShape = true;
    const count = before === undefined ? 0 : isSign ? 0 : between(before, kind, around);
    if (around !== undefined && kind === Kind.comma) around.hasShape = false;
    if (kind === Kind.openParen || kind === Kind.openSquare)
      open.push({ isSquare: kind === Kind.openSquare, hasShape: false });
    else if (kind === Kind.closeParen || kind === Kind.closeSquare) open.pop();
    isSign = (kind === Kind.plus || kind === Kind.minus) && (before === undefined || !endsOperand(before));
    before = kind;
    return count;
  });
}

function between(before: number, kind: number, around: Bracket | undefined): number | undefined {
  if (kind === Kind.comma || kind === Kind.semicolon) return 0;
  if (kind === Kind.closeParen || kind === Kind.closeSquare) return 0;
  if (before === Kind.openParen || before === Kind.openSquare || before === Kind.dot) return 0;
  if (before === Kind.comma) return 1;
  // 1.T would be read as 1. and T.
  if (kind === Kind.dot) return before === Kind.number ? undefined : 0;
  if (kind === Kind.colon) return 0;
  if (before === Kind.colon) return around?.isSquare === true ? 0 : 1;
  if ((kind === Kind.assign || before === Kind.assign) && around !== undefined)
    return around.hasShape ? 1 : 0;
  if (kind === Kind.openParen || kind === Kind.openSquare) return endsOperand(before) ? 0 : 1;
  return 1;
}
