/** The panel's small pure parts: texts, the camera, neighbours, curves, the order in which gradients appear. */
import { describe, expect, it, vi } from "vitest";
import {
  firstLook,
  fit,
  panBy,
  readableZoom,
  seesAll,
  show,
  stripHeight,
  toPictureSpace,
  zoomAt,
} from "../../src/picture/camera.ts";
import { partFor, seesNode, wholePicture } from "../../src/picture/cull.ts";
import { arriveAt, between, line, pathText, sample } from "../../src/picture/curve.ts";
import { labelPlace } from "../../src/picture/beyond.ts";
import { areaOf, middleShift, neighbour, readingOrder } from "../../src/picture/places.ts";
import { longestPlay, scheduleBackward } from "../../webview/play.ts";
import { spread } from "../../src/picture/settle.ts";
import { linesOf, numberText, numberTitle, shorten } from "../../src/picture/text.ts";
import { kinds, neuron, product, scalarNet } from "../fixtures/webview/samples.ts";
import {
  fork as forkText,
  neuron as neuronText,
  product as productText,
  stepped,
} from "../webview/step-views.ts";
import { layOut, tall, wide } from "./lay-out.ts";

// Graphviz takes its time on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 60_000 });

describe("texts", () => {
  it.each([
    ["0.1966", ["0.1966"]],
    ["[4, 0, 5, 0]", ["[4, 0, 5, 0]"]],
    ["[2×3] -30 … 16 ‖44.6‖", ["[2×3] ‖44.6‖"]],
    ["⟳ [2×3] -30 … 16 ‖44.6‖", ["⟳ [2×3] ‖44.6‖"]],
    ["[2×3] 2 NaN, 1 ∞ -30 … 16 ‖NaN‖", ["[2×3] 2 NaN, 1 ∞ ‖NaN‖"]],
    ["[3×2] all 0.1667", ["[3×2] all 0.1667"]],
    ["[6] 2 of 6 True", ["[6] 2 of 6 True"]],
    ["[3] empty", ["[3] empty"]],
    ["[2.718, 7.389, 20.09]", ["[2.718,", "7.389, 20.09]"]],
    ["1.2345678901234567", ["1.2345678901234567"]],
  ])("%s takes its lines", (text, lines) => {
    expect(linesOf(text)).toEqual(lines);
  });

  it("of a gradient leave out the shape that its value says", () => {
    const lines = (value: string): readonly string[] => linesOf("[2×3] -30 … 16 ‖44.6‖", value);
    expect(lines("[2×3] 0 … 1 ‖2‖")).toEqual(["‖44.6‖"]);
    expect(linesOf("[2×3] all 0.25", "[2×3] 0 … 1 ‖2‖")).toEqual(["all 0.25"]);
    expect(lines("[4×3] 0 … 1 ‖2‖")).toEqual(["[2×3] ‖44.6‖"]);
  });

  it("are cut with an ellipsis, and say when they are old", () => {
    expect(shorten("learning_rate_schedule", "leaf")).toBe("learning_rate_s…");
    expect(numberText({ short: "3", long: "3.0001", stale: true })).toBe("⟳ 3");
    expect(numberTitle({ short: "3", long: "3.0001", stale: true })).toContain("from before your last edit");
    expect(numberText(undefined)).toBe("");
  });
});

describe("where a picture has moved to", async () => {
  const { picture: before } = await layOut(neuron());
  const [first] = before.nodes;
  const after = {
    ...before,
    nodes: before.nodes.map((node) => ({ ...node, x: node.x + (node === first ? 5 : 400) })),
  };

  it("is told by what was in sight", () => {
    const { x, y } = first!;
    expect(middleShift(before, after, { x: x - 1, y: y - 1, width: 2, height: 2 })).toEqual({ x: 5, y: 0 });
    const { width, height } = before;
    expect(middleShift(before, after, { x: 0, y: 0, width, height })).toEqual({ x: 400, y: 0 });
  });

  it("is told by all of it where nothing was in sight, and is nowhere else where nothing is left", () => {
    const nowhere = { x: -99, y: -99, width: 1, height: 1 };
    expect(middleShift(before, after, nowhere)).toEqual({ x: 400, y: 0 });
    expect(middleShift(before, { ...after, nodes: [] }, nowhere)).toEqual({ x: 0, y: 0 });
  });
});

