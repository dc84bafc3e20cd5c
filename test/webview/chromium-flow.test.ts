/** The gradient flow in a real Chromium: what stands in its rows, bars on a log scale, keys, clicks, and who reads it aloud. */
import { describe, expect, it } from "vitest";
import { fading, flowOf } from "../fixtures/webview/flows.ts";
import { product } from "../fixtures/webview/samples.ts";
import { themes } from "../fixtures/webview/themes.ts";
import { type Panel, type PanelOptions, usePanels } from "./harness.ts";
import { place } from "./seen.ts";

const open = usePanels();
const view = { ...flowOf(fading), uri: product().uri };

/** A panel that shows the gradient flow, as somebody who clicked the button in the toolbar sees it. */
async function openFlow(options?: PanelOptions): Promise<Panel> {
  const panel = await open(product(), options);
  await panel.page.click('button[aria-label="Gradient flow"]');
  await panel.send({ kind: "flow", view });
  await panel.page.waitForSelector(".gradient-flow tbody tr");
  await panel.rest();
  return panel;
}

const focused = ({ page }: Panel): Promise<string | undefined> =>
  page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? undefined);
const last = async (panel: Panel): Promise<unknown> => (await panel.heard()).at(-1);

describe("the table", () => {
  it("takes the picture's place when its button is pressed, and gives it back", async () => {
    const panel = await openFlow();
    expect(await last(panel)).toEqual({ kind: "flow", flow: 0.01 });
    const button = panel.page.locator('button[aria-label="Gradient flow"]');
    expect(await button.getAttribute("aria-pressed")).toBe("true");
    expect(await panel.page.locator(".canvas").isVisible()).toBe(false);
    expect(await panel.page.locator('button[aria-label="Zoom in (+)"]').isDisabled()).toBe(true);
    await button.click();
    await panel.rest();
    expect(await last(panel)).toEqual({ kind: "flow" });
    expect(await panel.page.locator(".gradient-flow").isVisible()).toBe(false);
    expect(await panel.page.locator(".canvas").isVisible()).toBe(true);
    expect(await panel.page.locator(".node").count()).toBe(6);
    expect(await panel.complaints()).toEqual([]);
    await panel.close();
  });

  it("has a row for each named value from the target back", async () => {
    const panel = await openFlow();
    const names = await panel.page.$$eval(".gradient-flow tbody th button", (all) =>
      all.map((one) => one.textContent),
    );
    expect(names).toEqual(["L", "score", "h", "z", "h", "h0", "x", "unused", "v", "w"]);
    const texts = await panel.page.$$eval(".gradient-flow tbody tr", (rows) =>
      rows.map((row) =>
        [...row.querySelectorAll("td span")].map(({ textContent }) => textContent).join(" | "),
      ),
    );
    expect(texts[0]).toMatch(/^1 \|/);
    expect(texts[2]).toMatch(/× 3 \| of score: 3 × 3|× 3 \| of score/);
    expect(texts.find((text) => text.includes("disconnected"))).toMatch(/^0 /);
    await panel.close();
  });

  it("draws norms as bars on a log scale, and a strip for the turns of a loop", async () => {
    const panel = await openFlow();
    const bars = await panel.page.$$eval(".gradient-flow tbody tr", (rows) =>
      rows.map((row) => row.querySelector<HTMLElement>(".bar:not([hidden])")?.getBoundingClientRect().width),
    );
    const track = (await place(panel, ".gradient-flow .track"))!.width;
    view.rows.forEach(({ share }, i) => {
      if (share === undefined) expect(bars[i]).toBeUndefined();
      else expect(bars[i]! / track).toBeCloseTo(0.02 + 0.98 * share, 2);
    });
    expect(bars.filter((bar) => bar !== undefined).length).toBe(9);
    const heights = await panel.page.$$eval(".gradient-flow tbody tr:nth-child(3) .strip i", (turns) =>
      turns.map((turn) => turn.getBoundingClientRect().height),
    );
    expect(heights.length).toBe(20);
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    expect(heights[19]! / heights[0]!).toBeGreaterThan(5);
    await panel.close();
  });

  it("judges updates at the rate that is chosen, and asks the host for them", async () => {
    const panel = await openFlow();
    const verdict = (): Promise<string | null> =>
      panel.page
        .locator("tr", { has: panel.page.getByText("v", { exact: true }) })
        .locator(".change")
        .textContent();
    expect(await verdict()).toMatch(/large$/);
    await panel.page.selectOption(".gradient-flow select", "0.0001");
    expect(await last(panel)).toEqual({ kind: "flow", flow: 0.0001 });
    await panel.send({ kind: "flow", view: { ...flowOf(fading, 1e-7), uri: view.uri } });
    await panel.rest();
    expect(await verdict()).not.toMatch(/large$/);
    await panel.page.reload();
    await panel.page.waitForFunction(() => window.heard.length > 0);
    expect(await last(panel)).toMatchObject({ kind: "ready", flow: 0.0001 });
    await panel.close();
  });

  it("is there by the command too, and says so where there is nothing to show", async () => {
    const panel = await open(product());
    await panel.send({ kind: "showFlow" });
    await panel.send({ kind: "flow", view: { ...view, rows: [], empty: "No value has a gradient." } });
    await panel.rest();
    expect(await last(panel)).toEqual({ kind: "flow", flow: 0.01 });
    expect(await panel.page.locator(".empty").innerText()).toBe("No value has a gradient.");
    expect(await panel.page.locator(".unseen[aria-live]").textContent()).toBe("Gradient flow shown");
    await panel.close();
  });

  it("keeps the rows that it has when numbers change, in their new order", async () => {
    const panel = await openFlow();
    await panel.page.focus(".gradient-flow tbody tr:nth-child(3) button");
    const [first, second, third, ...others] = view.rows;
    await panel.send({
      kind: "flow",
      view: { ...view, rows: [first!, third!, { ...second!, norm: "7.5" }, ...others.slice(0, 2)] },
    });
    await panel.rest();
    const names = await panel.page.$$eval(".gradient-flow tbody th button", (all) =>
      all.map((one) => one.textContent),
    );
    expect(names).toEqual(["L", "h", "score", "z", "h"]);
    expect(await panel.page.locator(".gradient-flow tbody tr:nth-child(3) .norm").textContent()).toBe("7.5");
    expect(await focused(panel)).toBe("h, turn 20, line 9");
    await panel.close();
  });
});

