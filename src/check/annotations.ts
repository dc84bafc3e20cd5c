/** Shape annotations: checks what was said against what is, and gives dimensions their names. */
import type { Annotation } from "../syntax/tree.ts";
import { showShape, type Dim, type Shape } from "../tensor/shape.ts";
import { report, textOf, type Lowering } from "./lowering.ts";

/** The shape with the annotation's names on it; a contradiction is reported and leaves the shape as it was. */
export function annotate(lowering: Lowering, annotation: Annotation | undefined, shape: Shape): Shape {
  if (annotation === undefined) return shape;
  const dimensions = lowering.frame?.dimensions ?? lowering.dimensions;
  if (annotation.entries.length !== shape.length) {
    report(lowering, "shape-annotation-rank", annotation.span, [textOf(lowering, annotation), showShape(shape)]);
    return shape;
  }
  return shape.map((found, i): Dim => {
    const entry = annotation.entries[i];
    if (entry?.kind === "size" && entry.size !== found.size) {
      report(lowering, "shape-annotation-size", entry.span, [i, entry.size, found.size]);
    }
    if (entry?.kind !== "dimension") return found;
    const before = dimensions.get(entry.name);
    if (before === undefined) dimensions.set(entry.name, found.size);
    else if (before !== found.size) {
      report(lowering, "dimension-differs", entry.span, [entry.name, before, found.size, showShape(shape)]);
      return found;
    }
    return { size: found.size, name: entry.name };
  });
}
