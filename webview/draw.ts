/** Draws a scene into SVG: layers of keyed elements, of which only what changed is touched. */
import { partFor, wholePicture } from "../src/picture/cull.ts";
import {
  type BoxParts,
  createBox,
  createTitle,
  type TitleParts,
  updateBox,
  updateTitle,
} from "./draw-group.ts";
import { createNode, type NodeParts, updateNode } from "./draw-node.ts";
import {
  createLine,
  createWireText,
  type LineParts,
  updateLine,
  updateWireText,
  type WireTextParts,
} from "./draw-wire.ts";
import {
  type GroupItem,
  groupItems,
  type NodeItem,
  nodeItems,
  sameContent,
  sameLine,
  sameNode,
  sameText,
  type Scene,
  sceneLabel,
  type WireItem,
  wireItems,
} from "./scene.ts";
import { keyed, round, set, setClasses, svg } from "./svg.ts";

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
    titles: layer("titles"),
    overlay: layer("overlay"),
    texts: layer("texts"),
    nodes: layer("nodes"),
  };
  const boxes = keyed<GroupItem, BoxParts>(layers.boxes, (item) => item.placed.id, createBox, updateBox);
  const titles = keyed<GroupItem, TitleParts>(
    layers.titles,
    (item) => item.placed.id,
    createTitle,
    updateTitle,
  );
  const lines = keyed<WireItem, LineParts>(
    layers.lines,
    (item) => item.placed.id,
    createLine,
    updateLine,
    sameLine,
  );
  const texts = keyed<WireItem, WireTextParts>(
    layers.texts,
    (item) => item.placed.id,
    createWireText,
    updateWireText,
    sameText,
  );
  const nodes = keyed<NodeItem, NodeParts>(
    layers.nodes,
    (item) => item.placed.id,
    createNode,
    updateNode,
    sameNode,
  );
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
    const groups = groupItems(scene);
    boxes.update(groups);
    titles.update(groups);
    lines.update(wires);
    texts.update(part.isFar ? [] : wires.filter((wire) => wire.placed.text !== undefined));
    nodes.update(nodeItems(scene, part));
  };
  const clear = (): void => {
    last = undefined;
    for (const kept of [boxes, titles, lines, texts, nodes]) kept.update([]);
    layers.overlay.replaceChildren();
  };
  return {
    root,
    draw,
    clear,
    focusable: (id) => nodes.parts.get(id)?.root ?? titles.parts.get(id)?.control,
    line: (id) => lines.parts.get(id),
    text: (id) => texts.parts.get(id),
    node: (id) => nodes.parts.get(id),
    overlay: layers.overlay,
  };
}
