/** Stepping through the graph in a real Chromium: keys, hands, what is shown at each step, and how little a step touches. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { themes } from "../fixtures/webview/themes.ts";
import { type Panel, type PanelOptions, usePanels } from "./harness.ts";
import { wireTexts } from "./seen.ts";
import { fork, neuron, product, stepped, type Stepped } from "./step-views.ts";

vi.setConfig({ testTimeout: 60_000 });

const open = usePanels();

/** A panel that steps through a graph, with the keyboard in the bar. */
async function stepping(of: Stepped, options?: PanelOptions): Promise<Panel> {
  const panel = await open(of.view, options);
  await panel.send({ kind: "stepThrough" });
  await panel.send({ kind: "steps", view: of.steps });
  await panel.rest();
  return panel;
}

const press = async (panel: Panel, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await panel.page.keyboard.press(key);
  await panel.rest();
};

/** `2 / 5`. */
const count = ({ page }: Panel): Promise<string | null> => page.locator(".steps .count").textContent();
const isPlaying = ({ page }: Panel): Promise<boolean> =>
  page.locator('.steps button[aria-label="Pause (space)"]').isVisible();
/** What the step has marked: its gate, and wires. */
const marked = ({ page }: Panel): Promise<readonly string[]> =>
  page.$$eval(".node.step, .wire.step", (all) =>
    all.map((one) => one.getAttribute("data-id") ?? `wire of ${one.getAttribute("data-from")}`),
  );

describe("what is shown", () => {
  it("is what has been computed: values forward, then gradients", async () => {
    const panel = await stepping(stepped(product));
    expect(await wireTexts(panel)).toEqual(["-2", "5", "-4", "q"]);
    await press(panel, "ArrowRight");
    expect(await wireTexts(panel)).toEqual(["-2", "5", "-4", "q = 3"]);
    expect((await marked(panel)).toSorted()).toEqual(["q#0", "wire of x#0", "wire of y#0"]);
    await press(panel, "ArrowRight", "ArrowRight", "ArrowRight");
    expect((await wireTexts(panel)).toSorted()).toEqual(
      ["-2", "5", "-4", "3", "q = 3", "-4", "-12", "1"].toSorted(),
    );
    expect(await panel.page.locator(".steps .said").innerText()).toBe(
      "backward × : ∂f/∂q = upstream 1 · z (-4) = -4; ∂f/∂z = upstream 1 · q (3) = 3",
    );
    await press(panel, "End");
    const last = await wireTexts(panel);
    await press(panel, "Escape");
    expect(await wireTexts(panel)).toEqual(last);
    expect(await marked(panel)).toEqual([]);
    await panel.close();
  });

  it("is hidden from those who hear it too, and from the card", async () => {
    const panel = await stepping(stepped(product));
    const heard = (id: string): Promise<string | null> =>
      panel.page.locator(`[data-id="${id}"]`).getAttribute("aria-label");
    expect(await heard("q#0")).toBe("q, + gate");
    await panel.page.click('[data-id="q#0"]');
    await panel.rest();
    expect(await panel.page.locator(".card dl .value").isVisible()).toBe(false);
    await panel.page.focus(".steps .slider");
    await press(panel, "End");
    expect(await heard("q#0")).toBe("q, + gate, value 3, gradient -4");
    expect(await panel.page.locator(".card dl .value dd").innerText()).toBe("3");
    await panel.close();
  });

  it("grows at a fork as the parts arrive", async () => {
    const panel = await stepping(stepped(fork));
    await press(panel, ...Array.from({ length: 6 }, () => "ArrowRight"));
    const sums = (): Promise<readonly string[]> =>
      panel.page.$$eval('.wire-text[data-from="x#0"] tspan.gradient', (all) =>
        all.map((one) => one.textContent).filter((text) => text !== ""),
      );
    expect(await sums()).toEqual(["1.5", "1.5"]);
    await press(panel, "ArrowRight");
    expect(await sums()).toEqual(["1.5 + 3 = 4.5", "3", "1.5"]);
    await panel.close();
  });

  it("is kept at a gate from the step that stores it to the one that uses it", async () => {
    const panel = await stepping(stepped(product));
    const badges = (): Promise<readonly string[]> =>
      panel.page.$$eval(".kept", (all) =>
        all
          .filter((one) => one.getAttribute("display") !== "none")
          .map((one) => `${one.querySelector("text")?.textContent}${one.matches(".lit") ? " lit" : ""}`),
      );
    const seen: (readonly string[])[] = [];
    for (let i = 0; i < 5; i++) {
      await press(panel, "ArrowRight");
      seen.push(await badges());
    }
    expect(seen).toEqual([[], ["▤ z, q lit"], ["▤ z, q"], ["▤ z, q lit"], []]);
    await panel.close();
  });
});

