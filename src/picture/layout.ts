/** Layout: a plan as Graphviz's dot text, and Graphviz's answer as a picture with coordinates. */
import { type Box, boxWidth, type GroupBox, type Placement, readPlacement, type Rect } from "./boxes.ts";
import { type Curve, join, line, type Point, shift } from "./curve.ts";
import type { GroupPlan, NodePlan, Plan, Shape, WirePlan } from "./plan.ts";
import { type Arrow, routeAsGiven, type Route, routeWires } from "./route.ts";
import { settle } from "./settle.ts";

export interface PlacedNode {
  readonly id: string;
  readonly shape: Shape;
  readonly label: string;
  /** The gate's middle and size, without the wires and texts beside it. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The width of the label alone: leaves of one column have gates of one width. */
  readonly labelWidth: number;
  /** Nodes of one column have the same number; columns are counted from the left. */
  readonly column: number;
}

export interface PlacedWire extends WirePlan {
  readonly curve: Curve;
  readonly arrow: Arrow | undefined;
  /** Where a value that is used several times forks. */
  readonly fork: Point | undefined;
  /** The middle of the straight part that has the texts above and below it. */
  readonly text: (Point & { readonly width: number }) | undefined;
}

export interface PlacedGroup {
  readonly id: string;
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** How many groups it is in. */
  readonly depth: number;
}

/** A graph with positions: pixels at zoom 1, y downwards, the origin at the top left. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** In reading order: column by column from the left, each from top to bottom. */
  readonly nodes: readonly PlacedNode[];
  readonly wires: readonly PlacedWire[];
  /** Outer groups before those inside them. */
  readonly groups: readonly PlacedGroup[];
}

/** Graphviz counts in inches, and in points of which one is one pixel here. */
const inch = 72;
const margin = 16;
const titleHeight = 18;
/** Above this size Graphviz spends its time on the last per cent of straightness; limits keep it to half a second. */
const largeGraph = 300;

/** The plan in Graphviz's language. */
export function toDot(plan: Plan): string {
  const lines = [
    "digraph {",
    `graph [${graphAttributes(plan)}]`,
    'node [shape=box fixedsize=true label="" margin=0]',
    "edge [arrowhead=none tailport=e headport=w]",
  ];
  const index = new Map(plan.nodes.map((node, position) => [node.id, position]));
  const children = Map.groupBy(plan.groups, (group) => group.parent);
  const members = Map.groupBy(plan.nodes, (node) => node.group);
  const groupNumber = new Map(plan.groups.map((group, position) => [group.id, position]));
  const known = (id: string | undefined): boolean => id === undefined || groupNumber.has(id);
  const write = (id: string | undefined): void => {
    for (const node of members.get(id) ?? []) lines.push(dotNode(node, index.get(node.id)!));
    for (const group of children.get(id) ?? []) {
      lines.push(`subgraph cluster_${groupNumber.get(group.id)!} {`, `graph [margin=12 ${dotTitle(group)}]`);
      write(group.id);
      lines.push("}");
    }
  };
  write(undefined);
  for (const node of plan.nodes) if (!known(node.group)) lines.push(dotNode(node, index.get(node.id)!));
  if (plan.leavesFirst) lines.push(dotRank("min", plan, index, "leaf"));
  lines.push(dotRank("max", plan, index, "target"));
  const rows = new Map(plan.nodes.flatMap((node) => node.rows.map((row, at) => [row.wire, { node, at }])));
  plan.wires.forEach((wire, position) => {
    if (wire.to === undefined) return;
    const row = rows.get(wire.id)!;
    const port = row.node.rows.length > 1 ? `:i${row.at}:w` : "";
    lines.push(`n${index.get(wire.from)!}->n${index.get(wire.to)!}${port} [id="e${position}"]`);
  });
  return [...lines, "}"].join("\n");
}

function graphAttributes(plan: Plan): string {
  const attributes = [`rankdir=LR ranksep=${30 / inch} nodesep=${12 / inch} labeljust=l labelloc=t margin=0`];
  // The older ranking may put both ends of a wire into one column where groups and a first column come together.
  if (plan.groups.length > 0) attributes.push("newrank=true");
  if (plan.nodes.length > largeGraph) attributes.push("nslimit=1");
  return attributes.join(" ");
}

function dotNode(node: NodePlan, index: number): string {
  const width = boxWidth(node);
  if (node.rows.length < 2) return `n${index} [width=${width / inch} height=${node.height / inch}]`;
  // Ports hold the operands' order, from top to bottom, and keep their wires apart. Heights are whole numbers there.
  const spare = Math.floor((node.height - node.rows.reduce((sum, row) => sum + row.height, 0)) / 2);
  const cell = (height: number, port = ""): string =>
    height === 0 ? "" : `<TR><TD ${port} FIXEDSIZE="TRUE" WIDTH="${width}" HEIGHT="${height}"></TD></TR>`;
  const rows = node.rows.map((row, at) => cell(row.height, `PORT="i${at}"`)).join("");
  const table = `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">${cell(spare)}${rows}${cell(spare)}</TABLE>`;
  return `n${index} [shape=plain fixedsize=false label=<${table}>]`;
}

function dotTitle(group: GroupPlan): string {
  const cell = `<TD FIXEDSIZE="TRUE" WIDTH="${group.titleWidth + 40}" HEIGHT="${titleHeight}"></TD>`;
  return `label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR>${cell}</TR></TABLE>>`;
}

function dotRank(rank: "min" | "max", plan: Plan, index: ReadonlyMap<string, number>, shape: Shape): string {
  const nodes = plan.nodes.filter((node) => node.shape === shape && node.group === undefined);
  return nodes.length === 0
    ? ""
    : `{ rank=${rank}; ${nodes.map((node) => `n${index.get(node.id)!};`).join(" ")} }`;
}

