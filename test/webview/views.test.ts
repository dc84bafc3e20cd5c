/** What is seen of a graph: what lies beyond an edge, the views before, what is folded, the turns of a loop, a resize. */
import { describe, expect, it, vi } from "vitest";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { beyond } from "../../src/picture/beyond.ts";
import { firstLook, fit, toPanelSpace } from "../../src/picture/camera.ts";
import { controlOf } from "../../src/picture/places.ts";
import { initialState, type State, turnFrom } from "../../webview/model.ts";
import { neuron, neuronWithCall, product } from "../fixtures/webview/samples.ts";
import { layOut, tall } from "../picture/lay-out.ts";
import { after, begun, drawn, graph, panel, withGroupId } from "./acting.ts";

// Graphviz takes its time on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 60_000 });

describe("what lies beyond an edge", () => {
  it("is gone to, most of a panel at a time, and never past the last of it", async () => {
    const sized = after(initialState(undefined), { kind: "resize", size: { width: 420, height: 300 } }).state;
    let { state } = await drawn(sized, neuron());
    const counts = (): number =>
      beyond(state.picture!.picture, state.camera, state.size, () => true).left.count;
    const seen = [counts()];
    for (let presses = 0; presses < 9 && seen.at(-1)! > 0; presses++) {
      state = after(state, { kind: "go", side: "left" }).state;
      seen.push(counts());
    }
    expect(seen[0]).toBeGreaterThan(3);
    expect(seen).toEqual(seen.toSorted((a, b) => b - a));
    expect(seen.at(-1)).toBe(0);
    const { camera } = after(state, { kind: "go", side: "left" }).state;
    expect(camera).toEqual(state.camera);
  });
});

describe("going back", () => {
  it("leads through the views before, a movement by hand being one", async () => {
    const { state } = await drawn(begun, product());
    const pan = { kind: "pan", dx: 20, dy: 5 } as const;
    const panned = after(state, pan, pan, pan).state;
    const fitted = after(panned, { kind: "fit" }, { kind: "zoom", factor: 2 }).state;
    const once = after(fitted, { kind: "back" }).state;
    expect(once.camera).toEqual(fit(once.picture!.picture, panel));
    const twice = after(once, { kind: "back" }).state;
    expect(twice.camera).toEqual(panned.camera);
    const thrice = after(twice, { kind: "back" }).state;
    expect(thrice.camera).toEqual(state.camera);
    expect(after(thrice, { kind: "back" })).toEqual({ state: thrice, effects: [] });
  });

  it("closes what was opened, and looks from where one looked", async () => {
    const { state } = await drawn(begun, neuronWithCall(false));
    const call = state.latest!.view.nodes.find(({ canOpen }) => canOpen)!.id;
    const zoomed = after(state, { kind: "zoom", factor: 1.2 }).state;
    const asked = after(zoomed, { kind: "toggle", id: call }).state;
    const { state: opened } = await drawn(asked, withGroupId(call));
    const back = after(opened, { kind: "back" });
    expect(back.effects[0]).toMatchObject({ message: { kind: "opened", ids: [] } });
    const { state: closed } = await drawn(back.state, neuronWithCall(false));
    expect(closed.camera).toEqual(zoomed.camera);
  });
});

describe("a part of a large graph", () => {
  it("is looked at from its middle, and another part anew", async () => {
    const part = (centre: string): GraphView => ({ ...neuron(), part: { text: "…", centre } });
    const small = { width: 420, height: 300 };
    const sized = after(initialState(undefined), { kind: "resize", size: small }).state;
    const seen = async (state: State, centre: string): Promise<State> => {
      const { state: next } = await drawn(state, part(centre));
      const node = next.picture!.picture.nodes.find(({ id }) => id === centre)!;
      expect(next.camera).toEqual(firstLook(next.picture!.picture, small, node));
      return next;
    };
    const first = await seen(sized, "n0");
    const other = { ...first, latest: undefined };
    await seen(other, "n9");
  });
});

