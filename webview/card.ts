/** The card of the selected node: what it is, its numbers in full, its gate's pattern, the chain rule with its numbers. */
import type { ViewNode, ViewNumber } from "../src/protocol/graph-view.ts";
import { html, setClasses, setText } from "./svg.ts";

export interface Card {
  readonly root: HTMLElement;
  /** Shows a node's card, or none. */
  show(node: ViewNode | undefined, isPinned: boolean): void;
}

/**
 * `reveal` brings the node's line into view with the keyboard, `close` takes the card away, `pin` pins the node or takes its pin
 * away, `differentiate` shows a Jacobian.
 */
export function createCard(
  parent: Element,
  reveal: () => void,
  close: () => void,
  pin: () => void,
  differentiate: () => void,
): Card {
  const root = html("section", "card", parent);
  root.setAttribute("aria-label", "Selected node");
  root.hidden = true;
  const head = html("header", "", root);
  const name = html("strong", "", head);
  const label = html("span", "label", head);
  const line = html("button", "link", head);
  line.addEventListener("click", reveal);
  const pinned = html("button", "icon codicon codicon-pin", head);
  pinned.title = "Keep it at the top of the panel";
  pinned.setAttribute("aria-label", "Pin");
  pinned.addEventListener("click", pin);
  const matrix = html("button", "icon codicon codicon-table", head);
  matrix.title = "Show Jacobian";
  matrix.setAttribute("aria-label", "Show Jacobian");
  matrix.addEventListener("click", differentiate);
  const shut = html("button", "icon codicon codicon-close", head);
  shut.title = "Close (Escape)";
  shut.setAttribute("aria-label", "Close");
  shut.addEventListener("click", close);
  const facts = html("dl", "", root);
  const value = createFact(facts, "value");
  const gradient = createFact(facts, "gradient");
  const shape = createFact(facts, "shape");
  const notes = html("p", "notes", root);
  const pattern = html("p", "pattern", root);
  const rule = html("pre", "rule", root);
  const show = (node: ViewNode | undefined, isPinned: boolean): void => {
    root.hidden = node === undefined;
    if (node === undefined) return;
    pinned.setAttribute("aria-pressed", String(isPinned));
    setText(name, node.name ?? node.label);
    setText(label, node.name === undefined || node.name === node.label ? "" : node.label);
    setText(line, `line ${node.line}`);
    showNumber(value, node.value);
    showNumber(gradient, node.gradient);
    if (node.idle && node.gradient === undefined) showText(gradient, "none reaches it");
    showText(shape, node.shape);
    setText(notes, node.notes.join(" "));
    notes.hidden = node.notes.length === 0;
    setText(pattern, node.pattern);
    pattern.hidden = node.pattern === "";
    setText(rule, node.rule.join("\n"));
    rule.hidden = node.rule.length === 0;
  };
  return { root, show };
}

interface Fact {
  readonly row: HTMLElement;
  readonly data: HTMLElement;
}

function createFact(parent: Element, name: string): Fact {
  const row = html("div", name, parent);
  setText(html("dt", "", row), name);
  return { row, data: html("dd", "", row) };
}

function showNumber(fact: Fact, number: ViewNumber | undefined): void {
  const stale = number?.stale === true;
  showText(fact, number === undefined ? "" : stale ? `⟳ ${number.long}` : number.long);
  setClasses(fact.data, { stale });
  fact.data.title = stale ? "from before your last edit" : "";
}

function showText(fact: Fact, text: string): void {
  fact.row.hidden = text === "";
  setText(fact.data, text);
}
