/** Draws a scene into SVG: layers of keyed elements, of which only what changed is touched. */
import type { GraphView, ViewNode } from "../src/protocol/graph-view.ts";
import type { Camera, Size } from "./camera.ts";
import { type Part, partFor, seesNode, seesWire, wholePicture } from "./cull.ts";
import { createGroup, type GroupParts, updateGroup } from "./draw-group.ts";
import { createNode, type NodeParts, updateNode } from "./draw-node.ts";
import {
  createLine,
  createWireText,
  type LineParts,
  updateLine,
  updateWireText,
  type WireTextParts,
} from "./draw-wire.ts";
import type { Picture, PlacedGroup, PlacedNode, PlacedWire } from "./layout.ts";
import { type WireText, wireTexts } from "./plan.ts";
import type { WirePlan } from "./plan.ts";
import { keyed, round, set, setClasses, svg } from "./svg.ts";

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
}

export interface WireItem {
  readonly placed: PlacedWire;
  readonly text: WireText | undefined;
  readonly isIdle: boolean;
  /** It comes from a number inside a formula: what flows back to it is seldom asked for. */
  readonly isConstant: boolean;
  /** It begins or ends at the selected node. */
  readonly isNear: boolean;
}

export interface GroupItem {
  readonly placed: PlacedGroup;
  readonly isEntry: boolean;
}

export interface Canvas {
  readonly root: SVGSVGElement;
  draw(scene: Scene): void;
  /** Takes everything away. */
  clear(): void;
  /** The element of a node or the control of a group, to put the keyboard on. */
  focusable(id: string): SVGElement | undefined;
  line(id: string): LineParts | undefined;
  text(id: string): WireTextParts | undefined;
  node(id: string): NodeParts | undefined;
  /** Above everything else: for what flows along the wires while the backward pass is shown. */
  readonly overlay: SVGGElement;
}

/** In larger pictures what is new is simply there: fading thousands of elements in would only stutter. */
const mostFading = 300;

/** A canvas inside the given element. */
export function createCanvas(parent: Element): Canvas {
  const root = svg("svg", "canvas", parent);
  set(root, {
    role: "graphics-document document",
    tabindex: 0,
    "aria-roledescription": "computational graph",
  });
  const world = svg("g", "world", root);
  const layer = (name: string): SVGGElement => svg("g", name, world);
  const layers = {
    boxes: layer("boxes"),
    lines: layer("lines"),
    overlay: layer("overlay"),
    texts: layer("texts"),
    nodes: layer("nodes"),
  };
  const groups = keyed<GroupItem, GroupParts>(
    layers.boxes,
    (item) => item.placed.id,
    createGroup,
    updateGroup,
  );
  const lines = keyed<WireItem, LineParts>(layers.lines, (item) => item.placed.id, createLine, updateLine);
  const texts = keyed<WireItem, WireTextParts>(
    layers.texts,
    (item) => item.placed.id,
    createWireText,
    updateWireText,
  );
  const nodes = keyed<NodeItem, NodeParts>(layers.nodes, (item) => item.placed.id, createNode, updateNode);
  let last: Scene | undefined;
  let part = wholePicture;
  const draw = (scene: Scene): void => {
    const { camera } = scene;
    set(world, {
      transform: `translate(${round(camera.x)} ${round(camera.y)}) scale(${camera.zoom.toFixed(4)})`,
    });
    const before = part;
    part = partFor(scene.picture, camera, scene.size, part);
    setClasses(root, { far: part.isFar, large: scene.picture.nodes.length > mostFading });
    // While the view is only moved, nothing else is looked at.
    if (last !== undefined && part === before && sameContent(last, scene)) return;
    last = scene;
    set(root, { "aria-label": sceneLabel(scene.view) });
    const wires = wireItems(scene, part);
    groups.update(groupItems(scene));
    lines.update(wires);
    texts.update(part.isFar ? [] : wires.filter((wire) => wire.placed.text !== undefined));
    nodes.update(nodeItems(scene, part));
  };
  const clear = (): void => {
    last = undefined;
    for (const kept of [groups, lines, texts, nodes]) kept.update([]);
    layers.overlay.replaceChildren();
  };
  return {
    root,
    draw,
    clear,
    focusable: (id) => nodes.parts.get(id)?.root ?? groups.parts.get(id)?.control,
    line: (id) => lines.parts.get(id),
    text: (id) => texts.parts.get(id),
    node: (id) => nodes.parts.get(id),
    overlay: layers.overlay,
  };
}

function sameContent(a: Scene, b: Scene): boolean {
  return (
    a.picture === b.picture &&
    a.view === b.view &&
    a.selected === b.selected &&
    a.focused === b.focused &&
    a.lit === b.lit
  );
}

function sceneLabel(view: GraphView): string {
  const what = view.target === undefined ? "Computational graph" : `Computational graph of ${view.target}`;
  return `${what}, ${view.nodes.length} nodes`;
}

function nodeItems({ picture, view, lit, selected, focused }: Scene, part: Part): NodeItem[] {
  const nodes = new Map(view.nodes.map((node) => [node.id, node]));
  const litIds = new Set(lit);
  const entry = focused ?? picture.nodes[0]?.id;
  // The node that has the keyboard stays, wherever it is.
  const drawn = picture.nodes.filter((placed) => placed.id === entry || seesNode(part, placed));
  return drawn.map((placed) => ({
    placed,
    node: nodes.get(placed.id),
    isLit: litIds.has(placed.id),
    isSelected: selected === placed.id,
    isEntry: entry === placed.id,
  }));
}

function wireItems({ picture, view, wires, selected }: Scene, part: Part): WireItem[] {
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
    }));
}

function groupItems({ picture, focused }: Scene): GroupItem[] {
  return picture.groups.map((placed) => ({ placed, isEntry: focused === placed.id }));
}
