/** Which gradient a value is, exactly or but for one slip: what was worked out by hand is marked by it. */
import type { Graph, Node } from "../graph/ir.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** A value that may be a gradient. */
export interface Guess {
  readonly tensor: Tensor;
  /** How far each element of a written one may be off; undefined where it is computed. */
  readonly slack: Float64Array | undefined;
  /** The size of its largest element, and where that stands: it tells another tensor apart at once, which a zero does not. */
  readonly largest: number;
  readonly place: number;
  /** It has so many different elements that it is like nothing by accident. */
  readonly isRich: boolean;
  /** It says something that it is like a gradient: it is no zero, has enough elements or the name, and enough digits. */
  readonly isTelling: boolean;
}

/** What a value is like is asked of its measures, which are taken once. `isMeant`: by its name; then few elements are enough. */
export function guessOf(tensor: Tensor, slack: Float64Array | undefined, isMeant: boolean): Guess {
  const place = placeOfLargest(tensor.data);
  const largest = Math.abs(tensor.data[place] ?? 0);
  const isNumber = largest !== 0 && Number.isFinite(largest);
  const isRich = isNumber && differentIn(tensor, slack, largest) >= ENOUGH;
  const isTelling =
    isNumber && (isMeant || isRich) && slack?.some((one) => one > COARSEST * largest) !== true;
  return { tensor, slack, largest, place, isRich, isTelling };
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
 * as a factor. Undefined where it is none, and of zeros, which are everything. Each gradient's tensor is asked for once.
 */
export function likenessOf<G>(
  guess: Guess,
  gradients: readonly G[],
  tensorOf: (gradient: G) => Tensor | undefined,
  sizes: () => Iterable<number>,
): Likeness<G> | undefined {
  if (!guess.isTelling) return undefined;
  const slips: Slip[] = [];
  const more = slipsOf(guess.isRich, sizes);
  const slipAt = (i: number): Slip | undefined => {
    const known = slips[i] ?? more.next().value;
    if (known !== undefined) slips[i] = known;
    return known;
  };
  let least = Infinity;
  let found: G[] = [];
  for (const one of gradients) {
    const tensor = tensorOf(one);
    if (tensor === undefined) continue;
    for (let i = 0; i <= least; i++) {
      const slip = slipAt(i);
      if (slip === undefined) break;
      if (!isLike(guess, tensor, slip)) continue;
      if (i < least) found = [];
      least = i;
      found.push(one);
      break;
    }
  }
  return found.length === 0 ? undefined : { slip: slips[least]!, gradients: found };
}

/** Whether a guess is a tensor. */
export function isExactly(guess: Guess, tensor: Tensor | undefined): boolean {
  return guess.isTelling && tensor !== undefined && isLike(guess, tensor, EXACT);
}

const EXACT: Slip = { kind: "exact" };

/** From the least slip to the largest. */
function* slipsOf(isRich: boolean, sizes: () => Iterable<number>): Generator<Slip, undefined> {
  yield EXACT;
  yield { kind: "negative" };
  if (!isRich) return;
  yield { kind: "turned" };
  for (const factor of new Set([2, ...sizes()])) {
    if (factor < 2) continue;
    yield { kind: "factor", factor, divides: false };
    yield { kind: "factor", factor, divides: true };
  }
}

function isLike({ tensor, slack, largest, place }: Guess, gradient: Tensor, slip: Slip): boolean {
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
  const isNear = (i: number): boolean => {
    const at = isTurned ? (i % rows) * columns + Math.floor(i / rows) : i;
    const expected = scale * gradient.data[at]!;
    const size = Math.max(Math.abs(expected), Math.abs(data[i]!));
    const allowed = Math.max(slack?.[i] ?? 0, RELATIVE * size, OF_LARGEST * largest);
    // A NaN is like nothing.
    return Math.abs(data[i]! - expected) <= allowed;
  };
  if (!isNear(place)) return false;
  for (let i = 0; i < data.length; i++) if (!isNear(i)) return false;
  return true;
}

function scaleOf(slip: Slip): number {
  if (slip.kind === "negative") return -1;
  if (slip.kind !== "factor") return 1;
  return slip.divides ? 1 / slip.factor : slip.factor;
}

/** Of the largest element by size, or of a NaN; −1 where there is none. */
function placeOfLargest(data: Float64Array): number {
  let place = -1;
  let largest = 0;
  for (let i = 0; i < data.length; i++) {
    const size = Math.abs(data[i]!);
    if (size <= largest) continue;
    place = i;
    largest = size;
    if (Number.isNaN(size)) break;
  }
  return place;
}

/** How many different elements there are, as far as that matters. */
function differentIn({ data }: Tensor, slack: Float64Array | undefined, largest: number): number {
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
