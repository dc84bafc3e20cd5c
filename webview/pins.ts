/** Pinned values above the picture: each with its number and its gradient, and what these were before. */
import type { Against, PinNumber, PinRow } from "../src/protocol/pins-view.ts";
import type { Action, State } from "./model.ts";
import { html, keyed, set, setClasses, setText } from "./svg.ts";

export interface PinList {
  update(state: State): void;
}

export function createPins(parent: Element, dispatch: (action: Action) => void): PinList {
  const root = html("section", "pins", parent);
  root.setAttribute("aria-label", "Pinned values");
  root.hidden = true;
  const table = html("table", "", root);
  setText(
    html("caption", "unseen", table),
    "Pinned values, each with its gradient and what both were before.",
  );
  const against = createHead(table, dispatch);
  const body = html("tbody", "", table);
  const rows = keyed<PinRow, Row>(
    body,
    ({ id }) => id,
    (row) => createRow(row, dispatch),
    showRow,
  );
  body.addEventListener("keydown", (event) => onKey(event, dispatch));
  body.addEventListener("focusin", ({ target }) => {
    for (const button of names(body)) button.tabIndex = button === target ? 0 : -1;
  });
  return {
    update({ pins }) {
      root.hidden = pins === undefined || pins.rows.length === 0;
      if (pins === undefined) return;
      const at = names(body).findIndex((button) => button === document.activeElement);
      against.value = pins.against;
      rows.update(pins.rows);
      pins.rows.forEach(({ id }, i) => {
        const own = rows.parts.get(id)!.root;
        if (body.children[i] !== own) body.insertBefore(own, body.children[i] ?? null);
      });
      const left = names(body);
      if (left.length > 0 && !left.some(({ tabIndex }) => tabIndex === 0)) left[0]!.tabIndex = 0;
      // The row that had the keyboard is gone: the one that stands there now has it.
      if (at !== -1 && !body.contains(document.activeElement)) left[Math.min(at, left.length - 1)]?.focus();
    },
  };
}

function names(body: Element): HTMLButtonElement[] {
  return [...body.querySelectorAll<HTMLButtonElement>("th button")];
}

function createHead(table: Element, dispatch: (action: Action) => void): HTMLSelectElement {
  const row = html("tr", "", html("thead", "", table));
  for (const text of ["pinned", "value", "gradient"]) {
    const head = html("th", "", row);
    head.scope = "col";
    setText(head, text);
  }
  const label = html("label", "", html("td", "", row));
  setText(html("span", "", label), "since the last ");
  const select = html("select", "", label);
  select.title = "What the pinned values are compared with";
  for (const [value, text] of [
    ["edit", "edit"],
    ["save", "save"],
  ] as const) {
    const option = html("option", "", select);
    option.value = value;
    setText(option, text);
  }
  select.addEventListener("change", () => dispatch({ kind: "against", against: select.value as Against }));
  return select;
}

interface Row {
  readonly root: HTMLTableRowElement;
  readonly name: HTMLButtonElement;
  readonly line: HTMLElement;
  readonly value: Cell;
  readonly gradient: Cell;
  readonly unpin: HTMLButtonElement;
}

interface Cell {
  readonly root: HTMLTableCellElement;
  readonly old: HTMLElement;
  readonly now: HTMLElement;
  readonly marks: HTMLElement;
}

function createRow({ id }: PinRow, dispatch: (action: Action) => void): Row {
  const root = document.createElement("tr");
  root.dataset["pin"] = id;
  const first = html("th", "", root);
  first.scope = "row";
  const name = html("button", "link", first);
  name.tabIndex = -1;
  name.setAttribute("aria-keyshortcuts", "Delete");
  name.addEventListener("click", ({ detail }) => dispatch({ kind: "row", id, focus: detail === 0 }));
  const line = html("span", "line", first);
  const value = createCell(root, "value");
  const gradient = createCell(root, "gradient");
  const unpin = html("button", "icon codicon codicon-close", html("td", "", root));
  unpin.tabIndex = -1;
  unpin.addEventListener("click", () => dispatch({ kind: "unpin", id }));
  return { root, name, line, value, gradient, unpin };
}

function createCell(row: Element, className: string): Cell {
  const root = html("td", className, row);
  const old = html("span", "old-number", root);
  const now = html("span", "number", root);
  const marks = html("span", "marks", root);
  return { root, old, now, marks };
}

function showRow(row: Row, { name, gradientLabel, line, value, gradient }: PinRow): void {
  const isGone = line === 0;
  setText(row.name, name);
  row.name.disabled = isGone;
  row.name.title = isGone ? "" : `${gradientLabel}, line ${line}`;
  setText(row.line, isGone ? "not in the file now" : `line ${line}`);
  setClasses(row.root, { gone: isGone });
  showCell(row.value, value);
  showCell(row.gradient, gradient);
  const says = `Unpin ${name}`;
  row.unpin.title = `${says} (Delete)`;
  set(row.unpin, { "aria-label": says });
}

function showCell({ root, old, now, marks }: Cell, number: PinNumber | undefined): void {
  const before = number?.before;
  old.hidden = before === undefined;
  setText(old, before === undefined ? "" : `${before.text} → `);
  setText(now, number === undefined ? "" : number.stale ? `⟳ ${number.short}` : number.short);
  setClasses(now, { stale: number?.stale === true });
  const text = before?.marks.join(", ") ?? "";
  marks.hidden = text === "";
  setText(marks, text === "" ? "" : `⚠ ${text}`);
  root.title = number?.long ?? "";
}

/** A key that is handled here does not travel on to VS Code. */
function onKey(event: KeyboardEvent, dispatch: (action: Action) => void): void {
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-pin]") : null;
  if (row === null) return;
  if (event.key === "Delete" || event.key === "Backspace")
    dispatch({ kind: "unpin", id: row.dataset["pin"]! });
  else if (!moveTo(event.key, row)) return;
  event.preventDefault();
  event.stopPropagation();
}

function moveTo(key: string, row: HTMLElement): boolean {
  const to = new Map([
    ["ArrowUp", row.previousElementSibling],
    ["ArrowDown", row.nextElementSibling],
    ["Home", row.parentElement?.firstElementChild],
    ["End", row.parentElement?.lastElementChild],
  ]).get(key);
  if (to === undefined) return false;
  to?.querySelector<HTMLButtonElement>("th button")?.focus();
  return true;
}
