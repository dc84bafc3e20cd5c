/** What of a picture lies beyond the edges of the panel. */
import type { Camera, Size } from "./camera.ts";
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
