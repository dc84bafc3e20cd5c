/** The graph panel in VS Code's window: it opens beside its file, draws the numbers, and breaks no policy. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import { openFile, runCommand, webviewFrame } from "../launch/workbench.ts";

let host: Host;

beforeAll(async () => {
  host = await startHost({ mode: "vsix", workspace: join(root, "examples") });
  await openFile(host.page, "01-product.grad");
});

afterAll(() => host.stop());

test("the graph of the file is drawn, with values and gradients", async () => {
  await runCommand(host.page, "Nabla: Open Graph to the Side");
  const graph = await webviewFrame(host.page);
  for (const number of ["-12", "3", "-4"])
    await graph.locator("svg text", { hasText: number }).first().waitFor();
});

test("a file that is opened while the panel has the keyboard does not cover it", async () => {
  const { page } = host;
  await (await webviewFrame(page)).locator(".canvas").click({ position: { x: 5, y: 5 } });
  await openFile(page, "02-gates.grad");
  const groups = page.locator(".editor-group-container");
  await expect.poll(() => groups.count()).toBe(2);
  await groups.first().locator('.tab[data-resource-name="02-gates.grad"]').waitFor();
  const graph = await webviewFrame(page);
  await graph.locator(".node.target", { hasText: "g" }).waitFor();
});

test("nothing broke a content security policy", () => {
  expect(host.violations).toEqual([]);
});

test("one that broke it would be noticed", async () => {
  const graph = await webviewFrame(host.page);
  await graph.evaluate(() => document.body.insertAdjacentHTML("beforeend", '<p style="color: red"></p>'));
  await expect.poll(() => host.violations.length).toBeGreaterThan(0);
});
