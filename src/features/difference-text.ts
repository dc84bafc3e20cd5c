/** How two numbers are told apart. */
import { indexOf } from "../tensor/axes.ts";
import { formatNumber } from "./format-number.ts";

/** Two numbers with so many digits that they differ. */
export function apart(a: number, b: number): readonly [string, string] {
  for (const digits of [4, 8, 12, 17]) {
    const [one, other] = [a, b].map((value) => formatNumber(value, digits));
    if (one !== other) return [one!, other!];
  }
  return [String(a), String(b)];
}

/** `[1, 0]`: where an element stands; nothing of a single number. */
export function indexText(place: number, sizes: readonly number[]): string {
  if (sizes.length === 0) return "";
  return `[${indexOf(place, sizes).join(", ")}]`;
}

/** `2 ×`, `1/3 of`. */
export function factorText(factor: number): string {
  const inverse = 1 / factor;
  const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-9 * Math.abs(value);
  if (!isWhole(factor) && isWhole(inverse) && Math.abs(inverse) < 1e6) {
    return `${inverse < 0 ? "-" : ""}1/${Math.abs(Math.round(inverse))} of`;
  }
  return `${formatNumber(factor, 9)} times`;
}
