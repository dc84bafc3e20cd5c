/** The reducer's part that steps through the graph, and the numbers that a step has seen. */
import { describe, expect, it, vi } from "vitest";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import type { StepsView } from "../../src/protocol/steps-view.ts";
import { stripHeight } from "../../src/picture/camera.ts";
import { initialState, keptState, readyMessage, type State } from "../../webview/model.ts";
import { createPassing } from "../../webview/steps-passed.ts";
import { shownStep, stepIndex } from "../../webview/steps-state.ts";
import { after, begun, drawn, type Run } from "./acting.ts";
import { fork, neuron, product, stepped, type Stepped } from "./step-views.ts";

// Graphviz takes its time on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 60_000 });

/** A panel that has begun to step through a graph. */
async function stepping({ view, steps }: Stepped): Promise<State> {
  const { state } = await drawn(begun, view);
  return after(state, { kind: "toggleSteps" }, { kind: "steps", view: steps }).state;
}

const posted = ({ effects }: Run): readonly unknown[] =>
  effects.flatMap((effect) => (effect.kind === "post" ? [effect.message] : []));

const to = (state: State, index: number): State => after(state, { kind: "stepTo", index }).state;

describe("stepping", () => {
  it("asks the host for the steps when it begins, and tells it when it ends", async () => {
    const { state } = await drawn(begun, stepped(product).view);
    const on = after(state, { kind: "toggleSteps" });
    expect(posted(on)).toEqual([{ kind: "steps", on: true }]);
    expect(on.effects.map(({ kind }) => kind)).toContain("focusSteps");
    expect(readyMessage(on.state)).toMatchObject({ steps: true });
    const off = after(on.state, { kind: "toggleSteps" });
    expect(posted(off)).toEqual([
      { kind: "steps", on: false },
      { kind: "stepAt", uri: state.uri, range: undefined, step: undefined },
    ]);
    expect(readyMessage(off.state)).toMatchObject({ steps: false });
  });

  it("keeps the step's gate in sight in a panel of another size", async () => {
    const small = { width: 200, height: 120 };
    const first = to(await stepping(stepped(neuron)), 1);
    const { node } = shownStep(first.steps)!;
    const { state } = after(first, { kind: "resize", size: small });
    const { x, y, zoom } = state.camera;
    const gate = state.picture!.picture.nodes.find(({ id }) => id === node)!;
    const at = { x: x + gate.x * zoom, y: y + gate.y * zoom };
    expect(at.x).toBeGreaterThan(0);
    expect(at.x).toBeLessThan(small.width);
    expect(at.y).toBeGreaterThan(stripHeight);
    expect(at.y).toBeLessThan(small.height);
  });

  it("puts the picture back where the gradient flow was", async () => {
    const { state } = await drawn(begun, stepped(product).view);
    const on = after(state, { kind: "toggleFlow" }, { kind: "stepThrough" });
    expect(on.state.flow.isShown).toBe(false);
    expect(posted(on)).toEqual([
      { kind: "flow", flow: undefined },
      { kind: "steps", on: true },
    ]);
  });

  it("begins with the inputs, goes on and back by one, and no further than its ends", async () => {
    let state = await stepping(stepped(product));
    expect([stepIndex(state.steps), shownStep(state.steps)?.title]).toEqual([0, "inputs"]);
    state = after(state, { kind: "stepBy", by: -1 }).state;
    expect(stepIndex(state.steps)).toBe(0);
    const next = after(state, { kind: "stepBy", by: 1 });
    expect(shownStep(next.state.steps)?.id).toBe("forward q#0");
    expect(posted(next)).toEqual([
      {
        kind: "stepAt",
        uri: state.uri,
        range: { start: { line: 3, character: 4 }, end: { line: 3, character: 9 } },
        step: { pass: "forward", node: "q#0" },
      },
    ]);
    const end = after(next.state, { kind: "stepTo", index: Infinity });
    // Behind the last one nothing is left to be computed.
    expect(posted(end)).toMatchObject([{ kind: "stepAt", range: { start: { line: 3 } }, step: undefined }]);
    state = end.state;
    expect([stepIndex(state.steps), shownStep(state.steps)?.id]).toEqual([5, "backward q#0"]);
    const beyond = after(state, { kind: "stepBy", by: 1 });
    expect([stepIndex(beyond.state.steps), posted(beyond)]).toEqual([5, []]);
  });

  it("plays on by itself, stops at the end or by hand, and begins anew from there", async () => {
    const start = await stepping(stepped(product));
    let state = after(start, { kind: "playSteps" }).state;
    expect(state.steps.isPlaying).toBe(true);
    state = after(state, { kind: "stepBy", by: 1, isPlaying: true }).state;
    expect([state.steps.isPlaying, stepIndex(state.steps)]).toEqual([true, 1]);
    expect(after(state, { kind: "stepBy", by: 1 }).state.steps.isPlaying).toBe(false);
    expect(after(state, { kind: "playSteps" }).state.steps.isPlaying).toBe(false);
    for (let i = 1; i < 5; i++) state = after(state, { kind: "stepBy", by: 1, isPlaying: true }).state;
    expect([state.steps.isPlaying, stepIndex(state.steps)]).toEqual([false, 5]);
    state = after(state, { kind: "playSteps" }).state;
    expect([state.steps.isPlaying, stepIndex(state.steps)]).toEqual([true, 0]);
  });

  it("stays at its gate when the text is edited, whatever its number is then", async () => {
    const state = to(await stepping(stepped(product)), 4);
    expect(shownStep(state.steps)?.id).toBe("backward f#0");
    const longer = stepped(product.replace("q = x + y", "p = x * 2\nq = p + y"));
    const next = after(state, { kind: "steps", view: longer.steps });
    expect(shownStep(next.state.steps)?.id).toBe("backward f#0");
    expect(stepIndex(next.state.steps)).toBe(5);
    expect(posted(next)).toMatchObject([{ kind: "stepAt", range: { start: { line: 5 } } }]);
    expect(posted(after(next.state, { kind: "steps", view: longer.steps }))).toEqual([]);
  });

  it("is there again once its gate is, after a text in between that did not have it", async () => {
    const state = to(await stepping(stepped(product)), 4);
    const broken = stepped("x = -2\ny = 5\nq = x + y\n");
    const between = after(state, { kind: "steps", view: broken.steps }).state;
    expect(shownStep(between.steps)?.id).toBe("seed");
    const whole = after(between, { kind: "steps", view: stepped(product).steps }).state;
    expect(shownStep(whole.steps)?.id).toBe("backward f#0");
  });

  it("goes back to what is left before it when its gate is gone", async () => {
    const state = to(await stepping(stepped(product)), 5);
    const other = stepped("x = -2\ny = 5\nz = -4\nf = x * z\n");
    expect(shownStep(after(state, { kind: "steps", view: other.steps }).state.steps)?.id).toBe(
      "backward f#0",
    );
  });

  it("outlives a reload, at its step and its speed", async () => {
    const state = after(to(await stepping(stepped(product)), 3), { kind: "stepSpeed", speed: 2 }).state;
    const again = initialState(keptState(state));
    expect(readyMessage(again)).toMatchObject({ steps: true });
    const { view, steps } = stepped(product);
    const back = after((await drawn(again, view)).state, { kind: "steps", view: steps }).state;
    expect([stepIndex(back.steps), back.steps.speed, back.steps.isPlaying]).toEqual([3, 2, false]);
  });

  it("forgets the steps of another file", async () => {
    const state = to(await stepping(stepped(product)), 3);
    const other = stepped(fork);
    const { state: away } = await drawn(state, { ...other.view, uri: "file:///other.grad" });
    expect([away.steps.isOn, away.steps.view, away.steps.at]).toEqual([true, undefined, undefined]);
    expect(after(away, { kind: "steps", view: other.steps }).state.steps.view).toBeUndefined();
  });
});

