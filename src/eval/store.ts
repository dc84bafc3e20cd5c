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
  /** The run that needed the slot last. */
  marks: Int32Array;
  /** The run that wanted to be told the value last. */
  wanted: Int32Array;
  /** The run that told the value last, or found it told; 0 where it is a new one. */
  told: Int32Array;
  numbers: Float64Array;
  readonly tensors: (Tensor | undefined)[];
  /** By slot. */
  readonly refusals: Map<number, Refusal>;
  /** The number of the latest run. */
  run: number;
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
  };
}

/** Gives slots to new nodes. */
export function addNodes(store: Store, columns: NodeColumns, gates: readonly Gate[]): void {
  const { ids, operandCounts, operands, ranks, sizes, attrs, attrsOf } = columns;
  const { slots, steps } = store;
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

function release(store: Store, slot: number): void {
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

/**
 * What a run does not need stays, without its value, so that an edit taken back finds it, until there are this many more nodes
 * than those that are needed, or given values of so many more bytes.
 */
const SLACK = 4096;
const SLACK_BYTES = 2 ** 20;

export interface Marked {
  /** The bytes of all values that the run needs, each counted in full. */
  readonly bytes: number;
  /** And of the largest one. */
  readonly largest: number;
  /** Whether far more is kept than is needed. */
  readonly isCrowded: boolean;
}

/** Marks what the wanted values need for a new run, and lets go of all other values that were computed. */
export function mark(store: Store, wanted: Uint32Array): Marked {
  const run = ++store.run;
  const { slots, marks, a, b, c, many, states, given, ids, bytes, wanted: wants } = store;
  for (let i = 0; i < wanted.length; i++) {
    const slot = slots.get(wanted[i]!);
    marks[slot] = run;
    wants[slot] = run;
  }
  let needed = 0;
  let total = 0;
  let most = 0;
  let idle = 0;
  for (let slot = ids.length - 1; slot >= 0; slot--) {
    if (marks[slot] !== run) {
      if (given[slot] === 1) idle += bytes[slot]!;
      else if (states[slot] !== MISSING) release(store, slot);
      continue;
    }
    needed++;
    const own = bytes[slot]!;
    total += own;
    if (own > most) most = own;
    marks[a[slot]!] = run;
    marks[b[slot]!] = run;
    marks[c[slot]!] = run;
    const all = many[slot];
    if (all !== undefined) for (const operand of all) marks[operand] = run;
  }
  const isCrowded = ids.length > 2 * needed + SLACK || idle > total + SLACK_BYTES;
  return { bytes: total, largest: most, isCrowded };
}

/** Whether the latest run tells the value. */
export function wants({ wanted, run }: Store, slot: number): boolean {
  return wanted[slot] === run;
}

/** The ids of the latest run's largest values; their order depends on the runs before. */
export function largest({ ids, bytes, marks, run }: Store): readonly number[] {
  let most = 0;
  let found: number[] = [];
  for (let slot = 0; slot < ids.length; slot++) {
    if (marks[slot] !== run || bytes[slot]! < most) continue;
    if (bytes[slot]! > most) found = [];
    most = bytes[slot]!;
    found.push(ids[slot]!);
  }
  return found;
}

/** Removes these nodes; the rest keep their order. */
export function drop(store: Store, dropped: Uint32Array): void {
  if (dropped.length === 0) return;
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
