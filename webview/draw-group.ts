/** An opened group: a box around its nodes, its title, and the control that closes it. */
import type { GroupItem } from "./scene.ts";
import { pagerRoom, turnText } from "../src/picture/plan.ts";
import { closerOf } from "../src/picture/places.ts";
import { round, set, setClasses, setText, svg } from "./svg.ts";

export interface BoxParts {
  readonly root: SVGGElement;
  readonly box: SVGRectElement;
}

/** What stands above the wires that lead into a group: its title, and the controls beside that. */
export interface TitleParts {
  readonly root: SVGGElement;
  readonly title: SVGTextElement;
  readonly control: SVGGElement;
  readonly pager: PagerParts;
}

/** `◀ turn 3 of 50 ▶`, for the turns of a loop. */
interface PagerParts {
  readonly root: SVGGElement;
  readonly before: SVGGElement;
  readonly text: SVGTextElement;
  readonly behind: SVGGElement;
}

export function createBox(): BoxParts {
  const root = svg("g", "group");
  const box = svg("rect", "box", root);
  set(box, { rx: 10 });
  return { root, box };
}

export function createTitle({ placed }: GroupItem): TitleParts {
  const root = svg("g", "group");
  const title = svg("text", "title", root);
  const control = createControl(root, placed.id, false);
  set(control, { tabindex: -1, role: "button", "aria-expanded": "true" });
  return { root, title, control, pager: createPager(root) };
}

function createPager(parent: Element): PagerParts {
  const root = svg("g", "pager", parent);
  const before = createArrow(root, "M3-4L-3.5 0L3 4Z", "The turn before (Page Up)");
  const text = svg("text", "title", root);
  set(text, { "text-anchor": "middle", y: 4 });
  const behind = createArrow(root, "M-3-4L3.5 0L-3 4Z", "The turn behind (Page Down)");
  return { root, before, text, behind };
}

function createArrow(parent: Element, shape: string, title: string): SVGGElement {
  const arrow = svg("g", "control turn", parent);
  set(svg("circle", "reach", arrow), { r: 11 });
  set(svg("path", "page", arrow), { d: shape });
  setText(svg("title", "", arrow), title);
  return arrow;
}

function updatePager({ root, before, text, behind }: PagerParts, { placed, turns }: GroupItem): void {
  set(root, { display: turns === undefined ? "none" : undefined });
  if (turns === undefined) return;
  const { shown, count } = turns;
  const at = closerOf(placed);
  const start = at.x + 13 + placed.labelWidth + pagerRoom / 4;
  const length = placed.titleWidth - placed.labelWidth - pagerRoom / 2;
  set(root, { transform: `translate(${round(start)} ${round(at.y)})` });
  set(before, { "data-turn": shown > 0 ? `${placed.id}@${shown - 1}` : undefined });
  set(behind, {
    "data-turn": shown + 1 < count ? `${placed.id}@${shown + 1}` : undefined,
    transform: `translate(${round(length)} 0)`,
  });
  set(text, { x: round(length / 2) });
  setText(text, turnText(shown + 1, count));
  for (const arrow of [before, behind]) setClasses(arrow, { off: !arrow.hasAttribute("data-turn") });
}

export function updateBox({ box }: BoxParts, { placed }: GroupItem): void {
  set(box, {
    x: round(placed.x),
    y: round(placed.y),
    width: round(placed.width),
    height: round(placed.height),
  });
}

export function updateTitle({ title, control, pager }: TitleParts, item: GroupItem): void {
  const { placed, turns, isEntry } = item;
  updatePager(pager, item);

  const at = closerOf(placed);
  set(title, { x: round(at.x + 13), y: round(at.y + 4) });
  setText(title, placed.label);
  set(control, {
    transform: `translate(${round(at.x)} ${round(at.y)})`,
    "aria-label": [placed.label, "opened group", turns && turnText(turns.shown + 1, turns.count)]
      .filter((part) => part !== undefined)
      .join(", "),
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
