/** The part of the card that drags a leaf: a slider, what was predicted of the target and what came, and a plot of it along the leaf. */
import type { Effect as Change } from "../src/protocol/what-if-view.ts";
import { type Action, selectedLeaf, type State } from "./model.ts";
import { html, set, setClasses, setText } from "./svg.ts";
import { createWhatIfPlot } from "./what-if-plot.ts";

export interface WhatIfPart {
  update(state: State): void;
}

export function createWhatIf(parent: Element, dispatch: (action: Action) => void): WhatIfPart {
  const root = html("section", "what-if", parent);
  set(root, { "aria-label": "What if" });
  const refused = html("p", "refused", root);
  const main = html("div", "dragging", root);
  const left = html("div", "hand", main);
  const line = html("div", "line", left);
  const name = html("label", "name", line);
  const slider = html("input", "", line);
  set(slider, { type: "range", id: "what-if-slider" });
  name.htmlFor = slider.id;
  const number = html("input", "number", line);
  set(number, { type: "number" });
  const own = html("span", "own", line);
  const changes = html("dl", "changes", left);
  const rows = {
    values: createRow(changes, "target"),
    predicted: createRow(changes, "predicted"),
    actual: createRow(changes, "actual"),
    difference: createRow(changes, "difference"),
  };
  const note = html("p", "note", left);
  const buttons = html("div", "buttons", left);
  const reset = createButton(buttons, "Reset", "Every number is the file's again (Escape)");
  const write = createButton(
    buttons,
    "Write to File",
    "Writes what is set into the file, as one step for Undo",
  );
  write.classList.add("first");
  const plot = createWhatIfPlot(main);
  const drag = (from: HTMLInputElement): void => {
    const value = Number(from.value);
    if (from.value.trim() !== "" && Number.isFinite(value)) dispatch({ kind: "dragLeaf", value });
  };
  slider.addEventListener("input", () => drag(slider));
  number.addEventListener("input", () => drag(number));
  reset.addEventListener("click", () => dispatch({ kind: "resetLeaves" }));
  write.addEventListener("click", () => dispatch({ kind: "writeLeaves" }));
  // The arrows move the slider, not the picture.
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && event.key !== "Tab") event.stopPropagation();
  });

  const showChanges = (change: Change | undefined, of: string): void => {
    changes.hidden = change === undefined;
    if (change === undefined) return;
    const { target, values, predicted, actual, difference } = change;
    setText(rows.values.term, target);
    rows.values.show(values);
    setText(rows.predicted.term, `predicted ∂${target}/∂${of} · Δ`);
    rows.predicted.show(predicted);
    rows.actual.show(actual);
    rows.difference.show(difference);
  };

  return {
    update(state) {
      const { view, asked } = state.whatIf;
      root.hidden = selectedLeaf(state) === undefined || view === undefined;
      if (view === undefined || root.hidden) return;
      const { dragged } = view;
      refused.hidden = view.refused === undefined;
      setText(refused, view.refused ?? "");
      main.hidden = dragged === undefined;
      if (dragged === undefined) return;
      const value = asked ?? dragged.value;
      const { least, most, step } = dragged;
      setText(name, view.name);
      set(slider, { min: Math.min(least, value), max: Math.max(most, value), step });
      set(number, { step, "aria-label": `Number of ${view.name}` });
      // What a person is writing stays as it is.
      if (document.activeElement !== number || Number(number.value) !== value) number.value = String(value);
      slider.value = String(value);
      set(slider, { "aria-valuetext": String(value) });
      const isChanged = !Object.is(value, dragged.own);
      setText(own, isChanged ? `file ${dragged.ownText}` : "");
      showChanges(dragged.effect, view.name);
      note.hidden = dragged.note === undefined;
      setText(note, dragged.note ?? "");
      const isSet = view.set !== undefined || asked !== undefined;
      for (const button of [reset, write]) button.disabled = !isSet;
      setClasses(root, { set: isSet });
      plot.update(dragged.curve, value, `${dragged.effect?.target ?? ""} along ${view.name}`, dragged.own);
    },
  };
}

interface Row {
  readonly term: HTMLElement;
  show(text: string | undefined): void;
}

function createRow(parent: Element, name: string): Row {
  const row = html("div", name, parent);
  const term = html("dt", "", row);
  setText(term, name);
  const data = html("dd", "", row);
  return {
    term,
    show(text) {
      row.hidden = text === undefined;
      setText(data, text ?? "");
    },
  };
}

function createButton(parent: Element, text: string, title: string): HTMLButtonElement {
  const button = html("button", "push", parent);
  setText(button, text);
  button.title = title;
  return button;
}
