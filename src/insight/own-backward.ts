/** A backward block that a person wrote beside what the forward block's own derivative gives. */
import type { Adjoints } from "../grad/reverse.ts";
import type { Graph, Group, Node } from "../graph/ir.ts";
import { add } from "../ops/arithmetic.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** What the gates of a call send to one of its inputs by their own rules; the sum is the derivative. Empty where nothing flows. */
export function derivedParts(graph: Graph, inside: Adjoints, call: Group, input: Node): readonly Node[] {
  const parts: Node[] = [];
  const seen = new Set<Group>();
  for (let at = call.first; at < call.last; at++) {
    const node = graph.nodes[at]!;
    take(inside.sent(node), node.inputs);
    // What counts as one gate sends for all that is in it.
    for (let group = graph.groupOf[at]; group !== undefined && group !== call; group = group.parent) {
      if (group.backward === undefined || seen.has(group)) continue;
      seen.add(group);
      take(inside.sent(group), group.inputs);
    }
  }
  return parts;

  function take(sent: readonly (Node | undefined)[], operands: readonly Node[]): void {
    sent.forEach((part, i) => {
      if (part !== undefined && operands[i] === input) parts.push(part);
    });
  }
}

/** The sum of what several uses send back; undefined where none sends anything. */
export function total(terms: readonly Node[]): Node | undefined {
  const [first, ...more] = terms;
  return first && more.reduce((sum, one) => add(sum, one), first);
}

/** Differences up to these are rounding: relative, and of the largest entry. */
const RELATIVE = 1e-7;
const OF_LARGEST = 1e-10;

/** Whether two gradients of one shape are the same but for rounding. Where either is not finite nothing is compared. */
export function isSameGradient(found: ArrayLike<number>, derived: ArrayLike<number>): boolean {
  return found.length === derived.length && firstDifference(found, derived) < 0;
}

/** The first entry in which two gradients of one shape differ by more than rounding; -1 where there is none. */
export function firstDifference(found: ArrayLike<number>, derived: ArrayLike<number>): number {
  const differs = differenceOf(found, derived);
  for (let i = 0; i < found.length; i++) if (differs(i)) return i;
  return -1;
}

/** In which entries they do. */
export function differenceOf(found: ArrayLike<number>, derived: ArrayLike<number>): (i: number) => boolean {
  let largest = 0;
  for (let i = 0; i < found.length; i++) {
    const size = Math.max(Math.abs(found[i]!), Math.abs(derived[i]!));
    if (!Number.isFinite(size)) return () => false;
    if (size > largest) largest = size;
  }
  return (i) => {
    const [a, b] = [found[i]!, derived[i]!];
    const size = Math.max(Math.abs(a), Math.abs(b));
    return Math.abs(a - b) > Math.max(RELATIVE * size, OF_LARGEST * largest);
  };
}

/** Whether each entry lies between the least and the largest of the slopes there, but for rounding. */
export function isWithinSlopes(found: ArrayLike<number>, slopes: readonly ArrayLike<number>[]): boolean {
  for (let i = 0; i < found.length; i++) {
    const own = found[i]!;
    const [low, high] = [Math.min, Math.max].map((most) => most(...slopes.map((one) => one[i]!))) as [
      number,
      number,
    ];
    const slack = RELATIVE * Math.max(Math.abs(low), Math.abs(high));
    if (!(own >= low - slack && own <= high + slack)) return false;
  }
  return true;
}

export function scaled({ sizes, data }: Tensor, factor: number): Tensor {
  return { sizes, data: data.map((value) => factor * value) };
}

/** The transpose of a matrix; undefined of others. */
export function turned({ sizes, data }: Tensor): Tensor | undefined {
  const [rows = 0, columns = 0] = sizes;
  if (sizes.length !== 2) return undefined;
  return {
    sizes: [columns, rows],
    data: data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!),
  };
}

/** What is given over the derivative, where that is largest; undefined where either is 0. */
export function factorOf(
  pairs: Iterable<{ readonly own: Tensor; readonly derived: Tensor }>,
): number | undefined {
  let largest = 0;
  let factor: number | undefined;
  for (const { own, derived } of pairs)
    derived.data.forEach((value, i) => {
      if (Math.abs(value) <= largest || own.data[i] === 0) return;
      largest = Math.abs(value);
      factor = own.data[i]! / value;
    });
  return factor;
}
