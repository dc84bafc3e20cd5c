/**
 * Computes graphs. An executor reads no text: it is fed with nodes, told which values are wanted, and gives back the numbers that
 * are new. This is the interface that another engine would stand behind, and the embedded engine as its first implementation:
 * only what is wanted and is not known from the run before is computed, in slices that leave room for messages.
 */
import { Rethrown } from "../base/fault.ts";
import type { Steps } from "../base/steps.ts";
import { computeInSteps, computeNode } from "../graph/compute.ts";
import { isRefusal, type Gate, type Refusal } from "../graph/ir.ts";
import { gates as allGates } from "../ops/index.ts";
import { windowOf } from "../tensor/axes.ts";
import { plainKernels, type Kernels } from "../tensor/kernels.ts";
import { dropSpare } from "../tensor/buffers.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { collect } from "./collect.ts";
import { heldBytes, LEAST_BYTES } from "./estimate.ts";
import type { Feed, RunAnswer, RunOrder, Window } from "./feed.ts";
import { findFusion, keepFusion, noUsers, type Fusion, type Users } from "./fusion.ts";
import { largest, mark } from "./marking.ts";
import { summarise, SUMMARY } from "./statistics.ts";
import * as stores from "./store.ts";
import { MISSING, operandSlots, PRESENT, REFUSED, type Step, type Store } from "./store.ts";

/** What the host knows of time. */
export interface Clock {
  /** Milliseconds from any origin. */
  now(): number;
  /** Resolves when messages that have arrived meanwhile were handled. */
  pause(): Promise<void>;
}

export interface Pacing {
  /** Asked after every pause: whether the run is not wanted any more. */
  readonly stopped?: () => boolean | Promise<boolean>;
  /** How long to work between two pauses. */
  readonly sliceMs?: number;
}

export interface Executor {
  /** Takes new nodes and given values, and lets go of others. */
  feed(feed: Feed): void;
  /**
   * Computes what is wanted. A run that is still going on stops, and what it has computed is kept. A kernel that does not end well
   * is thrown as a `KernelFault`; the executor can go on after `release`.
   */
  run(order: RunOrder, pacing: Pacing): Promise<RunAnswer>;
  /** The same without pauses. */
  runSync(order: RunOrder): RunAnswer;
  /** A part of a value that the latest run needed; undefined where it has none there, or the part does not lie within it. */
  window(id: number, window: Window): Tensor | undefined;
  /** All of a value; undefined where it is not there. It is the executor's own. */
  whole(id: number): Tensor | undefined;
  /** Lets go of every value that can be computed again. */
  release(): void;
}

/** A kernel did not end well: its host had no memory left, or it has a fault. */
export class KernelFault extends Rethrown {
  /** The node's. */
  readonly id: number;
  readonly sizes: readonly number[];
  /** What the whole run would hold. */
  readonly bytes: number;

  constructor(thrown: unknown, id: number, sizes: readonly number[], bytes: number) {
    super(thrown);
    this.id = id;
    this.sizes = sizes;
    this.bytes = bytes;
  }
}

const SLICE_MS = 8;
/** How many numbers are computed between two looks at the clock: some 50 µs. */
const STRIDE = 2048;
/** The same of small tensors, and what is one: up to 32 numbers. */
const [SMALL_ONES, SMALL_BYTES] = [64, 256];

/** Made anew each time: whoever is answered may take the arrays away. */
function nothing(): Pick<RunAnswer, "told" | "missing"> {
  const told = { ids: new Uint32Array(0), offsets: new Float64Array(1), data: new Float64Array(0) };
  return { told, missing: new Uint32Array(0) };
}

interface Progress {
  evaluated: number;
  bytes: number;
  isCrowded: boolean;
  /** What was begun and is computed in steps. */
  begun: { readonly slot: number; readonly steps: Steps<void> } | undefined;
}

/** What a run computes with. */
interface Means {
  readonly kernels: Kernels;
  readonly users: Users;
  /** Values of more elements are told as what they are like. */
  readonly whole: number;
}

