/**
 * Finds what can be computed in one pass: from an elementwise node, or a fold, on, the nodes above it that need nothing but what is
 * there and what the pass itself computes. What only they read is not written: whoever asks for it has it computed again.
 */
import { computeNode } from "../graph/compute.ts";
import type { Folding } from "../graph/ir.ts";
import type { Kernels } from "../tensor/kernels.ts";
import {
  fitsBlocks,
  MOST_SUMS,
  MOST_VALUES,
  type Pass,
  type Passed,
  type PassValue,
} from "../tensor/pass.ts";
import { sumFold } from "../tensor/reduce.ts";
import { sameSizes } from "../tensor/shape.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { computedLater } from "../tensor/views.ts";
import { noteKnown } from "./statistics.ts";
import { wants } from "./marking.ts";
import { keep, MISSING, operandSlots, PRESENT, tensorAt, type Store } from "./store.ts";

/** Values of no more elements are not worth a pass. */
export const LEAST = 4096;
/** The search ends after so many nodes that have to wait for something else, and after so many slots. */
const [MOST_WAITING, MOST_SLOTS] = [64, 4096];

export interface Fusion extends Pass {
  /** Where the nodes' values are, by slot, upwards. */
  readonly places: ReadonlyMap<number, number>;
}

/** The trailing dimensions that are folded in rows, and the sizes that are left. */
interface Narrow {
  readonly dims: number;
  readonly shapes: readonly (readonly number[])[];
}

/**
 * Undefined where the node at this slot begins no pass. A value of up to `whole` elements is told whole, so it is no part of one.
 * `computeNow` computes a node whose operands are there.
 */
export function findFusion(
  store: Store,
  first: number,
  whole: number,
  users: Users,
  computeNow: (slot: number) => void,
): Fusion | undefined {
  const { gate, sizes } = store.steps[first]!;
  if (gate.run === "same" || (gate.run === undefined && gate.folds === undefined)) return undefined;
  const full = gate.folds === undefined ? sizes : store.steps[store.a[first]!]!.sizes;
  const count = elementCount(full);
  if (count <= Math.max(whole, LEAST)) return undefined;
  const gathering = gather(store, full);
  const end = Math.min(store.ids.length, first + MOST_SLOTS);
  let waiting = 0;
  for (let slot = first; slot < end && waiting < MOST_WAITING && gathering.hasRoom(); slot++) {
    if (store.marks[slot] !== store.marking.number || store.states[slot] !== MISSING || gathering.takes(slot))
      continue;
    if (slot === first) return undefined;
    if (isSmall(store, slot)) computeNow(slot);
    else waiting++;
  }
  const { places, values, columns } = gathering.gathered();
  const kept = readOutside(store, places, users);
  const told = new Set(Array.from(places).flatMap(([slot, place]) => (wants(store, slot) ? [place] : [])));
  return {
    places,
    count,
    columns,
    values: values.map((value, place) =>
      value.kind === "map"
        ? { ...value, isKept: value.isNarrow || kept.has(place), isTold: told.has(place) }
        : value,
    ),
  };
}

/** Whether all that a node needs is there, and it is so small that a pass can wait for it. */
function isSmall(store: Store, slot: number): boolean {
  const sizeOf = (other: number): number => store.bytes[other]! / Float64Array.BYTES_PER_ELEMENT;
  const operands = operandSlots(store, slot);
  return (
    sizeOf(slot) <= LEAST &&
    operands.every((operand) => store.states[operand] === PRESENT && sizeOf(operand) <= LEAST)
  );
}

interface Gathering {
  hasRoom(): boolean;
  /** Whether the node is in the pass from now on. */
  takes(slot: number): boolean;
  gathered(): { places: ReadonlyMap<number, number>; values: readonly PassValue[]; columns: number };
}

