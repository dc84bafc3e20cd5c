/** The panel's reducer: what every message and act changes, and what is to be done then. */
import { describe, expect, it, vi } from "vitest";
import type { PanelState } from "../../src/protocol/graph-view.ts";
import { firstLook, fit, toPanelSpace } from "../../src/picture/camera.ts";
import { controlOf } from "../../src/picture/places.ts";
import {
  bannerOf,
  emptyOf,
  initialState,
  isOld,
  keptState,
  readyMessage,
  selectedNode,
  type State,
} from "../../webview/model.ts";
import {
  forks,
  neuron,
  neuronWithCall,
  nothingToDraw,
  product,
  withOtherNumbers,
} from "../fixtures/webview/samples.ts";
import { layOut } from "../picture/lay-out.ts";
import { after, begun, drawn, graph, panel, withGroupId } from "./acting.ts";

// Graphviz takes its time on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 60_000 });

describe("a graph", () => {
  it("is laid out when it is new, and fitted into the panel", async () => {
    const { state, effects } = after(begun, graph(product()));
    expect(effects.map(({ kind }) => kind)).toEqual(["save", "layout"]);
    expect(state.picture).toBeUndefined();
    const { state: shown } = await drawn(begun, product());
    expect(shown.picture?.picture.nodes).toHaveLength(6);
    expect(shown.camera).toEqual(fit(shown.picture!.picture, panel));
  });

  it("with other numbers keeps its picture", async () => {
    const { state } = await drawn(begun, product());
    const next = after(state, graph(withOtherNumbers(product(), (index) => index)));
    expect(next.effects).toEqual([]);
    expect(next.state.picture).toBe(state.picture);
    expect(next.state.latest?.view.version).toBe(2);
  });

  it("with other numbers while its layout is under way is not laid out twice", () => {
    const { state } = after(begun, graph(product()));
    const next = after(state, graph(withOtherNumbers(product(), (index) => index)));
    expect(next.effects).toEqual([]);
    expect(next.state.latest?.plan).toBe(state.latest?.plan);
  });

  it("that came too late is not drawn", async () => {
    const { state } = after(begun, graph(product()), graph({ ...neuron(), uri: product().uri }));
    const { plan, picture } = await layOut(product());
    expect(after(state, { kind: "picture", plan, picture }).state.picture).toBeUndefined();
  });

  it("of another file forgets the selection and the view", async () => {
    const { state } = await drawn(begun, product());
    const away = after(state, { kind: "select", id: "n2", focus: false }, { kind: "zoom", factor: 3 }).state;
    const { state: next } = await drawn(away, neuron());
    expect(next.selected).toBeUndefined();
    const { picture } = next.picture!;
    const target = picture.nodes.find((node) => node.shape === "target");
    expect(next.camera).toEqual(firstLook(picture, panel, target));
  });

  it("that has nothing to draw says what to do", () => {
    const { state, effects } = after(begun, graph(nothingToDraw()));
    expect(effects.map(({ kind }) => kind)).toEqual(["save"]);
    expect(emptyOf(state)).toContain("f = x * y");
  });

  it("that was drawn before is drawn again after an empty one", async () => {
    const { state } = await drawn(begun, product());
    const empty = after(state, graph({ ...nothingToDraw(), uri: product().uri })).state;
    expect(after(empty, graph(product())).effects.map(({ kind }) => kind)).toContain("layout");
  });

  it("shows its banner, or why it could not be drawn", () => {
    const { state } = after(begun, graph(forks()));
    expect(bannerOf(state)).toContain("Line 7");
    const failed = after(state, { kind: "failed", text: "too large" });
    expect(bannerOf(failed.state)).toBe("too large");
    expect(failed.effects).toEqual([{ kind: "post", message: { kind: "problem", text: "too large" } }]);
  });
});

describe("without an editor to follow", () => {
  it("says so, until a graph comes", () => {
    const { state } = after(begun, graph(product()), { kind: "nothing" });
    expect(emptyOf(state)).toContain("Open a .grad file");
    expect(state.latest).toBeUndefined();
    expect(emptyOf(after(state, graph(product())).state)).toBeUndefined();
  });
});

