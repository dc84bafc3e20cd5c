/** What has to be laid out: the wires of a graph, and for each node a box with room for its gate and for the texts beside it. */
import type { GraphView, ViewEdge, ViewGroup, ViewNode } from "../protocol/graph-view.ts";
import type { Size } from "./camera.ts";
import {
  type Extent,
  fanExtent,
  type Flow,
  flowIn,
  gateExtent,
  noExtent,
  partsName,
  plainRow,
  type Shape,
  linesFor,
  textExtent,
  textPlace,
} from "./extent.ts";
import { gapFor, shareAlong } from "./gap.ts";
import type { BareWire, GroupPlan, NodePlan, Plan, RowPlan, WirePlan } from "./planned.ts";
import { type Measure, shorten, type TextKind, type WireText } from "./text.ts";

/** Beyond this many nodes a column of all leaves would only make wires long. */
const mostNodesWithLeavesFirst = 60;
/** A picture is made again when its texts need this much less room than they have. */
const tooMuchRoom = 64;

/**
 * Plans the boxes and wires of a graph for a panel of this size. In a wide panel what is too long for it flows down where
 * more of its length is seen so; `keep` is how the graph flows already, which an edit does not change.
 */
export function planGraph(view: GraphView, measure: Measure, panel: Size, keep?: Flow): Plan {
  const flow = keep ?? flowIn(panel);
  const plan = planTexts(view, measure, panel, flow, true);
  const share = shareAlong(plan, panel);
  if (share === 1) return plan;
  // Where room is short along the flow, long names stand beside their numbers again.
  if (flow === "down") return planTexts(view, measure, panel, flow, false);
  if (keep !== undefined) return plan;
  const down = planTexts(view, measure, panel, "down", false);
  return shareAlong(down, panel) > share ? down : plan;
}

function planTexts(view: GraphView, measure: Measure, panel: Size, flow: Flow, mayPart: boolean): Plan {
  const nodes = new Map(view.nodes.map((node) => [node.id, node]));
  const edges = view.edges.filter((edge) => nodes.has(edge.from) && nodes.has(edge.to));
  const bare = planWires(view.nodes, edges);
  const texts = wireTexts(view, bare);
  const wires = bare.map((wire) => {
    const place = textPlace(flow, wire.kind === "branch", nodes.get(wire.from));
    const text = texts.get(wire.id);
    const nameApart = mayPart && text !== undefined && partsName(text, place, measure);
    return { ...wire, place, nameApart, written: text && linesFor(text, nameApart, measure) };
  });
  const sizes = new Map(wires.map((wire) => [wire.id, textExtent(wire.written, wire.place)]));
  const leaving = new Map<string, WirePlan>();
  const entering = new Map<string, WirePlan[]>();
  const byId = new Map(wires.map((wire) => [wire.id, wire]));
  for (const wire of wires) if (wire.kind !== "branch") leaving.set(wire.from, wire);
  for (const edge of edges) entering.set(edge.to, [...(entering.get(edge.to) ?? []), byId.get(edge.id)!]);
  const planned = view.nodes.map((node) => {
    const out = leaving.get(node.id);
    const own = out === undefined ? noExtent : sizes.get(out.id)!;
    const rows = (entering.get(node.id) ?? []).map((wire) => ({ wire, size: sizes.get(wire.id)! }));
    return planNode(flow, node, rows, own, measure);
  });
  const leavesFirst = flow === "right" && view.nodes.length <= mostNodesWithLeavesFirst;
  return {
    flow,
    gap: gapFor(flow, planned, wires, panel),
    key: structureKey(flow, view, edges, wires),
    nodes: leavesFirst ? alignLeaves(planned) : planned,
    wires,
    groups: view.groups.map((group) => planGroup(group, measure)),
    leavesFirst,
  };
}

/** Whether a picture that was made for one plan can also show another one's numbers. */
export function holds(made: Plan, wanted: Plan): boolean {
  if (made.key !== wanted.key) return false;
  const fits = (has: number, needs: number): boolean => needs <= has && has - needs <= tooMuchRoom;
  return made.nodes.every((node, index) => {
    const other = wanted.nodes[index];
    if (other === undefined) return false;
    return fits(node.height, other.height) && fits(node.tail, other.tail) && fits(node.lead, other.lead);
  });
}

