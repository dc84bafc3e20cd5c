/** What the service answers with, and what it tells unasked. */
import type { Problem } from "../problems.ts";
import type { ShownHint } from "./hint-memory.ts";

export interface HintAnswer {
  readonly version: number;
  readonly hints: readonly ShownHint[];
  /** They hold the newest version's numbers: none better will come without an edit. */
  readonly final: boolean;
}

export interface ProblemsAnswer {
  readonly version: number;
  readonly problems: readonly Problem[];
}

/** Something that is shown of a document is not what it was, without an edit. */
export interface Update {
  readonly uri: string;
  readonly version: number;
  /** `ran`: a run has ended, well or not. `shown`: the same numbers are shown in another way, `hints`: at the ends of lines alone. `lenses`: there are others. */
  readonly kind: "ran" | "shown" | "hints" | "lenses";
}
