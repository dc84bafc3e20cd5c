/** Whether a call lies at a kink, by its slopes on both sides. */
import type { Adjoints } from "../grad/reverse.ts";
import type { Group, Node } from "../graph/ir.ts";
import { createEffort } from "../insight/effort.ts";
import { createReplay } from "../insight/replay.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { evaluateBeside } from "./evaluate.ts";
import { sentBack } from "./unit.ts";
import type { View } from "./view.ts";

/** So far to both sides of a number the slopes are taken, and then nearer: times its size, or for 0 as it is. */
const STEPS = [
  { by: 1e-9, at0: 1e-9 },
  { by: 1e-12, at0: 1e-30 },
] as const;
/** Two slopes are different if they differ by more than rounding makes of that. */
const APART = 1e-2;
export interface AtKink {
  /** Where in the first argument; undefined where several of its elements make one of the result. */
  readonly i: number | undefined;
  /** The number there. */
  readonly x: number;
  /** On both sides. */
  readonly before: number;
  readonly behind: number;
  /** What is used between them. */
  readonly slope: number;
}

/** The first element of a call's first argument that lies at a kink, or of its result where a call folds its argument. */
export function kinkIn(view: View, adjoints: Adjoints, group: Group): AtKink | undefined {
  const [input] = group.inputs;
  const [out] = group.outputs;
  const x = input && evaluateBeside(view, input);
  if (x === undefined || out === undefined) return undefined;
  const folds = elementCount(out.sizes) < x.data.length;
  const sent = sentBack(view, adjoints, { kind: "call", group }, input!, group.inputs.indexOf(input!));
  const used = folds ? slopeAt0(sent, x) : slopesUsed(view, adjoints, sent, out);
  const here = computeWith(view, group, input!, x);
  if (here === undefined || (!folds && here.data.length !== x.data.length)) return undefined;
  const sides = STEPS.map((step) =>
    [-1, 1].map((sign) => {
      // A fold has its tip at 0.
      const move = (value: number): number =>
        sign * (value === 0 ? step.at0 : folds ? 0 : step.by * Math.abs(value));
      const data = x.data.map((value) => value + move(value));
      const there = computeWith(view, group, input!, { sizes: x.sizes, data });
      return there?.data.map((y, i) => (y - here.data[i]!) / (folds ? move(0) : data[i]! - x.data[i]!));
    }),
  );
  for (let i = 0; i < here.data.length; i++) {
    const slope = used(i);
    if (slope === undefined || !sides.every(([left, right]) => Math.abs(left![i]! - right![i]!) > APART))
      continue;
    const [[left, right]] = sides as [(Float64Array | undefined)[]];
    const [before, behind] = [tidy(left?.[i] ?? NaN), tidy(right?.[i] ?? NaN)];
    return folds
      ? { i: undefined, x: 0, before, behind, slope }
      : { i, x: x.data[i]!, before, behind, slope };
  }
  return undefined;
}

/** A slope without what rounding has added. */
function tidy(slope: number): number {
  return Number(slope.toFixed(5)) + 0;
}

/** What passes of each element's upstream gradient; undefined where nothing comes. */
function slopesUsed(
  view: View,
  adjoints: Adjoints,
  sent: Tensor | undefined,
  out: Node,
): (i: number) => number | undefined {
  const adjoint = adjoints.of(out);
  const upstream = adjoint && evaluateBeside(view, adjoint);
  return (i) => {
    const [passing, arriving] = [sent?.data[i], upstream?.data[i]];
    return passing === undefined || arriving === undefined || arriving === 0
      ? undefined
      : Number((passing / arriving).toPrecision(12)) + 0;
  };
}

/** What a fold uses at elements that are 0: only 0 is told of, since which elements made which result is not known here. */
function slopeAt0(sent: Tensor | undefined, x: Tensor): () => number | undefined {
  const isFlat = sent !== undefined && x.data.every((value, i) => value !== 0 || sent.data[i] === 0);
  return () => (isFlat ? 0 : undefined);
}

/** What a call gives for another first argument. */
function computeWith(view: View, group: Group, input: Node, value: Tensor): Tensor | undefined {
  const { index } = view.analysis.program.graph;
  const isFixed = (node: Node): boolean => (index.get(node) ?? -1) < group.first;
  const before = (node: Node): Tensor | undefined => evaluateBeside(view, node);
  const [out] = group.outputs;
  return out && createReplay(isFixed, before, new Map([[input, value]]), createEffort(Infinity))(out);
}