it("stands in columns of one ground, and scrolls below its title, which stays where the toolbar stands", async () => {
  const panel = await openFlow({ width: 420, height: 240 });
  const { uneven, grounds, seen, over } = await panel.page.evaluate(() => {
    const root = document.querySelector(".gradient-flow")!;
    const heads = [...root.querySelectorAll("thead th")].map((head) => head.getBoundingClientRect().left);
    const textsOf = (row: Element): number[] =>
      [...row.children].map((cell) => {
        const { paddingLeft } = getComputedStyle(cell);
        return cell.getBoundingClientRect().left + Number.parseFloat(paddingLeft);
      });
    const rows = [...root.querySelectorAll("tbody tr")];
    root.scrollTop = 75;
    const { bottom } = document.querySelector(".toolbar")!.getBoundingClientRect();
    const hits = Array.from({ length: innerWidth / 4 }, (_, i) =>
      document.elementFromPoint(4 * i, bottom - 4),
    );
    return {
      uneven: rows.filter((row) => textsOf(row).some((left, i) => Math.abs(left - heads[i]!) > 1)).length,
      grounds: new Set(
        rows.flatMap((row) => [...row.children].map((cell) => getComputedStyle(cell).backgroundColor)),
      ).size,
      seen: root.scrollTop,
      over: hits.filter((hit) => hit?.closest("table") != null).length,
    };
  });
  expect({ uneven, grounds, seen, over }).toEqual({ uneven: 0, grounds: 1, seen: 75, over: 0 });
  // A row that the keyboard comes to is not below the title either.
  await panel.page.focus(".gradient-flow tbody tr:last-child button");
  await panel.page.keyboard.press("Home");
  const [row, head] = [
    await place(panel, ".gradient-flow tbody tr:first-child button"),
    await place(panel, ".gradient-flow header"),
  ];
  expect(row!.y).toBeGreaterThanOrEqual(head!.y + head!.height);
  await panel.close();
});

