/** Whether a gradient's norm fades or grows along a series of values, and whom that costs what it learns by. */
import type { Node } from "../graph/ir.ts";
import { leadingTo } from "../graph/reach.ts";
import type { Fading } from "./finding.ts";
import { placeOf, type Scene } from "./scene.ts";
import { gradientNorm } from "./way.ts";

/** Below this, or above its reciprocal, of the norm at the end, what comes back is lost. */
export const LOST = 1e-6;
/** The depth that a sentence names. */
const FADED = 1e-3;
/** So many of the steps point the same way. */
const SAME_WAY = 0.75;
/** Fewer steps are no depth. */
const FEWEST_STEPS = 3;
/** What is below this may become 0 by itself. */
const SMALLEST = 1e-290;

export type Judged = Omit<Fading, "over" | "parts">;

/**
 * Values from the target back, each made from the one behind it: whether the gradient's norm fades or grows along them. The first
 * so many are what turns or gates have made.
 */
export function judge(scene: Scene, series: readonly Node[], made: number): Judged | undefined {
  const norms: number[] = [];
  let isEaten = false;
  for (const value of series) {
    const norm = gradientNorm(scene, value);
    // Then that is the finding.
    if (norm !== undefined && !Number.isFinite(norm)) return undefined;
    if (norm === undefined || norm === 0) {
      isEaten = norm === 0 && (norms.at(-1) ?? Infinity) < SMALLEST;
      break;
    }
    norms.push(norm);
  }
  const [end = NaN] = norms;
  const fading = extremeOf(norms, (a, b) => a < b);
  const growing = extremeOf(norms, (a, b) => a > b);
  const steps = fading ?? growing;
  if (steps === undefined) return undefined;
  const code = fading === undefined ? "exploding" : "vanishing";
  const ratio = (norm: number): number => (code === "vanishing" ? norm / end : end / norm);
  const lostAfter = norms.findIndex((norm) => ratio(norm) < LOST);
  const behind = leavesBehind(scene, series[lostAfter]!);
  if (behind.length === 0) return undefined;
  const leaves = behind.filter((leaf) => {
    const norm = gradientNorm(scene, leaf);
    return norm !== undefined && ratio(norm) < LOST && (norm > 0 || isEaten);
  });
  // Without `param`s, where a loop begins is one of the leaves, and nobody asks whether that learns.
  const isLost =
    code === "exploding" || scene.hasParams ? leaves.length > 0 : leaves.length === behind.length;
  return {
    code,
    severity: isLost ? "information" : "hint",
    leaves: isLost ? leaves : [],
    end,
    extreme: norms[steps]!,
    steps,
    all: series.length - 1,
    factor: (norms[steps]! / end) ** (1 / steps),
    after: norms.findIndex((norm) => ratio(norm) < FADED),
    lost: Math.max(0, made - lostAfter),
  };
}

/** The place of the least, or largest, of some norms, where it is far enough from the first, and most steps lead there. */
function extremeOf(
  norms: readonly number[],
  isFurther: (a: number, b: number) => boolean,
): number | undefined {
  let steps = 0;
  norms.forEach((norm, i) => {
    if (isFurther(norm, norms[steps]!)) steps = i;
  });
  const [end, extreme] = [norms[0] ?? NaN, norms[steps] ?? NaN];
  if (steps < FEWEST_STEPS || !(Math.min(extreme / end, end / extreme) < LOST)) return undefined;
  const along = norms.slice(1, steps + 1).filter((norm, i) => isFurther(norm, norms[i]!)).length;
  return along >= SAME_WAY * steps ? steps : undefined;
}

/** The leaves that a value is made from. */
function leavesBehind(scene: Scene, value: Node): readonly Node[] {
  const made = leadingTo(scene.graph, [value]);
  return scene.leaves.filter((leaf) => made[placeOf(scene, leaf)] === 1);
}
