/**
 * The toolbar: the view before, the whole picture, nearer, farther, the gradient flow in the picture's place, the steps, and the
 * lock that keeps the panel at its file.
 */
import type { Action, State } from "./model.ts";
import { html } from "./svg.ts";

export interface Toolbar {
  update(state: State): void;
}

/** One press of a zoom button or key. */
export const zoomStep = 1.25;

export function createToolbar(parent: Element, dispatch: (action: Action) => void): Toolbar {
  const root = html("div", "toolbar", parent);
  root.setAttribute("role", "toolbar");
  root.setAttribute("aria-label", "Graph");
  const button = (icon: string, name: string, action: Action): HTMLButtonElement => {
    const element = html("button", `icon codicon codicon-${icon}`, root);
    label(element, name);
    element.addEventListener("click", () => dispatch(action));
    return element;
  };
  const back = button("arrow-left", "Back to the view before (Alt+←)", { kind: "back" });
  const ofPicture = [
    button("zoom-out", "Zoom out (−)", { kind: "zoom", factor: 1 / zoomStep }),
    button("zoom-in", "Zoom in (+)", { kind: "zoom", factor: zoomStep }),
    button("screen-full", "Show the whole graph (0)", { kind: "fit" }),
  ];
  const flow = button("graph-left", "Gradient flow", { kind: "toggleFlow" });
  const steps = button("debug-step-over", "Step through the graph", { kind: "toggleSteps" });
  const lock = button("unlock", "", { kind: "lock" });
  return {
    update({ locked, file, uri, past, flow: { isShown }, steps: { isOn } }) {
      back.disabled = past.seen.length === 0 || isShown;
      for (const element of ofPicture) element.disabled = isShown;
      flow.setAttribute("aria-pressed", String(isShown));
      flow.disabled = uri === undefined;
      steps.setAttribute("aria-pressed", String(isOn));
      steps.disabled = uri === undefined;
      lock.classList.toggle("codicon-lock", locked);
      lock.classList.toggle("codicon-unlock", !locked);
      lock.setAttribute("aria-pressed", String(locked));
      label(lock, locked ? `Locked to ${file}: follow the active editor again` : `Lock to ${file}`);
      lock.disabled = uri === undefined;
    },
  };
}

function label(element: HTMLElement, text: string): void {
  element.title = text;
  element.setAttribute("aria-label", text);
}
