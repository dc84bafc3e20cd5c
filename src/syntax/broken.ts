/** What stands for an expression that could not be read. */
import type { Span } from "../base/span.ts";
import type { Expr } from "./tree.ts";

/** What stands for an expression that could not be read, with what could be read of it. */
export function broken(span: Span, parts: readonly Expr[]): Expr {
  return { kind: "error", span, parts };
}

/** Makes the error of an item in a list from what was read of it. */
export function brokenItem(span: Span, item: Expr | undefined): Expr {
  if (item === undefined) return broken(span, []);
  return broken({ start: Math.min(span.start, item.span.start), end: span.end }, [item]);
}
