/** A Jacobian in a real Chromium: asked for at a node, as numbers or as a picture, by hand and by keys, and read aloud. */
import { describe, expect, it } from "vitest";
import { jacobianAt } from "../fixtures/webview/jacobians.ts";
import { product } from "../fixtures/webview/samples.ts";
import { themes } from "../fixtures/webview/themes.ts";
import type { JacobianView } from "../../src/protocol/jacobian-view.ts";
import { type Panel, type PanelOptions, usePanels } from "./harness.ts";

const open = usePanels();
const { uri, nodes } = product();
const id = nodes.find(({ name }) => name === "q")!.id;
const at = (view: JacobianView): JacobianView => ({ ...view, uri, id });
const small = at(
  jacobianAt("w = [[1, 2], [-3, 4], [5, 6]]\nx = [1, 1]\ny = w @ x\nL = sum(y * y)", { at: "y" }, "∂y/∂w"),
);
const large = at(
  jacobianAt(
    "x = linspace(-2, 2, 40)\ny = x - cumsum(x, 0) * 0.2 * relu(x)\nL = sum(y)",
    { at: "cumsum" },
    "∂(cumsum(x, 0))/∂x",
  ),
);
const refused = at(jacobianAt("x = ones(64, 4096)\ny = relu(x)\nL = sum(y)", { at: "y" }));

/** A panel whose card of a node was asked for a Jacobian, which has come. */
async function openAt(view: JacobianView, options?: PanelOptions): Promise<Panel> {
  const panel = await open(product(), options);
  await panel.page.click(`[data-id="${id}"]`);
  await panel.page.click('.card button[aria-label="Show Jacobian"]');
  await panel.send({ kind: "jacobian", uri, view });
  await panel.rest();
  return panel;
}
const last = async (panel: Panel): Promise<unknown> => (await panel.heard()).at(-1);

