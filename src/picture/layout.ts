/** Layout: a plan as Graphviz's dot text, and Graphviz's answer as a picture with coordinates. */
import {
  type Before,
  type Box,
  boxWidth,
  disordered,
  type GroupBox,
  middleOf,
  type Placement,
  readPlacement,
  type Rect,
} from "./boxes.ts";
import { pictureMargin } from "./camera.ts";
import { type Curve, join, line, type Point, shift } from "./curve.ts";
import { type Flow, type Shape, underStem } from "./extent.ts";
import type { GroupPlan, NodePlan, Plan, WirePlan } from "./planned.ts";
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
  /** Which end of its label stands at the wire. */
  readonly anchor: "start" | "middle" | "end";
  /** Nodes of one column have the same number; columns are counted along the flow. */
  readonly column: number;
}

export interface PlacedWire extends WirePlan {
  readonly curve: Curve;
  readonly arrow: Arrow | undefined;
  /** Where a value that is used several times forks. */
  readonly fork: Point | undefined;
  /** The middle of the part that has the texts beside it. */
  readonly text: (Point & { readonly width: number }) | undefined;
}

export interface PlacedGroup {
  readonly id: string;
  readonly label: string;
  readonly labelWidth: number;
  /** The label with the pager of a loop. */
  readonly titleWidth: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** How many groups it is in. */
  readonly depth: number;
}

/** A graph with positions: pixels at zoom 1, y downwards, the origin at the top left. */
export interface Picture {
  readonly flow: Flow;
  readonly width: number;
  readonly height: number;
  /** In reading order: column by column along the flow. */
  readonly nodes: readonly PlacedNode[];
  readonly wires: readonly PlacedWire[];
  /** Outer groups before those inside them. */
  readonly groups: readonly PlacedGroup[];
}

/** Graphviz counts in inches, and in points of which one is one pixel here. */
const inch = 72;
const titleHeight = 18;
/** Above this size Graphviz spends its time on the last per cent of straightness; limits keep it to half a second. */
const largeGraph = 300;

/**
 * Lays a plan out; `run` is Graphviz: dot text in, its `json` output out. Throws on output that is not such. What stood in
 * the picture before keeps its order.
 */
export function layOut(plan: Plan, run: (dot: string) => string, before?: Before): Picture {
  const placement = readPlacement(run(toDot(plan)), plan);
  const columns = disordered(plan, placement.boxes, before ?? new Map());
  if (columns.length === 0) return toPicture(placement, plan);
  return toPicture(readPlacement(run(toDot(plan, columns)), plan), plan);
}

/** Where the nodes of a picture stand across its flow. */
export function acrossOf({ flow, nodes }: Picture): Before {
  return new Map(nodes.map(({ id, x, y }) => [id, flow === "right" ? y : x]));
}

/** The plan in Graphviz's language; the nodes of each of these columns stand in the order given. */
function toDot(plan: Plan, columns: readonly (readonly NodePlan[])[] = []): string {
  const [out, into] = plan.flow === "right" ? ["e", "w"] : ["s", "n"];
  const lines = [
    "digraph {",
    `graph [${graphAttributes(plan)}]`,
    'node [shape=box fixedsize=true label="" margin=0]',
    `edge [arrowhead=none tailport=${out} headport=${into}]`,
  ];
  const index = new Map(plan.nodes.map((node, position) => [node.id, position]));
  const children = Map.groupBy(plan.groups, (group) => group.parent);
  const members = Map.groupBy(plan.nodes, (node) => node.group);
  const groupNumber = new Map(plan.groups.map((group, position) => [group.id, position]));
  const known = (id: string | undefined): boolean => id === undefined || groupNumber.has(id);
  const write = (id: string | undefined): void => {
    for (const node of members.get(id) ?? []) lines.push(dotNode(plan.flow, node, index.get(node.id)!));
    for (const group of children.get(id) ?? []) {
      lines.push(`subgraph cluster_${groupNumber.get(group.id)!} {`, `graph [margin=12 ${dotTitle(group)}]`);
      write(group.id);
      lines.push("}");
    }
  };
  write(undefined);
  for (const node of plan.nodes)
    if (!known(node.group)) lines.push(dotNode(plan.flow, node, index.get(node.id)!));
  if (plan.leavesFirst) lines.push(dotRank("min", plan, index, "leaf"));
  lines.push(dotRank("max", plan, index, "target"));
  for (const column of columns) {
    const names = column.map(({ id }) => `n${index.get(id)!}`);
    lines.push(`{ rank=same; edge [style=invis tailport=_ headport=_] ${names.join("->")} }`);
  }
  const rows = new Map(plan.nodes.flatMap((node) => node.rows.map((row, at) => [row.wire, { node, at }])));
  plan.wires.forEach((wire, position) => {
    if (wire.to === undefined) return;
    const row = rows.get(wire.id)!;
    const port = row.node.rows.length > 1 ? `:i${row.at}:${into}` : "";
    lines.push(`n${index.get(wire.from)!}->n${index.get(wire.to)!}${port} [id="e${position}"]`);
  });
  return [...lines, "}"].join("\n");
}