describe("the numbers of a step", () => {
  /** What is known of each node after a step: `q#0 3 -4`. */
  const numbers = (view: GraphView): readonly string[] =>
    view.nodes.map(({ id, value, gradient }) => `${id} ${value?.short} ${gradient?.short}`);
  const at = ({ view, steps }: { view: GraphView; steps: StepsView }, index: number) =>
    createPassing()(view, {
      isOn: true,
      isPlaying: false,
      speed: 1,
      at: steps.steps[index]!.id,
      way: [],
      view: steps,
    });

  it("are those that have been computed", () => {
    const of = stepped(product);
    expect(numbers(at(of, 0).view)).toEqual(["x#0 -2 ", "y#0 5 ", "z#0 -4 ", "q#0  ", "f#0  ", "target  "]);
    expect(numbers(at(of, 2).view)).toEqual([
      ...["x#0 -2 ", "y#0 5 ", "z#0 -4 ", "q#0 3 ", "f#0 -12 ", "target -12 "],
    ]);
    expect(numbers(at(of, 4).view)).toEqual([
      ...["x#0 -2 ", "y#0 5 ", "z#0 -4 3", "q#0 3 -4", "f#0 -12 1", "target -12 1"],
    ]);
    expect(numbers(at(of, 5).view)).toEqual(numbers(of.view));
  });

  it("grow at a fork: a part, the sum, and what is there behind it", () => {
    const of = stepped(fork);
    const x = (index: number): string | undefined => at(of, index).view.nodes[0]?.gradient?.short;
    expect([5, 6, 7].map(x)).toEqual(["", "1.5", "1.5 + 3 = 4.5"]);
    const edges = at(of, 6).view.edges.filter(({ from }) => from === "x#0");
    expect(edges.map(({ gradient }) => gradient?.short)).toEqual(["", "1.5"]);
  });

  it("tell no rule of a gradient that has not come", () => {
    const of = stepped(product);
    const rules = (index: number): number => at(of, index).view.nodes.flatMap(({ rule }) => rule).length;
    expect(rules(2)).toBe(0);
    expect(rules(5)).toBe(of.view.nodes.flatMap(({ rule }) => rule).length);
  });

  it("are kept at a gate from its forward step to its backward one, and lit in these two", () => {
    const of = stepped(product);
    const kept = [1, 2, 3, 4, 5].map((index) => at(of, index).marks?.kept.get("f#0"));
    expect(kept.map((one) => one?.isLit)).toEqual([undefined, true, false, true, undefined]);
    expect(kept[1]).toMatchObject({ text: "z, q", long: "z = -4, q = 3" });
  });

  it("light the gate and its wires, of a value that is used twice its stem too", () => {
    const { marks } = at(stepped(fork), 6);
    expect([marks?.pass, marks?.node]).toEqual(["backward", "b#0"]);
    expect([...(marks?.wires ?? [])]).toEqual(["x#0>x#0>b#0:0", "a#0>a#0>b#0:1", "stem x#0", "stem a#0"]);
  });
});
