/** The panel in a real Chromium: keys, what stands at its edges, and how it follows its size. */
import { describe, expect, it } from "vitest";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { neuron, neuronWithCall, product } from "../fixtures/webview/samples.ts";
import { withGroupId } from "./acting.ts";
import { inspected, openInspected } from "./inspecting.ts";
import { overlaps, place, wireTexts } from "./seen.ts";
import { type Panel, usePanels } from "./harness.ts";

const open = usePanels();

describe("the keyboard", () => {
  const focused = ({ page }: Panel): Promise<string | undefined> =>
    page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? undefined);

  it("walks through the nodes, each with its name, value and gradient", async () => {
    const panel = await open(product());
    await panel.page.focus(".canvas");
    const heard: (string | undefined)[] = [];
    for (let i = 0; i < 6; i++) {
      await panel.page.keyboard.press("Tab");
      heard.push(await focused(panel));
    }
    expect(heard).toEqual([
      "x, input, value -2, gradient -4",
      "y, input, value 5, gradient -4",
      "z, input, value -4, gradient 3",
      "q, + gate, value 3, gradient -4",
      "f, × gate, value -12, gradient 1",
      "f, target, value -12, gradient 1",
    ]);
    await panel.page.keyboard.press("ArrowLeft");
    await panel.page.keyboard.press("ArrowLeft");
    expect(await focused(panel)).toContain("q, + gate");
    await panel.page.keyboard.press("Shift+Tab");
    expect(await focused(panel)).toContain("z, input");
    await panel.close();
  });

  it("reveals with Enter, opens with Space, and the keyboard stays on what was opened", async () => {
    const panel = await open(neuronWithCall(false));
    const call = neuronWithCall(false).nodes.find(({ canOpen }) => canOpen)!.id;
    await panel.page.focus(`[data-id="${call}"]`);
    await panel.page.keyboard.press("Enter");
    expect((await panel.heard()).at(-1)).toMatchObject({ kind: "reveal", id: call, focus: true });
    await panel.page.keyboard.press("Space");
    expect((await panel.heard()).at(-1)).toMatchObject({ kind: "opened", ids: [call] });
    await panel.show(withGroupId(call));
    expect(await focused(panel)).toBe("sigmoid(z), opened group");
    await panel.page.keyboard.press("Space");
    expect((await panel.heard()).at(-1)).toMatchObject({ kind: "opened", ids: [] });
    await panel.close();
  });

  it("closes a card by Escape from wherever it is in the card, and comes back to the card's node", async () => {
    const program = inspected("x = [[2, 1, -3], [-3, 4, 2]]\nL = sum(x ** 2)");
    const panel = await openInspected(open, program);
    const controls = panel.page.locator(
      ".card :is(button, select, input, [tabindex='0']):visible:not(:disabled)",
    );
    const { id } = program.view.nodes.find(({ label }) => label === "x")!;
    const names: string[] = [];
    for (let at = 0; names.length === 0 || at < names.length; at++) {
      await panel.page.focus(`[data-id="${id}"]`);
      await panel.page.keyboard.press("Space");
      await panel.serve();
      if (at === 0)
        names.push(...(await controls.evaluateAll((all: Element[]) => all.map((one) => one.className))));
      await controls.nth(at).focus();
      await panel.page.keyboard.press("Escape");
      await panel.rest();
      expect(await panel.page.locator(".card").isVisible(), names[at]).toBe(false);
      expect(await focused(panel), names[at]).toContain("x, input");
    }
    expect(names.length).toBeGreaterThan(6);
    expect(names).toContain("grid");
    await panel.page.keyboard.press("Space");
    await panel.serve();
    await panel.page.focus('.card button[aria-label="Close"]');
    await panel.page.keyboard.press("Enter");
    await panel.rest();
    expect(await panel.page.locator(".card").isVisible()).toBe(false);
    expect(await focused(panel)).toContain("x, input");
    expect(await panel.complaints()).toEqual([]);
    await panel.close();
  });

  it("comes to the toolbar first, then into the picture", async () => {
    const panel = await open(product());
    const labels: (string | undefined)[] = [];
    for (let i = 0; i < 8; i++) {
      await panel.page.keyboard.press("Tab");
      labels.push(await focused(panel));
    }
    expect(labels).toEqual([
      "Zoom out (−)",
      "Zoom in (+)",
      "Show the whole graph (0)",
      "Gradient flow",
      "Step through the graph",
      "Lock to product.grad",
      "Computational graph of f, 6 nodes",
      "x, input, value -2, gradient -4",
    ]);
    await panel.close();
  });

  it("goes back to the view before with Alt and the left arrow, wherever it is", async () => {
    const panel = await open(product());
    await panel.page.evaluate(() => addEventListener("keydown", ({ key }) => window.complaints.push(key)));
    const before = await place(panel, '[data-id="n2"] .gate');
    await panel.page.click('button[aria-label="Zoom in (+)"]');
    await panel.page.focus(".canvas");
    await panel.page.keyboard.press("ArrowRight");
    await panel.rest();
    expect((await place(panel, '[data-id="n2"] .gate'))!.x).not.toBeCloseTo(before!.x, 0);
    await panel.page.focus('button[aria-label="Zoom in (+)"]');
    await panel.page.keyboard.press("Alt+ArrowLeft");
    await panel.rest();
    expect((await place(panel, '[data-id="n2"] .gate'))!.x).toBeCloseTo(before!.x, 0);
    expect(await panel.complaints()).toEqual(["Alt"]);
    await panel.close();
  });

  it("pans and zooms the canvas, and keeps those keys from VS Code", async () => {
    const panel = await open(product());
    await panel.page.evaluate(() => addEventListener("keydown", ({ key }) => window.complaints.push(key)));
    await panel.page.focus(".canvas");
    const before = await place(panel, '[data-id="n2"] .gate');
    await panel.page.keyboard.press("ArrowRight");
    await panel.rest();
    expect((await place(panel, '[data-id="n2"] .gate'))!.x).toBeCloseTo(before!.x - 48, 0);
    await panel.page.keyboard.press("+");
    await panel.rest();
    expect((await place(panel, '[data-id="n2"] .gate'))!.width).toBeCloseTo(before!.width * 1.25, 0);
    await panel.page.keyboard.press("0");
    await panel.rest();
    expect((await place(panel, '[data-id="n2"] .gate'))!.x).toBeCloseTo(before!.x, 0);
    await panel.page.keyboard.press("F5");
    expect(await panel.complaints()).toEqual(["F5"]);
    await panel.close();
  });
});

