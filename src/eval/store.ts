/**
 * Values by node, kept between runs. Every node has a slot, and operands have lower slots than what uses them, so the nodes that a
 * root needs are found by one scan downwards and computed by one scan upwards; numbers live in one array.
 */
import type { Attrs, Gate, Refusal } from "../graph/ir.ts";
import { createIdTable, type IdTable } from "../graph/node-table.ts";
import { copyOf, hold, letGoOf } from "../tensor/buffers.ts";
import { elementCount, scalarTensor, type Tensor } from "../tensor/tensor.ts";
import { storageOf } from "../tensor/views.ts";
import type { NodeColumns, ValueColumns } from "./feed.ts";

export const MISSING = 0;
export const PRESENT = 1;
/** Refused by its gate, or computed from such a node. */
export const REFUSED = 2;

/** What a slot's value is computed by. */
export interface Step {
  readonly gate: Gate;
  readonly attrs: Attrs;
  readonly sizes: readonly number[];
}

export interface Store {
  /** Slots by the nodes' ids. */
  readonly slots: IdTable;
  /** By slot, like all that follows. */
  readonly ids: number[];
  readonly steps: Step[];
  /** The function of numbers, where all operands are numbers and the gate has one. */
  readonly scalars: (Gate["scalar"] | undefined)[];
  /** Operand slots; where there are fewer than three the last is repeated, where there are none it is the slot itself. */
  a: Int32Array;
  b: Int32Array;
  c: Int32Array;
  /** How many operands there are; where more than three, `many` has them all. */
  counts: Uint32Array;
  readonly many: (Int32Array | undefined)[];
  states: Uint8Array;
  /** 1 where the value is given, not computed: it is kept whether a run needs it or not. */
  given: Uint8Array;
  bytes: Float64Array;
  /** The marking that found the slot needed last. */
  marks: Int32Array;
  /** The marking that found the value wanted last. */
  wanted: Int32Array;
  /** The run that told the value last, or found it told; 0 where it is a new one. */
  told: Int32Array;
  numbers: Float64Array;
  readonly tensors: (Tensor | undefined)[];
  /** By slot. */
  readonly refusals: Map<number, Refusal>;
  /** The number of the latest run. */
  run: number;
  /** What the latest run needs. */
  marking: Marking;
  /** Whether a run that wants the same needs the same: no node has come, gone or been given since. */
  isMarked: boolean;
}

/** What a run needs. It holds for later runs too, as long as they differ in numbers alone. */
export interface Marking {
  readonly number: number;
  /** What is wanted, by ids, and the slots of these. */
  readonly ids: Uint32Array;
  readonly slots: Int32Array;
  /** The bytes of all values that the run needs, each counted in full. */
  readonly bytes: number;
  /** And of the largest one. */
  readonly largest: number;
  /** Whether far more is kept than is needed. */
  readonly isCrowded: boolean;
}

const FIRST_SIZE = 4096;

export function createStore(): Store {
  return {
    slots: createIdTable(),
    ids: [],
    steps: [],
    scalars: [],
    a: new Int32Array(FIRST_SIZE),
    b: new Int32Array(FIRST_SIZE),
    c: new Int32Array(FIRST_SIZE),
    counts: new Uint32Array(FIRST_SIZE),
    many: [],
    states: new Uint8Array(FIRST_SIZE),
    given: new Uint8Array(FIRST_SIZE),
    bytes: new Float64Array(FIRST_SIZE),
    marks: new Int32Array(FIRST_SIZE),
    wanted: new Int32Array(FIRST_SIZE),
    told: new Int32Array(FIRST_SIZE),
    numbers: new Float64Array(FIRST_SIZE),
    tensors: [],
    refusals: new Map(),
    run: 0,
    marking: {
      number: 0,
      ids: new Uint32Array(0),
      slots: new Int32Array(0),
      bytes: 0,
      largest: 0,
      isCrowded: false,
    },
    isMarked: false,
  };
}

