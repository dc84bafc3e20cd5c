/** A Jacobian in the picture's place: as a table of numbers where it is small, else as a picture with an entry to walk about in. */
import {
  type JacobianChoice,
  type JacobianMatrix,
  type JacobianView,
  levelCount,
} from "../src/protocol/jacobian-view.ts";
import { createMatrixPicture } from "./jacobian-picture.ts";
import type { Action, State } from "./model.ts";
import { html, set, setClasses, setText } from "./svg.ts";

export interface JacobianPart {
  update(state: State): void;
}

/** What is written out as numbers. */
const mostRows = 24;
const mostColumns = 10;

export function createJacobian(parent: Element, dispatch: (action: Action) => void): JacobianPart {
  const root = html("section", "jacobian", parent);
  root.hidden = true;
  const head = html("header", "", root);
  const title = html("h2", "", head);
  title.tabIndex = -1;
  const choices = createChoices(head, dispatch);
  const stop = html("button", "link", head);
  setText(stop, "Stop");
  stop.addEventListener("click", () => dispatch({ kind: "stopJacobian" }));
  const shut = html("button", "icon codicon codicon-close", head);
  shut.title = "Close (Escape)";
  shut.setAttribute("aria-label", "Close the Jacobian");
  shut.addEventListener("click", () => dispatch({ kind: "closeJacobian" }));
  const about = html("p", "about", root);
  const numbers = html("div", "numbers", root);
  const picture = createMatrixPicture(root);
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") dispatch({ kind: "closeJacobian" });
    else if (!picture.key(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  let drawn: JacobianMatrix | undefined;
  return {
    update({ jacobian: { asked, waits, view }, textVersion }) {
      const isShown = asked !== undefined;
      const appears = isShown && root.hidden;
      root.hidden = !isShown;
      setClasses(parent, { differentiating: isShown });
      if (!isShown) return;
      set(root, { "aria-label": "Jacobian", "aria-busy": String(waits) });
      setText(title, view?.title ?? "Jacobian");
      choices.update(view);
      stop.hidden = !waits;
      const isOld = view !== undefined && view.version < textVersion;
      setClasses(root, { old: isOld });
      setText(about, waits && view === undefined ? "Backward passes are made …" : aboutOf(view, isOld));
      if (view?.matrix !== drawn) {
        drawn = view?.matrix;
        const isSmall =
          drawn !== undefined && drawn.rows.length <= mostRows && drawn.columns.length <= mostColumns;
        numbers.replaceChildren(
          ...(drawn !== undefined && isSmall ? [tableOf(drawn, view?.title ?? "")] : []),
        );
        picture.show(isSmall ? undefined : drawn);
      }
      if (appears) title.focus({ preventScroll: true });
    },
  };
}

function aboutOf(view: JacobianView | undefined, isOld: boolean): string {
  if (view === undefined) return "There is none: ask for it again.";
  return isOld ? `⟳ ${view.about}` : view.about;
}

/** Which of what there is at the node is shown. */
function createChoices(
  head: Element,
  dispatch: (action: Action) => void,
): { update(view: JacobianView | undefined): void } {
  const label = html("label", "", head);
  setText(html("span", "", label), "of");
  const select = html("select", "", label);
  select.addEventListener("change", () => dispatch({ kind: "chooseJacobian", choice: select.value }));
  let shown: string | undefined;
  return {
    update(view) {
      label.hidden = view === undefined || view.choices.length === 0;
      const key = JSON.stringify(view?.choices);
      if (shown !== key) {
        shown = key;
        const options = (of: JacobianChoice["of"], name: string): HTMLElement[] => {
          const own = view?.choices.filter((one) => one.of === of) ?? [];
          if (own.length === 0) return [];
          const group = document.createElement("optgroup");
          group.label = name;
          for (const { key: value, text } of own) {
            const option = html("option", "", group);
            option.value = value;
            setText(option, text);
          }
          return [group];
        };
        select.replaceChildren(
          ...options("step", "this step, all else held"),
          ...options("target", "the target, on every way"),
        );
      }
      select.value = view?.choice ?? "";
    },
  };
}

function tableOf({ rows, columns, texts, levels }: JacobianMatrix, name: string): HTMLElement {
  const table = document.createElement("table");
  setText(html("caption", "unseen", table), name);
  const heads = html("tr", "", html("thead", "", table));
  html("td", "", heads);
  for (const column of columns) {
    const cell = html("th", "", heads);
    cell.scope = "col";
    setText(cell, column);
  }
  const body = html("tbody", "", table);
  rows.forEach((row, r) => {
    const line = html("tr", "", body);
    const first = html("th", "", line);
    first.scope = "row";
    setText(first, row);
    columns.forEach((_, c) => {
      const at = r * columns.length + c;
      const cell = html("td", classOf(levels[at]!), line);
      setText(cell, texts[at]!);
    });
  });
  return table;
}

function classOf(level: number): string {
  return level === 0 ? "zero" : Math.abs(level) > levelCount ? "odd" : "some";
}
