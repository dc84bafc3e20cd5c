/** Pinned values in VS Code's window: a command pins, an edit shows what was, and a reload keeps the pins. */
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
  reloadWindow,
  runCommand,
  setCaret,
  type,
  webviewFrame,
} from "../launch/workbench.ts";

const name = "product.grad";
let host: Host;

beforeAll(async () => {
  const workspace = temporaryFolder("workspace");
  writeFileSync(join(workspace, name), "x = -2\ny = 5\nz = -4\nq = x + y\nf = q * z\nf.backward()\n");
  host = await startHost({ mode: "code-server", workspace });
  await openFile(host.page, name);
});

afterAll(() => host.stop());

/** The rows as they are read: `q line 4 3 -4 → 4 ⚠ changes sign`. */
const rows = (panel: Frame): Promise<string[]> =>
  panel.locator(".pins tbody tr").evaluateAll((all) =>
    all.map((row) =>
      [...row.querySelectorAll("button.link, span:not([hidden])")]
        .map(({ textContent }) => textContent.trim())
        .filter((text) => text !== "")
        .join(" "),
    ),
  );

test("the command pins what the caret is on, and shows the panel that it stands in", async () => {
  const { page } = host;
  await setCaret(page, 4, 1);
  await runCommand(page, "Nabla: Pin Value");
  const panel = await webviewFrame(page);
  await expect.poll(() => rows(panel)).toEqual(["q line 4 3 -4"]);
});

test("an edit shows what value and gradient were, and marks a change of sign", async () => {
  const { page } = host;
  await editorOf(page, name).locator(".view-line", { hasText: "backward" }).click();
  await setCaret(page, 3, 5);
  await page.keyboard.press("Delete");
  await type(page, "4");
  await page.keyboard.press("Delete");
  const panel = await webviewFrame(page);
  await expect.poll(() => rows(panel)).toEqual(["q line 4 3 -4 → 4 ⚠ changes sign"]);
});

test("the hover pins too, and the card in the graph takes a pin away", async () => {
  const { page } = host;
  await (await hoverWord(editorOf(page, name), /^x\s/, "x")).getByText("Pin this value").click();
  const panel = await webviewFrame(page);
  await expect.poll(async () => (await rows(panel)).length).toBe(2);
  await page.keyboard.press("Escape");
  await panel.locator('.node[data-id="x#0"]').click();
  const pin = panel.locator('.card button[aria-label="Pin"]');
  await expect.poll(() => pin.getAttribute("aria-pressed")).toBe("true");
  await pin.click();
  await expect.poll(async () => (await rows(panel)).length).toBe(1);
});

test("since the last save: a save is what is compared with from then on", async () => {
  const { page } = host;
  const panel = await webviewFrame(page);
  await panel.locator(".pins select").selectOption("save");
  await expect.poll(() => rows(panel)).toEqual(["q line 4 3 -4 → 4 ⚠ changes sign"]);
  await editorOf(page, name).locator(".view-line", { hasText: "backward" }).click();
  await page.keyboard.press("Control+s");
  await expect.poll(() => rows(panel)).toEqual(["q line 4 3 4"]);
});

test("a reload keeps the pins, and no policy is broken", async () => {
  const { page } = host;
  await reloadWindow(page);
  const panel = await webviewFrame(page);
  await expect.poll(() => rows(panel)).toEqual(["q line 4 3 4"]);
  await expect.poll(() => panel.locator(".pins select").inputValue()).toBe("save");
  await panel.locator('button[aria-label="Unpin q"]').click();
  await panel.locator(".pins").waitFor({ state: "hidden" });
  expect(host.violations).toEqual([]);
});
