/** The card of an opened call: what it is as one gate beside what it is as its gates, with the same gradients. */
import type { CompositeView } from "../src/protocol/composite-view.ts";
import { openedCall } from "./composite-state.ts";
import type { State } from "./model.ts";
import { html, set, setText } from "./svg.ts";

export interface CompositePart {
  readonly root: HTMLElement;
  update(state: State): void;
}

/** It is in the page, behind the other card, only while it is shown. */
export function createComposite(before: HTMLElement, close: () => void): CompositePart {
  const root = document.createElement("section");
  root.className = "card composite";
  root.setAttribute("aria-label", "Opened call");
  const head = html("header", "", root);
  const name = html("strong", "", head);
  const label = html("span", "label", head);
  setText(label, "as one gate, and as its gates");
  const shut = html("button", "icon codicon codicon-close", head);
  shut.title = "Close (Escape)";
  shut.setAttribute("aria-label", "Close");
  shut.addEventListener("click", close);
  const says = html("p", "says", root);
  says.setAttribute("role", "status");
  const table = html("table", "", root);
  const difference = html("p", "difference", root);
  let shown: CompositeView | undefined;
  return {
    root,
    update(state) {
      const group = openedCall(state);
      const view = state.inspect.composite;
      // While it is stepped through, numbers that are not computed yet are not shown.
      if (view === undefined || group === undefined || state.steps.isOn) return root.remove();
      if (!root.isConnected) before.after(root);
      if (view === shown) return;
      shown = view;
      setText(name, group.label);
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
