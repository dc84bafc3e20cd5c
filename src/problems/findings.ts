/** What is said of a run that is strange and not wrong: see docs/findings.md. */
import { lossRows } from "./losses.ts";
import { count, information, warning, type Row } from "./row.ts";
import { shapeRows } from "./shapes.ts";

/** `∂L/∂w is 0`, `∂L/∂w and ∂L/∂b are 0`. */
function zeros(gradients: readonly string[]): string {
  return `${listed(gradients)} ${gradients.length === 1 ? "is" : "are"} 0`;
}

/** More names than these say nothing. */
const MOST_NAMES = 4;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** Where a NaN or an infinity begins, and what is not finite by it. */
function begins(
  what: string,
  verb: string,
  amount: string,
  where: string,
  effects: readonly string[],
): string {
  const effect =
    effects.length === 0
      ? ""
      : ` With it ${listed(effects)} ${effects.length === 1 ? "is" : "are"} not finite.`;
  return `${what} ${verb} ${amount}${where === "" ? "" : `, where ${where}`}.${effect}`;
}

/** Two numbers of one formula: the file's, and the better one's. */
interface Digits {
  readonly own: string;
  readonly exact: string;
  readonly isGradient: boolean;
}

function unsafe(reason: string) {
  return information((what: string, better: string, digits: Digits | undefined) => {
    if (digits === undefined) return `${what}: ${reason} ${better} is the same without that.`;
    const { own, exact, isGradient } = digits;
    const subject = isGradient ? `The gradient through ${what}` : what;
    return `${subject} is ${own} here, and with ${better} it is ${exact}: ${reason}`;
  });
}

/** What a gradient does with depth, in the words of a sentence. */
interface Depth {
  /** `20 turns`, `8 sigmoid gates`. */
  readonly over: string;
  readonly what: string;
  readonly ratio: string;
  /** `each turn × 0.29: tanh 0.97, × w 0.3`. */
  readonly each: string;
  readonly after: string;
  readonly effect: string;
  /** Nothing is to be done about what is on purpose. */
  readonly isHint: boolean;
}

const unsafeRows = {
  "unsafe-log-sigmoid": unsafe("sigmoid rounds to 0 or 1 far from 0, and its logarithm is lost."),
  "unsafe-log-softmax": unsafe(
    "softmax rounds to 0 where another score is larger, and its logarithm is lost.",
  ),
  "unsafe-logsumexp": unsafe("exp overflows above 709, and gives 0 below -745."),
  "unsafe-softplus": unsafe("exp overflows above 709, and beside 1 it is lost below -37."),
  "unsafe-log1p": unsafe("beside 1 a small number loses its digits."),
  "unsafe-expm1": unsafe("what is left of a number near 1 has few digits."),
  "unsafe-softmax": unsafe("exp overflows above 709, and gives 0 below -745."),
  "unsafe-sigmoid": unsafe("exp overflows above 709."),
  "unsafe-variance": unsafe("two large numbers that are nearly equal are subtracted."),
  "unsafe-norm": unsafe("a length of 0 makes it NaN."),
} as const satisfies Record<string, Row>;

