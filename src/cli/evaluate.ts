/** Reads and runs one file's text for the terminal: at once, on this thread. */
import { createAnalyser, type Analysis, type AnalysisRequest } from "../analysis.ts";
import { createEvaluator } from "../eval/evaluator.ts";
import { summarise } from "../eval/statistics.ts";
import { runProblems } from "../features/run-problems.ts";
import type { Node } from "../graph/ir.ts";
import type { Problem } from "../problems.ts";
import { placeRefusals, type Numbers } from "../run.ts";

/** What the values of one run may take together. */
const LIMIT_BYTES = 4 * 1024 ** 3;

export interface Evaluated {
  readonly analysis: Analysis;
  readonly numbers: Numbers;
  /** Everything that is wrong, found by reading or by running, in the order of the text. */
  readonly problems: readonly Problem[];
}

/** Analyses a text and computes the roots that `choose` picks. */
export function evaluateText(
  text: string,
  request: AnalysisRequest,
  choose: (analysis: Analysis) => readonly Node[],
): Evaluated {
  const analysis = createAnalyser().analyse(text, 0, request);
  const evaluator = createEvaluator({ now: () => performance.now(), pause: () => Promise.resolve() });
  const result = evaluator.runSync(choose(analysis), { limitBytes: LIMIT_BYTES });
  const { index } = analysis.program.graph;
  const { bytes, largest } = result.memory;
  const found = runProblems(
    analysis,
    {
      kind: result.kind,
      refusals: placeRefusals(analysis, result),
      bytes,
      largest: largest === undefined ? -1 : (index.get(largest.node) ?? -1),
    },
    LIMIT_BYTES,
  );
  const done = result.kind === "done";
  const tensor = (node: Node) => (done ? result.values(node) : undefined);
  return {
    analysis,
    numbers: {
      version: analysis.version,
      milliseconds: result.milliseconds,
      evaluated: result.evaluated,
      has: (node) => tensor(node) !== undefined,
      tensor,
      summary(node) {
        const value = tensor(node);
        return value === undefined ? undefined : summarise(value);
      },
    },
    problems: [...analysis.problems, ...found].sort((a, b) => a.span.start - b.span.start),
  };
}
