/** What steps make of a gradient's norm, in words: `tanh 0.97, × w 0.3`. */
import type { Node } from "../graph/ir.ts";
import type { Place, StepFactor } from "../insight/finding.ts";
import { boundName, nameOf, shorten } from "./facts.ts";
import { groupOf } from "./finding-text.ts";
import { formatNumber } from "./format-number.ts";
import type { View } from "./view.ts";

/** A factor is said in so many digits. */
const DIGITS = 2;
/** A step whose factor is so near to 1 is not named. */
const NOTHING = 0.005;
/** More steps than these are not named. */
const MOST_PARTS = 4;
/** A longer text of an operand is cut. */
const ROOM = 12;

export function formatFactor(factor: number): string {
  return formatNumber(factor, DIGITS);
}

/** `tanh 0.97, × w 0.3`: what a step multiplies by, from the target on, as a geometric mean of the steps. */
export function partsText(view: View, parts: readonly (readonly StepFactor[])[]): string {
  const byName = merged(parts, (part) => labelOf(view, part));
  // What another gate of the kind has beside it in each step is no name for all.
  const named = [...byName].filter(([, { times }]) => 2 * times >= parts.length);
  const isNamed = new Set(named.map(([label]) => label));
  const others = merged(parts, (part) =>
    isNamed.has(labelOf(view, part)) ? undefined : symbolOf(part.step),
  );
  const shown = [...named, ...others]
    .map(([label, { sum, first }]) => ({ label, sum: sum / parts.length, first }))
    .filter(({ sum }) => Math.abs(sum) > NOTHING);
  return shown
    .toSorted((a, b) => Math.abs(b.sum) - Math.abs(a.sum))
    .slice(0, MOST_PARTS)
    .sort((a, b) => a.first - b.first)
    .map(({ label, sum }) => `${label} ${formatFactor(Math.exp(sum))}`)
    .join(", ");
}

interface Merged {
  /** Of the logarithms. */
  readonly sum: number;
  readonly times: number;
  /** Where in its step it is met first. */
  readonly first: number;
}

function merged(
  parts: readonly (readonly StepFactor[])[],
  labelOf: (part: StepFactor) => string | undefined,
): ReadonlyMap<string, Merged> {
  const found = new Map<string, Merged>();
  for (const step of parts) {
    step.forEach((part, at) => {
      const label = labelOf(part);
      if (label === undefined || isTerm(part)) return;
      const { sum, times, first } = found.get(label) ?? { sum: 0, times: 0, first: at };
      found.set(label, { sum: sum + Math.log(part.factor), times: times + 1, first: Math.min(first, at) });
    });
  }
  return found;
}

/** What adds, and what only gives a name, multiplies by 1: where it does not, another way joins. */
function isTerm({ step }: StepFactor): boolean {
  return "gate" in step && (step.gate.isCopy === true || step.gate.neutral?.includes(0) === true);
}

export function symbolOf(step: Place): string {
  return "gate" in step
    ? step.gate.infix === undefined
      ? step.gate.name
      : (step.gate.symbol ?? step.gate.name)
    : step.name;
}

/** `× w`, `@ W`, `W @`, `tanh`. */
function labelOf(view: View, { step, input }: StepFactor): string {
  const symbol = symbolOf(step);
  if (!("gate" in step) || step.gate.infix === undefined || step.inputs.length !== 2) return symbol;
  const at = step.inputs.indexOf(input);
  const other = otherName(view, step.inputs[1 - at]!, step);
  const isEither = step.gate.neutral?.every((one) => one !== undefined) === true;
  return at === 0 || isEither ? `${symbol} ${other}` : `${other} ${symbol}`;
}

function otherName(view: View, node: Node, step: Node): string {
  return boundName(view.analysis, node) ?? shorten(nameOf(view, node, groupOf(view, step)), ROOM);
}
