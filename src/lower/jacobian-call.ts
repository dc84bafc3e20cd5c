/**
 * Lowers `jacobian(y, x)` and `hessian(L, x)`: every derivative of an element by an element, as nodes of the graph.
 *
 * A row is a backward pass whose upstream gradient is 1 at one element of y. A column is a backward pass of a backward pass: the
 * gradient of y by x is linear in its upstream gradient u, so differentiated by u, with 1 at one element of x, it is what that
 * element does to every element of y. Whichever are fewer are built.
 */
import { withCommas } from "../base/commas.ts";
import { hasOwnBackward } from "../grad/jacobian.ts";
import { createGradMemo, type GradMemo } from "../grad/reverse.ts";
import type { Node } from "../graph/ir.ts";
import { constant } from "../ops/define.ts";
import { stack } from "../ops/join.ts";
import { reshape } from "../ops/reshape.ts";
import type { Expr } from "../syntax/tree.ts";
import { jacobianSize, MAX_ENTRIES, showJacobianSize } from "../tensor/jacobian-size.ts";
import { sizesOf } from "../tensor/shape.ts";
import { elementCount, filled } from "../tensor/tensor.ts";
import { tensorOf, type Argument } from "./argument.ts";
import { copyOf } from "./copies.ts";
import { emit, hasTooManyDimensions } from "./emit.ts";
import { derived, isInBackward, isNumber, lowerName, takeGradients, zerosOf } from "./gradient-call.ts";
import { textOf, type Lowering } from "./lowering.ts";
import { report } from "./report.ts";
import { MISSING, tensorValue, type TensorValue, type Value } from "./values.ts";

export function lowerJacobian(lowering: Lowering, call: Expr, y: Argument, x: Argument): Value {
  if (isInBackward(lowering, "jacobian", call)) return MISSING;
  const of = tensorOf(lowering, y);
  const by = lowerName(lowering, "jacobian", x);
  if (of === undefined || by === undefined) return MISSING;
  if (of.node.dtype === "bool") {
    report(lowering, "jacobian-of-bool", y.expr.span, [textOf(lowering, y.expr)]);
    return MISSING;
  }
  const product = `grad(sum(${textOf(lowering, y.expr)} * g), ${textOf(lowering, x.expr)})`;
  if (!isFormed(lowering, call, of, by, product)) return MISSING;
  const memos = keptMemos(lowering);
  const [result] = derived(lowering, "jacobian", [of, by], () => [jacobianOf(lowering, of, by, memos)]);
  return result ?? MISSING;
}

export function lowerHessian(lowering: Lowering, call: Expr, y: Argument, x: Argument): Value {
  if (isInBackward(lowering, "hessian", call)) return MISSING;
  const of = tensorOf(lowering, y);
  const by = lowerName(lowering, "hessian", x);
  if (of === undefined || by === undefined || !isNumber(lowering, "hessian", y, of)) return MISSING;
  const name = textOf(lowering, x.expr);
  const product = `grad(sum(grad(${textOf(lowering, y.expr)}, ${name}) * g), ${name})`;
  if (!isFormed(lowering, call, by, by, product)) return MISSING;
  const memos = keptMemos(lowering);
  const [result] = derived(lowering, "hessian", [of, by], () => {
    const pass = { target: of.node, seed: undefined, by: [by.node], memo: memos.first };
    const [gradient] = takeGradients(lowering, pass);
    const shape = [...by.shape, ...by.shape];
    return gradient === undefined
      ? [zerosOf(lowering, shape)]
      : [jacobianOf(lowering, tensorValue(gradient, by.shape), by, memos)];
  });
  return result ?? MISSING;
}

/** Whether so many derivatives are formed; that they are not is a problem at the call. */
function isFormed(
  lowering: Lowering,
  call: Expr,
  of: TensorValue,
  by: TensorValue,
  product: string,
): boolean {
  const { node } = by;
  if (!jacobianSize(of.node.sizes, node.sizes).fits) {
    const size = showJacobianSize(of.node.sizes, node.sizes);
    report(lowering, "jacobian-too-large", call.span, [
      textOf(lowering, call),
      size,
      withCommas(MAX_ENTRIES),
      product,
    ]);
    return false;
  }
  return !hasTooManyDimensions(lowering, [...of.node.sizes, ...node.sizes], call);
}

/** What the passes leave for the next version. */
interface Memos {
  /** Of a Hessian its gradient's. */
  readonly first: GradMemo;
  /** Of columns that of the gradient that is differentiated. */
  readonly columns: GradMemo;
  readonly each: GradMemo[];
}

function keptMemos(lowering: Lowering): Memos {
  return lowering.sink.builder.keep<Memos>(() => ({
    first: createGradMemo(),
    columns: createGradMemo(),
    each: [],
  }));
}

function jacobianOf(lowering: Lowering, of: TensorValue, by: TensorValue, memos: Memos): TensorValue {
  const shape = [...of.shape, ...by.shape];
  const { rows, columns } = jacobianSize(of.node.sizes, by.node.sizes);
  const parts = rows * columns === 0 ? undefined : partsOf(lowering, of.node, by.node, memos);
  return parts === undefined ? zerosOf(lowering, shape) : joined(lowering, parts, shape, of, by);
}

interface Parts {
  readonly are: "rows" | "columns";
  readonly nodes: readonly Node[];
}

/** The rows, or the columns; undefined where no gradient flows. */
function partsOf(lowering: Lowering, of: Node, by: Node, memos: Memos): Parts | undefined {
  const { rows, columns } = jacobianSize(of.sizes, by.sizes);
  if (rows <= columns || hasOwnBackward({ graph: lowering.sink.builder.graph(), of, by })) {
    const nodes = passes(lowering, of, by, memos);
    return nodes && { are: "rows", nodes };
  }
  const u = zerosOf(
    lowering,
    of.sizes.map((size) => ({ size })),
  ).node;
  const [product] = takeGradients(lowering, { target: of, seed: u, by: [by], memo: memos.columns });
  const nodes = product && passes(lowering, product, u, memos);
  return nodes && { are: "columns", nodes };
}

/** The gradient of each element of a value, by one name. */
function passes(lowering: Lowering, target: Node, by: Node, memos: Memos): readonly Node[] | undefined {
  const count = elementCount(target.sizes);
  const seeds = Array.from({ length: count }, (_, at) => {
    const value = filled(target.sizes, 0);
    value.data[at] = 1;
    return emit(lowering, constant.gate, [], { value }, target.sizes);
  });
  const found: Node[] = [];
  for (const [i, seed] of seeds.entries()) {
    const memo = (memos.each[i] ??= createGradMemo());
    const [gradient] = takeGradients(lowering, { target, seed, by: [by], memo });
    // Whether one flows is the graph's, not the element's.
    if (gradient === undefined) return undefined;
    found.push(gradient);
  }
  return found;
}

function joined(
  lowering: Lowering,
  { are, nodes }: Parts,
  shape: TensorValue["shape"],
  of: TensorValue,
  by: TensorValue,
): TensorValue {
  const [only] = nodes;
  const sizes = sizesOf(shape);
  const row = are === "rows" ? by.node.sizes : of.node.sizes;
  const dim = are === "rows" ? 0 : row.length;
  const { length } = nodes;
  const whole = are === "rows" ? [length, ...row] : [...row, length];
  const all = length === 1 ? only! : emit(lowering, stack.gate, nodes, { dim }, whole);
  if (length === 1 && row.length === sizes.length) return copyOf(lowering, tensorValue(all, shape));
  return tensorValue(emit(lowering, reshape.gate, [all], { shape: sizes }, sizes), shape);
}
