/** What runs have told, by node: the numbers of one moment, which do not change any more. */
import type { Inputs, Node } from "../graph/ir.ts";
import { createNodeTable, type NodeTable } from "../graph/node-table.ts";
import { literal } from "../ops/define.ts";
import { elementCount, isSameTensor, type Tensor } from "../tensor/tensor.ts";
import type { RunAnswer } from "./feed.ts";
import { summarise, SUMMARY, type Summary } from "./statistics.ts";

/** The numbers of one version, by node: good for every version in which the node stands. */
export interface Numbers {
  has(node: Node): boolean;
  /** The whole value; undefined where there is none, or only a summary was kept. */
  tensor(node: Node): Tensor | undefined;
  summary(node: Node): Summary | undefined;
  /** The norm alone; NaN where an element is. */
  norm(node: Node): number | undefined;
  /** The values and gradients that hold a NaN or an infinity. */
  notFinite(): ReadonlyMap<Node, Summary>;
}

const NO_CHUNK: Float64Array = new Float64Array(0);
/** Numbers that nobody asks for stay in memory until they are this many more than the others. */
const SLACK = 65_536;

/**
 * The numbers of a list of nodes. A class, and no object with methods of its own: there is one for each run, and what it has is a
 * few arrays that the next one takes over.
 */
export class Told implements Numbers {
  readonly #roots: readonly Node[];
  readonly #places: NodeTable;
  /** By place: the array that its numbers are in, 0 where there are none; where they start in it, and how many they are. */
  readonly #chunkOf: Uint32Array;
  readonly #starts: Float64Array;
  readonly #lengths: Uint32Array;
  readonly #chunks: readonly Float64Array[];
  readonly #whole: number;
  readonly #live: number;
  #notFinite: ReadonlyMap<Node, Summary> | undefined;

  constructor(parts: Parts) {
    this.#roots = parts.roots;
    this.#places = parts.places;
    this.#chunkOf = parts.chunkOf;
    this.#starts = parts.starts;
    this.#lengths = parts.lengths;
    this.#chunks = parts.chunks;
    this.#whole = parts.whole;
    this.#live = parts.live;
  }

