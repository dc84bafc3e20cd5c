/** Lowers `grad(y, x)`: the gradient of y by a name, as nodes of the graph, so that it is a value like any other. */
import type { LanguageName } from "../check/language.ts";
import { createGradMemo, derive, type GradMemo } from "../grad/reverse.ts";
import type { Node } from "../graph/ir.ts";
import { zeros } from "../ops/creation.ts";
import { guess } from "../syntax/fixes.ts";
import type { Expr } from "../syntax/tree.ts";
import { showShape, sizesOf, type Shape } from "../tensor/shape.ts";
import { elementCount } from "../tensor/tensor.ts";
import { tensorOf, type Argument } from "./argument.ts";
import { copyOf } from "./copies.ts";
import { emit, noteOrigin } from "./emit.ts";
import { textOf, type Lowering } from "./lowering.ts";
import { report } from "./report.ts";
import { MISSING, tensorValue, type TensorValue, type Value } from "./values.ts";
import { MAX_WORK, spend, spendSteps } from "./work.ts";

export function lowerGradient(lowering: Lowering, call: Expr, y: Argument, x: Argument): Value {
  if (isInBackward(lowering, "grad", call)) return MISSING;
  const target = tensorOf(lowering, y);
  const names = (x.items ?? [x]).map((one) => lowerName(lowering, "grad", one));
  if (target === undefined || names.some((name) => name === undefined)) return MISSING;
  if (!isNumber(lowering, "grad", y, target)) return MISSING;
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

/** In a backward block nothing is differentiated: that is a problem there. */
export function isInBackward(lowering: Lowering, fn: LanguageName, call: Expr): boolean {
  if (lowering.where.aside) report(lowering, "grad-in-backward", call.span, [fn]);
  return lowering.where.aside;
}

/** Whether what is differentiated is a single number; that it is not is a problem there. */
export function isNumber(
  lowering: Lowering,
  fn: LanguageName,
  { expr }: Argument,
  target: TensorValue,
): boolean {
  const { node, shape } = target;
  if (elementCount(node.sizes) === 1 && node.dtype !== "bool") return true;
  const text = textOf(lowering, expr);
  const fix = guess(`Write sum(${text})`, expr.span, `sum(${text})`);
  report(lowering, "grad-needs-number", expr.span, [fn, text, showShape(shape)], fix);
  return false;
}

/** Builds the backward pass of y on the graph so far, and takes over what the wanted gradients are computed from. */
function differentiate(
  lowering: Lowering,
  y: TensorValue,
  xs: readonly TensorValue[],
): readonly TensorValue[] {
  const memo = lowering.sink.builder.keep<GradMemo>(createGradMemo);
  return derived(lowering, "grad", [y, ...xs], () => {
    const by = xs.map((x) => x.node);
    const found = takeGradients(lowering, { target: y.node, seed: undefined, by, memo });
    // Every gradient is a node of the call's own, whatever rule it came from: two names may share one.
    return found.map((node, i) => {
      const { shape } = xs[i] as TensorValue;
      return node === undefined ? zerosOf(lowering, shape) : copyOf(lowering, tensorValue(node, shape));
    });
  });
}

/** What the language derives from values, as a call in the graph. */
export function derived(
  lowering: Lowering,
  name: LanguageName,
  from: readonly TensorValue[],
  body: () => readonly TensorValue[],
): readonly TensorValue[] {
  const { builder } = lowering.sink;
  const inputs = [...new Set(from.map((value) => value.node))];
  const group = builder.openGroup({
    kind: "call",
    name,
    library: true,
    derives: true,
    ordinal: 0,
    inputs,
    outputs: [],
    backward: undefined,
  });
  const values = body();
  group.outputs = values.map((value) => value.node);
  builder.closeGroup(group);
  return values;
}

/** One backward pass: of what, with which upstream gradient (ones where absent), by what, and what it kept from the version before. */
interface Pass {
  readonly target: Node;
  readonly seed: Node | undefined;
  readonly by: readonly Node[];
  readonly memo: GradMemo;
}

/** The gradients of a pass over the graph so far, which takes over what they are computed from; undefined where none flows. */
export function takeGradients(
  lowering: Lowering,
  { target, seed, by, memo }: Pass,
): readonly (Node | undefined)[] {
  const { builder } = lowering.sink;
  const graph = builder.graph();
  const { work } = lowering.tallies;
  const { length } = graph.nodes;
  // What lies before all that is asked for has no part in it.
  const first = by.reduce((least, x) => Math.min(least, graph.index.get(x) ?? 0), length);
  const most = MAX_WORK - work.units;
  let size = most + 1;
  let found: readonly (Node | undefined)[] = by.map(() => undefined);
  const added = builder.adopt(() => {
    const derived = derive(graph, target, seed, memo, { first, most });
    if (derived !== undefined) ({ size } = derived);
    found = by.map((x) => derived?.of(x));
    return found.filter((node) => node !== undefined);
  });
  spendSteps(work, length - first);
  spend(work, Math.max(size, added));
  for (let i = 0; i < added; i++) noteOrigin(lowering);
  return found;
}

/** Where no gradient flows. */
export function zerosOf(lowering: Lowering, shape: Shape): TensorValue {
  const size = sizesOf(shape);
  return tensorValue(emit(lowering, zeros.gate, [], { size }, size), shape);
}
