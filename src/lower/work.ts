/** How much of a file is written out: what counts, and how much there may be. */

/** The most that is written out: more is a mistake, or a file that wants tensors. */
export const MAX_WORK = 1_000_000;

/** Names that are read and bound, and copy gates, are no work by themselves; a file that has this many of them ends too. */
const MAX_STEPS = 5 * MAX_WORK;

/** What was written out so far. It depends on the text alone, not on what could be taken from the version before. */
export interface Work {
  /** Gates (a gradient's too), loops and their turns, calls, rows of a tensor: each is one. */
  units: number;
  /** Expressions, bindings, parameters, copy gates, and what is computed of values that reading asks for. */
  steps: number;
  /** The limit was passed: nothing more is written out. */
  full: boolean;
  /** It was said where. */
  reported: boolean;
}

export function createWork(): Work {
  return { units: 0, steps: 0, full: false, reported: false };
}

export function spend(work: Work, units: number): void {
  work.units += units;
  if (work.units > MAX_WORK) work.full = true;
}

export function spendSteps(work: Work, steps: number): void {
  work.steps += steps;
  if (work.steps > MAX_STEPS) work.full = true;
}
