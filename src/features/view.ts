/** What a feature looks at: the newest analysis of a document, and the numbers that are there for it. */
import type { Analysis } from "../analysis.ts";
import type { Numbers } from "../eval/numbers.ts";
import type { Summary } from "../eval/statistics.ts";
import type { Group, Node } from "../graph/ir.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { WhatIf } from "./what-if-set.ts";

export interface View extends Partial<Revealed> {
  readonly uri: string;
  readonly analysis: Analysis;
  /** The numbers of the newest finished run, perhaps of an older version: a node that is in them has not changed since. */
  readonly numbers: Numbers | undefined;
  /** Whether these numbers are those of this very analysis: then what is missing was refused. */
  readonly isRun: boolean;
  /** Which call's numbers a function of the file shows, by its name, from 0; the last call where absent. */
  readonly shownCalls: ReadonlyMap<string, number>;
  /** Which turn's numbers a loop shows, by the loop's id, from 0; the last turn where absent. */
  readonly shownTurns: ReadonlyMap<string, number>;
  /** Leaves that are set to other values than the file's: the numbers follow from these. */
  readonly whatIfs?: readonly WhatIf[];
  /** What is computed at the step that a panel shows: for the hints, which go along. */
  readonly passed?: Passed | undefined;
}

/** What is computed when a step through the graph is over. */
export interface Passed {
  /** Whether a value is computed. */
  hasValue(node: Node): boolean;
  /** Whether all that comes back to a value has come. */
  hasGradient(node: Node): boolean;
  /** Whether the backward pass has been through a call. */
  isBehind(call: Group): boolean;
}

/** What is seen of gradients where they are hidden. */
export interface Revealed {
  /** How many of them are shown, in the order of the backward pass. */
  readonly revealed: number | undefined;
  /** Whose gradients somebody has said rightly: they are shown too. */
  readonly predicted: ReadonlySet<Node>;
  /** The text is large, as in a lecture. */
  readonly isLarge: boolean;
}

export const noneRevealed: Revealed = { revealed: 0, predicted: new Set(), isLarge: false };

/** A view of an analysis in which nobody has chosen what to look at. */
export function plainView(analysis: Analysis, numbers: Numbers | undefined, isRun: boolean): View {
  return { uri: "", analysis, numbers, isRun, shownCalls: new Map(), shownTurns: new Map() };
}

/** A value as far as it is known: small ones whole, all of them in summary. */
export interface Known {
  readonly tensor: Tensor | undefined;
  readonly summary: Summary;
}

/** The numbers of a node; undefined until a run has computed this very node, so what is given is never old. */
export function knownOf(view: View, node: Node): Known | undefined {
  const summary = view.numbers?.summary(node);
  if (summary === undefined) return undefined;
  return { tensor: view.numbers?.tensor(node), summary };
}
