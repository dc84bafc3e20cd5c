/** A dragged leaf as the panel shows it: its slider, what was predicted of the target, what came, and the target along it. */
import type { Analysis } from "../analysis.ts";
import type { Node } from "../graph/ir.ts";
import type { Numbers } from "../eval/numbers.ts";
import type { Curve, Effect, WhatIfView } from "../protocol/what-if-view.ts";
import { formatNumber } from "./format-number.ts";
import { isHidden } from "./hidden.ts";
import { elementName, whatIfText } from "./what-if-set.ts";
import type { Leaf } from "./what-if.ts";
import type { View } from "./view.ts";

/** So many places of the slider the target is computed at, ends included. */
const PLACES = 33;

/** What the target is at one place of the slider. */
export interface Sample {
  readonly at: number;
  readonly value: number;
  /** The gradient by the dragged element. */
  readonly slope: number | undefined;
}

/** The slider of an element: around its own number, as far as that is from zero twice over. */
function sliderOf({ own }: Leaf, element: number): { least: number; most: number; step: number } {
  const number = own.data[element] ?? 0;
  let size = Math.abs(number);
  if (size === 0) for (const one of own.data) size = Math.max(size, Math.abs(one));
  const reach = Number.isFinite(size) && size > 0 ? 2 * size : 1;
  const step = 10 ** Math.floor(Math.log10(reach / 20));
  const steps = Math.round(reach / step);
  const end = (sign: number): number => rounded(number + sign * steps * step);
  return { least: end(-1), most: end(1), step: rounded(step) };
}

/** Without the noise of the last bits. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

/** The places that the target is computed at: first the leaf's own number, then ever finer. */
export function placesOf(leaf: Leaf, element: number): readonly number[] {
  const { least, most } = sliderOf(leaf, element);
  const places = [leaf.own.data[element] ?? 0];
  const last = PLACES - 1;
  for (let stride = last; stride >= 1; stride /= 2) {
    for (let i = 0; i <= last; i += stride)
      if (stride === last || (i / stride) % 2 === 1) places.push(least + ((most - least) * i) / last);
  }
  return places;
}

/** What is run at a place: with all that is set, but that element there. */
export function analysisAt(
  { analysis }: View,
  { node, value }: Leaf,
  element: number,
  at: number,
  roots: readonly Node[],
): Analysis {
  const data = Float64Array.from(value.data);
  data[element] = at;
  return analysis.withValues(new Map([[node, { sizes: value.sizes, data }]]), roots);
}

/** What a run at a place is of; undefined where there is no target that follows. */
export function rootsAt({ target, gradient }: Analysis, { node, isSeed }: Leaf): readonly Node[] | undefined {
  if (target === undefined || isSeed || target.node.sizes.length > 0) return undefined;
  const adjoint = gradient?.of(node);
  return adjoint === undefined ? [target.node] : [target.node, adjoint];
}

export function sampleOf(
  at: number,
  numbers: Numbers,
  [target, adjoint]: readonly Node[],
  element: number,
): Sample | undefined {
  const value = target && numbers.tensor(target)?.data[0];
  const slope = adjoint && numbers.tensor(adjoint)?.data[element];
  return value === undefined ? undefined : { at, value, slope };
}

/** `samples`: the first is at the leaf's own number. */
export function whatIfView(
  view: View,
  id: string,
  leaf: Leaf | string,
  element: number,
  samples: readonly Sample[],
): WhatIfView {
  const { uri, analysis, whatIfs } = view;
  const base = { uri, version: analysis.version, id, set: whatIfText(whatIfs) };
  if (typeof leaf === "string") return { ...base, name: "", refused: leaf, dragged: undefined };
  const { name, own, value, node } = leaf;
  const sizes = value.sizes;
  const at = value.data[element] ?? NaN;
  const first = samples[0];
  const known = first && (isHidden(view, node) ? { ...first, slope: undefined } : first);
  const now = view.analysis.target && view.numbers?.tensor(view.analysis.target.node)?.data[0];
  return {
    ...base,
    name: elementName(name, sizes, element),
    refused: undefined,
    dragged: {
      sizes,
      element,
      value: at,
      own: own.data[element] ?? NaN,
      ownText: formatNumber(own.data[element] ?? NaN),
      ...sliderOf(leaf, element),
      effect: known && now !== undefined ? effectOf(analysis, known, at, now) : undefined,
      curve: known && now !== undefined && samples.length > 2 ? curveOf(known, samples, now) : undefined,
      note: noteOf(analysis, leaf),
    },
  };
}

/** Why there is no number that follows what is dragged. */
function noteOf({ target }: Analysis, { name, isSeed }: Leaf): string | undefined {
  if (target === undefined) return "There is no target that could follow.";
  if (isSeed)
    return `${target.text} stays as it is: the gradients alone follow ${name}, in proportion to it.`;
  if (target.node.sizes.length === 0) return undefined;
  return `${target.text} has more than one number: its change is told and drawn of a target that is one.`;
}

function effectOf({ target }: Analysis, own: Sample, at: number, now: number): Effect {
  const step = at - own.at;
  const actual = now - own.value;
  const predicted = own.slope === undefined ? undefined : own.slope * step;
  return {
    target: target?.text ?? "",
    values: `${formatNumber(own.value)} → ${formatNumber(now)}`,
    actual: change(actual),
    predicted:
      predicted === undefined
        ? undefined
        : `${formatNumber(own.slope!)} · ${bracketed(step)} = ${change(predicted)}`,
    difference:
      predicted === undefined ? undefined : change(cleared(actual - predicted, actual, own.value, now)),
  };
}

/** A difference that is the last bits' noise is none. */
function cleared(difference: number, ...of: readonly number[]): number {
  const size = of.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  return Math.abs(difference) < 1e-12 * size ? 0 : difference;
}

function change(value: number): string {
  return formatNumber(rounded(value));
}

function bracketed(value: number): string {
  const text = change(value);
  return text.startsWith("-") ? `(${text})` : text;
}

function curveOf({ at: own, value, slope }: Sample, samples: readonly Sample[], now: number): Curve {
  const sorted = samples.toSorted((a, b) => a.at - b.at).filter((one, i, all) => one.at !== all[i - 1]?.at);
  const number = (one: number): number | null => (Number.isFinite(one) ? one : null);
  return {
    at: sorted.map((one) => one.at),
    values: sorted.map((one) => number(one.value)),
    tangent: slope === undefined ? undefined : sorted.map((one) => number(value + slope * (one.at - own))),
    now: number(now),
  };
}