  /**
   * The numbers of other nodes, which are `wanted` by their ids: what is told now, and for the rest, but what is missing, what was
   * told before.
   */
  next(
    roots: readonly Node[],
    wanted: Uint32Array,
    { told, missing }: Pick<RunAnswer, "told" | "missing">,
  ): Told {
    const { ids, offsets, data } = told;
    const isSame = roots === this.#roots;
    const places = isSame ? this.#places : placesOf(roots);
    const chunkOf = isSame ? this.#chunkOf.slice() : new Uint32Array(roots.length);
    const starts = isSame ? this.#starts.slice() : new Float64Array(roots.length);
    const lengths = isSame ? this.#lengths : new Uint32Array(roots.length);
    if (!isSame) {
      roots.forEach((node, place) => {
        const old = this.#places.get(node);
        if (old === -1) return;
        chunkOf[place] = this.#chunkOf[old]!;
        starts[place] = this.#starts[old]!;
        lengths[place] = this.#lengths[old]!;
      });
    }
    const chunk = this.#chunks.length;
    const changed = new Uint32Array(ids.length + missing.length);
    let count = 0;
    // What is told are wanted values, in the order in which they are wanted. How many numbers each is, is known of most from before:
    // their nodes are not looked at.
    for (let i = 0, place = 0; i < ids.length; i++) {
      const id = ids[i]!;
      while (wanted[place] !== id) place++;
      changed[count++] = place;
      chunkOf[place] = chunk;
      starts[place] = offsets[i]!;
      if (lengths[place] === 0) lengths[place] = lengthOf(roots[place]!, this.#whole);
    }
    for (let i = 0, place = 0; i < missing.length; i++) {
      while (wanted[place] !== missing[i]) place++;
      changed[count++] = place;
      chunkOf[place] = 0;
    }
    const chunks = data.length > 0 || ids.length > 0 ? [...this.#chunks, data] : this.#chunks;
    const [whole, live] = [this.#whole, this.#live];
    const next = new Told(fitted({ roots, places, chunkOf, starts, lengths, chunks, whole, live }));
    if (isSame) next.#keepFound(this, changed);
    return next;
  }

  has(node: Node): boolean {
    return this.#numbers(node) !== undefined;
  }

  tensor(node: Node): Tensor | undefined {
    const data = elementCount(node.sizes) <= this.#whole ? this.#numbers(node) : undefined;
    return data && { sizes: node.sizes, data };
  }

  summary(node: Node): Summary | undefined {
    const data = this.#numbers(node);
    return data && this.#summaryOf(node, data);
  }

  norm(node: Node): number | undefined {
    const place = this.#places.get(node);
    const chunk = place === -1 ? 0 : this.#chunkOf[place]!;
    if (chunk === 0) return undefined;
    // Most values are single numbers: they are looked at where they lie.
    if (this.#lengths[place] === 1) return Math.abs(this.#chunks[chunk]![this.#starts[place]!]!);
    const { norm, nans } = this.#summaryOf(node, this.#at(place)!);
    return nans > 0 ? NaN : norm;
  }

  notFinite(): ReadonlyMap<Node, Summary> {
    if (this.#notFinite !== undefined) return this.#notFinite;
    const found = new Map<Node, Summary>();
    for (let place = 0; place < this.#roots.length; place++) {
      const odd = this.#oddAt(place);
      if (odd !== undefined) found.set(this.#roots[place]!, odd);
    }
    return (this.#notFinite = found);
  }

  /** What a value is like that holds a NaN or an infinity. */
  #oddAt(place: number): Summary | undefined {
    const chunk = this.#chunkOf[place]!;
    if (chunk === 0) return undefined;
    // Most are finite: their nodes are not looked at.
    if (!this.#mayBeOdd(place, this.#chunks[chunk]!)) return undefined;
    const node = this.#roots[place]!;
    const summary = this.#summaryOf(node, this.#at(place)!);
    return summary.nans + summary.infs > 0 ? summary : undefined;
  }

  #mayBeOdd(place: number, chunk: Float64Array): boolean {
    const [start, length] = [this.#starts[place]!, this.#lengths[place]!];
    for (let at = start; at < start + length; at++) if (!Number.isFinite(chunk[at])) return true;
    // A summary's own numbers are finite also where it counts some that are not.
    return length === SUMMARY.length;
  }

  /** Takes over what was found in the numbers before, where at these places the same values are finite as were. */
  #keepFound(before: Told, places: Uint32Array): void {
    if (before.#notFinite === undefined) return;
    let found = before.#notFinite;
    for (let i = 0; i < places.length; i++) {
      const place = places[i]!;
      const odd = this.#oddAt(place);
      if (odd === undefined && found.size === 0) continue;
      const node = this.#roots[place]!;
      if ((odd !== undefined) !== found.has(node)) return;
      if (odd === undefined) continue;
      // What was found is another version's too.
      if (found === before.#notFinite) found = new Map(found);
      (found as Map<Node, Summary>).set(node, odd);
    }
    this.#notFinite = found;
  }

  #summaryOf({ sizes }: Node, data: Float64Array): Summary {
    if (elementCount(sizes) <= this.#whole) return summarise({ sizes, data });
    const [count, min, max, mean, norm, nans, infs, zeros] = data as unknown as readonly number[] & {
      readonly length: 8;
    };
    return {
      count: count!,
      min: min!,
      max: max!,
      mean: mean!,
      norm: norm!,
      nans: nans!,
      infs: infs!,
      zeros: zeros!,
    };
  }

  #numbers(node: Node): Float64Array | undefined {
    const place = this.#places.get(node);
    return place === -1 ? undefined : this.#at(place);
  }

  #at(place: number): Float64Array | undefined {
    const chunk = this.#chunkOf[place]!;
    if (chunk === 0) return undefined;
    const start = this.#starts[place]!;
    return this.#chunks[chunk]!.subarray(start, start + this.#lengths[place]!);
  }
}

interface Parts {
  readonly roots: readonly Node[];
  readonly places: NodeTable;
  readonly chunkOf: Uint32Array;
  readonly starts: Float64Array;
  readonly lengths: Uint32Array;
  readonly chunks: readonly Float64Array[];
  readonly whole: number;
  /** How many numbers somebody may ask for, when they were counted last. */
  readonly live: number;
}

/** No numbers. `whole`: the most elements of a value that is told whole; of larger ones there is a summary. */
export function nothingTold(whole: number): Told {
  const none = { roots: [], places: createNodeTable(), chunkOf: new Uint32Array(0) };
  return new Told({
    ...none,
    starts: new Float64Array(0),
    lengths: new Uint32Array(0),
    chunks: [NO_CHUNK],
    whole,
    live: 0,
  });
}

function placesOf(roots: readonly Node[]): NodeTable {
  const places = createNodeTable();
  roots.forEach((node, place) => {
    if (places.get(node) === -1) places.set(node, place);
  });
  return places;
}

function lengthOf({ sizes }: Node, whole: number): number {
  const count = elementCount(sizes);
  return count <= whole ? count : SUMMARY.length;
}

/** The same without what nobody asks for any more, where that is most of what the arrays hold. */
function fitted(parts: Parts): Parts {
  const { chunkOf, starts, lengths, chunks } = parts;
  const held = chunks.reduce((sum, { length }) => sum + length, 0);
  if (held <= 2 * parts.live + SLACK) return parts;
  const liveIn = new Float64Array(chunks.length);
  for (let place = 0; place < chunkOf.length; place++) liveIn[chunkOf[place]!]! += lengths[place]!;
  liveIn[0] = 0;
  const live = liveIn.reduce((sum, one) => sum + one, 0);
  if (held <= 2 * live + SLACK) return { ...parts, live };
  // An array that is mostly asked for stays; what is asked for of the others is copied into one.
  const stays = chunks.map(({ length }, chunk) => chunk === 0 || 2 * liveIn[chunk]! >= length);
  const data = new Float64Array(liveIn.reduce((sum, one, chunk) => (stays[chunk]! ? sum : sum + one), 0));
  const newChunks = [...chunks.filter((_, chunk) => stays[chunk]), data];
  const numbers = chunks.map((chunk, i) => (stays[i]! ? newChunks.indexOf(chunk) : newChunks.length - 1));
  const [newChunkOf, newStarts] = [chunkOf.slice(), starts.slice()];
  let at = 0;
  for (let place = 0; place < chunkOf.length; place++) {
    const chunk = chunkOf[place]!;
    newChunkOf[place] = numbers[chunk]!;
    if (stays[chunk]!) continue;
    newStarts[place] = at;
    // Most are single numbers.
    const first = starts[place]!;
    for (let k = 0; k < lengths[place]!; k++) data[at++] = chunks[chunk]![first + k]!;
  }
  return { ...parts, chunkOf: newChunkOf, starts: newStarts, chunks: newChunks, live };
}

/** The numbers of a run with the inputs `had` as far as they are those of `has`: without what is computed from another number. */
export function numbersFor(numbers: Numbers, had: Inputs, has: Inputs): Numbers {
  if (had === has) return numbers;
  const changed = createNodeTable();
  let first = Infinity;
  const change = (node: Node): void => {
    changed.set(node, STALE);
    first = Math.min(first, node.id);
  };
  for (const [node, value] of has) {
    const before = had.get(node);
    // A literal that the run did not have is as new as all that is computed from it; another leaf was computed, and is set now.
    if (before === undefined ? node.gate !== literal.gate : !isSameTensor(before, value)) change(node);
  }
  for (const node of had.keys()) if (node.gate !== literal.gate && !has.has(node)) change(node);
  return first === Infinity ? numbers : new Unchanged(numbers, changed, first);
}

const FRESH = 0;
const STALE = 1;

class Unchanged implements Numbers {
  readonly #numbers: Numbers;
  /** What is known of a node: whether it is computed from a number that has changed. */
  readonly #known: NodeTable;
  /** Operands have lower ids than what uses them: below this one nothing has changed. */
  readonly #first: number;
  #notFinite: ReadonlyMap<Node, Summary> | undefined;

  constructor(numbers: Numbers, known: NodeTable, first: number) {
    this.#numbers = numbers;
    this.#known = known;
    this.#first = first;
  }

  has(node: Node): boolean {
    return !this.#isStale(node) && this.#numbers.has(node);
  }

  tensor(node: Node): Tensor | undefined {
    return this.#isStale(node) ? undefined : this.#numbers.tensor(node);
  }

  summary(node: Node): Summary | undefined {
    return this.#isStale(node) ? undefined : this.#numbers.summary(node);
  }

  norm(node: Node): number | undefined {
    return this.#isStale(node) ? undefined : this.#numbers.norm(node);
  }

  notFinite(): ReadonlyMap<Node, Summary> {
    const isFresh = ([node]: readonly [Node, Summary]): boolean => !this.#isStale(node);
    return (this.#notFinite ??= new Map([...this.#numbers.notFinite()].filter(isFresh)));
  }

  #isStale(root: Node): boolean {
    const found = this.#find(root);
    if (found !== -1) return found === STALE;
    const stack = [root];
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      const height = stack.length;
      let isStale = false;
      for (const input of node.inputs) {
        const state = this.#find(input);
        if (state === -1) stack.push(input);
        else isStale ||= state === STALE;
      }
      if (!isStale && stack.length > height) continue;
      stack.length = height - 1;
      this.#known.set(node, isStale ? STALE : FRESH);
    }
    return this.#find(root) === STALE;
  }

  /** `STALE`, `FRESH`, or -1 where that is not known yet. */
  #find(node: Node): number {
    return node.id < this.#first ? FRESH : this.#known.get(node);
  }
}
