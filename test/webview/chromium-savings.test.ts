/** What reverse mode saves, in a real Chromium: under the card of the target alone, as tables that are read aloud, in every theme. */
import { expect, it } from "vitest";
import { themes } from "../fixtures/webview/themes.ts";
import { usePanels } from "./harness.ts";
import { inspected, inspectedExample, openInspected } from "./inspecting.ts";

const open = usePanels();
const program = await inspectedExample("08-matmul.grad");

it.each(themes.map(({ name }) => name))("is in the target's card, in the theme %s", async (theme) => {
  const panel = await openInspected(open, program, { theme, width: 760, height: 800 });
  const { page } = panel;
  const savings = page.getByRole("region", { name: "What reverse mode saves" });
  await page.focus('.node[data-id="y#0"]');
  await page.keyboard.press("Enter");
  await panel.serve();
  expect(await savings.count()).toBe(0);
  // Nobody asks for it while another card is open.
  expect(panel.questions.map(({ kind }) => kind)).not.toContain("savings");
  await page.focus('.node[data-id="target"]');
  await page.keyboard.press("Enter");
  await panel.serve();
  const rows = (name: string): Promise<string[]> =>
    page.getByRole("table", { name }).getByRole("row").allInnerTexts();
  expect(await rows("What each way to the gradient costs")).toEqual([
    "way\tmultiply-adds\tmemory",
    "Reverse mode\t48\t208 B",
    "Forward mode\t864\t64 B",
    "Jacobians, left to right\t144\t1,216 B",
    "Jacobians, right to left\t2,592\t2,304 B",
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

it("says in one sentence that a graph is too large", async () => {
  const panel = await openInspected(open, inspected("x = 2\ny = x * x\ny.backward()\n"));
  const { page } = panel;
  await page.focus('.node[data-id="target"]');
  await page.keyboard.press("Enter");
  await panel.serve();
  const about = "The graph has more than 20,000 gates: what each way takes is not counted.";
  const answer = { kind: "savings", version: 1, about, ways: [], kept: { text: "", gates: [] } } as const;
  await panel.send({ kind: "inspected", uri: "file:///test.grad", question: { kind: "savings" }, answer });
  await panel.rest();
  const savings = page.getByRole("region", { name: "What reverse mode saves" });
  expect(await savings.innerText()).toBe(`What reverse mode saves\n\n${about}`);
  await panel.close();
});
