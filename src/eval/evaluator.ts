/** Runs a graph: only what the roots need and is not known from the run before, in slices that leave room for messages. */
import { Rethrown } from "../base/fault.ts";
import { computeNode } from "../graph/compute.ts";
import { isRefusal, type Node, type Refusal } from "../graph/ir.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { MemoryEstimate } from "./memory.ts";
import {
  collect,
  createStore,
  intern,
  keep,
  largestNodes,
  mark,
  MISSING,
  operandSlots,
  PRESENT,
  REFUSED,
  tensorAt,
  valueOf,
  type Collected,
  type Store,
} from "./store.ts";

/** What the host knows of time. */
export interface Clock {
  /** Milliseconds from any origin. */
  now(): number;
  /** Resolves when messages that have arrived meanwhile were handled. */
  pause(): Promise<void>;
}

export interface RunOptions {
  /** All values of one run together may take this much. */
  readonly limitBytes: number;
  /** Asked after every pause: whether the run is not wanted any more. */
  readonly stopped?: () => boolean | Promise<boolean>;
  /** How long to work between two pauses. */
  readonly sliceMs?: number;
}

export interface NodeRefusal extends Refusal {
  readonly node: Node;
}

export interface RunResult {
  /** `stopped`: another run took over or nobody wants this one; `too large`: nothing was run. */
  readonly kind: "done" | "stopped" | "too large";
  /** How many nodes were computed this time. */
  readonly evaluated: number;
  /** The value of a node that the roots need; good until the next run. What depends on a refusal has none. */
  readonly values: (node: Node) => Tensor | undefined;
  /** The values of nodes in one array, in their order; what has more elements than `most` as the numbers that tell of it. */
  readonly collect: (
    nodes: readonly Node[],
    most: number,
    tell: (value: Tensor) => readonly number[],
  ) => Collected;
  /** The nodes whose gates refused their operands' values, once each. */
  readonly refusals: readonly NodeRefusal[];
  readonly milliseconds: number;
  readonly memory: MemoryEstimate;
}

/** A kernel did not end well: its host had no memory left, or it has a fault. */
export class KernelFault extends Rethrown {
  readonly node: Node;
  /** What the whole run would hold. */
  readonly bytes: number;

  constructor(thrown: unknown, node: Node, bytes: number) {
    super(thrown);
    this.node = node;
    this.bytes = bytes;
  }
}

export interface Evaluator {
  /** Computes the roots. A run that is still going on stops, and what it has computed is kept. */
  run(roots: readonly Node[], options: RunOptions): Promise<RunResult>;
  /** The same without pauses. */
  runSync(roots: readonly Node[], options: { readonly limitBytes: number }): RunResult;
}

const SLICE_MS = 8;
/** How many numbers are computed, or nodes planned, between two looks at the clock: some 50 µs. */
const STRIDE = 2048;

export function createEvaluator(clock: Clock): Evaluator {
  const store = createStore();
  let latest = 0;
  return {
    async run(roots, { limitBytes, stopped, sliceMs = SLICE_MS }) {
      const ticket = ++latest;
      const started = clock.now();
      const progress: Progress = { evaluated: 0, memory: { bytes: 0, largest: [] } };
      const steps = work(store, roots, limitBytes, progress);
      let sliceEnds = started + sliceMs;
      for (;;) {
        const step = steps.next();
        if (step.done === true) return report(step.value, progress, started);
        if (clock.now() < sliceEnds) continue;
        await clock.pause();
        if (ticket !== latest || (await stopped?.()) === true || ticket !== latest) {
          return report("stopped", progress, started);
        }
        sliceEnds = clock.now() + sliceMs;
      }
    },
    runSync(roots, { limitBytes }) {
      latest++;
      const started = clock.now();
      const progress: Progress = { evaluated: 0, memory: { bytes: 0, largest: [] } };
      const steps = work(store, roots, limitBytes, progress);
      for (;;) {
        const step = steps.next();
        if (step.done === true) return report(step.value, progress, started);
      }
    },
  };

  function report(kind: RunResult["kind"], progress: Progress, started: number): RunResult {
    return {
      kind,
      evaluated: progress.evaluated,
      values: (node) => valueOf(store, node),
      collect: (nodes, most, tell) => collect(store, nodes, most, tell),
      // What was refused by a run before this one says nothing of a run that did not start.
      refusals:
        kind === "too large" ? [] : [...store.refusals].map(([node, refusal]) => ({ ...refusal, node })),
      milliseconds: clock.now() - started,
      memory: progress.memory,
    };
  }
}

interface Progress {
  evaluated: number;
  memory: MemoryEstimate;
}

/** Yields wherever it may be interrupted or left for good. */
function* work(
  store: Store,
  roots: readonly Node[],
  limitBytes: number,
  progress: Progress,
): Generator<undefined, "done" | "too large"> {
  const stack = roots.filter((root) => store.slots.get(root) === -1).reverse();
  while (!intern(store, stack, STRIDE)) yield;
  const bytes = mark(store, roots);
  const isTooLarge = bytes > limitBytes;
  progress.memory = { bytes, largest: isTooLarge ? largestNodes(store) : [] };
  if (isTooLarge) return "too large";
  let slot = 0;
  while (slot < store.nodes.length) {
    slot = computeFrom(store, slot, progress);
    yield;
  }
  return "done";
}

/** Computes upwards from a slot until one kernel or a stride of numbers is done; gives the slot to go on from. */
function computeFrom(store: Store, first: number, progress: Progress): number {
  const { states, marks, numbers, scalars, a, b, c, run } = store;
  const careful = store.refusals.size > 0;
  const end = Math.min(store.nodes.length, first + STRIDE);
  let computed = 0;
  let slot = first;
  for (; slot < end; slot++) {
    if (marks[slot] !== run || states[slot] !== MISSING) continue;
    if (careful && operandSlots(store, slot).some((operand) => states[operand] === REFUSED)) {
      states[slot] = REFUSED;
      continue;
    }
    const scalar = scalars[slot];
    if (scalar === undefined) {
      try {
        compute(store, slot);
      } catch (thrown) {
        throw new KernelFault(thrown, store.nodes[slot]!, progress.memory.bytes);
      }
      computed++;
      slot++;
      break;
    }
    numbers[slot] = scalar(numbers[a[slot]!]!, numbers[b[slot]!]!, numbers[c[slot]!]!);
    states[slot] = PRESENT;
    computed++;
  }
  progress.evaluated += computed;
  return slot;
}

/** Computes one node by its kernel, which may refuse. */
function compute(store: Store, slot: number): void {
  const node = store.nodes[slot]!;
  const operands = operandSlots(store, slot).map((operand) => tensorAt(store, operand));
  const result = computeNode(node, operands);
  if (isRefusal(result)) {
    store.states[slot] = REFUSED;
    store.refusals.set(node, result);
  } else keep(store, slot, result);
}
