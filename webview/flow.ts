/** The gradient flow as a table: a row for each named value, its norm as a bar, the factor of the steps, updates, findings. */
import { type FlowMark, type FlowRow, type FlowView, rates } from "../src/protocol/flow-view.ts";
import type { Action, State } from "./model.ts";
import { html, keyed, set, setClasses, setText } from "./svg.ts";

export interface Flow {
  update(state: State): void;
}

export function createFlow(parent: Element, dispatch: (action: Action) => void): Flow {
  const root = html("section", "gradient-flow", parent);
  const head = html("header", "", root);
  const title = html("h2", "", head);
  const rate = createRate(head, dispatch);
  const more = html("p", "more", root);
  const table = html("table", "", root);
  const caption = html("caption", "unseen", table);
  const [, norm] = createHeads(table);
  const body = html("tbody", "", table);
  const rows = keyed<FlowRow, Row>(body, ({ id }) => id, createRow, showRow);
  listen(root, body, dispatch);
  return {
    update({ flow: { isShown, rate: shownRate, view } }) {
      setClasses(parent, { flowing: isShown });
      root.hidden = !isShown || view === undefined || view.empty !== undefined;
      rate.value = String(shownRate);
      if (view === undefined) return;
      const target = view.target ?? "";
      set(root, { "aria-label": `Gradient flow of ${target}` });
      setText(title, `Gradient flow of ${target}`);
      setText(caption, captionOf(view));
      setText(norm!, `norm, ${view.least} … ${view.most} on a log scale`);
      more.hidden = view.more === undefined;
      setText(more, view.more ?? "");
      rows.update(view.rows);
      order(body, view, rows.parts);
    },
  };
}

function captionOf({ target = "", least, most }: FlowView): string {
  return `The named values of the file from ${target} back. A bar is the norm of a gradient, from ${least} to ${most} on a log scale.`;
}

function createRate(head: Element, dispatch: (action: Action) => void): HTMLSelectElement {
  const label = html("label", "", head);
  setText(html("span", "", label), "learning rate");
  const select = html("select", "", label);
  select.title = "Updates are judged at this rate: one that changes a param by 10⁻³ of itself is healthy.";
  for (const rate of rates) setText(html("option", "", select), String(rate));
  select.addEventListener("change", () => dispatch({ kind: "rate", rate: Number(select.value) }));
  return select;
}

function createHeads(table: Element): readonly HTMLElement[] {
  const row = html("tr", "", html("thead", "", table));
  return ["name", "norm", "× factor", "update / value", "found"].map((text) => {
    const head = html("th", "", row);
    head.scope = "col";
    setText(head, text);
    return head;
  });
}

interface Row {
  readonly root: HTMLTableRowElement;
  readonly name: HTMLButtonElement;
  readonly place: HTMLElement;
  readonly bar: HTMLElement;
  readonly strip: HTMLElement;
  readonly norm: HTMLElement;
  readonly factors: HTMLElement;
  readonly factor: HTMLElement;
  readonly detail: HTMLElement;
  readonly update: HTMLElement;
  readonly verdict: HTMLElement;
  readonly found: HTMLElement;
}

function createRow({ id }: FlowRow): Row {
  const root = document.createElement("tr");
  root.dataset["row"] = id;
  const first = html("th", "", root);
  first.scope = "row";
  const name = html("button", "link", first);
  name.tabIndex = -1;
  const place = html("span", "place", first);
  const size = html("td", "size", root);
  const norm = html("span", "norm", size);
  const track = html("div", "track", size);
  const bar = html("div", "bar", track);
  const strip = html("div", "strip", size);
  const factors = html("td", "factors", root);
  const factor = html("span", "factor", factors);
  const detail = html("span", "detail", factors);
  const change = html("td", "change", root);
  const update = html("span", "update", change);
  const verdict = html("span", "verdict", change);
  const found = html("td", "found", root);
  return { root, name, place, bar, strip, norm, factors, factor, detail, update, verdict, found };
}

