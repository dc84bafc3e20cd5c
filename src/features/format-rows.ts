/** The columns of matrices that are written a row a line: what is shorter is moved to the right. */
import { createLineIndex } from "../base/line-index.ts";
import type { Expr, ExprOf } from "../syntax/tree.ts";
import { walkExpressions } from "../syntax/walk.ts";
import type { Lines } from "./format-lines.ts";

/** Columns of longer formulas are no longer seen as columns. */
const LONGEST = 24;

/** Further blanks before pieces, by their place. `spaces` are the blanks before each without these. */
export function rowPadding(
  { text, part, pieces }: Lines,
  spaces: readonly (number | undefined)[],
): ReadonlyMap<number, number> {
  const lines = createLineIndex(text.slice(part.start, part.end));
  const starting = new Map(pieces.map(({ start }, i) => [start, i]));
  const ending = new Map(pieces.map(({ end }, i) => [end, i]));
  const padding = new Map<number, number>();
  const rowOf = ({ span }: Expr): number => lines.lineAt(span.start - part.start);
  const isOneRow = (expr: Expr): boolean => rowOf(expr) === lines.lineAt(expr.span.end - part.start);
  walkExpressions(part.statements, (expr) => {
    if (expr.kind !== "list" || isOneRow(expr)) return;
    const rows = rowsOf(expr.items);
    if (rows !== undefined) align(rows);
  });
  return padding;

  function rowsOf(items: readonly Expr[]): readonly (readonly Expr[])[] | undefined {
    if (!items.every(isOneRow)) return undefined;
    if (items.every((item): item is ExprOf<"list"> => item.kind === "list")) {
      const isRowALine = items.every((item, i) => i === 0 || rowOf(item) > rowOf(items[i - 1]!));
      return isRowALine ? items.map((item) => item.items) : undefined;
    }
    if (!items.every(isNumber)) return undefined;
    const rows: Expr[][] = [];
    for (const [i, item] of items.entries()) {
      if (i === 0 || rowOf(item) > rowOf(items[i - 1]!)) rows.push([]);
      rows.at(-1)!.push(item);
    }
    const length = rows[0]?.length ?? 0;
    const isEven = rows.every(
      (row, i) => row.length === length || (i === rows.length - 1 && row.length < length),
    );
    return length > 1 && isEven ? rows : undefined;
  }

  function align(rows: readonly (readonly Expr[])[]): void {
    const widths = rows.map((row) => row.map(widthOf));
    const columns: number[] = [];
    for (const row of widths) row.forEach((width, i) => (columns[i] = Math.max(columns[i] ?? 0, width)));
    if (rows.length < 2 || columns.some((width) => width > LONGEST)) return;
    rows.forEach((row, r) =>
      row.forEach((cell, i) => {
        const first = starting.get(cell.span.start);
        if (first !== undefined && pieces[first]!.line?.part.keeps === false)
          padding.set(first, columns[i]! - widths[r]![i]!);
      }),
    );
  }

  function widthOf({ span }: Expr): number {
    const [first, last] = [starting.get(span.start), ending.get(span.end)];
    if (first === undefined || last === undefined) return Infinity;
    let width = 0;
    for (let i = first; i <= last; i++) {
      const { start, end } = pieces[i]!;
      width += columnsOf(text.slice(start, end)) + (i === first ? 0 : (spaces[i] ?? 1));
      if (width > LONGEST) return width;
    }
    return width;
  }
}

function isNumber(expr: Expr): boolean {
  return expr.kind === "number" || (expr.kind === "unary" && expr.operand.kind === "number");
}

/** How many columns a text takes, as far as one can tell. */
export function columnsOf(text: string): number {
  return /^[\0-\x7f]*$/.test(text) ? text.length : (text.replace(/\p{M}/gu, "").match(/[^]/gu)?.length ?? 0);
}
