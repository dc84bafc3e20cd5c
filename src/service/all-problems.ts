/** All that is wrong with a document: with its newest text, and what the newest run of it has found. */
import { withoutHidden } from "../features/hidden.ts";
import { notFiniteProblems } from "../features/not-finite.ts";
import { failureProblem, runProblems } from "../features/run-problems.ts";
import type { Problem } from "../problems.ts";
import type { Document } from "./document.ts";

/** A fault that has stopped the reading has stopped the run too, and is one problem. */
export function allProblems(document: Document, limitBytes: number): readonly Problem[] {
  const { finished, failed } = document;
  const { problems } = document.analysis();
  if (failed !== undefined && document.isNewest(failed)) {
    const found = failureProblem(failed.analysis, failed.failure);
    const isKnown = found === undefined || problems.some(({ code }) => code === found.code);
    return isKnown ? problems : [...problems, found];
  }
  if (finished === undefined || !document.isCurrent) return problems;
  const found = runProblems(finished.analysis, finished.packed, limitBytes);
  return [...problems, ...withoutHidden(document.view(), found), ...notFiniteProblems(document.view())];
}
