/** The gradient flow in VS Code's window: a command shows it, it follows the text, a row leads to its line, and the hover has its strip. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import {
  editorOf,
  hoverWord,
  openFile,
  runCommand,
  setCaret,
  type,
  waitForHints,
  webviewFrame,
} from "../launch/workbench.ts";

const name = "fading.grad";
const text = `w = param(0.3)
h0 = param(1)
h = h0
for t in range(20):
    h = tanh(w * h)
L = (h - 1) ** 2
L.backward()
`;
let host: Host;

beforeAll(async () => {
  const workspace = temporaryFolder("workspace");
  writeFileSync(join(workspace, name), text);
  host = await startHost({ mode: "code-server", workspace });
  await openFile(host.page, name);
});

afterAll(() => host.stop());

const rows = (panel: Frame): Promise<string[]> =>
  panel
    .locator(".gradient-flow tbody tr")
    .evaluateAll((all) =>
      all.map(
        (row) => `${row.querySelector("th button")?.textContent} ${row.querySelector(".norm")?.textContent}`,
      ),
    );

test("the command shows the table in the graph's place, with what is found", async () => {
  await runCommand(host.page, "Nabla: Show Gradient Flow");
  const panel = await webviewFrame(host.page);
  await expect.poll(() => rows(panel)).toContain("L 1");
  expect((await rows(panel)).map((row) => row.split(" ")[0])).toEqual(["L", "h", "h", "h0", "w"]);
  await panel.locator(".gradient-flow .mark", { hasText: "vanishing" }).waitFor();
  expect(await panel.locator(".canvas").isVisible()).toBe(false);
});

test("a row leads to its line: by a click, and by Enter with the keyboard", async () => {
  const { page } = host;
  const panel = await webviewFrame(page);
  await panel.locator(".gradient-flow tbody tr", { hasText: "h0" }).locator(".size").click();
  const position = page.locator('.statusbar-item[id="status.editor.selection"]');
  await panel.locator(".gradient-flow tbody tr", { hasText: "h0" }).locator("button").press("Enter");
  await expect.poll(() => position.innerText()).toMatch(/^Ln 2,/);
});

test("it follows the text, and the rate that is chosen", async () => {
  const { page } = host;
  const panel = await webviewFrame(page);
  const update = panel.locator(".gradient-flow tbody tr", { hasText: "h0" }).locator(".update");
  const before = await update.textContent();
  await panel.locator(".gradient-flow select").selectOption("1");
  await expect.poll(() => update.textContent()).not.toBe(before);
  await editorOf(page, name).locator(".view-line", { hasText: "backward" }).click();
  await setCaret(page, 1, 14);
  await page.keyboard.press("Backspace");
  await type(page, "9");
  await waitForHints(page, name, (lines) => lines[0]?.text.includes("param(0.9)") === true);
  await panel.locator(".gradient-flow .mark", { hasText: "vanishing" }).waitFor({ state: "detached" });
  await page.keyboard.press("Backspace");
  await type(page, "3");
  await panel.locator(".gradient-flow .mark", { hasText: "vanishing" }).waitFor();
});

test("the hover of a name that the loop binds shows how its gradient goes over the turns", async () => {
  const hover = await hoverWord(editorOf(host.page, name), /^\s+h\s=\stanh/, "h");
  await expect.poll(() => hover.innerText()).toMatch(/over 20 turns: ▁▁▂[▂-▇]+██ /);
  await host.page.keyboard.press("Escape");
});

test("its button gives the graph back, and no policy is broken", async () => {
  const panel = await webviewFrame(host.page);
  await panel.locator('button[aria-label="Gradient flow"]').click();
  await panel.locator(".canvas .node").first().waitFor();
  expect(host.violations).toEqual([]);
});
