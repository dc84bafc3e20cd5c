/** Where the picture is seen from: pan and zoom, as arithmetic. A point p of the picture is drawn at `x + zoom · p`. */
import type { Point } from "./curve.ts";

export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Area extends Point, Size {}

const smallestZoom = 0.05;
const largestZoom = 4;
/** A small graph is drawn larger than life to fill the panel, but not like a poster. */
const largestFit = 1.5;
/** The zoom of a first look that cannot show everything: numbers can be read well enough. */
const readableZoom = 0.66;
/** A picture that needs only a little less is shown whole all the same. */
const smallestWhole = 0.5;
/** How much of the picture stays in sight however far it is pushed away. */
const grip = 60;

/** The whole picture, as large as it fits, in the middle of the panel. */
export function fit(picture: Size, panel: Size): Camera {
  if (picture.width <= 0 || picture.height <= 0 || panel.width <= 0 || panel.height <= 0)
    return { x: 0, y: 0, zoom: 1 };
  const zoom = limit(
    Math.min(panel.width / picture.width, panel.height / picture.height),
    smallestZoom,
    largestFit,
  );
  return {
    x: (panel.width - picture.width * zoom) / 2,
    y: (panel.height - picture.height * zoom) / 2,
    zoom,
  };
}

/**
 * The first look at a picture: the whole of it where its numbers can be read then, otherwise its right end, where the
 * target is, as small as can be read.
 */
export function firstLook(picture: Size, panel: Size, target: Point | undefined): Camera {
  const whole = fit(picture, panel);
  if (whole.zoom >= smallestWhole) return whole;
  const [width, height] = [picture.width * readableZoom, picture.height * readableZoom];
  const top = panel.height / 2 - (target?.y ?? picture.height / 2) * readableZoom;
  return {
    x: width <= panel.width ? (panel.width - width) / 2 : panel.width - width,
    y: height <= panel.height ? (panel.height - height) / 2 : limit(top, panel.height - height, 0),
    zoom: readableZoom,
  };
}

/** Whether the whole picture is in sight. */
export function seesAll(camera: Camera, picture: Size, panel: Size): boolean {
  const right = camera.x + picture.width * camera.zoom;
  const bottom = camera.y + picture.height * camera.zoom;
  return camera.x >= -1 && camera.y >= -1 && right <= panel.width + 1 && bottom <= panel.height + 1;
}

/** Zooms by a factor; what is under the given point of the panel stays there. */
export function zoomAt(camera: Camera, factor: number, at: Point): Camera {
  const zoom = limit(camera.zoom * factor, smallestZoom, largestZoom);
  const scale = zoom / camera.zoom;
  return { x: at.x - (at.x - camera.x) * scale, y: at.y - (at.y - camera.y) * scale, zoom };
}

/** Moves the picture; a corner of it stays in sight. */
export function panBy(camera: Camera, dx: number, dy: number, picture: Size, panel: Size): Camera {
  return {
    x: limit(camera.x + dx, grip - picture.width * camera.zoom, panel.width - grip),
    y: limit(camera.y + dy, grip - picture.height * camera.zoom, panel.height - grip),
    zoom: camera.zoom,
  };
}

/** The least move that brings an area of the picture into the part of the panel that nothing covers. */
export function show(camera: Camera, area: Area, panel: Size, padding = 24): Camera {
  const left = camera.x + area.x * camera.zoom;
  const top = camera.y + area.y * camera.zoom;
  return {
    x: camera.x + inside(left, area.width * camera.zoom, panel.width, padding),
    y: camera.y + inside(top, area.height * camera.zoom, panel.height, padding),
    zoom: camera.zoom,
  };
}

/** From the panel's pixels to the picture's. */
export function toPictureSpace(camera: Camera, at: Point): Point {
  return { x: (at.x - camera.x) / camera.zoom, y: (at.y - camera.y) / camera.zoom };
}

/** From the picture's pixels to the panel's. */
export function toPanelSpace(camera: Camera, at: Point): Point {
  return { x: camera.x + at.x * camera.zoom, y: camera.y + at.y * camera.zoom };
}

export function limit(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, Math.min(least, most)), Math.max(least, most));
}

function inside(start: number, length: number, room: number, padding: number): number {
  if (length + 2 * padding > room) return padding - start > 0 || start > room - padding ? padding - start : 0;
  if (start < padding) return padding - start;
  if (start + length > room - padding) return room - padding - start - length;
  return 0;
}