describe("the camera", () => {
  const picture = { width: 400, height: 200 };
  const panel = { width: 600, height: 600 };

  it("fits the whole picture into the middle, not larger than is good", () => {
    expect(fit(picture, panel)).toEqual({ x: 0, y: stripHeight + (600 - stripHeight - 300) / 2, zoom: 1.5 });
    expect(fit({ width: 4, height: 2 }, panel).zoom).toBe(1.5);
    expect(fit({ width: 0, height: 0 }, panel)).toEqual({ x: 0, y: 0, zoom: 1 });
    for (const size of [picture, { width: 90_000, height: 300_000 }]) {
      const { x, y, zoom } = fit(size, panel);
      expect(seesAll({ x, y, zoom }, size, panel)).toBe(true);
      expect(y).toBeGreaterThanOrEqual(stripHeight);
    }
  });

  it("looks first at the whole, or where that could not be read at the target", () => {
    expect(firstLook(picture, panel, { x: 390, y: 100 })).toEqual(fit(picture, panel));
    const wide = firstLook({ width: 4000, height: 200 }, panel, { x: 3980, y: 100 });
    expect(wide.zoom).toBe(readableZoom);
    expect(wide.x + 4000 * wide.zoom).toBeCloseTo(600, 5);
    expect(wide.y + 100 * wide.zoom).toBeCloseTo((600 + stripHeight) / 2, 5);
    const huge = firstLook({ width: 4000, height: 4000 }, panel, { x: 3980, y: 3990 });
    expect(huge.y + 4000 * huge.zoom).toBeCloseTo(600, 5);
  });

  it("zooms around a point", () => {
    const at = { x: 100, y: 50 };
    const before = toPictureSpace({ x: 7, y: 9, zoom: 1.5 }, at);
    const after = toPictureSpace(zoomAt({ x: 7, y: 9, zoom: 1.5 }, 1.3, at), at);
    expect(after.x).toBeCloseTo(before.x, 9);
    expect(after.y).toBeCloseTo(before.y, 9);
  });

  it("never loses the picture", () => {
    const far = panBy({ x: 0, y: 0, zoom: 1 }, -9999, 9999, picture, panel);
    expect(far).toEqual({ x: 60 - 400, y: 600 - 60, zoom: 1 });
  });

  it("moves as little as needed to show something", () => {
    const camera = { x: 0, y: 0, zoom: 1 };
    expect(show(camera, { x: 100, y: 100, width: 30, height: 30 }, panel)).toEqual(camera);
    expect(show(camera, { x: 590, y: 100, width: 30, height: 30 }, panel).x).toBe(600 - 24 - 620);
    expect(show(camera, { x: -50, y: 100, width: 30, height: 30 }, panel).x).toBe(74);
  });

  it("does not move for what is in sight already, and counts nothing below the toolbar as that", () => {
    const camera = { x: 0, y: 0, zoom: 1 };
    expect(show(camera, { x: 1, y: stripHeight, width: 30, height: 30 }, panel)).toEqual(camera);
    expect(show(camera, { x: 100, y: stripHeight - 1, width: 30, height: 30 }, panel).y).toBe(25);
  });

  it("shows a node with its numbers", async () => {
    for (const size of [wide, tall]) {
      const { picture, view } = await layOut(stepped(productText).view, size);
      const [node] = picture.nodes.filter(({ id }) => id === "q#0");
      const wire = picture.wires.find(({ from }) => from === "q#0")!;
      const { x, y, width, height } = areaOf(picture, view, "q#0")!;
      expect(x).toBeLessThanOrEqual(node!.x - node!.width / 2);
      expect(x + width).toBeGreaterThan(wire.text!.x);
      expect(y + height).toBeGreaterThan(wire.text!.y);
    }
  });
});

