/** What has to be laid out: the wires of a graph, and for each node a box with room for its gate and for the texts beside it. */
import type { GraphView, ViewEdge, ViewNode, ViewNumber } from "../protocol/graph-view.ts";
import { linesOf, type Measure, numberText, shorten, type TextKind } from "./text.ts";

/**
 * A wire as it is drawn. A value that is used once has one wire (`single`). A value that is used more often leaves its
 * gate on a `stem` with the sum of the gradients, forks at a dot, and reaches each use on a `branch` with what that use
 * sends back. A value that nobody uses ends in the open (`loose`).
 */
export interface WirePlan {
  readonly id: string;
  readonly kind: "single" | "stem" | "branch" | "loose";
  readonly from: string;
  readonly to: string | undefined;
  /** A branch that says nothing which its stem does not: no gradient comes back on it, or all of it does. */
  readonly isSilent: boolean;
}

/** What stands on a wire: name and value above the line, gradient below it. */
export interface WireText {
  readonly name: string;
  readonly value: ViewNumber | undefined;
  readonly gradient: ViewNumber | undefined;
}

/** How a node looks: a bare name, a small constant, a round gate, a box that can be opened, the target's name. */
export type Shape = "leaf" | "constant" | "round" | "box" | "target";

/** The place where one operand's wire enters a node's box, counted from the box's middle. */
export interface RowPlan {
  readonly wire: string;
  readonly height: number;
  readonly offset: number;
}

/** A node's box: `lead` for the texts of its branches, `fan` for their way into the gate, the gate, `tail` for its own wire's texts. */
export interface NodePlan {
  readonly id: string;
  readonly shape: Shape;
  readonly label: string;
  readonly group: string | undefined;
  readonly gate: { readonly width: number; readonly height: number };
  readonly labelWidth: number;
  readonly rows: readonly RowPlan[];
  readonly lead: number;
  readonly fan: number;
  readonly tail: number;
  readonly height: number;
}

export interface GroupPlan {
  readonly id: string;
  readonly label: string;
  readonly parent: string | undefined;
  readonly titleWidth: number;
}

export interface Plan {
  /** Equal keys: the same nodes, wires and groups with the same labels; only numbers may differ. */
  readonly key: string;
  readonly nodes: readonly NodePlan[];
  readonly wires: readonly WirePlan[];
  readonly groups: readonly GroupPlan[];
  /** All leaves stand in the first column; large graphs keep them near their uses instead. */
  readonly leavesFirst: boolean;
}

/** The height of a round gate. */
export const gateHeight = 36;
/** The height of a wire with one line of text above and below it, and what each further pair of lines adds. */
const textRow = 46;
export const lineHeight = 16;
/** The height of a wire's place at a gate when the wire has its texts elsewhere. */
const plainRow = 18;
/** Room between a gate and the texts of its wire, and at both ends of a text. */
const textGap = 5;
/** Widths grow in steps, so that one more digit seldom moves the picture. */
const widthStep = 6;
const smallestText = 22;
/** Beyond this many nodes a column of all leaves would only make wires long. */
const mostNodesWithLeavesFirst = 60;
/** A picture is made again when its texts need this much less room than they have. */
const tooMuchRoom = 64;

