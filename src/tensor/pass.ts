/**
 * Many elementwise steps and sums of them in one pass: a block of numbers that the caches hold goes through all of them before the
 * next one comes, and what each is like is told on the way. So a value that nobody else reads need not be written anywhere.
 */
import type { Steps } from "../base/steps.ts";
import { blocksOf } from "./blocks.ts";
import { newBuffer } from "./buffers.ts";
import { runWith, type Run } from "./elementwise.ts";
import type { Block, KernelModule } from "./kernel-module.ts";
import { readerOf } from "./readers.ts";
import { maxFold, SHORT, sumFold, type Fold } from "./reduce.ts";
import { elementCount, type Tensor } from "./tensor.ts";

/** A place in the list of values. */
type Place = number;

/**
 * Values are full, all of the same sizes, or narrow: one number for each row of the full ones. An operand stands before what uses it.
 */
export type PassValue =
  /** A tensor that broadcasts to `sizes`. */
  | {
      readonly kind: "input";
      readonly isNarrow: boolean;
      readonly tensor: Tensor;
      readonly sizes: readonly number[];
    }
  /** A narrow value as a full one, each number along its row. */
  | { readonly kind: "widen"; readonly isNarrow: false; readonly of: Place }
  | {
      readonly kind: "map";
      readonly isNarrow: boolean;
      readonly run: Run;
      readonly operands: readonly Place[];
      readonly isKept: boolean;
      /** Whether somebody wants to be told what a full one is like. */
      readonly isTold: boolean;
    }
  /** Each row of a full value folded, and divided by `by`. */
  | {
      readonly kind: "rows";
      readonly isNarrow: true;
      readonly of: Place;
      readonly fold: Fold;
      readonly by: number;
    }
  /** A full value seen as rows of `width` numbers summed up, or (0) all of it, and divided. Nothing in the pass can use it. */
  | {
      readonly kind: "total";
      readonly isNarrow: boolean;
      readonly of: Place;
      readonly width: number;
      readonly by: number;
    };

export interface Pass {
  /** How many numbers a full value has. */
  readonly count: number;
  /** How many a row of it has; 1 where nothing is narrow. */
  readonly columns: number;
  readonly values: readonly PassValue[];
}

/** What a pass gives for a value: its numbers, and what they are like, each where somebody wants it. */
export interface Passed {
  readonly data: Float64Array | undefined;
  /** Of a map that is full and told. */
  readonly known: Known | undefined;
}

/** What numbers are like, told in one pass. Where there is a NaN, that is in the sums, and the other numbers say nothing. */
export interface Known {
  readonly min: number;
  readonly max: number;
  /** Four sums, of every fourth number, and then of these. */
  readonly sum: number;
  /** The same of the squares. */
  readonly squares: number;
  readonly zeros: number;
  /** Whether there are zeros without a sign: how many, or 1 for some, and 0 too where it says nothing of `min` and `max`. */
  readonly bare: number;
}

/** As many values fit into a pass. */
export const MOST_VALUES = 96;
/** And so many numbers into all its rows of sums. */
export const MOST_SUMS = 16384;
/** What a block has at least, where a value has as many, and at most. */
const [BLOCK, LONGEST] = [2048, 4096];

const SLOT_BYTES = LONGEST * Float64Array.BYTES_PER_ELEMENT;
const KNOWN = 16;
const KNOWN_BYTES = KNOWN * Float64Array.BYTES_PER_ELEMENT;
const STATE_AT = MOST_VALUES * SLOT_BYTES;
const SUMS_AT = STATE_AT + MOST_VALUES * KNOWN_BYTES;
/** Numbers before they are repeated. */
const SCRATCH_AT = SUMS_AT + MOST_SUMS * Float64Array.BYTES_PER_ELEMENT;
/** The memory that a pass works in. */
export const PASS_BYTES = SCRATCH_AT + SLOT_BYTES;

/** How many numbers of all values together are computed between two pauses: some milliseconds. */
const STRETCH = 2 ** 21;

/** A block is a multiple of so many numbers, which are whole rows: all but the last one are told in steps of four. */
function blockUnit(columns: number): number {
  return columns % 4 === 0 ? columns : columns % 2 === 0 ? 2 * columns : 4 * columns;
}

/** Whether rows of so many numbers are short enough for blocks. */
export function fitsBlocks(columns: number): boolean {
  return blockUnit(columns) <= LONGEST;
}

/** What runs passes in the module's memory from the byte `base` on. */
export function createPasses(module: KernelModule, base: number): (pass: Pass) => Steps<readonly Passed[]> {
  const blocks = blocksOf(module);
  return (pass) => passOver(module, base, blocks, pass);
}

