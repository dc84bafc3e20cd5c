/** Computes one node from the values of its operands. */
import { plainKernels, type Kernels } from "../tensor/kernels.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import type { Node, Refusal } from "./ir.ts";

/**
 * The node's value, or why its gate refuses the operands. What has no elements needs no kernel: its other sizes may be larger than
 * anything could walk, and there is no element that an operand's value could spoil.
 */
export function computeNode(
  { gate, attrs, sizes }: Pick<Node, "gate" | "attrs" | "sizes">,
  operands: readonly Tensor[],
  kernels: Kernels = plainKernels,
): Tensor | Refusal {
  return elementCount(sizes) === 0
    ? { sizes, data: new Float64Array(0) }
    : gate.kernel(operands, attrs, sizes, kernels);
}
