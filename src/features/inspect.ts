/** Answers what the graph panel asks of a value or of a gradient: windows of its elements, and what all of them are like. */
import type { Window } from "../eval/feed.ts";
import { summarise, type Summary } from "../eval/statistics.ts";
import type { Node } from "../graph/ir.ts";
import {
  mostInWindow,
  type Asked,
  type InspectAnswer,
  type InspectQuestion,
  type TensorFact,
  type TensorPicture,
  type TensorView,
  type WindowView,
} from "../protocol/inspect.ts";
import { indexOf } from "../tensor/axes.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { compositeOf } from "./composite.ts";
import { adjointsFor, TARGET_ID } from "./drawn.ts";
import { formatBool, formatNumber } from "./format-number.ts";
import { isHidden } from "./hidden.ts";
import { imageView } from "./image.ts";
import { pictureOf } from "./picture.ts";
import { elementView } from "./one-element.ts";
import { partOf, wholeOf, type Fetch } from "./parts.ts";
import { savingsOf } from "./savings.ts";
import { take, untaken } from "./take.ts";
import { lookAt, MOST_LOOKED } from "./tensor-look.ts";
import { drawTensor } from "./tensor-pictures.ts";
import { withTurns } from "./turns.ts";
import { knownOf, type View } from "./view.ts";

/** So many digits stand in a cell, and in a statistic. */
const DIGITS = 5;
/** So many elements are looked at for the width of a column. */
const FOR_WIDTH = 2048;

