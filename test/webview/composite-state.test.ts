/** The state of the panel where calls are opened: the card of the one that was opened, and all of them at once. */
import { expect, it } from "vitest";
import { idsOf } from "../fixtures/webview/composites.ts";
import { after, begun, drawn } from "./acting.ts";
import { inspected } from "./inspecting.ts";

const source = "def f(t):\n    return sigmoid(t) * tanh(t)\nx = 2\nL = f(x) + sigmoid(x)";
const plain = inspected(source).view;
const opened = inspected(source, idsOf(source, ["f"])).view;
const calls = ["f#0/sigmoid#0", "f#0/tanh#0", "sigmoid#0"];

it("opens all calls of the library beside what a person opened, and closes only those", async () => {
  const { state } = await drawn(begun, plain);
  const own = after(state, { kind: "toggle", id: "f#0" });
  const all = after(own.state, { kind: "allCalls", ids: calls, open: true });
  expect(all.state.opened[plain.uri]).toEqual(["f#0", ...calls]);
  const [posted, saved, said] = all.effects;
  expect(posted).toEqual({
    kind: "post",
    message: { kind: "opened", uri: plain.uri, ids: ["f#0", ...calls] },
  });
  expect([saved, said]).toEqual([
    { kind: "save" },
    { kind: "announce", text: `${calls.length} calls opened` },
  ]);
  const back = after(all.state, { kind: "allCalls", ids: calls, open: false });
  expect(back.state.opened[plain.uri]).toEqual(["f#0"]);
  expect(
    after(back.state, { kind: "allCalls", ids: calls, open: false }).effects.map(({ kind }) => kind),
  ).toEqual(["announce"]);
});

it("selects the call that was opened by its own control, and its node once it is closed", async () => {
  const first = await drawn(begun, plain);
  const asked = after(first.state, { kind: "toggle", id: "f#0" });
  const shown = await drawn(asked.state, opened);
  expect(shown.state.selected).toBe("f#0");
  const shut = after(shown.state, { kind: "toggle", id: "f#0" });
  expect((await drawn(shut.state, plain)).state.selected).toBe("f#0");
  expect(after(shown.state, { kind: "deselect" }).state.selected).toBeUndefined();
  // It is asked for while it is selected, and at no other time.
  const asks = { kind: "composite", id: "f#0" };
  expect(shown.state.inspect.asked.composite).toBe(JSON.stringify(asks));
  expect(asked.state.inspect.asked.composite).toBeUndefined();
});
