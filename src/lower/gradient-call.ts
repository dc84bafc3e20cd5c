/** Lowers `grad(y, x)`: the gradient of y by a name, as nodes of the graph, so that it is a value like any other. */
import type { LanguageName } from "../check/language.ts";
import { createGradMemo, derive, type GradMemo } from "../grad/reverse.ts";
import type { Node } from "../graph/ir.ts";
import { zeros } from "../ops/creation.ts";
import type { Expr } from "../syntax/tree.ts";
import { showShape, sizesOf } from "../tensor/shape.ts";
import { elementCount } from "../tensor/tensor.ts";
import { tensorOf, type Argument } from "./argument.ts";
import { copyOf } from "./copies.ts";
import { emit, noteOrigin } from "./emit.ts";
import { textOf, type Lowering } from "./lowering.ts";
import { report } from "./report.ts";
import { MISSING, tensorValue, type TensorValue, type Value } from "./values.ts";
import { MAX_WORK, spend, spendSteps } from "./work.ts";

export function lowerGradient(lowering: Lowering, call: Expr, y: Argument, x: Argument): Value {
  if (lowering.where.aside) {
    report(lowering, "grad-in-backward", call.span, []);
    return MISSING;
  }
  const target = tensorOf(lowering, y);
  const names = (x.items ?? [x]).map((one) => lowerName(lowering, "grad", one));
  if (target === undefined || names.some((name) => name === undefined)) return MISSING;
  if (elementCount(target.node.sizes) !== 1 || target.node.dtype === "bool") {
    report(lowering, "grad-needs-number", y.expr.span, [textOf(lowering, y.expr), showShape(target.shape)]);
    return MISSING;
  }
  const gradients = differentiate(lowering, target, names as readonly TensorValue[]);
  const [only] = gradients;
  return x.items !== undefined || only === undefined ? { kind: "tuple", items: gradients } : only;
}

/** The value of a name that a function differentiates by. */
export function lowerName(lowering: Lowering, fn: LanguageName, argument: Argument): TensorValue | undefined {
  const { expr } = argument;
  const name = expr.kind === "paren" ? expr.inner : expr;
  if (name.kind !== "name") {
    report(lowering, "grad-by-name", expr.span, [fn, textOf(lowering, expr)]);
    return undefined;
  }
  const value = tensorOf(lowering, argument);
  if (value?.node.dtype !== "bool") return value;
  report(lowering, "grad-by-bool", expr.span, [textOf(lowering, name)]);
  return undefined;
}

/** Builds the backward pass of y on the graph so far, and takes over what the wanted gradients are computed from. */
function differentiate(
  lowering: Lowering,
  y: TensorValue,
  xs: readonly TensorValue[],
): readonly TensorValue[] {
  const { builder } = lowering.sink;
  const memo = builder.keep<GradMemo>(createGradMemo);
  const inputs = [...new Set([y.node, ...xs.map((x) => x.node)])];
  const group = builder.openGroup({
    kind: "call",
    name: "grad",
    library: true,
    derives: true,
    ordinal: 0,
    inputs,
    outputs: [],
    backward: undefined,
  });
  const graph = builder.graph();
  const { work } = lowering.tallies;
  const { length } = graph.nodes;
  // What lies before all that is asked for has no part in it.
  const first = xs.reduce((least, x) => Math.min(least, graph.index.get(x.node) ?? 0), length);
  const most = MAX_WORK - work.units;
  let size = most + 1;
  let found: readonly (Node | undefined)[] = xs.map(() => undefined);
  const added = builder.adopt(() => {
    const derived = derive(graph, y.node, undefined, memo, { first, most });
    if (derived !== undefined) ({ size } = derived);
    found = xs.map((x) => derived?.of(x.node));
    return found.filter((node) => node !== undefined);
  });
  spendSteps(work, length - first);
  spend(work, Math.max(size, added));
  for (let i = 0; i < added; i++) noteOrigin(lowering);
  // Every gradient is a node of the call's own, whatever rule it came from: two names may share one.
  const gradients = found.map((node, i) => {
    const { shape } = xs[i] as TensorValue;
    if (node !== undefined) return copyOf(lowering, tensorValue(node, shape));
    const size = sizesOf(shape);
    return tensorValue(emit(lowering, zeros.gate, [], { size }, size), shape);
  });
  group.outputs = gradients.map((value) => value.node);
  builder.closeGroup(group);
  return gradients;
}
