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

/** By hand; a picture that is larger still fits all the same. */
const smallestZoom = 0.05;
const largestZoom = 4;
/** A small graph is drawn larger than life to fill the panel, but not like a poster. */
const largestFit = 1.5;
/** The smallest zoom of a first look: the smallest texts then have 11 of their 13 pixels. */
export const readableZoom = 11 / 13;
/** How much of the picture stays in sight however far it is pushed away. */
const grip = 60;

/** The panel's top is the toolbar's: no picture that fits begins there. */
export const stripHeight = 38;

/** What a picture leaves free at each of its sides. */
export const pictureMargin = 8;

/** The whole picture, as large as it fits, in the middle of the panel. */
export function fit(picture: Size, panel: Size): Camera {
  if (picture.width <= 0 || picture.height <= 0 || panel.width <= 0 || panel.height <= 0)
    return { x: 0, y: 0, zoom: 1 };
  const height = panel.height - stripHeight;
  const zoom = Math.min(panel.width / picture.width, height / picture.height, largestFit);
  if (zoom <= 0) return { x: 0, y: 0, zoom: 1 };
  return {
    x: (panel.width - picture.width * zoom) / 2,
    y: stripHeight + (height - picture.height * zoom) / 2,
    zoom,
  };
}

/**
 * The first look at a picture: the whole of it where its texts can be read then, at most without its margin, otherwise as
 * much around the target as can be read. A picture has more room for its texts than they take: it is left out where all
 * that is `drawn` is in sight then.
 */
export function firstLook(
  picture: Size,
  panel: Size,
  target: Point | undefined,
  drawn: Area = { x: 0, y: 0, ...picture },
): Camera {
  const whole = fit(picture, panel);
  if (whole.zoom >= readableZoom) return whole;
  const zoom = readableZoom;
  const place = (length: number, room: number, at: number, from: number, taken: number): number => {
    if (length - 2 * pictureMargin * zoom <= room) return (room - length) / 2;
    if (taken <= room) return (room - taken) / 2 - from;
    return limit(room / 2 - at, room - length, 0);
  };
  const { x, y } = target ?? { x: picture.width, y: picture.height / 2 };
  const height = panel.height - stripHeight;
  return {
    x: place(picture.width * zoom, panel.width, x * zoom, drawn.x * zoom, drawn.width * zoom),
    y: stripHeight + place(picture.height * zoom, height, y * zoom, drawn.y * zoom, drawn.height * zoom),
    zoom,
  };
}

/** How much larger everything is drawn where it is to be read from afar. */
const largeScale = 1.6;

/** A panel as one counts it in which everything is drawn larger: there is room for less. */
export function roomIn({ width, height }: Size, large: boolean): Size {
  return large ? { width: width / largeScale, height: height / largeScale } : { width, height };
}

/** A look into such a room, from the panel that it is. */
export function enlarged({ x, y, zoom }: Camera, large: boolean): Camera {
  return large ? { x: x * largeScale, y: y * largeScale, zoom: zoom * largeScale } : { x, y, zoom };
}

/** The same look, from the panel into such a room. */
export function reduced({ x, y, zoom }: Camera, large: boolean): Camera {
  return large ? { x: x / largeScale, y: y / largeScale, zoom: zoom / largeScale } : { x, y, zoom };
}

/** What of the picture is in sight, in its own pixels. */
export function sightOf({ x, y, zoom }: Camera, { width, height }: Size): Area {
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
}

/** Whether the whole picture is in sight. */
export function seesAll(camera: Camera, picture: Size, panel: Size): boolean {
  const right = camera.x + picture.width * camera.zoom;
  const bottom = camera.y + picture.height * camera.zoom;
  return camera.x >= -1 && camera.y >= -1 && right <= panel.width + 1 && bottom <= panel.height + 1;
}

/** Zooms by a factor; what is under the given point of the panel stays there. */
export function zoomAt(camera: Camera, factor: number, at: Point): Camera {
  const zoom = limit(camera.zoom * factor, Math.min(smallestZoom, camera.zoom), largestZoom);
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

/**
 * The least move that brings an area of the picture into the part of the panel that nothing covers, where it stands off the
 * edges then. What is there already stays where it is.
 */
export function show(camera: Camera, area: Area, panel: Size, padding = 24): Camera {
  const left = camera.x + area.x * camera.zoom;
  const top = camera.y + area.y * camera.zoom - stripHeight;
  return {
    x: camera.x + inside(left, area.width * camera.zoom, panel.width, padding),
    y: camera.y + inside(top, area.height * camera.zoom, panel.height - stripHeight, padding),
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
  if (start >= 0 && start + length <= room) return 0;
  if (length + 2 * padding > room) return padding - start > 0 || start > room - padding ? padding - start : 0;
  if (start < padding) return padding - start;
  if (start + length > room - padding) return room - padding - start - length;
  return 0;
}
