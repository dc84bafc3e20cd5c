/** Where the gradient of one element comes from: what it does to the results of each step that reads it, with the file's numbers. */
import { withCommas } from "../base/commas.ts";
import { computeNode } from "../graph/compute.ts";
import { isRefusal, type Node } from "../graph/ir.ts";
import { createEffort } from "../insight/effort.ts";
import {
  callStep,
  gateStep,
  localSlice,
  nudged,
  type LocalSlice,
  type Stepped,
} from "../insight/local-slice.ts";
import { total } from "../insight/own-backward.ts";
import { createReplay } from "../insight/replay.ts";
import type { ElementTerm, ElementUse, ElementView } from "../protocol/inspect.ts";
import { stridesOf } from "../tensor/axes.ts";
import { elementCount, filled, type Tensor } from "../tensor/tensor.ts";
import { indexText } from "./difference-text.ts";
import { adjointsFor, placeOf, TARGET_ID } from "./drawn.ts";
import { gradientName, nameOf, shorten } from "./facts.ts";
import { evaluateBeside } from "./evaluate.ts";
import { formatBool, formatNumber } from "./format-number.ts";
import { partOf, wholeOf, type Fetch } from "./parts.ts";
import { pictureOf, type Picture, type Step } from "./picture.ts";
import { makerLabel } from "./step-label.ts";
import { lookAt } from "./tensor-look.ts";
import { drawTensor } from "./tensor-pictures.ts";
import { withTurns } from "./turns.ts";
import { knownOf, type View } from "./view.ts";

/** So many numbers are computed for one slice at most: some 50 ms. */
const MOST_ELEMENTS = 2 ** 22;
/** So many terms are shown; of more those that the sum is made of most. */
const MOST_TERMS = 24;
/** What has no name is called as it is written; one that is longer is not repeated in every term. */
const LONGEST_NAME = 12;

/** Undefined where there is no such element, or no number of it yet. */
export async function elementView(
  view: View,
  opened: readonly string[],
  { id, index }: { readonly id: string; readonly index: readonly number[] },
  fetch: Fetch,
): Promise<ElementView | undefined> {
  const { analysis } = view;
  const picture = pictureOf(analysis, withTurns(view, opened));
  const step = picture.steps.find((candidate) => candidate.id === id);
  const node = id === TARGET_ID ? analysis.target?.node : step?.node;
  if (node === undefined || !lies(index, node)) return undefined;
  const window = { starts: index, sizes: index.map(() => 1) };
  const value = (await partOf(view, node, window, fetch))?.data[0];
  if (value === undefined) return undefined;
  const adjoint = step === undefined ? analysis.gradient?.of(node) : adjointsFor(analysis, step)?.of(node);
  const slope = adjoint && (await partOf(view, adjoint, window, fetch))?.data[0];
  const strides = stridesOf(node.sizes);
  const place = index.reduce((sum, at, dim) => sum + at * strides[dim]!, 0);
  const at = indexText(place, node.sizes);
  const name = nameOf(view, node, step && placeOf(analysis, step));
  const uses: ElementUse[] = [];
  for (const reader of adjoint === undefined ? [] : readersOf(picture, node)) {
    const use = await useOf(view, picture, reader, node, place, fetch);
    if (use !== undefined) uses.push(use);
  }
  return {
    index,
    name: `${shorten(name)}${at}`,
    value: node.dtype === "bool" ? formatBool(value) : formatNumber(value),
    gradient:
      slope === undefined
        ? undefined
        : { name: `${gradientName(analysis, name)}${at}`, text: formatNumber(slope) },
    uses,
    note: noteOf(view, node, adjoint),
  };
}

function lies(index: readonly number[], { sizes }: Node): boolean {
  return index.length === sizes.length && index.every((at, dim) => at >= 0 && at < sizes[dim]!);
}

function noteOf({ analysis }: View, node: Node, adjoint: Node | undefined): string {
  const { target } = analysis;
  if (node.dtype === "bool") return "A condition has no gradient.";
  if (target !== undefined && target.node === node)
    return `The backward pass starts here, at ${target.text}.`;
  return adjoint === undefined ? "No gradient reaches it." : "";
}

/** The steps that read a value, in the order of the file. */
function readersOf({ steps }: Picture, node: Node): readonly Step[] {
  return steps.filter(({ reads, wires }) => wires.some((at) => reads[at] === node));
}

