/** Gradients beside central differences: slow, and independent of every rule of differentiation. */
import { libraryCall } from "../graph/group.ts";
import type { Graph, Group, Node } from "../graph/ir.ts";
import { keyOfText, normal } from "../tensor/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Effort } from "./effort.ts";
import { createReplay, type ValueOf } from "./replay.ts";

/** What is compared: the target with its upstream gradient, and the values of a run. */
export interface Comparable {
  readonly graph: Graph;
  readonly target: Node;
  readonly upstream: Tensor;
  readonly valueOf: ValueOf;
  readonly effort: Effort;
  /** Calls with a backward block that is taken at its word: a gradient that comes by one may be another one on purpose. */
  readonly blocks: readonly Group[];
}

export interface LeafCheck {
  readonly verdict: "good" | "wrong" | "uncertain";
  /** The largest relative difference; NaN where nothing could be compared. */
  readonly error: number;
  /** In how many elements, or along how many directions where there are too many. */
  readonly compared: number;
  readonly along: "elements" | "directions";
  /** Why a difference is none that counts, or why it cannot be told. */
  readonly because:
    | { readonly kind: "kink" | "no gradient"; readonly at: Node }
    | { readonly kind: "own block"; readonly at: Group }
    | { readonly kind: "not finite" | "too large" | "rounding" }
    | undefined;
}

/** A leaf of up to so many elements is moved in each, a larger one along random directions. */
const MOST_ELEMENTS = 64;
const DIRECTIONS = 16;

/** Relative to 1, or to the number that is moved: the best of these is taken, for rounding wants a large step and curvature a small one. */
const STEPS = [1e-3, 1e-4, 1e-5, 1e-6];
const SHORTEST = 1e-6;

const GOOD = 1e-7;
const GOOD_AT_KINK = 1e-4;
const WRONG = 1e-2;

/** Compares a gradient with central differences of the target, in every element of the leaf. */
export function checkLeaf(on: Comparable, leaf: Node, gradient: Tensor): LeafCheck {
  const { target, upstream, valueOf, effort } = on;
  const value = valueOf(leaf);
  const along = gradient.data.length <= MOST_ELEMENTS ? "elements" : "directions";
  const none = (because: LeafCheck["because"]): LeafCheck => ({
    verdict: "uncertain",
    error: NaN,
    compared: 0,
    along,
    because,
  });
  if (value === undefined) return none({ kind: "too large" });
  if (![...gradient.data, ...value.data].every((one) => Number.isFinite(one)))
    return none({ kind: "not finite" });
  const moved = movedBy(on.graph, leaf);
  const wall = wallBehind(on, leaf, moved);
  const scale = gradient.data.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  /** All values with the leaf so far away. */
  const valuesAt = (direction: Tensor, step: number): ValueOf => {
    const data = value.data.map((one, i) => one + step * direction.data[i]!);
    const replaced = new Map([[leaf, { sizes: value.sizes, data }]]);
    return createReplay((node) => !moved.has(node), valueOf, replaced, effort);
  };
  let error = 0;
  let compared = 0;
  let kink: Node | undefined;
  for (const direction of directions(value, along)) {
    const expected = dot(gradient, direction);
    const found = slopeOf(expected, sizeAlong(value, direction), (step) => {
      const result = valuesAt(direction, step)(target);
      return result && dot(result, upstream);
    });
    if (found === undefined) return none({ kind: effort.isOver ? "too large" : "not finite" });
    compared++;
    const size = Math.max(Math.abs(expected), Math.abs(found.slope), 1e-3 * scale);
    const own = Math.max(0, Math.abs(found.slope - expected) - found.noise) / (size || 1);
    const isKink = own > GOOD && isBetween(expected, found);
    if (!isKink) error = Math.max(error, own);
    else {
      const [above, below] = [valuesAt(direction, SHORTEST), valuesAt(direction, -SHORTEST)];
      kink ??= on.graph.nodes.find((node) => moved.has(node) && isCrossing(node, above, below));
    }
  }
  const facts = { error, compared, along } as const;
  if (error > GOOD && wall !== undefined)
    return { ...facts, verdict: "uncertain", because: { kind: "no gradient", at: wall } };
  if (error <= GOOD || (kink !== undefined && error <= GOOD_AT_KINK))
    return { ...facts, verdict: "good", because: kink && { kind: "kink", at: kink } };
  const block = on.blocks.find(({ inputs }) => inputs.some((input) => moved.has(input)));
  if (error > WRONG && block !== undefined)
    return { ...facts, verdict: "uncertain", because: { kind: "own block", at: block } };
  if (error > WRONG) return { ...facts, verdict: "wrong", because: undefined };
  return {
    ...facts,
    verdict: "uncertain",
    because: kink ? { kind: "kink", at: kink } : { kind: "rounding" },
  };
}

