/** Shape annotations: checks what was said against what is, and gives dimensions their names. */
import type { Fix } from "../problems.ts";
import type { Annotation, Expr } from "../syntax/tree.ts";
import { showShape, type Dim, type Shape } from "../tensor/shape.ts";
import { boundPlace, transposeFixes } from "./clash.ts";
import { currentSource, report, textOf, type BoundDimension, type Lowering } from "./lowering.ts";
import { MISSING, type TensorValue, type Value } from "./values.ts";

/**
 * The value with the annotation's names on its dimensions; none where they contradict each other, which is reported. `expr` is
 * what was written as the value behind it.
 */
export function annotate(
  lowering: Lowering,
  annotation: Annotation | undefined,
  value: TensorValue,
  expr?: Expr,
): Value {
  if (annotation === undefined) return value;
  const { shape } = value;
  const found = showShape(shape);
  if (annotation.entries.length !== shape.length) {
    report(lowering, "shape-annotation-rank", annotation.span, [textOf(lowering, annotation), found]);
    return MISSING;
  }
  const { frame } = lowering;
  const dimensions =
    frame === undefined
      ? lowering.module.dimensions
      : (frame.dimensions ??= new Map<string, BoundDimension>());
  const source = currentSource(lowering);
  const fixes = (): readonly Fix[] =>
    expr === undefined
      ? []
      : transposeFixes([shape], [expr], expr.span, source.text, ([other = []]) =>
          agrees(annotation, other, dimensions),
        );
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
      const where = lowering.frame === undefined ? "in this file" : `in this call of ${lowering.frame.name}`;
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

/** Whether a shape is what an annotation says. */
function agrees(
  { entries }: Annotation,
  shape: Shape,
  dimensions: ReadonlyMap<string, BoundDimension>,
): boolean {
  const own = new Map<string, number>();
  return entries.every((entry, i) => {
    const size = shape[i]?.size;
    if (entry.kind === "any" || size === undefined) return true;
    if (entry.kind === "size") return entry.size === size;
    // Those that the clash itself has bound here are bound anew.
    const bound = dimensions.get(entry.name);
    const before =
      bound === undefined || entries.some(({ span }) => span === bound.at) ? own.get(entry.name) : bound.size;
    own.set(entry.name, size);
    return before === undefined || before === size;
  });
}
