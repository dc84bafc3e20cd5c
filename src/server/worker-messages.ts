/** What the server and its evaluation worker say to each other. */
import type { PackedRun, RunFailure } from "../run.ts";
import type { RunJob } from "../service.ts";

export type ToWorker =
  | { readonly kind: "run"; readonly job: RunJob }
  /** The document is closed, or goes on in another worker. */
  | { readonly kind: "forget"; readonly uri: string };

export type FromWorker =
  /** The worker turns to this document, or is still at it; what it says from time to time tells that it hears. */
  | { readonly kind: "turn"; readonly uri: string }
  /** The text was read; the gates are being computed now. */
  | { readonly kind: "running"; readonly id: number }
  | { readonly kind: "ran"; readonly id: number; readonly packed: PackedRun }
  | { readonly kind: "superseded"; readonly id: number }
  /** `stack` is for the log. */
  | { readonly kind: "failed"; readonly id: number; readonly failure: RunFailure; readonly stack: string };
