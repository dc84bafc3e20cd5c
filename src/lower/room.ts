/** What is too much to be written out: asked before a loop or a list, and said where most of it comes from. */
import type { Span } from "../base/span.ts";
import type { Lowering } from "./lowering.ts";
import { report } from "./report.ts";
import { MAX_WORK, spend } from "./work.ts";

/** Whether so many turns or rows can be written out. What is too much by itself is left out alone: the rest of the file is read. */
export function hasRoom(lowering: Lowering, units: number, at: Span): boolean {
  const { work } = lowering.tallies;
  if (units > MAX_WORK) report(lowering, "too-many-gates", at, []);
  else if (work.units + units > MAX_WORK) spend(work, units);
  else return true;
  return false;
}

/** After a loop or a call: where the limit was passed in it, and most of the work is its own, it is the one to be changed. */
export function noteFull(lowering: Lowering, unitsBefore: number, at: Span): void {
  const { work } = lowering.tallies;
  if (work.full && (work.units - unitsBefore) * 2 > MAX_WORK) reportFull(lowering, at);
}

/** Says once where the limit was passed. */
export function reportFull(lowering: Lowering, at: Span): void {
  const { work } = lowering.tallies;
  if (!work.full || work.reported) return;
  work.reported = true;
  report(lowering, "too-many-gates", at, []);
}