function graphAttributes(plan: Plan): string {
  const direction = plan.flow === "right" ? "LR" : "TB";
  const room = `ranksep=${plan.gap / inch} nodesep=${12 / inch}`;
  const attributes = [`rankdir=${direction} ${room} labeljust=l labelloc=t margin=0`];
  // The older ranking may put both ends of a wire into one column where groups and a first column come together.
  if (plan.groups.length > 0) attributes.push("newrank=true");
  if (plan.nodes.length > largeGraph) attributes.push("nslimit=1");
  return attributes.join(" ");
}

function dotNode(flow: Flow, node: NodePlan, index: number): string {
  const [along, across] = [boxWidth(node), node.height];
  const [width, height] = flow === "right" ? [along, across] : [across, along];
  if (node.rows.length < 2) return `n${index} [width=${width / inch} height=${height / inch}]`;
  // Ports hold the operands' order and keep their wires apart. Sizes are whole numbers there.
  const spare = Math.floor((across - node.rows.reduce((sum, row) => sum + row.height, 0)) / 2);
  const cell = (size: number, port = ""): string => {
    if (size === 0) return "";
    const sizes = flow === "right" ? [along, size] : [size, along];
    return `<TD ${port} FIXEDSIZE="TRUE" WIDTH="${sizes[0]}" HEIGHT="${sizes[1]}"></TD>`;
  };
  // A port is in the middle of its cell.
  const ports = node.rows.flatMap(({ height, at }, index) => [
    cell(2 * at, `PORT="i${index}"`),
    cell(height - 2 * at),
  ]);
  const cells = [cell(spare), ...ports, cell(spare)];
  const filled = cells.filter((text) => text !== "");
  const rows =
    flow === "right" ? filled.map((text) => `<TR>${text}</TR>`).join("") : `<TR>${filled.join("")}</TR>`;
  const table = `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">${rows}</TABLE>`;
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

/** Settles where Graphviz put everything, and finds the ways of the wires. */
function toPicture(placement: Placement, plan: Plan): Picture {
  const { boxes, groups, routes } = arrange(plan, placement);
  const rects = [...boxes.values(), ...groups];
  const curves = [...routes.values()].map(({ curve }) => curve);
  const { left, right, top, bottom } = boundsOf(rects, curves);
  const by = { x: pictureMargin - left, y: pictureMargin - top };
  const picture: Picture = {
    flow: plan.flow,
    width: right - left + 2 * pictureMargin,
    height: bottom - top + 2 * pictureMargin,
    nodes: placeNodes(plan, boxes, by),
    wires: plan.wires.map((wire) => placeWire(wire, boxes, routes.get(wire.id), by)),
    groups: placeGroups(groups, by),
  };
  return plan.flow === "right" ? picture : turned(picture);
}

/** From the frame of a flow that goes down to the panel's: along becomes down. */
function turned({ width, height, nodes, wires, groups, ...rest }: Picture): Picture {
  const turn = <T extends Point>(point: T): T => ({ ...point, x: point.y, y: point.x });
  return {
    ...rest,
    width: height,
    height: width,
    nodes: nodes.map((node) => ({ ...turn(node), width: node.height, height: node.width })),
    wires: wires.map((wire) => ({
      ...wire,
      curve: wire.curve.map((_, at) => wire.curve[at % 2 === 0 ? at + 1 : at - 1]!),
      arrow: wire.arrow && { ...turn(wire.arrow), angle: 90 - wire.arrow.angle },
      fork: wire.fork && turn(wire.fork),
      text: wire.text && turn(wire.text),
    })),
    groups: groups.map((group) => ({ ...turn(group), width: group.height, height: group.width })),
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

/** Names and constants lean on their wire; all other labels stand in the middle. */
const anchors = { leaf: "end", constant: "end", round: "middle", box: "middle", target: "start" } as const;

function placeNodes(plan: Plan, boxes: ReadonlyMap<string, Box>, by: Point): PlacedNode[] {
  const columns = [...new Set([...boxes.values()].map(middleOf))].sort((a, b) => a - b);
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
      anchor: plan.flow === "right" ? anchors[node.shape] : "middle",
      column: columnOf.get(middleOf(box))!,
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
    .map(({ id, label, labelWidth, titleWidth, left, right, top, bottom }) => ({
      id,
      label,
      labelWidth,
      titleWidth,
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
  const gateEnd = { x: from.gateRight + by.x, y: from.y + by.y };
  const tailEnd = { x: from.right + by.x, y: gateEnd.y };
  // Texts that stand under each other stand where the wire would begin.
  const start = wire.place === "under" ? { ...tailEnd, x: tailEnd.x - underStem } : gateEnd;
  const own = { x: (gateEnd.x + tailEnd.x) / 2, y: start.y, width: from.plan.tail };
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
  const text = {
    x: to.left + to.plan.lead / 2 + by.x,
    y: to.y + row.offset + by.y,
    width: to.plan.lead,
  };
  return { ...wire, curve: way, arrow, fork: undefined, text };
}
