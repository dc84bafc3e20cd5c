/** How much room gates and texts take, along the flow and across it. */
import type { ViewNode } from "../protocol/graph-view.ts";
import type { Size } from "./camera.ts";
import { linesOf, type Measure, numberText, type WireText } from "./text.ts";

/**
 * Where the values flow. A plan and its boxes and ways are made in the flow's own frame, x along the flow and y across it:
 * widths are extents along the flow, heights across it. A picture is turned into the panel's frame when all is done.
 */
export type Flow = "right" | "down";

/** Down where the panel is taller than wide. */
export function flowIn({ width, height }: Size): Flow {
  return height > width ? "down" : "right";
}

/** How a node looks: a bare name, a small constant, a round gate, a box that can be opened, the target's name. */
export type Shape = "leaf" | "constant" | "round" | "box" | "target";

/** Extents in the flow's frame. */
export interface Extent {
  readonly along: number;
  readonly across: number;
}

/**
 * Where a wire's texts stand: the value above a level wire and the gradient below it; the value to the left of an upright
 * wire and the gradient to its right; both to its right, where several wires come to one gate; or, below the name of an
 * input or a gate off the way, value and gradient under each other.
 */
export type TextPlace = "over" | "beside" | "after" | "under";

export const noExtent: Extent = { along: 0, across: 0 };

export const lineHeight = 16;
/** The height of a level wire with one line of text above and below it. */
const textRow = 46;
/** Room between a gate and the texts of its wire, and at both ends of a text. */
const textGap = 5;
/** From an upright wire to its texts. */
export const besideGap = 7;
/** Widths grow in steps, so that one more digit seldom moves the picture. */
const widthStep = 6;
const smallestText = 22;
/** What is seen of a wire below the texts of its input, before its way begins. */
export const underStem = 4;
/** The height of a name that stands for itself. */
const nameHeight = 18;
/** Between the name and its numbers: a ring around the name has room there. */
export const underGap = 2;

/** Where the texts of a wire stand that leaves a node, or is one of several that do. */
export function textPlace(flow: Flow, isBranch: boolean, node: ViewNode | undefined): TextPlace {
  if (flow === "right") return "over";
  if (isBranch) return "after";
  // What no gradient comes to has little to show: beside its wire one side would be empty.
  return node?.kind === "leaf" || node?.idle === true ? "under" : "beside";
}

/** Longer names and values of upright wires take two lines: the picture would grow too wide. */
const longestNamed = 112;

/** Whether the name has a line for itself. */
export function partsName(text: WireText, place: TextPlace, measure: Measure): boolean {
  if (place === "over" || text.name === "" || text.value === undefined) return false;
  const { value } = linesFor(text, false, measure);
  return value.width > longestNamed;
}

/** How many lines a text takes, and how wide it is. */
interface Written {
  readonly lines: number;
  readonly width: number;
}

/** The texts of a wire. */
export interface WrittenTexts {
  /** With its name. */
  readonly value: Written;
  readonly gradient: Written;
}

/** The lines of a wire's value, with its name, and of its gradient, and how wide they are. */
export function linesFor(text: WireText, nameApart: boolean, measure: Measure): WrittenTexts {
  const name =
    text.name === "" ? 0 : measure(text.value === undefined ? text.name : `${text.name} = `, "name");
  const shown = numberText(text.value);
  const values = linesOf(shown);
  const gradients = linesOf(numberText(text.gradient), shown);
  const widths = values.map((line, at) => measure(line, "number") + (at === 0 && !nameApart ? name : 0));
  return {
    value: {
      lines: text.name === "" && text.value === undefined ? 0 : values.length + Number(nameApart),
      width: Math.max(...widths, nameApart ? name : 0),
    },
    gradient: {
      lines: text.gradient === undefined ? 0 : gradients.length,
      width: Math.max(...gradients.map((line) => measure(line, "number"))),
    },
  };
}

/** What the texts of a wire take. */
export function textExtent(written: WrittenTexts | undefined, place: TextPlace): Extent {
  if (written === undefined) return noExtent;
  const { value, gradient } = written;
  const widest = Math.max(value.width, gradient.width);
  const most = Math.max(1, value.lines, gradient.lines);
  switch (place) {
    case "over":
      return { along: stepped(widest), across: textRow + 2 * lineHeight * (most - 1) };
    case "beside": {
      const half = Math.ceil(widest / widthStep) * widthStep;
      return { along: lineHeight * most + 2 * textGap, across: 2 * (half + besideGap) };
    }
    case "after": {
      const width = Math.ceil(widest / widthStep) * widthStep;
      const lines = Math.max(1, value.lines + gradient.lines);
      return { along: lineHeight * lines + 2 * textGap, across: plainRow / 2 + besideGap + width };
    }
    case "under":
      return {
        along: lineHeight * (value.lines + gradient.lines) + underGap + underStem,
        across: stepped(widest),
      };
  }
}

function stepped(width: number): number {
  return Math.ceil((Math.max(smallestText, width) + 2 * textGap) / widthStep) * widthStep;
}

/** The height of a round gate. */
function gateSize(flow: Flow): number {
  return flow === "right" ? 36 : 32;
}

/** The height of a wire's place at a gate when the wire has its texts elsewhere. */
export const plainRow = 18;

/** The room that the control takes which opens a box. */
export const openerWidth = 20;

/** A gate with a label of this width; `rows` is what the places of its wires take across the flow. */
export function gateExtent(flow: Flow, shape: Shape, label: number, canOpen: boolean, rows: number): Extent {
  const size = gateSize(flow);
  const width = gateWidth(shape, label, canOpen, size);
  if (flow === "right") return { along: width, across: shape === "box" ? Math.max(size, rows) : size };
  if (shape === "box") return { along: size, across: Math.max(width, rows) };
  return { along: shape === "round" ? size : nameHeight, across: width };
}

function gateWidth(shape: Shape, label: number, canOpen: boolean, size: number): number {
  switch (shape) {
    case "leaf":
    case "target":
    case "constant":
      return label + 6;
    case "round":
      return Math.max(size, label + 20);
    case "box":
      return Math.max(44, label + 24 + (canOpen ? openerWidth : 0));
  }
}

/** Wires that enter beside the gate's middle need a way to bend into it; a box takes them where they are. */
export function fanExtent(flow: Flow, shape: Shape, furthest: number, lead: number): number {
  if (shape === "round" && furthest > plainRow / 2)
    return flow === "right" ? Math.min(44, 12 + furthest * 0.6) : Math.min(30, 10 + furthest * 0.3);
  return lead > 0 ? 12 : 0;
}
