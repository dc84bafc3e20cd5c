/** Which part of a large picture is drawn: what can be seen, with some room around it, and texts only where they can be read. */
import { type Camera, sightOf, type Size } from "./camera.ts";
import type { Rect } from "./boxes.ts";
import type { Picture, PlacedNode, PlacedWire } from "./layout.ts";

/** Smaller pictures are drawn whole: a screen reader then finds all of them. */
const largestWhole = 400;
/** Room around what is seen, in panels: moving the view within it draws nothing anew. */
const room = 0.5;
/** Below this zoom no number can be read; in a large picture they are left out earlier, which makes it quick to move. */
const farZoom = 0.15;
const farZoomOfLarge = 0.3;

/** What is drawn of a picture; equal parts have equal drawings. */
export interface Part {
  /** The area that is drawn, in the picture's pixels; absent: all of it. */
  readonly window: Rect | undefined;
  readonly isFar: boolean;
}

export const wholePicture: Part = { window: undefined, isFar: false };

/** The part to draw; the one that was drawn last where that is still enough. */
export function partFor(picture: Picture, camera: Camera, panel: Size, last: Part): Part {
  const isLarge = picture.nodes.length > largestWhole;
  const isFar = camera.zoom < (isLarge ? farZoomOfLarge : farZoom);
  if (!isLarge)
    return last.window === undefined && last.isFar === isFar ? last : { window: undefined, isFar };
  const { x: left, y: top, width, height } = sightOf(camera, panel);
  const seen = { left, top, right: left + width, bottom: top + height };
  const { window } = last;
  if (
    window !== undefined &&
    last.isFar === isFar &&
    contains(window, seen) &&
    window.right - window.left < 4 * width
  )
    return last;
  return {
    window: {
      left: seen.left - room * width,
      right: seen.right + room * width,
      top: seen.top - room * height,
      bottom: seen.bottom + room * height,
    },
    isFar,
  };
}

export function seesNode({ window }: Part, node: PlacedNode): boolean {
  if (window === undefined) return true;
  return node.x > window.left && node.x < window.right && node.y > window.top && node.y < window.bottom;
}

export function seesWire({ window }: Part, { curve }: PlacedWire): boolean {
  if (window === undefined) return true;
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i + 1 < curve.length; i += 2) {
    left = Math.min(left, curve[i]!);
    right = Math.max(right, curve[i]!);
    top = Math.min(top, curve[i + 1]!);
    bottom = Math.max(bottom, curve[i + 1]!);
  }
  return right > window.left && left < window.right && bottom > window.top && top < window.bottom;
}

function contains(outer: Rect, inner: Rect): boolean {
  return (
    outer.left <= inner.left &&
    outer.right >= inner.right &&
    outer.top <= inner.top &&
    outer.bottom >= inner.bottom
  );
}
