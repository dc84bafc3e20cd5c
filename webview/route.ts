/** Routes wires: the calmest of a few simple ways that touches nothing, or else Graphviz's own. */
import type { Box, Placement, Rect } from "./boxes.ts";
import { arriveAt, bend, type Curve, join, line, type Point, sample, startAt } from "./curve.ts";
import type { NodePlan, Plan, RowPlan, WirePlan } from "./plan.ts";

export interface Arrow extends Point {
  /** In degrees, clockwise from the right. */
  readonly angle: number;
}

export interface Route {
  /** From the right edge of the first node's box, or from its fork, to the arrow. */
  readonly curve: Curve;
  readonly arrow: Arrow;
}

export interface Routes {
  readonly routes: ReadonlyMap<string, Route>;
  /** Nodes that a wire could not get around. */
  readonly hit: readonly string[];
}

const arrowLength = 8;
/** Wires keep this far from nodes and titles that are not theirs. */
const clearance = 4;
/** Two wires that run along each other keep this far apart. */
const wireGap = 5;
const titleHeight = 22;
const samples = 10;

/** Routes all wires of a plan around its boxes. */
export function routeWires(plan: Plan, placement: Placement): Routes {
  const routes = new Map<string, Route>();
  const hit = new Set<string>();
  const taken: Way[] = [];
  const wires = wiresWithEnds(plan, placement);
  // Short wires have the least choice.
  wires.sort((a, b) => a.to.left - a.from.right - (b.to.left - b.from.right));
  for (const { wire, from, to } of wires) {
    const end = endOf(from, to, wire);
    const obstacles = obstaclesFor(from, to, placement);
    const start = { x: from.right, y: from.y };
    const ways = waysFor(start, end, obstacles, placement.splines.get(wire.id)).map((curve) =>
      toWay(curve, wire),
    );
    const free = ways.filter((way) => obstacles.every(({ rect }) => !touches(way, rect)));
    const others = taken.filter((other) => other.from !== wire.from);
    const way = free.find((one) => others.every((other) => !runsAlong(one, other))) ?? free[0] ?? ways[0]!;
    for (const { id, rect } of obstacles) if (id !== undefined && touches(way, rect)) hit.add(id);
    taken.push(way);
    routes.set(wire.id, finish(way.curve, end));
  }
  return { routes, hit: [...hit] };
}

/** Graphviz's own ways, for graphs that are too large to look for better ones. */
export function routeAsGiven(plan: Plan, placement: Placement): ReadonlyMap<string, Route> {
  return new Map(
    wiresWithEnds(plan, placement).map(({ wire, from, to }) => {
      const end = endOf(from, to, wire);
      const start = { x: from.right, y: from.y };
      const spline = placement.splines.get(wire.id);
      const way = spline === undefined ? bend(start, end.at, end.direction) : adapt(spline, start, end);
      return [wire.id, finish(way, end)];
    }),
  );
}

function wiresWithEnds(plan: Plan, { boxes }: Placement): { wire: WirePlan; from: Box; to: Box }[] {
  return plan.wires.flatMap((wire) => {
    const from = boxes.get(wire.from);
    const to = wire.to === undefined ? undefined : boxes.get(wire.to);
    return from === undefined || to === undefined ? [] : [{ wire, from, to }];
  });
}

function finish(curve: Curve, { rest, arrow }: End): Route {
  return { curve: rest === undefined ? curve : join(curve, rest), arrow };
}

/** A way with points along it, for finding out what it touches. */
interface Way {
  readonly from: string;
  readonly curve: Curve;
  readonly points: readonly Point[];
  readonly bounds: Rect;
}

function toWay(curve: Curve, wire: WirePlan): Way {
  const points = sample(curve, samples);
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const bounds = {
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  };
  return { from: wire.from, curve, points, bounds };
}

/** How a wire ends: where its way arrives and in which direction, what follows inside the node's box, and the arrow. */
interface End {
  readonly at: Point;
  readonly direction: Point;
  readonly rest: Curve | undefined;
  readonly arrow: Arrow;
}

function endOf(from: Box, to: Box, wire: WirePlan): End {
  const row = to.plan.rows.find((candidate) => candidate.wire === wire.id)!;
  const y = to.y + row.offset;
  const entry = { x: to.left, y };
  const rowEnd = { x: to.left + to.plan.lead, y };
  const isBent = to.plan.fan > 0 && to.plan.shape === "round";
  const angle = to.plan.shape === "round" ? roundAngle(to.plan, row) : 0;
  const radius = to.plan.gate.height / 2;
  const tip =
    to.plan.shape === "round"
      ? { x: to.gateLeft + radius - radius * Math.cos(angle) - 1, y: to.y + radius * Math.sin(angle) }
      : { x: to.gateLeft - 1, y };
  const slope = angle * (isBent ? 0.6 : 0.8 * approach(from.y, tip.y, angle));
  const direction = { x: Math.cos(slope), y: -Math.sin(slope) };
  const base = { x: tip.x - direction.x * arrowLength, y: tip.y - direction.y * arrowLength };
  const arrow = { ...tip, angle: (Math.atan2(direction.y, direction.x) * 180) / Math.PI };
  if (!isBent && to.plan.lead === 0) return { at: base, direction, rest: undefined, arrow };
  const flat = { x: 1, y: 0 };
  const rest = isBent ? bend(rowEnd, base, direction) : line(rowEnd, base);
  return {
    at: entry,
    direction: flat,
    rest: to.plan.lead > 0 ? join(line(entry, rowEnd), rest) : rest,
    arrow,
  };
}

