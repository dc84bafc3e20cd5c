/** What a fix makes of a gradient: `∂L/∂x[1] NaN → 0.25`. */
import { createAnalyser, type Analysis } from "../analysis.ts";
import { applyEdits } from "../base/edits.ts";
import type { Node } from "../graph/ir.ts";
import type { Effort } from "../insight/effort.ts";
import type { Fix } from "../problems.ts";
import { createEngine, runRoots } from "../run.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { apart, indexText } from "./difference-text.ts";
import { concernedLeaves, gradientName, nameOf } from "./facts.ts";
import { formatTensor } from "./format-number.ts";
import { knownOf, type View } from "./view.ts";

/** What the effects of the fixes that are asked for at once may cost. */
export const MOST_EFFECT = 100_000;

/** What a value costs beside its elements: it is read, differentiated and computed again. */
const PER_NODE = 100;

/** The gradients of so many leaves are compared. */
const MOST_LEAVES = 8;

/** Up to this, relative to the largest element, a gradient stays what it is. */
const SAME = 1e-9;

/** A gradient that stays is written out up to so many characters. */
const MOST_WRITTEN = 24;

const told = new WeakMap<Fix, string | undefined>();

/**
 * The first leaf's gradient that is another one by a fix, else the first one's, which stays. Undefined while gradients are hidden,
 * where there is none in the mended file, and where more effort would be needed than is left.
 */
export function fixEffect(view: View, fix: Fix, effort: Effort): string | undefined {
  if (view.revealed !== undefined) return undefined;
  if (!told.has(fix)) {
    if (!effort.spend(costOf(view.analysis))) return undefined;
    told.set(fix, describe(view, fix));
  }
  return told.get(fix);
}

export function costOf({ program }: Analysis): number {
  return program.graph.nodes.reduce((cost, { sizes }) => cost + PER_NODE + elementCount(sizes), 0);
}

function describe(view: View, { edits }: Fix): string | undefined {
  const { analysis } = view;
  const leaves = concernedLeaves(analysis).leaves.slice(0, MOST_LEAVES);
  const before = leaves.map((leaf) => {
    const adjoint = analysis.gradient?.of(leaf);
    return adjoint && knownOf(view, adjoint)?.tensor;
  });
  // Of large ones only statistics are known: no mended file is run for them.
  if (before.every((own) => own === undefined)) return undefined;
  const after = gradientsOf(createAnalyser().analyse(applyEdits(analysis.text, edits), 0, analysis.request));
  if (after.length !== leaves.length) return undefined;
  const changes = after.flatMap((mended, i) => {
    const leaf = leaves[i]!;
    const own = before[i];
    if (own === undefined || own.data.length !== mended?.data.length) return [];
    return [{ leaf, own, mended, place: firstChange(own, mended) }];
  });
  const shown = changes.find(({ place }) => place >= 0) ?? changes[0];
  if (shown === undefined) return undefined;
  const { leaf, own, mended, place } = shown;
  const name = gradientName(analysis, nameOf(view, leaf));
  if (place < 0) return `${name} stays ${formatTensor(own, MOST_WRITTEN)}`;
  return `${name}${indexText(place, own.sizes)} ${apart(own.data[place]!, mended.data[place]!).join(" → ")}`;
}

/** By the first leaves; of a leaf without a gradient nothing. None where the file is wrong. */
function gradientsOf(analysis: Analysis): readonly (Tensor | undefined)[] {
  if (analysis.problems.some(({ severity }) => severity === "error")) return [];
  const leaves = concernedLeaves(analysis).leaves.slice(0, MOST_LEAVES);
  const adjoints = leaves.map((leaf) => analysis.gradient?.of(leaf));
  const roots = adjoints.filter((adjoint): adjoint is Node => adjoint !== undefined);
  const { numbers } = runRoots(createEngine(), roots, analysis.inputs, Infinity);
  return adjoints.map((adjoint) => adjoint && numbers.tensor(adjoint));
}

/** Where the first element stands that is another one; -1 where there is none. */
function firstChange(own: Tensor, mended: Tensor): number {
  let largest = 0;
  for (const one of mended.data) if (Number.isFinite(one)) largest = Math.max(largest, Math.abs(one));
  return own.data.findIndex((one, i) => {
    const other = mended.data[i]!;
    return !Object.is(one, other) && !(Math.abs(one - other) <= SAME * largest);
  });
}
