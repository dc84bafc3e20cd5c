/** What the panel knows of what-ifs, and what can happen to them. */
import type { Curve, WhatIfView } from "../src/protocol/what-if-view.ts";

export interface WhatIfState {
  /** What the host said last of the selected leaf. */
  readonly view: WhatIfView | undefined;
  /** A number that the host was told, and whose consequences are not there yet. */
  readonly asked: number | undefined;
}

export const noWhatIf: WhatIfState = { view: undefined, asked: undefined };

export type WhatIfAction =
  | { readonly kind: "whatIf"; readonly view: WhatIfView }
  | { readonly kind: "dragLeaf"; readonly value: number }
  | { readonly kind: "resetLeaves" }
  | { readonly kind: "writeLeaves" };

/**
 * What is plotted of a curve: a number that is typed may lie beyond its ends, and is in the plot all the same, with the tangent as far as
 * there.
 */
export function plotted({ at, values, tangent }: Curve, value: number): Omit<Curve, "now"> {
  const [first, last] = [at[0] ?? value, at.at(-1) ?? value];
  if (value >= first && value <= last) return { at, values, tangent };
  const add = <T>(all: readonly T[], one: T): readonly T[] => (value < first ? [one, ...all] : [...all, one]);
  const [from, to] = [tangent?.[0], tangent?.at(-1)];
  const isLine = typeof from === "number" && typeof to === "number" && last > first;
  const there = isLine ? from + ((to - from) * (value - first)) / (last - first) : null;
  return { at: add(at, value), values: add(values, null), tangent: tangent && add(tangent, there) };
}
