/**
 * Formulas for which a better one exists: exact on paper, and with overflow, or without digits, in floating point. They are found
 * in the graph, so through names and calls, and in either order of what can be swapped.
 */
import { groupBy } from "../base/group-by.ts";
import { madeOnce } from "../base/made-once.ts";
import { builtins, operatorGate } from "../check/functions.ts";
import { libraryCall } from "../graph/group.ts";
import type { Gate, Graph, Group, Node } from "../graph/ir.ts";
import { plain } from "../graph/node.ts";
import { neg } from "../ops/arithmetic.ts";
import { square } from "../ops/powers.ts";
import { parse } from "../syntax/parser.ts";
import type { Expr } from "../syntax/tree.ts";
import { bare } from "../syntax/walk.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { squareOf } from "./nan-causes.ts";

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

/** A form that contains another one stands above it. */
const forms: readonly Form[] = [
  { code: "unsafe-log-sigmoid", worse: "log(sigmoid(x))", better: "logsigmoid(x)", folding: "none" },
  { code: "unsafe-log-sigmoid", worse: "log(1 - sigmoid(x))", better: "logsigmoid(-x)", folding: "none" },
  { code: "unsafe-log-sigmoid", worse: "log(1 / (1 + exp(-x)))", better: "logsigmoid(x)", folding: "none" },
  { code: "unsafe-log-softmax", worse: "log(softmax(x))", better: "log_softmax(x…)", folding: "call" },
  {
    code: "unsafe-log-softmax",
    worse: "log(exp(x) / sum(exp(x)))",
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
  { code: "unsafe-sigmoid", worse: "exp(x) / (1 + exp(x))", better: "sigmoid(x)", folding: "none" },
  {
    code: "unsafe-variance",
    worse: "mean(square(x)) - square(mean(x))",
    better: "var(x, unbiased=False…)",
    folding: "reduction",
  },
  { code: "unsafe-norm", worse: "x / norm(x)", better: "x / max(norm(x…), 1e-12)", folding: "call" },
];

/** A form where it stands in a graph. */
export interface FormMatch {
  readonly form: Form;
  /** The outermost gate. */
  readonly root: Node;
  readonly x: Node;
  /** What it is made of, the root included and x not. */
  readonly parts: ReadonlySet<Node>;
  /** The fold in it, or the call's result, where the further arguments are taken from one. */
  readonly fold: Node | undefined;
}

interface Pattern {
  readonly form: Form;
  readonly expr: Expr;
}

let patterns: ReadonlyMap<Gate, readonly Pattern[]> | undefined;

/** By the outermost gate. */
function patternsOf(): ReadonlyMap<Gate, readonly Pattern[]> {
  return (patterns ??= groupBy(
    forms.map((form) => ({ form, expr: patternOf(form.worse) })),
    ({ expr }) => outermost(expr),
  ));
}

function outermost(expr: Expr): Gate {
  if (expr.kind === "binary") return operatorGate(expr.operator, 2);
  const found = expr.kind === "call" ? builtins.get(expr.callee.name) : undefined;
  if (found?.kind !== "gate") throw new Error(`internal: a form begins with ${expr.kind}`);
  return found.gate;
}

function patternOf(text: string): Expr {
  const [stmt] = parse(text).tree.statements;
  if (stmt?.kind !== "expr") throw new Error(`internal: ${text} is no formula`);
  return stmt.value;
}

/** The forms of a graph in its order, the largest alone where one lies in another. `valueOf` gives the numbers of literals. */
export function findForms(graph: Graph, valueOf: (node: Node) => Tensor | undefined): readonly FormMatch[] {
  const { callOf, roots } = candidatesIn(graph);
  const found: FormMatch[] = [];
  for (const root of roots) {
    for (const { form, expr } of patternsOf().get(root.gate) ?? []) {
      const matching = new Matching(callOf, valueOf);
      if (!matching.matches(expr, root)) continue;
      const made = matching.made(form, root);
      if (made !== undefined) found.push(made);
      break;
    }
  }
  const inner = new Set(found.flatMap(({ parts, root }) => [...parts].filter((part) => part !== root)));
  return found.filter(({ root }) => !inner.has(root));
}

/** What a form may begin with, and the library's calls by what they give. */
const candidatesIn = madeOnce(({ groups, nodes, groupOf }: Graph) => {
  const callOf = new Map<Node, Group>();
  for (const group of groups)
    if (group.library && group.kind === "call" && libraryCall(group.parent) === undefined)
      for (const output of group.outputs) callOf.set(output, group);
  const patterned = patternsOf();
  const roots = nodes.filter(({ gate }, at) => patterned.has(gate) && libraryCall(groupOf[at]) === undefined);
  return { callOf, roots };
});

class Matching {
  readonly #callOf: ReadonlyMap<Node, Group>;
  readonly #valueOf: (node: Node) => Tensor | undefined;
  #x: Node | undefined;
  #parts = new Set<Node>();
  #folds: Node[] = [];

  constructor(callOf: ReadonlyMap<Node, Group>, valueOf: (node: Node) => Tensor | undefined) {
    this.#callOf = callOf;
    this.#valueOf = valueOf;
  }

  /** What was found, where the better form can take its arguments. */
  made(form: Form, root: Node): FormMatch | undefined {
    const x = this.#x;
    const [fold, ...others] = this.#folds;
    if (x === undefined || this.#parts.has(x) || isShifted(x)) return undefined;
    if (form.folding !== "none" && form.folding !== "call") {
      const isSame = others.every((other) => JSON.stringify(other.attrs) === JSON.stringify(fold?.attrs));
      if (fold === undefined || !isSame || (form.folding === "along" && !isAlong(fold, x))) return undefined;
    }
    if (form.below !== undefined) {
      const { below } = form;
      const value = this.#valueOf(x);
      if (value?.data.some((one) => one !== 0 && Math.abs(one) < below) !== true) return undefined;
    }
    return { form, root, x, parts: this.#parts, fold };
  }

  matches(pattern: Expr, node: Node): boolean {
    const own = bare(pattern);
    if (own.kind === "name") {
      const value = plain(node);
      this.#x ??= value;
      return this.#x === value;
    }
    const value = plain(node);
    if (own.kind === "number") return value.inputs.length === 0 && this.#isNumber(value, own.value);
    const before = { x: this.#x, parts: new Set(this.#parts), folds: [...this.#folds] };
    if (this.#matchesGate(own, value)) {
      this.#parts.add(value);
      if (node !== value) this.#parts.add(node);
      return true;
    }
    [this.#x, this.#parts, this.#folds] = [before.x, before.parts, before.folds];
    return false;
  }

  #isNumber(node: Node, wanted: number): boolean {
    const value = this.#valueOf(node);
    return value?.data.length === 1 && value.data[0] === wanted;
  }

  #matchesGate(pattern: Expr, node: Node): boolean {
    const [a, b] = node.inputs;
    switch (pattern.kind) {
      case "unary":
        return node.gate === neg.gate && a !== undefined && this.matches(pattern.operand, a);
      case "binary": {
        const gate = operatorGate(pattern.operator, 2);
        if (node.gate !== gate || a === undefined || b === undefined) return false;
        if (this.#bothMatch(pattern.left, a, pattern.right, b)) return true;
        return isCommutative(gate) && this.#bothMatch(pattern.left, b, pattern.right, a);
      }
      case "call": {
        const [argument] = pattern.args;
        if (argument === undefined) return false;
        const call = this.#callOf.get(node);
        if (call !== undefined) {
          const [input] = call.inputs;
          if (call.name !== pattern.callee.name || input === undefined) return false;
          this.#folds.push(node);
          return this.matches(argument.value, input);
        }
        if (pattern.callee.name === square.gate.name) {
          const squared = squareOf((one) => this.#valueOf(one), node);
          return squared !== undefined && this.matches(argument.value, squared);
        }
        if (node.gate.name !== pattern.callee.name || a === undefined) return false;
        if ("keepdim" in node.gate.attrs) this.#folds.push(node);
        return this.matches(argument.value, a);
      }
      default:
        return false;
    }
  }

  #bothMatch(left: Expr, a: Node, right: Expr, b: Node): boolean {
    const before = { x: this.#x, parts: new Set(this.#parts), folds: [...this.#folds] };
    // A name that stands alone is whatever the other side makes of it.
    const isNameFirst = bare(left).kind === "name";
    const isMatch = isNameFirst
      ? this.matches(right, b) && this.matches(left, a)
      : this.matches(left, a) && this.matches(right, b);
    if (!isMatch) [this.#x, this.#parts, this.#folds] = [before.x, before.parts, before.folds];
    return isMatch;
  }
}

function isCommutative({ neutral }: Gate): boolean {
  return neutral?.[0] !== undefined && neutral[1] !== undefined;
}

/** Whether a value has its own largest element taken off: then nothing overflows. */
function isShifted({ gate, inputs }: Node): boolean {
  const [x, shift] = inputs;
  if (x === undefined || shift === undefined || gate !== operatorGate("-", 2)) return false;
  const stack = [shift];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.gate.chooses === true && node.inputs.some((one) => plain(one) === plain(x))) return true;
    if (node.gate.chooses !== true && node.inputs.length <= 2) stack.push(...node.inputs);
  }
  return false;
}

/** Whether a fold goes along one dimension, and what is divided by it meets it there. */
function isAlong(fold: Node, x: Node): boolean {
  const rank = x.sizes.length;
  const dim = fold.attrs["dim"];
  if (dim === null || dim === undefined) return rank === 1;
  const dims = Array.isArray(dim) ? (dim as readonly number[]) : [dim as number];
  const [only] = dims;
  if (only === undefined || dims.length !== 1) return false;
  return fold.attrs["keepdim"] === true || (only + rank) % rank === 0 || elementCount(fold.sizes) === 1;
}
