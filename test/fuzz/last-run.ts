/** What the last run of a document left, in a form that two sessions can be compared by. */
import type { Analysis } from "../../src/analysis.ts";
import type { Ran } from "../../src/run.ts";

export interface LastRun {
  readonly ran: Ran;
  readonly analysis: Analysis;
}

/** The numbers of a run; how long it took and how much of it was new differ. */
export function numbersOf(last: LastRun | undefined): object | undefined {
  if (last === undefined) return undefined;
  const { answer, numbers } = last.ran;
  const { kind, bytes } = answer;
  const refusals = answer.refusals.map(({ refused }) => refused).sort();
  const told = last.analysis.roots.map((node) => numbers.tensor(node)?.data ?? numbers.summary(node));
  return { kind, bytes, refusals, told };
}
