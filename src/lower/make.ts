/** Makes values of numbers, tensors and lists that are there already. */
import { operatorGate } from "../check/functions.ts";
import type { Attrs, Gate } from "../graph/ir.ts";
import { boolConstant, constant, literal } from "../ops/define.ts";
import { index } from "../ops/indexing.ts";
import { stack } from "../ops/join.ts";
import { subscript } from "../ops/subscript.ts";
import type { Expr } from "../syntax/tree.ts";
import { bare } from "../syntax/walk.ts";
import { sameSizes, showSizes } from "../tensor/shape.ts";
import { scalarTensor, type Tensor } from "../tensor/tensor.ts";
import { apply, emit, emitAgain, hasTooManyDimensions, NO_ATTRS } from "./emit.ts";
import { literalTensor } from "./literals.ts";
import { isForeign, textOf, type Lowering } from "./lowering.ts";
import { named, unread } from "./line-fixes.ts";
import { trace } from "./notes.ts";
import { report } from "./report.ts";
import { hasRoom } from "./room.ts";
import { describe, MISSING, tensorValue, type TensorValue, type Value } from "./values.ts";

/** The value as a tensor; what is none (None, a string, several results) is a problem here. */
export function asTensor(lowering: Lowering, value: Value, expr: Expr): TensorValue | undefined {
  switch (value.kind) {
    case "tensor":
      return value;
    case "list": {
      if (value.stacked === undefined) {
        value.stacked = stackItems(lowering, value.items, expr);
        if (bare(expr).kind === "list") trace(lowering, expr, value.stacked);
      }
      return value.stacked.kind === "tensor" ? value.stacked : undefined;
    }
    case "tuple":
      report(
        lowering,
        "several-results",
        expr.span,
        [value.items.length, `${namesFor(value.items.length)} = ${textOf(lowering, expr)}`],
        named(lowering, expr, value.items.length),
      );
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
  const expected = lowering.sink.builder.expected();
  if (expected?.gate === gate && expected.sizes.length === 0) {
    const { data } = expected.attrs["value"] as Tensor;
    if (Object.is(data[0], number)) return tensorValue(emitAgain(lowering, expected));
  }
  const value = scalarTensor(number);
  return tensorValue(emit(lowering, gate, [], { value }, value.sizes));
}

/** A number or a list of numbers as written: in the person's own file it is an input, whose number may change without the graph. */
export function writtenValue(lowering: Lowering, value: Tensor, expr: Expr): TensorValue {
  if (isForeign(lowering)) return literalValue(lowering, value);
  const { builder, inputs, literals } = lowering.sink;
  const { sizes } = value;
  const expected = builder.expected();
  const isAgain = expected?.gate === literal.gate && sameSizes(expected.sizes, sizes);
  const attrs = sizes.length === 0 ? NUMBER : { size: sizes };
  const made = isAgain ? emitAgain(lowering, expected) : emit(lowering, literal.gate, [], attrs, sizes);
  inputs.set(made, value);
  const number = expr.kind === "unary" ? expr.operand : expr;
  const known = literals.get(number);
  if (known === undefined) literals.set(number, { expr, nodes: [made] });
  else known.nodes.push(made);
  return tensorValue(made);
}

const NUMBER: Attrs = { size: [] };

export function literalValue(lowering: Lowering, value: Tensor): TensorValue {
  return tensorValue(emit(lowering, constant.gate, [], { value }, value.sizes));
}

/** A list of numbers as written. */
export function listLiteral(lowering: Lowering, value: Tensor, expr: Expr): Value {
  return hasTooManyDimensions(lowering, value.sizes, expr) ? MISSING : writtenValue(lowering, value, expr);
}

function stackItems(lowering: Lowering, items: readonly Value[], expr: Expr): Value {
  const numbers = literalTensor(expr);
  if (numbers !== undefined) return listLiteral(lowering, numbers, expr);
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
    const facts = [showSizes(first.node.sizes), found, uneven + 1] as const;
    report(lowering, "uneven-list", (written[uneven] ?? expr).span, [...facts], unread(lowering, expr));
    return MISSING;
  }
  return apply(lowering, stack.gate, tensors, { dim: 0 }, expr, []);
}

/** An operator over two values. */
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

/** Whether a tensor holds truth values; that it does not is a problem here. */
export function requireBool(lowering: Lowering, value: TensorValue, expr: Expr, what: string): boolean {
  if (value.node.dtype === "bool") return true;
  const compared = `${textOf(lowering, expr)} != 0`;
  const fix = {
    title: `Write ${compared}`,
    edits: [{ span: expr.span, text: compared }],
    guess: true,
  } as const;
  report(lowering, "not-bool", expr.span, [what, compared], fix);
  return false;
}

/** The rows of a tensor, or the results of a call, as many as there are. */
export function itemsOf(value: Value): readonly Value[] | undefined {
  return value.kind === "tuple" || value.kind === "list" ? value.items : undefined;
}

/** The rows of a tensor as values of their own; a number has none. */
export function rowsOf(lowering: Lowering, value: Value, expr: Expr): readonly TensorValue[] | undefined {
  const tensor = asTensor(lowering, value, expr);
  const size = tensor?.shape[0]?.size;
  // The gate of each row counts for it.
  if (tensor === undefined || size === undefined || !hasRoom(lowering, size, expr.span)) return undefined;
  const rows: TensorValue[] = [];
  for (let i = 0; i < size; i++) {
    const row = rowOf(lowering, tensor, i, expr);
    if (row.kind === "tensor") rows.push(row);
  }
  return rows;
}

/** Row `i` of a tensor. */
export function rowOf(lowering: Lowering, tensor: TensorValue, i: number, at: Expr): Value {
  return apply(lowering, index.gate, [tensor], subscript([{ kind: "at", index: i }]), at, [at]);
}

/** The sizes of a tensor that `read` gives; reading them does not read its numbers. */
export function sizesAlone(
  { tallies }: Lowering,
  read: () => TensorValue | undefined,
): readonly number[] | undefined {
  const { reads } = tallies;
  const value = read();
  tallies.reads = reads;
  return value?.node.sizes;
}