export const findingRows = {
  "nan-forward": warning((what: string, amount: string, where: string, effects: readonly string[]) =>
    begins(what, "gives", amount, where, effects),
  ),
  "inf-forward": warning((what: string, amount: string, where: string, effects: readonly string[]) =>
    begins(what, "gives", amount, where, effects),
  ),
  "nan-backward": warning((what: string, amount: string, where: string, effects: readonly string[]) =>
    begins(what, "sends back", amount, where, effects),
  ),
  "nan-where": warning(
    (what: string, verb: string, amount: string, where: string, choice: string, effects: readonly string[]) =>
      `${begins(what, verb, amount, where, [])} ${choice} drops it, but what comes back is 0 times a slope that is no number: ${listed(effects)} ${effects.length === 1 ? "is" : "are"} not finite. Replace what goes in where it is not taken.`,
  ),
  "nan-norm": warning(
    (what: string, amount: string, where: string, effects: readonly string[]) =>
      `${begins(what, "sends back", amount, where, effects)} A length has slope 0 at 0 if it is written as norm.`,
  ),
  "wrong-backward": warning(
    (gradient: string, own: string, derived: string, where: string, reason: string) =>
      `${gradient}: ${where === "" ? "" : `${where}, `}the block gives ${own}, the derivative is ${derived}${reason === "" ? "" : `: ${reason}`}.`,
  ),
  "wrong-gradient": warning(
    (claim: string, label: string, at: string, own: string, exact: string, reason: string) =>
      `${claim} is not ${label}: ${at}it is ${own}, the gradient is ${exact}${reason === "" ? "" : `: ${reason}`}.`,
  ),
  disconnected: information(
    (name: string, target: string, gradient: string) =>
      `${name} is on no path to ${target}, so ${gradient} is 0. Use it on the way to ${target}, or leave it out.`,
  ),
  detached: information(
    (what: string, gradients: readonly string[]) =>
      `${what} stops the gradient, and every path ends here: ${zeros(gradients)}.`,
  ),
  "no-gradient": information(
    (what: string, gradients: readonly string[], reason: string) =>
      `${what} has no gradient to give, and every path ends here: ${zeros(gradients)}. ${reason}`,
  ),
  "dead-relu": information(
    (what: string, inputs: string, gradients: readonly string[], units: string) =>
      `${what} is flat here${inputs}: ${gradients.length > 0 ? `${zeros(gradients)}, though a step off the flat side would lower the target.` : units}`,
  ),
  "routed-away": information(
    (what: string, gradients: readonly string[]) =>
      `${what} takes another operand, so nothing passes here: ${zeros(gradients)}.`,
  ),
  "zero-product": information((what: string, factors: readonly string[], gradients: readonly string[]) =>
    factors.length > 1
      ? `${what} multiplies ${factors.join(" and ")}, which are both all 0: ${zeros(gradients)}. Start one of them at numbers other than 0.`
      : `${what} multiplies by ${factors.join()}, which is all 0: ${zeros(gradients)}. Start it at numbers other than 0.`,
  ),
  constant: warning(
    (what: string, gradients: readonly string[]) =>
      `${what} is over a single number, so it gives the same whatever is put in: ${zeros(gradients)}. Take it along a dimension with more than one element.`,
  ),
  saturated: information(
    (what: string, inputs: string, slope: string, upstream: string, downstream: string) =>
      `${what} is saturated${inputs}: ${downstream === "0" ? `its slope is 0 here, and nothing of an upstream gradient of norm ${upstream} passes` : `its slope is at most ${slope} here, and of an upstream gradient of norm ${upstream} only ${downstream} passes`}. Bring what goes into it nearer to 0.`,
  ),
  vanishing: information(
    ({ over, what, ratio, each, after, effect, isHint }: Depth) =>
      `Over ${over} ${what} falls to ${ratio} of what it is at the end (${each}), below 10⁻³ after ${after}, so ${effect}.${isHint ? "" : " Factors nearer to 1 keep it: larger weights, a step that adds to what there was, a normalisation."}`,
  ),
  exploding: information(
    ({ over, what, ratio, each, after, effect, isHint }: Depth) =>
      `Over ${over} ${what} grows to ${ratio} times what it is at the end (${each}), above 10³ after ${after}, so ${effect}.${isHint ? "" : " Factors nearer to 1 hold it: smaller weights, a normalisation."}`,
  ),
  steep: information(
    (what: string, inputs: string, factor: string, gradient: string, norm: string) =>
      `${what} is steep here${inputs}: it multiplies the gradient's norm by ${factor}, and that of ${gradient} is ${norm}. Keep what goes into it away from its pole, by a bound or a small number that is added.`,
  ),
  ...unsafeRows,
  ...shapeRows,
  ...lossRows,
} as const satisfies Record<string, Row>;

/** `3 of 4 units are flat for all 8 samples, though …`. */
export function deadUnits(dead: number, all: number, samples: number): string {
  return `${dead} of ${count(all, "unit")} ${dead === 1 ? "is" : "are"} flat for each of ${samples} samples, though steps off the flat side would lower the target. No gradient passes them.`;
}
