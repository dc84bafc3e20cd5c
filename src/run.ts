/** Runs one document version and packs its numbers so that they can cross from a worker: one entry for each root, in order. */
import type { Analysis } from "./analysis.ts";
import { messageOf } from "./base/fault.ts";
import { fillOperands } from "./check/lowering.ts";
import { KernelFault, type Evaluator, type RunResult } from "./eval/evaluator.ts";
import { summarise, type Summary } from "./eval/statistics.ts";
import type { Node, NodeIndex } from "./graph/ir.ts";
import { indexNodes } from "./graph/node-table.ts";
import { elementCount, type Tensor } from "./tensor/tensor.ts";

/** Values up to this many elements are sent whole; of larger ones a summary. */
export const WHOLE_ELEMENTS = 4096;

const SUMMARY: readonly (keyof Summary)[] = ["count", "min", "max", "mean", "norm", "nans", "infs", "zeros"];

export interface PackedRun {
  readonly version: number;
  readonly kind: RunResult["kind"];
  /** Where each root's numbers start in `data`; one more at the end. A root without a value has none. */
  readonly offsets: Uint32Array;
  readonly data: Float64Array;
  /** Gates that refused a value during the run, and what they said. */
  readonly refusals: readonly PlacedRefusal[];
  readonly evaluated: number;
  readonly milliseconds: number;
  /** What the run would hold; where it was too large, the place in the graph of its largest value, else -1. */
  readonly bytes: number;
  readonly largest: number;
}

/** A gate that refused its operands' values, at a place in the graph. */
export interface PlacedRefusal {
  /** The node; of a gradient's gate the node whose gradient it is part of, or -1 where that is none of the graph. */
  readonly node: number;
  readonly isGradient: boolean;
  readonly refused: string;
}

/** Why a run ended without numbers. Plain data: it crosses from a worker. */
export interface RunFailure {
  /** `memory`: the machine had no more; `time`: it ran as long as it may; `fault`: something of ours is wrong. */
  readonly why: "memory" | "time" | "fault";
  /** For a person who asks why there are no numbers. */
  readonly reason: string;
  /** The place in the graph of the value that was being computed; -1 where that is not known. */
  readonly node: number;
  /** The sizes of that value, and what the run would hold; undefined where that is not known. */
  readonly needed: { readonly sizes: readonly number[]; readonly bytes: number } | undefined;
}

/** What a throw in the middle of a run of this analysis means. */
export function failureOf(thrown: unknown, analysis: Analysis | undefined): RunFailure {
  const kernel = thrown instanceof KernelFault ? thrown : undefined;
  const node = kernel === undefined ? undefined : analysis?.program.graph.index.get(kernel.node);
  const needed = kernel && { sizes: kernel.node.sizes, bytes: kernel.bytes };
  const place = { node: node ?? -1, needed };
  return isOutOfMemory(kernel?.cause ?? thrown)
    ? { ...place, why: "memory", reason: OUT_OF_MEMORY }
    : { ...place, why: "fault", reason: `internal: ${messageOf(thrown)}.` };
}

export const OUT_OF_MEMORY = "The run needs more memory than there is.";

/** What hosts throw for an array that they have no room for; too deep a recursion is a RangeError too. */
function isOutOfMemory(thrown: unknown): boolean {
  const pattern = /allocation failed|(typed array|array buffer) length: \d|out of memory/i;
  return thrown instanceof RangeError && pattern.test(thrown.message);
}

/** The numbers of one version, by node: good for every version in which the node stands. */
export interface Numbers {
  readonly milliseconds: number;
  readonly evaluated: number;
  has(node: Node): boolean;
  /** The whole value; undefined where there is none, or only a summary was kept. */
  tensor(node: Node): Tensor | undefined;
  summary(node: Node): Summary | undefined;
  /** The values and gradients that hold a NaN or an infinity. */
  notFinite(): ReadonlyMap<Node, Summary>;
}

export async function runAnalysis(
  evaluator: Evaluator,
  analysis: Analysis,
  limitBytes: number,
  stopped: () => boolean,
): Promise<PackedRun> {
  return pack(analysis, await evaluator.run(analysis.roots, { limitBytes, stopped }));
}

