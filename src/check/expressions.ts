/** Lowers expressions: each becomes a value whose node stands in the graph. */
import { boolConstant, constant } from "../ops/define.ts";
import { stack } from "../ops/join.ts";
import type { Gate } from "../graph/ir.ts";
import { choiceByValues } from "../syntax/choice.ts";
import type { Comparison, Expr, ExprOf } from "../syntax/tree.ts";
import { sameSizes, showSizes } from "../tensor/shape.ts";
import { scalarTensor, type Tensor } from "../tensor/tensor.ts";
import { lowerCall } from "./calls.ts";
import { operatorGate } from "./functions.ts";
import { lowerIndex } from "./indexing.ts";
import { literalTensor } from "./literals.ts";
import {
  apply,
  currentSource,
  emit,
  emitAgain,
  hasTooManyDimensions,
  inLibrary,
  isForeign,
  isTooDeep,
  type Lowering,
  moduleOf,
  NO_ATTRS,
  report,
  settle,
  textOf,
  trace,
} from "./lowering.ts";
import { numberNames } from "./names.ts";
import { lowerPart, partNames } from "./pairs.ts";
import { MISSING, NONE, describe, tensorValue, type Answer, type TensorValue, type Value } from "./values.ts";
import { spendSteps } from "./work.ts";

/**
 * The value of an expression; a list in an argument stays a list until somebody computes with it. `answer` is what a call
 * whose value this is, with nothing in between, is asked for.
 */
export function lowerExpression(lowering: Lowering, expr: Expr, answer: Answer = "alone"): Value {
  spendSteps(lowering.work, 1);
  if (lowering.work.full || moduleOf(lowering).names.broken.has(expr)) return MISSING;
  if (isTooDeep(lowering, expr)) return MISSING;
  const { origin, libraryOrigin } = lowering;
  standAt(lowering, expr);
  lowering.depth += 1;
  const value = lowerByKind(lowering, expr, answer);
  lowering.depth -= 1;
  trace(lowering, expr, answer === "pair" ? firstOf(value) : value);
  lowering.origin = origin;
  lowering.libraryOrigin = libraryOrigin;
  return value;
}

/** New nodes come from this expression. */
export function standAt(lowering: Lowering, expr: Expr): void {
  if (isForeign(lowering)) lowering.libraryOrigin = { source: currentSource(lowering), expr };
  else lowering.origin = expr;
}

/** The value as a tensor; what is none (None, a string, several results) is a problem here. */
export function lowerTensor(lowering: Lowering, expr: Expr): TensorValue | undefined {
  return asTensor(lowering, lowerExpression(lowering, expr), expr);
}

export function asTensor(lowering: Lowering, value: Value, expr: Expr): TensorValue | undefined {
  switch (value.kind) {
    case "tensor":
      return value;
    case "list": {
      value.stacked ??= stackItems(lowering, value.items, expr);
      return value.stacked.kind === "tensor" ? value.stacked : undefined;
    }
    case "tuple":
      report(lowering, "several-results", expr.span, [
        value.items.length,
        `${namesFor(value.items.length)} = ${textOf(lowering, expr)}`,
      ]);
      return undefined;
    case "string":
    case "none":
      report(lowering, "no-value", expr.span, [describe(value)]);
      return undefined;
    case "missing":
      return undefined;
  }
}

/** As many names as there are results, for an example: `a, b, c`. */
function namesFor(count: number): string {
  const letters = "abcdefgh";
  const names = Array.from(letters.slice(0, count));
  return [...names, ...(count > letters.length ? ["…"] : [])].join(", ");
}

export function numberValue(lowering: Lowering, number: number): TensorValue {
  return scalarValue(lowering, constant.gate, number);
}

export function boolValue(lowering: Lowering, truth: boolean): TensorValue {
  return scalarValue(lowering, boolConstant.gate, truth ? 1 : 0);
}

/** A literal is looked for before it is made: a file holds thousands, and an edit changes one. */
function scalarValue(lowering: Lowering, gate: Gate, number: number): TensorValue {
  const expected = lowering.builder.expected();
  if (expected?.gate === gate && expected.sizes.length === 0) {
    const { data } = expected.attrs["value"] as Tensor;
    if (Object.is(data[0], number)) return tensorValue(emitAgain(lowering, expected));
  }
  const value = scalarTensor(number);
  return tensorValue(emit(lowering, gate, [], { value }, value.sizes));
}

export function literalValue(lowering: Lowering, value: Tensor): TensorValue {
  return tensorValue(emit(lowering, constant.gate, [], { value }, value.sizes));
}

/** A list of numbers as written. */
function lowerLiteral(lowering: Lowering, value: Tensor, expr: Expr): Value {
  return hasTooManyDimensions(lowering, value.sizes, expr) ? MISSING : literalValue(lowering, value);
}

/** What is shown of a call that is taken apart. */
function firstOf(value: Value): Value {
  return (value.kind === "tuple" ? value.items[0] : undefined) ?? value;
}

