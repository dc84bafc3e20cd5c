/** Lowers `check(dx, x)`: notes what is believed to be a gradient. What it is compared with is known when all targets are. */
import type { Expr } from "../syntax/tree.ts";
import { bare } from "../syntax/walk.ts";
import { tensorOf, type Argument } from "./argument.ts";
import { lowerName } from "./gradient-call.ts";
import { unbound } from "./line-fixes.ts";
import { isForeign, type Lowering } from "./lowering.ts";
import { report } from "./report.ts";
import { MISSING, type Value } from "./values.ts";

export function lowerClaim(lowering: Lowering, call: Expr, claim: Argument, x: Argument): Value {
  if (lowering.where.lineCall !== call) {
    report(lowering, "check-whole-line", call.span, [], unbound(lowering, call));
    return MISSING;
  }
  const believed = tensorOf(lowering, claim);
  const value = lowerName(lowering, "check", x);
  if (believed === undefined || value === undefined) return MISSING;
  if (!isForeign(lowering))
    lowering.sink.claims.push({
      call,
      claim: believed.node,
      claimExpr: claim.expr,
      by: value.node,
      byExpr: bare(x.expr),
    });
  return believed;
}
