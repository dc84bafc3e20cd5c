/** What somebody predicted a gradient to be, beside the gradient: the rule that was broken, where one explains the difference. */
import { sameSizes } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { judgeClaim, type ClaimMistake, type TrueGradient } from "./claims.ts";

/** A use of the value: what its gate knows. */
export interface PredictedUse {
  readonly sent: Tensor;
  readonly upstream: Tensor | undefined;
  /** What the gate sends to its other operands. */
  readonly others: readonly Tensor[];
  /** It sends all of what comes to it one way or the other. */
  readonly chooses: boolean;
  /** What it sends back before that is summed over the places that the value was repeated at. */
  readonly repeated: Tensor | undefined;
}

export interface PredictedGradient extends TrueGradient {
  readonly uses: readonly PredictedUse[];
}

export type BrokenRule =
  | ClaimMistake
  | { readonly kind: "missing-sum" | "swapped-factor" | "wrong-input" | "missing-local" }
  /** It is what so many of the uses send back. */
  | { readonly kind: "one-use"; readonly of: number };

/** Undefined where the prediction is right. `slack` is how far each number may be off by the digits that were written. */
export function judgePrediction(
  guess: Tensor,
  slack: Float64Array | undefined,
  truth: PredictedGradient,
): BrokenRule | undefined {
  const judged = judgeClaim(guess, slack, truth)?.mistake;
  if (judged === undefined) return undefined;
  const { uses, gradient } = truth;
  const is = (other: Tensor | undefined): boolean =>
    other !== undefined &&
    sameSizes(other.sizes, guess.sizes) &&
    judgeClaim(guess, slack, { ...truth, gradient: other }) === undefined;
  if (uses.some(({ repeated }) => is(repeated) || is(repeated && firstPart(repeated, gradient))))
    return { kind: "missing-sum" };
  if (clear.has(judged.kind)) return judged;
  const other = uses.find(({ others }) => others.some(is));
  if (other !== undefined) return { kind: other.chooses ? "wrong-input" : "swapped-factor" };
  if (uses.length > 1 && uses.some(({ sent }) => is(sent))) return { kind: "one-use", of: uses.length };
  if (uses.length === 1 && is(uses[0]!.upstream)) return { kind: "missing-local" };
  return judged;
}

/** Mistakes that say more than which other number it is. */
const clear: ReadonlySet<BrokenRule["kind"]> = new Set(["missing-upstream", "sign", "transpose"]);

/** What comes back to one of the repeated places, where the repeated dimensions stand first. */
function firstPart(repeated: Tensor, { sizes, data }: Tensor): Tensor | undefined {
  const isLast = sizes.every((size, i) => size === repeated.sizes[repeated.sizes.length - sizes.length + i]);
  return isLast ? { sizes, data: repeated.data.slice(0, data.length) } : undefined;
}