describe("the Jacobian", () => {
  it("is asked for from the card, waited for, and can be stopped", async () => {
    const panel = await open(product());
    await panel.page.click(`[data-id="${id}"]`);
    await panel.page.click('.card button[aria-label="Show Jacobian"]');
    await panel.rest();
    expect(await last(panel)).toEqual({ kind: "jacobian", uri, asked: { id } });
    expect(await panel.page.locator(".jacobian .about").innerText()).toBe("Backward passes are made …");
    expect(await panel.page.locator(".jacobian").getAttribute("aria-busy")).toBe("true");
    await panel.page.click(".jacobian button:text('Stop')");
    await panel.rest();
    expect(await last(panel)).toEqual({ kind: "jacobian", uri });
    expect(await panel.page.locator(".jacobian").isVisible()).toBe(false);
    expect(await panel.page.locator(".canvas").isVisible()).toBe(true);
    await panel.close();
  });

  it("is a table of numbers where it is small, with what is 0 apart", async () => {
    const panel = await openAt(small);
    const { page } = panel;
    const cells = await page.$$eval(".jacobian tbody td", (all) => all.map((one) => one.textContent));
    expect(cells).toEqual("1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0 1 1".split(" "));
    expect(await page.locator(".jacobian td.zero").count()).toBe(12);
    expect(await page.locator('.jacobian th[scope="row"]').allInnerTexts()).toEqual([
      "∂y[0]",
      "∂y[1]",
      "∂y[2]",
    ]);
    expect(await page.locator('.jacobian th[scope="col"]').count()).toBe(6);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("∂y/∂w");
    expect(await page.locator(".unseen[aria-live]").textContent()).toContain("6 of its 18 entries are not 0");
    await page.selectOption(".jacobian select", { label: "∂y/∂x, 3 × 2" });
    expect(await last(panel)).toMatchObject({
      kind: "jacobian",
      uri,
      asked: { id, choice: small.choices[1]!.key },
    });
    await page.keyboard.press("Escape");
    await panel.rest();
    expect(await last(panel)).toEqual({ kind: "jacobian", uri });
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-id"))).toBe(id);
    expect(await panel.complaints()).toEqual([]);
    await panel.close();
  });

  it("is a picture where it is larger, in which keys and the pointer move an entry", async () => {
    const panel = await openAt(large);
    const { page } = panel;
    const entry = (): Promise<string> => page.locator(".jacobian figcaption").innerText();
    expect(await page.locator(".jacobian table").count()).toBe(0);
    expect(await entry()).toBe("∂(cumsum(x, 0))[0]/∂x[0] = 1");
    await page.focus(".jacobian .frame");
    const heard: string[] = [];
    for (const key of ["ArrowRight", "ArrowDown", "End", "PageDown", "Home", "ArrowUp"]) {
      await page.keyboard.press(key);
      heard.push((await entry()).replaceAll("(cumsum(x, 0))", "y"));
    }
    expect(heard).toEqual([
      "∂y[0]/∂x[1] = 0",
      "∂y[1]/∂x[1] = 1",
      "∂y[1]/∂x[39] = 0",
      "∂y[21]/∂x[39] = 0",
      "∂y[21]/∂x[0] = 1",
      "∂y[20]/∂x[0] = 1",
    ]);
    const box = (await page.locator(".jacobian img").boundingBox())!;
    await page.mouse.move(box.x + box.width - 2, box.y + box.height - 2);
    expect(await entry()).toBe("∂(cumsum(x, 0))[39]/∂x[39] = 1");
    expect(await panel.complaints()).toEqual([]);
    await panel.close();
  });

  it("draws a part of one that is wider than a picture, around the entry", async () => {
    const wide = at(jacobianAt("x = linspace(1, 2, 3000)\nL = sum(x * x)", {}, "∂L/∂x"));
    const panel = await openAt(wide);
    await panel.page.focus(".jacobian .frame");
    await panel.page.keyboard.press("End");
    expect(await panel.page.locator(".jacobian figcaption").innerText()).toBe("∂L/∂x[2999] = 4");
    expect(await panel.page.locator(".jacobian .more").innerText()).toContain("columns 2601 to 3000 of 3000");
    await panel.close();
  });

  it("says why there is none, and goes with its node", async () => {
    const panel = await openAt(refused);
    expect(await panel.page.locator(".jacobian .about").innerText()).toContain("512 GB (256 GB as float32)");
    const view = product();
    await panel.send({
      kind: "graph",
      view: { ...view, nodes: view.nodes.filter((node) => node.id !== id), edges: [] },
      file: "product.grad",
      locked: false,
      large: false,
    });
    await panel.rest();
    expect(await panel.page.locator(".jacobian").isVisible()).toBe(false);
    await panel.close();
  });

  it("keeps what it is of and its close button in sight however far it is scrolled", async () => {
    const panel = await openAt(large, { width: 420, height: 300 });
    const close = panel.page.locator('.jacobian button[aria-label="Close the Jacobian"]');
    const before = await close.boundingBox();
    const scrolled = await panel.page.locator(".jacobian").evaluate((root) => {
      root.scrollTop = root.scrollHeight;
      root.scrollLeft = root.scrollWidth;
      return root.scrollTop;
    });
    expect(scrolled).toBeGreaterThan(100);
    expect(await close.boundingBox()).toEqual(before);
    await close.click();
    await panel.rest();
    expect(await panel.page.locator(".jacobian").isVisible()).toBe(false);
    await panel.close();
  });

  it("is there by the command too: of the target where nothing is selected", async () => {
    const panel = await open(product());
    await panel.send({ kind: "showJacobian" });
    await panel.rest();
    expect(await last(panel)).toEqual({ kind: "jacobian", uri, asked: { id: nodes.at(-1)!.id } });
    await panel.close();
  });
});

describe.each(themes.map(({ name }) => name))("in the theme %s", (theme) => {
  it.each([
    ["small", small],
    ["large", large],
    ["refused", refused],
  ])("%s is readable", async (name, view) => {
    const panel = await openAt(view, { theme, width: 760, height: 800 });
    const unnamed = await panel.page
      .locator(".jacobian :is(button, select, .frame):visible")
      .evaluateAll((all) => {
        if (all.length < 2) throw new Error("nothing is seen");
        return all.filter((one) => {
          const name = one.getAttribute("aria-label") ?? one.closest("label")?.textContent ?? one.textContent;
          return name === "";
        });
      });
    const wide = await panel.page
      .locator(".jacobian")
      .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    expect(wide).toBeLessThanOrEqual(0);
    expect(unnamed).toEqual([]);
    expect(await panel.violations()).toEqual([]);
    if (process.env["LOOK"] !== undefined)
      await panel.page.screenshot({ path: `${process.env["LOOK"]}/jacobian-${theme}-${name}.png` });
    await panel.close();
  });
});
