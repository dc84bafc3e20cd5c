/** Reads and runs one file's text for the terminal: at once, on this thread. */
import { createAnalyser, stoppedAnalysis, type Analysis, type AnalysisRequest } from "../analysis.ts";
import { createEvaluator, type RunResult } from "../eval/evaluator.ts";
import { summarise, type Summary } from "../eval/statistics.ts";
import { failureProblem, runProblems } from "../features/run-problems.ts";
import { notFiniteProblems } from "../features/not-finite.ts";
import { plainView } from "../features/view.ts";
import type { Node } from "../graph/ir.ts";
import type { Problem } from "../problems.ts";
import { failureOf, placeOfLargest, placeRefusals, type Numbers } from "../run.ts";
import type { Tensor } from "../tensor/tensor.ts";

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
  const evaluator = createEvaluator({ now: () => performance.now(), pause: () => Promise.resolve() });
  try {
    const limit = { limitBytes: LIMIT_BYTES };
    const roots = choose(analysis);
    const result = evaluator.runSync(roots, limit);
    const said = evaluated(analysis, result, problemsOf(analysis, result), undefined);
    if (roots.every((node) => isFinite(result.values(node)))) return said;
    // Where it begins is told by all values.
    const all = evaluated(analysis, evaluator.runSync(analysis.roots, limit), [], undefined);
    const view = plainView(analysis, all.numbers, all.done);
    return { ...said, problems: inOrder([...said.problems, ...notFiniteProblems(view)]) };
  } catch (fault) {
    const failure = failureOf(fault, analysis);
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

function problemsOf(analysis: Analysis, result: RunResult): readonly Problem[] {
  const facts = {
    kind: result.kind,
    refusals: placeRefusals(analysis, result),
    bytes: result.memory.bytes,
    largest: placeOfLargest(analysis, result),
  };
  return runProblems(analysis, facts, LIMIT_BYTES);
}

function evaluated(
  analysis: Analysis,
  result: RunResult | undefined,
  found: readonly Problem[],
  fault: unknown,
): Evaluated {
  const done = result?.kind === "done";
  const tensor = (node: Node) => (done ? result.values(node) : undefined);
  const summary = (node: Node): Summary | undefined => {
    const value = tensor(node);
    return value === undefined ? undefined : summarise(value);
  };
  return {
    analysis,
    numbers: {
      milliseconds: result?.milliseconds ?? 0,
      evaluated: result?.evaluated ?? 0,
      has: (node) => tensor(node) !== undefined,
      tensor,
      summary,
      notFinite: () =>
        new Map(
          analysis.roots.flatMap((node) => {
            const value = isFinite(tensor(node)) ? undefined : summary(node);
            return value === undefined ? [] : [[node, value]];
          }),
        ),
    },
    done,
    problems: inOrder([...analysis.problems, ...found]),
    fault,
  };
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => a.span.start - b.span.start);
}

function isFinite(value: Tensor | undefined): boolean {
  return value === undefined || value.data.every((element) => Number.isFinite(element));
}
