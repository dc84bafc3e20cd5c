/** The card of an opened call: what it is as one gate beside what it is as its gates, with the same gradients. */
import type { CompositeView } from "../src/protocol/composite-view.ts";
import type { Action, State } from "./model.ts";
import { html, set, setText } from "./svg.ts";

export interface CompositePart {
  readonly root: HTMLElement;
  update(state: State): void;
}

export function createComposite(parent: Element, dispatch: (action: Action) => void): CompositePart {
  const root = html("section", "card composite", parent);
  root.setAttribute("aria-label", "Opened call");
  root.hidden = true;
  const head = html("header", "", root);
  const name = html("strong", "", head);
  const label = html("span", "label", head);
  setText(label, "as one gate, and as its gates");
  const shut = html("button", "icon codicon codicon-close", head);
  shut.title = "Close (Escape)";
  shut.setAttribute("aria-label", "Close");
  shut.addEventListener("click", () => dispatch({ kind: "deselect" }));
  const says = html("p", "says", root);
  says.setAttribute("role", "status");
  const table = html("table", "", root);
  const difference = html("p", "difference", root);
  let shown: CompositeView | undefined;
  return {
    root,
    update({ latest, selected, steps }) {
      const group = latest?.view.groups.find(({ id }) => id === selected);
      const view = group?.composite;
      // While it is stepped through, numbers that are not computed yet are not shown.
      root.hidden = view === undefined || steps.isOn;
      if (view === undefined || view === shown) return;
      shown = view;
      setText(name, group?.label ?? "");
      setText(says, `${view.isSame === undefined ? "" : view.isSame ? "✓ " : "✗ "}${view.says}`);
      fill(table, view);
      difference.hidden = view.difference === undefined;
      setText(difference, `Largest difference: ${view.difference ?? ""}`);
    },
  };
}

function fill(table: HTMLElement, { closed, opened, rows }: CompositeView): void {
  table.replaceChildren();
  const head = html("tr", "", html("thead", "", table));
  html("td", "", head);
  for (const { gates } of [closed, opened]) {
    const cell = html("th", "", head);
    set(cell, { scope: "col" });
    setText(cell, counted(gates, "gate"));
  }
  const body = html("tbody", "", table);
  for (const row of rows) addRow(body, `sent to ${row.name}`, row.closed, row.opened);
  addRow(body, "cached", counted(closed.kept, "number"), counted(opened.kept, "number"));
}

function addRow(body: HTMLElement, name: string, ...cells: readonly [string, string]): void {
  const row = html("tr", "", body);
  const head = html("th", "", row);
  set(head, { scope: "row" });
  setText(head, name);
  for (const text of cells) setText(html("td", "", row), text);
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
}
