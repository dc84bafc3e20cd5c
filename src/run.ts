/** Runs one document version and packs its numbers so that they can cross from a worker: one entry for each root, in order. */
import type { Analysis } from "./analysis.ts";
import { fillOperands } from "./check/lowering.ts";
import type { Evaluator, RunResult } from "./eval/evaluator.ts";
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
  /** What the run would hold; the place in the graph of its largest value, where that is one of the file's. */
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

/** The numbers of one version, by node: good for every version in which the node stands. */
export interface Numbers {
  readonly version: number;
  readonly milliseconds: number;
  readonly evaluated: number;
  has(node: Node): boolean;
  /** The whole value; undefined where there is none, or only a summary was kept. */
  tensor(node: Node): Tensor | undefined;
  summary(node: Node): Summary | undefined;
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
  const { roots, program } = analysis;
  const { offsets, data } =
    result.kind === "done"
      ? result.collect(roots, WHOLE_ELEMENTS, summaryNumbers)
      : { offsets: new Uint32Array(roots.length + 1), data: new Float64Array(0) };
  const { index } = program.graph;
  return {
    version: analysis.version,
    kind: result.kind,
    offsets,
    data,
    refusals: placeRefusals(analysis, result),
    evaluated: result.evaluated,
    milliseconds: result.milliseconds,
    bytes: result.memory.bytes,
    largest: result.memory.largest === undefined ? -1 : (index.get(result.memory.largest.node) ?? -1),
  };
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
  const placeOf = (node: Node): number | undefined => {
    places ??= indexNodes(roots);
    const place = places.get(node);
    if (place === undefined) return undefined;
    const empty = run.offsets[place] === run.offsets[place + 1];
    return empty && elementCount(node.sizes) > 0 ? undefined : place;
  };
  const slice = (place: number): Float64Array =>
    run.data.subarray(run.offsets[place], run.offsets[place + 1]);
  return {
    version: run.version,
    milliseconds: run.milliseconds,
    evaluated: run.evaluated,
    has: (node) => run.kind === "done" && placeOf(node) !== undefined,
    tensor(node) {
      const place = placeOf(node);
      if (run.kind !== "done" || place === undefined || !isWhole(node)) return undefined;
      return { sizes: node.sizes, data: slice(place) };
    },
    summary(node) {
      const place = placeOf(node);
      if (run.kind !== "done" || place === undefined) return undefined;
      if (isWhole(node)) return summarise({ sizes: node.sizes, data: slice(place) });
      const numbers = slice(place);
      return Object.fromEntries(SUMMARY.map((key, i) => [key, numbers[i] ?? NaN])) as unknown as Summary;
    },
  };
}