/** What tells what numbers are like, in the module's memory from the byte `base` on. */
export function createTelling(module: KernelModule, base: number): (data: Float64Array) => Known {
  const [place, known] = [base, base + STATE_AT].map((byte) => byte / Float64Array.BYTES_PER_ELEMENT);
  return (data) => {
    const memory = new Float64Array(module.memory.buffer);
    const state = memory.subarray(known, known! + KNOWN);
    state.fill(0);
    begin(state, 0);
    for (let at = 0; at < data.length; at += LONGEST) {
      const part = data.subarray(at, at + LONGEST);
      memory.set(part, place);
      module.tellBlock(base + STATE_AT, base, part.length);
    }
    return knownOf(state.slice(), 0);
  };
}

/** Before the first number. */
function begin(state: Float64Array, at: number): void {
  state.fill(Infinity, at, at + 2);
  state.fill(-Infinity, at + 2, at + 4);
}

/** One step of a block: `at` is the block's first number and `row` its first row. */
type Work = (memory: Float64Array, at: number, count: number, row: number, rows: number) => void;

function* passOver(
  module: KernelModule,
  base: number,
  blocks: ReadonlyMap<Run, Block>,
  pass: Pass,
): Steps<readonly Passed[]> {
  const { count, columns, values } = pass;
  const length = lengthFor(pass);
  const isFixed = values.map((value) =>
    isSame(value, value.kind === "input" && value.isNarrow ? length / columns : length),
  );
  const slots = slotsOf(values, isFixed);
  const kept = values.map((value) => (isKept(value) ? newBuffer(lengthOf(value, pass)) : undefined));
  const [numbers, works]: [Work[], Work[]] = [[], []];
  let sums = SUMS_AT;
  values.forEach((value, place) => {
    const at = {
      to: base + slots[place]! * SLOT_BYTES,
      known: base + STATE_AT + place * KNOWN_BYTES,
      sums: base + sums,
    };
    if (value.kind === "total") sums += Math.max(value.width, 4) * Float64Array.BYTES_PER_ELEMENT;
    const operands = operandsOf(value).map((operand) => base + slots[operand]! * SLOT_BYTES);
    const work = workOf(module, base, blocks, pass, value, at, operands, kept[place]);
    if (isFixed[place] === true) numbers.push(work);
    else works.push(work);
  });
  // Others may use the memory in a pause: what goes on from block to block is taken along.
  const state = new Float64Array((sums - STATE_AT) / Float64Array.BYTES_PER_ELEMENT);
  for (let place = 0; place < values.length; place++) begin(state, place * KNOWN);
  const stretch = Math.max(1, Math.floor(STRETCH / (values.length * length))) * length;
  for (let start = 0; start < count; start += stretch) {
    if (start > 0) yield;
    const memory = new Float64Array(module.memory.buffer);
    const kind = (base + STATE_AT) / Float64Array.BYTES_PER_ELEMENT;
    memory.set(state, kind);
    for (const work of numbers) work(memory, 0, length, 0, length / columns);
    for (let at = start; at < Math.min(count, start + stretch); at += length) {
      const here = Math.min(length, count - at);
      for (const work of works) work(memory, at, here, at / columns, here / columns);
    }
    state.set(memory.subarray(kind, kind + state.length));
  }
  return values.map((value, place) => ({
    data: kept[place],
    known: isTold(value) ? knownOf(state, place * KNOWN) : undefined,
  }));
}

/** Reads what `tellBlock` has written (`kernels/fold.ts`). */
function knownOf(state: Float64Array, at: number): Known {
  const number = (i: number): number => state[at + i]!;
  const four = (i: number): number => number(i) + number(i + 1) + (number(i + 2) + number(i + 3));
  const counts = new BigInt64Array(state.buffer, at * Float64Array.BYTES_PER_ELEMENT, KNOWN);
  return {
    min: Math.min(number(0), number(1)),
    max: Math.max(number(2), number(3)),
    sum: four(4),
    squares: four(8),
    zeros: Number(counts[12]! + counts[13]!),
    bare: Number(counts[14]! + counts[15]!),
  };
}

function operandsOf(value: PassValue): readonly Place[] {
  if (value.kind === "input") return [];
  return value.kind === "map" ? value.operands : [value.of];
}

/** A single number. */
function isOne(value: PassValue): boolean {
  return value.kind === "input" && elementCount(value.tensor.sizes) === 1;
}

/** An input that is the same in every block of this length is laid out once. */
function isSame(value: PassValue, length: number): boolean {
  return value.kind === "input" && length % periodOf(value.tensor, value.sizes) === 0;
}

/** After how many of its numbers a tensor begins again where it broadcasts to these sizes. */
function periodOf(tensor: Tensor, sizes: readonly number[]): number {
  const missing = sizes.length - tensor.sizes.length;
  const first = sizes.findIndex((size, dim) => size !== 1 && tensor.sizes[dim - missing] === size);
  return first === -1 ? 1 : elementCount(sizes.slice(first));
}

