/** Lecture mode in VS Code's window: text and graph are large, and one key shows one gradient after another. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import { editorOf, openFile, runCommand, setCaret, waitForHints, webviewFrame } from "../launch/workbench.ts";

const name = "01-product.grad";
let host: Host;

beforeAll(async () => {
  host = await startHost({ mode: "code-server", workspace: join(root, "examples") });
  await openFile(host.page, name);
  await runCommand(host.page, "Nabla: Open Graph to the Side");
  await (await webviewFrame(host.page)).locator("svg text", { hasText: "-12" }).first().waitFor();
});

afterAll(() => host.stop());

/** Waits until these gradients stand behind the lines, from the top. */
async function gradientsAre(...wanted: readonly string[]): Promise<void> {
  const all = ["x", "y", "z", "q", "f"].map((of, i) => `∂f/∂${of} = ${wanted[i]}`);
  await waitForHints(host.page, name, (lines) => {
    const drawn = lines.flatMap(({ text, after }) => /∂f\S* = \S+/.exec(text + after)?.[0] ?? []);
    return drawn.join() === all.join();
  });
}

/** How large the text of the editor, and that of a gradient in the graph, is drawn (px). */
async function heights(): Promise<readonly [number, number]> {
  const lines = editorOf(host.page, name).locator(".view-lines");
  const size = await lines.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  const text = (await webviewFrame(host.page)).locator("svg text.below").first();
  return [size, (await text.boundingBox())?.height ?? 0];
}

/** The gradients that are drawn in the graph, each once. */
async function drawnGradients(): Promise<readonly string[]> {
  const graph = await webviewFrame(host.page);
  const texts = await graph.locator("svg text.below tspan").allTextContents();
  return [...new Set(texts.filter((text) => text !== ""))].sort();
}

test("one command makes the text large and hides every gradient", async () => {
  const { page } = host;
  await gradientsAre("-4", "-4", "3", "-4", "1");
  const [text, graph] = await heights();
  await runCommand(page, "Nabla: Lecture Mode");
  await gradientsAre("?", "?", "?", "?", "?");
  await expect.poll(async () => (await heights())[0] / text).toBeCloseTo(1.6);
  await expect.poll(async () => (await heights())[1] / graph).toBeGreaterThan(1.3);
  await expect.poll(drawnGradients).toEqual(["?"]);
  await page.locator(".statusbar-item", { hasText: "0 of 5 gradients" }).waitFor();
  // The room of the side bar is the text's and the graph's.
  await page.locator(".part.sidebar").waitFor({ state: "hidden" });
});

test("a key shows the next one, from the target back, and another hides it again", async () => {
  const { page } = host;
  await setCaret(page, 5, 1);
  await page.keyboard.press("PageDown");
  await gradientsAre("?", "?", "?", "?", "1");
  await page.keyboard.press("PageDown");
  await gradientsAre("?", "?", "?", "-4", "1");
  await expect.poll(drawnGradients).toEqual(["-4", "1", "?"]);
  await page.keyboard.press("PageUp");
  await gradientsAre("?", "?", "?", "?", "1");
});

test("the same key works while the graph has the keyboard", async () => {
  const { page } = host;
  await (await webviewFrame(page)).locator(".canvas").click({ position: { x: 5, y: 200 } });
  await page.keyboard.press("PageDown");
  await gradientsAre("?", "?", "?", "-4", "1");
});

test("one key shows all, and hides all again; where none is left, Page Down is the editor's own", async () => {
  const { page } = host;
  await editorOf(page, name).locator(".view-line").first().click();
  await setCaret(page, 5, 1);
  await page.keyboard.press("Control+Alt+g");
  await gradientsAre("-4", "-4", "3", "-4", "1");
  const place = page.locator('.statusbar-item[id="status.editor.selection"]');
  await expect
    .poll(async () => {
      await page.keyboard.press("PageDown");
      return place.innerText();
    })
    .not.toContain("Ln 5");
  await page.keyboard.press("Control+Alt+g");
  await gradientsAre("?", "?", "?", "?", "?");
});

test("the same command leaves it, also where the graph has the keyboard", async () => {
  const [text] = await heights();
  await (await webviewFrame(host.page)).locator(".canvas").click({ position: { x: 5, y: 200 } });
  await runCommand(host.page, "Nabla: Lecture Mode");
  await gradientsAre("-4", "-4", "3", "-4", "1");
  await expect.poll(async () => text / (await heights())[0]).toBeCloseTo(1.6);
});

test("to predict them, gradients are hidden and nothing else; what is said in the graph's card is shown at its line", async () => {
  const { page } = host;
  const before = await heights();
  await runCommand(page, "Nabla: Predict Gradients");
  await gradientsAre("?", "?", "?", "?", "?");
  expect((await heights())[0]).toBe(before[0]);
  const graph = await webviewFrame(page);
  await graph.locator('[data-id="q#0"]').click();
  const says = graph.locator(".predict .says");
  for (const [text, said] of [
    ["4", "✗ The sign is wrong."],
    ["-4", "✓ Right: ∂f/∂q = -4."],
  ] as const) {
    await graph.getByLabel("Its gradient is").fill(text);
    await graph.getByLabel("Its gradient is").press("Enter");
    await expect.poll(() => says.textContent()).toBe(said);
  }
  await gradientsAre("?", "?", "?", "-4", "?");
  await expect.poll(drawnGradients).toEqual(["-4", "?"]);
  await runCommand(page, "Nabla: Predict Gradients");
  await gradientsAre("-4", "-4", "3", "-4", "1");
});
