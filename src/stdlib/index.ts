/** The standard library: every composite function, written in the language, in the order of its files. */
import activation from "./activation.grad";
import attention from "./attention.grad";
import convolution from "./convolution.grad";
import linear from "./linear.grad";
import loss from "./loss.grad";
import pooling from "./pooling.grad";
import recurrence from "./recurrence.grad";
import resampling from "./resampling.grad";
import select from "./select.grad";
import softmax from "./softmax.grad";
import statistics from "./statistics.grad";

export interface LibrarySource {
  /** The file's name, as a person sees it. */
  readonly path: string;
  readonly text: string;
}

export const librarySources: readonly LibrarySource[] = [
  { path: "activation.grad", text: activation },
  { path: "softmax.grad", text: softmax },
  { path: "statistics.grad", text: statistics },
  { path: "linear.grad", text: linear },
  { path: "convolution.grad", text: convolution },
  { path: "pooling.grad", text: pooling },
  { path: "resampling.grad", text: resampling },
  { path: "recurrence.grad", text: recurrence },
  { path: "attention.grad", text: attention },
  { path: "select.grad", text: select },
  { path: "loss.grad", text: loss },
];
