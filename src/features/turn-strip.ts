/** A strip of blocks that shows how a gradient's norm goes over the turns of a loop, so that it is seen to fade or to grow. */
import { summarise, type Summary } from "../eval/statistics.ts";
import { isWithin } from "../graph/group.ts";
import type { Node } from "../graph/ir.ts";
import type { Carried } from "../insight/finding.ts";
import type { LibraryOrigin } from "../lower/program.ts";
import { walkStatements } from "../syntax/walk.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { carriedInOther, carriedNames } from "./carried.ts";
import { createBeside } from "./evaluate.ts";
import { gradientName, originInOther, shorten, spelled } from "./facts.ts";
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
  const { analysis } = view;
  const loops = carriedNames(analysis).filter(({ values }) => values.length > 1 && values.includes(node));
  return loops
    .toReversed()
    .flatMap((loop) => stripOf(view, loop, spelled(analysis, loop.binding.name), "") ?? []);
}

/** So many names that the loops of one call carry are shown. */
const MOST_STRIPS = 4;

/** The same for the loops of a person's other file, of the call there that gives a value: their names stand in no line of this one. */
export function stripsInOther(view: View, node: Node): readonly string[] {
  const { analysis } = view;
  const { groups } = analysis.program.graph;
  const call = groups.find(({ imported, outputs }) => imported === true && outputs.includes(node));
  if (call === undefined || isHidden(view, node)) return [];
  const loops = carriedInOther(analysis).filter(
    ({ loop, values }) => values.length > 1 && isWithin(loop, call),
  );
  return loops.slice(0, MOST_STRIPS).flatMap((loop) => {
    const origin = originInOther(analysis, placeOf(view, loop.values[0]!));
    return origin === undefined
      ? []
      : (stripOf(view, loop, nameInOther(origin), ` of ${plain(origin.source.path)}`) ?? []);
  });
}

function placeOf({ analysis }: View, node: Node): number {
  return analysis.program.graph.index.get(node) ?? -1;
}

/** The name that a line of another file binds; of another line its text. */
function nameInOther({ source, expr }: LibraryOrigin): string {
  let found = shorten(source.text.slice(expr.span.start, expr.span.end));
  walkStatements(source.tree.statements, (stmt) => {
    const [only, ...others] = stmt.kind === "bind" ? stmt.targets : [];
    const target = stmt.kind === "augmented" ? stmt.target : others.length === 0 ? only?.name : undefined;
    const isHere = stmt.span.start <= expr.span.start && expr.span.end <= stmt.span.end;
    if (target !== undefined && isHere) found = source.text.slice(target.span.start, target.span.end);
  });
  return found;
}

/** The norm of what comes back to a name in each turn, 0 where nothing does; undefined where a part of it is hidden. */
export function turnNorms(view: View, { loop, values }: Carried): readonly number[] | undefined {
  if (values.some((value) => isHidden(view, value))) return undefined;
  const adjoints = view.analysis.adjointsIn(loop);
  const beside = createBeside(view, MOST_COMPUTED);
  return values.map((value) => {
    const adjoint = adjoints?.of(value);
    // What is inside a closed call is not told.
    const summary = adjoint && (knownOf(view, adjoint)?.summary ?? summaryOf(beside(adjoint)));
    return summary !== undefined && summary.nans > 0 ? NaN : (summary?.norm ?? 0);
  });
}

/** So many numbers are computed for it. */
const MOST_COMPUTED = 100_000;

function summaryOf(value: Tensor | undefined): Summary | undefined {
  return value && summarise(value);
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

/** `where` says of what the turns are, where that is not this file. */
function stripOf(view: View, carried: Carried, of: string, where: string): string | undefined {
  const norms = turnNorms(view, carried);
  const scale = norms && logScale(norms);
  if (norms === undefined || scale === undefined) return undefined;
  const name = gradientName(view.analysis, of);
  const blocks = inBlocks(norms).map((norm) => {
    if (Number.isNaN(norm)) return ODD;
    return norm === 0 ? NOTHING : BLOCKS[Math.round(scale.heightOf(norm) * (BLOCKS.length - 1))]!;
  });
  const range = [...new Set([scale.least, scale.most].map((one) => formatNumber(one)))].join(" … ");
  const apart = turnsInBlock(norms);
  const each = apart === 1 ? "" : `, ${apart} in a block`;
  return `‖${plain(name)}‖ over ${norms.length} turns${where}${each}: ${codeSpan(blocks.join(""))} ${range}, on a log scale`;
}
