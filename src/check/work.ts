/** How much of a file is written out: what counts, how much there may be, and where a file that is more than that is said to be so. */
import type { Span } from "../base/span.ts";
import type { Node } from "../graph/ir.ts";
import { knownValue } from "../graph/known.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { report, type Lowering } from "./lowering.ts";

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

/** So many elements of values that reading asks for are a step: a gate over them takes some nanoseconds for each. */
const ELEMENTS_A_STEP = 8;

/** The value that a node has before any run; what is computed for it counts, whether it was there from the version before or not. */
export function valueBefore(lowering: Lowering, node: Node): Tensor | undefined {
  const { work, asked } = lowering;
  const stack = node.known ? [node] : [];
  for (let next = stack.pop(); next !== undefined && !work.full; next = stack.pop()) {
    if (asked.has(next)) continue;
    asked.add(next);
    spendSteps(work, Math.floor(elementCount(next.sizes) / ELEMENTS_A_STEP));
    stack.push(...next.inputs);
  }
  return work.full ? undefined : knownValue(node);
}

/** Whether so many turns or rows can be written out. What is too much by itself is left out alone: the rest of the file is read. */
export function hasRoom(lowering: Lowering, units: number, at: Span): boolean {
  const { work } = lowering;
  if (units > MAX_WORK) report(lowering, "too-many-gates", at, []);
  else if (work.units + units > MAX_WORK) spend(work, units);
  else return true;
  return false;
}

/** After a loop or a call: where the limit was passed in it, and most of the work is its own, it is the one to be changed. */
export function noteFull(lowering: Lowering, unitsBefore: number, at: Span): void {
  const { work } = lowering;
  if (work.full && (work.units - unitsBefore) * 2 > MAX_WORK) reportFull(lowering, at);
}

/** Says once where the limit was passed. */
export function reportFull(lowering: Lowering, at: Span): void {
  const { work } = lowering;
  if (!work.full || work.reported) return;
  work.reported = true;
  report(lowering, "too-many-gates", at, []);
}
