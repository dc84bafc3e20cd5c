/** What is drawn of a graph, where it stands in the source, and whose gradients each drawn step has. */
import type { Analysis } from "../analysis.ts";
import type { Span } from "../base/span.ts";
import type { Adjoints } from "../grad/reverse.ts";
import type { Group, Node } from "../graph/ir.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { anchorsOf } from "./anchors.ts";
import { factsOf, lineNumber } from "./facts.ts";
import { MOST_DRAWN, type Part, partAround } from "./part.ts";
import { pictureOf, type Picture, type Step } from "./picture.ts";
import { withTurns } from "./turns.ts";
import { sentBack, sentByCall, usesWithin } from "./unit.ts";
import type { View } from "./view.ts";

/** The id of the target's node. */
export const TARGET_ID = "target";

export interface DrawnGraph {
  readonly picture: Picture;
  /** The step that makes the target. */
  readonly last: Step | undefined;
  /** Where the graph is too large to be drawn: what is drawn of it. */
  readonly part: Part | undefined;
  /** In the order of the file, which is the order in which they are computed. */
  readonly steps: readonly Step[];
}

/** The picture with these groups opened; where it is too large to be drawn, what is around the line, from 1. */
export function drawnOf(view: View, opened: readonly string[], line: number): DrawnGraph {
  const { analysis } = view;
  const picture = pictureOf(analysis, withTurns(view, opened));
  const { target } = analysis;
  const last = target && picture.makerOf.get(target.node);
  const part =
    picture.steps.length > MOST_DRAWN
      ? partAround(picture, last, (step) => lineOf(analysis, step), line)
      : undefined;
  return { picture, last, part, steps: part?.steps ?? picture.steps };
}

export function lineOf(analysis: Analysis, step: Step): number {
  return lineNumber(analysis, spanOf(analysis, step.node)?.start ?? 0);
}

export function spanOf(analysis: Analysis, node: Node): Span | undefined {
  const binding = factsOf(analysis).bindingOf.get(node);
  if (binding?.leaf === true) return binding.span;
  const { origins, graph } = analysis.program;
  return origins[graph.index.get(node) ?? -1]?.span;
}

/** The group that a step stands in, which says whose gradient is shown: the one around a closed call, the gate's own otherwise. */
export function placeOf(analysis: Analysis, step: Step): Group | undefined {
  if (step.group !== undefined) return step.group.parent;
  const { graph } = analysis.program;
  return graph.groupOf[graph.index.get(step.node) ?? -1];
}

export function adjointsFor(analysis: Analysis, step: Step): Adjoints | undefined {
  const place = placeOf(analysis, step);
  const inner = analysis.adjointsIn(place);
  // What a call gives back is also seen from outside, with all that comes to it there.
  return inner?.of(step.node) === undefined ? analysis.adjointsIn(place?.parent) : inner;
}

/** The wire on which a step reads a value. */
export function wireId(analysis: Analysis, from: Step, input: Node, step: Step, operand: number): string {
  return `${from.id}>${anchorsOf(analysis).idOf(input)}>${step.id}:${operand}`;
}

/** The wire from the step that makes the target to the target. */
export function targetWire(last: Step): string {
  return `${last.id}>${TARGET_ID}`;
}

/** What a step sends back on one of its wires; undefined where nothing flows. */
export function sentAlong(view: View, step: Step, operand: number): Tensor | undefined {
  const adjoints = view.analysis.adjointsIn(placeOf(view.analysis, step));
  const input = step.reads[operand]!;
  return step.group === undefined
    ? sentBack(view, adjoints, { kind: "gate", node: step.node }, input, operand)
    : sentByCall(view, adjoints, step.group, input);
}

/** Whether anything flows back on one of a step's wires; by its number it may still be 0. */
export function sendsAlong(view: View, step: Step, operand: number): boolean {
  const { node, group, reads } = step;
  const adjoints = view.analysis.adjointsIn(placeOf(view.analysis, step));
  if (group === undefined) return adjoints?.sent(node)[operand] !== undefined;
  return usesWithin(view, adjoints, group, reads[operand]!).length > 0;
}