/** Undefined where there is no such value, or no number of it yet. */
export async function inspectValue(
  view: View,
  opened: readonly string[],
  question: InspectQuestion,
  fetch: Fetch,
): Promise<InspectAnswer | null> {
  const { version } = view.analysis;
  if (question.kind === "savings") {
    const told = savingsOf(view, pictureOf(view.analysis, withTurns(view, opened)));
    return told === undefined ? null : { kind: "savings", version, ...told };
  }
  if (question.kind === "composite") {
    const told = compositeOf(view, opened, question.id);
    return told === undefined ? null : { kind: "composite", version, ...told };
  }
  const node = inspectedNode(view, opened, question);
  if (node === undefined) return null;
  if (node === "hidden") return { kind: "refused", version, text: "This gradient is hidden." };
  const elements = (window: Window): Promise<Tensor | undefined> => partOf(view, node, window, fetch);
  switch (question.kind) {
    case "tensor": {
      const told = await describe(view, node, elements);
      return told === undefined ? null : { kind: "tensor", version, ...told };
    }
    case "window": {
      const told = await windowView(view, node, question.window, elements);
      return told === undefined ? null : { kind: "window", version, ...told };
    }
    case "image": {
      const told = await imageView(question.window, knownOf(view, node)?.summary, elements);
      return told === undefined ? null : { kind: "image", version, ...told };
    }
    case "element": {
      const told = await elementView(view, opened, question, fetch);
      return told === undefined ? null : { kind: "element", version, ...told };
    }
    case "take": {
      const { sizes, dtype } = node;
      const text = untaken(sizes, question.as);
      if (text !== undefined) return { kind: "refused", version, text };
      const whole = await wholeOf(view, node, fetch);
      const name = question.id.replace(/#.*$/, "");
      return whole === undefined
        ? null
        : { kind: "take", version, name, text: take(whole, dtype, question.as) };
    }
  }
}

/** The node whose numbers are meant. */
function inspectedNode(
  view: View,
  opened: readonly string[],
  { id, aspect }: Asked,
): Node | "hidden" | undefined {
  const { analysis } = view;
  const { steps } = pictureOf(analysis, withTurns(view, opened));
  const step = steps.find((candidate) => candidate.id === id);
  const node = id === TARGET_ID ? analysis.target?.node : step?.node;
  if (node === undefined || aspect === "value") return node;
  if (isHidden(view, node)) return "hidden";
  return step === undefined ? analysis.gradient?.of(node) : adjointsFor(analysis, step)?.of(node);
}

type Elements = (window: Window) => Promise<Tensor | undefined>;

async function windowView(
  view: View,
  node: Node,
  window: Window,
  elements: Elements,
): Promise<WindowView | undefined> {
  if (elementCount(window.sizes) > mostInWindow) return undefined;
  const part = await elements(window);
  if (part === undefined) return undefined;
  const most = largestOf(knownOf(view, node)?.summary) ?? largestIn(part);
  const write = writerOf(node);
  const texts = Array.from(part.data, write);
  const levels = Array.from(part.data, (value) =>
    Number.isFinite(value) && most > 0 ? Number((value / most).toFixed(2)) : 0,
  );
  return { window, texts, levels };
}

/** The largest magnitude; undefined where that is no number. */
function largestOf(summary: Summary | undefined): number | undefined {
  const most = summary === undefined ? NaN : Math.max(Math.abs(summary.min), Math.abs(summary.max));
  return Number.isFinite(most) ? most : undefined;
}

/** The largest magnitude of what is a number. */
function largestIn({ data }: Tensor): number {
  return data.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
}

function writerOf({ dtype }: Node): (value: number) => string {
  return dtype === "bool" ? formatBool : (value) => formatNumber(value, DIGITS);
}

async function describe(view: View, node: Node, elements: Elements): Promise<TensorView | undefined> {
  const { sizes } = node;
  const count = elementCount(sizes);
  // Of a larger value only the run's own statistics are told.
  const whole = count > MOST_LOOKED ? undefined : await elements({ starts: sizes.map(() => 0), sizes });
  const summary = whole === undefined ? knownOf(view, node)?.summary : summarise(whole);
  if (summary === undefined) return undefined;
  const write = writerOf(node);
  const seen = whole?.data.subarray(0, FOR_WIDTH) ?? [];
  const ends = [summary.min, summary.max];
  const width = Math.max(...[...seen, ...ends].map((value) => write(value).length), 1);
  const isBool = node.dtype === "bool";
  const picture = whole === undefined || count < 2 ? undefined : pictureFor(whole, isBool);
  const facts = isBool ? boolFacts(summary, whole) : factsFor(summary, whole, write);
  return { sizes, width, facts, ...(picture === undefined ? {} : { picture }) };
}

function pictureFor(tensor: Tensor, isBool: boolean): TensorPicture | undefined {
  const { heatMap, alt, scale, ends, marks, note, isVaried } = drawTensor(lookAt(tensor), isBool);
  if (!isVaried) return undefined;
  const notes = [marks, note].filter((text) => text !== "");
  return { heatMap: heatMap(), alt, scale: scale(), ends, notes };
}

type Is = (value: number) => boolean;

function factsFor(
  summary: Summary,
  whole: Tensor | undefined,
  write: (value: number) => string,
): readonly TensorFact[] {
  const { count, min, max, mean, norm, zeros, nans, infs } = summary;
  const some = (name: string, number: number, is: Is, isAlarm: boolean): readonly TensorFact[] =>
    number === 0
      ? []
      : [{ name, text: `${number}`, ...firstOf(whole, is), ...(isAlarm ? { alarm: true as const } : {}) }];
  const odd = [
    ...some("NaN", nans, Number.isNaN, true),
    ...some("infinite", infs, (value) => Math.abs(value) === Infinity, true),
  ];
  if (nans === count) return odd;
  return [
    { name: "min", text: write(min), ...firstOf(whole, (value) => value === min) },
    { name: "max", text: write(max), ...firstOf(whole, (value) => value === max) },
    { name: "mean", text: write(mean) },
    { name: "norm", text: write(norm) },
    ...some("zeros", zeros, (value) => value === 0, false),
    ...odd,
  ];
}

function boolFacts({ count, zeros }: Summary, whole: Tensor | undefined): readonly TensorFact[] {
  return [
    { name: "True", text: `${count - zeros}`, ...firstOf(whole, (value) => value !== 0) },
    { name: "False", text: `${zeros}`, ...firstOf(whole, (value) => value === 0) },
  ];
}

/** The index of the first element that is like this, where it is known. */
function firstOf(whole: Tensor | undefined, is: Is): { readonly at?: readonly number[] } {
  const place = whole?.data.findIndex(is) ?? -1;
  return place < 0 || whole === undefined || whole.sizes.length === 0
    ? {}
    : { at: indexOf(place, whole.sizes) };
}
