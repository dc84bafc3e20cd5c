/** What a value takes, from its shape alone. */
import type { Node } from "../graph/ir.ts";
import { elementCount } from "../tensor/tensor.ts";

/** What a run holds at its end: the values of all nodes that its roots need. */
export interface MemoryEstimate {
  readonly bytes: number;
  /** The nodes whose values are the largest, in no order; none where the run was not too large. */
  readonly largest: readonly Node[];
}

/** The bytes of a node's value: every element is a float64, whatever it means. */
export function bytesOf(node: Node): number {
  return Float64Array.BYTES_PER_ELEMENT * elementCount(node.sizes);
}
