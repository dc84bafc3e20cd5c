/** Writes a known value in as much room as there is. */
import { elementCount } from "../tensor/tensor.ts";
import { formatNumber, formatSummary, formatTensor } from "./format-number.ts";
import type { Known } from "./view.ts";

/** Small tensors in full, others as shape, range and norm. */
export function formatKnown(known: Known, sizes: readonly number[], most: number, isBool = false): string {
  const { tensor, summary } = known;
  if (tensor !== undefined && elementCount(sizes) === 1 && sizes.length === 0) {
    const value = tensor.data[0] ?? NaN;
    return isBool ? (value === 1 ? "True" : "False") : formatNumber(value);
  }
  return tensor === undefined ? formatSummary(sizes, summary) : formatTensor(tensor, most);
}