/** The texts of every wire, by the wire's id. */
export function wireTexts(view: GraphView, wires: readonly BareWire[]): ReadonlyMap<string, WireText> {
  const nodes = new Map(view.nodes.map((node) => [node.id, node]));
  const edges = new Map(view.edges.map((edge) => [edge.id, edge]));
  const uses = Map.groupBy(view.edges, (edge) => edge.from);
  // Asked once for each value: a value may be used anywhere.
  const carriesOne = new Map([...uses].map(([from, own]) => [from, carryOneValue(own)]));
  const texts = new Map<string, WireText>();
  for (const wire of wires) {
    const node = nodes.get(wire.from);
    if (node === undefined) continue;
    if (wire.isSilent) {
      texts.set(wire.id, noText);
      continue;
    }
    const isOne = carriesOne.get(wire.from) ?? true;
    const [first] = uses.get(wire.from) ?? [];
    const text =
      wire.kind === "stem" || wire.kind === "loose"
        ? ownText(node, first, isOne)
        : passedText(wire, node, edges.get(wire.id), isOne);
    texts.set(wire.id, trimmed(text, node, wire.to === undefined ? undefined : nodes.get(wire.to)));
  }
  return texts;
}

/** A call or a loop may give several values: then each branch has its own name and value, and their stem has none. */
function carryOneValue(edges: readonly ViewEdge[]): boolean {
  const names = new Set(edges.flatMap(({ name }) => name ?? []));
  const values = new Set(edges.flatMap(({ value }) => value?.short ?? []));
  return names.size <= 1 && values.size <= 1;
}

const noText: WireText = { name: "", value: undefined, gradient: undefined };

/** What stands where a value leaves its gate. */
function ownText(node: ViewNode, first: ViewEdge | undefined, isOne: boolean): WireText {
  if (!isOne) return noText;
  return {
    name: node.name ?? first?.name ?? "",
    value: node.value ?? first?.value,
    gradient: node.gradient,
  };
}

/** What stands on the way to one use. */
function passedText(wire: BareWire, node: ViewNode, edge: ViewEdge | undefined, isOne: boolean): WireText {
  const gradient = edge?.gradient;
  // The stem has said what is the same on all branches.
  if (wire.kind === "branch" && isOne) return { name: "", value: undefined, gradient };
  return { name: edge?.name ?? node.name ?? "", value: edge?.value ?? node.value, gradient };
}

/** What the gate at either end says already is not said twice. */
function trimmed({ name, value, gradient }: WireText, node: ViewNode, end: ViewNode | undefined): WireText {
  const said = node.kind === "leaf" || (end?.kind === "target" && end.label === name);
  const isLabel = node.kind === "constant" && value?.short === node.label;
  return { name: said ? "" : shorten(name, "name"), value: isLabel ? undefined : value, gradient };
}

function planWires(nodes: readonly ViewNode[], edges: readonly ViewEdge[]): BareWire[] {
  const uses = Map.groupBy(edges, (edge) => edge.from);
  const idle = new Set(nodes.flatMap((node) => (node.idle ? node.id : [])));
  return nodes.flatMap((node): BareWire[] => {
    const out = uses.get(node.id) ?? [];
    const [only] = out;
    const from = node.id;
    if (only === undefined) {
      if (node.kind === "target") return [];
      return [{ id: `loose ${from}`, kind: "loose", from, to: undefined, isSilent: false }];
    }
    if (out.length === 1) return [{ id: only.id, kind: "single", from, to: only.to, isSilent: false }];
    const live = out.filter(({ to }) => !idle.has(to) && !node.idle);
    const isOne = carryOneValue(out);
    const branches = out.map((edge): BareWire => {
      const isSilent = isOne && (live.length <= 1 || !live.includes(edge));
      return { id: edge.id, kind: "branch", from, to: edge.to, isSilent };
    });
    return [{ id: `stem ${from}`, kind: "stem", from, to: undefined, isSilent: false }, ...branches];
  });
}

