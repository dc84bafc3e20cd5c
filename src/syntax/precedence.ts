/** How tightly each operator binds: one table for the parser, the printer and every gate that has an infix form. */
import type { ArithmeticOperator, ComparisonOperator, Expr, LogicalOperator, UnaryOperator } from "./tree.ts";

/** The levels from loosest to tightest. */
export const precedence = {
  conditional: 1,
  or: 2,
  and: 3,
  not: 4,
  comparison: 5,
  sum: 6,
  product: 7,
  sign: 8,
  power: 9,
  /** Calls, indices and attributes. */
  postfix: 10,
} as const;

export type BinaryOperator = ArithmeticOperator | LogicalOperator | ComparisonOperator;

export const binaryPrecedence: Readonly<Record<BinaryOperator, number>> = {
  or: precedence.or,
  and: precedence.and,
  "<": precedence.comparison,
  "<=": precedence.comparison,
  ">": precedence.comparison,
  ">=": precedence.comparison,
  "==": precedence.comparison,
  "!=": precedence.comparison,
  is: precedence.comparison,
  "is not": precedence.comparison,
  "+": precedence.sum,
  "-": precedence.sum,
  "*": precedence.product,
  "/": precedence.product,
  "//": precedence.product,
  "%": precedence.product,
  "@": precedence.product,
  "**": precedence.power,
};

export const unaryPrecedence: Readonly<Record<UnaryOperator, number>> = {
  not: precedence.not,
  "-": precedence.sign,
  "+": precedence.sign,
};

/** How tightly an expression holds together: what is around it and binds tighter needs brackets. */
export function precedenceOf(expr: Expr): number {
  switch (expr.kind) {
    case "binary":
      return binaryPrecedence[expr.operator];
    case "unary":
      return unaryPrecedence[expr.operator];
    case "compare":
      return precedence.comparison;
    case "conditional":
      return precedence.conditional;
    default:
      return precedence.postfix;
  }
}
