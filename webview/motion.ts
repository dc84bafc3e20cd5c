/** Small movements: what is drawn between two pictures or two views, and whether anything may move at all. */
import type { Camera } from "../src/picture/camera.ts";
import { between, type Point } from "../src/picture/curve.ts";
import type { Picture, PlacedWire } from "../src/picture/layout.ts";

/** How long a movement takes, in milliseconds. */
export const movementTime = 150;
/** Larger pictures jump: a movement that stutters is worse than none. */
const largestMoving = 400;

/** People who asked their system or VS Code for less motion get none. */
export function motionIsReduced(): boolean {
  return (
    document.body.classList.contains("vscode-reduce-motion") ||
    matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}

export function canMove(from: Picture, to: Picture): boolean {
  return from !== to && from.nodes.length + to.nodes.length <= 2 * largestMoving;
}

/** Fast at first, then slowing down; from 0 to 1. */
export function ease(part: number): number {
  return 1 - (1 - Math.min(1, Math.max(0, part))) ** 3;
}

export function cameraBetween(from: Camera, to: Camera, part: number): Camera {
  return {
    x: mix(from.x, to.x, part),
    y: mix(from.y, to.y, part),
    zoom: mix(from.zoom, to.zoom, part),
  };
}

/** The second picture with everything that both have on its way from the first; what is new is in its place at once. */
export function pictureBetween(from: Picture, to: Picture, part: number): Picture {
  const nodes = new Map(from.nodes.map((node) => [node.id, node]));
  const wires = new Map(from.wires.map((wire) => [wire.id, wire]));
  const groups = new Map(from.groups.map((group) => [group.id, group]));
  return {
    ...to,
    nodes: to.nodes.map((node) => {
      const old = nodes.get(node.id);
      return old === undefined ? node : { ...node, ...pointBetween(old, node, part) };
    }),
    wires: to.wires.map((wire) => {
      const old = wires.get(wire.id);
      return old === undefined || old.kind !== wire.kind ? wire : wireBetween(old, wire, part);
    }),
    groups: to.groups.map((group) => {
      const old = groups.get(group.id);
      if (old === undefined) return group;
      const width = mix(old.width, group.width, part);
      return {
        ...group,
        ...pointBetween(old, group, part),
        width,
        height: mix(old.height, group.height, part),
      };
    }),
  };
}

function wireBetween(from: PlacedWire, to: PlacedWire, part: number): PlacedWire {
  const arrow =
    from.arrow === undefined || to.arrow === undefined
      ? to.arrow
      : { ...pointBetween(from.arrow, to.arrow, part), angle: mix(from.arrow.angle, to.arrow.angle, part) };
  const text =
    from.text === undefined || to.text === undefined
      ? to.text
      : { ...to.text, ...pointBetween(from.text, to.text, part) };
  const fork =
    from.fork === undefined || to.fork === undefined ? to.fork : pointBetween(from.fork, to.fork, part);
  return { ...to, curve: between(from.curve, to.curve, part), arrow, text, fork };
}

function pointBetween(from: Point, to: Point, part: number): Point {
  return { x: mix(from.x, to.x, part), y: mix(from.y, to.y, part) };
}

function mix(from: number, to: number, part: number): number {
  return from + (to - from) * part;
}
