/** The inspector in VS Code's window: the table of a value follows the text, a large one is brought in parts, a literal is inserted. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import { editorOf, openFile, runCommand, setCaret, type, webviewFrame } from "../launch/workbench.ts";

const name = "product.grad";
const text = `x = [[2, 1, -3], [-3, 4, 2]]
w = [[3, 2, 1, -1], [2, 1, 3, 2], [3, 2, 1, -2]]
y = x @ w
big = arange(262144).reshape(64, 4096)
L = sum(y * [[2, 3, -3, 9], [-8, 1, 4, 6]]) + sum(big)
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

const cells = (panel: Frame): Promise<(string | null)[]> =>
  panel
    .locator(".grid .row:not(.names):not([hidden]) .cell:not([hidden])")
    .evaluateAll((all) => all.map((cell) => cell.textContent));

/** By the keyboard: the card may lie over the node. */
async function pick(panel: Frame, id: string): Promise<void> {
  await panel.locator(`[data-id="${id}"]`).press("Space");
}

test("a click on a value shows its elements, and on an element where its gradient comes from", async () => {
  await runCommand(host.page, "Nabla: Open Graph to the Side");
  const panel = await webviewFrame(host.page);
  await pick(panel, "x#0");
  await expect.poll(() => cells(panel)).toEqual(["2", "1", "-3", "-3", "4", "2"]);
  await panel.locator('.grid .cell[data-row="0"][data-column="0"]').click();
  await expect
    .poll(() => panel.locator(".element .products").textContent())
    .toBe("∂L/∂x[0, 0] = 3 · 2 + 2 · 3 + 1 · (-3) + (-1) · 9 = 0");
});

test("both follow the text", async () => {
  const { page } = host;
  const panel = await webviewFrame(page);
  await editorOf(page, name).locator(".view-line", { hasText: "backward" }).click();
  await setCaret(page, 2, 8);
  await page.keyboard.press("Backspace");
  await type(page, "5");
  await expect
    .poll(() => panel.locator(".element .products").textContent())
    .toBe("∂L/∂x[0, 0] = 5 · 2 + 2 · 3 + 1 · (-3) + (-1) · 9 = 4");
});

test("a value of [64, 4096] scrolls to its end", async () => {
  const panel = await webviewFrame(host.page);
  await pick(panel, "big#0");
  const grid = panel.locator(".grid");
  await expect.poll(() => grid.getAttribute("aria-colcount")).toBe("4097");
  await grid.evaluate((element) => element.scrollTo(element.scrollWidth, element.scrollHeight));
  await expect.poll(async () => (await cells(panel)).at(-1)).toBe("262143");
  expect((await cells(panel)).length).toBeLessThan(250);
});

test("a literal is inserted at the caret, and a large one is refused in words", async () => {
  const { page } = host;
  const panel = await webviewFrame(page);
  await panel.getByRole("button", { name: "Insert as literal" }).click();
  // The window shows messages when they are asked for.
  const bell = page.locator('.statusbar-item[id="status.notifications"]');
  await bell.locator(".codicon-bell-dot").waitFor();
  await bell.click();
  const note = page.locator(".notifications-center .notification-list-item", {
    hasText: "It has 262,144 numbers, and a literal has up to 100",
  });
  await note.waitFor();
  await bell.click();
  await pick(panel, "x#0");
  await expect.poll(() => cells(panel)).toEqual(["2", "1", "-3", "-3", "4", "2"]);
  // The node's own text is selected now, and is not replaced.
  await panel.getByRole("button", { name: "Insert as literal" }).click();
  await bell.locator(".codicon-bell-dot").waitFor();
  await editorOf(page, name)
    .locator(".view-line", { hasText: /^x\s=\s\[\[2/ })
    .waitFor();
  await editorOf(page, name).locator(".view-line", { hasText: "backward" }).click();
  await setCaret(page, 7, 1);
  await panel.getByRole("button", { name: "Insert as literal" }).click();
  await editorOf(page, name)
    .locator(".view-line", { hasText: /^\[\[2,\s1,\s-3\],\s\[-3,\s4,\s2\]\](?!\s=)/ })
    .waitFor();
});

test("a value with rows and columns is a picture too, and no policy is broken by it", async () => {
  const panel = await webviewFrame(host.page);
  await pick(panel, "x#0");
  await panel.getByRole("button", { name: "picture", exact: true }).click();
  await expect
    .poll(() => panel.locator(".image canvas").getAttribute("aria-label"))
    .toBe("Picture of x, 3 by 2 pixels: black is -4, white 4, 0 the grey between");
  expect(host.violations).toEqual([]);
});
