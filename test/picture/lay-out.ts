/** Lays graphs out for tests, with the real Graphviz, and looks for what must never be in a picture. */
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { overlaps, type Rect } from "../../src/picture/boxes.ts";
import { sample } from "../../src/picture/curve.ts";
import {
  acrossOf,
  layOut as layOutPlan,
  type Picture,
  type PlacedNode,
  type PlacedWire,
} from "../../src/picture/layout.ts";
import type { Size } from "../../src/picture/camera.ts";
import { besideGap, lineHeight, linesFor } from "../../src/picture/extent.ts";
import { type Plan } from "../../src/picture/planned.ts";
import { planGraph, wireTexts } from "../../src/picture/plan.ts";
import { estimate, type WireText } from "../../src/picture/text.ts";

export interface Laid {
  readonly view: GraphView;
  readonly plan: Plan;
  readonly picture: Picture;
}

/** A panel that a graph flows to the right in, and one that it flows down in. */
export const wide: Size = { width: 3000, height: 600 };
export const tall: Size = { width: 521, height: 798 };

/** The picture of a view. */
export async function layOut(view: GraphView, panel = wide, before?: Laid): Promise<Laid> {
  const graphviz = await Graphviz.load();
  const plan = planGraph(view, estimate, panel);
  const run = (dot: string): string => graphviz.layout(dot, "json", "dot");
  return { view, plan, picture: layOutPlan(plan, run, before && acrossOf(before.picture)) };
}

/** The labels column by column, each from top to bottom: `x y z | + | × | f`. */
export function columns({ picture }: Laid): string {
  const byColumn = Map.groupBy(picture.nodes, (node) => node.column);
  return [...byColumn.values()].map((nodes) => nodes.map(({ label }) => label).join(" ")).join(" | ");
}

/** Everything in a picture that is drawn over something else, leaves the picture, or runs to the left. */
export function faults({ view, plan, picture }: Laid): string[] {
  const found: string[] = [];
  const texts = new Map(wireTexts(view, plan.wires));
  const gates = picture.nodes.map((node) => ({
    name: `${node.id} ${node.label}`,
    id: node.id,
    rect: gateOf(node),
  }));
  const written = picture.wires.flatMap((wire) => {
    const text = texts.get(wire.id);
    if (text === undefined || wire.text === undefined) return [];
    const rects = textRects(wire, wire.text, text);
    return rects.map((rect) => ({ name: `text of ${wire.id}`, id: wire.id, rect }));
  });
  const things = [...gates, ...written];
  things.forEach((one, index) => {
    for (const other of things.slice(index + 1)) {
      if (one.id !== other.id && overlaps(shrunk(one.rect), shrunk(other.rect)))
        found.push(`${one.name} over ${other.name}`);
    }
    const { left, right, top, bottom } = one.rect;
    const isInside = left >= 0 && top >= 0 && right <= picture.width && bottom <= picture.height;
    if (!isInside) found.push(`${one.name} outside of the picture`);
  });
  for (const wire of picture.wires) {
    const points = sample(wire.curve, 12);
    const [start, end] = [points[0]!, points.at(-1)!];
    const isBack = picture.flow === "right" ? start.x > end.x : start.y > end.y;
    if (isBack) found.push(`${wire.id} runs back`);
    for (const { name, id, rect } of gates) {
      if (id === wire.from || id === wire.to) continue;
      if (points.some(({ x, y }) => x > rect.left && x < rect.right && y > rect.top && y < rect.bottom)) {
        found.push(`${wire.id} through ${name}`);
      }
    }
  }
  return found;
}

/** What the texts of a wire cover: the value's and the gradient's, each about its own place. */
function textRects(wire: PlacedWire, at: NonNullable<PlacedWire["text"]>, text: WireText): Rect[] {
  const { value, gradient } = linesFor(text, wire.nameApart, estimate);
  const half = Math.max(value.width, gradient.width) / 2;
  const stack = (lines: number): { top: number; bottom: number } => ({
    top: at.y - (lines * lineHeight) / 2,
    bottom: at.y + (lines * lineHeight) / 2,
  });
  switch (wire.place) {
    case "over": {
      const top = at.y - 18 - (value.lines - 1) * lineHeight;
      const bottom = at.y + 19 + (gradient.lines - 1) * lineHeight;
      return [{ left: at.x - half, right: at.x + half, top, bottom }];
    }
    case "beside":
      return [
        { left: at.x - besideGap - value.width, right: at.x - besideGap, ...stack(value.lines) },
        { left: at.x + besideGap, right: at.x + besideGap + gradient.width, ...stack(gradient.lines) },
      ];
    case "after":
      return [
        {
          left: at.x + besideGap,
          right: at.x + besideGap + 2 * half,
          ...stack(value.lines + gradient.lines),
        },
      ];
    case "under": {
      const top = at.y - at.width / 2;
      const bottom = top + lineHeight * (value.lines + gradient.lines);
      return [{ left: at.x - half, right: at.x + half, top, bottom }];
    }
  }
}

function gateOf({ x, y, width, height }: PlacedNode): Rect {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

/** Half a pixel is no fault. */
function shrunk({ left, right, top, bottom }: Rect): Rect {
  return { left: left + 0.5, right: right - 0.5, top: top + 0.5, bottom: bottom - 0.5 };
}
