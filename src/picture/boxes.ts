/** Where Graphviz puts the parts of a graph: the boxes of nodes and groups and the ways of wires, in pixels of the flow's frame. */
import type { Curve, Point } from "./curve.ts";
import type { Flow } from "./extent.ts";
import type { NodePlan, Plan } from "./planned.ts";

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
  readonly labelWidth: number;
  readonly titleWidth: number;
}

export interface Placement {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly groups: readonly GroupBox[];
  /** Graphviz's own way for each wire that has two ends. */
  readonly splines: ReadonlyMap<string, Curve>;
}

/** The width of a node's box, along the flow. */
export function boxWidth(node: NodePlan): number {
  return Math.round(node.lead + node.fan + node.gate.width + node.tail);
}

/** The same box with its middle at another height. */
function boxAt(plan: NodePlan, middle: number, y: number): Box {
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
/** A title with the control that closes its group. */
const titleHeight = 22;
const titleControl = 34;

/** Where a group's title stands: at its left and top, as the panel has them. */
export function titleOf({ left, top, titleWidth }: GroupBox, flow: Flow): Rect {
  const length = titleWidth + titleControl;
  return flow === "right"
    ? { left, right: left + length, top, bottom: top + titleHeight }
    : { left, right: left + titleHeight, top, bottom: top + length };
}

/** A group as high as what is in it needs; its width stays. */
export function groupAround(
  group: GroupBox,
  groups: readonly GroupBox[],
  boxes: ReadonlyMap<string, Box>,
  flow: Flow,
): GroupBox {
  const inside: Rect[] = [...boxes.values()].filter((box) => box.plan.group === group.id);
  for (const child of groups)
    if (child.parent === group.id) inside.push(groupAround(child, groups, boxes, flow));
  if (inside.length === 0) return group;
  const top = Math.min(...inside.map((rect) => rect.top)) - (flow === "right" ? titleRoom : groupMargin);
  const bottom = Math.max(...inside.map((rect) => rect.bottom)) + groupMargin;
  const around = { ...group, top, bottom };
  return { ...around, bottom: Math.max(bottom, titleOf(around, flow).bottom) };
}

/** Where nodes stood across the flow in the picture before, by id. */
export type Before = ReadonlyMap<string, number>;

/**
 * The nodes of one column that do not stand as they should, as they should: inputs in the file's order, and what was there
 * before in the order of before. Nodes in groups are left where they are.
 */
export function disordered(
  plan: Plan,
  boxes: ReadonlyMap<string, Box>,
  before: Before,
): readonly (readonly NodePlan[])[] {
  const free = plan.nodes.filter(({ group }) => group === undefined);
  const columns = [...Map.groupBy(free, ({ id }) => middleOf(boxes.get(id)!)).values()];
  const leaves = columns.map((column) => column.filter(({ shape }) => shape === "leaf"));
  const known = columns.map((column) =>
    column.filter(({ id }) => before.has(id)).sort((a, b) => before.get(a.id)! - before.get(b.id)!),
  );
  return [...leaves, ...known].filter((column) =>
    column.some(({ id }, at) => at > 0 && boxes.get(column[at - 1]!.id)!.y > boxes.get(id)!.y),
  );
}

/** What all boxes of one column have in common. */
export function middleOf({ left, right }: Rect): number {
  return Math.round((left + right) / 2);
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
  // Graphviz counts upwards, and the flow's frame of a picture that flows down is the picture on its side.
  const toFlow = (x: number, y: number): Point =>
    plan.flow === "right" ? { x, y: height - y } : { x: height - y, y: x };
  const places = new Map((graph.objects ?? []).map((object) => [object.name, object]));
  const boxes = new Map<string, Box>();
  plan.nodes.forEach((node, index) => {
    const [x, y] = numbers(places.get(`n${index}`)?.pos);
    if (x === undefined || y === undefined) throw new Error(`internal: the layout has no node ${node.id}`);
    const middle = toFlow(x, y);
    boxes.set(node.id, boxAt(node, middle.x, middle.y));
  });
  const groups = plan.groups.flatMap((group, index): GroupBox[] => {
    const [x0, y0, x1, y1] = numbers(places.get(`cluster_${index}`)?.bb);
    if (x0 === undefined || y0 === undefined || x1 === undefined || y1 === undefined) return [];
    const [a, b] = [toFlow(x0, y1), toFlow(x1, y0)];
    return [{ ...group, left: a.x, right: b.x, top: a.y, bottom: b.y }];
  });
  const ways = new Map((graph.edges ?? []).map((edge) => [edge.id, numbers(edge.pos)]));
  const splines = new Map<string, Curve>();
  plan.wires.forEach((wire, index) => {
    const way = ways.get(`e${index}`);
    if (way === undefined || way.length < 8) return;
    const curve: number[] = [];
    for (let i = 0; i + 1 < way.length; i += 2) {
      const { x, y } = toFlow(way[i]!, way[i + 1]!);
      curve.push(x, y);
    }
    splines.set(wire.id, curve);
  });
  return { boxes, groups, splines };
}

function numbers(text: string | undefined): number[] {
  return text === undefined ? [] : text.split(/[ ,]/).map(Number);
}
