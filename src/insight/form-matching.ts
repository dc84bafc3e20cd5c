/** Whether a value is made as a form says: each try has its own x. */
import { operatorGate } from "../check/functions.ts";
import type { Gate, Group, Node } from "../graph/ir.ts";
import { plain } from "../graph/node.ts";
import { div, mul, neg } from "../ops/arithmetic.ts";
import { pow, square } from "../ops/powers.ts";
import { mean, sum } from "../ops/reduction.ts";
import type { Expr, ExprOf } from "../syntax/tree.ts";
import { bare } from "../syntax/walk.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { PICKED, type Form } from "./form-records.ts";
import { isMove } from "./moves.ts";
import { squareOf } from "./nan-causes.ts";

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
  /** What picks elements in it, the first one first. */
  readonly moves: readonly Node[];
  /** Those of its parts that are a smaller form each. */
  readonly inside: readonly FormMatch[];
}

interface Found {
  readonly x: Node | undefined;
  readonly parts: ReadonlySet<Node>;
  readonly folds: readonly Node[];
  readonly moves: readonly Node[];
}

const NOTHING: Found = { x: undefined, parts: new Set(), folds: [], moves: [] };

export class Matching {
  readonly #callOf: ReadonlyMap<Node, Group>;
  readonly #valueOf: (node: Node) => Tensor | undefined;
  #found = NOTHING;

  constructor(callOf: ReadonlyMap<Node, Group>, valueOf: (node: Node) => Tensor | undefined) {
    this.#callOf = callOf;
    this.#valueOf = valueOf;
  }

  /** What was found, where the better form can take its arguments. */
  made(form: Form, root: Node): FormMatch | undefined {
    const { x, parts, folds, moves } = this.#found;
    const [fold, ...others] = folds;
    if (x === undefined || parts.has(x) || isShifted(x)) return undefined;
    if (form.folding !== "none" && form.folding !== "call") {
      const isSame = others.every((other) => JSON.stringify(other.attrs) === JSON.stringify(fold?.attrs));
      if (fold === undefined || !isSame || (form.folding === "along" && !isAlong(fold, x))) return undefined;
      if (form.folding === "length" && !isWhole(fold) && !isAlong(fold, x)) return undefined;
    }
    if (form.below !== undefined) {
      const { below } = form;
      const value = this.#valueOf(x);
      if (value?.data.some((one) => one !== 0 && Math.abs(one) < below) !== true) return undefined;
    }
    return { form, root, x, parts, fold, moves, inside: [] };
  }

  matches(pattern: Expr, node: Node): boolean {
    const own = bare(pattern);
    const value = plain(node);
    if (own.kind === "name") {
      if (this.#found.x === undefined) this.#found = { ...this.#found, x: value };
      return this.#found.x === value;
    }
    const number = numberOf(own);
    if (number !== undefined && value.inputs.length === 0) return this.#isNumber(value, number);
    if (!this.#try(() => this.#matchesGate(own, value))) return false;
    this.#isPart(value, node);
    return true;
  }

  /** What does not match leaves nothing behind. */
  #try(match: () => boolean): boolean {
    const before = this.#found;
    if (match()) return true;
    this.#found = before;
    return false;
  }

  #isPart(...nodes: readonly Node[]): void {
    this.#found = { ...this.#found, parts: new Set([...this.#found.parts, ...nodes]) };
  }

