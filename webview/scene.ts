/** What one frame shows: the picture with the newest numbers, as the items that its elements are drawn from. */
import type { Camera, Size } from "../src/picture/camera.ts";
import { type Part, seesNode, seesWire } from "../src/picture/cull.ts";
import type { Picture, PlacedGroup, PlacedNode, PlacedWire } from "../src/picture/layout.ts";
import { wireTexts } from "../src/picture/plan.ts";
import { type WirePlan } from "../src/picture/planned.ts";
import { badgeOf, type BadgePlace } from "./badge-places.ts";
import type { KeptMark, StepMarks } from "./steps-passed.ts";
import type { WireText } from "../src/picture/text.ts";
import type { GraphView, ViewGroup, ViewNode } from "../src/protocol/graph-view.ts";

/** Everything that one frame shows. */
export interface Scene {
  readonly picture: Picture;
  readonly camera: Camera;
  /** The size of the panel. */
  readonly size: Size;
  /** The newest numbers, and the wires that they belong to. */
  readonly view: GraphView;
  readonly wires: readonly WirePlan[];
  readonly selected: string | undefined;
  readonly focused: string | undefined;
  readonly lit: readonly string[];
  /** Where it is stepped through: what the step marks. */
  readonly marks?: StepMarks | undefined;
}

/** What one element is drawn from. */
export interface NodeItem {
  readonly placed: PlacedNode;
  /** Absent where the newest graph no longer has the node. */
  readonly node: ViewNode | undefined;
  readonly isLit: boolean;
  readonly isSelected: boolean;
  /** The one element that the Tab key enters the picture by. */
  readonly isEntry: boolean;
  /** The step that is shown is about it. */
  readonly isStep: boolean;
  /** What is stored at it for the backward pass, and where that is said. */
  readonly kept: KeptMark | undefined;
  readonly badge: BadgePlace | undefined;
}

export interface WireItem {
  readonly placed: PlacedWire;
  readonly text: WireText | undefined;
  readonly isIdle: boolean;
  /** It comes from a number inside a formula: what flows back to it is seldom asked for. */
  readonly isConstant: boolean;
  /** It begins or ends at the selected node. */
  readonly isNear: boolean;
  /** The step that is shown reads it, or sends a gradient back on it. */
  readonly step: StepMarks["pass"] | undefined;
}

export interface GroupItem {
  readonly placed: PlacedGroup;
  readonly turns: ViewGroup["turns"];
  readonly isEntry: boolean;
}

export function sameContent(a: Scene, b: Scene): boolean {
  return (
    a.picture === b.picture &&
    a.view === b.view &&
    a.selected === b.selected &&
    a.focused === b.focused &&
    a.lit === b.lit &&
    a.marks === b.marks
  );
}

export function sceneLabel(view: GraphView): string {
  const what = view.target === undefined ? "Computational graph" : `Computational graph of ${view.target}`;
  return `${what}, ${view.nodes.length} nodes`;
}

export function nodeItems({ picture, view, lit, selected, focused, marks }: Scene, part: Part): NodeItem[] {
  const nodes = new Map(view.nodes.map((node) => [node.id, node]));
  const litIds = new Set(lit);
  const entry = focused ?? picture.nodes[0]?.id;
  // The node that has the keyboard stays, wherever it is.
  const drawn = picture.nodes.filter((placed) => placed.id === entry || seesNode(part, placed));
  return drawn.map((placed) => {
    const kept = marks?.kept.get(placed.id);
    return {
      placed,
      node: nodes.get(placed.id),
      isLit: litIds.has(placed.id),
      isSelected: selected === placed.id,
      isEntry: entry === placed.id,
      isStep: marks?.node === placed.id,
      kept,
      badge: kept && marks && badgeOf(picture, marks.whole, placed, kept),
    };
  });
}

export function wireItems({ picture, view, wires, selected, marks }: Scene, part: Part): WireItem[] {
  const texts = wireTexts(view, wires);
  const idle = new Set(view.nodes.filter((node) => node.idle).map((node) => node.id));
  const constants = new Set(view.nodes.filter((node) => node.kind === "constant").map((node) => node.id));
  return picture.wires
    .filter((placed) => seesWire(part, placed))
    .map((placed) => ({
      placed,
      text: texts.get(placed.id),
      isIdle: idle.has(placed.from) || (placed.to !== undefined && idle.has(placed.to)),
      isConstant: constants.has(placed.from),
      isNear: selected !== undefined && (placed.from === selected || placed.to === selected),
      step: marks?.wires.has(placed.id) === true ? marks.pass : undefined,
    }));
}

export function groupItems({ picture, view, focused }: Scene): GroupItem[] {
  const groups = new Map(view.groups.map((group) => [group.id, group]));
  return picture.groups.map((placed) => ({
    placed,
    turns: groups.get(placed.id)?.turns,
    isEntry: focused === placed.id,
  }));
}

/** Whether the line of a wire is drawn from the same, whatever numbers stand on it. */
export function sameLine(a: WireItem, b: WireItem): boolean {
  return (
    a.placed === b.placed &&
    (a.text === undefined) === (b.text === undefined) &&
    a.isIdle === b.isIdle &&
    a.isNear === b.isNear &&
    a.step === b.step
  );
}

/** Whether the texts of a wire are drawn from the same: they are made anew with every frame, their numbers are not. */
export function sameText(a: WireItem, b: WireItem): boolean {
  return (
    a.placed === b.placed &&
    a.isIdle === b.isIdle &&
    a.isConstant === b.isConstant &&
    (a.text === undefined) === (b.text === undefined) &&
    a.text?.name === b.text?.name &&
    a.text?.value === b.text?.value &&
    a.text?.gradient === b.text?.gradient
  );
}

/** Whether a node is drawn from the same: where its graph is stepped through it is another one with every step. */
export function sameNode(a: NodeItem, b: NodeItem): boolean {
  const [one, other] = [a.node, b.node];
  const isSame = one === other || (one !== undefined && other !== undefined && sameFields(one, other));
  return isSame && sameFields({ ...a, node: undefined }, { ...b, node: undefined });
}

function sameFields<T extends object>(a: T, b: T): boolean {
  const keys = Object.keys(a) as (keyof T)[];
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
