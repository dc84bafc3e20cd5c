/** The one place that undoes broadcasting: where a value was repeated, what comes back is summed over the repetitions. */
import type { Node } from "../graph/ir.ts";
import { sum } from "../ops/reduction.ts";
import { reshape } from "../ops/reshape.ts";
import { sameSizes, showSizes } from "../tensor/shape.ts";

/** The gradient summed to the shape of the operand that it is for; itself where it has that shape. */
export function sumTo(gradient: Node, sizes: readonly number[]): Node {
  if (sameSizes(gradient.sizes, sizes)) return gradient;
  const added = gradient.sizes.length - sizes.length;
  const repeated: number[] = [];
  gradient.sizes.forEach((size, dim) => {
    const own = dim < added ? 1 : sizes[dim - added];
    if (own === size && dim >= added) return;
    if (own !== 1)
      throw new Error(`internal: a gradient ${showSizes(gradient.sizes)} is for ${showSizes(sizes)}`);
    repeated.push(dim);
  });
  if (added < 0)
    throw new Error(`internal: a gradient ${showSizes(gradient.sizes)} is for ${showSizes(sizes)}`);
  const summed = sum(gradient, { dim: repeated, keepdim: false });
  return sameSizes(summed.sizes, sizes) ? summed : reshape(summed, { shape: sizes });
}
