/** What a shape is annotated with: what is known of it in every turn and every call. */
import type { Analysis } from "../analysis.ts";
import { groupBy } from "../base/group-by.ts";
import { madeOnce } from "../base/made-once.ts";
import type { Identifier } from "../syntax/tree.ts";

const bindingsByPlace = madeOnce(({ program }: Analysis) =>
  groupBy(program.bindings, ({ span }) => span.start),
);

/** `: [N, 3]` behind a name where a line binds it; undefined where it is a number, or has another rank from turn to turn. */
export function shapeAnnotation(analysis: Analysis, { span }: Identifier): string | undefined {
  const made = bindingsByPlace(analysis).get(span.start) ?? [];
  const [first] = made;
  if (first?.value === undefined || first.shape.length === 0) return undefined;
  if (made.some(({ shape }) => shape.length !== first.shape.length)) return undefined;
  // In another turn, or another call, it may have another shape.
  const entries = first.shape.map((dim, i) => {
    const isSame = made.every(({ shape }) => shape[i]!.size === dim.size);
    return isSame ? (dim.name ?? String(dim.size)) : "_";
  });
  return `: [${entries.join(", ")}]`;
}
