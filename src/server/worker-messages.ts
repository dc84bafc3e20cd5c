/** What the server and its evaluation worker say to each other. */
import type { PackedRun } from "../run.ts";
import type { RunJob } from "../service.ts";

export type ToWorker =
  | { readonly kind: "run"; readonly job: RunJob }
  /** The document is closed. */
  | { readonly kind: "forget"; readonly uri: string };

export type FromWorker =
  /** The text was read; the gates are being computed now. */
  | { readonly kind: "running"; readonly id: number }
  | { readonly kind: "ran"; readonly id: number; readonly packed: PackedRun }
  | { readonly kind: "superseded"; readonly id: number }
  | { readonly kind: "failed"; readonly id: number; readonly reason: string };
