/** Lowers expressions: each becomes a value whose node stands in the graph. */
import { operatorGate } from "../check/functions.ts";
import { numberNames } from "../check/names.ts";
import { partNames } from "../check/parts.ts";
import { choiceByValues } from "../syntax/choice.ts";
import type { Comparison, Expr, ExprOf } from "../syntax/tree.ts";
import { showSizes } from "../tensor/shape.ts";
import { scalarTensor } from "../tensor/tensor.ts";
import { lowerCall } from "./calls.ts";
import { apply, NO_ATTRS } from "./emit.ts";
import { lowerIndex } from "./indexing.ts";
import { settle } from "./known.ts";
import { literalTensor } from "./literals.ts";
import { currentSource, inLibrary, moduleOf, standingAt, textOf, within, type Lowering } from "./lowering.ts";
import {
  applyOperator,
  asTensor,
  boolValue,
  listLiteral,
  literalValue,
  numberValue,
  requireBool,
  sizesAlone,
  writtenValue,
} from "./make.ts";
import { trace } from "./notes.ts";
import { takeNamed } from "./pairs.ts";
import { isTooDeep, report } from "./report.ts";
import { MISSING, NONE, type Answer, type TensorValue, type Value } from "./values.ts";
import { spendSteps } from "./work.ts";

/**
 * The value of an expression; a list in an argument stays a list until somebody computes with it. `answer` is what a call
 * whose value this is, with nothing in between, is asked for.
 */
export function lowerExpression(lowering: Lowering, expr: Expr, answer: Answer = "alone"): Value {
  spendSteps(lowering.tallies.work, 1);
  if (lowering.tallies.work.full || moduleOf(lowering).names.broken.has(expr)) return MISSING;
  if (isTooDeep(lowering, expr)) return MISSING;
  // A name that is bound makes no node, so it stands nowhere new.
  const bound = expr.kind === "name" ? boundValue(lowering, expr) : undefined;
  const value =
    bound ?? within(lowering, standingAt(lowering, expr, 1), () => lowerByKind(lowering, expr, answer));
  trace(lowering, expr, answer === "pair" ? firstOf(value) : value);
  return value;
}

/** The value as a tensor; what is none (None, a string, several results) is a problem here. */
export function lowerTensor(lowering: Lowering, expr: Expr): TensorValue | undefined {
  return asTensor(lowering, lowerExpression(lowering, expr), expr);
}

/** What is shown of a call that is taken apart. */
function firstOf(value: Value): Value {
  return (value.kind === "tuple" ? value.items[0] : undefined) ?? value;
}

function lowerByKind(lowering: Lowering, expr: Expr, answer: Answer): Value {
  switch (expr.kind) {
    case "number":
      return writtenValue(lowering, scalarTensor(expr.value), expr);
    case "bool":
      return boolValue(lowering, expr.value);
    case "none":
      return NONE;
    case "string":
      return { kind: "string", text: expr.value };
    case "name":
      return lowerName(lowering, expr);
    case "list": {
      const literal = literalTensor(expr);
      if (literal !== undefined) return listLiteral(lowering, literal, expr);
      return lowerList(lowering, expr.items);
    }
    case "tuple":
      return lowerList(lowering, expr.items);
    case "paren":
      return lowerExpression(lowering, expr.inner, answer);
    case "unary":
      return lowerUnary(lowering, expr);
    case "binary":
      return lowerBinary(lowering, expr);
    case "compare":
      return lowerCompare(lowering, expr);
    case "conditional":
      return lowerConditional(lowering, expr, answer);
    case "call":
      return lowerCall(lowering, expr, answer);
    case "attribute":
      return lowerAttribute(lowering, expr);
    case "index":
      return lowerIndex(lowering, expr);
    case "error":
      return MISSING;
  }
}

function boundValue(lowering: Lowering, { name }: ExprOf<"name">): Value | undefined {
  const local = lowering.where.frame?.locals.get(name);
  if (local !== undefined || inLibrary(lowering)) return local;
  const global = moduleOf(lowering).globals.get(name);
  if (global !== undefined) lowering.tallies.reads += 1;
  return global;
}

/** What a name stands for that nobody has bound. */
function lowerName(lowering: Lowering, expr: ExprOf<"name">): Value {
  const number = numberNames.get(expr.name);
  if (number !== undefined) return numberValue(lowering, number);
  report(lowering, "name-not-bound-here", expr.span, [textOf(lowering, expr)]);
  return MISSING;
}

/** A list whose elements are not all numbers as written; a missing element makes the whole missing. */
function lowerList(lowering: Lowering, exprs: readonly Expr[]): Value {
  const items = exprs.map((item) => lowerExpression(lowering, item));
  if (items.some((item) => item.kind === "missing")) return MISSING;
  return { kind: "list", items, stacked: undefined };
}

function lowerUnary(lowering: Lowering, expr: ExprOf<"unary">): Value {
  // A number with its sign is one literal: `x = -2` is a leaf, not a gate.
  if (expr.operator === "-" && expr.operand.kind === "number")
    return writtenValue(lowering, scalarTensor(-expr.operand.value), expr);
  const operand = lowerTensor(lowering, expr.operand);
  if (operand === undefined) return MISSING;
  if (expr.operator === "+") return operand;
  if (expr.operator === "not" && !requireBool(lowering, operand, expr.operand, "What stands behind not"))
    return MISSING;
  return apply(lowering, operatorGate(expr.operator, 1), [operand], NO_ATTRS, expr, [expr.operand]);
}

