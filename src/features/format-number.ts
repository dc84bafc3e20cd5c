/** Writes numbers for people: four significant digits where there is room; small tensors in full, others in summary. */
import type { Summary } from "../eval/statistics.ts";
import { summarise } from "../eval/statistics.ts";
import { innermostCount, type Tensor } from "../tensor/tensor.ts";

/** Whole numbers below this are written out; from there on they are powers of ten like the rest. */
const MAX_WHOLE = 1e6;

/** What a number is rounded to. */
export const DIGITS = 4;

/** Four significant digits: `3`, `-0.1966`, `3.1e-9`, `1.5e+12`, `NaN`, `∞`; fewer where no place before the point is lost by it. */
export function formatNumber(value: number, digits = DIGITS): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === Infinity) return "∞";
  if (value === -Infinity) return "-∞";
  // Whose sign counts reads it where all digits are: in a copy of the elements, or in the command line's JSON.
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < MAX_WHOLE) return String(value);
  const whole = size < MAX_WHOLE ? Math.min(DIGITS, wholeDigits(size)) : 0;
  const rounded = Number(value.toPrecision(Math.max(digits, whole)));
  if (Math.abs(rounded) >= 1e-3 && Math.abs(rounded) < MAX_WHOLE) return String(rounded);
  // The largest numbers round up to beyond what a number can hold.
  return Number.isFinite(rounded) ? rounded.toExponential() : value.toExponential(3);
}

/** How many digits stand before the point; 0 below 1. */
function wholeDigits(size: number): number {
  return size < 1 ? 0 : Math.floor(Math.log10(size)) + 1;
}

/** A norm in as many figures as are asked for, of which a leading zero is one: `2.81`, `0.90`, `44.6`, `577`, `2.4e-4`. */
export function formatNorm(norm: number, figures: number): string {
  const isPlain = norm >= 0.1 && norm < 1000 && !Number.isInteger(norm);
  if (!isPlain) return formatNumber(norm, norm < 1 ? 2 : figures);
  return norm.toFixed(Math.max(0, norm < 1 ? 2 : figures - wholeDigits(norm)));
}

export function formatBool(value: number): string {
  return value === 1 ? "True" : "False";
}

/** All elements as a nested list where that fits into `most` characters, else shape, range and norm. */
export function formatTensor(tensor: Tensor, most: number): string {
  return formatElements(tensor, most, formatNumber) ?? formatSummary(tensor.sizes, summarise(tensor));
}

/** `[2×3] -30 … 16 ‖44.6‖`, with what is not finite said first. */
export function formatSummary(sizes: readonly number[], summary: Summary): string {
  const shape = sizes.length === 0 ? "" : `[${sizes.join("×")}] `;
  const odd = [
    summary.nans > 0 ? `${summary.nans} NaN` : "",
    summary.infs > 0 ? `${summary.infs} ∞` : "",
  ].filter((text) => text !== "");
  const note = odd.length === 0 ? "" : `${odd.join(", ")} `;
  if (summary.count === 0) return `${shape}empty`;
  if (summary.nans === summary.count) return `${shape}all NaN`;
  if (summary.min === summary.max) return `${shape}${note}all ${formatNumber(summary.max)}`;
  const range = `${formatNumber(summary.min)} … ${formatNumber(summary.max)}`;
  return `${shape}${note}${range} ‖${formatNumber(summary.norm)}‖`;
}

/** All elements as a nested list; undefined where that does not fit into `most` characters. */
export function formatElements(
  { sizes, data }: Tensor,
  most: number,
  element: (value: number) => string,
): string | undefined {
  // Each element takes at least three characters with its comma: a long tensor is not written out to be thrown away.
  if (innermostCount(sizes) * 3 > most + 3) return undefined;
  const level = (dim: number, offset: number, stride: number): string => {
    const size = sizes[dim];
    if (size === undefined) return element(data[offset] ?? NaN);
    const inner = size === 0 ? 0 : stride / size;
    return `[${Array.from({ length: size }, (_, i) => level(dim + 1, offset + i * inner, inner)).join(", ")}]`;
  };
  const text = level(0, 0, data.length);
  return text.length <= most ? text : undefined;
}
