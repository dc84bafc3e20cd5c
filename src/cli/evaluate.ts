/** Reads and runs one file's text for the terminal: at once, on this thread. */
import { createAnalyser, stoppedAnalysis, type Analysis, type AnalysisRequest } from "../analysis.ts";
import type { Numbers } from "../eval/numbers.ts";
import { failureProblem, runProblems } from "../features/run-problems.ts";
import { findingProblems } from "../features/findings.ts";
import { ALL_ON } from "../features/switches.ts";
import { plainView } from "../features/view.ts";
import type { Node } from "../graph/ir.ts";
import type { Problem } from "../problems.ts";
import { createEngine, failureOf, runAnalysis, runRoots, type Ran } from "../run.ts";
import { hostKernels } from "../server/kernels.ts";
import { nothingTold } from "../eval/numbers.ts";

/** What the values of one run may take together. */
export const LIMIT_BYTES = 4 * 1024 ** 3;

export interface Evaluated {
  readonly analysis: Analysis;
  readonly numbers: Numbers;
  /** Whether the run came to its end: what has no number then was refused. */
  readonly done: boolean;
  /** Everything that is wrong, found by reading or by running, in the order of the text. */
  readonly problems: readonly Problem[];
  /** What was thrown by a fault of ours; `problems` says it too. */
  readonly fault: unknown;
}

/** Analyses a text and computes the roots that `choose` picks. */
export function evaluateText(
  text: string,
  request: AnalysisRequest,
  choose: (analysis: Analysis) => readonly Node[],
): Evaluated {
  const { analysis, thrown } = analyse(text, request);
  if (thrown !== undefined) return evaluated(analysis, undefined, [], thrown);
  const engine = createEngine(
    Infinity,
    () => performance.now(),
    // The plain kernels have the same numbers: here nobody needs to know which ones computed.
    hostKernels(() => undefined),
  );
  try {
    const ran = runRoots(engine, choose(analysis), analysis.inputs, LIMIT_BYTES);
    const said = evaluated(analysis, ran, runProblems(analysis, ran.answer, LIMIT_BYTES), undefined);
    if (!said.done) return said;
    // What is found is told by all values.
    const all = evaluated(analysis, runAnalysis(engine, analysis, LIMIT_BYTES), [], undefined);
    const view = plainView(analysis, all.numbers, all.done);
    return { ...said, problems: inOrder([...said.problems, ...findingProblems(view, ALL_ON)]) };
  } catch (fault) {
    const failure = failureOf(fault);
    const found = failureProblem(analysis, failure) ?? [];
    return evaluated(analysis, undefined, [found].flat(), failure.why === "fault" ? fault : undefined);
  }
}

/** Reads a text; where a fault of ours stops that, what was thrown and an analysis that says so. */
export function analyse(
  text: string,
  request: AnalysisRequest,
): { readonly analysis: Analysis; readonly thrown: unknown } {
  try {
    return { analysis: createAnalyser().analyse(text, 0, request), thrown: undefined };
  } catch (thrown) {
    return { analysis: stoppedAnalysis(text, 0, request, thrown), thrown };
  }
}

function evaluated(
  analysis: Analysis,
  ran: Ran | undefined,
  found: readonly Problem[],
  fault: unknown,
): Evaluated {
  return {
    analysis,
    numbers: ran?.numbers ?? nothingTold(Infinity),
    done: ran?.answer.kind === "done",
    problems: inOrder([...analysis.problems, ...found]),
    fault,
  };
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => a.span.start - b.span.start);
}