describe("the label of an edge", () => {
  const panel = { width: 400, height: 300 };
  const label = { width: 80, height: 24 };

  it("stands in the edge's middle, or as near to it as nothing lies, further in where the edge is full", () => {
    expect(labelPlace("right", label, panel, [])).toEqual({ x: 352, y: 150 });
    expect(labelPlace("down", label, panel, [])).toEqual({ x: 200, y: 280 });
    const gate = { left: 380, right: 430, top: 140, bottom: 200 };
    expect(labelPlace("right", label, panel, [gate])).toEqual({ x: 352, y: 140 - 3 - 12 });
    expect(labelPlace("left", label, panel, [gate])).toEqual({ x: 48, y: 150 });
    expect(labelPlace("right", label, panel, [gate, { ...gate, top: 30, bottom: 141 }])).toEqual({
      x: 352,
      y: 200 + 3 + 12,
    });
    const row = [0, 100, 200, 300].map((left) => ({ left, right: left + 90, top: 260, bottom: 300 }));
    expect(labelPlace("down", label, panel, row)).toEqual({ x: 200, y: 280 - 40 });
    expect(labelPlace("up", label, panel, row)).toEqual({ x: 200, y: stripHeight + 4 + 12 });
  });
});

describe("the keyboard's way", () => {
  it("is column by column, and a group before its first node", async () => {
    const { picture, view } = await layOut(kinds());
    const parents = new Map([
      ...view.groups.map((group) => [group.id, group.parent] as const),
      ...view.nodes.map((node) => [node.id, node.group] as const),
    ]);
    const order = readingOrder(picture, (id) => parents.get(id));
    expect(order).toHaveLength(view.nodes.length + view.groups.length);
    expect(order.indexOf("outer")).toBe(order.indexOf("inner") - 1);
    expect(order.indexOf("inner")).toBeLessThan(order.indexOf("e1"));
    expect(order.at(-1)).toBe("end");
  });

  it("follows wires to the sides and stays in the column up and down", async () => {
    const { picture } = await layOut(product());
    const named = (label: string): string => picture.nodes.find((node) => node.label === label)!.id;
    expect(neighbour(picture, named("x"), "right")).toBe(named("+"));
    expect(neighbour(picture, named("x"), "down")).toBe(named("y"));
    expect(neighbour(picture, named("x"), "up")).toBeUndefined();
    expect(neighbour(picture, named("×"), "left")).toBe(named("+"));
    expect(neighbour(picture, named("f"), "right")).toBeUndefined();
  });
});

describe("curves", () => {
  it("are written as one move and cubic segments", () => {
    expect(pathText(line({ x: 0, y: 0 }, { x: 30, y: 3 }))).toBe("M0 0C10 1 20 2 30 3");
  });

  it("end where and as they are told", () => {
    const curve = arriveAt(line({ x: 0, y: 0 }, { x: 50, y: 0 }), { x: 60, y: 10 }, { x: 1, y: 0 });
    expect(curve.slice(-2)).toEqual([60, 10]);
    expect(curve.at(-3)).toBe(10);
  });

  it("turn into each other, also with other numbers of segments", () => {
    const one = line({ x: 0, y: 0 }, { x: 30, y: 0 });
    const two = [...line({ x: 0, y: 10 }, { x: 10, y: 10 }), 13, 10, 17, 10, 20, 10];
    expect(between(one, two, 1)).toEqual(two);
    const middle = between(one, two, 0.5);
    expect(middle).toHaveLength(two.length);
    expect(sample(middle, 2).map(({ y }) => y)).toEqual([5, 5, 5, 5, 5]);
  });
});

