/**
 * Values by node, kept between runs. Every node has a slot, and operands have lower slots than what uses them, so the nodes that a
 * root needs are found by one scan downwards and computed by one scan upwards; numbers live in one array.
 */
import type { Gate, Node, Refusal } from "../graph/ir.ts";
import { createNodeTable, type NodeTable } from "../graph/node-table.ts";
import { bytesOf } from "./memory.ts";
import { scalarTensor, type Tensor } from "../tensor/tensor.ts";

export const MISSING = 0;
export const PRESENT = 1;
/** Refused by its gate, or computed from such a node. */
export const REFUSED = 2;

export interface Store {
  readonly slots: NodeTable;
  /** By slot. */
  readonly nodes: Node[];
  /** The function of numbers, where all operands are numbers and the gate has one. */
  readonly scalars: (Gate["scalar"] | undefined)[];
  /** Operand slots; where there are fewer than three the last is repeated, where there are none it is the slot itself. */
  a: Int32Array;
  b: Int32Array;
  c: Int32Array;
  /** All operand slots of a node that has more than three. */
  readonly many: (Int32Array | undefined)[];
  states: Uint8Array;
  bytes: Float64Array;
  /** The run that needed the slot last. */
  marks: Int32Array;
  numbers: Float64Array;
  readonly tensors: (Tensor | undefined)[];
  readonly refusals: Map<Node, Refusal>;
  /** The number of the latest run. */
  run: number;
}

/**
 * Slots that a run does not need stay, without their values, so that an edit taken back finds them, until they are this many more
 * than those that are needed, or their nodes may hold this much more (a literal is part of its node).
 */
const SLACK = 4096;
const SLACK_BYTES = 2 ** 20;

export function createStore(): Store {
  return {
    slots: createNodeTable(),
    nodes: [],
    scalars: [],
    a: new Int32Array(SLACK),
    b: new Int32Array(SLACK),
    c: new Int32Array(SLACK),
    many: [],
    states: new Uint8Array(SLACK),
    bytes: new Float64Array(SLACK),
    marks: new Int32Array(SLACK),
    numbers: new Float64Array(SLACK),
    tensors: [],
    refusals: new Map(),
    run: 0,
  };
}

/** Gives slots to the nodes on the stack and all that they need; stops after `budget` steps. True when the stack is empty. */
export function intern(store: Store, stack: Node[], budget: number): boolean {
  const { slots } = store;
  for (let step = 0; step < budget; step++) {
    const node = stack[stack.length - 1];
    if (node === undefined) return true;
    const { inputs } = node;
    const height = stack.length;
    let [a, b, c] = [-1, -1, -1];
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i]!;
      const slot = slots.get(input);
      if (slot === -1) stack.push(input);
      if (i === 0) a = slot;
      else if (i === 1) b = slot;
      else c = slot;
    }
    if (stack.length > height) continue;
    stack.pop();
    if (slots.get(node) === -1) addSlot(store, node, a, b, c);
  }
  return stack.length === 0;
}

/** `a`, `b` and `c` are the slots of the first operands, -1 where there are fewer. */
function addSlot(store: Store, node: Node, a: number, b: number, c: number): void {
  const slot = store.nodes.length;
  if (slot === store.numbers.length) grow(store, slot * 2);
  const { inputs } = node;
  const first = a === -1 ? slot : a;
  const second = b === -1 ? first : b;
  store.a[slot] = first;
  store.b[slot] = second;
  store.c[slot] = c === -1 ? second : c;
  store.many.push(inputs.length > 3 ? Int32Array.from(inputs, (input) => store.slots.get(input)) : undefined);
  store.scalars.push(
    inputs.length > 0 && isNumber(node) && inputs.every(isNumber) ? node.gate.scalar : undefined,
  );
  store.states[slot] = MISSING;
  store.bytes[slot] = bytesOf(node);
  store.marks[slot] = 0;
  store.tensors.push(undefined);
  store.nodes.push(node);
  store.slots.set(node, slot);
}

function isNumber(node: Node): boolean {
  return node.sizes.length === 0;
}

function grow(store: Store, size: number): void {
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
  const states = new Uint8Array(size);
  states.set(store.states);
  store.a = ints(store.a);
  store.b = ints(store.b);
  store.c = ints(store.c);
  store.marks = ints(store.marks);
  store.numbers = floats(store.numbers);
  store.bytes = floats(store.bytes);
  store.states = states;
}

