/** The graph of a text with its steps, as the server gives them to the panel. */
import { groupIds } from "../../src/analysis.ts";
import { graphView } from "../../src/features/graph-view.ts";
import { stepsOf } from "../../src/features/steps.ts";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import type { StepsView } from "../../src/protocol/steps-view.ts";
import { createEngine, runAnalysis } from "../../src/run.ts";
import { analyse, viewOf } from "../check.ts";

export interface Stepped {
  readonly view: GraphView;
  readonly steps: StepsView;
}

/** With these of its groups opened, or all of them. */
export function stepped(source: string, opened: readonly string[] | "all" = []): Stepped {
  const plain = analyse(source);
  const idOf = groupIds(plain.program.graph.groups);
  const ids = opened === "all" ? plain.program.graph.groups.map(idOf) : opened;
  const analysis = analyse(source, ids);
  const { numbers } = runAnalysis(createEngine(), analysis, 1e9);
  const uri = "file:///steps.grad";
  const view = { ...viewOf(source), uri, analysis, numbers };
  const steps = stepsOf(view, ids).map(({ span, ...step }) => {
    const place = (offset: number) => {
      const line = analysis.lines.lineAt(offset);
      return { line, character: offset - analysis.lines.startOf(line) };
    };
    return { ...step, range: span && { start: place(span.start), end: place(span.end) } };
  });
  return { view: graphView(view, ids), steps: { uri, version: 1, steps, empty: undefined } };
}

/** The lecture's first graph. */
export const product = "x = -2\ny = 5\nz = -4\nq = x + y\nf = q * z\n";
/** A value that is used twice. */
export const fork = "x = 3\ny = 2\na = x * y\nb = x + a\nf = b * 1.5\n";
/** A neuron, whose activation is a call. */
export const neuron = "w = [2, -3]\nx = [-1, -2]\nb = -3\ns = sum(w * x) + b\nf = sigmoid(s)\n";