/** What is computed from a leaf. */
function movedBy({ nodes, index }: Graph, leaf: Node): ReadonlySet<Node> {
  const moved = new Set([leaf]);
  for (let at = (index.get(leaf) ?? nodes.length) + 1; at < nodes.length; at++)
    if (nodes[at]!.inputs.some((input) => moved.has(input))) moved.add(nodes[at]!);
  return moved;
}

/** A gate between leaf and target that has no gradient to give although its value moves. */
function wallBehind({ graph, target }: Comparable, leaf: Node, moved: ReadonlySet<Node>): Node | undefined {
  const leading = new Set([target]);
  let found: Node | undefined;
  for (let at = graph.index.get(target) ?? -1; at >= 0; at--) {
    const node = graph.nodes[at]!;
    if (!leading.has(node)) continue;
    for (const input of node.inputs) leading.add(input);
    if (!moved.has(node) || node === leaf || typeof node.gate.vjp === "function") continue;
    const isOurs = node.gate.detaches === true && libraryCall(graph.groupOf[at]) !== undefined;
    if (!isOurs && node.dtype !== "bool") found = node;
  }
  return found;
}

function* directions({ sizes, data }: Tensor, along: LeafCheck["along"]): Generator<Tensor> {
  if (along === "directions")
    for (let i = 0; i < DIRECTIONS; i++) yield normal(keyOfText(`direction ${i}`), sizes);
  else
    for (let i = 0; i < data.length; i++) {
      const direction = new Float64Array(data.length);
      direction[i] = 1;
      yield { sizes, data: direction };
    }
}

function dot(a: Tensor, b: Tensor): number {
  return a.data.reduce((sum, value, i) => sum + value * b.data[i]!, 0);
}

interface Slope {
  readonly slope: number;
  /** What rounding alone may make of it. */
  readonly noise: number;
  /** On the two sides. */
  readonly sides: readonly [number, number];
}

/** The size of what is moved. */
function sizeAlong({ data }: Tensor, direction: Tensor): number {
  return data.reduce((most, one, i) => (direction.data[i] === 0 ? most : Math.max(most, Math.abs(one))), 0);
}

/** The slope of the target, with the step that comes nearest to what is expected. */
function slopeOf(
  expected: number,
  size: number,
  targetAt: (step: number) => number | undefined,
): Slope | undefined {
  const here = targetAt(0);
  let best: Slope | undefined;
  for (const relative of STEPS) {
    const step = relative * Math.max(size, size === 0 ? 1 : 1e-2);
    const [above, below] = [targetAt(step), targetAt(-step)];
    if (here === undefined || above === undefined || below === undefined) continue;
    const slope = (above - below) / (2 * step);
    const noise = (ROUNDING * Math.max(Math.abs(above), Math.abs(below))) / step;
    const own: Slope = { slope, noise, sides: [(here - below) / step, (above - here) / step] };
    if (!Number.isFinite(slope)) continue;
    if (best === undefined || Math.abs(slope - expected) < Math.abs(best.slope - expected)) best = own;
    if (Math.abs(slope - expected) <= Math.max(noise, GOOD * Math.abs(expected))) break;
  }
  return best;
}

/** A few units in the last place of the target's value. */
const ROUNDING = 1e-15;

/** Whether a gradient lies between slopes that differ: then a kink lies within the step. */
function isBetween(expected: number, { sides, noise }: Slope): boolean {
  const [low, high] = [Math.min(...sides), Math.max(...sides)];
  const isKink = high - low > 1e-3 * Math.max(Math.abs(low), Math.abs(high)) + 4 * noise;
  return isKink && expected >= low - 2 * noise && expected <= high + 2 * noise;
}

/** Whether an operand crosses a place at which a gate has no slope of its own. */
function isCrossing({ gate, inputs }: Node, above: ValueOf, below: ValueOf): boolean {
  if (gate.kinks.length === 0 && gate.chooses !== true) return false;
  const at = gate.kinks[0]?.at ?? [];
  const [a, b] = inputs.map((input) => [above(input), below(input)] as const);
  if (a?.[0] === undefined || a[1] === undefined) return false;
  const isOther = (sideAbove: number, sideBelow: number): boolean =>
    sideAbove !== sideBelow && sideAbove * sideBelow <= 0;
  if (b?.[0] === undefined || b[1] === undefined) {
    const place = at.length === 1 ? at[0]! : 0;
    const lower = a[1];
    return a[0].data.some((one, i) => isOther(one - place, lower.data[i]! - place));
  }
  const [upper, lower] = [0, 1].map((side) => {
    const [left, right] = [a[side]!, b[side]!];
    const pick = (tensor: Tensor, i: number): number => tensor.data[tensor.data.length === 1 ? 0 : i] ?? 0;
    const count = Math.max(left.data.length, right.data.length);
    return Array.from({ length: count }, (_, i) => pick(left, i) - pick(right, i));
  }) as [number[], number[]];
  return upper.some((one, i) => isOther(one, lower[i]!));
}