/** Plans the boxes and wires of a graph. */
export function planGraph(view: GraphView, measure: Measure): Plan {
  const nodes = new Map(view.nodes.map((node) => [node.id, node]));
  const edges = view.edges.filter((edge) => nodes.has(edge.from) && nodes.has(edge.to));
  const wires = planWires(view.nodes, edges);
  const texts = wireTexts(view, wires);
  const sizes = new Map(wires.map((wire) => [wire.id, textSize(texts.get(wire.id), measure)]));
  const leaving = new Map<string, WirePlan>();
  const entering = new Map<string, WirePlan[]>();
  const byId = new Map(wires.map((wire) => [wire.id, wire]));
  for (const wire of wires) if (wire.kind !== "branch") leaving.set(wire.from, wire);
  for (const edge of edges) entering.set(edge.to, [...(entering.get(edge.to) ?? []), byId.get(edge.id)!]);
  const planned = view.nodes.map((node) => {
    const out = leaving.get(node.id);
    const own = out === undefined ? nothing : sizes.get(out.id)!;
    const rows = (entering.get(node.id) ?? []).map((wire) => ({ wire, size: sizes.get(wire.id)! }));
    return planNode(node, rows, own, measure);
  });
  const leavesFirst = view.nodes.length <= mostNodesWithLeavesFirst;
  return {
    key: structureKey(view, edges, wires),
    nodes: leavesFirst ? alignLeaves(planned) : planned,
    wires,
    groups: view.groups.map(({ id, label, parent }) => ({
      id,
      label: shorten(label, "title"),
      parent,
      titleWidth: Math.ceil(measure(shorten(label, "title"), "title")),
    })),
    leavesFirst,
  };
}

/** Whether a picture that was made for one plan can also show another one's numbers. */
export function holds(made: Plan, wanted: Plan): boolean {
  if (made.key !== wanted.key) return false;
  const fits = (has: number, needs: number): boolean => needs <= has && has - needs <= tooMuchRoom;
  return made.nodes.every((node, index) => {
    const other = wanted.nodes[index];
    if (other === undefined || other.height > node.height) return false;
    return fits(node.tail, other.tail) && fits(node.lead, other.lead);
  });
}