/** The embedded engine. `kernels` compute; `gates` is the table that a feed's numbers of gates are places in. */
export function createExecutor(
  clock: Clock,
  kernels: Kernels = plainKernels,
  gates: readonly Gate[] = allGates,
): Executor {
  const store = stores.createStore();
  const means = { kernels, users: noUsers() };
  let latest = 0;
  /** The number of the last run whose values were told. */
  let lastTold = 0;

  const begin = (): { readonly ticket: number; readonly started: number; readonly progress: Progress } => ({
    ticket: ++latest,
    started: clock.now(),
    progress: { evaluated: 0, bytes: 0, isCrowded: false, begun: undefined },
  });

  return {
    feed({ dropped, nodes, given, freed }) {
      stores.drop(store, dropped);
      stores.addNodes(store, nodes, gates);
      stores.give(store, given);
      stores.free(store, freed);
    },
    async run(order, { stopped, sliceMs = SLICE_MS }) {
      const { ticket, started, progress } = begin();
      const steps = work(store, order, progress, means);
      let sliceEnds = started + sliceMs;
      for (;;) {
        const step = steps.next();
        if (step.done === true) return answer(step.value, order, progress, started);
        if (clock.now() < sliceEnds) continue;
        await clock.pause();
        if (ticket !== latest || (await stopped?.()) === true || ticket !== latest) {
          return answer("stopped", order, progress, started);
        }
        sliceEnds = clock.now() + sliceMs;
      }
    },
    runSync(order) {
      const { started, progress } = begin();
      const steps = work(store, order, progress, means);
      for (;;) {
        const step = steps.next();
        if (step.done === true) return answer(step.value, order, progress, started);
      }
    },
    window(id, window) {
      const value = stores.valueOf(store, id);
      return value && windowOf(value, window.starts, window.sizes);
    },
    whole: (id) => stores.valueOf(store, id),
    release() {
      stores.releaseAll(store);
      dropSpare();
    },
  };

  function tell(value: Tensor): readonly number[] {
    const summary = summarise(value, (data) => kernels.known?.(data));
    return SUMMARY.map((key) => summary[key]);
  }

  function answer(
    kind: RunAnswer["kind"],
    { whole }: RunOrder,
    progress: Progress,
    started: number,
  ): RunAnswer {
    dropSpare();
    const collected = kind === "done" ? collect(store, lastTold, whole, tell) : nothing();
    if (kind === "done") lastTold = store.run;
    const refusals = [...store.refusals].map(([slot, { refused }]) => ({ id: store.ids[slot]!, refused }));
    return {
      kind,
      ...collected,
      // What was refused by a run before this one says nothing of a run that did not start.
      refusals: kind === "too large" ? [] : refusals,
      evaluated: progress.evaluated,
      milliseconds: clock.now() - started,
      bytes: progress.bytes,
      largest: kind === "too large" ? largest(store) : [],
      isCrowded: progress.isCrowded,
    };
  }
}

/** Yields wherever it may be interrupted or left for good. */
function* work(
  store: Store,
  { wanted, limitBytes, whole }: RunOrder,
  progress: Progress,
  { kernels, users }: Pick<Means, "kernels" | "users">,
): Generator<undefined, "done" | "too large"> {
  const { bytes: most, largest: one, isCrowded } = mark(store, wanted);
  // Of small values alone no pass is made, and none is worth another look.
  const bytes = one > LEAST_BYTES ? heldBytes(store, whole, kernels.passes !== undefined) : most;
  progress.bytes = bytes;
  progress.isCrowded = isCrowded;
  if (bytes > limitBytes) return "too large";
  const means = { kernels, users, whole };
  let slot = 0;
  while (slot < store.ids.length) {
    slot = computeFrom(store, slot, progress, means);
    while (progress.begun !== undefined) {
      yield;
      goOn(store, progress);
    }
    yield;
  }
  return "done";
}

