/** What-ifs in the panel's state: which leaf is asked for, where it is dragged to, and what an answer changes. */
import { expect, it } from "vitest";
import type { WhatIfView } from "../../src/protocol/what-if-view.ts";
import { initialState, isWhatIf, type Action, type State } from "../../webview/model.ts";
import { reduce } from "../../webview/state.ts";
import { plotted } from "../../webview/what-if-model.ts";
import { product } from "../fixtures/webview/samples.ts";

const view = product();
const leaf = view.nodes.find(({ label }) => label === "x")!;
const gate = view.nodes.find(({ kind }) => kind === "gate")!;

/** The state after these acts, and what was said to the host at the last one. */
function after(...actions: readonly Action[]): { readonly state: State; readonly said: readonly unknown[] } {
  const first: State = {
    ...initialState(undefined),
    uri: view.uri,
    latest: { view, plan: undefined as never },
  };
  let said: readonly unknown[] = [];
  const state = actions.reduce<State>((before, action) => {
    const { state: next, effects } = reduce(before, action);
    said = effects.flatMap((effect) => (effect.kind === "post" ? [effect.message] : []));
    return next;
  }, first);
  return { state, said };
}

const select = ({ id }: { readonly id: string }): Action => ({ kind: "select", id, focus: false });
const subject = { uri: view.uri, id: leaf.id, element: 0 };
const answer = (value: number, set: string | undefined): Action => ({
  kind: "whatIf",
  view: {
    uri: view.uri,
    version: 1,
    id: leaf.id,
    name: "x",
    refused: undefined,
    set,
    dragged: { element: 0, value, own: -2 } as WhatIfView["dragged"],
  },
});

it("asks for a leaf that is selected, and for none of another node", () => {
  expect(after(select(leaf)).said).toContainEqual({ kind: "whatIf", subject });
  expect(after(select(leaf), select(gate)).said).toContainEqual({ kind: "whatIf", subject: undefined });
  expect(after(select(gate)).said).not.toContainEqual(expect.objectContaining({ kind: "whatIf" }));
});

it("holds the number that it has asked for until that number's consequences are there", () => {
  const asked = after(select(leaf), answer(-2, undefined), { kind: "dragLeaf", value: 1 });
  expect(asked.said).toEqual([{ kind: "setLeaf", subject, value: 1 }]);
  const late = after(
    select(leaf),
    answer(-2, undefined),
    { kind: "dragLeaf", value: 1 },
    { kind: "dragLeaf", value: 2 },
    answer(1, "What if x = 1"),
  );
  expect(late.state.whatIf.asked).toBe(2);
  const there = after(select(leaf), { kind: "dragLeaf", value: 2 }, answer(2, "What if x = 2"));
  expect([there.state.whatIf.asked, isWhatIf(there.state)]).toEqual([undefined, true]);
});

it("takes back only what is set, and leaves answers about other leaves alone", () => {
  expect(after(select(leaf), { kind: "resetLeaves" }).said).toEqual([]);
  const set = [select(leaf), answer(1, "What if x = 1")] as const;
  expect(after(...set, { kind: "resetLeaves" }).said).toEqual([{ kind: "resetLeaves", uri: view.uri }]);
  expect(after(select(gate), answer(1, "What if x = 1")).state.whatIf.view).toBeUndefined();
});

it("plots a number beyond the ends of the curve too, with the tangent as far as there", () => {
  const curve = { at: [0, 1, 2], values: [0, 1, 4], tangent: [-1, 1, 3], now: 16 };
  const { at, values, tangent } = curve;
  expect(plotted(curve, 1.5)).toEqual({ at, values, tangent });
  expect(plotted(curve, 4)).toEqual({ at: [...at, 4], values: [...values, null], tangent: [...tangent, 7] });
  expect(plotted({ ...curve, tangent: undefined }, -1)).toEqual({
    at: [-1, ...at],
    values: [null, ...values],
    tangent: undefined,
  });
});
