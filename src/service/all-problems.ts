/** All that is wrong with a document: with its newest text, and what the newest run of it has found. */
import { withoutHidden } from "../features/hidden.ts";
import { findingProblems } from "../features/findings.ts";
import type { Switches } from "../features/switches.ts";
import { failureProblem, runProblems } from "../features/run-problems.ts";
import type { Problem } from "../problems.ts";
import type { Document } from "./document.ts";

/** Without findings where `switches` is undefined. A fault that has stopped the reading has stopped the run too, and is one problem. */
export function allProblems(
  document: Document,
  limitBytes: number,
  switches: Switches | undefined,
): readonly Problem[] {
  const { finished, failed } = document;
  const { problems } = document.analysis();
  if (failed !== undefined && document.isNewest(failed)) {
    const found = failureProblem(failed.analysis, failed.failure);
    const isKnown = found === undefined || problems.some(({ code }) => code === found.code);
    return isKnown ? problems : [...problems, found];
  }
  if (finished === undefined || !document.isCurrent) return problems;
  const findings = switches === undefined ? [] : findingProblems(document.view(), switches);
  const found = runProblems(finished.analysis, finished.ran.answer, limitBytes);
  return [...problems, ...withoutHidden(document.view(), found), ...findings];
}
