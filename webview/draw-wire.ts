/** A wire: its line, arrow and fork; and apart from them its texts, which stand above every line. */
import type { ViewNumber } from "../src/protocol/graph-view.ts";
import { pathText, type Point } from "../src/picture/curve.ts";
import type { PlacedWire } from "../src/picture/layout.ts";
import type { WireItem } from "./scene.ts";
import { besideGap, lineHeight, underGap, type TextPlace } from "../src/picture/extent.ts";
import { round, set, setClasses, setText, svg } from "./svg.ts";
import { type Lines, linesOf, numberText, numberTitle, type WireText } from "../src/picture/text.ts";

export interface LineParts {
  readonly root: SVGGElement;
  readonly reach: SVGPathElement;
  readonly line: SVGPathElement;
  readonly arrow: SVGPathElement;
  readonly fork: SVGCircleElement;
}

export function createLine({ placed }: WireItem): LineParts {
  const root = svg("g", `wire ${placed.kind} fresh`);
  set(root, { "data-from": placed.from });
  const reach = svg("path", "reach", root);
  const line = svg("path", "line", root);
  const arrow = svg("path", "arrow", root);
  set(arrow, { d: "M0 0L-8.5-3.6Q-7 0-8.5 3.6Z" });
  const fork = svg("circle", "fork", root);
  set(fork, { r: 3 });
  return { root, reach, line, arrow, fork };
}

/** In a step of the backward pass the arrow points to where the gradient goes. */
const turned = " translate(-8.5 0) rotate(180)";

export function updateLine(parts: LineParts, { placed, text, isIdle, isNear, step }: WireItem): void {
  const path = pathText(placed.curve);
  set(parts.reach, { d: path });
  set(parts.line, { d: path });
  const { arrow, fork } = placed;
  set(parts.arrow, {
    transform:
      arrow &&
      `translate(${round(arrow.x)} ${round(arrow.y)}) rotate(${round(arrow.angle)})${step === "backward" ? turned : ""}`,
    display: arrow === undefined ? "none" : undefined,
  });
  set(parts.fork, {
    cx: fork && round(fork.x),
    cy: fork && round(fork.y),
    display: fork === undefined ? "none" : undefined,
  });
  setClasses(parts.root, { idle: isIdle, near: isNear, gone: text === undefined });
  setClasses(parts.root, { step: step !== undefined, back: step === "backward" });
}

export interface WireTextParts {
  readonly root: SVGGElement;
  readonly above: SVGTextElement;
  readonly name: SVGTSpanElement;
  readonly value: NumberParts;
  readonly below: SVGTextElement;
  readonly gradient: NumberParts;
  /** How its lines stand to each other now. */
  form: string;
}

/** A number's text in one or two lines, with a tooltip that has the whole of it. */
interface NumberParts {
  readonly title: SVGTitleElement;
  readonly first: SVGTSpanElement;
  readonly second: SVGTSpanElement;
}

/** From the middle of a line of text down to its baseline. */
const baseline = 4.5;

interface LinePlaces {
  readonly value: Point;
  readonly gradient: Point;
  readonly anchors: readonly [value: string, gradient: string];
}

/** Where the first lines of a wire's value and gradient stand, from the middle of the part of `length` that has them. */
function linePlaces(place: TextPlace, length: number, values: number, gradients: number): LinePlaces {
  const stacked = (lines: number): number => baseline - ((lines - 1) * lineHeight) / 2;
  switch (place) {
    case "over":
      return {
        value: { x: 0, y: -6 - (values - 1) * lineHeight },
        gradient: { x: 0, y: 16 },
        anchors: ["middle", "middle"],
      };
    case "beside":
      return {
        value: { x: -besideGap, y: stacked(values) },
        gradient: { x: besideGap, y: stacked(gradients) },
        anchors: ["end", "start"],
      };
    case "after": {
      const y = stacked(values + gradients);
      return {
        value: { x: besideGap, y },
        gradient: { x: besideGap, y: y + values * lineHeight },
        anchors: ["start", "start"],
      };
    }
    case "under": {
      const y = underGap + lineHeight - baseline - length / 2;
      return {
        value: { x: 0, y },
        gradient: { x: 0, y: y + values * lineHeight },
        anchors: ["middle", "middle"],
      };
    }
  }
}