/** The same at once, for the terminal and for tests. */
export function runAnalysisSync(evaluator: Evaluator, analysis: Analysis, limitBytes: number): PackedRun {
  return pack(analysis, evaluator.runSync(analysis.roots, { limitBytes }));
}

function summaryNumbers(value: Tensor): readonly number[] {
  const summary = summarise(value);
  return SUMMARY.map((key) => summary[key]);
}

function isWhole(node: Node): boolean {
  return elementCount(node.sizes) <= WHOLE_ELEMENTS;
}

function pack(analysis: Analysis, result: RunResult): PackedRun {
  const { roots } = analysis;
  const { offsets, data } =
    result.kind === "done"
      ? result.collect(roots, WHOLE_ELEMENTS, summaryNumbers)
      : { offsets: new Uint32Array(roots.length + 1), data: new Float64Array(0) };
  return {
    version: analysis.version,
    kind: result.kind,
    offsets,
    data,
    refusals: placeRefusals(analysis, result),
    evaluated: result.evaluated,
    milliseconds: result.milliseconds,
    bytes: result.memory.bytes,
    largest: placeOfLargest(analysis, result),
  };
}

/** The first place in the graph of a value that made the run too large; -1 where it is none of the file's. */
export function placeOfLargest({ program }: Analysis, { memory }: RunResult): number {
  const { index } = program.graph;
  return memory.largest.reduce((first, node) => {
    const place = index.get(node) ?? -1;
    return first === -1 || (place !== -1 && place < first) ? place : first;
  }, -1);
}

export function placeRefusals(analysis: Analysis, { refusals }: RunResult): readonly PlacedRefusal[] {
  const { index } = analysis.program.graph;
  return refusals.map(({ node, refused }) => {
    const place = index.get(node);
    if (place !== undefined) return { node: place, isGradient: false, refused };
    const forward = analysis.gradient?.origin(node)?.forward;
    const origin = forward === undefined ? undefined : index.get(forward);
    // Its operands are no text of the file's: they keep the names that the gate gives them.
    return { node: origin ?? -1, isGradient: true, refused: fillOperands(refused, node.gate, []) };
  });
}

/** Reads a packed run back; `roots` are the analysis' own, of the same version and request. */
export function unpack(roots: readonly Node[], run: PackedRun): Numbers {
  let places: NodeIndex | undefined;
  let notFinite: ReadonlyMap<Node, Summary> | undefined;
  const placeOf = (node: Node): number | undefined => {
    places ??= indexNodes(roots);
    const place = places.get(node);
    if (place === undefined) return undefined;
    const empty = run.offsets[place] === run.offsets[place + 1];
    return empty && elementCount(node.sizes) > 0 ? undefined : place;
  };
  const slice = (place: number): Float64Array =>
    run.data.subarray(run.offsets[place], run.offsets[place + 1]);
  const summaryAt = (node: Node, place: number): Summary => {
    const numbers = slice(place);
    if (isWhole(node)) return summarise({ sizes: node.sizes, data: numbers });
    return Object.fromEntries(SUMMARY.map((key, i) => [key, numbers[i] ?? NaN])) as unknown as Summary;
  };
  const findNotFinite = (): ReadonlyMap<Node, Summary> => {
    const found = new Map<Node, Summary>();
    roots.forEach((node, place) => {
      const isFinite = isWhole(node) && slice(place).every((value) => Number.isFinite(value));
      if (isFinite || run.offsets[place] === run.offsets[place + 1]) return;
      const summary = summaryAt(node, place);
      if (summary.nans + summary.infs > 0) found.set(node, summary);
    });
    return found;
  };
  return {
    milliseconds: run.milliseconds,
    evaluated: run.evaluated,
    notFinite: () => (notFinite ??= run.kind === "done" ? findNotFinite() : new Map()),
    has: (node) => run.kind === "done" && placeOf(node) !== undefined,
    tensor(node) {
      const place = placeOf(node);
      if (run.kind !== "done" || place === undefined || !isWhole(node)) return undefined;
      return { sizes: node.sizes, data: slice(place) };
    },
    summary(node) {
      const place = placeOf(node);
      if (run.kind !== "done" || place === undefined) return undefined;
      return summaryAt(node, place);
    },
  };
}
