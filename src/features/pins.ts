/** Pinned values: found again in each version of the file, with their numbers and what these were before. */
import type { Span } from "../base/span.ts";
import type { Group, Node } from "../graph/ir.ts";
import { changeBetween, type Mark, type Measured } from "../insight/change.ts";
import type { ViewNumber } from "../protocol/graph-view.ts";
import type {
  PinMeasure,
  PinMeasures,
  PinNumber,
  PinOfResult,
  PinsParams,
  PinsResult,
} from "../protocol/pins-view.ts";
import { anchorsOf } from "./anchors.ts";
import { drawnOf, spanOf, TARGET_ID } from "./drawn.ts";
import { factsOf, gradientName, isLiteral, lineNumber, nameOf } from "./facts.ts";
import { formatFactor } from "./factor-text.ts";
import { gradientNumber, numberOf } from "./graph-view.ts";
import { isHidden } from "./hidden.ts";
import { knownOf, type View } from "./view.ts";
import { isUpstream } from "./why.ts";

/** Of so many elements each is remembered; of more the norm. */
const MOST_ELEMENTS = 64;

export function pinsOf(view: View, pins: PinsParams["pins"], opened: readonly string[]): PinsResult {
  const { analysis } = view;
  const anchors = anchorsOf(analysis);
  return {
    version: analysis.version,
    rows: pins.flatMap(({ id, before }) => {
      const node = anchors.nodeOf(id);
      return node === undefined ? [] : [rowOf(view, id, node, before, opened)];
    }),
  };
}

/** What pins a node that is drawn with these groups opened. */
export function pinOfStep(view: View, id: string, opened: readonly string[]): PinOfResult | undefined {
  const node =
    id === TARGET_ID
      ? view.analysis.target?.node
      : drawnOf(view, opened, 1).picture.steps.find((step) => step.id === id)?.node;
  return node && pinOf(view, node);
}

export function pinOf(view: View, node: Node): PinOfResult | undefined {
  const id = anchorsOf(view.analysis).idOf(node);
  return id === "" ? undefined : { id, name: nameOf(view, node, placeOf(view, node)) };
}

/** Where a pinned value stands in the source. */
export function pinSpan(view: View, id: string): Span | undefined {
  const node = anchorsOf(view.analysis).nodeOf(id);
  return node && spanOf(view.analysis, node);
}

function rowOf(
  view: View,
  id: string,
  node: Node,
  before: PinMeasures | undefined,
  opened: readonly string[],
): PinsResult["rows"][number] {
  const { analysis } = view;
  const place = placeOf(view, node);
  const name = nameOf(view, node, place);
  const isAsked = analysis.target !== undefined && !isLiteral(analysis, node, place);
  const adjoint = isUpstream(analysis, node) ? undefined : analysis.adjointsIn(place)?.of(node);
  const value = numberOf(view, node);
  const gradient = !isAsked || isUpstream(analysis, node) ? undefined : gradientNumber(view, node, adjoint);
  const now: PinMeasures = {
    ...measured("value", view, node, value),
    ...(isHidden(view, node) || adjoint === undefined ? {} : measured("gradient", view, adjoint, gradient)),
  };
  const maker = drawnOf(view, opened, 1).picture.makerOf.get(node);
  return {
    id,
    name,
    gradientLabel: gradientName(analysis, name),
    line: lineNumber(analysis, spanOf(analysis, node)?.start ?? 0),
    steps: [
      ...(maker === undefined ? [] : [maker.id]),
      ...(analysis.target?.node === node ? [TARGET_ID] : []),
    ],
    value: value && compared(value, before?.value, now.value),
    gradient: gradient && compared(gradient, before?.gradient, now.gradient),
    now,
  };
}

/** The group whose gradient is meant: that of the name outside, where a value has one inside and one outside of a call. */
function placeOf({ analysis }: View, node: Node): Group | undefined {
  const { graph } = analysis.program;
  const binding = factsOf(analysis).bindingOf.get(node);
  return binding === undefined ? graph.groupOf[graph.index.get(node) ?? -1] : binding.group;
}

function measured(
  of: keyof PinMeasures,
  view: View,
  node: Node,
  number: ViewNumber | undefined,
): PinMeasures {
  const known = knownOf(view, node);
  if (known === undefined || number === undefined) return {};
  const { tensor, summary } = known;
  const isSmall = tensor !== undefined && tensor.data.length <= MOST_ELEMENTS;
  const measure: PinMeasure = {
    text: number.short,
    sizes: node.sizes,
    norm: String(summary.nans > 0 ? NaN : summary.norm),
    ...(isSmall ? { elements: [...tensor.data].map(written) } : {}),
  };
  return { [of]: measure };
}

/** `String` writes -0 as 0. */
function written(element: number): string {
  return Object.is(element, -0) ? "-0" : String(element);
}

function readBack({ sizes, norm, elements }: PinMeasure): Measured {
  return { sizes, norm: Number(norm), elements: elements?.map(Number) };
}

function compared(
  number: ViewNumber,
  before: PinMeasure | undefined,
  now: PinMeasure | undefined,
): PinNumber {
  if (before === undefined || now === undefined) return number;
  const { isSame, marks } = changeBetween(readBack(before), readBack(now));
  return isSame ? number : { ...number, before: { text: before.text, marks: marks.map(markText) } };
}

function markText(mark: Mark): string {
  switch (mark.kind) {
    case "shape":
      return "another shape";
    case "not finite":
      return "not finite now";
    case "finite":
      return "finite again";
    case "from zero":
      return "was 0";
    case "to zero":
      return "0 now";
    case "signs":
      return mark.of === 1 ? "changes sign" : `${mark.count} of ${mark.of} change sign`;
    case "factor":
      return mark.factor > 1 ? `× ${formatFactor(mark.factor)}` : `÷ ${formatFactor(1 / mark.factor)}`;
  }
}
