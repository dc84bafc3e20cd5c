/** What only a run can find: a value that a gate refuses, a run that would not fit into memory. */
import { messageOf } from "../base/fault.ts";
import type { Span } from "../base/span.ts";
import type { Analysis } from "../analysis.ts";
import { showBytes } from "../base/bytes.ts";
import type { Node } from "../graph/ir.ts";
import { topologicalOrder } from "../graph/order.ts";
import { libraryCall } from "../graph/group.ts";
import { problem, type Problem } from "../problems.ts";
import type { RunAnswer } from "../eval/feed.ts";
import type { RunFailure } from "../run.ts";
import { showSizes } from "../tensor/shape.ts";
import { fillOperands } from "../graph/refusal.ts";
import { nameOf, shorten, sourceOf } from "./facts.ts";
import { plainView } from "./view.ts";

/** The problems of a run of this analysis, once for each place in the text; in a library function at the call, in its name. */
export function runProblems(analysis: Analysis, run: RunAnswer, limitBytes: number): readonly Problem[] {
  const { graph, origins } = analysis.program;
  const view = plainView(analysis, undefined, false);
  const found: Problem[] = [];
  const places = new Set<string>();
  // A gate that gave no value sends nothing back either: that is said with the value.
  for (const { node, isGradient, refused } of placedRefusals(analysis, run)) {
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
  if (run.kind === "too large") {
    const place = Math.min(...run.largest.map((id) => placeOf(analysis, id) ?? Infinity));
    const largest = graph.nodes[place];
    const span = origins[place]?.span ?? analysis.target?.stmt.span ?? { start: 0, end: 0 };
    const shape = largest === undefined ? "a gradient" : showSizes(largest.sizes);
    found.push(problem("too-large", span, [showBytes(run.bytes), showBytes(limitBytes), shape]));
  }
  return found;
}

/** A gate that refused its operands' values, at a place in the graph. */
interface PlacedRefusal {
  /** The node; of a gradient's gate the node whose gradient it is part of, or -1 where that is none of the graph. */
  readonly node: number;
  readonly isGradient: boolean;
  readonly refused: string;
}

/** Values before gradients, each in the order of the graph: the order of the runs says nothing of the text. */
function placedRefusals(analysis: Analysis, { refusals }: RunAnswer): readonly PlacedRefusal[] {
  let gradients: ReadonlyMap<number, Node> | undefined;
  const placed = refusals.map(({ id, refused }): PlacedRefusal => {
    const place = placeOf(analysis, id);
    if (place !== undefined) return { node: place, isGradient: false, refused };
    gradients ??= new Map(topologicalOrder(analysis.roots).map((node) => [node.id, node]));
    const node = gradients.get(id);
    const origin = node && analysis.gradient?.origin(node);
    // Its operands are no text of the file's: they keep the names that the gate gives them.
    const text = node === undefined ? refused : fillOperands(refused, node.gate, []);
    return { node: placeOf(analysis, origin?.forward.id) ?? -1, isGradient: true, refused: text };
  });
  return placed.toSorted((a, b) => Number(a.isGradient) - Number(b.isGradient) || a.node - b.node);
}

/** The place in the graph of the node with this id; undefined where it is none of the graph's. */
function placeOf({ program }: Analysis, id: number | undefined): number | undefined {
  return id === undefined ? undefined : program.graph.index.find(id);
}

/** What a run that ended without numbers says at the line that it came to; nothing where only its time was over. */
export function failureProblem(analysis: Analysis, failure: RunFailure): Problem | undefined {
  const span =
    analysis.program.origins[placeOf(analysis, failure.node) ?? -1]?.span ??
    analysis.target?.stmt.span ??
    firstLine(analysis);
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
