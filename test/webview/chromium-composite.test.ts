/** An opened call in a real Chromium: its card shows the same gradients beside each other, and all calls are opened at once. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { idsOf } from "../fixtures/webview/composites.ts";
import { themes } from "../fixtures/webview/themes.ts";
import { type PanelOptions, usePanels } from "./harness.ts";
import { type Inspected, inspected, type InspectedPanel, openInspected } from "./inspecting.ts";

const open = usePanels();
const uri = "file:///test.grad";
const id = "sigmoid#0";
const source = readFileSync("examples/04-sigmoid-gate.grad", "utf8");
const program = inspected(source, idsOf(source, ["sigmoid"]));
const opened = program.view;
const closed = inspected(source).view;
/** A panel that shows it closed, and is answered of it opened. */
const openClosed = (options?: PanelOptions): Promise<InspectedPanel> =>
  openInspected(open, { ...program, view: closed }, options);
const posted = { kind: "opened", uri } as const;

describe("an opened call", () => {
  it.each(themes.map(({ name }) => name))(
    "has its card, by keyboard alone, in the theme %s",
    async (theme) => {
      const panel = await openClosed({ theme });
      const { page } = panel;
      const card = page.getByLabel("Opened call");
      await page.focus(`.node[data-id="${id}"]`);
      await page.keyboard.press("Space");
      expect((await panel.heard()).at(-1)).toEqual({ ...posted, ids: [id] });
      expect(await card.isVisible()).toBe(false);
      await panel.show(opened);
      await panel.serve();
      expect(await card.locator(".says").innerText()).toMatch(/^✓ The gradients are the same/);
      expect(await card.locator("tr").allInnerTexts()).toEqual([
        "\t1 gate\t4 gates",
        "sent to s\t0.1966\t0.1966",
        "cached\t1 number\t2 numbers",
      ]);
      expect(await card.locator(".difference").innerText()).toMatch(
        /^Largest difference: \d(\.\d+)?e-1[67]$/,
      );
      expect(await card.getByRole("columnheader").allInnerTexts()).toEqual(["1 gate", "4 gates"]);
      expect(await card.getByRole("rowheader").allInnerTexts()).toEqual(["sent to s", "cached"]);
      expect(await card.getByRole("button", { name: "Close" }).isVisible()).toBe(true);
      expect(await panel.violations()).toEqual([]);
      if (process.env["LOOK"] !== undefined)
        await page.screenshot({ path: `${process.env["LOOK"]}/composite-${theme}.png` });
      await page.keyboard.press("Escape");
      await panel.rest();
      expect(await card.isVisible()).toBe(false);
      // The control of the box asks for it again, and closes it: the call's own card is there then.
      await page.focus(`[data-toggle="${id}"]`);
      await page.keyboard.press("Enter");
      await panel.serve();
      expect(await card.isVisible()).toBe(true);
      await page.focus(`[data-toggle="${id}"]`);
      await page.keyboard.press("Space");
      expect((await panel.heard()).at(-1)).toEqual({ ...posted, ids: [] });
      await panel.show(closed);
      // It is not in the page at all where it is not shown.
      expect(await page.locator(".card").count()).toBe(1);
      expect(await page.getByLabel("Selected node").isVisible()).toBe(true);
      expect(await panel.complaints()).toEqual([]);
      await panel.close();
    },
  );

  it("follows edits, and goes where nothing can be said of it any more", async () => {
    let text = source;
    const answer: Inspected["answer"] = (question) => inspected(text, [id]).answer(question);
    const panel = await openInspected(open, { ...program, view: closed, answer });
    const card = panel.page.getByLabel("Opened call");
    await panel.page.click(`[data-toggle="${id}"]`);
    await panel.show(opened);
    await panel.serve();
    text = source.replace("w2 = -3", "w2 = 0");
    await panel.show(inspected(text, [id]).view);
    await panel.serve();
    expect(await card.locator("tr").nth(1).innerText()).toBe("sent to s\t0.01766\t0.01766");
    // No gradient flows through it.
    text = source.replace("f.backward()", "w0.backward()");
    await panel.show({ ...opened });
    await panel.serve();
    expect(await card.isVisible()).toBe(false);
    await panel.close();
  });
});

describe("all calls", () => {
  it("are opened and closed by one command, and what a person opened stays", async () => {
    const panel = await open(closed);
    const said = panel.page.locator(".unseen[aria-live]");
    await panel.send({ kind: "allCalls", ids: [id], open: true });
    await panel.rest();
    expect((await panel.heard()).at(-1)).toEqual({ ...posted, ids: [id] });
    expect((await panel.kept())?.opened).toEqual({ [uri]: [id] });
    expect(await said.textContent()).toBe("1 call opened");
    await panel.show(opened);
    await panel.send({ kind: "allCalls", ids: [id], open: false });
    await panel.rest();
    expect((await panel.heard()).at(-1)).toEqual({ ...posted, ids: [] });
    expect(await said.textContent()).toBe("1 call closed");
    await panel.show(closed);
    await panel.send({ kind: "allCalls", ids: [], open: true });
    await panel.rest();
    expect(await said.textContent()).toBe("No call of the library can be opened in this graph");
    await panel.close();
  });
});
