/** What only a run can find: a value that a gate refuses, a run that would not fit into memory. */
import { messageOf } from "../base/fault.ts";
import type { Span } from "../base/span.ts";
import type { Analysis } from "../analysis.ts";
import { showBytes } from "../base/bytes.ts";
import { libraryCall } from "../graph/group.ts";
import { problem, type Problem } from "../problems.ts";
import type { PackedRun, PlacedRefusal, RunFailure } from "../run.ts";
import { showSizes } from "../tensor/shape.ts";
import { fillOperands } from "../check/lowering.ts";
import { nameOf, shorten, sourceOf } from "./facts.ts";
import { plainView } from "./view.ts";

/** What is asked of a run: how it ended, and where. */
export type RunFacts = Pick<PackedRun, "kind" | "refusals" | "bytes" | "largest">;

/** The problems of a run of this analysis, once for each place in the text; in a library function at the call, in its name. */
export function runProblems(analysis: Analysis, run: RunFacts, limitBytes: number): readonly Problem[] {
  const { graph, origins } = analysis.program;
  const view = plainView(analysis, undefined, false);
  const found: Problem[] = [];
  const places = new Set<string>();
  // A gate that gave no value sends nothing back either: that is said with the value.
  for (const { node, isGradient, refused } of run.refusals.toSorted(inOrder)) {
    const made = graph.nodes[node];
    const origin = origins[node] ?? analysis.target?.stmt;
    const place = `${origin?.span.start} ${origin?.span.end}`;
    if (origin === undefined || places.has(place)) continue;
    places.add(place);
    if (isGradient || made === undefined) {
      const what = shorten(sourceOf(analysis, origin));
      found.push(problem("gradient-refused", origin.span, [what, refused]));
      continue;
    }
    const library = libraryCall(graph.groupOf[node]);
    // The library's own expressions say nothing to who called it: its operands keep the names that their gate gives them.
    const names = library === undefined ? made.inputs.map((input) => nameOf(view, input)) : [];
    const text = fillOperands(refused, made.gate, names);
    found.push(problem("refused", origin.span, [library === undefined ? text : `${library.name}: ${text}`]));
  }
  const largest = graph.nodes[run.largest];
  if (run.kind === "too large") {
    const span = origins[run.largest]?.span ?? analysis.target?.stmt.span ?? { start: 0, end: 0 };
    const shape = largest === undefined ? "a gradient" : showSizes(largest.sizes);
    found.push(problem("too-large", span, [showBytes(run.bytes), showBytes(limitBytes), shape]));
  }
  return found;
}

/** Values before gradients, each in the order of the graph: the order of the runs says nothing of the text. */
function inOrder(a: PlacedRefusal, b: PlacedRefusal): number {
  return Number(a.isGradient) - Number(b.isGradient) || a.node - b.node;
}

/** What a run that ended without numbers says at the line that it came to; nothing where only its time was over. */
export function failureProblem(analysis: Analysis, failure: RunFailure): Problem | undefined {
  const span =
    analysis.program.origins[failure.node]?.span ?? analysis.target?.stmt.span ?? firstLine(analysis);
  switch (failure.why) {
    case "memory": {
      const { needed } = failure;
      return problem("out-of-memory", span, [
        needed && showBytes(needed.bytes),
        showSizes(needed?.sizes ?? []),
      ]);
    }
    case "fault":
      return problem("internal", span, ["the run", messageOf(failure.reason)]);
    case "time":
      return undefined;
  }
}

function firstLine({ lines }: Analysis): Span {
  return { start: 0, end: lines.endOf(0) };
}