export function createWireText({ placed }: WireItem): WireTextParts {
  const root = svg("g", "wire-text fresh");
  set(root, { "data-from": placed.from, "aria-hidden": "true" });
  const above = svg("text", "above", root);
  const name = svg("tspan", "name", above);
  const value = createLines(above, "value");
  const below = svg("text", "below", root);
  return { root, above, name, value, below, gradient: createLines(below, "gradient"), form: "" };
}

export function updateWireText(parts: WireTextParts, item: WireItem, before?: WireItem): void {
  const { placed, text, isIdle, isConstant } = item;
  const old = before?.text;
  if (
    isIdle !== before?.isIdle ||
    isConstant !== before.isConstant ||
    (text === undefined) !== (old === undefined)
  )
    setClasses(parts.root, { idle: isIdle, quiet: isConstant, gone: text === undefined });
  if (placed !== before?.placed)
    set(parts.root, {
      transform: placed.text && `translate(${round(placed.text.x)} ${round(placed.text.y)})`,
    });
  if (text === undefined) return;
  const value = linesOf(numberText(text.value));
  const gradient = linesOf(numberText(text.gradient), numberText(text.value));
  placeLines(parts, placed, text, [value, gradient]);
  setText(parts.name, text.name !== "" && isWritten(text.value) ? `${text.name} = ` : text.name);
  if (old === undefined || old.value !== text.value) updateLines(parts.value, value, text.value, old?.value);
  // What the value's text says already is left out of its gradient's.
  if (old === undefined || old.value !== text.value || old.gradient !== text.gradient)
    updateLines(parts.gradient, gradient, text.gradient, old?.gradient);
}

/** Another number of as many lines stands where the one before it stood. */
function placeLines(
  parts: WireTextParts,
  { place, nameApart, text: room }: PlacedWire,
  text: WireText,
  [value, gradient]: readonly [Lines, Lines],
): void {
  const isThere = text.name !== "" || text.value !== undefined;
  const values = isThere ? value.length + Number(nameApart) : 0;
  const gradients = text.gradient === undefined ? 0 : gradient.length;
  const length = room?.width ?? 0;
  const form = `${place} ${nameApart} ${length} ${values} ${gradients}`;
  if (form === parts.form) return;
  parts.form = form;
  const places = linePlaces(place, length, values, gradients);
  const [{ x: left }, { x: right }] = [places.value, places.gradient];
  set(parts.above, { ...places.value, "text-anchor": places.anchors[0] });
  set(parts.below, { ...places.gradient, "text-anchor": places.anchors[1] });
  set(parts.value.first, nameApart ? { x: left, dy: lineHeight } : { x: undefined, dy: undefined });
  set(parts.value.second, { x: left });
  set(parts.gradient.second, { x: right });
}

/** A number that is not computed yet has its room, and nothing stands there. */
function isWritten(number: ViewNumber | undefined): boolean {
  return number !== undefined && number.short !== "";
}

function createLines(parent: SVGTextElement, name: string): NumberParts {
  const title = svg("title", "", parent);
  const first = svg("tspan", name, parent);
  const second = svg("tspan", name, parent);
  set(second, { dy: lineHeight });
  return { title, first, second };
}

function updateLines(
  { title, first, second }: NumberParts,
  [line, more = ""]: Lines,
  number: ViewNumber | undefined,
  before: ViewNumber | undefined,
): void {
  setText(first, line);
  setText(second, more);
  setText(title, numberTitle(number));
  for (const part of [first, second]) setClasses(part, classesOf(number), before && classesOf(before));
}

function classesOf(number: ViewNumber | undefined): Record<string, boolean> {
  return { stale: number?.stale === true, alarm: number?.alarm === true };
}
