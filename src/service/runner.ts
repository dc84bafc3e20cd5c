/** What the language service needs of the one who runs documents: a job, how it ended, and the interface between. */
import type { AnalysisRequest } from "../analysis.ts";
import type { PackedRun, RunFailure } from "../run.ts";

/** One document version that is to be run. Plain data: it crosses to a worker. */
export interface RunJob {
  readonly id: number;
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly request: AnalysisRequest;
  /** All values of the run together may take this much. */
  readonly limitBytes: number;
  /** How long the run may take; undefined for as long as it wants. */
  readonly limitMs: number | undefined;
}

export type RunOutcome =
  | { readonly kind: "ran"; readonly packed: PackedRun }
  /** A newer job of the same document took its place. */
  | { readonly kind: "superseded" }
  | { readonly kind: "failed"; readonly failure: RunFailure };

/** Runs documents, one job of each at a time. */
export interface Runner {
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
