/** A strip of blocks that shows how a gradient's norm goes over the turns of a loop, so that it is seen to fade or to grow. */
import type { Node } from "../graph/ir.ts";
import { carriedNames, type CarriedName } from "./carried.ts";
import { gradientName, spelled } from "./facts.ts";
import { formatNumber } from "./format-number.ts";
import { isHidden } from "./hidden.ts";
import { codeSpan, plain } from "./markdown.ts";
import { knownOf, type View } from "./view.ts";

const BLOCKS = "▁▂▃▄▅▆▇█";
/** What stands for a gradient of 0, or for none. */
const NOTHING = "·";
/** What stands for one that is not finite. */
const ODD = "!";
/** A strip is not longer: then a block stands for several turns. */
const MOST_BLOCKS = 40;
/** The least range in powers of ten: what differs by less hardly differs. */
const LEAST_RANGE = 1;

/** For each loop that leaves a value at the end of a turn, the innermost first: what comes back to it over the turns. */
export function turnStrips(view: View, node: Node): readonly string[] {
  const loops = carriedNames(view.analysis).filter(
    ({ values }) => values.length > 1 && values.includes(node),
  );
  return loops.toReversed().flatMap((loop) => stripOf(view, loop) ?? []);
}

/** The norm of what comes back to a name in each turn, 0 where nothing does; undefined where a part of it is hidden. */
export function turnNorms(view: View, { loop, values }: CarriedName): readonly number[] | undefined {
  if (values.some((value) => isHidden(view, value))) return undefined;
  const adjoints = view.analysis.adjointsIn(loop);
  return values.map((value) => {
    const adjoint = adjoints?.of(value);
    const summary = adjoint && knownOf(view, adjoint)?.summary;
    return summary !== undefined && summary.nans > 0 ? NaN : (summary?.norm ?? 0);
  });
}

/** So many norms as can be seen side by side, of several turns the largest; NaN where one is not finite. */
export function inBlocks(norms: readonly number[]): readonly number[] {
  const apart = turnsInBlock(norms);
  return Array.from({ length: Math.ceil(norms.length / apart) }, (_, i) => {
    const own = norms.slice(i * apart, (i + 1) * apart);
    return own.every(Number.isFinite) ? Math.max(...own) : NaN;
  });
}

function turnsInBlock(norms: readonly number[]): number {
  return Math.ceil(norms.length / MOST_BLOCKS);
}

/** Where norms lie on a log scale that has them all, from 0 for the least to 1 for the largest. */
export function logScale(norms: readonly number[]): LogScale | undefined {
  const sizes = norms.filter((norm) => norm > 0 && norm < Infinity);
  if (sizes.length === 0) return undefined;
  const least = sizes.reduce((a, b) => Math.min(a, b));
  const most = sizes.reduce((a, b) => Math.max(a, b));
  const range = Math.max(LEAST_RANGE, Math.log10(most / least));
  return { least, most, heightOf: (norm) => 1 - Math.log10(most / norm) / range };
}

interface LogScale {
  readonly least: number;
  readonly most: number;
  heightOf(norm: number): number;
}

function stripOf(view: View, carried: CarriedName): string | undefined {
  const { analysis } = view;
  const norms = turnNorms(view, carried);
  const scale = norms && logScale(norms);
  if (norms === undefined || scale === undefined) return undefined;
  const name = gradientName(analysis, spelled(analysis, carried.binding.name));
  const blocks = inBlocks(norms).map((norm) => {
    if (Number.isNaN(norm)) return ODD;
    return norm === 0 ? NOTHING : BLOCKS[Math.round(scale.heightOf(norm) * (BLOCKS.length - 1))]!;
  });
  const range = [...new Set([scale.least, scale.most].map((one) => formatNumber(one)))].join(" … ");
  const apart = turnsInBlock(norms);
  const each = apart === 1 ? "" : `, ${apart} in a block`;
  return `‖${plain(name)}‖ over ${norms.length} turns${each}: ${codeSpan(blocks.join(""))} ${range}, on a log scale`;
}
