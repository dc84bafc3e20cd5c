/** The card of one element: what it does through each step that reads it, and the products whose sum is its gradient. */
import type { ElementTerm, ElementUse, ElementView } from "../src/protocol/inspect.ts";
import type { Action } from "./model.ts";
import { html, pictureUri, set, setText } from "./svg.ts";

interface ElementCard {
  show(element: ElementView | undefined): void;
}

/** So many products are written as one sum; more stand in the table alone. */
const mostInSum = 8;

export function createElementCard(parent: Element, dispatch: (action: Action) => void): ElementCard {
  const root = html("section", "element", parent);
  set(root, { "aria-label": "Selected element", "aria-live": "polite" });
  let shown: ElementView | undefined;
  return {
    show(element) {
      root.hidden = element === undefined;
      if (element === shown) return;
      shown = element;
      root.replaceChildren();
      if (element === undefined) return;
      showHead(root, element);
      for (const use of element.uses) showUse(root, element, use, dispatch);
    },
  };
}

function showHead(root: Element, { name, value, gradient, note, uses }: ElementView): void {
  const head = html("p", "head", root);
  setText(html("strong", "", head), name);
  setText(html("span", "value", head), `= ${value}`);
  if (gradient !== undefined) {
    const sums = uses.length > 1 ? uses.flatMap(({ sum }) => sum ?? []).map(inBrackets) : [];
    const sum = sums.length === uses.length && sums.length > 1 ? `${sums.join(" + ")} = ` : "";
    setText(html("span", "gradient", head), `${gradient.name} = ${sum}${gradient.text}`);
  }
  if (note !== "") setText(html("span", "note", head), note);
}

function showUse(
  root: Element,
  { gradient }: ElementView,
  use: ElementUse,
  dispatch: (action: Action) => void,
): void {
  const part = html("div", "use", root);
  const head = html("p", "", part);
  const step = html("button", "link", head);
  setText(step, use.label);
  step.title = "Select this step";
  step.addEventListener("click", () => dispatch({ kind: "select", id: use.id, focus: false }));
  setText(html("span", "", head), ` ${use.text}`);
  if (use.terms.length === 0 || use.sum === undefined) return;
  if (use.rest === undefined && use.terms.length <= mostInSum) {
    const products = use.terms.map(({ local, upstream }) => `${inBrackets(local)} · ${inBrackets(upstream)}`);
    setText(html("p", "products", part), `${gradient?.name ?? ""} = ${products.join(" + ")} = ${use.sum}`);
  }
  const body = html("div", "body", part);
  showTerms(body, use);
  if (use.heatMap !== undefined) {
    const picture = html("img", "heat", body);
    set(picture, { src: pictureUri(use.heatMap), alt: `Heat map of the local gradient: ${use.text}` });
  }
}

function showTerms(body: Element, { terms, rest, sum }: ElementUse): void {
  const table = html("table", "", body);
  const heads = html("tr", "", html("thead", "", table));
  for (const text of ["touches", "local", "· upstream", "= product"]) {
    const head = html("th", "", heads);
    head.scope = "col";
    setText(head, text);
  }
  const rows = html("tbody", "", table);
  for (const term of terms) showTerm(rows, term);
  if (rest !== undefined) setText(spanning(rows, "rest"), rest);
  if (terms.length > 1) setText(spanning(rows, "total"), `sum: ${sum ?? ""}`);
}

function showTerm(rows: Element, { name, local, upstream, product }: ElementTerm): void {
  const row = html("tr", "", rows);
  const head = html("th", "", row);
  head.scope = "row";
  setText(head, name);
  for (const text of [local, upstream, product]) setText(html("td", "", row), text);
}

function spanning(rows: Element, className: string): HTMLElement {
  const cell = html("td", className, html("tr", "", rows));
  cell.colSpan = 4;
  return cell;
}

/** A factor as it stands in a product: what is negative in brackets. */
function inBrackets(text: string): string {
  return text.startsWith("-") ? `(${text})` : text;
}