/** Gives slots to new nodes. */
export function addNodes(store: Store, columns: NodeColumns, gates: readonly Gate[]): void {
  const { ids, operandCounts, operands, ranks, sizes, attrs, attrsOf } = columns;
  const { slots, steps } = store;
  if (ids.length > 0) store.isMarked = false;
  grow(store, store.ids.length + ids.length);
  /** Most nodes are numbers of a gate without attributes: by gate, the one step of them all. */
  const plain: (Step | undefined)[] = [];
  let operand = 0;
  let size = 0;
  for (let i = 0; i < ids.length; i++) {
    const slot = store.ids.length;
    const count = operandCounts[i]!;
    const rank = ranks[i]!;
    const number = columns.gates[i]!;
    const gate = gates[number]!;
    let step = rank === 0 && attrsOf[i] === 0 ? plain[number] : undefined;
    if (step === undefined) {
      const own = rank === 0 ? SCALAR : Array.from(sizes.subarray(size, size + rank));
      step = { gate, attrs: attrs[attrsOf[i]!]!, sizes: own };
      if (rank === 0 && attrsOf[i] === 0) plain[number] = step;
    }
    const first = count > 0 ? slots.get(operands[operand]!) : slot;
    const second = count > 1 ? slots.get(operands[operand + 1]!) : first;
    const third = count > 2 ? slots.get(operands[operand + 2]!) : second;
    store.a[slot] = first;
    store.b[slot] = second;
    store.c[slot] = third;
    const isScalar =
      rank === 0 &&
      count > 0 &&
      count <= 3 &&
      gate.scalar !== undefined &&
      steps[first]!.sizes.length + steps[second]!.sizes.length + steps[third]!.sizes.length === 0;
    store.counts[slot] = count;
    store.many.push(
      count > 3
        ? Int32Array.from(operands.subarray(operand, operand + count), (id) => slots.get(id))
        : undefined,
    );
    store.scalars.push(isScalar ? gate.scalar : undefined);
    store.states[slot] = MISSING;
    store.given[slot] = 0;
    store.bytes[slot] = Float64Array.BYTES_PER_ELEMENT * (rank === 0 ? 1 : elementCount(step.sizes));
    store.marks[slot] = 0;
    store.wanted[slot] = 0;
    store.told[slot] = 0;
    store.tensors.push(undefined);
    steps.push(step);
    store.ids.push(ids[i]!);
    slots.set(ids[i]!, slot);
    operand += count;
    size += rank;
  }
}

const SCALAR: readonly number[] = [];

function grow(store: Store, needed: number): void {
  let size = store.numbers.length;
  if (needed <= size) return;
  while (size < needed) size *= 2;
  const ints = (old: Int32Array): Int32Array<ArrayBuffer> => {
    const array = new Int32Array(size);
    array.set(old);
    return array;
  };
  const floats = (old: Float64Array): Float64Array<ArrayBuffer> => {
    const array = new Float64Array(size);
    array.set(old);
    return array;
  };
  const bytes = (old: Uint8Array): Uint8Array<ArrayBuffer> => {
    const array = new Uint8Array(size);
    array.set(old);
    return array;
  };
  store.a = ints(store.a);
  store.b = ints(store.b);
  store.c = ints(store.c);
  store.marks = ints(store.marks);
  store.wanted = ints(store.wanted);
  store.told = ints(store.told);
  const counts = new Uint32Array(size);
  counts.set(store.counts);
  store.counts = counts;
  store.numbers = floats(store.numbers);
  store.bytes = floats(store.bytes);
  store.states = bytes(store.states);
  store.given = bytes(store.given);
}

/** Sets the values that are given, and lets go of what was computed from others. */
export function give(store: Store, { ids, offsets, data }: ValueColumns): void {
  const changed: number[] = [];
  for (let i = 0; i < ids.length; i++) {
    const slot = store.slots.get(ids[i]!);
    // What came with this very feed has nothing computed from it yet.
    if (store.given[slot] === 1 || store.states[slot] !== MISSING) changed.push(slot);
    release(store, slot);
    const { sizes } = store.steps[slot]!;
    keep(store, slot, { sizes, data: copyOf(data.subarray(offsets[i], offsets[i + 1])) });
    if (store.given[slot] === 0) store.isMarked = false;
    store.given[slot] = 1;
  }
  letGo(store, changed);
}

/** Values that were given are computed again. */
export function free(store: Store, ids: Uint32Array): void {
  const changed = Array.from(ids, (id) => store.slots.get(id));
  for (const slot of changed) {
    release(store, slot);
    store.given[slot] = 0;
    store.isMarked = false;
  }
  letGo(store, changed);
}

