/** The part of the target's card that says what reverse mode saves on this graph. */
import type { SavingsView } from "../src/protocol/savings-view.ts";
import { html, set, setText } from "./svg.ts";

export interface SavingsPart {
  /** Shows it, or nothing. */
  show(view: SavingsView | undefined): void;
}

export function createSavings(parent: Element): SavingsPart {
  const root = html("section", "savings", parent);
  const title = html("h3", "", root);
  title.id = "savings-title";
  setText(title, "What reverse mode saves");
  set(root, { "aria-labelledby": title.id });
  const about = html("p", "", root);
  const ways = createTable(root, "What each way to the gradient costs", ["way", "multiply-adds", "memory"]);
  const kept = html("p", "", root);
  const gates = createTable(root, "What each gate keeps for the backward pass", ["gate", "keeps", "memory"]);
  let shown: SavingsView | undefined;
  return {
    show(view) {
      root.hidden = view === undefined;
      if (view === undefined || view === shown) return;
      shown = view;
      setText(about, view.about);
      ways.show(view.ways.map(({ name, multiplyAdds, memory }) => [name, multiplyAdds, memory]));
      kept.hidden = view.kept.text === "";
      setText(kept, view.kept.text);
      gates.show(view.kept.gates.map(({ name, values, memory }) => [name, values, memory]));
    },
  };
}

function createTable(
  parent: Element,
  name: string,
  columns: readonly string[],
): { show(rows: readonly (readonly string[])[]): void } {
  const table = html("table", "", parent);
  setText(html("caption", "unseen", table), name);
  const heads = html("tr", "", html("thead", "", table));
  for (const column of columns) {
    const cell = html("th", "", heads);
    cell.scope = "col";
    setText(cell, column);
  }
  const body = html("tbody", "", table);
  return {
    show(rows) {
      table.hidden = rows.length === 0;
      body.replaceChildren();
      for (const [first = "", ...others] of rows) {
        const line = html("tr", "", body);
        const head = html("th", "", line);
        head.scope = "row";
        setText(head, first);
        for (const text of others) setText(html("td", "", line), text);
      }
    },
  };
}