/** What an element does through one step; undefined where no gradient comes to what the step makes. */
async function useOf(
  view: View,
  picture: Picture,
  reader: Step,
  input: Node,
  place: number,
  fetch: Fetch,
): Promise<ElementUse | undefined> {
  const { analysis } = view;
  const label = makerLabel(picture, reader, analysis.program.inputs);
  const bare = { id: reader.id, label, terms: [], rest: undefined, sum: undefined, heatMap: undefined };
  if (reader.kind === "loop")
    return { ...bare, text: "The loop is folded: open it to see what the element does in a turn." };
  const stepped = stepFor(view, reader, input);
  const adjoints = analysis.adjointsIn(placeOf(analysis, reader));
  const arriving = stepped.outputs.map((output) => adjoints?.of(output));
  if (arriving.every((one) => one === undefined)) return undefined;
  const local = localSlice(analysis.program.graph, stepped, place);
  if (local.slices.every((slice) => slice === undefined))
    return { ...bare, text: "No gradient comes back through it." };
  if (local.elements > MOST_ELEMENTS) {
    const [needed, most] = [local.elements, MOST_ELEMENTS].map(withCommas);
    return { ...bare, text: `Its local gradient takes ${needed} numbers, and up to ${most} are computed.` };
  }
  const slices = await valuesOf(view, reader, stepped, local, place, fetch);
  if (slices === undefined) return { ...bare, text: "Its local gradient has no numbers here." };
  const terms: Term[] = [];
  let size = 0;
  for (const [i, output] of stepped.outputs.entries()) {
    const [slice, adjoint] = [slices[i], arriving[i]];
    if (slice === undefined || adjoint === undefined) continue;
    size += slice.value.data.length;
    const upstream = (await wholeOf(view, adjoint, fetch)) ?? evaluateBeside(view, adjoint);
    if (upstream === undefined)
      return { ...bare, text: "The gradient that comes to it has no numbers here." };
    slice.value.data.forEach((own, at) => {
      // NaN nearby tells nothing: what is 0 here may be multiplied with it there.
      if (own === 0 && !(Math.abs(slice.nearby?.data[at] ?? 0) > 0)) return;
      const g = upstream.data[at]!;
      // A zero has no sign where it is one of many terms.
      terms.push({ output, at, local: own, upstream: g, product: own * g + 0 });
    });
  }
  const names = [...new Set(terms.map(({ output }) => nameOf(view, output, placeOf(analysis, reader))))];
  const what = names.length === 1 ? ` of ${shorten(names[0]!)}` : "";
  const [count, all] = [terms.length, size].map(withCommas);
  const { shown, rest } = largest(terms);
  const drawn = slices.find((slice) => slice !== undefined);
  return {
    ...bare,
    text: size === 1 ? `gives ${shorten(names[0] ?? "")}` : `touches ${count} of ${all} elements${what}`,
    terms: shown.map((term) => termView(view, reader, term, names.length === 1)),
    rest: rest.length === 0 ? undefined : `${withCommas(rest.length)} more: ${formatNumber(sumOf(rest))}`,
    sum: formatNumber(sumOf(terms)),
    heatMap: size > 1 && drawn !== undefined ? drawTensor(lookAt(drawn.value), false).heatMap() : undefined,
  };
}

function stepFor({ analysis }: View, { group, node }: Step, input: Node): Stepped {
  const { graph } = analysis.program;
  if (group !== undefined) return callStep(graph, group, input);
  const each = node.inputs.flatMap((one, operand) => (one === input ? [gateStep(node, operand)] : []));
  const sendBack = (upstream: readonly Node[]): Node | undefined =>
    total(each.flatMap((step) => step.sendBack(upstream) ?? []));
  return { outputs: [node], sendBack };
}

/** The slice of one output, and what it is nearby: what is 0 only by chance is not 0 there. */
interface SliceValue {
  readonly value: Tensor;
  readonly nearby: Tensor | undefined;
}

