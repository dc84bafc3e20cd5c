/** What is stored at a gate for the backward pass: a small label above it, lit in the steps that store and use it. */
import type { NodeItem } from "./scene.ts";
import { round, set, setClasses, setText, svg } from "./svg.ts";

export interface BadgeParts {
  readonly root: SVGGElement;
  readonly title: SVGTitleElement;
  readonly back: SVGRectElement;
  readonly text: SVGTextElement;
}

const height = 16;
/** From the gate's edge. */
const gap = 3;
/** What a letter of the label takes, and the room at its ends. */
const letter = 6.2;
const ends = 10;
/** Longer labels would lie over their neighbours: the tooltip and the sentence have all of it. */
const longest = 12;

export function createBadge(parent: Element): BadgeParts {
  const root = svg("g", "kept", parent);
  set(root, { display: "none", "aria-hidden": "true" });
  const title = svg("title", "", root);
  const back = svg("rect", "plate", root);
  const text = svg("text", "", root);
  return { root, title, back, text };
}

export function updateBadge({ root, title, back, text }: BadgeParts, { placed, kept, flow }: NodeItem): void {
  set(root, { display: kept === undefined ? "none" : undefined });
  if (kept === undefined) return;
  const letters = Array.from(kept.text);
  const label = letters.length > longest ? `${letters.slice(0, longest - 1).join("")}…` : kept.text;
  const width = (Array.from(label).length + 2) * letter + ends;
  // Above the gate, or beside it where its wires come from above.
  const isDown = flow === "down";
  const left = isDown ? placed.width / 2 + 2 * gap : -width / 2;
  const top = isDown ? -height / 2 : -placed.height / 2 - gap - height;
  set(back, { x: round(left), y: round(top), width: round(width), height, rx: 3 });
  set(text, { x: round(left + width / 2), y: round(top + height / 2) });
  setText(text, `▤ ${label}`);
  setText(title, `Kept for the backward pass: ${kept.long}`);
  setClasses(root, { lit: kept.isLit });
}
