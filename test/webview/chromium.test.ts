/** The panel in a real Chromium, with VS Code's policy and variables: what a person sees, and what their hands do. */
import { describe, expect, it } from "vitest";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import {
  forks,
  kinds,
  neuron,
  neuronWithCall,
  nothingToDraw,
  product,
  scalarNet,
  twoLayers,
  withOtherNumbers,
} from "../fixtures/webview/samples.ts";
import { themes } from "../fixtures/webview/themes.ts";
import { withGroupId } from "./acting.ts";
import { overlaps, place, rgb, wireTexts } from "./seen.ts";
import { type Panel, usePanels } from "./harness.ts";

const open = usePanels();

describe.each(themes)("in the theme $name", ({ name, variables }) => {
  const samples: readonly (readonly [GraphView, readonly string[]])[] = [
    [product(), ["-2", "-4", "5", "q = 3", "-12", "1"]],
    [neuron(), ["z = 1", "0.7311", "-0.5344"]],
    [neuronWithCall(true), ["z = 1", "0.3679"]],
    [forks(), ["s = 9", "t = ⟳ 15", "8"]],
    [twoLayers(), ["h = [4×8] ‖2.1‖", "0.6812"]],
    [kinds(), ["state = [3] ‖1.1‖"]],
  ];

  it("every graph is drawn and readable, in the theme's colours, and breaks no policy", async () => {
    const panel = await open(undefined, { theme: name, width: 1600, height: 1000 });
    for (const [view, texts] of samples) {
      await panel.show(view);
      expect(await wireTexts(panel)).toEqual(expect.arrayContaining([...texts]));
      expect(await overlaps(panel), view.uri).toEqual([]);
    }
    const colour = (selector: string): Promise<string> =>
      panel.page.$eval(selector, (element) => getComputedStyle(element).fill);
    expect(await colour(".wire-text .value")).toBe(rgb(variables["--vscode-charts-green"]!));
    expect(await colour(".wire-text .gradient")).toBe(rgb(variables["--vscode-charts-red"]!));
    expect(await panel.violations()).toEqual([]);
    expect(await panel.complaints()).toEqual([]);
    await panel.close();
  });
});

