/** What the panel shows of a leaf that can be dragged, as plain data: no mathematics is left to do but where on its plot a number is. */
import type { WireRange } from "./wire.ts";

export interface WhatIfView {
  readonly uri: string;
  /** The version of the document that it is of. */
  readonly version: number;
  /** The node of the graph; the target's for its upstream gradient. */
  readonly id: string;
  /** What is dragged: `x`, `W[0, 1]`, `∂L/∂L`. */
  readonly name: string;
  /** Why it cannot be dragged. */
  readonly refused: string | undefined;
  readonly dragged: Dragged | undefined;
  /** All that is set in the file, in a sentence; undefined where nothing is. */
  readonly set: string | undefined;
}

export interface Dragged {
  readonly sizes: readonly number[];
  /** Which of its elements, in the order in which they are written. */
  readonly element: number;
  readonly value: number;
  /** The number without the what-if. */
  readonly own: number;
  readonly ownText: string;
  /** Of the slider. */
  readonly least: number;
  readonly most: number;
  readonly step: number;
  /** What becomes of the target; undefined where it is not known yet, or does not follow. */
  readonly effect: Effect | undefined;
  readonly curve: Curve | undefined;
  /** Why the target does not follow it: a sentence; undefined where it does. */
  readonly note: string | undefined;
}

/** Each as a text; undefined without a gradient, or while that is hidden. */
export interface Effect {
  /** `f` */
  readonly target: string;
  /** `-12 → -14` */
  readonly values: string;
  /** `-2` */
  readonly actual: string;
  /** `-4 · 0.5 = -2` */
  readonly predicted: string | undefined;
  readonly difference: string | undefined;
}

/** The target along what is dragged. A number that is none is null. */
export interface Curve {
  readonly at: readonly number[];
  readonly values: readonly (number | null)[];
  /** Its tangent at the file's own number, at the same places; undefined without a gradient. */
  readonly tangent: readonly (number | null)[] | undefined;
  /** The target now. */
  readonly now: number | null;
}

/** Request: what a leaf of the graph with these groups opened is when it is dragged; first it is set to a number, where there is one. */
export const whatIfRequest = "nabla/whatIf";
export interface WhatIfParams {
  readonly uri: string;
  readonly opened: readonly string[];
  readonly id: string;
  readonly element: number;
  readonly value?: number | undefined;
}

/** Request: all leaves of a file are what they were. */
export const resetWhatIfRequest = "nabla/resetWhatIf";
/** Request: the edits that write what is set into the file. */
export const writeWhatIfRequest = "nabla/writeWhatIf";
export interface WhatIfFileParams {
  readonly uri: string;
}
export interface WriteWhatIfResult {
  /** The document's version that they are for. */
  readonly version: number;
  readonly edits: readonly (WireRange & { readonly text: string })[];
  /** Why nothing is written, for a person. */
  readonly failure: string | undefined;
}

/** What the panel says about what-ifs. */
export type FromWhatIf =
  /** This node's is wanted with every graph from now on; undefined: none. */
  | { readonly kind: "whatIf"; readonly subject: WhatIfSubject | undefined }
  /** Its number is dragged to a value. */
  | { readonly kind: "setLeaf"; readonly subject: WhatIfSubject; readonly value: number }
  | { readonly kind: "resetLeaves"; readonly uri: string }
  | { readonly kind: "writeLeaves"; readonly uri: string };

export interface WhatIfSubject {
  readonly uri: string;
  readonly id: string;
  readonly element: number;
}