  #isNumber(node: Node, wanted: number): boolean {
    const value = this.#valueOf(node);
    return value?.data.length === 1 && value.data[0] === wanted;
  }

  #matchesGate(pattern: Expr, node: Node): boolean {
    const [a, b] = node.inputs;
    if (a === undefined || !beginsAs(pattern, node, this.#callOf)) return false;
    switch (pattern.kind) {
      case "unary":
        return this.matches(pattern.operand, a);
      case "binary":
        if (b === undefined) return false;
        if (this.#bothMatch(pattern.left, a, pattern.right, b)) return true;
        return isCommutative(node.gate) && this.#bothMatch(pattern.left, b, pattern.right, a);
      case "call":
        return this.#matchesCall(pattern, node);
      default:
        return false;
    }
  }

  #matchesCall({ args: [argument], callee: { name } }: ExprOf<"call">, node: Node): boolean {
    const [a] = node.inputs;
    if (argument === undefined) return false;
    if (name === PICKED) return this.#matchesPicked(argument.value, node);
    const call = this.#callOf.get(node);
    if (call !== undefined) return this.#matchesFold(argument.value, node, call.inputs[0]);
    if (name === square.gate.name) {
      const squared = squareOf((one) => this.#valueOf(one), node);
      return squared !== undefined && this.matches(argument.value, squared);
    }
    if (name === mean.gate.name && node.gate === div.gate) {
      const total = this.#dividedTotal(node);
      return total !== undefined && this.#matchesFold(argument.value, total, total.inputs[0]);
    }
    if (a === undefined) return false;
    return "keepdim" in node.gate.attrs
      ? this.#matchesFold(argument.value, node, a)
      : this.matches(argument.value, a);
  }

  /** A fold, or a call, whose further arguments the better form takes. */
  #matchesFold(pattern: Expr, node: Node, input: Node | undefined): boolean {
    this.#isPart(node);
    this.#found = { ...this.#found, folds: [...this.#found.folds, node] };
    return input !== undefined && this.matches(pattern, input);
  }

  /** The sum of a mean that is written as `sum(x) / 3`. */
  #dividedTotal({ inputs: [over, by] }: Node): Node | undefined {
    const total = over && plain(over);
    const [x] = total?.inputs ?? [];
    if (total?.gate !== sum.gate || x === undefined || by === undefined) return undefined;
    return this.#isNumber(by, elementCount(x.sizes) / elementCount(total.sizes)) ? total : undefined;
  }

  /** Elements of what matches, one pick or several. */
  #matchesPicked(pattern: Expr, node: Node): boolean {
    const moves: Node[] = [];
    for (let own = node; isMove(own); own = plain(own.inputs[0]!)) {
      moves.unshift(own);
      const from = own.inputs[0]!;
      if (!this.#try(() => this.matches(pattern, from))) continue;
      this.#isPart(...moves);
      this.#found = { ...this.#found, moves };
      return true;
    }
    return false;
  }

  #bothMatch(left: Expr, a: Node, right: Expr, b: Node): boolean {
    // A name that stands alone is whatever the other side makes of it.
    return this.#try(() =>
      bare(left).kind === "name"
        ? this.matches(right, b) && this.matches(left, a)
        : this.matches(left, a) && this.matches(right, b),
    );
  }
}

/** Whether a value's own gate may be the outermost one of a pattern: no number has a say in that. */
function beginsAs(pattern: Expr, node: Node, callOf: ReadonlyMap<Node, Group>): boolean {
  const { gate } = node;
  switch (pattern.kind) {
    case "unary":
      return gate === neg.gate;
    case "binary":
      return gate === operatorGate(pattern.operator, 2);
    case "call": {
      const { name } = pattern.callee;
      const call = callOf.size === 0 ? undefined : callOf.get(node);
      if (name === PICKED) return isMove(node);
      if (call !== undefined) return call.name === name;
      if (name === square.gate.name) return gate === square.gate || gate === pow.gate || gate === mul.gate;
      return gate.name === name || (name === mean.gate.name && gate === div.gate);
    }
    default:
      return false;
  }
}

/** Whether a value, whose gate is that of a form, may be made as it says, as far as the gates of its operands tell. */
export function mayMatch(pattern: Expr, node: Node, callOf: ReadonlyMap<Node, Group>): boolean {
  const [a, b] = node.inputs;
  if (pattern.kind === "call") return pattern.args.every(({ value }) => isLike(value, a, callOf));
  if (pattern.kind !== "binary") return true;
  const { left, right } = pattern;
  if (isLike(left, a, callOf) && isLike(right, b, callOf)) return true;
  return isCommutative(node.gate) && isLike(left, b, callOf) && isLike(right, a, callOf);
}

function isLike(pattern: Expr, input: Node | undefined, callOf: ReadonlyMap<Node, Group>): boolean {
  if (input === undefined) return false;
  const own = bare(pattern);
  if (own.kind === "name") return true;
  const value = plain(input);
  return value.inputs.length === 0 ? numberOf(own) !== undefined : beginsAs(own, value, callOf);
}

/** The number that is written, with its sign. */
function numberOf(expr: Expr): number | undefined {
  if (expr.kind === "number") return expr.value;
  if (expr.kind !== "unary") return undefined;
  const inner = bare(expr.operand);
  return inner.kind === "number" ? -inner.value : undefined;
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

function isWhole({ attrs }: Node): boolean {
  const dim = attrs["dim"];
  return dim === null || dim === undefined;
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
