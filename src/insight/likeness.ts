/** Which gradient a value is, exactly or but for one slip: what was worked out by hand is marked by it. */
import type { Graph, Node } from "../graph/ir.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** A value that may be a gradient. */
export interface Guess {
  readonly tensor: Tensor;
  /** How far each element of a written one may be off; undefined where it is computed. */
  readonly slack: Float64Array | undefined;
  /** It is meant to be one by its name: then few elements are enough. */
  readonly isMeant: boolean;
}

export type Slip =
  | { readonly kind: "exact" }
  | { readonly kind: "negative" }
  | { readonly kind: "turned" }
  /** It is so many times the gradient, or, with `divides`, one so manyth of it. */
  | { readonly kind: "factor"; readonly factor: number; readonly divides: boolean };

export interface Likeness<G> {
  readonly slip: Slip;
  /** The gradients that it is, all with this slip. */
  readonly gradients: readonly G[];
}

/** Rounding: relative, and of the largest element where others cancel. */
const RELATIVE = 1e-9;
const OF_LARGEST = 1e-12;

/** So many different elements make an accident impossible. */
const ENOUGH = 3;

/** A written value is compared only if its digits tell this much of its largest element. */
const COARSEST = 0.05;

/**
 * The gradients that a guess is, with the least slip; `sizes` are the numbers of samples, classes, … that may have been forgotten
 * as a factor. Undefined where it is none, and of zeros, which are everything.
 */
export function likenessOf<G>(
  guess: Guess,
  gradients: readonly G[],
  tensorOf: (gradient: G) => Tensor | undefined,
  sizes: () => Iterable<number>,
): Likeness<G> | undefined {
  if (gradients.length === 0 || !isTelling(guess)) return undefined;
  const largest = largestOf(guess.tensor.data);
  const isRich = differentIn(guess, largest) >= ENOUGH;
  for (const slip of slipsOf(isRich, sizes)) {
    const found = gradients.filter((one) => isLike(guess, tensorOf(one), slip, largest));
    if (found.length > 0) return { slip, gradients: found };
  }
  return undefined;
}

/** Whether it says something that a guess is like a gradient: it is no zero, has enough elements or the name, and enough digits. */
export function isTelling(guess: Guess): boolean {
  const largest = largestOf(guess.tensor.data);
  if (largest === 0 || !Number.isFinite(largest)) return false;
  if (!guess.isMeant && differentIn(guess, largest) < ENOUGH) return false;
  return guess.slack?.some((one) => one > COARSEST * largest) !== true;
}

/** From the least slip to the largest. */
function* slipsOf(isRich: boolean, sizes: () => Iterable<number>): Iterable<Slip> {
  yield { kind: "exact" };
  yield { kind: "negative" };
  if (!isRich) return;
  yield { kind: "turned" };
  for (const factor of new Set([2, ...sizes()])) {
    if (factor < 2) continue;
    yield { kind: "factor", factor, divides: false };
    yield { kind: "factor", factor, divides: true };
  }
}

function isLike(
  { tensor, slack }: Guess,
  gradient: Tensor | undefined,
  slip: Slip,
  largest: number,
): boolean {
  if (gradient === undefined) return false;
  const { sizes, data } = tensor;
  const isTurned = slip.kind === "turned";
  const [rows = 0, columns = 0] = gradient.sizes;
  if (isTurned ? sizes.length !== 2 || gradient.sizes.length !== 2 : sizes.length !== gradient.sizes.length)
    return false;
  if (
    isTurned ? sizes[0] !== columns || sizes[1] !== rows : sizes.some((size, i) => size !== gradient.sizes[i])
  )
    return false;
  const scale = scaleOf(slip);
  for (let i = 0; i < data.length; i++) {
    const at = isTurned ? (i % rows) * columns + Math.floor(i / rows) : i;
    const expected = scale * gradient.data[at]!;
    const size = Math.max(Math.abs(expected), Math.abs(data[i]!));
    const allowed = Math.max(slack?.[i] ?? 0, RELATIVE * size, OF_LARGEST * largest);
    // A NaN is like nothing.
    if (!(Math.abs(data[i]! - expected) <= allowed)) return false;
  }
  return true;
}

function scaleOf(slip: Slip): number {
  if (slip.kind === "negative") return -1;
  if (slip.kind !== "factor") return 1;
  return slip.divides ? 1 / slip.factor : slip.factor;
}

function largestOf(data: Float64Array): number {
  let largest = 0;
  for (const value of data) {
    const size = Math.abs(value);
    if (!(size <= largest)) largest = size;
  }
  return largest;
}

/** How many different elements there are, as far as that matters. */
function differentIn({ tensor: { data }, slack }: Guess, largest: number): number {
  const seen: number[] = [];
  for (let i = 0; i < data.length && seen.length < ENOUGH; i++) {
    const near = Math.max(RELATIVE * largest, 2 * (slack?.[i] ?? 0));
    if (seen.every((other) => Math.abs(other - data[i]!) > near)) seen.push(data[i]!);
  }
  return seen.length;
}

/**
 * Whether a value is made from what the language's own derivation gave. What leads to the target is no such value: a file may train
 * its parameters and then work out a gradient by them.
 */
export function createDerived(graph: Graph, leads: (node: Node) => boolean): (node: Node) => boolean {
  const sources = new Set(
    graph.groups.filter(({ derives }) => derives === true).flatMap(({ outputs }) => outputs),
  );
  if (sources.size === 0) return () => false;
  const derived = new Set<Node>();
  for (const node of graph.nodes) {
    const isMade = node.inputs.some((input) => derived.has(input));
    if (sources.has(node) || (isMade && !leads(node))) derived.add(node);
  }
  return (node) => derived.has(node);
}
