/** Questions to a picture: where a node or a control is, and what comes next to it. */
import type { Rect } from "./boxes.ts";
import type { Area } from "./camera.ts";
import type { Point } from "./curve.ts";
import type { Picture, PlacedGroup, PlacedNode } from "./layout.ts";
import { openerWidth } from "./extent.ts";
import type { GraphView } from "../protocol/graph-view.ts";
import { drawnIn, takenIn } from "./taken.ts";

/** The controls that open and close stand this far from the left and top edges of their group. */
const groupControl = 15;

/** Where the control is that opens a node or closes a group; both stand at the left of the title. */
export function controlOf(picture: Picture, id: string): Point | undefined {
  const node = picture.nodes.find((candidate) => candidate.id === id);
  if (node !== undefined) return openerOf(node);
  const group = picture.groups.find((candidate) => candidate.id === id);
  return group === undefined ? undefined : closerOf(group);
}

export function openerOf(node: PlacedNode): Point {
  return { x: node.x - node.width / 2 + openerWidth / 2 + 4, y: node.y };
}

export function closerOf(group: PlacedGroup): Point {
  return { x: group.x + groupControl, y: group.y + groupControl };
}

/** The part of the picture that a node with its wire's texts takes, or a group's title. */
export function areaOf(picture: Picture, view: GraphView, id: string): Area | undefined {
  const own = takenIn(picture, view).filter(({ id: of, node }) => of === id || node === id);
  return around(own.map(({ rect }) => rect));
}

/** The part of the picture that its nodes and texts take. */
export function drawnArea(picture: Picture): Area | undefined {
  return around(drawnIn(picture));
}

function around(rects: readonly Rect[]): Area | undefined {
  if (rects.length === 0) return undefined;
  const [x, y] = [Math.min(...rects.map(({ left }) => left)), Math.min(...rects.map(({ top }) => top))];
  const right = Math.max(...rects.map(({ right }) => right));
  const bottom = Math.max(...rects.map(({ bottom }) => bottom));
  return { x, y, width: right - x, height: bottom - y };
}

/**
 * How far most of the nodes have moved that two pictures share and that were in sight, or of all of them where none was: the middle
 * one of their shifts. In a large picture what is elsewhere may have moved by much more.
 */
export function middleShift(before: Picture, after: Picture, sight: Area): Point {
  const { x, y, width, height } = sight;
  const seen = before.nodes.filter(
    (node) => node.x >= x && node.x <= x + width && node.y >= y && node.y <= y + height,
  );
  return middleOf(seen, after) ?? middleOf(before.nodes, after) ?? { x: 0, y: 0 };
}

/** How far one node has moved; undefined where one of the pictures does not have it. */
export function shiftOf(before: Picture, after: Picture, id: string | undefined): Point | undefined {
  const [old, now] = [before, after].map(({ nodes }) => nodes.find((node) => node.id === id));
  return old && now && { x: now.x - old.x, y: now.y - old.y };
}

function middleOf(nodes: readonly PlacedNode[], after: Picture): Point | undefined {
  const places = new Map(nodes.map((node) => [node.id, node]));
  const shifts = after.nodes.flatMap((node) => {
    const old = places.get(node.id);
    return old === undefined ? [] : [{ x: node.x - old.x, y: node.y - old.y }];
  });
  if (shifts.length === 0) return undefined;
  return { x: median(shifts.map(({ x }) => x)), y: median(shifts.map(({ y }) => y)) };
}

/** Nodes and groups as the keyboard visits them: in reading order, a group before the first node inside it. */
export function readingOrder(picture: Picture, groupOf: (id: string) => string | undefined): string[] {
  const parents = new Map(picture.groups.map((group) => [group.id, groupOf(group.id)]));
  const seen = new Set<string>();
  const order: string[] = [];
  const visitGroup = (id: string | undefined): void => {
    if (id === undefined || seen.has(id) || !parents.has(id)) return;
    seen.add(id);
    visitGroup(parents.get(id));
    order.push(id);
  };
  for (const node of picture.nodes) {
    visitGroup(groupOf(node.id));
    order.push(node.id);
  }
  for (const group of picture.groups) visitGroup(group.id);
  return order;
}

export type Direction = "left" | "right" | "up" | "down";

/** The neighbour that an arrow key leads to: along a wire with the flow or against it, within the column across it. */
export function neighbour(picture: Picture, id: string, direction: Direction): string | undefined {
  const node = picture.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) return undefined;
  const [on, back] = picture.flow === "right" ? ["right", "left"] : ["down", "up"];
  const across = (place: Point): number => (picture.flow === "right" ? place.y : place.x);
  const apart = (other: PlacedNode): number => Math.abs(across(other) - across(node));
  if (direction !== on && direction !== back) {
    const sign = direction === "down" || direction === "right" ? 1 : -1;
    const column = picture.nodes.filter(
      (other) => other.column === node.column && (across(other) - across(node)) * sign > 0,
    );
    return nearest(column, apart);
  }
  const ids = new Set(
    picture.wires.flatMap((wire) => {
      if (direction === on) return wire.from === id && wire.to !== undefined ? [wire.to] : [];
      return wire.to === id ? [wire.from] : [];
    }),
  );
  return nearest(
    picture.nodes.filter((other) => ids.has(other.id)),
    apart,
  );
}

function nearest(nodes: readonly PlacedNode[], apart: (node: PlacedNode) => number): string | undefined {
  let best: PlacedNode | undefined;
  for (const node of nodes) if (best === undefined || apart(node) < apart(best)) best = node;
  return best?.id;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
