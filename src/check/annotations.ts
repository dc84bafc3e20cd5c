/** Shape annotations: checks what was said against what is, and gives dimensions their names. */
import type { Annotation } from "../syntax/tree.ts";
import { showShape, type Dim } from "../tensor/shape.ts";
import { report, textOf, type Lowering } from "./lowering.ts";
import { MISSING, type TensorValue, type Value } from "./values.ts";

/** The value with the annotation's names on its dimensions; none where they contradict each other, which is reported. */
export function annotate(lowering: Lowering, annotation: Annotation | undefined, value: TensorValue): Value {
  if (annotation === undefined) return value;
  const { shape } = value;
  const found = showShape(shape);
  if (annotation.entries.length !== shape.length) {
    report(lowering, "shape-annotation-rank", annotation.span, [textOf(lowering, annotation), found]);
    return MISSING;
  }
  const { frame } = lowering;
  const dimensions =
    frame === undefined ? lowering.module.dimensions : (frame.dimensions ??= new Map<string, number>());
  const named: Dim[] = [];
  for (const [i, dim] of shape.entries()) {
    const entry = annotation.entries[i];
    if (entry?.kind === "size" && entry.size !== dim.size) {
      report(lowering, "shape-annotation-size", entry.span, [i, entry.size, dim.size, found]);
      return MISSING;
    }
    if (entry?.kind !== "dimension") {
      named.push(dim);
      continue;
    }
    const before = dimensions.get(entry.name) ?? dim.size;
    dimensions.set(entry.name, before);
    if (before !== dim.size) {
      const where = lowering.frame === undefined ? "in this file" : `in this call of ${lowering.frame.name}`;
      report(lowering, "dimension-differs", entry.span, [entry.name, before, dim.size, where, found]);
      return MISSING;
    }
    named.push({ size: dim.size, name: entry.name });
  }
  return { ...value, shape: named };
}
