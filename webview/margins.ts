/** What stands at the panel's edges: how much more of the graph lies there, what is on no way to the target, whether it is old. */
import { beyond, labelPlace, type Side, sides } from "../src/picture/beyond.ts";
import type { Rect } from "../src/picture/boxes.ts";
import { reduced, roomIn, type Size } from "../src/picture/camera.ts";
import { takenIn } from "../src/picture/taken.ts";
import { estimate } from "../src/picture/text.ts";
import { uncoveredSize } from "./looking.ts";
import { type Action, isOld, type State } from "./model.ts";
import { html, setClasses, setText } from "./svg.ts";

export interface Margins {
  update(state: State): void;
}

const arrows = { left: "◀", right: "▶", up: "▲", down: "▼" } as const;

export function createMargins(parent: Element, dispatch: (action: Action) => void): Margins {
  const aside = html("button", "aside", parent);
  let asideId = "";
  aside.addEventListener("click", () => dispatch({ kind: "toggle", id: asideId }));
  const part = html("p", "part", parent);
  const older = html("p", "older", parent);
  setText(older, "⟳ older than the text");
  const edges = new Map(
    sides.map((side) => {
      const button = html("button", `beyond ${side}`, parent);
      button.addEventListener("click", () => dispatch({ kind: "go", side }));
      return [side, button] as const;
    }),
  );
  return {
    update(state) {
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
      setClasses(parent, { old: isOld(state) });
      const live = new Set(latest?.view.nodes.flatMap(({ id, idle }) => (idle ? [] : id)));
      const seen = uncoveredSize(state);
      const more = picture && beyond(picture.picture, camera, seen, (id) => live.has(id));
      const taken = [...edges.keys()].some((side) => more?.[side].count) ? takenOnPanel(state) : [];
      const room = roomIn(seen, large);
      for (const [side, button] of edges) {
        const count = more?.[side].count ?? 0;
        button.hidden = count === 0;
        if (count === 0) continue;
        const text = edgeText(side, count);
        setText(button, text);
        button.title = `${count === 1 ? "One more node lies" : `${count} more nodes lie`} there: move the view`;
        const label = labelSize(text);
        const { x, y } = labelPlace(side, label, room, taken);
        button.style.left = `${Math.round(x)}px`;
        button.style.top = `${Math.round(y)}px`;
        taken.push({
          left: x - label.width / 2,
          right: x + label.width / 2,
          top: y - label.height / 2,
          bottom: y + label.height / 2,
        });
      }
    },
  };
}

/** What the picture covers of the panel. */
function takenOnPanel({ picture, latest, camera, large }: State): Rect[] {
  if (picture === undefined || latest === undefined) return [];
  const { x, y, zoom } = reduced(camera, large);
  return takenIn(picture.picture, latest.view).map(({ rect: { left, right, top, bottom } }) => ({
    left: x + zoom * left,
    right: x + zoom * right,
    top: y + zoom * top,
    bottom: y + zoom * bottom,
  }));
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
