/** The formulas for which a better one exists, as records: what is written, and what to write. */
export type FormCode =
  | "unsafe-log-sigmoid"
  | "unsafe-log-softmax"
  | "unsafe-logsumexp"
  | "unsafe-softplus"
  | "unsafe-log1p"
  | "unsafe-expm1"
  | "unsafe-softmax"
  | "unsafe-sigmoid"
  | "unsafe-variance"
  | "unsafe-norm";

/** What the arguments of the better form are taken from, beside x. */
type Folding =
  /** None: it works element by element. */
  | "none"
  /** The fold in it, with its dimensions. */
  | "reduction"
  /** The one dimension that the fold in it goes along, kept or the first: its result is divided by. */
  | "along"
  /** The same, or a fold of everything, as of a length: its arguments are kept. */
  | "length"
  /** What stands behind the first argument of the call in it. */
  | "call";

export interface Form {
  readonly code: FormCode;
  /** As the file may write it, of x. */
  readonly worse: string;
  /** What to write, of x; `…` stands for the further arguments. */
  readonly better: string;
  /** What loses no digits, where that is not the better one to its last digit. */
  readonly exact?: string;
  readonly folding: Folding;
  /** Only where an x is smaller than this. */
  readonly below?: number;
}

const SMALL = 1e-3;

/** In a form: elements of its argument, as `p[i]` has them. What is written instead picks the same ones. */
export const PICKED = "picked";

/** A form that contains another one stands above it. */
export const forms: readonly Form[] = [
  { code: "unsafe-log-sigmoid", worse: "log(sigmoid(x))", better: "logsigmoid(x)", folding: "none" },
  { code: "unsafe-log-sigmoid", worse: "log(1 - sigmoid(x))", better: "logsigmoid(-x)", folding: "none" },
  { code: "unsafe-log-sigmoid", worse: "log(1 / (1 + exp(-x)))", better: "logsigmoid(x)", folding: "none" },
  { code: "unsafe-log-sigmoid", worse: "log((1 + exp(-x)) ** -1)", better: "logsigmoid(x)", folding: "none" },
  { code: "unsafe-log-softmax", worse: "log(softmax(x))", better: "log_softmax(x…)", folding: "call" },
  {
    code: "unsafe-log-softmax",
    worse: "log(exp(x) / sum(exp(x)))",
    better: "log_softmax(x…)",
    folding: "along",
  },
  {
    code: "unsafe-log-softmax",
    worse: "log(picked(softmax(x)))",
    better: "log_softmax(x…)",
    folding: "call",
  },
  {
    code: "unsafe-log-softmax",
    worse: "log(picked(exp(x) / sum(exp(x))))",
    better: "log_softmax(x…)",
    folding: "along",
  },
  { code: "unsafe-logsumexp", worse: "log(sum(exp(x)))", better: "logsumexp(x…)", folding: "reduction" },
  {
    code: "unsafe-softplus",
    worse: "log(1 + exp(x))",
    better: "softplus(x)",
    exact: "-logsigmoid(-x)",
    folding: "none",
  },
  { code: "unsafe-log1p", worse: "log(1 + x)", better: "log1p(x)", folding: "none", below: SMALL },
  { code: "unsafe-expm1", worse: "exp(x) - 1", better: "expm1(x)", folding: "none", below: SMALL },
  { code: "unsafe-softmax", worse: "exp(x) / sum(exp(x))", better: "softmax(x…)", folding: "along" },
  { code: "unsafe-sigmoid", worse: "1 / (1 + exp(-x))", better: "sigmoid(x)", folding: "none" },
  { code: "unsafe-sigmoid", worse: "1 / (1 + exp(x))", better: "sigmoid(-x)", folding: "none" },
  { code: "unsafe-sigmoid", worse: "(1 + exp(-x)) ** -1", better: "sigmoid(x)", folding: "none" },
  { code: "unsafe-sigmoid", worse: "reciprocal(1 + exp(-x))", better: "sigmoid(x)", folding: "none" },
  { code: "unsafe-sigmoid", worse: "exp(x) / (1 + exp(x))", better: "sigmoid(x)", folding: "none" },
  {
    code: "unsafe-variance",
    worse: "mean(square(x)) - square(mean(x))",
    better: "var(x, unbiased=False…)",
    folding: "reduction",
  },
  { code: "unsafe-norm", worse: "x / norm(x)", better: "x / max(norm(x…), 1e-12)", folding: "call" },
  {
    code: "unsafe-norm",
    worse: "x / sqrt(sum(square(x)))",
    better: "x / max(norm(x…), 1e-12)",
    folding: "length",
  },
  {
    code: "unsafe-norm",
    worse: "x / sum(square(x)) ** 0.5",
    better: "x / max(norm(x…), 1e-12)",
    folding: "length",
  },
];
