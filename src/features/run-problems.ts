/** What only a run can find: a value that a gate refuses, a run that would not fit into memory. */
import type { Analysis } from "../analysis.ts";
import { problem, type Problem } from "../problems.ts";
import type { PackedRun } from "../run.ts";
import { showSizes } from "../tensor/shape.ts";
import { fillOperands } from "../check/lowering.ts";
import { nameOf } from "./facts.ts";
import type { View } from "./view.ts";

/** What is asked of a run: how it ended, and where. */
export type RunFacts = Pick<PackedRun, "kind" | "refusals" | "bytes" | "largest">;

export function runProblems(analysis: Analysis, run: RunFacts, limitBytes: number): readonly Problem[] {
  const { graph, origins } = analysis.program;
  const view: View = { uri: "", analysis, numbers: undefined, shownCalls: new Map() };
  const found: Problem[] = [];
  for (const { node, refused } of run.refusals) {
    const made = graph.nodes[node];
    const origin = origins[node];
    if (made === undefined || origin === undefined) continue;
    const names = made.inputs.map((input) => nameOf(view, input));
    found.push(problem("refused", origin.span, [fillOperands(refused, made.gate, names)]));
  }
  const largest = graph.nodes[run.largest];
  if (run.kind === "too large") {
    const span = origins[run.largest]?.span ?? analysis.target?.stmt.span ?? { start: 0, end: 0 };
    const shape = largest === undefined ? "a gradient" : showSizes(largest.sizes);
    found.push(problem("too-large", span, [bytes(run.bytes), bytes(limitBytes), shape]));
  }
  return found;
}

function bytes(count: number): string {
  if (count >= 2 ** 30) return `${(count / 2 ** 30).toPrecision(3)} GB`;
  return `${(count / 2 ** 20).toPrecision(3)} MB`;
}