async function valuesOf(
  view: View,
  reader: Step,
  { outputs }: Stepped,
  { slices, upstream, sent }: LocalSlice,
  place: number,
  fetch: Fetch,
): Promise<readonly (SliceValue | undefined)[] | undefined> {
  const { group, node } = reader;
  const { index } = view.analysis.program.graph;
  const first = group?.first ?? index.get(node) ?? Infinity;
  /** What was there before the step: it has the run's number, where that is known. */
  const isBefore = (one: Node): boolean => (index.get(one) ?? Infinity) < first && isTold(view, one);
  const base = new Map<Node, Tensor>();
  for (const root of [...slices, ...outputs, sent]) {
    if (root !== undefined && !(await gather(view, root, isBefore, base, fetch))) return undefined;
  }
  const before = (one: Node): Tensor | undefined => base.get(one) ?? constantOf(one);
  const given = new Map(upstream.map((one) => [one, filled(one.sizes, 0)]));
  const here = createReplay(isBefore, before, given, createEffort(MOST_ELEMENTS));
  const operands = (group === undefined ? node.inputs : group.inputs).filter(
    (one) => base.has(one) && sendsTo(view, reader, one),
  );
  const moved = new Map([...given, ...operands.map((one) => [one, nudged(base.get(one)!)] as const)]);
  const there = createReplay(isBefore, before, moved, createEffort(MOST_ELEMENTS));
  return slices.map((slice, i) => {
    const value = slice && here(slice);
    return value && { value: withoutFalseNaN(value, (at) => rowAt(i, at)), nearby: there(slice) };
  });

  /** The same entry by what is sent back for one element of a result alone. */
  function rowAt(output: number, at: number): number {
    const one = new Map(given);
    const hot = filled(upstream[output]!.sizes, 0);
    hot.data[at] = 1;
    one.set(upstream[output]!, hot);
    const row = sent && createReplay(isBefore, before, one, createEffort(MOST_ELEMENTS))(sent);
    return row?.data[place] ?? NaN;
  }
}

/** So many entries are computed a second way. */
const MOST_ROWS = 32;

/**
 * A slope of NaN or ∞ makes a NaN of every 0 that it is multiplied with, also for an element that has nothing to do with it. Where
 * the entry is a number when it is computed by its row, it is that number.
 */
function withoutFalseNaN({ sizes, data }: Tensor, rowAt: (at: number) => number): Tensor {
  let rows = 0;
  const mended = data.map((value, at) => (Number.isNaN(value) && rows++ < MOST_ROWS ? rowAt(at) : value));
  return rows === 0 ? { sizes, data } : { sizes, data: mended };
}

/** Whether a step sends anything back to one of its operands: indices and conditions cannot be nudged. */
function sendsTo(view: View, reader: Step, input: Node): boolean {
  const { outputs, sendBack } = stepFor(view, reader, input);
  return input.dtype !== "bool" && sendBack(outputs) !== undefined;
}

function isTold(view: View, node: Node): boolean {
  return view.analysis.program.inputs.has(node) || knownOf(view, node) !== undefined;
}

function constantOf(node: Node): Tensor | undefined {
  if (node.inputs.length > 0 || !node.gate.pure) return undefined;
  const value = computeNode(node, []);
  return isRefusal(value) ? undefined : value;
}

/** Brings the run's numbers that a node is computed from; false where one is too large, or not there. */
async function gather(
  view: View,
  root: Node,
  isBefore: (node: Node) => boolean,
  base: Map<Node, Tensor>,
  fetch: Fetch,
): Promise<boolean> {
  const seen = new Set<Node>();
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node) || base.has(node)) continue;
    seen.add(node);
    const isBase = isBefore(node) || !node.gate.pure || (node.inputs.length === 0 && isTold(view, node));
    if (!isBase) {
      stack.push(...node.inputs);
      continue;
    }
    if (elementCount(node.sizes) > MOST_ELEMENTS) return false;
    const value = await wholeOf(view, node, fetch);
    if (value === undefined) return false;
    base.set(node, value);
  }
  return true;
}

interface Term {
  readonly output: Node;
  readonly at: number;
  readonly local: number;
  readonly upstream: number;
  readonly product: number;
}

function sumOf(terms: readonly Term[]): number {
  return terms.reduce((sum, { product }) => sum + product, 0);
}

/** The terms that are shown, in their order, and the others. */
function largest(terms: readonly Term[]): {
  readonly shown: readonly Term[];
  readonly rest: readonly Term[];
} {
  if (terms.length <= MOST_TERMS) return { shown: terms, rest: [] };
  const weight = ({ product }: Term): number => (Number.isNaN(product) ? Infinity : Math.abs(product));
  const first = new Set(terms.toSorted((a, b) => weight(b) - weight(a)).slice(0, MOST_TERMS));
  return { shown: terms.filter((term) => first.has(term)), rest: terms.filter((term) => !first.has(term)) };
}

/** `isSaid`: whose elements they are stands above them already. */
function termView(
  view: View,
  reader: Step,
  { output, at, local, upstream, product }: Term,
  isSaid: boolean,
): ElementTerm {
  const whole = shorten(nameOf(view, output, placeOf(view.analysis, reader)));
  const index = indexText(at, output.sizes);
  const name = isSaid && index !== "" && whole.length > LONGEST_NAME ? index : `${whole}${index}`;
  const [localText, upstreamText, productText] = [local, upstream, product].map((one) => formatNumber(one));
  return { name, local: localText!, upstream: upstreamText!, product: productText! };
}