describe("the pointer", () => {
  it("reveals a node's source by a click, with the keyboard by a double click, and shows its card", async () => {
    const panel = await open(product());
    await panel.page.click('[data-id="n2"]');
    const reveal = { kind: "reveal", uri: product().uri, id: "n2", focus: false };
    expect((await panel.heard()).at(-1)).toEqual(reveal);
    const card = panel.page.locator(".card");
    await panel.rest();
    expect(await card.innerText()).toContain("add distributes");
    expect(await card.innerText()).toContain("∂f/∂x = -4 · 1 = -4");
    await panel.page.dblclick('[data-id="n2"]');
    expect((await panel.heard()).at(-1)).toEqual({ ...reveal, focus: true });
    await panel.page.keyboard.press("Escape");
    await card.waitFor({ state: "hidden" });
    await panel.close();
  });

  it("selects by a wire's text the node whose value it is", async () => {
    const panel = await open(product());
    await panel.page.click('.wire-text[data-from="n3"] .below');
    // Behind it comes what is asked about a leaf.
    const revealed = (await panel.heard()).filter(({ kind }) => kind === "reveal");
    expect(revealed.at(-1)).toMatchObject({ kind: "reveal", id: "n3" });
    await panel.close();
  });

  it("drags the picture, and a drag is no click", async () => {
    const panel = await open(product());
    const before = await place(panel, '[data-id="n2"]');
    await panel.page.mouse.move(before!.x + 10, before!.y + 10);
    await panel.page.mouse.down();
    await panel.page.mouse.move(before!.x + 70, before!.y + 40, { steps: 4 });
    await panel.page.mouse.up();
    await panel.rest();
    const after = await place(panel, '[data-id="n2"]');
    expect(after!.x - before!.x).toBeCloseTo(60, 0);
    expect(after!.y - before!.y).toBeCloseTo(30, 0);
    expect((await panel.heard()).filter(({ kind }) => kind === "reveal")).toEqual([]);
    await panel.close();
  });

  it("zooms with the control key around itself, and pans without", async () => {
    const panel = await open(product());
    const before = await place(panel, '[data-id="n2"] .gate');
    await panel.page.mouse.move(before!.x, before!.y);
    await panel.page.keyboard.down("Control");
    await panel.page.mouse.wheel(0, -50);
    await panel.page.keyboard.up("Control");
    const gate = () => place(panel, '[data-id="n2"] .gate');
    // A wheel's turn may still be on its way to the page.
    await expect.poll(async () => (await gate())!.width).toBeGreaterThan(before!.width * 1.3);
    await panel.rest();
    const zoomed = await gate();
    expect(zoomed!.x).toBeCloseTo(before!.x, 0);
    await panel.page.mouse.wheel(30, 20);
    await expect.poll(async () => (await gate())!.x).toBeCloseTo(zoomed!.x - 30, 0);
    expect((await gate())!.y).toBeCloseTo(zoomed!.y - 20, 0);
    await panel.close();
  });

  it("opens and closes a call; its control stays under the pointer", async () => {
    const panel = await open(neuronWithCall(false));
    const before = await place(panel, ".node.opens .knob");
    await panel.page.click(".node.opens .control");
    const call = neuronWithCall(false).nodes.find(({ canOpen }) => canOpen)!.id;
    expect((await panel.heard()).at(-1)).toEqual({ kind: "opened", uri: "file:///neuron.grad", ids: [call] });
    await panel.show(withGroupId(call));
    const after = await place(panel, ".group .knob");
    expect(after!.x).toBeCloseTo(before!.x, 0);
    expect(after!.y).toBeCloseTo(before!.y, 0);
    // A wire into the call may pass its title, which is read all the same.
    const title = panel.page.locator(".group .title").first();
    expect(await title.evaluate((text) => text.matches(".lines ~ .titles *"))).toBe(true);
    expect(await title.evaluate((text) => getComputedStyle(text).paintOrder)).toBe("stroke");
    await panel.page.mouse.click(after!.x + 4, after!.y + 4);
    expect((await panel.heard()).at(-1)).toEqual({ kind: "opened", uri: "file:///neuron.grad", ids: [] });
    expect(await panel.complaints()).toEqual([]);
    await panel.close();
  });
});

describe("an edit", () => {
  it("changes numbers without moving or making anything anew", async () => {
    const panel = await open(product());
    await panel.page.evaluate(() =>
      document.querySelector('[data-id="n2"]')!.setAttribute("data-mark", "same"),
    );
    const before = await place(panel, '[data-id="n4"] .gate');
    await panel.show(product(-3));
    expect(await wireTexts(panel)).toEqual(expect.arrayContaining(["-3", "q = 2", "-8"]));
    expect(await place(panel, '[data-id="n4"] .gate')).toEqual(before);
    expect(await panel.page.locator('[data-mark="same"]').count()).toBe(1);
    await panel.close();
  });
});

describe("a text that changes", () => {
  it("marks the picture that is older, until its own has come", async () => {
    const panel = await open(product());
    const mark = panel.page.locator(".older");
    expect(await mark.isVisible()).toBe(false);
    await panel.send({ kind: "edited", uri: product().uri, version: 2 });
    await mark.waitFor();
    await panel.show({ ...product(-3), version: 2 });
    expect(await mark.isVisible()).toBe(false);
    await panel.close();
  });
});

