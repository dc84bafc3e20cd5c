/** Writes a known value in as much room as there is. */
import { formatBool, formatElements, formatNorm, formatNumber, formatSummary } from "./format-number.ts";
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

/** A value in a few characters. */
export interface Brief {
  readonly text: string;
  /** Whether the text is the value itself, and not only what it is like. */
  readonly isWhole: boolean;
}

/** The figures of a norm where there is room for all digits. */
const FIGURES = 3;

/** A number, a tensor's elements where they fit into `most` characters, else `‖2.81‖`, `all 0` or `30 of 100 True`. */
export function formatBrief(
  { tensor, summary }: Known,
  sizes: readonly number[],
  most: number,
  digits: number,
  isBool: boolean,
): Brief {
  const element = (value: number): string => (isBool ? formatBool(value) : formatNumber(value, digits));
  if (tensor !== undefined && sizes.length === 0)
    return { text: element(tensor.data[0] ?? NaN), isWhole: true };
  const elements = tensor === undefined ? undefined : formatElements(tensor, most, element);
  if (elements !== undefined) return { text: elements, isWhole: true };
  const { count, zeros, nans, infs, min, max, norm } = summary;
  const brief = (text: string): Brief => ({ text, isWhole: false });
  if (count === 0) return brief("empty");
  if (nans === count) return brief("all NaN");
  if (isBool) return brief(`${count - zeros} of ${count} True`);
  if (nans === 0 && min === max) return brief(`all ${element(max)}`);
  const odd = [nans > 0 ? `${nans} NaN` : "", infs > 0 ? `${infs} ∞` : ""].filter((text) => text !== "");
  if (odd.length > 0) return brief(odd.join(", "));
  return brief(`‖${formatNorm(norm, Math.min(digits, FIGURES))}‖`);
}