function lowerByKind(lowering: Lowering, expr: Expr, answer: Answer): Value {
  switch (expr.kind) {
    case "number":
      return numberValue(lowering, expr.value);
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
      if (literal !== undefined) return lowerLiteral(lowering, literal, expr);
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

function lowerName(lowering: Lowering, expr: ExprOf<"name">): Value {
  const local = lowering.frame?.locals.get(expr.name);
  if (local !== undefined) return local;
  if (!inLibrary(lowering)) {
    const global = moduleOf(lowering).globals.get(expr.name);
    if (global !== undefined) {
      lowering.reads += 1;
      return global;
    }
  }
  const number = numberNames.get(expr.name);
  if (number !== undefined) return numberValue(lowering, number);
  report(lowering, "name-not-bound-here", expr.span, [expr.name]);
  return MISSING;
}

/** A list whose elements are not all numbers as written; a missing element makes the whole missing. */
function lowerList(lowering: Lowering, exprs: readonly Expr[]): Value {
  const items = exprs.map((item) => lowerExpression(lowering, item));
  if (items.some((item) => item.kind === "missing")) return MISSING;
  return { kind: "list", items, stacked: undefined };
}

function stackItems(lowering: Lowering, items: readonly Value[], expr: Expr): Value {
  const literal = literalTensor(expr);
  if (literal !== undefined) return lowerLiteral(lowering, literal, expr);
  const tensors: TensorValue[] = [];
  const written = expr.kind === "list" || expr.kind === "tuple" ? expr.items : [];
  for (const [i, item] of items.entries()) {
    const tensor = asTensor(lowering, item, written[i] ?? expr);
    if (tensor === undefined) return MISSING;
    tensors.push(tensor);
  }
  const first = tensors[0];
  if (first === undefined) return literalValue(lowering, { sizes: [0], data: new Float64Array(0) });
  const uneven = tensors.findIndex((item) => !sameSizes(item.node.sizes, first.node.sizes));
  if (uneven >= 0) {
    const found = showSizes((tensors[uneven] as TensorValue).node.sizes);
    report(lowering, "uneven-list", (written[uneven] ?? expr).span, [
      showSizes(first.node.sizes),
      found,
      uneven + 1,
    ]);
    return MISSING;
  }
  return apply(lowering, stack.gate, tensors, { dim: 0 }, expr, []);
}

function lowerUnary(lowering: Lowering, expr: ExprOf<"unary">): Value {
  // A number with its sign is one literal: `x = -2` is a leaf, not a gate.
  if (expr.operator === "-" && expr.operand.kind === "number")
    return numberValue(lowering, -expr.operand.value);
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
  let left: Expr = expr;
  while (left.kind === "binary" && !moduleOf(lowering).names.broken.has(left)) {
    spine.push(left);
    left = left.left;
  }
  let value = lowerExpression(lowering, left);
  for (let i = spine.length - 1; i >= 0; i--) {
    const step = spine[i] as ExprOf<"binary">;
    if (lowering.work.full) return MISSING;
    standAt(lowering, step);
    value = lowerOperation(lowering, step, value);
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

export function applyOperator(
  lowering: Lowering,
  token: string,
  left: TensorValue,
  right: TensorValue,
  at: Expr,
  leftExpr: Expr,
  rightExpr: Expr,
): Value {
  return apply(lowering, operatorGate(token, 2), [left, right], NO_ATTRS, at, [leftExpr, rightExpr]);
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
  if (test.shape.length > 0) {
    report(lowering, "condition-not-single", expr.test.span, [showSizes(test.node.sizes)]);
    return MISSING;
  }
  const known = settle(lowering, test.node);
  if (known === undefined) {
    const written = choiceByValues(currentSource(lowering).text, expr.test, expr.then, expr.otherwise);
    const fix = { title: "Choose by values", edits: [{ span: expr.span, text: written }] };
    report(lowering, "condition-not-known", expr.test.span, [], fix);
    return MISSING;
  }
  return lowerExpression(lowering, known.data[0] === 1 ? expr.then : expr.otherwise, answer);
}

export function requireBool(lowering: Lowering, value: TensorValue, expr: Expr, what: string): boolean {
  if (value.node.dtype === "bool") return true;
  report(lowering, "not-bool", expr.span, [what, `${textOf(lowering, expr)} != 0`]);
  return false;
}

function lowerAttribute(lowering: Lowering, expr: ExprOf<"attribute">): Value {
  const { name } = expr.attribute;
  if (name === "shape") {
    const sizes = lowerShapeOf(lowering, expr.object);
    if (sizes === undefined) return MISSING;
    return literalValue(lowering, { sizes: [sizes.length], data: Float64Array.from(sizes) });
  }
  const asked = partNames.get(name);
  if (asked !== undefined) return lowerPart(lowering, expr, asked);
  const argsSpan = { start: expr.span.end, end: expr.span.end };
  const { span, attribute: callee, object: receiver } = expr;
  return lowerCall(lowering, { kind: "call", span, callee, receiver, args: [], argsSpan }, "alone");
}

/** The sizes of a value; reading them does not read its numbers. */
export function lowerShapeOf(lowering: Lowering, object: Expr): readonly number[] | undefined {
  const { reads } = lowering;
  const value = lowerTensor(lowering, object);
  lowering.reads = reads;
  return value?.node.sizes;
}

/** The rows of a tensor, or the results of a call, as many as there are. */
export function itemsOf(value: Value): readonly Value[] | undefined {
  return value.kind === "tuple" || value.kind === "list" ? value.items : undefined;
}
