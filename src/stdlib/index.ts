/** The standard library: every composite function, written in the language, in the order of its files. */
import activation from "./activation.grad";
import adaptive from "./adaptive.grad";
import arrange from "./arrange.grad";
import attention from "./attention.grad";
import convolution from "./convolution.grad";
import elementwise from "./elementwise.grad";
import embedding from "./embedding.grad";
import joining from "./joining.grad";
import linalg from "./linalg.grad";
import linear from "./linear.grad";
import loss from "./loss.grad";
import margin from "./margin.grad";
import matrix from "./matrix.grad";
import normalization from "./normalization.grad";
import pooling from "./pooling.grad";
import recurrence from "./recurrence.grad";
import resampling from "./resampling.grad";
import select from "./select.grad";
import special from "./special.grad";
import softmax from "./softmax.grad";
import statistics from "./statistics.grad";

export interface LibrarySource {
  /** The file's name, as a person sees it. */
  readonly path: string;
  readonly text: string;
  /** Where the file is a module of its own, its name: its functions are called as `linalg.norm`. */
  readonly module?: string;
}

export const librarySources: readonly LibrarySource[] = [
  { path: "elementwise.grad", text: elementwise },
  { path: "activation.grad", text: activation },
  { path: "special.grad", text: special, module: "special" },
  { path: "softmax.grad", text: softmax },
  { path: "statistics.grad", text: statistics },
  { path: "normalization.grad", text: normalization },
  { path: "linear.grad", text: linear },
  { path: "matrix.grad", text: matrix },
  { path: "linalg.grad", text: linalg, module: "linalg" },
  { path: "convolution.grad", text: convolution },
  { path: "pooling.grad", text: pooling },
  { path: "adaptive.grad", text: adaptive },
  { path: "resampling.grad", text: resampling },
  { path: "embedding.grad", text: embedding },
  { path: "recurrence.grad", text: recurrence },
  { path: "attention.grad", text: attention },
  { path: "arrange.grad", text: arrange },
  { path: "joining.grad", text: joining },
  { path: "select.grad", text: select },
  { path: "loss.grad", text: loss },
  { path: "margin.grad", text: margin },
];
