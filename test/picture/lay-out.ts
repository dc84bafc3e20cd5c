/** Lays graphs out for tests, with the real Graphviz, and looks for what must never be in a picture. */
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { overlaps, type Rect } from "../../src/picture/boxes.ts";
import { sample } from "../../src/picture/curve.ts";
import { type Picture, type PlacedNode, toDot, toPicture } from "../../src/picture/layout.ts";
import { lineHeight, type Plan, planGraph, wireTexts } from "../../src/picture/plan.ts";
import { estimate, linesOf, type Measure, numberText } from "../../src/picture/text.ts";

export interface Laid {
  readonly view: GraphView;
  readonly plan: Plan;
  readonly picture: Picture;
}

/** The picture of a view. */
export async function layOut(view: GraphView, measure: Measure = estimate): Promise<Laid> {
  const graphviz = await Graphviz.load();
  const plan = planGraph(view, measure);
  return { view, plan, picture: toPicture(graphviz.layout(toDot(plan), "json", "dot"), plan) };
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
    const value = numberText(text.value);
    const above = linesOf(value).length;
    const below = linesOf(numberText(text.gradient), value).length;
    const rect = {
      left: wire.text.x - wire.text.width / 2,
      right: wire.text.x + wire.text.width / 2,
      top: wire.text.y - 18 - (above - 1) * lineHeight,
      bottom: wire.text.y + 19 + (below - 1) * lineHeight,
    };
    return [{ name: `text of ${wire.id}`, id: wire.id, rect }];
  });
  const things = [...gates, ...written];
  things.forEach((one, index) => {
    for (const other of things.slice(index + 1)) {
      if (overlaps(shrunk(one.rect), shrunk(other.rect))) found.push(`${one.name} over ${other.name}`);
    }
    const { left, right, top, bottom } = one.rect;
    const isInside = left >= 0 && top >= 0 && right <= picture.width && bottom <= picture.height;
    if (!isInside) found.push(`${one.name} outside of the picture`);
  });
  for (const wire of picture.wires) {
    const points = sample(wire.curve, 12);
    if (points[0]!.x > points.at(-1)!.x) found.push(`${wire.id} runs to the left`);
    for (const { name, id, rect } of gates) {
      if (id === wire.from || id === wire.to) continue;
      if (points.some(({ x, y }) => x > rect.left && x < rect.right && y > rect.top && y < rect.bottom)) {
        found.push(`${wire.id} through ${name}`);
      }
    }
  }
  return found;
}

function gateOf({ x, y, width, height }: PlacedNode): Rect {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

/** Half a pixel is no fault. */
function shrunk({ left, right, top, bottom }: Rect): Rect {
  return { left: left + 0.5, right: right - 0.5, top: top + 0.5, bottom: bottom - 0.5 };
}