function planGroup({ id, label, parent, turns }: ViewGroup, measure: Measure): GroupPlan {
  const text = shorten(label, "title");
  const labelWidth = Math.ceil(measure(text, "title"));
  // The room for the largest turn: the picture stays as one goes through them.
  const pager =
    turns === undefined ? 0 : pagerRoom + Math.ceil(measure(turnText(turns.count, turns.count), "title"));
  return { id, label: text, parent, labelWidth, titleWidth: labelWidth + pager };
}

/** What stands between the two controls that go to the turn before and the turn behind. */
export function turnText(turn: number, count: number): string {
  return `turn ${turn} of ${count}`;
}

/** What the two controls take, with the room around them. */
export const pagerRoom = 64;

function planNode(
  flow: Flow,
  node: ViewNode,
  wires: readonly { readonly wire: WirePlan; readonly size: Extent }[],
  own: Extent,
  measure: Measure,
): NodePlan {
  const shape = shapeOf(node);
  const kind = labelKind(shape, node.label);
  const label = shorten(node.label, kind);
  const labelWidth = Math.ceil(measure(label, kind));
  const branches = wires.filter(({ wire }) => isWritten(wire));
  const lead = Math.max(0, ...branches.map(({ size }) => size.along));
  const heights = wires.map(({ wire, size }) => Math.max(plainRow, isWritten(wire) ? size.across : 0));
  const total = heights.reduce((sum, height) => sum + height, 0);
  const gate = gateExtent(flow, shape, labelWidth, node.canOpen, total);
  // Behind a folded loop its turns look out.
  const behind = node.kind === "loop" ? 10 : 0;
  const height = Math.max(gate.across + behind, total, own.across);
  const rows = wires.map(({ wire }, index): RowPlan => {
    const above = heights.slice(0, index).reduce((sum, other) => sum + other, 0);
    const height = heights[index]!;
    // Texts behind an upright wire take room on one side of it.
    const at = wire.place === "after" && isWritten(wire) ? plainRow / 2 : height / 2;
    return { wire: wire.id, height, at, offset: above + at - total / 2 };
  });
  const furthest = Math.max(0, ...rows.map((row) => Math.abs(row.offset)));
  return {
    id: node.id,
    shape,
    label,
    group: node.group,
    gate: { width: gate.along, height: gate.across },
    labelWidth,
    rows,
    lead,
    fan: fanExtent(flow, shape, furthest, lead),
    tail: node.kind === "target" ? 0 : own.along,
    height,
  };
}

/** Whether a wire has its texts where it arrives: a branch that has any. */
function isWritten(wire: WirePlan): boolean {
  return wire.kind === "branch" && !wire.isSilent;
}

/** Signs are drawn large, words small enough for a round gate. */
export function labelKind(shape: Shape, label: string): TextKind {
  switch (shape) {
    case "leaf":
    case "target":
      return "leaf";
    case "constant":
      return "constant";
    case "round":
      return Array.from(label).length <= 2 ? "sign" : "word";
    case "box":
      return "call";
  }
}

function shapeOf(node: ViewNode): Shape {
  switch (node.kind) {
    case "leaf":
    case "constant":
    case "target":
      return node.kind;
    case "gate":
      return "round";
    case "call":
    case "loop":
      return "box";
  }
}

/** In one column names and wires of all leaves begin and end together. */
function alignLeaves(nodes: readonly NodePlan[]): NodePlan[] {
  const leaves = nodes.filter((node) => node.shape === "leaf");
  const width = Math.max(0, ...leaves.map((leaf) => leaf.gate.width));
  const tail = Math.max(0, ...leaves.map((leaf) => leaf.tail));
  return nodes.map((node) =>
    node.shape === "leaf" ? { ...node, gate: { ...node.gate, width }, tail } : node,
  );
}

function structureKey(
  flow: Flow,
  view: GraphView,
  edges: readonly ViewEdge[],
  wires: readonly WirePlan[],
): string {
  return JSON.stringify([
    flow,
    view.nodes.map(({ id, kind, label, name, group, canOpen }) => [id, kind, label, name, group, canOpen]),
    edges.map(({ id, from, to, name }) => [id, from, to, name]),
    wires.map(({ isSilent, nameApart, place }) => [Number(isSilent), Number(nameApart), place]),
    view.groups.map(({ id, label, parent }) => [id, label, parent]),
  ]);
}
