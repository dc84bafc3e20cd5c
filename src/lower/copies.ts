/** Copy gates: a name, and each result of a call, has a node of its own, so that its gradient is what comes through it. */
import type { Node } from "../graph/ir.ts";
import { copy } from "../ops/identity.ts";
import type { Expr } from "../syntax/tree.ts";
import { emitName } from "./emit.ts";
import { standingAt, within, type Lowering } from "./lowering.ts";
import type { TensorValue, Value } from "./values.ts";

const NO_NODES: ReadonlySet<Node> = new Set();

export function copyOf(lowering: Lowering, value: TensorValue): TensorValue {
  return { ...value, node: emitName(lowering, copy.gate, value.node) };
}

/**
 * The value with a node that it alone has. It may keep the one that it comes with where that was made since the line or call
 * began and nothing reads it; `several` are nodes that more than one name or result takes.
 */
export function ownValue(
  lowering: Lowering,
  value: TensorValue,
  since: number,
  several: ReadonlySet<Node> = NO_NODES,
): TensorValue {
  const { builder } = lowering.sink;
  const { node } = value;
  const isOwn = builder.isMadeSince(since, node) && !builder.isRead(node) && !several.has(node);
  return isOwn ? value : copyOf(lowering, value);
}

/** The nodes that stand more than once among values. */
export function repeated(values: readonly (Value | undefined)[]): ReadonlySet<Node> {
  if (values.length < 2) return NO_NODES;
  const seen = new Set<Node>();
  const again = new Set<Node>();
  for (const value of values) {
    if (value?.kind === "tensor") (seen.has(value.node) ? again : seen).add(value.node);
  }
  return again;
}

/** What a call that began at `since` gives back by `expr`: what the body did with such a value besides is not in the gradient. */
export function ownResults(lowering: Lowering, result: Value, since: number, expr: Expr): Value {
  const values = result.kind === "tuple" ? result.items : [result];
  const several = repeated(values);
  const own = values.map((value, i) => {
    if (value.kind !== "tensor") return value;
    const at = (expr.kind === "tuple" ? expr.items[i] : undefined) ?? expr;
    return within(lowering, standingAt(lowering, at, 0), () => ownValue(lowering, value, since, several));
  });
  return result.kind === "tuple" ? { kind: "tuple", items: own } : (own[0] ?? result);
}
