/** A choice between branches, written as a choice by values. */
import type { Expr } from "./tree.ts";
import { walkExpression } from "./walk.ts";

const divisions: ReadonlySet<string> = new Set(["/", "//", "%"]);

/**
 * `where(test, then, otherwise)` in the words of the text; `otherwise` may be a name instead. Both sides are computed then, and
 * the gradient of the one that is not taken is 0 times its slope: NaN where that is infinite. So a side divides by 1 where it
 * is not taken.
 */
export function choiceByValues(text: string, test: Expr, then: Expr, otherwise: Expr | string): string {
  const condition = text.slice(test.span.start, test.span.end);
  const first = safeSide(text, then, (divisor) => `where(${condition}, ${divisor}, 1)`);
  const second =
    typeof otherwise === "string"
      ? otherwise
      : safeSide(text, otherwise, (divisor) => `where(${condition}, 1, ${divisor})`);
  return `where(${condition}, ${first}, ${second})`;
}

function safeSide(text: string, side: Expr, safe: (divisor: string) => string): string {
  const divisors: Expr[] = [];
  walkExpression(side, (expr) => {
    if (expr.kind !== "binary" || !divisions.has(expr.operator)) return;
    if (expr.right.kind !== "number") divisors.push(expr.right);
  });
  let result = "";
  let at = side.span.start;
  for (const divisor of divisors.toSorted((a, b) => a.span.start - b.span.start)) {
    // A divisor inside of another one is safe with it.
    if (divisor.span.start < at) continue;
    const { start, end } = divisor.kind === "paren" ? divisor.inner.span : divisor.span;
    result += text.slice(at, divisor.span.start) + safe(text.slice(start, end));
    at = divisor.span.end;
  }
  return result + text.slice(at, side.span.end);
}
