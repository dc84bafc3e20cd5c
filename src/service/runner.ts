/** What the language service needs of the one who runs documents: a job, how it ended, and the interface between. */
import type { Analysis } from "../analysis.ts";
import type { Window } from "../eval/feed.ts";
import type { TensorLook } from "../features/tensor-look.ts";
import type { Inputs, Node } from "../graph/ir.ts";
import type { Ran, RunFailure } from "../run.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** One document version that is to be run. */
export interface RunJob {
  readonly id: number;
  readonly uri: string;
  /** Of what text, and what of it is wanted. */
  readonly analysis: Pick<Analysis, "text" | "roots" | "inputs">;
  /** The numbers of literals, and of whatever other leaf has another value for this run. */
  readonly inputs: Inputs;
  /** All values of the run together may take this much. */
  readonly limitBytes: number;
  /** How long the run may take; undefined for as long as it wants. */
  readonly limitMs: number | undefined;
}

export type RunOutcome =
  | { readonly kind: "ran"; readonly ran: Ran }
  /** A newer job of the same document took its place. */
  | { readonly kind: "superseded" }
  | { readonly kind: "failed"; readonly failure: RunFailure };

/** What is told of the values of a document's last run when somebody asks; undefined where it has no such value. */
export interface Values {
  /** A part of a value, of which only a summary may have been told; undefined also where it does not lie within it. */
  window(uri: string, node: Node, window: Window): Promise<Tensor | undefined>;
  /** How a value looks, in little; undefined also where it cannot be said soon. */
  look(uri: string, node: Node): Promise<TensorLook | undefined>;
}

/** Runs documents, one job of each at a time. */
export interface Runner extends Values {
  /** Starts a job; one of the same document that is still going on is superseded. `ended` is called once, later. */
  run(job: RunJob, ended: (outcome: RunOutcome) => void): void;
  /** The document is closed: its job ends, its kept values go. */
  forget(uri: string): void;
  dispose(): void;
}

/** What the host knows of time. */
export interface Timers {
  /** Milliseconds from any origin. */
  now(): number;
  /** Calls back once; gives what cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
}