/** Beyond this many nodes Graphviz's places and ways are taken as they are. */
const mostSettled = 200;
/** How often nodes that a wire cannot get around are put back and all is tried again. */
const tries = 6;

/** Reads Graphviz's `json` output for a plan and settles it; throws on text that is not such output. */
export function toPicture(output: string, plan: Plan): Picture {
  const placement = readPlacement(output, plan);
  const { boxes, groups, routes } = arrange(plan, placement);
  const rects = [...boxes.values(), ...groups];
  const curves = [...routes.values()].map(({ curve }) => curve);
  const { left, right, top, bottom } = boundsOf(rects, curves);
  const by = { x: margin - left, y: margin - top };
  return {
    width: right - left + 2 * margin,
    height: bottom - top + 2 * margin,
    nodes: placeNodes(plan, boxes, by),
    wires: plan.wires.map((wire) => placeWire(wire, boxes, routes.get(wire.id), by)),
    groups: placeGroups(groups, by),
  };
}

interface Arranged {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly groups: readonly GroupBox[];
  readonly routes: ReadonlyMap<string, Route>;
}

function arrange(plan: Plan, placement: Placement): Arranged {
  const { boxes, groups, splines } = placement;
  if (plan.nodes.length > mostSettled) return { boxes, groups, routes: routeAsGiven(plan, placement) };
  const pinned = new Set<string>();
  for (let attempt = 0; attempt < tries; attempt++) {
    const settled = settle(plan, placement, pinned);
    const { routes, hit } = routeWires(plan, { ...settled, splines });
    const all = [...settled.hit, ...hit];
    if (all.length === 0) return { ...settled, routes };
    if (all.every((id) => pinned.has(id))) break;
    for (const id of all) pinned.add(id);
  }
  return { boxes, groups, routes: routeWires(plan, placement).routes };
}

function boundsOf(rects: readonly Rect[], curves: readonly Curve[]): Rect {
  const bounds = { left: 0, right: 0, top: 0, bottom: 0 };
  const reach = (x: number, y: number): void => {
    bounds.left = Math.min(bounds.left, x);
    bounds.right = Math.max(bounds.right, x);
    bounds.top = Math.min(bounds.top, y);
    bounds.bottom = Math.max(bounds.bottom, y);
  };
  const [first] = rects;
  if (first !== undefined)
    Object.assign(bounds, { left: first.left, right: first.right, top: first.top, bottom: first.bottom });
  for (const rect of rects) {
    reach(rect.left, rect.top);
    reach(rect.right, rect.bottom);
  }
  // Control points lie outside their curve at most a little: no curve leaves the picture.
  for (const curve of curves) for (let i = 0; i + 1 < curve.length; i += 2) reach(curve[i]!, curve[i + 1]!);
  return bounds;
}

function placeNodes(plan: Plan, boxes: ReadonlyMap<string, Box>, by: Point): PlacedNode[] {
  const middle = (box: Box): number => Math.round((box.left + box.right) / 2);
  const columns = [...new Set([...boxes.values()].map(middle))].sort((a, b) => a - b);
  const columnOf = new Map(columns.map((x, index) => [x, index]));
  const placed = plan.nodes.map((node): PlacedNode => {
    const box = boxes.get(node.id)!;
    return {
      id: node.id,
      shape: node.shape,
      label: node.label,
      x: (box.gateLeft + box.gateRight) / 2 + by.x,
      y: box.y + by.y,
      width: node.gate.width,
      height: node.gate.height,
      labelWidth: node.labelWidth,
      column: columnOf.get(middle(box))!,
    };
  });
  return placed.sort((a, b) => a.column - b.column || a.y - b.y);
}

function placeGroups(groups: readonly GroupBox[], by: Point): PlacedGroup[] {
  const parents = new Map(groups.map((group) => [group.id, group.parent]));
  const depth = (id: string): number => {
    const parent = parents.get(id);
    return parent === undefined ? 0 : 1 + depth(parent);
  };
  return groups
    .map(({ id, label, left, right, top, bottom }) => ({
      id,
      label,
      x: left + by.x,
      y: top + by.y,
      width: right - left,
      height: bottom - top,
      depth: depth(id),
    }))
    .sort((a, b) => a.depth - b.depth);
}

function placeWire(
  wire: WirePlan,
  boxes: ReadonlyMap<string, Box>,
  route: Route | undefined,
  by: Point,
): PlacedWire {
  const from = boxes.get(wire.from)!;
  const start = { x: from.gateRight + by.x, y: from.y + by.y };
  const tailEnd = { x: from.right + by.x, y: start.y };
  const own = { x: (start.x + tailEnd.x) / 2, y: start.y, width: from.plan.tail };
  const to = wire.to === undefined ? undefined : boxes.get(wire.to);
  if (to === undefined || route === undefined) {
    const fork = wire.kind === "stem" ? tailEnd : undefined;
    return { ...wire, curve: line(start, tailEnd), arrow: undefined, fork, text: own };
  }
  const way = shift(route.curve, by);
  const arrow = { ...route.arrow, x: route.arrow.x + by.x, y: route.arrow.y + by.y };
  if (wire.kind === "single") {
    return { ...wire, curve: join(line(start, tailEnd), way), arrow, fork: undefined, text: own };
  }
  if (wire.isSilent) return { ...wire, curve: way, arrow, fork: undefined, text: undefined };
  const row = to.plan.rows.find((candidate) => candidate.wire === wire.id)!;
  const text = { x: to.left + to.plan.lead / 2 + by.x, y: to.y + row.offset + by.y, width: to.plan.lead };
  return { ...wire, curve: way, arrow, fork: undefined, text };
}