describe("an edit", () => {
  it("leaves unchanged nodes where they are on the panel", async () => {
    const { state } = await drawn(begun, product());
    const moved = after(state, { kind: "pan", dx: 31, dy: -17 }).state;
    const on = (run: State, id: string): { x: number; y: number } =>
      toPanelSpace(
        run.camera,
        run.picture!.picture.nodes.find((node) => node.id === id)!,
      );
    const longer = {
      ...product(),
      nodes: product().nodes.map((node) => (node.id === "n4" ? { ...node, name: "result" } : node)),
    };
    const { state: next } = await drawn(moved, longer);
    expect(next.picture).not.toBe(moved.picture);
    for (const id of ["n0", "n1", "n3"]) {
      expect(on(next, id).x, id).toBeCloseTo(on(moved, id).x, 1);
      expect(on(next, id).y, id).toBeCloseTo(on(moved, id).y, 1);
    }
  });

  it("that makes the graph too large is looked at anew while the person has not moved the view", async () => {
    const small = after(initialState(undefined), { kind: "resize", size: { width: 420, height: 300 } }).state;
    const { state } = await drawn(small, product());
    const wider = { ...neuron(), uri: product().uri };
    const { state: next } = await drawn(state, wider);
    const { picture } = next.picture!;
    const target = picture.nodes.find((node) => node.shape === "target");
    expect(next.camera).toEqual(firstLook(picture, next.size, target));
    const { state: touched } = await drawn(after(state, { kind: "pan", dx: 5, dy: 5 }).state, wider);
    expect(touched.camera.zoom).toBe(state.camera.zoom);
  });
});

describe("opening and closing", () => {
  const closed = neuronWithCall(false);
  const call = closed.nodes.find((node) => node.canOpen)!.id;

  it("tells the host which groups are open, by file", async () => {
    const { state } = await drawn(begun, closed);
    const open = after(state, { kind: "toggle", id: call });
    expect(open.effects[0]).toEqual({
      kind: "post",
      message: { kind: "opened", uri: closed.uri, ids: [call] },
    });
    expect(keptState(open.state).opened).toEqual({ [closed.uri]: [call] });
  });

  it("keeps the control under the pointer, both ways", async () => {
    const { state } = await drawn(begun, closed);
    const place = (run: State): { x: number; y: number } =>
      toPanelSpace(run.camera, controlOf(run.picture!.picture, call)!);
    const { state: open } = await drawn(after(state, { kind: "toggle", id: call }).state, withGroupId(call));
    expect(open.picture!.picture.groups).toHaveLength(1);
    expect(place(open).x).toBeCloseTo(place(state).x, 5);
    expect(place(open).y).toBeCloseTo(place(state).y, 5);
    const { state: shut, effects } = await drawn(after(open, { kind: "toggle", id: call }).state, closed);
    expect(place(shut).x).toBeCloseTo(place(state).x, 5);
    expect(shut.opened[closed.uri]).toEqual([]);
    expect(effects.map(({ kind }) => kind)).not.toContain("focus");
  });

  it("puts the keyboard on what the node has become", async () => {
    const { state } = await drawn(begun, closed);
    const toggled = after(state, { kind: "focus", id: call }, { kind: "toggle", id: call }).state;
    const { effects } = await drawn(toggled, withGroupId(call));
    expect(effects).toContainEqual({ kind: "focus", id: call });
  });

  it("of something that cannot be opened does nothing", async () => {
    const { state } = await drawn(begun, closed);
    expect(after(state, { kind: "toggle", id: "n0" })).toEqual({ state, effects: [] });
  });

  it("a group takes the selection of a node in it", async () => {
    const { state } = await drawn(begun, withGroupId(call));
    const inside = state.latest!.view.nodes.find((node) => node.group === call)!;
    const selected = after(state, { kind: "select", id: inside.id, focus: false }).state;
    const { state: next } = await drawn(selected, closed);
    expect(next.selected).toBe(call);
    expect(selectedNode(next)?.label).toBe("sigmoid");
  });
});

describe("a picture that is older than the text", () => {
  it("is one until the graph of the newest text has come, and one of a text that cannot be drawn", async () => {
    const { state } = await drawn(begun, product());
    const { uri, version } = product();
    expect(isOld(state)).toBe(false);
    const typed = after(state, { kind: "edited", uri, version: version + 2 }).state;
    expect(isOld(typed)).toBe(true);
    expect(isOld(after(typed, graph({ ...product(), version: version + 1 })).state)).toBe(true);
    expect(isOld(after(typed, graph({ ...product(), version: version + 2 })).state)).toBe(false);
    expect(isOld(after(state, graph({ ...product(), isOld: true })).state)).toBe(true);
    expect(isOld(after(state, { kind: "edited", uri: "file:///other.grad", version: 9 }).state)).toBe(false);
    const other = { ...neuron(), version: 1 };
    expect(isOld(after(typed, graph(other)).state)).toBe(false);
  });
});