/** From 0 to 1: how much a wire comes from the side on which it arrives; another one arrives level. */
function approach(fromY: number, tipY: number, angle: number): number {
  const side = (fromY - tipY) * Math.sign(angle);
  return Math.min(1, Math.max(0, side / 24));
}

/** Where on the round gate's left side a wire arrives: even steps from the top operand to the bottom one. */
function roundAngle(plan: NodePlan, row: RowPlan): number {
  const furthest = Math.max(...plan.rows.map((other) => Math.abs(other.offset)));
  if (furthest === 0) return 0;
  const widest = Math.min(1.1, Math.max(0.55, Math.atan2(furthest, 34)));
  return (row.offset / furthest) * widest;
}

/**
 * Ways to try, the calmest first: straight on and then one bend; one bend and then straight on; along a lane beside
 * something that is in the way; Graphviz's.
 */
function waysFor(start: Point, end: End, obstacles: readonly Obstacle[], spline: Curve | undefined): Curve[] {
  const { at, direction } = end;
  const dx = at.x - start.x;
  const reach = reachFor(start.y, at.y);
  if (dx - reach < 8)
    return [bend(start, at, direction), ...(spline === undefined ? [] : [adapt(spline, start, end)])];
  const level = { x: 1, y: 0 };
  const late = { x: at.x - reach, y: start.y };
  const early = { x: start.x + reach, y: at.y };
  const ways = [
    join(line(start, late), bend(late, at, direction)),
    join(bend(start, early, level), arriveAt(line(early, at), at, direction)),
  ];
  const detour = (y: number): number => Math.abs(y - start.y) + Math.abs(y - at.y);
  const lanes = obstacles
    .flatMap(({ rect }) => [rect.top - laneGap, rect.bottom + laneGap])
    .sort((a, b) => detour(a) - detour(b))
    .slice(0, mostLanes);
  for (const y of lanes) {
    const [out, back] = [reachFor(start.y, y), reachFor(y, at.y)];
    if (out + back > dx) continue;
    const enter = { x: start.x + out, y };
    const leave = { x: at.x - back, y };
    ways.push(join(join(bend(start, enter, level), line(enter, leave)), bend(leave, at, direction)));
  }
  if (spline !== undefined) ways.push(adapt(spline, start, end));
  return ways;
}

const laneGap = 10;
const mostLanes = 12;

/** How long a bend between two heights is. */
function reachFor(from: number, to: number): number {
  return Math.min(110, Math.max(30, 20 + Math.abs(to - from) * 0.7));
}

/** Graphviz's way with its ends where the boxes are now. */
function adapt(spline: Curve, start: Point, { at, direction }: End): Curve {
  return arriveAt(startAt(spline, start), at, direction);
}

interface Obstacle {
  readonly rect: Rect;
  /** The node that it is; titles and groups are nobody's. */
  readonly id: string | undefined;
}

function obstaclesFor(from: Box, to: Box, { boxes, groups }: Placement): Obstacle[] {
  const obstacles: Obstacle[] = [];
  for (const box of boxes.values()) {
    if (box === from || box === to || box.right < from.right || box.left > to.left) continue;
    obstacles.push({ rect: box, id: box.plan.id });
  }
  const parents = new Map(groups.map((group) => [group.id, group.parent]));
  const isIn = (group: string | undefined, id: string): boolean =>
    group !== undefined && (group === id || isIn(parents.get(group), id));
  for (const group of groups) {
    const isForeign = !isIn(from.plan.group, group.id) && !isIn(to.plan.group, group.id);
    const { left, top } = group;
    const title = { left, right: left + group.titleWidth + 34, top, bottom: top + titleHeight };
    obstacles.push({ rect: isForeign ? group : title, id: undefined });
  }
  return obstacles;
}

function touches({ points, bounds }: Way, rect: Rect): boolean {
  const left = rect.left - clearance;
  const right = rect.right + clearance;
  const top = rect.top - clearance;
  const bottom = rect.bottom + clearance;
  if (bounds.right <= left || bounds.left >= right || bounds.bottom <= top || bounds.top >= bottom)
    return false;
  return points.some(({ x, y }) => x > left && x < right && y > top && y < bottom);
}

/** Whether a way runs along another one, not only across it. */
function runsAlong(way: Way, other: Way): boolean {
  if (other.bounds.right < way.bounds.left || other.bounds.left > way.bounds.right) return false;
  if (other.bounds.bottom + wireGap < way.bounds.top || other.bounds.top - wireGap > way.bounds.bottom)
    return false;
  let near = 0;
  for (const { x, y } of way.points.slice(0, -1)) {
    near = isNear(other.points, x, y) ? near + 1 : 0;
    if (near >= 3) return true;
  }
  return false;
}

function isNear(points: readonly Point[], x: number, y: number): boolean {
  for (let i = 0; i + 1 < points.length; i++) {
    const a = points[i]!;
    const b = points[i + 1]!;
    if (x < Math.min(a.x, b.x) || x > Math.max(a.x, b.x)) continue;
    const part = b.x === a.x ? 0 : (x - a.x) / (b.x - a.x);
    if (Math.abs(a.y + (b.y - a.y) * part - y) < wireGap) return true;
  }
  return false;
}