/** Lets go of all that is computed from these slots: one scan upwards. */
function letGo(store: Store, changed: readonly number[]): void {
  if (changed.length === 0) return;
  const { a, b, c, many, given, ids } = store;
  const dirty = new Uint8Array(ids.length);
  let first = ids.length;
  for (const slot of changed) {
    dirty[slot] = 1;
    if (slot < first) first = slot;
  }
  for (let slot = first; slot < dirty.length; slot++) {
    if (dirty[slot] === 1 || given[slot] === 1) continue;
    const isDirty =
      dirty[a[slot]!] === 1 ||
      dirty[b[slot]!] === 1 ||
      dirty[c[slot]!] === 1 ||
      many[slot]?.some((operand) => dirty[operand] === 1) === true;
    if (!isDirty) continue;
    dirty[slot] = 1;
    release(store, slot);
  }
}

/** Lets go of a value. */
export function release(store: Store, slot: number): void {
  if (store.states[slot] === REFUSED) store.refusals.delete(slot);
  store.states[slot] = MISSING;
  const tensor = store.tensors[slot];
  if (tensor !== undefined) letGoOf(storageOf(tensor));
  store.tensors[slot] = undefined;
  store.told[slot] = 0;
}

/** Lets go of every value that can be computed again. */
export function releaseAll(store: Store): void {
  for (let slot = 0; slot < store.ids.length; slot++) if (store.given[slot] === 0) release(store, slot);
}

/** Removes these nodes; the rest keep their order. */
export function drop(store: Store, dropped: Uint32Array): void {
  if (dropped.length === 0) return;
  store.isMarked = false;
  const { slots, ids, steps, scalars, counts, many, tensors, a, b, c } = store;
  const { states, given, bytes, marks, told, numbers } = store;
  const refused = new Map(store.refusals);
  const goes = new Uint8Array(ids.length);
  for (const id of dropped) goes[slots.get(id)] = 1;
  const moved = new Int32Array(ids.length);
  let to = 0;
  slots.clear();
  store.refusals.clear();
  for (let slot = 0; slot < moved.length; slot++) {
    if (goes[slot] === 1) continue;
    moved[slot] = to;
    ids[to] = ids[slot]!;
    slots.set(ids[to]!, to);
    steps[to] = steps[slot]!;
    scalars[to] = scalars[slot];
    counts[to] = counts[slot]!;
    many[to] = many[slot]?.map((operand) => moved[operand]!);
    tensors[to] = tensors[slot];
    a[to] = moved[a[slot]!]!;
    b[to] = moved[b[slot]!]!;
    c[to] = moved[c[slot]!]!;
    states[to] = states[slot]!;
    given[to] = given[slot]!;
    bytes[to] = bytes[slot]!;
    marks[to] = marks[slot]!;
    store.wanted[to] = store.wanted[slot]!;
    told[to] = told[slot]!;
    numbers[to] = numbers[slot]!;
    const refusal = refused.get(slot);
    if (refusal !== undefined) store.refusals.set(to, refusal);
    to++;
  }
  for (const list of [ids, steps, scalars, many, tensors]) list.length = to;
}

/** The operand slots of a node, in operand order. */
export function operandSlots(store: Store, slot: number): readonly number[] {
  const all = store.many[slot];
  if (all !== undefined) return [...all];
  return [store.a[slot]!, store.b[slot]!, store.c[slot]!].slice(0, store.counts[slot]);
}

export function tensorAt(store: Store, slot: number): Tensor {
  return store.tensors[slot] ?? scalarTensor(store.numbers[slot]!);
}

export function keep(store: Store, slot: number, value: Tensor): void {
  if (value.sizes.length === 0) store.numbers[slot] = value.data[0]!;
  else {
    hold(storageOf(value));
    store.tensors[slot] = value;
  }
  store.states[slot] = PRESENT;
}

/** The value of a node; undefined where there is none. */
export function valueOf(store: Store, id: number): Tensor | undefined {
  const slot = store.slots.get(id);
  return slot === -1 || store.states[slot] !== PRESENT ? undefined : tensorAt(store, slot);
}
