/** What the server and its evaluation worker say to each other. */
import type { Feed, RunAnswer, RunOrder, Window } from "../eval/feed.ts";
import type { TensorLook } from "../features/tensor-look.ts";
import type { RunFailure } from "../run.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** One run of a document: what its executor lacks, and what is wanted. */
export interface WorkerJob {
  readonly id: number;
  readonly uri: string;
  readonly feed: Feed;
  readonly order: RunOrder;
}

export type ToWorker =
  | { readonly kind: "run"; readonly job: WorkerJob }
  /** A part of a value of the document's last run, by its node's id. */
  | {
      readonly kind: "window";
      readonly question: number;
      readonly uri: string;
      readonly node: number;
      readonly window: Window;
    }
  /** How such a value looks. */
  | { readonly kind: "look"; readonly question: number; readonly uri: string; readonly node: number }
  /** The document is closed, or goes on in another worker. */
  | { readonly kind: "forget"; readonly uri: string };

export type FromWorker =
  /** The worker turns to this document, or is still at it; what it says from time to time tells that it hears. */
  | { readonly kind: "turn"; readonly uri: string }
  /** For the output log. */
  | { readonly kind: "note"; readonly text: string }
  /** The job's turn has come: the gates are being computed now. */
  | { readonly kind: "running"; readonly id: number }
  | { readonly kind: "ran"; readonly id: number; readonly answer: RunAnswer }
  | { readonly kind: "superseded"; readonly id: number }
  | { readonly kind: "window"; readonly question: number; readonly answer: Tensor | undefined }
  | { readonly kind: "look"; readonly question: number; readonly answer: TensorLook | undefined }
  /** `stack` is for the log. */
  | { readonly kind: "failed"; readonly id: number; readonly failure: RunFailure; readonly stack: string };
