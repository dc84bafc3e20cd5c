/** Stepping through the graph in a real Chromium. */
import { describe, expect, it } from "vitest";
import { themes } from "../fixtures/webview/themes.ts";
import { type Panel, type PanelOptions, usePanels } from "./harness.ts";
import { fork, neuron, product, stepped, type Stepped } from "./step-views.ts";

const open = usePanels();

async function stepping(of: Stepped, options?: PanelOptions): Promise<Panel> {
  const panel = await open(of.view, options);
  await panel.send({ kind: "stepThrough" });
  await panel.send({ kind: "steps", view: of.steps });
  await panel.rest();
  return panel;
}

describe.each(themes.map(({ name }) => name))("in the theme %s", (theme) => {
  it("look", async () => {
    for (const [name, source, at] of [
      ["product", product, 2],
      ["product", product, 4],
      ["fork", fork, 7],
      ["neuron", neuron, 7],
    ] as const) {
      const panel = await stepping(stepped(source), { theme });
      for (let i = 0; i < at; i++) await panel.page.keyboard.press("ArrowRight");
      await panel.rest();
      expect(await panel.complaints()).toEqual([]);
      if (process.env["LOOK"] !== undefined)
        await panel.page.screenshot({ path: `${process.env["LOOK"]}/steps-${theme}-${name}-${at}.png` });
      await panel.close();
    }
  });
});
