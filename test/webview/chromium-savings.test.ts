/** What reverse mode saves, in a real Chromium: under the card of the target alone, as tables that are read aloud, in every theme. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { graphView } from "../../src/features/graph-view.ts";
import { viewOf } from "../check.ts";
import { themes } from "../fixtures/webview/themes.ts";
import { usePanels } from "./harness.ts";

const open = usePanels();
const example = readFileSync(join(import.meta.dirname, "../../examples/08-matmul.grad"), "utf8");

it.each(themes.map(({ name }) => name))("is in the target's card, in the theme %s", async (theme) => {
  const panel = await open(graphView(viewOf(example), []), { theme, width: 760, height: 800 });
  const { page } = panel;
  const savings = page.getByRole("region", { name: "What reverse mode saves" });
  await page.focus('.node[data-id="y#0"]');
  await page.keyboard.press("Enter");
  await panel.rest();
  expect(await savings.count()).toBe(0);
  await page.focus('.node[data-id="target"]');
  await page.keyboard.press("Enter");
  await panel.rest();
  const rows = (name: string): Promise<string[]> =>
    page.getByRole("table", { name }).getByRole("row").allInnerTexts();
  expect(await rows("What each way to the gradient costs")).toEqual([
    "way\tmultiply-adds\tmemory",
    "Reverse mode\t48\t208 B",
    "Forward mode\t864\t64 B",
    "Jacobians, left to right\t144\t2 KB",
    "Jacobians, right to left\t2,592\t3 KB",
  ]);
  expect(await rows("What each gate keeps for the backward pass")).toEqual([
    "gate\tkeeps\tmemory",
    "@ of y\tx, w\t144 B",
  ]);
  expect(await savings.innerText()).toContain("y hangs on 18 numbers: forward mode takes a pass for each");
  expect(await savings.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  if (process.env["LOOK"] !== undefined)
    await page.screenshot({ path: `${process.env["LOOK"]}/savings-${theme}.png` });
  expect(await panel.violations()).toEqual([]);
  expect(await panel.complaints()).toEqual([]);
  await panel.close();
});
