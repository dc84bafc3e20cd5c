/** Where Graphviz puts the parts of a graph: the boxes of nodes and groups and the ways of wires, in pixels, y downwards. */
import type { Curve, Point } from "./curve.ts";
import type { NodePlan, Plan } from "./plan.ts";

export interface Rect {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A node's box; the gate stands between the texts of its branches and those of its own wire. */
export interface Box extends Rect {
  readonly plan: NodePlan;
  /** The height of the gate's middle, and of the node's own wire. */
  readonly y: number;
  readonly gateLeft: number;
  readonly gateRight: number;
}

export interface GroupBox extends Rect {
  readonly id: string;
  readonly label: string;
  readonly parent: string | undefined;
  readonly titleWidth: number;
}

export interface Placement {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly groups: readonly GroupBox[];
  /** Graphviz's own way for each wire that has two ends. */
  readonly splines: ReadonlyMap<string, Curve>;
}

/** The width of a node's box. */
export function boxWidth(node: NodePlan): number {
  return Math.round(node.lead + node.fan + node.gate.width + node.tail);
}

/** The same box with its middle at another height. */
export function boxAt(plan: NodePlan, middle: number, y: number): Box {
  const left = middle - boxWidth(plan) / 2;
  const gateLeft = left + plan.lead + plan.fan;
  return {
    plan,
    left,
    right: left + boxWidth(plan),
    top: y - plan.height / 2,
    bottom: y + plan.height / 2,
    y,
    gateLeft,
    gateRight: gateLeft + plan.gate.width,
  };
}

export function moveTo(box: Box, y: number): Box {
  return boxAt(box.plan, (box.left + box.right) / 2, y);
}

export function overlaps(a: Rect, b: Rect): boolean {
  return a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
}

/** The room between a group's edge and what is in it, and for its title. */
const groupMargin = 10;
const titleRoom = 26;

/** A group as high as what is in it needs; its width stays. */
export function groupAround(
  group: GroupBox,
  groups: readonly GroupBox[],
  boxes: ReadonlyMap<string, Box>,
): GroupBox {
  const inside: Rect[] = [...boxes.values()].filter((box) => box.plan.group === group.id);
  for (const child of groups) if (child.parent === group.id) inside.push(groupAround(child, groups, boxes));
  if (inside.length === 0) return group;
  return {
    ...group,
    top: Math.min(...inside.map(({ top }) => top)) - titleRoom,
    bottom: Math.max(...inside.map(({ bottom }) => bottom)) + groupMargin,
  };
}

/**
 * Where several inputs of one gate stand below each other and feed nothing else, Graphviz may leave them in another
 * order than the gate's operands: they change places, and their wires lose the ways that were theirs.
 */
function orderOperands(plan: Plan, boxes: Map<string, Box>, splines: Map<string, Curve>): void {
  const single = new Map(plan.wires.filter(({ kind }) => kind === "single").map((wire) => [wire.id, wire]));
  for (const node of plan.nodes) {
    const inputs = node.rows.flatMap((row) => {
      const wire = single.get(row.wire);
      const box = wire && boxes.get(wire.from);
      return wire !== undefined && box !== undefined && box.plan.rows.length === 0 ? [{ wire, box }] : [];
    });
    const columns = Map.groupBy(inputs, ({ box }) => Math.round(box.left + box.right));
    for (const column of columns.values()) {
      const places = column.map(({ box }) => box).sort((a, b) => a.y - b.y);
      if (column.every(({ box }, index) => box === places[index])) continue;
      restack(
        column.map(({ box }) => box),
        places,
        boxes,
      );
      for (const { wire } of column) splines.delete(wire.id);
    }
  }
}

/** Puts the boxes of one column into another order, where nothing else stands between them. */
function restack(wanted: readonly Box[], places: readonly Box[], boxes: Map<string, Box>): void {
  const [first] = places;
  const last = places.at(-1);
  if (first === undefined || last === undefined) return;
  const between = [...boxes.values()].filter((box) => overlaps(box, { ...first, bottom: last.bottom }));
  if (between.length > places.length) return;
  let top = first.top;
  wanted.forEach((box, index) => {
    boxes.set(box.plan.id, moveTo(box, top + box.plan.height / 2));
    top += box.plan.height + Math.max(0, (places[index + 1]?.top ?? 0) - places[index]!.bottom);
  });
}

interface GraphvizGraph {
  readonly bb: string;
  readonly objects?: readonly { readonly name: string; readonly pos?: string; readonly bb?: string }[];
  readonly edges?: readonly { readonly id: string; readonly pos: string }[];
}

/** Reads Graphviz's `json` output for the dot text of a plan; throws on text that is not that. */
export function readPlacement(output: string, plan: Plan): Placement {
  const graph = JSON.parse(output) as GraphvizGraph;
  const height = numbers(graph.bb)[3] ?? 0;
  const flip = (x: number, y: number): Point => ({ x, y: height - y });
  const places = new Map((graph.objects ?? []).map((object) => [object.name, object]));
  const boxes = new Map<string, Box>();
  plan.nodes.forEach((node, index) => {
    const [x, y] = numbers(places.get(`n${index}`)?.pos);
    if (x === undefined || y === undefined) throw new Error(`internal: the layout has no node ${node.id}`);
    boxes.set(node.id, boxAt(node, x, height - y));
  });
  const groups = plan.groups.flatMap((group, index): GroupBox[] => {
    const [x0, y0, x1, y1] = numbers(places.get(`cluster_${index}`)?.bb);
    if (x0 === undefined || y0 === undefined || x1 === undefined || y1 === undefined) return [];
    return [{ ...group, left: x0, right: x1, top: height - y1, bottom: height - y0 }];
  });
  const ways = new Map((graph.edges ?? []).map((edge) => [edge.id, numbers(edge.pos)]));
  const splines = new Map<string, Curve>();
  plan.wires.forEach((wire, index) => {
    const way = ways.get(`e${index}`);
    if (way === undefined || way.length < 8) return;
    const curve: number[] = [];
    for (let i = 0; i + 1 < way.length; i += 2) {
      const { x, y } = flip(way[i]!, way[i + 1]!);
      curve.push(x, y);
    }
    splines.set(wire.id, curve);
  });
  orderOperands(plan, boxes, splines);
  return { boxes, groups, splines };
}

function numbers(text: string | undefined): number[] {
  return text === undefined ? [] : text.split(/[ ,]/).map(Number);
}