/** The texts of every wire, by the wire's id. */
export function wireTexts(view: GraphView, wires: readonly WirePlan[]): ReadonlyMap<string, WireText> {
  const nodes = new Map(view.nodes.map((node) => [node.id, node]));
  const edges = new Map(view.edges.map((edge) => [edge.id, edge]));
  const uses = Map.groupBy(view.edges, (edge) => edge.from);
  const texts = new Map<string, WireText>();
  for (const wire of wires) {
    const node = nodes.get(wire.from);
    if (node === undefined) continue;
    if (wire.isSilent) {
      texts.set(wire.id, noText);
      continue;
    }
    const end = wire.to === undefined ? undefined : nodes.get(wire.to);
    texts.set(wire.id, wireText(wire, node, end, edges.get(wire.id), uses.get(wire.from) ?? []));
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

function wireText(
  wire: WirePlan,
  node: ViewNode,
  end: ViewNode | undefined,
  edge: ViewEdge | undefined,
  uses: readonly ViewEdge[],
): WireText {
  const isOne = carryOneValue(uses);
  const [first] = uses;
  const own = wire.kind === "stem" || wire.kind === "loose";
  if (own && !isOne) return noText;
  const value = own ? (node.value ?? first?.value) : (edge?.value ?? node.value);
  const gradient = own ? node.gradient : edge?.gradient;
  const name =
    wire.kind === "branch" && isOne ? "" : (edge?.name ?? node.name ?? (own ? first?.name : "") ?? "");
  // What the gate at either end says already is not said twice.
  const said = node.kind === "leaf" || (end?.kind === "target" && end.label === name);
  const isLabel = node.kind === "constant" && value?.short === node.label;
  return { name: said ? "" : shorten(name, "name"), value: isLabel ? undefined : value, gradient };
}

function planWires(nodes: readonly ViewNode[], edges: readonly ViewEdge[]): WirePlan[] {
  const uses = Map.groupBy(edges, (edge) => edge.from);
  const idle = new Set(nodes.flatMap((node) => (node.idle ? node.id : [])));
  return nodes.flatMap((node): WirePlan[] => {
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
    const branches = out.map((edge): WirePlan => {
      const isSilent = isOne && (live.length <= 1 || !live.includes(edge));
      return { id: edge.id, kind: "branch", from, to: edge.to, isSilent };
    });
    return [{ id: `stem ${from}`, kind: "stem", from, to: undefined, isSilent: false }, ...branches];
  });
}

/** How much room the texts of a wire need. */
interface TextSize {
  readonly width: number;
  readonly height: number;
}

const nothing: TextSize = { width: 0, height: 0 };

function planNode(
  node: ViewNode,
  wires: readonly { readonly wire: WirePlan; readonly size: TextSize }[],
  own: TextSize,
  measure: Measure,
): NodePlan {
  const shape = shapeOf(node);
  const kind = labelKind(shape, node.label);
  const label = shorten(node.label, kind);
  const labelWidth = Math.ceil(measure(label, kind));
  const branches = wires.filter(({ wire }) => isWritten(wire));
  const lead = branches.length === 0 ? 0 : roomFor(Math.max(...branches.map(({ size }) => size.width)));
  const heights = wires.map(({ wire, size }) =>
    isWritten(wire) ? Math.max(textRow, size.height) : plainRow,
  );
  const total = heights.reduce((sum, height) => sum + height, 0);
  // Behind a folded loop its turns look out.
  const gate = shape === "box" ? Math.max(gateHeight, total) : gateHeight;
  const height = Math.max(node.kind === "loop" ? gate + 10 : gate, total, own.height);
  const rows = wires.map(({ wire }, index): RowPlan => {
    const above = heights.slice(0, index).reduce((sum, other) => sum + other, 0);
    const row = heights[index]!;
    return { wire: wire.id, height: row, offset: above + row / 2 - total / 2 };
  });
  const furthest = Math.max(0, ...rows.map((row) => Math.abs(row.offset)));
  return {
    id: node.id,
    shape,
    label,
    group: node.group,
    gate: {
      width: gateWidth(shape, labelWidth, node.canOpen),
      height: gate,
    },
    labelWidth,
    rows,
    lead,
    fan: fanWidth(shape, furthest, lead),
    tail: node.kind === "target" ? 0 : roomFor(own.width),
    height,
  };
}

/** Whether a wire has its texts where it arrives: a branch that has any. */
export function isWritten(wire: WirePlan): boolean {
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

/** The room that the control takes which opens a box. */
export const openerWidth = 20;

function gateWidth(shape: Shape, label: number, canOpen: boolean): number {
  switch (shape) {
    case "leaf":
    case "target":
    case "constant":
      return label + 6;
    case "round":
      return Math.max(gateHeight, label + 20);
    case "box":
      return Math.max(44, label + 24 + (canOpen ? openerWidth : 0));
  }
}

/** Wires that enter above or below the gate's middle need a way to bend into it; a box takes them where they are. */
function fanWidth(shape: Shape, furthest: number, lead: number): number {
  if (shape === "round" && furthest > plainRow / 2) return Math.min(44, 12 + furthest * 0.6);
  return lead > 0 ? 12 : 0;
}

function textSize(text: WireText | undefined, measure: Measure): TextSize {
  if (text === undefined) return nothing;
  const name = text.name === "" ? 0 : measure(`${text.name} = `, "name");
  const shown = numberText(text.value);
  const [value, more = ""] = linesOf(shown);
  const gradient = linesOf(numberText(text.gradient), shown);
  const lines = Math.max(more === "" ? 1 : 2, gradient.length);
  return {
    width: Math.max(
      name + measure(value, "number"),
      measure(more, "number"),
      ...gradient.map((line) => measure(line, "number")),
    ),
    height: textRow + 2 * lineHeight * (lines - 1),
  };
}

function roomFor(text: number): number {
  return Math.ceil((Math.max(smallestText, text) + 2 * textGap) / widthStep) * widthStep;
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

function structureKey(view: GraphView, edges: readonly ViewEdge[], wires: readonly WirePlan[]): string {
  return JSON.stringify([
    view.nodes.map(({ id, kind, label, name, group, canOpen }) => [id, kind, label, name, group, canOpen]),
    edges.map(({ id, from, to, name }) => [id, from, to, name]),
    wires.map(({ isSilent }) => Number(isSilent)).join(""),
    view.groups.map(({ id, label, parent }) => [id, label, parent]),
  ]);
}
