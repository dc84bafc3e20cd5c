/** In Restricted Mode a `.grad` file has its numbers too: it is data, and nothing of the workspace is run. */
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root, temporaryFolder } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import { openFile, waitForHints } from "../launch/workbench.ts";

let host: Host;

beforeAll(async () => {
  const workspace = temporaryFolder("workspace");
  cpSync(join(root, "examples/01-product.grad"), join(workspace, "01-product.grad"));
  writeFileSync(
    join(workspace, "signs.grad"),
    "# ∂f/∂x · 2² × x₁ → αβγδεζηθικλμνξπρσςτυφχψω ΓΔΘΛΞΠΣΦΨΩ\nρ = 1\nс = 2\n",
  );
  host = await startHost({ mode: "vsix", workspace, trust: false });
});

afterAll(() => host.stop());

test("the window says that it is restricted", async () => {
  await host.page.locator(".statusbar-item").getByText("Restricted Mode").first().waitFor();
});

test("values and gradients stand at the line ends", async () => {
  await openFile(host.page, "01-product.grad");
  const lines = await waitForHints(host.page, "01-product.grad", (drawn) =>
    drawn.some(({ text }) => text.includes("∂")),
  );
  expect(lines.find(({ text }) => text.startsWith("q = x + y"))?.text).toMatch(/= 3 .*∂f\/∂q = -4/);
});

test("a Cyrillic letter is marked, Greek and signs are not", async () => {
  const editor = await openFile(host.page, "signs.grad");
  const marked = editor.locator(".view-overlays .unicode-highlight");
  await marked.first().waitFor();
  expect(await marked.count()).toBe(1);
  const text = editor.locator(".view-line", { hasText: "с" });
  const topOf = async (part: Locator): Promise<number | undefined> => (await part.boundingBox())?.y;
  // The lens above the first line moves all of them when it comes.
  await expect.poll(async () => (await topOf(marked))! - (await topOf(text))!).toBe(0);
});
