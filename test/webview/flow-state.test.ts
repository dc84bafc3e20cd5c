/** The gradient flow in the panel's state: shown or not, at which rate, and of which file. */
import { expect, test } from "vitest";
import { emptyOf, isOld, keptState } from "../../webview/model.ts";
import { flowOf } from "../fixtures/webview/flows.ts";
import { product } from "../fixtures/webview/samples.ts";
import { after, begun, graph } from "./acting.ts";

const view = { ...flowOf("x = -2\nf = x * 3"), uri: product().uri };
const { state: start } = after(begun, graph(product()));

test("is asked for when it is shown, and not any more when it is hidden", () => {
  const shown = after(start, { kind: "toggleFlow" });
  expect(shown.effects).toEqual([
    { kind: "post", message: { kind: "flow", flow: 0.01 } },
    { kind: "save" },
    { kind: "announce", text: "Gradient flow shown" },
  ]);
  expect(keptState(shown.state).flow).toEqual({ isShown: true, rate: 0.01 });
  const filled = after(shown.state, { kind: "flow", view }).state;
  expect(filled.flow.view).toBe(view);
  const hidden = after(filled, { kind: "toggleFlow" });
  expect(hidden.effects[0]).toEqual({ kind: "post", message: { kind: "flow", flow: undefined } });
  expect(hidden.state.flow).toEqual({ isShown: false, rate: 0.01, view: undefined });
});

test("is shown by the command, once", () => {
  const shown = after(start, { kind: "showFlow" });
  expect(shown.state.flow.isShown).toBe(true);
  expect(after(shown.state, { kind: "showFlow" })).toEqual({ state: shown.state, effects: [] });
});

test("is asked for again at another rate", () => {
  const { state, effects } = after(start, { kind: "toggleFlow" }, { kind: "rate", rate: 0.1 });
  expect(effects).toEqual([{ kind: "post", message: { kind: "flow", flow: 0.1 } }, { kind: "save" }]);
  expect(state.flow.rate).toBe(0.1);
});

test("of another file is not shown, and is forgotten with its file", () => {
  const { state } = after(start, { kind: "toggleFlow" });
  expect(
    after(state, { kind: "flow", view: { ...view, uri: "file:///b.grad" } }).state.flow.view,
  ).toBeUndefined();
  const filled = after(state, { kind: "flow", view }).state;
  const other = after(filled, graph({ ...product(), uri: "file:///b.grad" })).state;
  expect(other.flow).toEqual({ isShown: true, rate: 0.01, view: undefined });
  expect(after(filled, { kind: "nothing" }).state.flow.view).toBeUndefined();
});

test("is old when the text is newer, and says what it has no rows for", () => {
  const { state } = after(start, { kind: "toggleFlow" }, { kind: "flow", view });
  expect(isOld(state)).toBe(false);
  expect(isOld(after(state, { kind: "edited", uri: product().uri, version: 9 }).state)).toBe(true);
  const none = { ...view, rows: [], empty: "There is no target yet." };
  expect(emptyOf(after(state, { kind: "flow", view: none }).state)).toBe("There is no target yet.");
});

test("shows a row in the source", () => {
  const { effects } = after(start, { kind: "row", id: "value x#0", focus: true });
  const message = { kind: "reveal", uri: product().uri, id: "value x#0", focus: true };
  expect(effects).toEqual([{ kind: "post", message }]);
});
