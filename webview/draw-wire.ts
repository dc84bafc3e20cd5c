/** A wire: its line, arrow and fork; and apart from them its texts, which stand above every line. */
import type { ViewNumber } from "../src/protocol/graph-view.ts";
import { pathText } from "../src/picture/curve.ts";
import type { WireItem } from "./scene.ts";
import { lineHeight } from "../src/picture/plan.ts";
import { round, set, setClasses, setText, svg } from "./svg.ts";
import { type Lines, linesOf, numberText, numberTitle } from "../src/picture/text.ts";

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

export function updateLine(parts: LineParts, { placed, text, isIdle, isNear }: WireItem): void {
  const path = pathText(placed.curve);
  set(parts.reach, { d: path });
  set(parts.line, { d: path });
  const { arrow, fork } = placed;
  set(parts.arrow, {
    transform: arrow && `translate(${round(arrow.x)} ${round(arrow.y)}) rotate(${round(arrow.angle)})`,
    display: arrow === undefined ? "none" : undefined,
  });
  set(parts.fork, {
    cx: fork && round(fork.x),
    cy: fork && round(fork.y),
    display: fork === undefined ? "none" : undefined,
  });
  setClasses(parts.root, { idle: isIdle, near: isNear, gone: text === undefined });
}

export interface WireTextParts {
  readonly root: SVGGElement;
  readonly above: SVGTextElement;
  readonly name: SVGTSpanElement;
  readonly value: NumberParts;
  readonly below: SVGTextElement;
  readonly gradient: NumberParts;
}

/** A number's text in one or two lines, with a tooltip that has the whole of it. */
interface NumberParts {
  readonly title: SVGTitleElement;
  readonly first: SVGTSpanElement;
  readonly second: SVGTSpanElement;
}

/** Baselines of the texts nearest to the line. */
const aboveLine = -6;
const belowLine = 16;

export function createWireText({ placed }: WireItem): WireTextParts {
  const root = svg("g", "wire-text fresh");
  set(root, { "data-from": placed.from, "aria-hidden": "true" });
  const above = svg("text", "above", root);
  const name = svg("tspan", "name", above);
  const value = createLines(above, "value");
  const below = svg("text", "below", root);
  set(below, { y: belowLine });
  return { root, above, name, value, below, gradient: createLines(below, "gradient") };
}

export function updateWireText(parts: WireTextParts, { placed, text, isIdle, isConstant }: WireItem): void {
  set(parts.root, { transform: placed.text && `translate(${round(placed.text.x)} ${round(placed.text.y)})` });
  setClasses(parts.root, { idle: isIdle, quiet: isConstant, gone: text === undefined });
  if (text === undefined) return;
  const value = linesOf(numberText(text.value));
  updateLines(parts.value, value, text.value);
  updateLines(parts.gradient, linesOf(numberText(text.gradient), numberText(text.value)), text.gradient);
  setText(parts.name, text.name === "" || text.value === undefined ? text.name : `${text.name} = `);
  set(parts.above, { y: aboveLine - (value.length - 1) * lineHeight });
}

function createLines(parent: SVGTextElement, name: string): NumberParts {
  const title = svg("title", "", parent);
  const first = svg("tspan", name, parent);
  const second = svg("tspan", name, parent);
  set(second, { x: 0, dy: lineHeight });
  return { title, first, second };
}

function updateLines(
  { title, first, second }: NumberParts,
  [line, more = ""]: Lines,
  number: ViewNumber | undefined,
): void {
  setText(first, line);
  setText(second, more);
  setText(title, numberTitle(number));
  for (const part of [first, second]) setClasses(part, { stale: number?.stale === true });
}
