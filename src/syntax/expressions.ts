/** Expressions by precedence climbing: chains of operators are loops, so that a sum of any length can be read. */
import { problem } from "../problems.ts";
import { broken } from "./broken.ts";
import {
  advance,
  ascend,
  descend,
  endOf,
  fail,
  kindAt,
  lastEnd,
  note,
  peek,
  spanOf,
  startOf,
  textOf,
  type Cursor,
} from "./cursor.ts";
import { postfix } from "./operands.ts";
import { binaryPrecedence, precedence, type BinaryOperator } from "./precedence.ts";
import { Kind } from "./tokens.ts";
import type { ArithmeticOperator, Comparison, ComparisonOperator, Expr, LogicalOperator } from "./tree.ts";
import { guess, replace } from "./fixes.ts";

/** `a if c else b`, and everything that binds tighter. */
export function expression(c: Cursor): Expr {
  const then = binary(c, precedence.or);
  if (peek(c) !== Kind.if) return then;
  const word = c.at;
  advance(c);
  const test = binary(c, precedence.or);
  if (peek(c) !== Kind.else) {
    const end = lastEnd(c);
    const fix = test.kind === "error" ? undefined : guess("Add else 0", { start: end, end }, " else 0");
    fail(c, problem("missing-else", spanOf(c, word), [], { fix }));
    return broken({ start: then.span.start, end: lastEnd(c) }, [then, test]);
  }
  advance(c);
  if (!descend(c)) return broken({ start: then.span.start, end: lastEnd(c) }, [then, test]);
  const otherwise = expression(c);
  ascend(c);
  const span = { start: then.span.start, end: otherwise.span.end };
  return { kind: "conditional", span, then, test, otherwise };
}

const spellings: readonly (readonly [number, BinaryOperator])[] = [
  [Kind.plus, "+"],
  [Kind.minus, "-"],
  [Kind.times, "*"],
  [Kind.divide, "/"],
  [Kind.floorDivide, "//"],
  [Kind.remainder, "%"],
  [Kind.matmul, "@"],
  [Kind.and, "and"],
  [Kind.ampersand, "and"],
  [Kind.or, "or"],
  [Kind.bar, "or"],
  [Kind.less, "<"],
  [Kind.lessEqual, "<="],
  [Kind.greater, ">"],
  [Kind.greaterEqual, ">="],
  [Kind.equal, "=="],
  [Kind.notEqual, "!="],
  [Kind.is, "is"],
];

/** How tightly the operator of each kind of token binds; 0 for a token that is none. */
const levels = new Uint8Array(256);
const operators: (BinaryOperator | undefined)[] = [];
for (const [kind, operator] of spellings) {
  levels[kind] = binaryPrecedence[operator];
  operators[kind] = operator;
}
levels[Kind.in] = precedence.comparison;

function binary(c: Cursor, min: number): Expr {
  let left = peek(c) === Kind.not && min <= precedence.not ? negation(c) : unary(c);
  for (;;) {
    const kind = peek(c);
    const level = levels[kind] ?? 0;
    if (level === 0 || level < min) {
      if (kind !== Kind.not || min > precedence.comparison || kindAt(c, c.at + 1) !== Kind.in) return left;
      left = comparison(c, left);
      continue;
    }
    if (level === precedence.comparison) {
      left = comparison(c, left);
      continue;
    }
    const operator = operators[kind] as ArithmeticOperator | LogicalOperator;
    if (kind === Kind.ampersand || kind === Kind.bar)
      noteSymbol(c, operator === "and" ? "and-symbol" : "or-symbol");
    const operatorSpan = spanOf(c, c.at);
    advance(c);
    const right = binary(c, level + 1);
    const span = { start: left.span.start, end: right.span.end };
    left = { kind: "binary", span, operator, operatorSpan, left, right };
  }
}