describe("hands and keys", () => {
  it("a click on a row shows its line, a press of Enter takes the keyboard there", async () => {
    const panel = await openFlow();
    const { id } = view.rows[3]!;
    await panel.page.click(".gradient-flow tbody tr:nth-child(4) .track");
    expect(await last(panel)).toEqual({ kind: "reveal", uri: view.uri, id, focus: false });
    await panel.page.focus(".gradient-flow tbody tr:nth-child(4) button");
    await panel.page.keyboard.press("Enter");
    expect(await last(panel)).toEqual({ kind: "reveal", uri: view.uri, id, focus: true });
    await panel.close();
  });

  it("Tab comes to the rate and one row, the arrows to the others, Escape back to the picture", async () => {
    const panel = await openFlow();
    await panel.page.focus('button[aria-label="Lock to product.grad"]');
    const heard: (string | undefined)[] = [];
    for (const key of ["Tab", "Tab", "ArrowDown", "ArrowDown", "End", "ArrowDown", "ArrowUp", "Home"]) {
      await panel.page.keyboard.press(key);
      heard.push(await focused(panel));
    }
    expect(heard).toEqual([
      undefined,
      "L, line 11",
      "score, line 10",
      "h, turn 20, line 9",
      "w, line 1",
      "w, line 1",
      "v, line 2",
      "L, line 11",
    ]);
    await panel.page.keyboard.press("Escape");
    await panel.rest();
    expect(await panel.page.locator(".canvas").isVisible()).toBe(true);
    await panel.close();
  });

  it("is a table to those who hear it: headers, a caption, findings in words", async () => {
    const panel = await openFlow();
    const { page } = panel;
    expect(await page.locator(".gradient-flow").getAttribute("aria-label")).toBe("Gradient flow of L");
    expect(await page.locator(".gradient-flow caption").textContent()).toContain("on a log scale");
    expect(await page.locator('.gradient-flow thead th[scope="col"]').count()).toBe(5);
    expect(await page.locator('.gradient-flow tbody th[scope="row"]').count()).toBe(view.rows.length);
    const notes = await page.$$eval(".gradient-flow .mark", (all) =>
      all.map((one) => one.getAttribute("aria-label")),
    );
    expect(notes.some((note) => note?.startsWith("information: Over 20 turns the gradient of h falls"))).toBe(
      true,
    );
    await panel.close();
  });
});

describe.each(themes.map(({ name }) => name))("in the theme %s", (theme) => {
  it("is readable and cuts nothing off, also where there is little room", async () => {
    for (const width of [900, 420]) {
      const panel = await openFlow({ theme, width });
      const { page } = panel;
      const faint = await page.$$eval(
        ".gradient-flow tbody .norm, .gradient-flow tbody button, .gradient-flow .code",
        (all) =>
          all.flatMap((one) => {
            const { color } = getComputedStyle(one);
            return color === getComputedStyle(document.body).backgroundColor ? [one.textContent] : [];
          }),
      );
      expect(faint).toEqual([]);
      const bar = await page
        .locator(".gradient-flow .bar")
        .first()
        .evaluate((one) => getComputedStyle(one).backgroundColor);
      expect(bar).not.toBe("rgba(0, 0, 0, 0)");
      const wide = await page
        .locator(".gradient-flow")
        .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
      expect(wide).toBeLessThanOrEqual(0);
      const over = await page.evaluate(() => {
        const toolbar = document.querySelector(".toolbar")!.getBoundingClientRect();
        const head = document.querySelector(".gradient-flow header select")!.getBoundingClientRect();
        return head.right > toolbar.left && head.top < toolbar.bottom;
      });
      expect(over).toBe(false);
      expect(await panel.violations()).toEqual([]);
      if (process.env["LOOK"] !== undefined)
        await page.screenshot({ path: `${process.env["LOOK"]}/flow-${theme}-${width}.png` });
      await panel.close();
    }
  });
});