describe("selecting", () => {
  it("reveals the source, with or without the keyboard", async () => {
    const { state } = await drawn(begun, product());
    for (const focus of [false, true]) {
      const { effects } = after(state, { kind: "select", id: "n2", focus });
      expect(effects).toEqual([
        { kind: "post", message: { kind: "reveal", uri: product().uri, id: "n2", focus } },
        { kind: "save" },
      ]);
    }
  });

  it("of a node that is not there does nothing", async () => {
    const { state } = await drawn(begun, product());
    expect(after(state, { kind: "select", id: "gone", focus: false })).toEqual({ state, effects: [] });
  });

  it("moves the view only as far as the card would cover the node", async () => {
    const { state } = await drawn(begun, product());
    const selected = after(state, { kind: "select", id: "n3", focus: false }).state;
    expect(selected.camera).toEqual(state.camera);
    const covered = after(selected, { kind: "cover", height: 400 }).state;
    const node = covered.picture!.picture.nodes.find(({ id }) => id === "n3")!;
    expect(toPanelSpace(covered.camera, { x: node.x, y: node.y + node.height / 2 }).y).toBeLessThanOrEqual(
      200,
    );
  });
});

describe("the caret's line", () => {
  const lit = { kind: "lit", uri: product().uri, ids: ["n2"], show: false } as const;

  it("marks its nodes and never moves the view", async () => {
    const { state } = await drawn(begun, product());
    const away = after(state, { kind: "zoom", factor: 4 }, { kind: "pan", dx: -2000, dy: 0 }).state;
    const { state: next, effects } = after(away, lit);
    expect(next.lit).toEqual(["n2"]);
    expect(next.camera).toBe(away.camera);
    expect(effects).toEqual([]);
  });

  it("of another file marks nothing", async () => {
    const { state } = await drawn(begun, product());
    expect(after(state, { ...lit, uri: "file:///other.grad" }).state.lit).toEqual([]);
  });

  it("moves the view where a person asked for it, also when the picture is still to come", async () => {
    const zoomed = after((await drawn(begun, product())).state, { kind: "zoom", factor: 4 }).state;
    const away = after(zoomed, { kind: "pan", dx: -2000, dy: 0 }).state;
    const shown = after(away, { ...lit, ids: ["n0"], show: true }).state;
    expect(shown.camera).not.toEqual(away.camera);
    const early = after(begun, graph(product()), { ...lit, show: true }).state;
    expect(early.toShow).toBe("n2");
    const { plan, picture } = await layOut(product());
    const late = after(early, { kind: "picture", plan: early.latest?.plan ?? plan, picture }).state;
    expect(late.toShow).toBeUndefined();
  });
});

describe("a panel that comes back", () => {
  const kept: PanelState = {
    uri: product().uri,
    locked: true,
    opened: { "file:///a.grad": ["g"] },
    pan: { x: 12, y: 34 },
    zoom: 0.8,
    flow: { isShown: false, rate: 0.1 },
    steps: { isOn: false, speed: 2 },
  };

  it("asks for its file with what was open", () => {
    expect(readyMessage(initialState(kept))).toEqual({
      kind: "ready",
      opened: kept.opened,
      uri: kept.uri,
      locked: true,
      steps: false,
    });
  });

  it("asks for the gradient flow again, and is one of an earlier version too", () => {
    const state = initialState({ ...kept, flow: { isShown: true, rate: 0.1 } });
    expect(readyMessage(state)).toMatchObject({ flow: 0.1 });
    const { flow: _, ...earlier } = kept;
    expect(initialState(earlier).flow).toEqual({ isShown: false, rate: 0.01, view: undefined });
  });

  it("looks where it looked", async () => {
    const sized = after(initialState(kept), { kind: "resize", size: panel }).state;
    const { state } = await drawn(sized, product());
    expect(state.camera).toEqual({ x: 12, y: 34, zoom: 0.8 });
    expect(keptState(state)).toEqual({ ...kept, locked: false });
  });

  it("has selected what it had selected, as long as that is there", async () => {
    const sized = { kind: "resize", size: panel } as const;
    const chosen = await drawn(after(initialState(kept), sized).state, product());
    const before = after(chosen.state, { kind: "select", id: "n2", focus: false });
    expect(before.effects).toContainEqual({ kind: "save" });
    const again = initialState(keptState(before.state));
    expect((await drawn(after(again, sized).state, product())).state.selected).toBe("n2");
    const gone = initialState({ ...keptState(before.state), selected: "gone" });
    expect((await drawn(after(gone, sized).state, product())).state.selected).toBeUndefined();
    expect(keptState(after(before.state, { kind: "deselect" }).state).selected).toBeUndefined();
  });

  it("looks at the whole where its old view would show nothing", async () => {
    const lost = initialState({ ...kept, pan: { x: 5000, y: 0 } });
    const { state } = await drawn(after(lost, { kind: "resize", size: panel }).state, product());
    expect(state.camera).toEqual(fit(state.picture!.picture, panel));
  });
});

describe("the lock", () => {
  it("is told to the host and kept", () => {
    const { state, effects } = after(begun, graph(product()), { kind: "lock" });
    expect(state.locked).toBe(true);
    expect(effects[0]).toEqual({ kind: "post", message: { kind: "lock", locked: true } });
  });
});
