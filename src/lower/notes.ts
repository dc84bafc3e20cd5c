/** Remembers what the expressions of the file were, for hovers and hints. */
import type { Expr } from "../syntax/tree.ts";
import { isForeign, type BlockSink, type Lowering } from "./lowering.ts";
import type { Value } from "./values.ts";

export function trace(lowering: Lowering, expr: Expr, value: Value): void {
  if (value.kind !== "tensor" || isForeign(lowering)) return;
  if (lowering.where.aside) {
    const block = blockHere(lowering);
    block?.exprs.push(expr);
    block?.nodes.push(value.node);
    return;
  }
  const { sink } = lowering;
  sink.traceExprs.push(expr);
  sink.traceNodes.push(value.node);
  sink.traceGroups.push(sink.builder.group);
}

/** Where the line that is lowered now is noted, in a backward block that somebody looks at. */
export function blockHere({ where }: Lowering): BlockSink | undefined {
  return where.looking?.frame === where.frame ? where.looking : undefined;
}
