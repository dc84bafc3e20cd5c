/** The arguments of a call, for whatever takes them. */
import type { Expr } from "../syntax/tree.ts";
import type { Lowering } from "./lowering.ts";
import { asTensor } from "./make.ts";
import type { TensorValue, Value } from "./values.ts";

/** An argument as it is written. It is lowered where its value is asked for, and only then: what nobody asks for is not built. */
export interface Argument {
  readonly expr: Expr;
  /** Of a list that is written in brackets, its items. */
  readonly items: readonly Argument[] | undefined;
  /** To be asked for once: each time is an evaluation of its own. */
  value(): Value;
}

/** The argument as a tensor; what is none is a problem there. */
export function tensorOf(lowering: Lowering, argument: Argument): TensorValue | undefined {
  return asTensor(lowering, argument.value(), argument.expr);
}
