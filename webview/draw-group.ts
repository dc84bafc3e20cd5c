/** An opened group: a box around its nodes, its title, and the control that closes it. */
import type { GroupItem } from "./scene.ts";
import { closerOf } from "../src/picture/places.ts";
import { round, set, setText, svg } from "./svg.ts";

export interface GroupParts {
  readonly root: SVGGElement;
  readonly box: SVGRectElement;
  readonly title: SVGTextElement;
  readonly control: SVGGElement;
}

export function createGroup({ placed }: GroupItem): GroupParts {
  const root = svg("g", "group");
  const box = svg("rect", "box", root);
  set(box, { rx: 10 });
  const title = svg("text", "title", root);
  const control = createControl(root, placed.id, false);
  set(control, { tabindex: -1, role: "button", "aria-expanded": "true" });
  return { root, box, title, control };
}

export function updateGroup({ box, title, control }: GroupParts, { placed, isEntry }: GroupItem): void {
  const at = closerOf(placed);
  set(box, {
    x: round(placed.x),
    y: round(placed.y),
    width: round(placed.width),
    height: round(placed.height),
  });
  set(title, { x: round(at.x + 13), y: round(at.y + 4) });
  setText(title, placed.label);
  set(control, {
    transform: `translate(${round(at.x)} ${round(at.y)})`,
    "aria-label": `${placed.label}, opened group`,
    tabindex: isEntry ? 0 : -1,
  });
}

/** The small round control with `+` or `−`; `data-toggle` is the id that it opens or closes. */
export function createControl(parent: Element, id: string, plus: boolean): SVGGElement {
  const control = svg("g", "control", parent);
  set(control, { "data-toggle": id });
  set(svg("circle", "reach", control), { r: 12 });
  set(svg("circle", "knob", control), { r: 7 });
  set(svg("path", "sign", control), { d: plus ? "M-3.5 0h7M0-3.5v7" : "M-3.5 0h7" });
  setText(svg("title", "", control), plus ? "Open" : "Close");
  return control;
}