describe("spread", () => {
  const item = (y: number, apart = 10, weight = 1): { y: number; apart: number; weight: number } => ({
    y,
    apart,
    weight,
  });
  it.each([
    ["wishes that can all be had", [item(0), item(20), item(50)], [0, 20, 50]],
    ["equal wishes", [item(0), item(0)], [-5, 5]],
    ["wishes in the wrong order", [item(30), item(0)], [10, 20]],
    ["a light one beside a heavy one", [item(0, 10, 1e9), item(0, 10, 1e-9)], [0, 10]],
  ])("gives %s their places", (_, items, places) => {
    spread(items).forEach((place, index) => expect(place).toBeCloseTo(places[index]!, 4));
  });
});

describe("what is drawn of a large picture", () => {
  it("is what can be seen with some room, and stays while the view moves within it", async () => {
    const { picture } = await layOut(scalarNet(1000, 8));
    const size = { width: 800, height: 600 };
    const part = partFor(picture, { x: -2000, y: -2000, zoom: 1 }, size, wholePicture);
    expect(part.window).toEqual({ left: 1600, right: 3200, top: 1700, bottom: 2900 });
    const seen = picture.nodes.filter((node) => seesNode(part, node)).length;
    expect(seen).toBeGreaterThan(0);
    expect(seen).toBeLessThan(picture.nodes.length / 4);
    expect(partFor(picture, { x: -2200, y: -2000, zoom: 1 }, size, part)).toBe(part);
    expect(partFor(picture, { x: -4000, y: -2000, zoom: 1 }, size, part)).not.toBe(part);
  });

  it("is all of a small one", async () => {
    const { picture } = await layOut(product());
    const part = partFor(picture, { x: 9999, y: 0, zoom: 1 }, { width: 10, height: 10 }, wholePicture);
    expect(part).toBe(wholePicture);
  });
});

describe("the backward pass", () => {
  it("is shown from the target to the inputs within its time", async () => {
    for (const view of [product(), neuron(), scalarNet(100)]) {
      const { picture } = await layOut(view);
      const moments = scheduleBackward(
        picture,
        view.nodes.map(({ id }) => id),
      );
      const wires = moments.flatMap((moment) => moment.wires);
      expect(new Set(wires)).toEqual(new Set(picture.wires.map((wire) => wire.id)));
      expect(moments[0]?.wires).toEqual(["target.0"]);
      expect(moments.map(({ at }) => at)).toEqual(moments.map(({ at }) => at).toSorted((a, b) => a - b));
      expect(moments.at(-1)!.at).toBeLessThan(longestPlay - 300);
    }
  });

  it("goes against the order of evaluation, as its steps do, wherever the gates stand", async () => {
    for (const source of [
      productText,
      forkText,
      neuronText,
      "x = 2\ny = x * 3\na = exp(y)\nf = a + y * x\n",
    ]) {
      const { view, steps } = stepped(source);
      const { picture } = await layOut(view);
      const moments = scheduleBackward(
        picture,
        view.nodes.map(({ id }) => id),
      );
      const isBranch = (id: string): boolean => !id.startsWith("stem");
      const back = steps.steps.filter(({ pass }) => pass === "backward").map(({ wires }) => wires.toSorted());
      const carries = new Set(back.flat());
      const seen = moments.map(({ wires }) =>
        wires.filter((id) => isBranch(id) && carries.has(id)).toSorted(),
      );
      expect(seen.filter((wires) => wires.length > 0)).toEqual(back.filter((wires) => wires.length > 0));
      // A stem has the sum once the last of its branches has come.
      for (const wire of picture.wires.filter(({ to }) => to === undefined)) {
        const at = (id: string): number => moments.find(({ wires }) => wires.includes(id))!.at;
        const branches = picture.wires.filter(({ from, to }) => from === wire.from && to !== undefined);
        expect(at(wire.id)).toBe(Math.max(...branches.map(({ id }) => at(id))));
      }
    }
  });
});