/** Computes upwards from a slot until one kernel or a stride of numbers is done; gives the slot to go on from. */
function computeFrom(store: Store, first: number, progress: Progress, means: Means): number {
  const { states, marks, numbers, scalars, steps, many, a, b, c, marking } = store;
  const needed = marking.number;
  let careful = store.refusals.size > 0;
  const end = Math.min(store.ids.length, first + STRIDE);
  let computed = 0;
  let room = SMALL_ONES;
  let slot = first;
  for (; slot < end; slot++) {
    if (marks[slot] !== needed || states[slot] !== MISSING) continue;
    if (careful && operandSlots(store, slot).some((operand) => states[operand] === REFUSED)) {
      states[slot] = REFUSED;
      continue;
    }
    const scalar = scalars[slot];
    const combine = scalar === undefined && many[slot] !== undefined ? combinerOf(steps[slot]!) : undefined;
    if (combine !== undefined) {
      const operands = many[slot]!;
      let value = numbers[operands[0]!]!;
      for (let i = 1; i < operands.length; i++) value = combine(value, numbers[operands[i]!]!);
      numbers[slot] = value;
      states[slot] = PRESENT;
      computed++;
      continue;
    }
    if (scalar === undefined) {
      const at = slot;
      if (room > 0 && isSmall(store, at)) {
        room--;
        computeSmall(store, at, progress, means.kernels);
        careful = store.refusals.size > 0;
        computed++;
        continue;
      }
      blaming(store, at, progress, () => (computed += compute(store, at, progress, means)));
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

/** Whether a value and what it is computed from are so small that many are computed in one go, without passes and steps. */
function isSmall({ bytes, counts, many, a, b, c }: Store, slot: number): boolean {
  if (bytes[slot]! > SMALL_BYTES || many[slot] !== undefined) return false;
  // Of fewer than three operands the last stands again in the other places, of none the slot itself.
  return (
    counts[slot] === 0 ||
    (bytes[a[slot]!]! <= SMALL_BYTES && bytes[b[slot]!]! <= SMALL_BYTES && bytes[c[slot]!]! <= SMALL_BYTES)
  );
}

function computeSmall(store: Store, slot: number, { bytes }: Progress, kernels: Kernels): void {
  try {
    keep(store, slot, computeNode(store.steps[slot]!, operandsOf(store, slot), kernels));
  } catch (thrown) {
    throw new KernelFault(thrown, store.ids[slot]!, store.steps[slot]!.sizes, bytes);
  }
}

/** What makes one number of a list of them; undefined where the value is none. */
function combinerOf({ gate, sizes }: Step): Gate["combines"] {
  return sizes.length === 0 ? gate.combines : undefined;
}

/** Computes a node, or the pass that begins with it; of what takes long, the first step. Gives how many nodes are computed so. */
function compute(store: Store, slot: number, progress: Progress, means: Means): number {
  const { kernels, whole, users } = means;
  const now = (other: number): void => {
    blaming(store, other, progress, () => keep(store, other, computeNode(...nodeAt(store, other), kernels)));
    progress.evaluated++;
  };
  const fusion = kernels.passes && findFusion(store, slot, whole, users, now);
  const pass = fusion && kernels.passes?.(fusion.count * fusion.places.size);
  if (fusion !== undefined && pass !== undefined) {
    begin(progress, slot, keptFusion(store, fusion, pass, kernels));
    return fusion.places.size;
  }
  const [node, operands] = nodeAt(store, slot);
  const steps = computeInSteps(node, operands, kernels);
  if (steps === undefined) keep(store, slot, computeNode(node, operands, kernels));
  else begin(progress, slot, kept(store, slot, steps));
  return 1;
}

function nodeAt(store: Store, slot: number): readonly [node: stores.Step, operands: readonly Tensor[]] {
  return [store.steps[slot]!, operandsOf(store, slot)];
}

function operandsOf(store: Store, slot: number): readonly Tensor[] {
  const many = store.many[slot];
  if (many !== undefined) return Array.from(many, (operand) => stores.tensorAt(store, operand));
  const count = store.counts[slot]!;
  const operands: Tensor[] = [];
  if (count > 0) operands.push(stores.tensorAt(store, store.a[slot]!));
  if (count > 1) operands.push(stores.tensorAt(store, store.b[slot]!));
  if (count > 2) operands.push(stores.tensorAt(store, store.c[slot]!));
  return operands;
}

function* kept(store: Store, slot: number, steps: Steps<Tensor | Refusal>): Steps<void> {
  keep(store, slot, yield* steps);
}

function* keptFusion(
  store: Store,
  fusion: Fusion,
  pass: NonNullable<ReturnType<NonNullable<Kernels["passes"]>>>,
  kernels: Kernels,
): Steps<void> {
  keepFusion(store, fusion, yield* pass(fusion), kernels);
}

function begin(progress: Progress, slot: number, steps: Steps<void>): void {
  if (steps.next().done !== true) progress.begun = { slot, steps };
}

/** The next step of what was begun. */
function goOn(store: Store, progress: Progress): void {
  const { slot, steps } = progress.begun!;
  blaming(store, slot, progress, () => {
    if (steps.next().done === true) progress.begun = undefined;
  });
}

function keep(store: Store, slot: number, result: Tensor | Refusal): void {
  if (isRefusal(result)) {
    store.states[slot] = REFUSED;
    store.refusals.set(slot, result);
  } else stores.keep(store, slot, result);
}

/** What is thrown is the node's fault. */
function blaming(store: Store, slot: number, { bytes }: Progress, body: () => void): void {
  try {
    body();
  } catch (thrown) {
    throw new KernelFault(thrown, store.ids[slot]!, store.steps[slot]!.sizes, bytes);
  }
}
