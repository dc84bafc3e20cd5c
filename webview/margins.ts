/** What stands at the panel's edges: how much more of the graph lies there, what is on no way to the target, whether it is old. */
import { beyond, type Side, sides } from "../src/picture/beyond.ts";
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
      const { latest, picture, camera, size } = state;
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
      const more = picture && beyond(picture.picture, camera, size, (id) => live.has(id));
      for (const [side, button] of edges) {
        const count = more?.[side].count ?? 0;
        button.hidden = count === 0;
        setText(button, edgeText(side, count));
        button.title = `${count === 1 ? "One more node lies" : `${count} more nodes lie`} there: move the view`;
      }
    },
  };
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
