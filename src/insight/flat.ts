/** Steps that hardly move: where an element lies, and whether descent pulls it off. */
import type { Node } from "../graph/ir.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Flatness } from "./scene.ts";

/**
 * Whether descent, which moves a result against its upstream gradient, pulls an element off the end where it lies. Pulled further
 * into that end, or not at all, its zero is right.
 */
export function isPulledOff(flatness: Flatness, x: number, y: number, upstream: number): boolean {
  if (flatness === "between") return upstream !== 0;
  if (flatness === "below") return upstream < 0;
  // A result above what was put in was held up from below.
  const isLow = y > x || (y === x && !(flatness === "on both sides" && y > 0));
  return isLow ? upstream < 0 : upstream > 0;
}

/** Whether one of some elements is; where the shapes differ each result counts. */
export function anyPulledOff(
  flatness: Flatness,
  input: Tensor,
  output: Tensor,
  upstream: Tensor,
  among: Tensor,
): boolean {
  const isSame = input.data.length === output.data.length;
  return output.data.some(
    (y, i) =>
      among.data[i] !== 0 &&
      isPulledOff(flatness, isSame ? input.data[i]! : (input.data[0] ?? y), y, upstream.data[i]!),
  );
}

/** The same of a choice between two values, as a function of the one that was not taken. */
export function isFlatChoice({ gate, inputs }: Node): boolean {
  return gate.chooses === true && gate.scalar !== undefined && inputs.length === 2;
}
