/** What if: which leaves can be dragged, what is set then, and how long that holds. */
import { withCommas } from "../base/commas.ts";
import type { Analysis } from "../analysis.ts";
import type { Span } from "../base/span.ts";
import type { Node } from "../graph/ir.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { TARGET_ID } from "./drawn.ts";
import { boundName, factsOf, gradientName, lineNumber, shorten, sourceOf } from "./facts.ts";
import { pictureOf } from "./picture.ts";
import { withTurns } from "./turns.ts";
import { NOTHING_SET, type WhatIf } from "./what-if-set.ts";
import type { View } from "./view.ts";

/** A leaf that can be dragged. */
export interface Leaf {
  readonly node: Node;
  readonly name: string;
  /** Its value without the what-if, and with it. */
  readonly own: Tensor;
  readonly value: Tensor;
  readonly isSeed: boolean;
}

/** Those that hold in another version of the text; the same list where all do. */
export function stillMeant(analysis: Analysis, whatIfs: readonly WhatIf[]): readonly WhatIf[] {
  const kept = whatIfs.filter(({ node, said }) => {
    const span = placeOf(analysis, node);
    return span !== undefined && linesAt(analysis, span) === said && !analysis.program.asked.has(node);
  });
  return kept.length === whatIfs.length ? whatIfs : kept.length === 0 ? NOTHING_SET : kept;
}

/** The leaf that a drawn node is, or a sentence that says why it cannot be dragged; undefined where it is no leaf. */
export function leafAt(view: View, opened: readonly string[], id: string): Leaf | string | undefined {
  const { analysis } = view;
  const isSeed = id === TARGET_ID;
  const step = isSeed
    ? undefined
    : pictureOf(analysis, withTurns(view, opened)).steps.find((candidate) => candidate.id === id);
  if (!isSeed && step?.kind !== "leaf" && step?.kind !== "constant") return undefined;
  const node = isSeed ? analysis.gradient?.seed : step?.node;
  if (node === undefined) return undefined;
  const name = nameOf(analysis, node, isSeed);
  const set = view.whatIfs?.find((one) => one.node === node);
  if (node.dtype === "bool") return `${name} holds truth values, and between true and false is nothing.`;
  const reader = readerOf(analysis, node);
  if (reader !== undefined) return `${name} cannot be dragged: ${reader}`;
  if (elementCount(node.sizes) === 0) return `${name} has no elements.`;
  const value = set?.value ?? analysis.inputs.get(node) ?? view.numbers?.tensor(node);
  if (value !== undefined) return { node, name, own: set?.own ?? value, value, isSeed };
  return view.numbers?.has(node) === true
    ? `${name} has ${withCommas(elementCount(node.sizes))} elements: too many to drag one of them.`
    : `${name} has no value yet.`;
}

function nameOf(analysis: Analysis, node: Node, isSeed: boolean): string {
  if (isSeed) return gradientName(analysis, analysis.target?.text ?? "");
  const { origins, graph } = analysis.program;
  const origin = origins[graph.index.get(node) ?? -1];
  return boundName(analysis, node) ?? (origin === undefined ? "It" : shorten(sourceOf(analysis, origin), 16));
}

/** Who needs a number before anything is run: then another number would be another graph. */
function readerOf(analysis: Analysis, node: Node): string | undefined {
  const { asked, settled } = analysis.program;
  if (!asked.has(node)) return undefined;
  const at = settled.find((one) => isMadeOf(one.node, node))?.at;
  const where =
    at === undefined ? "its number" : `line ${lineNumber(analysis, at.span.start)} reads its number,`;
  return at === undefined
    ? `${where} decides how the graph is built.`
    : `${where} and the graph is built by it.`;
}

function isMadeOf(node: Node, of: Node): boolean {
  const seen = new Set<Node>();
  const stack = [node];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next === of) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    stack.push(...next.inputs);
  }
  return false;
}

/** What is set once one element of a leaf has this value; a leaf that is what it was is not set. */
export function withElement(
  view: View,
  { node, name, own, value }: Leaf,
  element: number,
  number: number,
): readonly WhatIf[] {
  const { analysis, whatIfs = NOTHING_SET } = view;
  const data = Float64Array.from(value.data);
  data[element] = number;
  const others = whatIfs.filter((one) => one.node !== node);
  const span = placeOf(analysis, node);
  if (span === undefined || data.every((one, i) => Object.is(one, own.data[i]))) return others;
  const said = linesAt(analysis, span);
  return [...others, { node, name, own, value: { sizes: value.sizes, data }, said }];
}

/** Where a leaf stands, or the line that makes the target where it is the upstream gradient. */
function placeOf(analysis: Analysis, node: Node): Span | undefined {
  const { program, gradient, target } = analysis;
  if (node === gradient?.seed) return target?.stmt.span;
  const at = program.graph.index.get(node);
  if (at === undefined) return undefined;
  return factsOf(analysis).bindingOf.get(node)?.stmt.span ?? program.origins[at]?.span;
}

function linesAt({ text, lines }: Analysis, { start, end }: Span): string {
  return text.slice(lines.startOf(lines.lineAt(start)), lines.endOf(lines.lineAt(end)));
}

/** The line, from 0, at whose end it is told what a leaf is set to. */
export function lineOfWhatIf(analysis: Analysis, { node }: WhatIf): number {
  const span = placeOf(analysis, node);
  return span === undefined ? -1 : analysis.lines.lineAt(span.end);
}