/** The values of a pass over values of these sizes. */
function gather(store: Store, full: readonly number[]): Gathering {
  const places = new Map<number, number>();
  const values: PassValue[] = [];
  /** Inputs by slot and by how they broadcast, and rows by the narrow value. */
  const spread = new Map<string, number>();
  let columns = 1;
  let narrow: Narrow | undefined;
  let sums = 0;

  const add = (value: PassValue): number => values.push(value) - 1;
  const once = (key: string, value: PassValue): number => {
    const place = spread.get(key) ?? add(value);
    spread.set(key, place);
    return place;
  };
  const isFull = (slot: number): boolean => sameSizes(store.steps[slot]!.sizes, full);

  function canUse(slot: number, isNarrow: boolean, sizes: readonly number[]): boolean {
    const place = places.get(slot);
    if (place === undefined) return store.states[slot] === PRESENT;
    const value = values[place]!;
    if (value.kind === "total") return false;
    const own = store.steps[slot]!.sizes;
    if (value.isNarrow === isNarrow) return sameSizes(own, sizes);
    return value.isNarrow && own.length === full.length;
  }

  function placeFor(slot: number, isNarrow: boolean, sizes: readonly number[]): number {
    const place = places.get(slot);
    if (place === undefined) {
      const tensor = tensorAt(store, slot);
      return once(`${slot} ${isNarrow ? sizes.length : "wide"}`, { kind: "input", isNarrow, tensor, sizes });
    }
    return values[place]!.isNarrow === isNarrow
      ? place
      : once(`row ${place}`, { kind: "widen", isNarrow: false, of: place });
  }

  function takesMap(slot: number): boolean {
    const { gate, sizes } = store.steps[slot]!;
    const operands = operandSlots(store, slot);
    if (gate.run === "same") {
      const place = places.get(operands[0]!);
      if (place === undefined || values[place]!.kind === "total") return false;
      places.set(slot, place);
      return true;
    }
    const isNarrow = !isFull(slot);
    if (isNarrow && narrow?.shapes.some((shape) => sameSizes(shape, sizes)) !== true) return false;
    if (isNarrow && !operands.some((operand) => places.has(operand))) return false;
    if (!operands.every((operand) => canUse(operand, isNarrow, sizes))) return false;
    const from = operands.map((operand) => placeFor(operand, isNarrow, sizes));
    places.set(
      slot,
      add({ kind: "map", isNarrow, run: gate.run!, operands: from, isKept: true, isTold: false }),
    );
    return true;
  }

  function takesFold(slot: number, { fold, dims: dimsOf, isMean }: Folding): boolean {
    const operand = store.a[slot]!;
    if (!isFull(operand) || !canUse(operand, false, full)) return false;
    const dims = dimsOf(store.steps[slot]!.attrs, full.length);
    const by = isMean === true ? elementCount(dims.map((dim) => full[dim]!)) : 1;
    const of = (): number => placeFor(operand, false, full);
    const isTrailing = dims.every((dim, i) => dim === full.length - dims.length + i);
    if (isTrailing && dims.length < full.length) {
      const length = elementCount(full.slice(full.length - dims.length));
      const isOther = narrow !== undefined && narrow.dims !== dims.length;
      if (isOther || length === 1 || !fitsBlocks(length)) return false;
      const left = full.slice(0, full.length - dims.length);
      narrow = { dims: dims.length, shapes: [left, [...left, ...dims.map(() => 1)]] };
      columns = length;
      places.set(slot, add({ kind: "rows", isNarrow: true, of: of(), fold, by }));
      return true;
    }
    const width = dims.length === full.length ? 0 : elementCount(full.slice(dims.length));
    const room = sums + Math.max(width, 4);
    if (fold !== sumFold || dims.some((dim, i) => dim !== i) || room > MOST_SUMS) return false;
    sums = room;
    places.set(slot, add({ kind: "total", isNarrow: false, of: of(), width, by }));
    return true;
  }

  return {
    // A node may bring three operands that are spread, and itself.
    hasRoom: () => values.length + 4 <= MOST_VALUES,
    takes(slot) {
      const { gate } = store.steps[slot]!;
      if (gate.run !== undefined) return takesMap(slot);
      return gate.folds !== undefined && takesFold(slot, gate.folds);
    },
    gathered: () => ({ places, values, columns }),
  };
}

/** How many users each slot has that are still to be computed, counted once for a run. */
export interface Users {
  run: number;
  counts: Int32Array;
}

export function noUsers(): Users {
  return { run: 0, counts: new Int32Array(0) };
}

/** The places of values that a node reads which is no part of the pass. */
function readOutside(store: Store, places: ReadonlyMap<number, number>, users: Users): ReadonlySet<number> {
  const { a, b, c, many, states, marks, marking, run } = store;
  const count = (counts: Int32Array, slot: number, by: number): void => {
    for (const operand of [a[slot]!, b[slot]!, c[slot]!]) counts[operand] = counts[operand]! + by;
    many[slot]?.forEach((operand) => (counts[operand] = counts[operand]! + by));
  };
  if (users.run !== run) {
    users.run = run;
    users.counts = new Int32Array(store.ids.length);
    for (let slot = 0; slot < store.ids.length; slot++)
      if (marks[slot] === marking.number && states[slot] === MISSING) count(users.counts, slot, 1);
  }
  for (const slot of places.keys()) count(users.counts, slot, -1);
  return new Set(Array.from(places).flatMap(([slot, place]) => (users.counts[slot]! > 0 ? [place] : [])));
}

/** Gives the nodes of a pass their values. */
export function keepFusion(
  store: Store,
  { places, count }: Fusion,
  passed: readonly Passed[],
  kernels: Kernels,
): void {
  for (const [slot, place] of places) {
    const { sizes } = store.steps[slot]!;
    const { data, known } = passed[place]!;
    const value: Tensor = data === undefined ? later(store, slot, kernels) : { sizes, data };
    if (known !== undefined) noteKnown(value, known, count);
    keep(store, slot, value);
  }
}

function later(store: Store, slot: number, kernels: Kernels): Tensor {
  const step = store.steps[slot]!;
  const operands = operandSlots(store, slot).map((operand) => tensorAt(store, operand));
  return computedLater(step.sizes, () => (computeNode(step, operands, kernels) as Tensor).data);
}
