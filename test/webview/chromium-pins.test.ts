/** Pinned values in a real Chromium: what stands in their rows, keys and clicks, the pin in the card, and who reads it aloud. */
import { describe, expect, it } from "vitest";
import { editedProduct, productPins } from "../fixtures/webview/pins.ts";
import { themes } from "../fixtures/webview/themes.ts";
import { type Panel, type PanelOptions, usePanels } from "./harness.ts";
import { place } from "./seen.ts";

const open = usePanels();
const graph = editedProduct();
const view = productPins("q", "y", "f");

async function openPins(options?: PanelOptions): Promise<Panel> {
  const panel = await open(graph, options);
  await panel.send({ kind: "pins", view });
  await panel.page.waitForSelector(".pins tbody tr");
  await panel.rest();
  return panel;
}

const rows = ({ page }: Panel): Promise<string[]> =>
  page.$$eval(".pins tbody tr", (all) =>
    all.map((row) =>
      [...row.querySelectorAll("button.link, span:not([hidden])")]
        .map(({ textContent }) => textContent.trim())
        .filter((text) => text !== "")
        .join(" | "),
    ),
  );
const focused = ({ page }: Panel): Promise<string | null | undefined> =>
  page.evaluate(() => document.activeElement?.textContent);
const last = async (panel: Panel): Promise<unknown> => (await panel.heard()).at(-1);
const says = ({ page }: Panel): Promise<string | null> => page.locator(".unseen[aria-live]").textContent();

describe("the rows", () => {
  it("say what a value and its gradient were, and mark a change of sign and a large factor", async () => {
    const panel = await openPins();
    expect(await rows(panel)).toEqual([
      "q | line 4 | 3 | -4 → | 48 | ⚠ changes sign, × 12",
      "y | line 2 | 5 | -4 → | 48 | ⚠ changes sign, × 12",
      "f | line 5 | -12 → | 144 | ⚠ changes sign, × 12 | 1",
    ]);
    expect(await panel.complaints()).toEqual([]);
    await panel.close();
  });

  it("stand above the picture and take room from it, and are away where nothing is pinned", async () => {
    const panel = await openPins();
    const pins = (await place(panel, ".pins"))!;
    const stage = (await place(panel, ".stage"))!;
    expect(pins.y + pins.height).toBeLessThanOrEqual(stage.y);
    await panel.send({ kind: "pins", view: { ...view, rows: [] } });
    await panel.rest();
    expect(await panel.page.locator(".pins").isVisible()).toBe(false);
    expect((await place(panel, ".stage"))!.y).toBe(0);
    await panel.close();
  });

  it("of another file are not shown", async () => {
    const panel = await open(graph);
    await panel.send({ kind: "pins", view: { ...view, uri: "file:///other.grad" } });
    await panel.rest();
    expect(await panel.page.locator(".pins").isVisible()).toBe(false);
    await panel.close();
  });

  it("say of a value that the file has no more that it is gone, and mark a number that is on its way", async () => {
    const panel = await openPins();
    const [first, second, third] = view.rows;
    const gone = { ...second!, line: 0, steps: [], value: undefined, gradient: undefined };
    const value = { short: "3", long: "3", stale: true };
    await panel.send({ kind: "pins", view: { ...view, rows: [{ ...first!, value }, gone, third!] } });
    await panel.rest();
    const [running, missing] = await rows(panel);
    expect(running).toContain("q | line 4 | ⟳ 3 |");
    expect(missing).toBe("y | not in the file now");
    await panel.close();
  });

  it("never go into the webview's own state", async () => {
    const panel = await openPins();
    await panel.page.click('button[aria-label^="Lock"]');
    expect(JSON.stringify(await panel.kept())).not.toMatch(/pin/i);
    await panel.close();
  });
});