/** Sums of many terms lean to the left as deep as they are long: the left side is walked in a loop. */
function lowerBinary(lowering: Lowering, expr: ExprOf<"binary">): Value {
  if (expr.left.kind !== "binary")
    return lowerOperation(lowering, expr, lowerExpression(lowering, expr.left));
  const spine: ExprOf<"binary">[] = [];
  let first: Expr = expr;
  while (first.kind === "binary" && !moduleOf(lowering).names.broken.has(first)) {
    spine.push(first);
    first = first.left;
  }
  let value = lowerExpression(lowering, first);
  for (let i = spine.length - 1; i >= 0; i--) {
    const step = spine[i] as ExprOf<"binary">;
    if (lowering.tallies.work.full) return MISSING;
    const left = value;
    value = within(lowering, standingAt(lowering, step, 0), () => lowerOperation(lowering, step, left));
    if (i > 0) trace(lowering, step, value);
  }
  return value;
}

function lowerOperation(lowering: Lowering, expr: ExprOf<"binary">, leftValue: Value): Value {
  const left = asTensor(lowering, leftValue, expr.left);
  const right = lowerTensor(lowering, expr.right);
  if (left === undefined || right === undefined) return MISSING;
  if (expr.operator === "and" || expr.operator === "or") {
    const what = `Each side of ${expr.operator}`;
    if (!requireBool(lowering, left, expr.left, what) || !requireBool(lowering, right, expr.right, what))
      return MISSING;
  }
  return applyOperator(lowering, expr.operator, left, right, expr, expr.left, expr.right);
}

/** `a < b < c` is `a < b and b < c`, with b evaluated once. */
function lowerCompare(lowering: Lowering, expr: ExprOf<"compare">): Value {
  let result: TensorValue | undefined;
  let left = lowerExpression(lowering, expr.first);
  let leftExpr = expr.first;
  for (const comparison of expr.rest) {
    const right = lowerExpression(lowering, comparison.right);
    const truth = compareTwo(lowering, left, leftExpr, comparison, right, expr);
    if (truth === undefined) return MISSING;
    if (result === undefined) result = truth;
    else {
      const both = apply(lowering, operatorGate("and", 2), [result, truth], NO_ATTRS, expr, []);
      if (both.kind !== "tensor") return MISSING;
      result = both;
    }
    left = right;
    leftExpr = comparison.right;
  }
  return result ?? MISSING;
}

function compareTwo(
  lowering: Lowering,
  left: Value,
  leftExpr: Expr,
  comparison: Comparison,
  right: Value,
  at: Expr,
): TensorValue | undefined {
  if (left.kind === "missing" || right.kind === "missing") return undefined;
  const { operator } = comparison;
  const equality = operator === "==" || operator === "is";
  const special =
    left.kind === "none" || left.kind === "string" || right.kind === "none" || right.kind === "string";
  if (special) {
    if (!equality && operator !== "!=" && operator !== "is not") {
      report(lowering, "compare-none", comparison.operatorSpan, []);
      return undefined;
    }
    const same =
      left.kind === right.kind &&
      (left.kind !== "string" || right.kind !== "string" || left.text === right.text);
    return boolValue(lowering, same === equality);
  }
  const a = asTensor(lowering, left, leftExpr);
  const b = asTensor(lowering, right, comparison.right);
  if (a === undefined || b === undefined) return undefined;
  const token = operator === "is" ? "==" : operator === "is not" ? "!=" : operator;
  const value = applyOperator(lowering, token, a, b, at, leftExpr, comparison.right);
  return value.kind === "tensor" ? value : undefined;
}

/** `a if c else b`: the condition is known now, and only the chosen side is built. */
function lowerConditional(lowering: Lowering, expr: ExprOf<"conditional">, answer: Answer): Value {
  const test = lowerTensor(lowering, expr.test);
  if (test === undefined || !requireBool(lowering, test, expr.test, "The condition of if … else"))
    return MISSING;
  const known = test.shape.length > 0 ? undefined : settle(lowering, test.node);
  if (known === undefined) {
    const written = choiceByValues(currentSource(lowering).text, expr.test, expr.then, expr.otherwise);
    const fix = { title: "Choose by values", edits: [{ span: expr.span, text: written }] };
    if (test.shape.length > 0)
      report(lowering, "condition-not-single", expr.test.span, [showSizes(test.node.sizes)], fix);
    else report(lowering, "condition-not-known", expr.test.span, [], fix);
    return MISSING;
  }
  return lowerExpression(lowering, known.data[0] === 1 ? expr.then : expr.otherwise, answer);
}

function lowerAttribute(lowering: Lowering, expr: ExprOf<"attribute">): Value {
  const { name } = expr.attribute;
  if (name === "shape") {
    const sizes = sizesAlone(lowering, () => lowerTensor(lowering, expr.object));
    if (sizes === undefined) return MISSING;
    return literalValue(lowering, { sizes: [sizes.length], data: Float64Array.from(sizes) });
  }
  const asked = partNames.get(name);
  if (asked !== undefined)
    return takeNamed(lowering, expr, asked, lowerExpression(lowering, expr.object, asked));
  const argsSpan = { start: expr.span.end, end: expr.span.end };
  const { span, attribute: callee, object: receiver } = expr;
  return lowerCall(lowering, { kind: "call", span, callee, receiver, args: [], argsSpan }, "alone");
}