function showRow(row: Row, { name, gradient, place, line, isParam, ...numbers }: FlowRow): void {
  const { norm, share, alarm, turns, factor, update, marks } = numbers;
  setText(row.name, name);
  const where = place === "" ? "" : `, ${place}`;
  row.name.title = `${gradient}${where}, line ${line}`;
  set(row.name, { "aria-label": `${name}${where}, line ${line}` });
  setText(row.place, place);
  setClasses(row.root, { param: isParam, alarm });
  setText(row.norm, alarm ? `${norm} ⚠` : norm);
  row.bar.hidden = share === undefined;
  row.bar.style.width = percent(share ?? 0);
  showStrip(row.strip, turns);
  setText(row.factor, factor?.text ?? "");
  setText(row.detail, factor?.detail ?? "");
  row.factors.title = factor?.detail ?? "";
  setText(row.update, update?.text ?? "");
  setText(row.verdict, update?.verdict ?? "");
  set(row.verdict, { class: `verdict ${update?.verdict ?? ""}` });
  showMarks(row.found, marks);
}

/** The least bar is seen too. */
const leastPercent = 2;

function percent(share: number): string {
  return `${leastPercent + share * (100 - leastPercent)}%`;
}

/** A bar for each turn, from the first to the last. */
function showStrip(strip: HTMLElement, turns: FlowRow["turns"]): void {
  strip.hidden = turns.length === 0;
  while (strip.childElementCount > turns.length) strip.lastElementChild?.remove();
  while (strip.childElementCount < turns.length) html("i", "", strip);
  turns.forEach((share, i) => {
    const bar = strip.children[i] as HTMLElement;
    bar.style.height = share === null ? "0" : percent(share);
  });
}

const icons = { warning: "warning", information: "info", hint: "lightbulb" } as const;

function showMarks(cell: HTMLElement, marks: readonly FlowMark[]): void {
  while (cell.childElementCount > marks.length) cell.lastElementChild?.remove();
  while (cell.childElementCount < marks.length) {
    const mark = html("span", "", cell);
    html("span", "", mark).setAttribute("aria-hidden", "true");
    html("span", "code", mark);
  }
  marks.forEach(({ severity, code, message }, i) => {
    const mark = cell.children[i] as HTMLElement;
    mark.title = message;
    set(mark, { class: `mark ${severity}`, role: "note", "aria-label": `${severity}: ${message}` });
    set(mark.children[0]!, { class: `codicon codicon-${icons[severity]}` });
    setText(mark.children[1]!, code);
  });
}

/** Puts the rows in their order; one that has the keyboard keeps it. */
function order(body: Element, { rows }: FlowView, parts: ReadonlyMap<string, Row>): void {
  const focused = document.activeElement;
  rows.forEach(({ id }, i) => {
    const { root } = parts.get(id)!;
    if (body.children[i] !== root) body.insertBefore(root, body.children[i] ?? null);
  });
  if (focused instanceof HTMLElement && focused !== document.activeElement && body.contains(focused))
    focused.focus();
  const buttons = [...body.querySelectorAll<HTMLButtonElement>("button")];
  if (!buttons.some(({ tabIndex }) => tabIndex === 0) && buttons[0] !== undefined) buttons[0].tabIndex = 0;
}

/** One row can be reached by Tab, the others by the arrows; a key that is handled here does not travel on to VS Code. */
function listen(root: HTMLElement, body: HTMLElement, dispatch: (action: Action) => void): void {
  const rowOf = (target: EventTarget | null): HTMLElement | undefined =>
    target instanceof Element ? (target.closest<HTMLElement>("[data-row]") ?? undefined) : undefined;
  body.addEventListener("click", ({ target, detail }) => {
    const id = rowOf(target)?.dataset["row"];
    // A press of a key on the name is a click without a count.
    if (id !== undefined) dispatch({ kind: "row", id, focus: detail === 0 || detail === 2 });
  });
  body.addEventListener("focusin", ({ target }) => {
    for (const button of body.querySelectorAll("button")) button.tabIndex = button === target ? 0 : -1;
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") dispatch({ kind: "toggleFlow" });
    else if (!moveTo(event.key, rowOf(event.target))) return;
    event.preventDefault();
    event.stopPropagation();
  });
}

function moveTo(key: string, row: HTMLElement | undefined): boolean {
  const to = new Map([
    ["ArrowUp", row?.previousElementSibling],
    ["ArrowDown", row?.nextElementSibling],
    ["Home", row?.parentElement?.firstElementChild],
    ["End", row?.parentElement?.lastElementChild],
  ]).get(key);
  if (row === undefined || to === undefined) return false;
  to?.querySelector("button")?.focus();
  return true;
}