/** How long the pass's blocks are: a whole number of periods of what begins again, where that stays short. */
function lengthFor({ columns, values }: Pass): number {
  let unit = blockUnit(columns);
  for (const value of values) {
    if (value.kind !== "input") continue;
    const period = periodOf(value.tensor, value.sizes) * (value.isNarrow ? columns : 1);
    const both = (unit / divisor(unit, period)) * period;
    if (both <= LONGEST) unit = both;
  }
  return unit * Math.max(1, Math.floor(BLOCK / unit));
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

function isTold(value: PassValue): boolean {
  return value.kind === "map" && value.isTold && !value.isNarrow;
}

function isKept(value: PassValue): boolean {
  return value.kind === "map" ? value.isKept : value.kind === "rows" || value.kind === "total";
}

function lengthOf(value: PassValue, { count, columns }: Pass): number {
  if (value.kind === "total") return Math.max(value.width, 1);
  return value.isNarrow ? count / columns : count;
}

/** Where each value's block lies: where that of a value lay that nobody reads any more, if there is one. What is laid out once shares with nobody. */
function slotsOf(values: readonly PassValue[], isFixed: readonly boolean[]): readonly number[] {
  const last = new Map<Place, Place>();
  values.forEach((value, place) => operandsOf(value).forEach((operand) => last.set(operand, place)));
  const free: number[] = [];
  let next = 0;
  const slots: number[] = [];
  values.forEach((value, place) => {
    slots.push((isFixed[place] === true ? undefined : free.pop()) ?? next++);
    const done = [place, ...operandsOf(value)].filter((other) => (last.get(other) ?? other) === place);
    for (const other of new Set(done)) {
      if (isFixed[other] !== true) free.push(slots[other]!);
    }
  });
  return slots;
}

interface Bytes {
  readonly to: number;
  readonly known: number;
  readonly sums: number;
}

function workOf(
  module: KernelModule,
  base: number,
  blocks: ReadonlyMap<Run, Block>,
  pass: Pass,
  value: PassValue,
  { to, known, sums }: Bytes,
  operands: readonly number[],
  kept: Float64Array | undefined,
): Work {
  const { count: total, columns, values } = pass;
  const first = to / Float64Array.BYTES_PER_ELEMENT;
  const [a = 0, b = a, c = a] = operands;
  switch (value.kind) {
    case "input": {
      const { tensor, sizes, isNarrow } = value;
      const read = readerOf(tensor, sizes, module, base + SCRATCH_AT);
      return isNarrow
        ? (memory, _, __, row, rows) => read(memory, first, row, rows)
        : (memory, at, count) => read(memory, first, at, count);
    }
    case "widen":
      return (_, __, ___, ____, rows) => module.repeatRows(to, a, 0, rows * columns, 1, columns);
    case "map": {
      const other = values[value.operands[1] ?? -1];
      const isNumber = other?.kind === "input" && isOne(other);
      const compute = mapping(blocks, isNumber ? runWith(value.run, other.tensor.data[0]!) : value.run);
      return (memory, at, count, row, rows) => {
        const [start, length] = value.isNarrow ? [row, rows] : [at, count];
        compute(memory, to, a, b, c, length);
        if (isTold(value)) module.tellBlock(known, to, length);
        if (kept !== undefined) kept.set(memory.subarray(first, first + length), start);
      };
    }
    case "rows": {
      const { fold, by } = value;
      return (memory, _, __, row, rows) => {
        if (fold === sumFold) module.sumRows(to, a, rows, columns);
        else if (fold === maxFold) module.maxRows(to, a, rows, columns);
        else {
          const from = a / Float64Array.BYTES_PER_ELEMENT;
          memory.set(fold(memory.subarray(from, from + rows * columns), rows, columns, 1), first);
        }
        if (by !== 1) for (let i = first; i < first + rows; i++) memory[i] = memory[i]! / by;
        kept!.set(memory.subarray(first, first + rows), row);
      };
    }
    case "total": {
      const { width, by } = value;
      const from = sums / Float64Array.BYTES_PER_ELEMENT;
      if (width > 0)
        return (memory, at, count) => {
          module.sumColumns(sums, width, at % width, a, count);
          if (at + count === total) for (let i = 0; i < width; i++) kept![i] = memory[from + i]! / by;
        };
      return (memory, at, count) => {
        const fours = total > SHORT ? count - (count % 4) : 0;
        module.sumFours(sums, a, fours);
        if (at + count < total) return;
        let sum = memory[from]! + (memory[from + 1]! + (memory[from + 2]! + memory[from + 3]!));
        const start = a / Float64Array.BYTES_PER_ELEMENT;
        for (let i = start + fours; i < start + count; i++) sum += memory[i]!;
        kept![0] = sum / by;
      };
    }
  }
}

type Mapping = (memory: Float64Array, to: number, a: number, b: number, c: number, count: number) => void;

/** The module's loop, or the plain one where it has none. */
function mapping(blocks: ReadonlyMap<Run, Block>, run: Run): Mapping {
  const block = blocks.get(run);
  if (block !== undefined) return (_, to, a, b, c, count) => block(to, a, b, c, count + (count % 2));
  return (memory, to, a, b, c, count) =>
    run(memory, to / 8, count, memory, a / 8, 1, memory, b / 8, 1, memory, c / 8, 1);
}
