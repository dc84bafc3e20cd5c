/** What somebody believes a gradient to be, beside the gradient: the first kind of mistake that explains the difference. */
import type { Tensor } from "../tensor/tensor.ts";
import { sameSizes } from "../tensor/shape.ts";
import { differenceOf, factorOf, firstDifference, isSameGradient, scaled, turned } from "./own-backward.ts";

/** A gradient, and what a person who worked it out may have mistaken for it. */
export interface TrueGradient {
  readonly gradient: Tensor;
  /** The value that it is of. */
  readonly value: Tensor;
  /** With an upstream gradient of 1: the local gradient alone. */
  readonly local: Tensor | undefined;
  /** What each use of the value sends back. */
  readonly contributions: readonly Tensor[];
  /** The gradients by other names. */
  readonly others: Iterable<{ readonly name: string; readonly gradient: Tensor }>;
}

export type ClaimMistake =
  | { readonly kind: "shape" | "missing-upstream" | "sign" | "transpose" | "missing-term" | "value" }
  | { readonly kind: "factor"; readonly factor: number }
  | { readonly kind: "swapped"; readonly other: string }
  | { readonly kind: "branch"; readonly side: "positive" | "negative" };

export interface WrongClaim {
  readonly mistake: ClaimMistake;
  /** The first entry that differs; -1 where the shapes do. */
  readonly place: number;
}

/** Undefined where the claim is right. `slack` is how far each entry of a written one may be off. */
export function judgeClaim(
  claim: Tensor,
  slack: Float64Array | undefined,
  truth: TrueGradient,
): WrongClaim | undefined {
  const { gradient } = truth;
  if (!sameSizes(claim.sizes, gradient.sizes)) {
    const other = turned(gradient);
    const isTurned =
      other !== undefined && sameSizes(claim.sizes, other.sizes) && isLike(claim, slack, other);
    return { mistake: { kind: isTurned ? "transpose" : "shape" }, place: -1 };
  }
  // What is right to the digits that were written is right.
  const own: Tensor = slack === undefined ? claim : { ...claim, data: claim.data.map(toward) };
  const place = firstDifference(own.data, gradient.data);
  return place < 0 ? undefined : { mistake: mistakeOf(claim, slack, truth), place };

  function toward(value: number, i: number): number {
    const exact = gradient.data[i]!;
    return Math.abs(value - exact) <= slack![i]! ? exact : value;
  }
}

function mistakeOf(claim: Tensor, slack: Float64Array | undefined, truth: TrueGradient): ClaimMistake {
  const { gradient, value, local, contributions, others } = truth;
  const is = (other: Tensor | undefined): boolean =>
    other !== undefined && sameSizes(other.sizes, claim.sizes) && isLike(claim, slack, other);
  if (is(local)) return { kind: "missing-upstream" };
  if (is(scaled(gradient, -1))) return { kind: "sign" };
  for (const factor of factorsNear(factorOf([{ own: claim, derived: gradient }])))
    // Of one number every other is a multiple.
    if ((gradient.data.length > 1 || isNamed(factor)) && is(scaled(gradient, factor)))
      return { kind: "factor", factor };
  for (const { name, gradient: other } of others) if (is(other)) return { kind: "swapped", other: name };
  if (is(turned(gradient))) return { kind: "transpose" };
  for (const side of ["positive", "negative"] as const) if (isRightOn(side)) return { kind: "branch", side };
  for (const one of contributions) {
    const rest = gradient.data.map((all, i) => all - one.data[i]!);
    if (contributions.length > 1 && is({ sizes: gradient.sizes, data: rest }))
      return { kind: "missing-term" };
  }
  return { kind: "value" };

  function isRightOn(side: "positive" | "negative"): boolean {
    const differs = differenceOf(claim.data, gradient.data);
    const isThere = (i: number): boolean => (side === "positive" ? value.data[i]! > 0 : value.data[i]! < 0);
    const right = claim.data.filter((_, i) => isThere(i) && !differs(i) && gradient.data[i] !== 0);
    return right.length > 0 && claim.data.every((_, i) => !isThere(i) || !differs(i));
  }
}

function isLike(claim: Tensor, slack: Float64Array | undefined, other: Tensor): boolean {
  return slack === undefined
    ? isSameGradient(claim.data, other.data)
    : claim.data.every((value, i) => Math.abs(value - other.data[i]!) <= slack[i]!);
}

/** A factor, and those near it that are whole or a whole part: a written number has few digits. */
function factorsNear(factor: number | undefined): readonly number[] {
  return factor === undefined ? [] : [factor, Math.round(factor), 1 / Math.round(1 / factor)];
}

/** Whether a factor is one that people forget: 2, ½, 3, ⅓ and so on. */
function isNamed(factor: number): boolean {
  return [factor, 1 / factor].some(
    (one) => one !== 0 && Math.abs(one) < 1000 && Math.abs(one - Math.round(one)) < 1e-9,
  );
}
