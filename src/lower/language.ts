/** What a call of each function of the language itself becomes. */
import type { LanguageName } from "../check/language.ts";
import type { Expr } from "../syntax/tree.ts";
import { tensorOf, type Argument } from "./argument.ts";
import { lowerGradient } from "./gradient-call.ts";
import { lowerClaim } from "./claims.ts";
import { lowerHessian, lowerJacobian } from "./jacobian-call.ts";
import { lowerLoad } from "./load.ts";
import { textOf, type Lowering } from "./lowering.ts";
import { numberValue, sizesAlone } from "./make.ts";
import { report } from "./report.ts";
import { MISSING, type Value } from "./values.ts";

/** Gives a call its value; the arguments are by parameter, and those that must be there are. */
type Lower = (lowering: Lowering, call: Expr, args: readonly (Argument | undefined)[]) => Value;

const lowered: Readonly<Record<LanguageName, Lower>> = {
  len: (lowering, _, [x]) => (x === undefined ? MISSING : lowerLength(lowering, x)),
  grad: (lowering, call, [y, x]) =>
    y === undefined || x === undefined ? MISSING : lowerGradient(lowering, call, y, x),
  jacobian: (lowering, call, [y, x]) =>
    y === undefined || x === undefined ? MISSING : lowerJacobian(lowering, call, y, x),
  hessian: (lowering, call, [y, x]) =>
    y === undefined || x === undefined ? MISSING : lowerHessian(lowering, call, y, x),
  check: (lowering, call, [claim, x]) =>
    claim === undefined || x === undefined ? MISSING : lowerClaim(lowering, call, claim, x),
  load: (lowering, _, [path, header]) => (path === undefined ? MISSING : lowerLoad(lowering, path, header)),
};

export const languageCalls: ReadonlyMap<string, Lower> = new Map(Object.entries(lowered));

/** `len(x)`: the first size. */
function lowerLength(lowering: Lowering, object: Argument): Value {
  const { expr } = object;
  const sizes = sizesAlone(lowering, () => tensorOf(lowering, object));
  if (sizes === undefined) return MISSING;
  if (sizes[0] === undefined) {
    report(lowering, "no-length", expr.span, [textOf(lowering, expr)]);
    return MISSING;
  }
  return numberValue(lowering, sizes[0]);
}
