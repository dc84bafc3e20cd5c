/** Writes a known value in as much room as there is. */
import { formatBool, formatElements, formatNumber, formatSummary } from "./format-number.ts";
import type { Known } from "./view.ts";

/** Small tensors in full, others as shape, range and norm. */
export function formatKnown(known: Known, sizes: readonly number[], most: number, isBool = false): string {
  const { tensor, summary } = known;
  const element = isBool ? formatBool : formatNumber;
  if (tensor !== undefined && sizes.length === 0) return element(tensor.data[0] ?? NaN);
  const full = tensor === undefined ? undefined : formatElements(tensor, most, element);
  if (full !== undefined) return full;
  return isBool && summary.count > 0
    ? `[${sizes.join("×")}] ${summary.count - summary.zeros} of ${summary.count} True`
    : formatSummary(sizes, summary);
}
