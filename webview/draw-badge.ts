/** What is stored at a gate for the backward pass: a small label beside it, lit in the steps that store and use it. */
import { badgeHeight } from "./badge-places.ts";
import type { NodeItem } from "./scene.ts";
import { round, set, setClasses, setText, svg } from "./svg.ts";

export interface BadgeParts {
  readonly root: SVGGElement;
  readonly title: SVGTitleElement;
  readonly back: SVGRectElement;
  readonly text: SVGTextElement;
}

export function createBadge(parent: Element): BadgeParts {
  const root = svg("g", "kept", parent);
  set(root, { display: "none", "aria-hidden": "true" });
  const title = svg("title", "", root);
  const back = svg("rect", "plate", root);
  const text = svg("text", "", root);
  return { root, title, back, text };
}

export function updateBadge({ root, title, back, text }: BadgeParts, { kept, badge }: NodeItem): void {
  set(root, { display: badge === undefined ? "none" : undefined });
  if (badge === undefined || kept === undefined) return;
  const { x, y, width } = badge.area;
  const height = badgeHeight;
  set(back, { x: round(x), y: round(y), width: round(width), height, rx: 3 });
  set(text, { x: round(x + width / 2), y: round(y + height / 2) });
  setText(text, badge.label);
  setText(title, `Kept for the backward pass: ${kept.long}`);
  setClasses(root, { lit: kept.isLit });
}