describe("what is on no way to the target", () => {
  const view = { ...product(), aside: { id: "aside", count: 2, isShown: false } };

  it("is asked for and given back like a group", async () => {
    const { state } = await drawn(begun, view);
    const shown = after(state, { kind: "toggle", id: "aside" });
    expect(shown.effects[0]).toMatchObject({ message: { kind: "opened", ids: ["aside"] } });
    expect(shown.effects.at(-1)).toEqual({ kind: "announce", text: "Values not on the way to f opened" });
    const drawnToo = after(shown.state, graph({ ...view, aside: { ...view.aside, isShown: true } })).state;
    const hidden = after(drawnToo, { kind: "toggle", id: "aside" });
    expect(hidden.effects[0]).toMatchObject({ message: { kind: "opened", ids: [] } });
  });
});

describe("a panel that becomes taller than wide", () => {
  it("has its graph laid out down, and looks at it anew", async () => {
    const { state } = await drawn(begun, product());
    const moved = after(state, { kind: "pan", dx: 50, dy: 0 }).state;
    const { plan, picture } = await layOut(product(), tall);
    const turned = after(moved, { kind: "resize", size: tall, plan });
    expect(turned.effects).toEqual([{ kind: "layout", plan }]);
    expect(turned.state.picture?.picture.flow).toBe("right");
    const { state: next } = after(turned.state, { kind: "picture", plan, picture });
    const target = picture.nodes.find((node) => node.shape === "target");
    expect(next.camera).toEqual(firstLook(picture, tall, target));
  });
});

describe("resizing", () => {
  it("fits again until the person has moved the view", async () => {
    const { state } = await drawn(begun, product());
    const size = { width: 500, height: 300 };
    expect(after(state, { kind: "resize", size }).state.camera).toEqual(fit(state.picture!.picture, size));
    const moved = after(state, { kind: "pan", dx: 1, dy: 1 }).state;
    expect(after(moved, { kind: "resize", size }).state.camera).toEqual(moved.camera);
  });
});

describe("the turns of a loop", () => {
  const loop = (shown: number): GraphView => {
    const view = withGroupId("loop t#0");
    return { ...view, groups: view.groups.map((group) => ({ ...group, turns: { shown, count: 3 } })) };
  };

  it("are gone through one by one, and the control stays where it is", async () => {
    const opened = { [product().uri]: [] };
    const { state } = await drawn({ ...begun, opened }, loop(2));
    const before = toPanelSpace(state.camera, controlOf(state.picture!.picture, "loop t#0")!);
    const turned = after(state, { kind: "turn", id: "loop t#0@1" });
    expect(turned.effects[0]).toMatchObject({ message: { kind: "turn", id: "loop t#0@1" } });
    expect(turned.effects.at(-1)).toEqual({ kind: "announce", text: "turn 2 of 3" });
    const other = { ...loop(1), nodes: loop(1).nodes.map((node) => ({ ...node, label: `${node.label}.` })) };
    const { state: next } = await drawn(turned.state, other);
    const control = toPanelSpace(next.camera, controlOf(next.picture!.picture, "loop t#0")!);
    expect(control.x).toBeCloseTo(before.x, 5);
    expect(control.y).toBeCloseTo(before.y, 5);
    const again = after(next, { kind: "turn", id: "loop t#0@0" });
    expect(again.effects[0]).toMatchObject({ message: { kind: "turn", id: "loop t#0@0" } });
  });

  it("end at the first and the last", () => {
    const inside = loop(1).nodes.find(({ group }) => group === "loop t#0")!.id;
    expect(turnFrom(loop(1), inside, 1)).toBe("loop t#0@2");
    expect(turnFrom(loop(1), "loop t#0", -1)).toBe("loop t#0@0");
    expect(turnFrom(loop(0), "loop t#0", -1)).toBeUndefined();
    expect(turnFrom(loop(2), "loop t#0", 1)).toBeUndefined();
    expect(turnFrom(loop(1), "target", 1)).toBeUndefined();
  });
});
