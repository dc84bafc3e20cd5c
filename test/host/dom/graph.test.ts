/** The graph panel in VS Code's window: it opens beside its file, draws the numbers, and breaks no policy. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import { openFile, reloadWindow, runCommand, webviewFrame } from "../launch/workbench.ts";

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
  // Below the toolbar, beside the graph.
  await (await webviewFrame(page)).locator(".canvas").click({ position: { x: 5, y: 90 } });
  await openFile(page, "02-gates.grad");
  const groups = page.locator(".editor-group-container");
  await expect.poll(() => groups.count()).toBe(2);
  await groups.first().locator('.tab[data-resource-name="02-gates.grad"]').waitFor();
  const graph = await webviewFrame(page);
  await graph.locator(".node.target", { hasText: "g" }).waitFor();
});

test("all calls of the library are opened into their gates by a command, and closed by another", async () => {
  const { page } = host;
  await openFile(page, "04-sigmoid-gate.grad");
  const graph = await webviewFrame(page);
  const call = graph.locator('.node[data-id="sigmoid#0"]');
  const opened = graph.locator('[data-toggle="sigmoid#0"][aria-expanded="true"]');
  await call.waitFor();
  expect(await opened.count()).toBe(0);
  await runCommand(page, "Nabla: Open All Calls");
  await expect.poll(() => opened.count()).toBe(1);
  await expect.poll(() => call.count()).toBe(0);
  await runCommand(page, "Nabla: Close All Calls");
  await expect.poll(() => call.count()).toBe(1);
  await expect.poll(() => opened.count()).toBe(0);
});

test("a command shows the Jacobian of the target, and Escape brings the graph back", async () => {
  const { page } = host;
  const graph = await webviewFrame(page);
  await runCommand(page, "Nabla: Show Jacobian");
  const jacobian = graph.locator(".jacobian");
  await jacobian.locator("tbody td").first().waitFor();
  expect(await jacobian.locator("h2").textContent()).toMatch(/^∂f\/∂/);
  await jacobian.locator("h2").press("Escape");
  await jacobian.waitFor({ state: "hidden" });
  await graph.locator('.node[data-id="sigmoid#0"]').waitFor();
});

test("after a reload it is of the file that is opened meanwhile", async () => {
  const { page } = host;
  await reloadWindow(page);
  await openFile(page, "03-neuron.grad");
  await page.locator(".tab", { hasText: "Graph of 03-neuron.grad" }).waitFor();
  await (await webviewFrame(page)).locator(".node", { hasText: "w0" }).waitFor();
});

test("nothing broke a content security policy", () => {
  expect(host.violations).toEqual([]);
});

test("one that broke it would be noticed", async () => {
  const graph = await webviewFrame(host.page);
  await graph.evaluate(() => document.body.insertAdjacentHTML("beforeend", '<p style="color: red"></p>'));
  await expect.poll(() => host.violations.length).toBeGreaterThan(0);
});