describe("the caret's line", () => {
  it("is shown by a ring, and the view and the keyboard stay", async () => {
    const panel = await open(product());
    const before = await place(panel, '[data-id="n0"] .label');
    await panel.send({ kind: "lit", uri: product().uri, ids: ["n2"], show: false });
    await panel.rest();
    const ring = await panel.page.$eval('[data-id="n2"] .ring', (element) => {
      const { stroke, strokeDasharray } = getComputedStyle(element);
      return { stroke, strokeDasharray };
    });
    expect(ring.stroke).not.toBe("none");
    expect(ring.strokeDasharray).not.toBe("none");
    expect(await place(panel, '[data-id="n0"] .label')).toEqual(before);
    expect(await panel.page.evaluate(() => document.activeElement === document.body)).toBe(true);
    await panel.close();
  });

  it("stands clear of a name's numbers in a tall panel, where one ring says that the name is selected", async () => {
    const view = product();
    const panel = await open(view, { width: 500, height: 800 });
    const name = view.nodes.find(({ kind }) => kind === "leaf")!.id;
    await panel.send({ kind: "lit", uri: view.uri, ids: [name], show: false });
    await panel.rest();
    const [ring, number] = [
      await place(panel, `[data-id="${name}"] .ring`),
      await place(panel, `.wire-text[data-from="${name}"] .above`),
    ];
    // A line's box has room for accents above its digits.
    expect(ring!.y + ring!.height).toBeLessThan(number!.y + 9);
    await panel.page.click(`[data-id="${name}"]`);
    await panel.rest();
    const stroke = (part: string): Promise<string> =>
      panel.page.$eval(`[data-id="${name}"] .${part}`, (element) => getComputedStyle(element).stroke);
    expect([await stroke("ring"), await stroke("gate")]).toEqual(["none", expect.stringMatching("rgb")]);
    await panel.close();
  });
});

describe("the backward pass", () => {
  /** Asks for the pass and counts the gradients that are hidden, whenever more of them are shown, until it is over. */
  const countHidden = ({ page }: Panel): Promise<readonly number[]> =>
    page.evaluate(
      () =>
        new Promise<number[]>((resolve) => {
          const canvas = document.querySelector(".canvas")!;
          const counts: number[] = [];
          const look = (_: unknown, observer: MutationObserver): void => {
            const drawn = [...canvas.querySelectorAll(".gradient")].filter((one) => one.textContent !== "");
            counts.push(drawn.filter((one) => getComputedStyle(one).opacity === "0").length);
            if (canvas.classList.contains("playing")) return;
            observer.disconnect();
            resolve(counts);
          };
          new MutationObserver(look).observe(canvas, { subtree: true, attributeFilter: ["class"] });
          dispatchEvent(new MessageEvent("message", { data: { kind: "play" } }));
        }),
    );
  const isPlaying = async ({ page }: Panel): Promise<boolean> =>
    (await page.locator(".canvas.playing").count()) > 0;

  it("is seen gate by gate, from the target back, until everything is shown", async () => {
    const panel = await open(neuron());
    const counts = await countHidden(panel);
    expect(counts[0]).toBeGreaterThan(8);
    expect(counts.length).toBeGreaterThan(5);
    expect(counts.toSorted((a, b) => b - a)).toEqual(counts);
    expect(counts.at(-1)).toBe(0);
    expect(await panel.complaints()).toEqual([]);
    await panel.close();
  });

  it("is ended by any key, and not shown where less motion is asked for", async () => {
    const panel = await open(neuron());
    // Without timers the pass never goes on by itself.
    await panel.page.evaluate(() => {
      window.setTimeout = (() => 0) as unknown as typeof window.setTimeout;
    });
    await panel.send({ kind: "play" });
    await panel.rest();
    expect(await isPlaying(panel)).toBe(true);
    await panel.page.keyboard.press("Shift");
    expect(await isPlaying(panel)).toBe(false);
    await panel.close();
    const calm = await open(neuron(), { reducedMotion: true });
    await calm.send({ kind: "play" });
    await calm.rest();
    expect(await isPlaying(calm)).toBe(false);
    await calm.close();
  });
});

