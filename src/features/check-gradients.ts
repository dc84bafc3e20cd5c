/** Check Gradients: every leaf's gradient beside central differences, and what is wrong in backward blocks and in what is believed. */
import type { Span } from "../base/span.ts";
import type { Steps } from "../base/steps.ts";
import type { Node } from "../graph/ir.ts";
import { checkLeaf, type LeafCheck } from "../insight/differences.ts";
import { createEffort } from "../insight/effort.ts";
import type { Problem, ProblemCode } from "../problems.ts";
import type { BackwardBlock } from "../syntax/tree.ts";
import { elementCount, filled, type Tensor } from "../tensor/tensor.ts";
import { createBeside } from "./evaluate.ts";
import { gradientName, hasGradient, lineNumber, shorten, sourceOf, spelled } from "./facts.ts";
import { findingProblems } from "./findings.ts";
import { formatNumber } from "./format-number.ts";
import type { Switches } from "./switches.ts";
import type { View } from "./view.ts";

export type Verdict = "good" | "wrong" | "uncertain";

export interface CheckedLeaf {
  /** `∂L/∂w`. */
  readonly label: string;
  /** The name where it is bound. */
  readonly span: Span;
  readonly verdict: Verdict;
  /** The largest relative difference; NaN where nothing could be compared. */
  readonly error: number;
  /** One sentence. */
  readonly message: string;
}

export interface CheckedGradients {
  readonly leaves: readonly CheckedLeaf[];
  /** Blocks and beliefs that are wrong. */
  readonly mistakes: readonly Problem[];
  /** Of all: wrong if anything is, uncertain if anything is, else good. */
  readonly verdict: Verdict;
  /** Why there is nothing to check. */
  readonly nothing: string | undefined;
}

/** The leaves of a file whose gradients are compared. */
function checkedLeaves({ analysis }: Pick<View, "analysis">): readonly {
  readonly name: string;
  readonly span: Span;
  readonly leaf: Node;
}[] {
  return analysis.program.bindings.flatMap(({ name, span, value, topLevel, leaf }) =>
    topLevel && leaf && value !== undefined && hasGradient(value) && elementCount(value.sizes) > 0
      ? [{ name: spelled(analysis, name), span, leaf: value }]
      : [],
  );
}

/** What is wrong with a gradient that somebody wrote. */
const ofGradients: ReadonlySet<ProblemCode> = new Set<ProblemCode>(["wrong-backward", "wrong-gradient"]);

/** Compares everything, a leaf a step, computing at most so many numbers, in values of up to `largest` elements. */
export function* checkSteps(
  view: View,
  switches: Switches,
  mostComputed: number,
  largest: number,
): Steps<CheckedGradients> {
  const { analysis } = view;
  const { target, gradient, program } = analysis;
  const mistakes = findingProblems(view, switches).filter(
    ({ code, severity }) => ofGradients.has(code) && severity === "warning",
  );
  const none = (nothing: string): CheckedGradients => ({
    leaves: [],
    mistakes,
    verdict: mistakes.length > 0 ? "wrong" : "uncertain",
    nothing,
  });
  if (target === undefined || gradient === undefined) {
    const isBroken = analysis.problems.some(({ severity }) => severity === "error");
    return none(
      isBroken
        ? "There is no target until the errors of this file are mended."
        : "There is no target: a line like L.backward() says what the gradients are of.",
    );
  }
  if (!view.isRun) return none("The file has not been run to its end.");
  const valueOf = createBeside(view, mostComputed, largest);
  const upstream = target.seed === undefined ? filled(target.node.sizes, 1) : valueOf(target.seed);
  if (upstream === undefined) return none("The upstream gradient has no value.");
  const isWrongBlock = ({ span }: BackwardBlock): boolean =>
    mistakes.some((one) => span.start <= one.span.start && one.span.end <= span.end);
  const blocks = program.calls.flatMap(({ def, group }) =>
    def.backward === undefined || isWrongBlock(def.backward) ? [] : [group],
  );
  const effort = createEffort(mostComputed);
  const on = { graph: program.graph, target: target.node, upstream, valueOf, effort, blocks };
  const leaves: CheckedLeaf[] = [];
  for (const { name, span, leaf } of checkedLeaves(view)) {
    yield;
    const adjoint = gradient.of(leaf);
    const own: Tensor | undefined = adjoint === undefined ? filled(leaf.sizes, 0) : valueOf(adjoint);
    const found: LeafCheck =
      own === undefined
        ? { verdict: "uncertain", error: NaN, compared: 0, along: "elements", because: { kind: "too large" } }
        : checkLeaf(on, leaf, own);
    const { verdict, error } = found;
    const label = gradientName(analysis, name);
    leaves.push({ label, span, verdict, error, message: messageOf(view, label, found) });
  }
  const verdicts = new Set(leaves.map(({ verdict }) => verdict));
  const isWrong = verdicts.has("wrong") || mistakes.length > 0;
  return {
    leaves,
    mistakes,
    verdict: isWrong ? "wrong" : verdicts.has("uncertain") || leaves.length === 0 ? "uncertain" : "good",
    nothing: leaves.length === 0 ? "The file has no leaf whose gradient could be checked." : undefined,
  };
}

function messageOf(
  view: View,
  label: string,
  { verdict, error, compared, along, because }: LeafCheck,
): string {
  const where = `${compared} ${compared === 1 ? along.slice(0, -1) : along}`;
  const size = error === 0 ? "no difference" : `relative error ${formatNumber(error, 2)}`;
  const measured = `${where}, ${size}`;
  switch (verdict) {
    case "good": {
      const kink = because?.kind === "kink" ? `, at a kink of ${textOf(view, because.at)}` : "";
      return `${label} agrees with central differences (${measured}${kink}).`;
    }
    case "wrong":
      return `${label} is not what central differences give (${measured}).`;
    case "uncertain":
      return `${label} cannot be told by central differences${compared === 0 ? "" : ` (${measured})`}: ${reasonOf(view, because)}`;
  }
}

function reasonOf(view: View, because: LeafCheck["because"]): string {
  switch (because?.kind) {
    case "kink":
      return `a kink of ${textOf(view, because.at)} lies within the step.`;
    case "no gradient":
      return `${textOf(view, because.at)} has no gradient to give, though its value moves.`;
    case "own block":
      return `the backward block of ${because.at.name} gives another gradient on purpose.`;
    case "not finite":
      return "a value or a gradient is not finite.";
    case "too large":
      return "there are too many numbers to compute.";
    case "rounding":
    case undefined:
      return "rounding or curvature is as large as the difference.";
  }
}

/** `relu(x) (line 7)`. */
function textOf({ analysis }: View, node: Node): string {
  const { origins, graph } = analysis.program;
  const origin = origins[graph.index.get(node) ?? -1];
  if (origin === undefined) return node.gate.name;
  return `${shorten(sourceOf(analysis, origin))} (line ${lineNumber(analysis, origin.span.start)})`;
}
