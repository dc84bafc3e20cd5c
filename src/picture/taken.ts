/** What the nodes, texts and titles of a picture cover of it: nothing else is put there, and who looks at a node wants to see its numbers. */
import type { GraphView } from "../protocol/graph-view.ts";
import type { Rect } from "./boxes.ts";
import { besideGap, lineHeight, linesFor, type TextPlace, underGap, type WrittenTexts } from "./extent.ts";
import type { Picture, PlacedNode, PlacedWire } from "./layout.ts";
import { wireTexts } from "./plan.ts";
import { estimate } from "./text.ts";

export interface Taken {
  /** The node, the wire or the group that it is of. */
  readonly id: string;
  /** The node that it belongs to: its gate, and the texts of the one wire that leaves it. */
  readonly node: string | undefined;
  readonly rect: Rect;
}

const titleHeight = 30;

/** The answers of the pictures that are there, each for the last numbers in it. */
const known = new WeakMap<Picture, { readonly view: GraphView; readonly taken: readonly Taken[] }>();

export function takenIn(picture: Picture, view: GraphView): readonly Taken[] {
  const before = known.get(picture);
  if (before?.view === view) return before.taken;
  const taken = takenNow(picture, view);
  known.set(picture, { view, taken });
  return taken;
}

function takenNow(picture: Picture, view: GraphView): readonly Taken[] {
  const texts = wireTexts(view, picture.wires);
  const gates = picture.nodes.map((node) => ({ id: node.id, node: node.id, rect: gateOf(node) }));
  const written = picture.wires.flatMap((wire) => {
    const text = texts.get(wire.id);
    if (text === undefined || wire.text === undefined) return [];
    const node = wire.kind === "branch" ? undefined : wire.from;
    const written = linesFor(text, wire.nameApart, estimate);
    return textRects(wire.place, wire.text, written).map((rect) => ({ id: wire.id, node, rect }));
  });
  const titles = picture.groups.map(({ id, x, y, titleWidth }) => ({
    id,
    node: undefined,
    rect: { left: x, right: x + titleWidth, top: y, bottom: y + titleHeight },
  }));
  return [...gates, ...written, ...titles];
}

/** What the gates and the texts covered that the picture was made for, as wide as they are drawn. */
export function drawnIn(picture: Picture): readonly Rect[] {
  const written = picture.wires.flatMap(({ place, text, written }) =>
    text === undefined || written === undefined ? [] : textRects(place, text, written),
  );
  return [...picture.nodes.map(gateOf), ...written];
}

function gateOf({ x, y, width, height }: PlacedNode): Rect {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

/** What the texts of a wire cover: the value's and the gradient's, each about its own place. */
function textRects(
  place: TextPlace,
  at: NonNullable<PlacedWire["text"]>,
  { value, gradient }: WrittenTexts,
): Rect[] {
  const half = Math.max(value.width, gradient.width) / 2;
  const stack = (lines: number): { top: number; bottom: number } => ({
    top: at.y - (lines * lineHeight) / 2,
    bottom: at.y + (lines * lineHeight) / 2,
  });
  switch (place) {
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
      const top = at.y - at.width / 2 + underGap;
      const bottom = top + lineHeight * (value.lines + gradient.lines);
      return [{ left: at.x - half, right: at.x + half, top, bottom }];
    }
  }
}
