/** Values that are known while the graph is built: indexes, sizes, bounds, conditions. */
import type { Node } from "../graph/ir.ts";
import { knownValue } from "../graph/known.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import type { Lowering } from "./lowering.ts";
import { spendSteps } from "./work.ts";

/** So many elements of values that reading asks for are a step: a gate over them takes some nanoseconds for each. */
const ELEMENTS_A_STEP = 8;

/** The value that a node has before any run; what is computed for it counts, whether it was there from the version before or not. */
export function valueBefore({ sink, tallies }: Lowering, node: Node): Tensor | undefined {
  const { work, asked } = tallies;
  const stack = node.known ? [node] : [];
  for (let next = stack.pop(); next !== undefined && !work.full; next = stack.pop()) {
    if (asked.has(next)) continue;
    asked.add(next);
    spendSteps(work, Math.floor(elementCount(next.sizes) / ELEMENTS_A_STEP));
    stack.push(...next.inputs);
  }
  return work.full ? undefined : knownValue(node, sink.inputs);
}

/** The same of one whose number must be known: the line that reads it is noted. */
export function settle(lowering: Lowering, node: Node): Tensor | undefined {
  const known = valueBefore(lowering, node);
  const { where, sink } = lowering;
  if (known !== undefined && !where.aside) sink.settled.push({ node, at: where.origin });
  return known;
}
