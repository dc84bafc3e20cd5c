/** Appends nodes to the graph: a gate over values asks its shape rule first. */
import type { Span } from "../base/span.ts";
import { isSameAttr } from "../graph/builder.ts";
import { isRefusal, type Attrs, type Gate, type Node, type Refusal } from "../graph/ir.ts";
import { fillOperands } from "../graph/refusal.ts";
import type { Expr } from "../syntax/tree.ts";
import { MAX_DIMENSIONS, SCALAR_SHAPE, sizesOf, type Shape } from "../tensor/shape.ts";
import { boundPlaces, transposeFixes } from "./clash.ts";
import { currentSource, textOf, type Lowering } from "./lowering.ts";
import { report } from "./report.ts";
import { MISSING, tensorValue, type TensorValue, type Value } from "./values.ts";
import { spend, spendSteps } from "./work.ts";

/** Appends a node. */
export function emit(
  lowering: Lowering,
  gate: Gate,
  inputs: readonly Node[],
  attrs: Attrs,
  sizes: readonly number[],
): Node {
  spend(lowering.tallies.work, 1);
  return append(lowering, gate, inputs, attrs, sizes);
}

/** Appends a node that only gives a name a value of its own: it is no gate that a person has written, and counts as none. */
export function emitName(lowering: Lowering, gate: Gate, input: Node): Node {
  spendSteps(lowering.tallies.work, 1);
  return append(lowering, gate, [input], NO_ATTRS, input.sizes);
}

function append(
  lowering: Lowering,
  gate: Gate,
  inputs: readonly Node[],
  attrs: Attrs,
  sizes: readonly number[],
): Node {
  const node = lowering.sink.builder.node(gate, inputs, attrs, sizes);
  noteOrigin(lowering);
  return node;
}

/** Appends the node that stood in this place before, where somebody has seen that it is the same again. */
export function emitAgain(lowering: Lowering, expected: Node): Node {
  spend(lowering.tallies.work, 1);
  lowering.sink.builder.take(expected);
  noteOrigin(lowering);
  return expected;
}

/** New nodes come from where we are. */
export function noteOrigin({ where, sink }: Lowering): void {
  if (where.aside) return;
  sink.origins.push(where.origin);
  sink.libraryOrigins.push(where.libraryOrigin);
}

/** The attributes of a gate that has none. */
export const NO_ATTRS: Attrs = {};

/** A gate over values: asks its shape rule, reports a refusal at `at` with the operands' own text, makes the node. */
export function apply(
  lowering: Lowering,
  gate: Gate,
  operands: readonly TensorValue[],
  attrs: Attrs,
  at: Expr,
  operandExprs: readonly { readonly span: Span }[],
): Value {
  const expected = lowering.sink.builder.expected();
  if (expected?.gate === gate && isOf(expected, operands) && isSameAttr(expected.attrs, attrs)) {
    return tensorValue(emitAgain(lowering, expected));
  }
  let shape: Shape | Refusal = SCALAR_SHAPE;
  if (gate.scalar === undefined || operands.some((operand) => operand.shape.length > 0)) {
    shape = gate.shape(
      operands.map((operand) => operand.shape),
      attrs,
    );
  }
  if (isRefusal(shape)) {
    const texts = operandExprs.map((expr) => textOf(lowering, expr));
    const shapes = operands.map((operand) => operand.shape);
    const fixes =
      gate.infix === undefined
        ? []
        : transposeFixes(
            shapes,
            operandExprs,
            at.span,
            currentSource(lowering).text,
            (others) => !isRefusal(gate.shape(others, attrs)),
          );
    const related = boundPlaces(lowering, shapes);
    report(lowering, "refused", at.span, [fillOperands(shape.refused, gate, texts)], fixes, related);
    return MISSING;
  }
  if (hasTooManyDimensions(lowering, shape, at)) return MISSING;
  const nodes = operands.map((operand) => operand.node);
  return tensorValue(emit(lowering, gate, nodes, attrs, sizesOf(shape)), shape);
}

/** Whether a tensor would have more dimensions than one may have, which is said where it would come from. */
export function hasTooManyDimensions(
  lowering: Lowering,
  sizes: readonly unknown[],
  at: { readonly span: Span },
): boolean {
  if (sizes.length <= MAX_DIMENSIONS) return false;
  report(lowering, "too-many-dimensions", at.span, [sizes.length, MAX_DIMENSIONS]);
  return true;
}

/** Whether a node has these operands. Where a dimension has a name the gate has to say where the name goes, so it is asked again. */
function isOf({ inputs }: Node, operands: readonly TensorValue[]): boolean {
  if (inputs.length !== operands.length) return false;
  for (let i = 0; i < inputs.length; i++) {
    const { node, shape } = operands[i] as TensorValue;
    if (inputs[i] !== node) return false;
    for (let k = 0; k < shape.length; k++) if (shape[k]?.name !== undefined) return false;
  }
  return true;
}
