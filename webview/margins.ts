/** What stands at the panel's edges: how much more of the graph lies there, what is on no way to the target, whether it is old. */
import { beyond, labelPlace, type Side, sides } from "../src/picture/beyond.ts";
import { overlaps, type Rect } from "../src/picture/boxes.ts";
import { reduced, type Size } from "../src/picture/camera.ts";
import { takenIn } from "../src/picture/taken.ts";
import { estimate } from "../src/picture/text.ts";
import { badgeOf } from "./badge-places.ts";
import { uncoveredRoom } from "./looking.ts";
import { type Action, isOld, type State } from "./model.ts";
import type { StepMarks } from "./steps-passed.ts";
import { html, setClasses, setText } from "./svg.ts";

export interface Margins {
  /** `marks`: what a step marks, where the graph is stepped through. */
  update(state: State, marks: StepMarks | undefined): void;
}

const olderText = "⟳ older than the text";
const arrows = { left: "◀", right: "▶", up: "▲", down: "▼" } as const;

export function createMargins(parent: Element, dispatch: (action: Action) => void): Margins {
  const aside = html("button", "aside", parent);
  let asideId = "";
  aside.addEventListener("click", () => dispatch({ kind: "toggle", id: asideId }));
  const part = html("p", "part", parent);
  const older = html("p", "older", parent);
  const edges = new Map(
    sides.map((side) => {
      const button = html("button", `beyond ${side}`, parent);
      button.addEventListener("click", () => dispatch({ kind: "go", side }));
      return [side, button] as const;
    }),
  );
  return {
    update(state, marks) {
      const { latest, picture, camera, large } = state;
      const view = latest?.view.empty === undefined ? latest?.view : undefined;
      part.hidden = view?.part === undefined;
      setText(part, view?.part?.text ?? "");
      part.title = view?.part?.text ?? "";
      const about = view?.part === undefined ? view?.aside : undefined;
      aside.hidden = about === undefined;
      if (about !== undefined) {
        asideId = about.id;
        setText(aside, asideText(about.count, about.isShown, latest?.view.target ?? ""));
        aside.setAttribute("aria-expanded", String(about.isShown));
      }
      const old = isOld(state);
      setClasses(parent, { old });
      const live = new Set(latest?.view.nodes.flatMap(({ id, idle }) => (idle ? [] : id)));
      const room = uncoveredRoom(state);
      const more = picture && beyond(picture.picture, reduced(camera, large), room, (id) => live.has(id));
      const isAny = old || [...edges.keys()].some((side) => more?.[side].count);
      const taken = isAny ? takenOnPanel(state, room, marks) : [];
      const put = (element: HTMLElement, side: Side, text: string): void => {
        setText(element, text);
        const label = labelSize(text);
        const { x, y } = labelPlace(side, label, room, taken);
        element.style.left = `${Math.round(x)}px`;
        element.style.top = `${Math.round(y)}px`;
        taken.push(rectAround(x, y, label));
      };
      for (const [side, button] of edges) {
        const count = more?.[side].count ?? 0;
        button.hidden = count === 0;
        if (count === 0) continue;
        button.title = `${count === 1 ? "One more node lies" : `${count} more nodes lie`} there: move the view`;
        put(button, side, edgeText(side, count));
      }
      if (old) put(older, "down", olderText);
    },
  };
}

/** What the picture, with what a step marks in it, covers of the panel. */
function takenOnPanel(
  { picture, latest, camera, large }: State,
  room: Size,
  marks: StepMarks | undefined,
): Rect[] {
  if (picture === undefined || latest === undefined) return [];
  const { x, y, zoom } = reduced(camera, large);
  const drawn = picture.picture;
  const badges = drawn.nodes.flatMap((node) => {
    const kept = marks?.kept.get(node.id);
    if (kept === undefined || marks === undefined) return [];
    const { area } = badgeOf(drawn, marks.whole, node, kept);
    return rectAround(node.x + area.x + area.width / 2, node.y + area.y + area.height / 2, area);
  });
  const panel: Rect = { left: 0, right: room.width, top: 0, bottom: room.height };
  return [...takenIn(drawn, latest.view).map(({ rect }) => rect), ...badges]
    .map(({ left, right, top, bottom }) => ({
      left: x + zoom * left,
      right: x + zoom * right,
      top: y + zoom * top,
      bottom: y + zoom * bottom,
    }))
    .filter((rect) => overlaps(rect, panel));
}

function rectAround(x: number, y: number, { width, height }: Size): Rect {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

/** With the padding and the border that the style sheet gives it. */
function labelSize(text: string): Size {
  return { width: estimate(text, "number") + 22, height: 24 };
}

function asideText(count: number, isShown: boolean, target: string): string {
  const values = count === 1 ? "value" : "values";
  return isShown
    ? `− ${count} ${values} not on the way to ${target}`
    : `+ ${count} more ${values}, not on the way to ${target}`;
}

function edgeText(side: Side, count: number): string {
  return side === "right" ? `${count} more ${arrows[side]}` : `${arrows[side]} ${count} more`;
}
