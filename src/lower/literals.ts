/** Reads nested lists of plain numbers in one go: data in a file is one leaf, not a stack of thousands. */
import type { Expr } from "../syntax/tree.ts";
import { scalarTensor, type Tensor } from "../tensor/tensor.ts";

/** The tensor of a number or a list of numbers as written; undefined where it is neither. */
export function writtenTensor(expr: Expr): Tensor | undefined {
  const number = literalNumber(expr);
  return number === undefined ? literalTensor(expr) : scalarTensor(number);
}

/** The tensor of an even nested list of numbers as written; undefined where anything in it is computed, or it is uneven. */
export function literalTensor(expr: Expr): Tensor | undefined {
  if (expr.kind !== "list" && expr.kind !== "tuple") return undefined;
  const sizes: number[] = [];
  for (
    let level: Expr | undefined = expr;
    level?.kind === "list" || level?.kind === "tuple";
    level = level.items[0]
  ) {
    sizes.push(level.items.length);
  }
  const data: number[] = [];
  if (!collect(expr, 0, sizes, data)) return undefined;
  return { sizes, data: Float64Array.from(data) };
}

function collect(expr: Expr, depth: number, sizes: readonly number[], data: number[]): boolean {
  if (expr.kind === "list" || expr.kind === "tuple") {
    if (expr.items.length !== sizes[depth]) return false;
    return expr.items.every((item) => collect(item, depth + 1, sizes, data));
  }
  if (depth !== sizes.length) return false;
  const number = literalNumber(expr);
  if (number === undefined) return false;
  data.push(number);
  return true;
}

/** A number as written, with its sign. */
function literalNumber(expr: Expr): number | undefined {
  if (expr.kind === "number") return expr.value;
  if (expr.kind === "unary" && expr.operand.kind === "number" && expr.operator !== "not") {
    return expr.operator === "-" ? -expr.operand.value : expr.operand.value;
  }
  return undefined;
}
