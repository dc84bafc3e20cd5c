/** Routes wires: the calmest of a few simple ways that touches nothing, or else Graphviz's own. */
import { type Box, type Placement, type Rect, titleOf } from "./boxes.ts";
import {
  arriveAt,
  bend,
  type Curve,
  endAt,
  join,
  line,
  type Point,
  sample,
  sampleEvery,
  startAt,
} from "./curve.ts";
import type { Flow } from "./extent.ts";
import type { NodePlan, Plan, RowPlan, WirePlan } from "./planned.ts";

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
/** Wires keep this far above and below nodes and titles that are not theirs; between two columns they may be closer. */
const clearance = 4;
const sideClearance = 1;
/** Two wires that run along each other keep this far apart. */
const wireGap = 5;
const samples = 10;
const spacing = 10;

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
    const obstacles = obstaclesFor(from, to, placement, plan.flow);
    const start = { x: from.right, y: from.y };
    const others = taken.filter((other) => other.from !== wire.from);
    let way: Way | undefined;
    let fallback: Way | undefined;
    for (const curve of waysFor(start, end, obstacles, placement.splines.get(wire.id))) {
      const candidate = toWay(curve, wire);
      const isFree = obstacles.every(({ rect }) => !touches(candidate, rect));
      if (isFree) way ??= candidate;
      if (isFree && others.every((other) => !runsAlong(candidate, other))) {
        way = candidate;
        break;
      }
      fallback = candidate;
    }
    way ??= fallback!;
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
      const way = spline === undefined ? bend(start, end.at, end.direction) : endAt(spline, end.at);
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
  /** Close enough to each other that nothing fits between two of them. */
  readonly dense: readonly Point[];
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
  return { from: wire.from, curve, dense: sampleEvery(curve, spacing), points, bounds };
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
  const { width, height } = to.plan.gate;
  const radius = Math.min(width, height) / 2;
  // A gate with a long word has a straight side between its round ends.
  const straight = (height / 2 - radius) * partOf(to.plan, row);
  const tip =
    to.plan.shape === "round"
      ? {
          x: to.gateLeft + radius - radius * Math.cos(angle) - 1,
          y: to.y + radius * Math.sin(angle) + straight,
        }
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

/** Where on the round gate's first side a wire arrives: even steps from the first operand to the last one. */
function roundAngle(plan: NodePlan, row: RowPlan): number {
  const widest = Math.min(1.1, Math.max(Math.PI / 6, Math.atan2(furthestOf(plan), 34)));
  return partOf(plan, row) * widest;
}

/** From -1 for a gate's first operand to 1 for its last one. */
function partOf(plan: NodePlan, row: RowPlan): number {
  const furthest = furthestOf(plan);
  return furthest === 0 ? 0 : row.offset / furthest;
}

function furthestOf(plan: NodePlan): number {
  return Math.max(...plan.rows.map(({ offset }) => Math.abs(offset)));
}

/**
 * Ways to try, the calmest first: straight on and then one bend; one bend and then straight on; along a lane beside
 * something that is in the way; Graphviz's. Each with round bends before tight ones.
 */
function* waysFor(
  start: Point,
  end: End,
  obstacles: readonly Obstacle[],
  spline: Curve | undefined,
): Generator<Curve> {
  const { at, direction } = end;
  const dx = at.x - start.x;
  if (dx - reachFor(start.y, at.y) < 8) yield bend(start, at, direction);
  for (const reach of reaches(start.y, at.y)) {
    if (dx - reach < 8) continue;
    const late = { x: at.x - reach, y: start.y };
    yield join(line(start, late), bend(late, at, direction));
    const early = { x: start.x + reach, y: at.y };
    yield join(bend(start, early, level), arriveAt(line(early, at), at, direction));
  }
  for (const y of freeLanes(start, at, obstacles)) {
    for (const out of reaches(start.y, y)) {
      for (const back of reaches(y, at.y)) {
        if (out + back > dx) continue;
        const enter = { x: start.x + out, y };
        const leave = { x: at.x - back, y };
        yield join(join(bend(start, enter, level), line(enter, leave)), bend(leave, at, direction));
      }
    }
  }
  if (spline !== undefined) yield* adapted(spline, start, end);
}

/** Heights just above and below what stands in the way, where nothing stands from end to end; the shortest ways first. */
function freeLanes(start: Point, at: Point, obstacles: readonly Obstacle[]): number[] {
  const spanned = obstacles.filter(
    ({ rect }) => rect.left < at.x - tightBend && rect.right > start.x + tightBend,
  );
  const detour = (y: number): number => Math.abs(y - start.y) + Math.abs(y - at.y);
  return obstacles
    .flatMap(({ rect }) => [rect.top - laneGap, rect.bottom + laneGap])
    .filter((y) => spanned.every(({ rect }) => y < rect.top - clearance || y > rect.bottom + clearance))
    .sort((a, b) => detour(a) - detour(b))
    .slice(0, mostLanes);
}

const level = { x: 1, y: 0 };
const laneGap = 10;
const mostLanes = 12;
const tightBend = 30;

/** How long a bend between two heights is. */
function reachFor(from: number, to: number): number {
  return Math.min(110, Math.max(tightBend, 20 + Math.abs(to - from) * 0.7));
}

function reaches(from: number, to: number): number[] {
  const wide = reachFor(from, to);
  return wide > tightBend + 8 ? [wide, tightBend] : [wide];
}

/** Graphviz's way with its ends where the boxes are now; last as it was, where it still begins at its box. */
function adapted(spline: Curve, start: Point, { at, direction }: End): Curve[] {
  const own = arriveAt(startAt(spline, start), at, direction);
  const isStill = Math.abs(spline[1]! - start.y) < 1 && Math.abs(spline.at(-1)! - at.y) < 12;
  return isStill ? [own, endAt(spline, at)] : [own];
}

interface Obstacle {
  readonly rect: Rect;
  /** The node that it is; titles and groups are nobody's. */
  readonly id: string | undefined;
}

function obstaclesFor(from: Box, to: Box, { boxes, groups }: Placement, flow: Flow): Obstacle[] {
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
    obstacles.push({ rect: isForeign ? group : titleOf(group, flow), id: undefined });
  }
  return obstacles;
}

function touches({ dense, bounds }: Way, rect: Rect): boolean {
  const left = rect.left - sideClearance;
  const right = rect.right + sideClearance;
  const top = rect.top - clearance;
  const bottom = rect.bottom + clearance;
  if (bounds.right <= left || bounds.left >= right || bounds.bottom <= top || bounds.top >= bottom)
    return false;
  return dense.some(({ x, y }) => x > left && x < right && y > top && y < bottom);
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
