/** Shape annotations: checks what was said against what is, and gives dimensions their names. */
import type { Bound } from "../check/signature.ts";
import type { Fix } from "../problems.ts";
import type { Annotation, Expr } from "../syntax/tree.ts";
import { showShape, type Dim, type Shape } from "../tensor/shape.ts";
import { boundPlace, transposeFixes } from "./clash.ts";
import { currentSource, textOf, type BoundDimension, type Lowering } from "./lowering.ts";
import { report } from "./report.ts";
import { MISSING, type TensorValue, type Value } from "./values.ts";

/**
 * The value with the annotation's names on its dimensions; none where they contradict each other, which is reported with what
 * `fixes` has.
 */
export function annotate(
  lowering: Lowering,
  annotation: Annotation,
  value: TensorValue,
  fixes: () => readonly Fix[],
): Value {
  const { shape } = value;
  const found = showShape(shape);
  if (annotation.entries.length !== shape.length) {
    report(lowering, "shape-annotation-rank", annotation.span, [textOf(lowering, annotation), found]);
    return MISSING;
  }
  const dimensions = dimensionsOf(lowering);
  const source = currentSource(lowering);
  const named: Dim[] = [];
  for (const [i, dim] of shape.entries()) {
    const entry = annotation.entries[i];
    if (entry?.kind === "size" && entry.size !== dim.size) {
      report(lowering, "shape-annotation-size", entry.span, [i, entry.size, dim.size, found], fixes());
      return MISSING;
    }
    if (entry?.kind !== "dimension") {
      named.push(dim);
      continue;
    }
    const before = dimensions.get(entry.name);
    if (before === undefined) dimensions.set(entry.name, { size: dim.size, at: entry.span, source });
    else if (before.size !== dim.size) {
      const { frame } = lowering.where;
      const where = frame === undefined ? "in this file" : `in this call of ${frame.name}`;
      const facts = [entry.name, before.size, dim.size, where, found] as const;
      // In another turn of a loop it is the very place.
      const related = before.at === entry.span ? [] : boundPlace(lowering, entry.name, before);
      report(lowering, "dimension-differs", entry.span, [...facts], fixes(), related);
      return MISSING;
    }
    named.push({ size: dim.size, name: entry.name });
  }
  return { ...value, shape: named };
}

/** What would make a value behind an annotation agree with it, by what was written as the value. */
export function annotatedFixes(
  lowering: Lowering,
  annotation: Annotation,
  { shape }: TensorValue,
  expr: Expr,
): readonly Fix[] {
  const { text } = currentSource(lowering);
  // Those that the clash itself has bound here are bound anew.
  const before = [...dimensionsOf(lowering)].filter(([, { at }]) =>
    annotation.entries.every(({ span }) => span !== at),
  );
  const sizes = new Map(before.map(([name, { size }]) => [name, size]));
  return transposeFixes([shape], [expr], expr.span, text, (shapes) => agree([annotation], shapes, sizes));
}

/** What would make the arguments of a call agree with what the function says of its parameters, by parameter. */
export function argumentFixes(
  { where: { frame, module } }: Lowering,
  annotations: readonly (Annotation | undefined)[],
  values: readonly (Value | undefined)[],
  exprs: Bound,
): readonly Fix[] {
  if (frame === undefined) return [];
  const { text } = frame.outer?.source ?? module.file;
  const shapes = values.map((value) => (value?.kind === "tensor" ? value.shape : []));
  const alone = exprs.map((expr) => (expr !== undefined && "kind" in expr ? expr : undefined));
  return transposeFixes(shapes, alone, frame.call.span, text, (others) =>
    agree(annotations, others, new Map()),
  );
}

function dimensionsOf({ where: { frame, module } }: Lowering): Map<string, BoundDimension> {
  if (frame === undefined) return module.dimensions;
  return (frame.dimensions ??= new Map<string, BoundDimension>());
}

/** Whether shapes are what their annotations say, one after another, where some dimensions have their sizes. */
function agree(
  annotations: readonly (Annotation | undefined)[],
  shapes: readonly Shape[],
  before: ReadonlyMap<string, number>,
): boolean {
  const sizes = new Map(before);
  return annotations.every(
    (annotation, i) =>
      annotation?.entries.every((entry, at) => {
        const size = shapes[i]?.[at]?.size;
        if (entry.kind === "any" || size === undefined) return true;
        if (entry.kind === "size") return entry.size === size;
        const known = sizes.get(entry.name) ?? size;
        sizes.set(entry.name, known);
        return known === size;
      }) !== false,
  );
}
