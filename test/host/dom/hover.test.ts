/** Hovers in VS Code's window: pictures of tensors are drawn, and the ledger leads to the uses. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import { hoverWord, openFile, waitForHints } from "../launch/workbench.ts";

const name = "tensors.grad";
const text = `x = [[1, -2, 0], [0.5, 4, -1]]
y = x * 2
L = sum(y ** 2) + sum(x)
L.backward()
`;
let host: Host;
let editor: Locator;

beforeAll(async () => {
  const workspace = temporaryFolder("workspace");
  writeFileSync(join(workspace, name), text);
  host = await startHost({ mode: "code-server", workspace });
  editor = await openFile(host.page, name);
  await waitForHints(host.page, name, (lines) => lines[2]?.text.includes("∂L/∂L = 1") === true);
});

afterAll(() => host.stop());

test("a tensor and its gradient are drawn beside each other, with their scales", async () => {
  const hover = await hoverWord(editor, /^x\s=/, "x");
  const pictures = hover.locator("img");
  await expect.poll(() => pictures.count()).toBe(4);
  const read = (all: Element[]): unknown =>
    all.map((one) => {
      const { alt, complete, naturalWidth, width } = one as HTMLImageElement;
      return { alt, isDrawn: complete && naturalWidth === width && width > 0 };
    });
  await expect
    .poll(() => pictures.evaluateAll(read))
    .toEqual([
      { alt: "Heat map of x: -2 to 4, 1 zero", isDrawn: true },
      { alt: "Heat map of ∂L/∂x: -15 to 33", isDrawn: true },
      { alt: "to", isDrawn: true },
      { alt: "to", isDrawn: true },
    ]);
  const [left, right] = await Promise.all([0, 1].map((at) => pictures.nth(at).boundingBox()));
  expect(right!.y).toBe(left!.y);
  expect(right!.x).toBeGreaterThan(left!.x + left!.width);
  await host.page.keyboard.press("Escape");
});

test("a use in the ledger leads to its line", async () => {
  const { page } = host;
  const hover = await hoverWord(editor, /^x\s=/, "x");
  await hover.getByText("line 3", { exact: true }).click();
  await page.locator('.statusbar-item[id="status.editor.selection"]', { hasText: "Ln 3, Col 19" }).waitFor();
});

test("nothing broke a content security policy", () => {
  expect(host.violations).toEqual([]);
});
