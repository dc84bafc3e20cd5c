/**
 * Values by node, kept between runs. Every node has a slot, and operands have lower slots than what uses them, so the nodes that a
 * root needs are found by one scan downwards and computed by one scan upwards; numbers live in one array.
 */
import type { Gate, Node, Refusal } from "../graph/ir.ts";
import { elementCount, scalarTensor, type Tensor } from "../tensor/tensor.ts";

export const MISSING = 0;
export const PRESENT = 1;
/** Refused by its gate, or computed from such a node. */
export const REFUSED = 2;

export interface Store {
  readonly slots: Map<Node, number>;
  /** By slot. */
  nodes: Node[];
  /** The function of numbers, where all operands are numbers and the gate has one. */
  scalars: (Gate["scalar"] | undefined)[];
  /** Operand slots; where there are fewer than three the last is repeated, where there are none it is the slot itself. */
  a: Int32Array;
  b: Int32Array;
  c: Int32Array;
  /** All operand slots of a node that has more than three. */
  many: (Int32Array | undefined)[];
  states: Uint8Array;
  /** The run that needed the slot last. */
  marks: Int32Array;
  numbers: Float64Array;
  tensors: (Tensor | undefined)[];
  readonly refusals: Map<Node, Refusal>;
  /** The number of the latest run. */
  run: number;
}

/** Slots that are not needed may be this many more than those that are before the store is packed. */
const SLACK = 4096;

export function createStore(): Store {
  return {
    slots: new Map(),
    nodes: [],
    scalars: [],
    a: new Int32Array(SLACK),
    b: new Int32Array(SLACK),
    c: new Int32Array(SLACK),
    many: [],
    states: new Uint8Array(SLACK),
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
    if (slots.has(node)) {
      stack.pop();
      continue;
    }
    const height = stack.length;
    for (let i = node.inputs.length - 1; i >= 0; i--) {
      const input = node.inputs[i]!;
      if (!slots.has(input)) stack.push(input);
    }
    if (stack.length === height) {
      stack.pop();
      addSlot(store, node);
    }
  }
  return stack.length === 0;
}

function addSlot(store: Store, node: Node): void {
  const slot = store.nodes.length;
  if (slot === store.numbers.length) grow(store, slot * 2);
  const { inputs } = node;
  const count = inputs.length;
  const a = count > 0 ? store.slots.get(inputs[0]!)! : slot;
  const b = count > 1 ? store.slots.get(inputs[1]!)! : a;
  store.a[slot] = a;
  store.b[slot] = b;
  store.c[slot] = count > 2 ? store.slots.get(inputs[2]!)! : b;
  store.many.push(count > 3 ? Int32Array.from(inputs, (input) => store.slots.get(input)!) : undefined);
  store.scalars.push(count > 0 && isNumber(node) && inputs.every(isNumber) ? node.gate.scalar : undefined);
  store.states[slot] = MISSING;
  store.marks[slot] = 0;
  store.tensors.push(undefined);
  store.nodes.push(node);
  store.slots.set(node, slot);
}

function isNumber(node: Node): boolean {
  return node.sizes.length === 0;
}

function grow(store: Store, size: number): void {
  const ints = (old: Int32Array): Int32Array => {
    const array = new Int32Array(size);
    array.set(old);
    return array;
  };
  const numbers = new Float64Array(size);
  numbers.set(store.numbers);
  const states = new Uint8Array(size);
  states.set(store.states);
  Object.assign(store, {
    a: ints(store.a),
    b: ints(store.b),
    c: ints(store.c),
    marks: ints(store.marks),
    numbers,
    states,
  });
}

/** Marks what the roots need for a new run, and lets go of all other values. */
export function mark(store: Store, roots: readonly Node[]): void {
  const run = ++store.run;
  const { marks, a, b, c, many, states, tensors, nodes } = store;
  for (const root of roots) marks[store.slots.get(root)!] = run;
  let needed = 0;
  for (let slot = nodes.length - 1; slot >= 0; slot--) {
    if (marks[slot] !== run) {
      if (states[slot] === REFUSED) store.refusals.delete(nodes[slot]!);
      states[slot] = MISSING;
      tensors[slot] = undefined;
      continue;
    }
    needed++;
    marks[a[slot]!] = run;
    marks[b[slot]!] = run;
    marks[c[slot]!] = run;
    const all = many[slot];
    if (all !== undefined) for (const operand of all) marks[operand] = run;
  }
  if (nodes.length > 2 * needed + SLACK) pack(store);
}

/** Removes the slots that the latest run does not need; the rest keep their order. */
function pack(store: Store): void {
  const { marks, a, b, c, states, numbers, run } = store;
  const moved = new Int32Array(store.nodes.length);
  const kept: { nodes: Node[]; scalars: Store["scalars"]; many: Store["many"]; tensors: Store["tensors"] } = {
    nodes: [],
    scalars: [],
    many: [],
    tensors: [],
  };
  store.slots.clear();
  for (let slot = 0; slot < moved.length; slot++) {
    if (marks[slot] !== run) continue;
    const to = kept.nodes.length;
    moved[slot] = to;
    const node = store.nodes[slot]!;
    store.slots.set(node, to);
    kept.nodes.push(node);
    kept.scalars.push(store.scalars[slot]);
    kept.many.push(store.many[slot]?.map((operand) => moved[operand]!));
    kept.tensors.push(store.tensors[slot]);
    a[to] = moved[a[slot]!]!;
    b[to] = moved[b[slot]!]!;
    c[to] = moved[c[slot]!]!;
    states[to] = states[slot]!;
    numbers[to] = numbers[slot]!;
    marks[to] = run;
  }
  Object.assign(store, kept);
}

/** Whether the latest run needs the slot. */
export function isNeeded(store: Store, slot: number): boolean {
  return store.marks[slot] === store.run;
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
  if (elementCount(value.sizes) === 1 && value.sizes.length === 0) store.numbers[slot] = value.data[0]!;
  else store.tensors[slot] = value;
  store.states[slot] = PRESENT;
}

export function valueOf(store: Store, node: Node): Tensor | undefined {
  const slot = store.slots.get(node);
  return slot === undefined || store.states[slot] !== PRESENT ? undefined : tensorAt(store, slot);
}
