/** A node: a bare name, a constant, a round gate, or a box that can be opened, with the rings around it. */
import type { ViewNode } from "../src/protocol/graph-view.ts";
import type { Area } from "../src/picture/camera.ts";
import type { NodeItem } from "./scene.ts";
import { createControl } from "./draw-group.ts";
import type { PlacedNode } from "../src/picture/layout.ts";
import { openerOf } from "../src/picture/places.ts";
import { openerWidth } from "../src/picture/extent.ts";
import { labelKind } from "../src/picture/plan.ts";
import { type BadgeParts, createBadge, updateBadge } from "./draw-badge.ts";
import { round, set, setClasses, setText, svg } from "./svg.ts";

export interface NodeParts {
  readonly root: SVGGElement;
  readonly title: SVGTitleElement;
  readonly ring: SVGRectElement;
  readonly back: SVGRectElement;
  readonly gate: SVGRectElement;
  readonly label: SVGTextElement;
  readonly control: SVGGElement;
  readonly badge: BadgeParts;
}

/** How far the rings stand off the gate. */
const ringGap = 3;
/** A folded loop looks like a stack: its turns lie behind it. */
const stackGap = 4;
const boxCorner = 9;

export function createNode({ placed }: NodeItem): NodeParts {
  const root = svg("g", `node ${placed.shape} fresh`);
  set(root, { "data-id": placed.id, role: "graphics-symbol img", tabindex: -1 });
  const title = svg("title", "", root);
  const ring = svg("rect", "ring", root);
  const back = svg("rect", "back", root);
  const gate = svg("rect", "gate", root);
  const label = svg("text", "label", root);
  const control = createControl(root, placed.id, true);
  return { root, title, ring, back, gate, label, control, badge: createBadge(root) };
}

export function updateNode(parts: NodeParts, item: NodeItem, before?: NodeItem): void {
  const { placed, node } = item;
  const canOpen = node?.canOpen === true;
  set(parts.root, { "aria-label": node === undefined ? placed.label : spoken(node) });
  if (item.isEntry !== before?.isEntry) set(parts.root, { tabindex: item.isEntry ? 0 : -1 });
  setClasses(parts.root, classesOf(item), before && classesOf(before));
  if (item.kept !== before?.kept || item.badge !== before?.badge) updateBadge(parts.badge, item);
  setText(parts.title, node === undefined ? "" : tooltip(node));
  if (placed !== before?.placed)
    set(parts.root, { transform: `translate(${round(placed.x)} ${round(placed.y)})` });
  // Another number, or another place, changes nothing of how a node looks.
  if (before === undefined || !looksSame(before, item)) drawGate(parts, item, canOpen);
}

function classesOf({ node, isLit, isSelected, isStep }: NodeItem): Record<string, boolean> {
  return {
    lit: isLit,
    selected: isSelected,
    idle: node?.idle === true,
    gone: node === undefined,
    loop: node?.kind === "loop",
    opens: node?.canOpen === true,
    step: isStep,
  };
}

function looksSame({ placed: a, node: one }: NodeItem, { placed: b, node: other }: NodeItem): boolean {
  return (
    a.shape === b.shape &&
    a.label === b.label &&
    a.width === b.width &&
    a.height === b.height &&
    a.labelWidth === b.labelWidth &&
    a.anchor === b.anchor &&
    one?.kind === other?.kind &&
    one?.canOpen === other?.canOpen
  );
}

function drawGate(parts: NodeParts, { placed, node }: NodeItem, canOpen: boolean): void {
  const { width, height } = placed;
  const corner = placed.shape === "round" ? Math.min(width, height) / 2 : boxCorner;
  const whole = { x: -width / 2, y: -height / 2, width, height };
  rectangle(parts.gate, whole, corner);
  if (node?.kind === "loop")
    rectangle(parts.back, { ...whole, x: whole.x + stackGap, y: whole.y - stackGap }, corner);
  const { x, y, ...size } = seenOf(placed);
  rectangle(
    parts.ring,
    {
      x: x - ringGap,
      y: y - ringGap,
      width: size.width + 2 * ringGap,
      height: size.height + 2 * ringGap,
    },
    corner + ringGap,
  );
  setText(parts.label, placed.label);
  set(parts.label, labelPlace(placed, canOpen));
  setClasses(parts.label, { word: labelKind(placed.shape, placed.label) === "word" });
  const opener = openerOf(placed);
  set(parts.control, {
    transform: `translate(${round(opener.x - placed.x)} ${round(opener.y - placed.y)})`,
    display: canOpen ? undefined : "none",
  });
}

function rectangle(element: SVGRectElement, { x, y, width, height }: Area, corner: number): void {
  set(element, { x: round(x), y: round(y), width: round(width), height: round(height), rx: round(corner) });
}

/** What is seen of a node, from its middle: the gate, or of a bare name its letters. */
function seenOf({ shape, width, height, labelWidth, anchor }: PlacedNode): Area {
  if (shape === "round" || shape === "box") return { x: -width / 2, y: -height / 2, width, height };
  // A ring around it leaves the numbers below it free.
  const line = 18;
  const left = { start: edge - width / 2, middle: -labelWidth / 2, end: width / 2 - edge - labelWidth };
  return { x: left[anchor], y: -line / 2, width: labelWidth, height: line };
}

/** Between the end of a node and the label that leans on it. */
const edge = 3;

function labelPlace({ shape, width, anchor }: PlacedNode, canOpen: boolean): Record<string, string | number> {
  const middle = shape === "box" && canOpen ? openerWidth / 2 - 2 : 0;
  const x = { start: edge - width / 2, middle, end: width / 2 - edge };
  return { x: round(x[anchor]), y: 0, "text-anchor": anchor };
}

const kindNames = {
  leaf: "input",
  constant: "constant",
  gate: "gate",
  call: "call",
  loop: "loop",
  target: "target",
} as const satisfies Record<ViewNode["kind"], string>;

/** What a screen reader says: `f, × gate, value -12, gradient 1`. */
function spoken(node: ViewNode): string {
  const kind = kindNames[node.kind];
  const what =
    node.kind === "gate" || node.kind === "call" || node.kind === "loop" ? `${node.label} ${kind}` : kind;
  const name = node.kind === "gate" || node.kind === "call" || node.kind === "loop" ? node.name : node.label;
  const old = node.value?.stale === true || node.gradient?.stale === true;
  return [
    name,
    what,
    node.canOpen ? "closed" : undefined,
    node.value === undefined || node.value.short === "" ? undefined : `value ${node.value.short}`,
    node.gradient === undefined || node.gradient.short === "" ? undefined : `gradient ${node.gradient.short}`,
    node.idle ? "no gradient reaches it" : undefined,
    old ? "from before your last edit" : undefined,
  ]
    .filter((part) => part !== undefined && part !== "")
    .join(", ");
}

function tooltip(node: ViewNode): string {
  const head =
    node.name === undefined || node.name === node.label ? node.label : `${node.name}: ${node.label}`;
  return [`${head} · line ${node.line}`, node.pattern].filter((line) => line !== "").join("\n");
}
