/** What reading a data file gives. */
import type { Tensor } from "../tensor/tensor.ts";

/** A file read, or why it could not be: a sentence that says what to do. */
export type ReadResult =
  { readonly kind: "data"; readonly tensor: Tensor } | { readonly kind: "failed"; readonly reason: string };

export function failed(reason: string): ReadResult {
  return { kind: "failed", reason };
}