describe("hands and keys", () => {
  it("Tab comes to what is compared with and one row, the arrows to the others, Delete takes a pin away", async () => {
    const panel = await openPins();
    const { keyboard } = panel.page;
    await panel.page.focus(".pins select");
    await keyboard.press("Tab");
    expect(await focused(panel)).toBe("q");
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowDown");
    expect(await focused(panel)).toBe("f");
    await keyboard.press("Home");
    expect(await focused(panel)).toBe("q");
    await keyboard.press("Delete");
    expect(await last(panel)).toEqual({ kind: "unpin", uri: graph.uri, id: "q#0" });
    expect(await says(panel)).toBe("q unpinned");
    await panel.send({ kind: "pins", view: { ...view, rows: view.rows.slice(1) } });
    await panel.rest();
    expect(await focused(panel)).toBe("y");
    await keyboard.press("Enter");
    expect(await last(panel)).toEqual({ kind: "reveal", uri: graph.uri, id: "y#0", focus: true });
    await panel.close();
  });

  it("a click on a name shows its line, on the cross takes the pin away, and the select compares anew", async () => {
    const panel = await openPins();
    await panel.page.click(".pins tbody tr:nth-child(3) button.link");
    expect(await last(panel)).toEqual({ kind: "reveal", uri: graph.uri, id: "f#0", focus: false });
    await panel.page.click('button[aria-label="Unpin y"]');
    expect(await last(panel)).toEqual({ kind: "unpin", uri: graph.uri, id: "y#0" });
    await panel.page.selectOption(".pins select", "save");
    expect(await last(panel)).toEqual({ kind: "against", against: "save" });
    await panel.close();
  });

  it("the card pins its node, and says whether it is pinned", async () => {
    const panel = await openPins();
    const pin = panel.page.locator('.card button[aria-label="Pin"]');
    await panel.page.click('.node[data-id="q#0"]');
    await panel.rest();
    expect(await pin.getAttribute("aria-pressed")).toBe("true");
    await panel.page.click('.card button[aria-label="Close"]');
    await panel.rest();
    await panel.page.click('.node[data-id="z#0"]');
    await panel.rest();
    expect(await pin.getAttribute("aria-pressed")).toBe("false");
    await pin.click();
    // What is asked about the leaf that was selected may come behind it.
    const toggled = (await panel.heard()).filter(({ kind }) => kind === "togglePin");
    expect(toggled).toEqual([{ kind: "togglePin", uri: graph.uri, id: "z#0" }]);
    expect(await says(panel)).toBe("Pinned");
    await panel.close();
  });

  it("is a table to those who hear it", async () => {
    const panel = await openPins();
    const { page } = panel;
    expect(await page.locator(".pins").getAttribute("aria-label")).toBe("Pinned values");
    expect(await page.locator('.pins tbody th[scope="row"]').count()).toBe(3);
    expect(await page.locator('.pins thead th[scope="col"]').count()).toBe(3);
    const unnamed = await page.$$eval(".pins button, .pins select", (all) =>
      all
        .filter(
          (one) => one.textContent === "" && !one.hasAttribute("aria-label") && one.closest("label") === null,
        )
        .map((one) => one.outerHTML),
    );
    expect(unnamed).toEqual([]);
    await panel.close();
  });
});

describe.each(themes.map(({ name }) => name))("in the theme %s", (theme) => {
  it("is readable and cuts nothing off, also where there is little room", async () => {
    for (const width of [900, 420]) {
      const panel = await openPins({ theme, width });
      const { page } = panel;
      await page.click('.node[data-id="q#0"]');
      await panel.rest();
      const wide = await page
        .locator(".pins")
        .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
      expect(wide).toBeLessThanOrEqual(0);
      const faint = await page.$$eval(".pins tbody span, .pins tbody button", (all) =>
        all.flatMap((one) =>
          getComputedStyle(one).color === getComputedStyle(document.body).backgroundColor
            ? [one.textContent]
            : [],
        ),
      );
      expect(faint).toEqual([]);
      expect(await panel.violations()).toEqual([]);
      if (process.env["LOOK"] !== undefined)
        await page.screenshot({ path: `${process.env["LOOK"]}/pins-${theme}-${width}.png` });
      await panel.close();
    }
  });
});