/** Marks what the roots need for a new run, lets go of all other values, and says how many bytes the run will hold. */
export function mark(store: Store, roots: readonly Node[]): number {
  const run = ++store.run;
  const { marks, a, b, c, many, states, tensors, nodes, bytes } = store;
  for (const root of roots) marks[store.slots.get(root)] = run;
  let needed = 0;
  let total = 0;
  let idle = 0;
  for (let slot = nodes.length - 1; slot >= 0; slot--) {
    if (marks[slot] !== run) {
      idle += bytes[slot]!;
      if (states[slot] === MISSING) continue;
      if (states[slot] === REFUSED) store.refusals.delete(nodes[slot]!);
      states[slot] = MISSING;
      tensors[slot] = undefined;
      continue;
    }
    needed++;
    total += bytes[slot]!;
    marks[a[slot]!] = run;
    marks[b[slot]!] = run;
    marks[c[slot]!] = run;
    const all = many[slot];
    if (all !== undefined) for (const operand of all) marks[operand] = run;
  }
  if (nodes.length > 2 * needed + SLACK || idle > total + SLACK_BYTES) pack(store);
  return total;
}

/** The nodes of the latest run whose values are the largest; their order depends on the runs before. */
export function largestNodes({ nodes, bytes, marks, run }: Store): readonly Node[] {
  let most = 0;
  let largest: Node[] = [];
  for (let slot = 0; slot < nodes.length; slot++) {
    if (marks[slot] !== run || bytes[slot]! < most) continue;
    if (bytes[slot]! > most) largest = [];
    most = bytes[slot]!;
    largest.push(nodes[slot]!);
  }
  return largest;
}

/** Removes the slots that the latest run does not need; the rest keep their order. */
function pack(store: Store): void {
  const { slots, nodes, scalars, many, tensors, a, b, c, states, bytes, marks, numbers, run } = store;
  const moved = new Int32Array(nodes.length);
  let to = 0;
  slots.clear();
  for (let slot = 0; slot < moved.length; slot++) {
    if (marks[slot] !== run) continue;
    moved[slot] = to;
    nodes[to] = nodes[slot]!;
    slots.set(nodes[to]!, to);
    scalars[to] = scalars[slot];
    many[to] = many[slot]?.map((operand) => moved[operand]!);
    tensors[to] = tensors[slot];
    a[to] = moved[a[slot]!]!;
    b[to] = moved[b[slot]!]!;
    c[to] = moved[c[slot]!]!;
    states[to] = states[slot]!;
    bytes[to] = bytes[slot]!;
    numbers[to] = numbers[slot]!;
    marks[to] = run;
    to++;
  }
  for (const list of [nodes, scalars, many, tensors]) list.length = to;
}

/** The operand slots of a node, in operand order. */
export function operandSlots(store: Store, slot: number): readonly number[] {
  const all = store.many[slot];
  if (all !== undefined) return [...all];
  return [store.a[slot]!, store.b[slot]!, store.c[slot]!].slice(0, store.nodes[slot]!.inputs.length);
}

export function tensorAt(store: Store, slot: number): Tensor {
  return store.tensors[slot] ?? scalarTensor(store.numbers[slot]!);
}

export function keep(store: Store, slot: number, value: Tensor): void {
  if (value.sizes.length === 0) store.numbers[slot] = value.data[0]!;
  else store.tensors[slot] = value;
  store.states[slot] = PRESENT;
}

export function valueOf(store: Store, node: Node): Tensor | undefined {
  const slot = store.slots.get(node);
  return slot === -1 || store.states[slot] !== PRESENT ? undefined : tensorAt(store, slot);
}

/** Values one behind the other: `offsets` says where each starts, with the end behind the last; one that is not there has none. */
export interface Collected {
  readonly offsets: Uint32Array<ArrayBuffer>;
  readonly data: Float64Array<ArrayBuffer>;
}

export function collect(
  { slots, states, bytes, tensors, numbers }: Store,
  nodes: readonly Node[],
  most: number,
  tell: (value: Tensor) => readonly number[],
): Collected {
  const places = new Int32Array(nodes.length);
  const offsets = new Uint32Array(nodes.length + 1);
  const told = new Map<number, readonly number[]>();
  let total = 0;
  for (let i = 0; i < places.length; i++) {
    const slot = slots.get(nodes[i]!);
    const isThere = slot !== -1 && states[slot] === PRESENT;
    places[i] = isThere ? slot : -1;
    offsets[i] = total;
    if (!isThere) continue;
    const count = bytes[slot]! / Float64Array.BYTES_PER_ELEMENT;
    if (count > most && !told.has(slot)) told.set(slot, tell(tensors[slot]!));
    total += count > most ? told.get(slot)!.length : count;
  }
  offsets[nodes.length] = total;
  const data = new Float64Array(total);
  for (let i = 0; i < places.length; i++) {
    const slot = places[i]!;
    if (slot === -1) continue;
    const tensor = tensors[slot];
    if (tensor === undefined) data[offsets[i]!] = numbers[slot]!;
    else data.set(told.get(slot) ?? tensor.data, offsets[i]);
  }
  return { offsets, data };
}