/** `not a`, where `a` may be a comparison. */
function negation(c: Cursor): Expr {
  const operatorSpan = spanOf(c, c.at);
  advance(c);
  if (!descend(c)) return broken(operatorSpan, []);
  const operand = binary(c, precedence.not);
  ascend(c);
  const span = { start: operatorSpan.start, end: operand.span.end };
  return { kind: "unary", span, operator: "not", operatorSpan, operand };
}

/** A chain of comparisons is one expression; `in` is read, so that the rest of its line is, but has no meaning. */
function comparison(c: Cursor, first: Expr): Expr {
  const rest: Comparison[] = [];
  let foreign = false;
  for (;;) {
    const kind = peek(c);
    const isNotIn = kind === Kind.not && kindAt(c, c.at + 1) === Kind.in;
    if (levels[kind] !== precedence.comparison && !isNotIn) break;
    let operatorSpan = spanOf(c, c.at);
    let operator = operators[kind] as ComparisonOperator | undefined;
    if (isNotIn || kind === Kind.in) {
      if (isNotIn) advance(c);
      fail(c, problem("membership", spanOf(c, c.at), []));
      foreign = true;
    } else if (kind === Kind.is && kindAt(c, c.at + 1) === Kind.not) {
      advance(c);
      operator = "is not";
      operatorSpan = { start: operatorSpan.start, end: endOf(c, c.at) };
    }
    advance(c);
    const right = binary(c, precedence.sum);
    rest.push({ operator: operator ?? "==", operatorSpan, right });
  }
  const span = { start: first.span.start, end: lastEnd(c) };
  if (foreign) return broken(span, [first, ...rest.map((one) => one.right)]);
  return { kind: "compare", span, first, rest };
}

/** A sign binds looser than a power: `-x ** 2` is `-(x ** 2)`. */
function unary(c: Cursor): Expr {
  const kind = peek(c);
  if (kind === Kind.minus || kind === Kind.plus) {
    const operatorSpan = spanOf(c, c.at);
    advance(c);
    if (!descend(c)) return broken(operatorSpan, []);
    const operand = unary(c);
    ascend(c);
    const span = { start: operatorSpan.start, end: operand.span.end };
    return { kind: "unary", span, operator: kind === Kind.minus ? "-" : "+", operatorSpan, operand };
  }
  if (kind === Kind.tilde || kind === Kind.exclamation) {
    const operatorSpan = spanOf(c, c.at);
    noteSymbol(c, "not-symbol");
    advance(c);
    if (!descend(c)) return broken(operatorSpan, []);
    const operand = unary(c);
    ascend(c);
    const span = { start: operatorSpan.start, end: operand.span.end };
    return { kind: "unary", span, operator: "not", operatorSpan, operand };
  }
  return power(c);
}

/** Right-associative, and a sign may stand in the exponent: `2 ** -x`. */
function power(c: Cursor): Expr {
  const left = postfix(c);
  if (peek(c) !== Kind.power) return left;
  const operatorSpan = spanOf(c, c.at);
  advance(c);
  if (!descend(c)) return broken({ start: left.span.start, end: lastEnd(c) }, [left]);
  const right = unary(c);
  ascend(c);
  const span = { start: left.span.start, end: right.span.end };
  return { kind: "binary", span, operator: "**", operatorSpan, left, right };
}

/** `&`, `|`, `~` and `!` are what NumPy and other languages write; we read them as the word that is meant. */
function noteSymbol(c: Cursor, row: "and-symbol" | "or-symbol" | "not-symbol"): void {
  const span = spanOf(c, c.at);
  const word = row === "and-symbol" ? "and" : row === "or-symbol" ? "or" : "not";
  const before = startOf(c, c.at) > lastEnd(c) || word === "not" ? "" : " ";
  const after = startOf(c, c.at + 1) > span.end ? "" : " ";
  const fix = replace(`Write ${word}`, span, before + word + after);
  note(c, problem(row, span, [textOf(c, c.at)], { fix }));
}
