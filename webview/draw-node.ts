/** A node: a bare name, a constant, a round gate, or a box that can be opened, with the rings around it. */
import type { ViewNode } from "../src/protocol/graph-view.ts";
import type { NodeItem } from "./draw.ts";
import { createControl } from "./draw-group.ts";
import { openerOf } from "./places.ts";
import { labelKind, openerWidth } from "./plan.ts";
import { round, set, setClasses, setText, svg } from "./svg.ts";

export interface NodeParts {
  readonly root: SVGGElement;
  readonly title: SVGTitleElement;
  readonly ring: SVGRectElement;
  readonly back: SVGRectElement;
  readonly gate: SVGRectElement;
  readonly label: SVGTextElement;
  readonly control: SVGGElement;
}

/** How far the rings stand off the gate. */
const ringGap = 4;
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
  return { root, title, ring, back, gate, label, control };
}

export function updateNode(parts: NodeParts, item: NodeItem): void {
  const { placed, node } = item;
  const canOpen = node?.canOpen === true;
  const height = placed.shape === "constant" ? 22 : placed.height;
  set(parts.root, {
    transform: `translate(${round(placed.x)} ${round(placed.y)})`,
    tabindex: item.isEntry ? 0 : -1,
    "aria-label": node === undefined ? placed.label : spoken(node),
    "aria-expanded": canOpen ? "false" : undefined,
  });
  setClasses(parts.root, {
    lit: item.isLit,
    selected: item.isSelected,
    idle: node?.idle === true,
    gone: node === undefined,
    loop: node?.kind === "loop",
    opens: canOpen,
  });
  const isRound = placed.shape === "round";
  rectangle(parts.gate, placed.width, height, 0, isRound ? height / 2 : boxCorner);
  rectangle(parts.ring, placed.width, height, ringGap, isRound ? height / 2 + ringGap : boxCorner + ringGap);
  if (node?.kind === "loop") rectangle(parts.back, placed.width, height, 3, boxCorner + 3);
  setText(parts.label, placed.label);
  set(parts.label, labelPlace(placed.shape, placed.width, canOpen));
  setClasses(parts.label, { word: labelKind(placed.shape, placed.label) === "word" });
  const opener = openerOf(placed);
  set(parts.control, {
    transform: `translate(${round(opener.x - placed.x)} ${round(opener.y - placed.y)})`,
    display: canOpen ? undefined : "none",
  });
  setText(parts.title, node === undefined ? "" : tooltip(node));
}

function rectangle(
  element: SVGRectElement,
  width: number,
  height: number,
  grow: number,
  corner: number,
): void {
  set(element, {
    x: round(-width / 2 - grow),
    y: round(-height / 2 - grow),
    width: round(width + 2 * grow),
    height: round(height + 2 * grow),
    rx: round(corner),
  });
}

/** Leaves and constants lean on their wire; all other labels stand in the middle. */
function labelPlace(
  shape: NodeItem["placed"]["shape"],
  width: number,
  canOpen: boolean,
): Record<string, string | number> {
  switch (shape) {
    case "leaf":
    case "constant":
      return { x: round(width / 2 - 3), y: 0, "text-anchor": "end" };
    case "target":
      return { x: round(3 - width / 2), y: 0, "text-anchor": "start" };
    case "round":
      return { x: 0, y: 0, "text-anchor": "middle" };
    case "box":
      return { x: canOpen ? openerWidth / 2 - 2 : 0, y: 0, "text-anchor": "middle" };
  }
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
export function spoken(node: ViewNode): string {
  const kind = kindNames[node.kind];
  const what =
    node.kind === "gate" || node.kind === "call" || node.kind === "loop" ? `${node.label} ${kind}` : kind;
  const name = node.kind === "gate" || node.kind === "call" || node.kind === "loop" ? node.name : node.label;
  const old = node.value?.stale === true || node.gradient?.stale === true;
  return [
    name,
    what,
    node.value === undefined ? undefined : `value ${node.value.short}`,
    node.gradient === undefined ? undefined : `gradient ${node.gradient.short}`,
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
