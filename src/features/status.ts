/** What the status bar says of a file: the target's value, how many gradients there are, and how long the run took. */
import type { Span } from "../base/span.ts";
import type { Problem } from "../problems.ts";
import type { RunAnswer } from "../eval/feed.ts";
import { lineNumber } from "./facts.ts";
import { formatKnown } from "./format.ts";
import { countRevealed } from "./hidden.ts";
import { countNotFinite, firstNotFinite } from "./not-finite.ts";
import { perGraph } from "./per-graph.ts";
import { knownOf, type View } from "./view.ts";
import { whatIfText } from "./what-if-set.ts";

export interface Status {
  readonly state: "running" | "ready" | "failed";
  readonly text: string;
  readonly tooltip: string;
  /** Where the first NaN or infinity begins, where there is one. */
  readonly begins?: Span;
  /** Where gradients are hidden: how many of them are shown, and how many there are. */
  readonly revealed?: { readonly shown: number; readonly count: number };
}

/** The most characters that the target's value takes in the status bar. */
const ROOM = 24;

/** `run` is the one that the view's numbers are of; `problems` gives those that are counted, where there is no target. */
export function statusOf(
  view: View,
  run: Pick<RunAnswer, "kind" | "milliseconds">,
  problems = (): readonly Problem[] => view.analysis.problems,
): Status {
  const { target } = view.analysis;
  if (run.kind === "too large") {
    return {
      state: "failed",
      text: "∇ too large",
      tooltip: "This file was not run: its values would not fit into memory.",
    };
  }
  if (target === undefined) {
    const errors = problems().filter(({ severity }) => severity === "error").length;
    if (errors > 0) {
      const text = `∇ ${errors} ${errors === 1 ? "problem" : "problems"}`;
      return {
        state: "ready",
        text,
        tooltip: "There is no target to run backward from until this is mended.",
      };
    }
    const tooltip = "There is no target: no line gives a single number to run backward from.";
    return { state: "ready", text: "∇ no target", tooltip };
  }
  const value = knownOf(view, target.node);
  const took = showMilliseconds(run.milliseconds);
  if (value === undefined) {
    return {
      state: "ready",
      text: `∇ ${target.text} has no value`,
      tooltip: "A value that it is computed from was refused.",
    };
  }
  const number = formatKnown(value, target.node.sizes, ROOM);
  const revealed = revealedOf(view);
  const count = revealed?.count ?? gradientCount(view.analysis);
  const shown = revealed === undefined ? "" : `${revealed.shown} of `;
  const gradients = `${shown}${count} ${count === 1 ? "gradient" : "gradients"}`;
  const odd = countNotFinite(view);
  const begins = firstNotFinite(view);
  const what = whatIfText(view.whatIfs);
  const text = `∇ ${what === undefined ? "" : "what if: "}${target.text} = ${number} · ${gradients} · ${took}`;
  const tooltip = `${what === undefined ? "" : `${what}: `}${target.text} = ${number}. ${gradients} of ${target.text}, forward and backward in ${took.replace("<", "less than")}.`;
  const told = revealed === undefined ? {} : { revealed };
  if (odd === undefined) return { state: "ready", text, tooltip, ...told };
  if (begins === undefined) return { state: "ready", text: `${text} · ${odd}`, tooltip, ...told };
  const where = `A click goes to where it begins, line ${lineNumber(view.analysis, begins.start)}.`;
  return {
    state: "ready",
    text: `${text} · ${odd}`,
    tooltip: `${tooltip}\n\n${odd}. ${where}`,
    begins,
    ...told,
  };
}

function revealedOf(view: View): Status["revealed"] {
  return view.revealed === undefined ? undefined : countRevealed(view);
}

/** How many of the file's names have a gradient. */
const gradientCount = perGraph(({ gradient, program }): number => {
  const names = new Set<string>();
  for (const { name, value, topLevel } of program.bindings) {
    if (topLevel && value !== undefined && gradient?.of(value) !== undefined) names.add(name);
  }
  return names.size;
});

function showMilliseconds(milliseconds: number): string {
  // The clock of some browsers has no finer step than a millisecond: it may see nothing.
  if (milliseconds < 0.1) return milliseconds > 0 ? "< 0.1 ms" : "< 1 ms";
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${milliseconds >= 10 ? Math.round(milliseconds) : milliseconds.toFixed(1)} ms`;
}