describe("the panel", () => {
  it("says what to do when there is nothing to draw or nothing to follow", async () => {
    const panel = await open();
    const view = nothingToDraw();
    await panel.send({ kind: "graph", view, file: "empty.grad", locked: false, large: false });
    await panel.page.waitForSelector(".empty:visible");
    expect(await panel.page.innerText(".empty")).toBe(view.empty);
    await panel.send({ kind: "nothing" });
    await panel.page.waitForFunction(() => document.querySelector(".empty")!.textContent.startsWith("Open"));
    await panel.show(product());
    expect(await panel.page.locator(".empty").isVisible()).toBe(false);
    await panel.close();
  });

  it("shows a banner in one line over the picture, which it does not move", async () => {
    const panel = await open(forks());
    expect(await panel.page.innerText(".banner")).toBe(forks().banner);
    const banner = (await place(panel, ".banner"))!;
    expect(banner.height).toBeLessThan(32);
    const tools = (await place(panel, ".toolbar"))!;
    expect(tools.y).toBeGreaterThanOrEqual(banner.y);
    expect(tools.y + tools.height).toBeLessThanOrEqual(banner.y + banner.height - 1);
    await panel.rest();
    const before = await place(panel, '[data-id="n2"] .gate');
    await panel.show({ ...forks(), banner: undefined });
    expect(await panel.page.locator(".banner").isVisible()).toBe(false);
    await panel.rest();
    expect(await place(panel, '[data-id="n2"] .gate')).toEqual(before);
    await panel.close();
  });

  it.each([false, true])("shows no text of a long banner below the toolbar, large: %s", async (large) => {
    const panel = await open(undefined, { width: 521, height: 798 });
    const banner = "Line 1: Nothing has to be imported here: strike this line, every function is there.";
    await panel.send({
      kind: "graph",
      view: { ...forks(), banner },
      file: "long.grad",
      locked: false,
      large,
    });
    await panel.page.waitForFunction(
      (text) => document.querySelector(".banner")!.textContent === text,
      banner,
    );
    const [text, tools] = await panel.page.evaluate(() => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector(".banner")!);
      return [range.getBoundingClientRect(), document.querySelector(".toolbar")!.getBoundingClientRect()];
    });
    expect(text.width).toBeGreaterThan(100);
    expect(text.right).toBeLessThanOrEqual(tools.left);
    await panel.close();
  });

  it("asks for everything and looks where it looked after a reload", async () => {
    const panel = await open(product());
    await panel.page.focus(".canvas");
    await panel.page.keyboard.press("+");
    await panel.page.keyboard.press("ArrowDown");
    await panel.rest();
    const before = await place(panel, '[data-id="n2"] .gate');
    expect(await panel.kept()).toMatchObject({ uri: product().uri, locked: false });
    await panel.page.reload();
    await panel.page.waitForFunction(() => window.heard.length > 0);
    expect(await panel.heard()).toEqual([
      { kind: "ready", opened: {}, uri: product().uri, locked: false, steps: false },
    ]);
    await panel.show(product());
    const after = await place(panel, '[data-id="n2"] .gate');
    expect(after!.x).toBeCloseTo(before!.x, 0);
    expect(after!.y).toBeCloseTo(before!.y, 0);
    await panel.close();
  });

  it("locks to its file and says so", async () => {
    const panel = await open(product());
    await panel.page.click('button[aria-label="Lock to product.grad"]');
    expect((await panel.heard()).at(-1)).toEqual({ kind: "lock", locked: true });
    await panel.rest();
    expect(await panel.page.getAttribute(".codicon-lock", "aria-pressed")).toBe("true");
    await panel.close();
  });

  it("stays usable with a thousand nodes", async () => {
    const view = scalarNet(1000, 8);
    const panel = await open(view, { width: 1200, height: 900 });
    await panel.page.focus(".canvas");
    expect(await panel.page.locator(".node").count()).toBeLessThan(view.nodes.length / 2);
    await panel.send({
      kind: "graph",
      view: withOtherNumbers(view, () => 7),
      file: "net.grad",
      locked: false,
      large: false,
    });
    await panel.rest();
    const texts = await wireTexts(panel);
    expect(texts.length).toBeGreaterThan(10);
    expect(texts.every((text) => text.endsWith("7"))).toBe(true);
    expect(await overlaps(panel)).toEqual([]);
    await panel.page.keyboard.press("Tab");
    await panel.page.keyboard.press("End");
    await panel.rest();
    expect(await panel.page.evaluate(() => document.activeElement?.getAttribute("data-id"))).toBe("target");
    expect(await panel.complaints()).toEqual([]);
    await panel.close();
  });
});
