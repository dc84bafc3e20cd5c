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
    if (missing[side] <= 0) continue;
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
    up: halfHeight - height,
    down: height + halfHeight - panel.height,
  };
}

/** Room around the labels that say so. */
const margin = 8;

/**
 * Where the label of a side stands, from its middle: at the edge, below the toolbar, as near to the edge's middle as it covers
 * nothing that is taken. Where there is no such place it stands in the middle.
 */
export function labelPlace(side: Side, label: Size, panel: Size, taken: readonly Rect[]): Point {
  const isLevel = side === "up" || side === "down";
  const [halfWidth, halfHeight] = [label.width / 2, label.height / 2];
  const top = stripHeight + margin / 2;
  const x = side === "left" ? margin + halfWidth : panel.width - margin - halfWidth;
  const y = side === "up" ? top + halfHeight : panel.height - margin - halfHeight;
  const [from, to, half] = isLevel
    ? [margin, panel.width - margin, halfWidth]
    : [top, panel.height - margin, halfHeight];
  const strip: Rect = isLevel
    ? { left: 0, right: panel.width, top: y - halfHeight, bottom: y + halfHeight }
    : { left: x - halfWidth, right: x + halfWidth, top: 0, bottom: panel.height };
  const along = taken
    .filter((rect) => overlaps(rect, strip))
    .map((rect) => ({ begins: isLevel ? rect.left : rect.top, ends: isLevel ? rect.right : rect.bottom }))
    .sort((a, b) => a.begins - b.begins);
  const middle = (isLevel ? panel.width : panel.height) / 2;
  let best: number | undefined;
  let free = from;
  for (const { begins, ends } of [...along, { begins: to + gap, ends: Infinity }]) {
    const room = Math.min(begins - gap, to);
    if (room - free >= 2 * half) {
      const at = limit(middle, free + half, room - half);
      if (best === undefined || Math.abs(at - middle) < Math.abs(best - middle)) best = at;
    }
    free = Math.max(free, ends + gap);
  }
  return isLevel ? { x: best ?? middle, y } : { x, y: best ?? middle };
}

/** Between a label and what it does not cover. */
const gap = 3;