describe("in a panel beside the editor", () => {
  it("the picture stands still where it fits, each sentence is there whole, and what is kept lies over nothing", async () => {
    for (const [name, looks] of [
      ["02-gates", 1],
      ["15-recurrent", 1],
      // It is longer than the panel: from its end one goes to its beginning.
      ["09-two-layer-net", 3],
    ] as const) {
      const text = readFileSync(join(import.meta.dirname, `../../examples/${name}.grad`), "utf8");
      const panel = await stepping(stepped(text), { width: 595, height: 798, reducedMotion: true });
      const { page } = panel;
      const camera = (): Promise<string | null> => page.locator(".world").getAttribute("transform");
      const seenFrom = new Set([await camera()]);
      const end = Number(await page.locator(".steps .slider").getAttribute("max"));
      let badges = 0;
      for (let at = 0; at <= end; at++) {
        expect(await page.locator(".steps .said").evaluate((p) => p.scrollHeight - p.clientHeight)).toBe(0);
        const seen = await keptOver(panel);
        badges += seen.badges;
        expect(seen.over).toEqual([]);
        await press(panel, "ArrowRight");
        seenFrom.add(await camera());
      }
      expect(badges).toBeGreaterThan(0);
      expect(seenFrom.size).toBeLessThanOrEqual(looks);
      await panel.close();
    }
  });
});

/** How many labels say what is kept at a gate, and what they lie over. */
function keptOver({ page }: Panel): Promise<{ readonly badges: number; readonly over: readonly string[] }> {
  return page.evaluate(() => {
    const labels = [...document.querySelectorAll('.kept:not([display="none"])')];
    const things = [...document.querySelectorAll(".node .gate, .node .label, .wire-text text")];
    const over = labels.flatMap((label) => {
      const own = label.getBoundingClientRect();
      return things.flatMap((thing) => {
        const { left, right, top, bottom } = thing.getBoundingClientRect();
        const isApart = right <= own.left || left >= own.right || bottom <= own.top || top >= own.bottom;
        return isApart ? [] : `${label.textContent} over ${thing.textContent}`;
      });
    });
    return { badges: labels.length, over };
  });
}

describe("keys and hands", () => {
  it("arrows step, Home and End go to the ends, space plays and pauses, Escape leaves", async () => {
    const panel = await stepping(stepped(product));
    const { page } = panel;
    const counts: (string | null)[] = [];
    for (const key of ["ArrowRight", "ArrowUp", "ArrowLeft", "End", "ArrowRight", "ArrowDown", "Home"]) {
      await press(panel, key);
      counts.push(await count(panel));
    }
    expect(counts).toEqual(["1 / 5", "2 / 5", "1 / 5", "5 / 5", "5 / 5", "4 / 5", "0 / 5"]);
    await page.selectOption(".steps .speed", "0.5");
    await page.focus(".steps .slider");
    await press(panel, " ");
    expect(await isPlaying(panel)).toBe(true);
    await press(panel, " ");
    expect(await isPlaying(panel)).toBe(false);
    await page.selectOption(".steps .speed", "4");
    await page.focus(".steps .slider");
    await page.keyboard.press(" ");
    await page.waitForFunction(() => document.querySelector(".steps .count")?.textContent === "5 / 5");
    await page.waitForSelector('.steps button[aria-label="Play (space)"]');
    await press(panel, "Escape");
    expect(await page.locator(".steps").isVisible()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("class"))).toContain("canvas");
    await panel.close();
  });

  it("the graph's own keys are the graph's while it has the keyboard", async () => {
    const panel = await stepping(stepped(product));
    await panel.page.focus('[data-id="x#0"]');
    await press(panel, "ArrowRight");
    expect(await panel.page.evaluate(() => document.activeElement?.getAttribute("data-id"))).toBe("q#0");
    expect(await count(panel)).toBe("0 / 5");
    await panel.close();
  });

  it("buttons step, and so does a drag along the bar", async () => {
    const panel = await stepping(stepped(product));
    const { page } = panel;
    await page.click('.steps button[aria-label="One step forward (→)"]');
    await page.click('.steps button[aria-label="One step forward (→)"]');
    await page.click('.steps button[aria-label="One step back (←)"]');
    await panel.rest();
    expect(await count(panel)).toBe("1 / 5");
    await page.click('.steps button[aria-label="To the end (End)"]');
    await panel.rest();
    expect(await count(panel)).toBe("5 / 5");
    const { x, y, width, height } = (await page.locator(".steps .slider").boundingBox())!;
    await page.mouse.move(x + width - 4, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + height / 2, { steps: 8 });
    await page.mouse.up();
    await panel.rest();
    expect(await count(panel)).toMatch(/^[23] \/ 5$/u);
    await panel.close();
  });

  it("tells the host where each step stands in the source", async () => {
    const panel = await stepping(stepped(product));
    await press(panel, "ArrowRight", "Escape");
    const places = (await panel.heard()).flatMap((message) =>
      message.kind === "stepAt" ? [[message.range?.start.line, message.step?.node, message.step?.pass]] : [],
    );
    expect(places).toEqual([
      [undefined, undefined, "forward"],
      [3, "q#0", "forward"],
      [undefined, undefined, undefined],
    ]);
    await panel.close();
  });

  it("is a labelled region with named controls, whose slider says what happens", async () => {
    const panel = await stepping(stepped(product));
    await press(panel, "ArrowRight");
    const { page } = panel;
    expect(await page.locator(".steps").getAttribute("aria-label")).toBe("Steps");
    const names = await page.$$eval(".steps button, .steps select, .steps input", (all) =>
      all.map((one) => one.getAttribute("aria-label")),
    );
    expect(names).not.toContain(null);
    expect(await page.locator(".steps .slider").getAttribute("aria-valuetext")).toBe(
      "forward, step 1 of 5, +: q = x + y = -2 + 5 = 3",
    );
    expect(await page.locator(".steps .said").getAttribute("aria-live")).toBe("polite");
    await panel.close();
  });

  it("comes back at its step when the panel does", async () => {
    const of = stepped(product);
    const panel = await stepping(of);
    await press(panel, "ArrowRight", "ArrowRight");
    await panel.page.click('[data-id="f#0"]');
    await panel.rest();
    const state = (await panel.kept())!;
    expect(state.steps).toEqual({ isOn: true, at: "forward f#0", speed: 1 });
    const again = await open(of.view, { state });
    expect((await again.heard())[0]).toMatchObject({ kind: "ready", steps: true });
    await again.send({ kind: "steps", view: of.steps });
    await again.rest();
    expect(await count(again)).toBe("2 / 5");
    expect(await again.page.locator(".card header strong").textContent()).toBe("f");
    await panel.close();
    await again.close();
  });
});

