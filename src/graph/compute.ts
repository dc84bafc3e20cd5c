/** Computes one node from the values of its operands. */
import { plainKernels, type Kernels } from "../tensor/kernels.ts";
import type { Steps } from "../tensor/product.ts";
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

/** The same in steps, where the gate has some; undefined where it has none. */
export function computeInSteps(
  { gate, attrs, sizes }: Pick<Node, "gate" | "attrs" | "sizes">,
  operands: readonly Tensor[],
  kernels: Kernels,
): Steps<Tensor | Refusal> | undefined {
  return elementCount(sizes) === 0 ? undefined : gate.inSteps?.(operands, attrs, sizes, kernels);
}
