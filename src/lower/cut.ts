/** `cut(x, sizes, dim)`: how a function of the library gives as many results as its known arguments say. */
import { index } from "../ops/indexing.ts";
import { subscript, type IndexItem } from "../ops/subscript.ts";
import type { Expr } from "../syntax/tree.ts";
import { elementCount } from "../tensor/tensor.ts";
import { tensorOf, type Argument } from "./argument.ts";
import { apply } from "./emit.ts";
import { valueBefore } from "./known.ts";
import type { Lowering } from "./lowering.ts";
import { report } from "./report.ts";
import { hasRoom } from "./room.ts";
import { MISSING, type Value } from "./values.ts";

const ALL: IndexItem = { kind: "slice", start: null, stop: null, step: null };

/** Neighbouring slices of these sizes along a dimension, counted from the front; the library has checked that they fit. */
export function lowerCut(lowering: Lowering, call: Expr, args: readonly Argument[]): Value {
  const [object, sizes, dim] = args.map((arg) => tensorOf(lowering, arg));
  if (object === undefined || sizes === undefined || dim === undefined) return MISSING;
  // The gate of each piece counts for it.
  if (!hasRoom(lowering, elementCount(sizes.node.sizes), call.span)) return MISSING;
  const lengths = valueBefore(lowering, sizes.node)?.data;
  const along = valueBefore(lowering, dim.node)?.data[0];
  if (lengths === undefined || along === undefined) {
    report(lowering, "argument-not-known", call.span, ["Where it is cut"]);
    return MISSING;
  }
  const objectExpr = args[0]?.expr ?? call;
  let stop = 0;
  const items = Array.from(lengths, (size): Value => {
    const start = stop;
    stop += size;
    const items = [
      ...new Array<IndexItem>(along).fill(ALL),
      { kind: "slice", start, stop, step: null } as const,
    ];
    return apply(lowering, index.gate, [object], subscript(items), call, [objectExpr]);
  });
  return items.some((item) => item.kind === "missing") ? MISSING : { kind: "tuple", items };
}