describe("motion", () => {
  it("runs along the wires of the next step, and not where less of it is wanted", async () => {
    for (const reducedMotion of [false, true]) {
      const panel = await stepping(stepped(product), { reducedMotion });
      await panel.page.evaluate(() => {
        window.complaints = [];
        const overlay = document.querySelector(".overlay")!;
        new MutationObserver((records) => {
          for (const { addedNodes } of records) for (const _ of addedNodes) window.complaints.push("ran");
        }).observe(overlay, { childList: true });
      });
      await press(panel, "ArrowRight");
      expect(await panel.complaints()).toEqual(reducedMotion ? [] : ["ran", "ran"]);
      await panel.close();
    }
  });
});

/** Chains of products beside one another, and their sum. */
function chains(many: number, long: number): string {
  const lines = ["x = 1.5"];
  for (let c = 0; c < many; c++)
    for (let i = 0; i < long; i++) lines.push(`a${c}_${i} = ${i === 0 ? "x" : `a${c}_${i - 1}`} * 1.1`);
  const ends = Array.from({ length: many }, (_, c) => `a${c}_${long - 1}`);
  return `${lines.join("\n")}\nL = ${ends.join(" + ")}\n`;
}

describe("a graph of 300 gates", () => {
  it("is touched by a step where it changes, and nowhere else", async () => {
    const touched = async (many: number, long: number): Promise<number> => {
      const panel = await stepping(stepped(chains(many, long)), {
        width: 3600,
        height: 1600,
        reducedMotion: true,
      });
      await press(panel, "ArrowRight", "ArrowRight", "ArrowRight");
      await panel.page.evaluate(() => {
        window.complaints = [];
        new MutationObserver((records) => {
          for (const { type, attributeName } of records) window.complaints.push(`${type} ${attributeName}`);
        }).observe(document.querySelector(".canvas")!, {
          subtree: true,
          childList: true,
          attributes: true,
          characterData: true,
        });
      });
      await press(panel, "ArrowRight");
      const made = await panel.complaints();
      await panel.close();
      return made.length;
    };
    const [small, large] = [await touched(2, 10), await touched(20, 14)];
    expect(small).toBeGreaterThan(0);
    expect(large).toBe(small);
    expect(large).toBeLessThan(40);
  });
});

describe.each(themes.map(({ name }) => name))("in the theme %s", (theme) => {
  it("stands under the picture, cuts no sentence off, and breaks no policy, also where there is little room", async () => {
    for (const width of [900, 420]) {
      const panel = await stepping(stepped(neuron), { theme, width });
      await press(panel, ...Array.from({ length: 6 }, () => "ArrowRight"));
      const { page } = panel;
      const [stage, bar] = [
        await page.locator(".stage").boundingBox(),
        await page.locator(".steps").boundingBox(),
      ];
      expect(bar!.y).toBeGreaterThanOrEqual(stage!.y + stage!.height);
      const beyond = await page
        .locator(".steps")
        .evaluate(
          (root) =>
            [...root.querySelectorAll(".controls > *")].filter(
              (one) => one.getBoundingClientRect().right > root.getBoundingClientRect().right,
            ).length,
        );
      expect(beyond).toBe(0);
      const colours = await page.$$eval(".steps .sentence, .steps .count, .kept text", (all) =>
        all.map((one) => getComputedStyle(one).color),
      );
      const ground = await page.locator(".steps").evaluate((one) => getComputedStyle(one).backgroundColor);
      expect(colours).not.toContain(ground);
      expect(await panel.violations()).toEqual([]);
      expect(await panel.complaints()).toEqual([]);
      if (process.env["LOOK"] !== undefined)
        await page.screenshot({ path: `${process.env["LOOK"]}/steps-${theme}-${width}.png` });
      await panel.close();
    }
  });
});
