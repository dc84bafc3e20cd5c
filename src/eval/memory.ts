/** What a run would hold, from shapes alone. */
import type { Node } from "../graph/ir.ts";
import { elementCount } from "../tensor/tensor.ts";

export interface MemoryEstimate {
  readonly bytes: number;
  /** The node whose value is the largest; the first of them. */
  readonly largest: { readonly node: Node; readonly bytes: number } | undefined;
}

/** The bytes of the values of these nodes, all held at once: float64, whatever they mean. */
export function estimateBytes(nodes: Iterable<Node>): MemoryEstimate {
  let bytes = 0;
  let largest: MemoryEstimate["largest"];
  for (const node of nodes) {
    const own = bytesOf(node);
    bytes += own;
    if (largest === undefined || own > largest.bytes) largest = { node, bytes: own };
  }
  return { bytes, largest };
}

export function bytesOf(node: Node): number {
  return Float64Array.BYTES_PER_ELEMENT * elementCount(node.sizes);
}
