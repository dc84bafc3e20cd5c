/** What of a picture lies beyond the edges of the panel. */
import { overlaps, type Rect } from "./boxes.ts";
import { type Camera, limit, type Size, stripHeight } from "./camera.ts";
import type { Point } from "./curve.ts";
import type { Picture, PlacedNode } from "./layout.ts";

export const sides = ["left", "right", "up", "down"] as const;
export type Side = (typeof sides)[number];

/** How many nodes there are beyond a side, and how far the view would have to move that way to show the last of them. */
export interface Beyond {
  readonly count: number;
  readonly distance: number;
}

/** What fits to the pixel may reach over the edge by what a computer's fractions leave. */
const rounding = 0.5;

/** Room between a node that is looked for and the edge. */
const padding = 24;

/** The nodes for which `counts` holds and that are not in sight, each at the side where most of it is missing. */
export function beyond(
  picture: Picture,
  camera: Camera,
  panel: Size,
  counts: (id: string) => boolean,
): Readonly<Record<Side, Beyond>> {
  const found: Record<Side, Beyond> = { left: none, right: none, up: none, down: none };
  for (const node of picture.nodes) {
    if (!counts(node.id)) continue;
    const missing = missingOf(node, camera, panel);
    const side = sides.reduce((worst, other) => (missing[other] > missing[worst] ? other : worst));
    if (missing[side] < rounding) continue;
    const { count, distance } = found[side];
    found[side] = { count: count + 1, distance: Math.max(distance, missing[side] + padding) };
  }
  return found;
}

const none: Beyond = { count: 0, distance: 0 };

function missingOf(node: PlacedNode, { x, y, zoom }: Camera, panel: Size): Record<Side, number> {
  const [middle, height] = [x + node.x * zoom, y + node.y * zoom];
  const [halfWidth, halfHeight] = [(node.width / 2) * zoom, (node.height / 2) * zoom];
  return {
    left: halfWidth - middle,
    right: middle + halfWidth - panel.width,
    up: stripHeight + halfHeight - height,
    down: height + halfHeight - panel.height,
  };
}

/** Room around the labels that say so. */
const margin = 8;

/** Between a label and what it does not cover. */
const gap = 3;

/** How much further in the next row of places is that a label may have. */
const inward = 8;

/**
 * Where the label of a side stands, from its middle: at the edge, below the toolbar, as near to the edge's middle as it covers
 * nothing that is taken. Where the edge is full it stands as little further in as it has to, and in the edge's middle where
 * there is no room before the panel's.
 */
export function labelPlace(side: Side, label: Size, panel: Size, taken: readonly Rect[]): Point {
  const isLevel = side === "up" || side === "down";
  const [top, bottom] = [stripHeight + margin / 2, panel.height - margin];
  const [left, right] = [margin, panel.width - margin];
  const [halfWidth, halfHeight] = [label.width / 2, label.height / 2];
  const edges = {
    left: left + halfWidth,
    right: right - halfWidth,
    up: top + halfHeight,
    down: bottom - halfHeight,
  };
  const isFirst = side === "left" || side === "up";
  const middle = (isLevel ? panel.width : panel.height) / 2;
  for (let depth = 0; depth < (isLevel ? panel.height : panel.width) / 2; depth += inward) {
    const level = edges[side] + (isFirst ? depth : -depth);
    const strip: Rect = isLevel
      ? { left: 0, right: panel.width, top: level - halfHeight - gap, bottom: level + halfHeight + gap }
      : { left: level - halfWidth - gap, right: level + halfWidth + gap, top: 0, bottom: panel.height };
    const along = taken
      .filter((rect) => overlaps(rect, strip))
      .map((rect): Stretch => (isLevel ? [rect.left, rect.right] : [rect.top, rect.bottom]));
    const at = isLevel
      ? freePlace(along, [left, right], label.width, middle)
      : freePlace(along, [top, bottom], label.height, middle);
    if (at !== undefined) return isLevel ? { x: at, y: level } : { x: level, y: at };
  }
  return isLevel ? { x: middle, y: edges[side] } : { x: edges[side], y: middle };
}

/** From where to where something goes along an edge. */
type Stretch = readonly [begins: number, ends: number];

/** The place nearest to `middle` where so much is free between the taken stretches. */
function freePlace(
  taken: readonly Stretch[],
  [from, to]: Stretch,
  length: number,
  middle: number,
): number | undefined {
  let best: number | undefined;
  let free = from;
  for (const [begins, ends] of [...taken.toSorted(([a], [b]) => a - b), [to + gap, Infinity] as const]) {
    const room = Math.min(begins - gap, to);
    if (room - free >= length) {
      const at = limit(middle, free + length / 2, room - length / 2);
      if (best === undefined || Math.abs(at - middle) < Math.abs(best - middle)) best = at;
    }
    free = Math.max(free, ends + gap);
  }
  return best;
}
