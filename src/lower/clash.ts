/** What is said beside a clash of shapes: where its dimensions got their sizes, and which operand would fit if it were transposed. */
import { applyEdits } from "../base/edits.ts";
import type { Fix, Related } from "../problems.ts";
import type { Span } from "../base/span.ts";
import type { Expr } from "../syntax/tree.ts";
import type { Shape } from "../tensor/shape.ts";
import type { BoundDimension, Lowering } from "./lowering.ts";

/** Where the named dimensions of these shapes were bound. */
export function boundPlaces(lowering: Lowering, shapes: readonly Shape[]): readonly Related[] {
  const dims = new Map(shapes.flat().map((dim) => [dim.name, dim]));
  return [...dims.values()].flatMap(({ name, size }) =>
    name === undefined ? [] : boundPlace(lowering, name, boundAs(lowering, name, size)),
  );
}

/** The same of one dimension; nothing where that is in another file. */
export function boundPlace(
  { world }: Lowering,
  name: string,
  bound: BoundDimension | undefined,
): readonly Related[] {
  if (bound?.source !== world.root.file) return [];
  return [{ span: bound.at, message: `${name} is bound to ${bound.size} here` }];
}

/** A dimension by its name and size: a value may have its name from the place that a function was called at. */
function boundAs(lowering: Lowering, name: string, size: number): BoundDimension | undefined {
  for (let { frame } = lowering.where; frame !== undefined; frame = frame.outer) {
    const bound = frame.dimensions?.get(name);
    if (bound?.size === size) return bound;
  }
  const bound = lowering.where.module.dimensions.get(name);
  return bound?.size === size ? bound : undefined;
}

/** Of a matrix: written transposed, and where a transposed one stands, written as it is. */
function transposeFix(expr: Expr, text: string): Fix {
  const { span } = expr;
  if (expr.kind === "attribute" && expr.attribute.name === TRANSPOSED) {
    const own = text.slice(expr.object.span.start, expr.object.span.end);
    return { title: `Write ${own}`, edits: [{ span, text: own }], guess: true };
  }
  const own = text.slice(span.start, span.end);
  const written = `${isAtom(expr) ? own : `(${own})`}.${TRANSPOSED}`;
  return { title: `Write ${written}`, edits: [{ span, text: written }], guess: true };
}

/** The attribute that transposes a matrix. */
const TRANSPOSED = "T";

function isAtom({ kind }: Expr): boolean {
  return ["name", "call", "index", "attribute", "paren", "list"].includes(kind);
}

/** One fix for each matrix among the operands that would fit if it were transposed, the last one first. */
export function transposeFixes(
  operands: readonly Shape[],
  exprs: readonly (Expr | { readonly span: Span } | undefined)[],
  within: Span,
  text: string,
  fits: (shapes: readonly Shape[]) => boolean,
): readonly Fix[] {
  const fixes = operands
    .flatMap((shape, i) => {
      const expr = exprs[i];
      if (shape.length !== 2 || expr === undefined || !("kind" in expr)) return [];
      // What an augmented assignment binds cannot be written in another way.
      if (expr.span.start < within.start || expr.span.end > within.end) return [];
      return fits(operands.with(i, shape.toReversed())) ? [transposeFix(expr, text)] : [];
    })
    .toReversed();
  const isClear = new Set(fixes.map(({ title }) => title)).size === fixes.length;
  return isClear ? fixes : fixes.map((fix) => ({ ...fix, title: `Write ${wholeOf(within, text, fix)}` }));
}

/** What stands there after a fix: of `a @ a` either one can be transposed. */
function wholeOf({ start, end }: Span, text: string, { edits }: Fix): string {
  const moved = edits.map(({ span, text: written }) => ({
    span: { start: span.start - start, end: span.end - start },
    text: written,
  }));
  return applyEdits(text.slice(start, end), moved);
}
