/** Lays graphs out for tests, with the real Graphviz, and looks for what must never be in a picture. */
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { overlaps, type Rect } from "../../src/picture/boxes.ts";
import { sample } from "../../src/picture/curve.ts";
import { acrossOf, layOut as layOutPlan, type Picture } from "../../src/picture/layout.ts";
import type { Size } from "../../src/picture/camera.ts";
import { type Plan } from "../../src/picture/planned.ts";
import { planGraph } from "../../src/picture/plan.ts";
import { takenIn } from "../../src/picture/taken.ts";
import { estimate } from "../../src/picture/text.ts";

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
export function faults({ view, picture }: Laid): string[] {
  const found: string[] = [];
  const taken = takenIn(picture, view).filter(({ id }) => !picture.groups.some((group) => group.id === id));
  const labels = new Map(picture.nodes.map(({ id, label }) => [id, label]));
  const things = taken.map(({ id, rect }) => ({
    name: labels.has(id) ? `${id} ${labels.get(id)}` : `text of ${id}`,
    id,
    rect,
  }));
  const gates = things.filter(({ id }) => labels.has(id));
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

/** Half a pixel is no fault. */
function shrunk({ left, right, top, bottom }: Rect): Rect {
  return { left: left + 0.5, right: right - 0.5, top: top + 0.5, bottom: bottom - 0.5 };
}