describe("the edges of the panel", () => {
  it("say how much more lies there, and a click goes there", async () => {
    const panel = await open(neuron(), { width: 460, height: 160 });
    const left = panel.page.locator(".beyond.left");
    expect(await left.innerText()).toMatch(/^◀ \d+ more$/);
    for (let clicks = 0; clicks < 9 && (await left.isVisible()); clicks++) {
      await left.click();
      await panel.rest();
    }
    expect(await left.isVisible()).toBe(false);
    expect(await panel.page.locator(".beyond.right").innerText()).toMatch(/^\d+ more ▶$/);
    await panel.close();
  });

  it("have one chip for what is not on the way to the target", async () => {
    const view = { ...product(), aside: { id: "aside", count: 7, isShown: false } };
    const panel = await open(view);
    const chip = panel.page.locator(".aside");
    expect(await chip.innerText()).toBe("+ 7 more values, not on the way to f");
    await chip.click();
    expect((await panel.heard()).at(-1)).toEqual({ kind: "opened", uri: view.uri, ids: ["aside"] });
    await panel.show({ ...view, aside: { ...view.aside, isShown: true } });
    expect(await chip.innerText()).toBe("− 7 values not on the way to f");
    expect(await chip.getAttribute("aria-expanded")).toBe("true");
    await panel.show(product());
    expect(await chip.isVisible()).toBe(false);
    await panel.close();
  });
});

describe("an opened loop", () => {
  const loop = (shown: number): GraphView => {
    const view = withGroupId("loop t#0");
    return { ...view, groups: view.groups.map((group) => ({ ...group, turns: { shown, count: 3 } })) };
  };

  it("has a pager for its turns, by hand and by key", async () => {
    const panel = await open(loop(1));
    expect(await panel.page.locator(".pager .title").textContent()).toBe("turn 2 of 3");
    await panel.page.locator(".pager .turn").first().click();
    expect((await panel.heard()).at(-1)).toMatchObject({ kind: "turn", id: "loop t#0@0" });
    await panel.page.focus('[data-toggle="loop t#0"]');
    await panel.page.keyboard.press("PageDown");
    expect((await panel.heard()).at(-1)).toMatchObject({ kind: "turn", id: "loop t#0@2" });
    await panel.show(loop(2));
    expect(await panel.page.locator(".pager .title").textContent()).toBe("turn 3 of 3");
    expect(await panel.page.locator(".pager .turn.off").count()).toBe(1);
    await panel.close();
  });
});

describe("a tall panel", () => {
  it("has its graph from top to bottom, and follows a resize", async () => {
    const panel = await open(product(), { width: 420, height: 700 });
    const below = async (): Promise<boolean> => {
      const [x, f] = [await place(panel, '[data-id="n0"]'), await place(panel, '[data-id="target"]')];
      return f!.y > x!.y + 200;
    };
    expect(await below()).toBe(true);
    expect(await wireTexts(panel)).toEqual(expect.arrayContaining(["q = 3", "-12", "1"]));
    expect(await overlaps(panel)).toEqual([]);
    await panel.page.setViewportSize({ width: 900, height: 500 });
    await panel.rest();
    expect(await below()).toBe(false);
    await panel.page.setViewportSize({ width: 420, height: 700 });
    await panel.rest();
    expect(await below()).toBe(true);
    await panel.page.focus('[data-id="n2"]');
    await panel.page.keyboard.press("ArrowUp");
    const focused = await panel.page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    expect(focused).toMatch(/^[xy], input/);
    await panel.close();
  });
});
