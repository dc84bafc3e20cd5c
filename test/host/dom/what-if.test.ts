/** What if in VS Code's window: a leaf is dragged and the hints follow while the file stays; it is written and undone in one step; nudges. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../launch/paths.ts";
import { eventually } from "../eventually.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import {
  drawnLines,
  editorOf,
  openFile,
  runCommand,
  setCaret,
  waitForHints,
  webviewFrame,
  webviewFrames,
} from "../launch/workbench.ts";

const name = "product.grad";
const text = "x = -2\ny = 5\nz = -4\nq = x + y\nf = q * z\nf.backward()\n";
const other = "other.grad";
let host: Host;

beforeAll(async () => {
  const workspace = temporaryFolder("workspace");
  writeFileSync(join(workspace, name), text);
  writeFileSync(join(workspace, other), "u = 2\nv = u * u\nv.backward()\n");
  host = await startHost({ mode: "code-server", workspace });
  await openFile(host.page, name);
});

afterAll(() => host.stop());

const shown = async (): Promise<string> => {
  const lines = await drawnLines(host.page, name);
  return lines.map((line) => line.text + line.after).join("\n");
};
const isDirty = (): Promise<number> => host.page.locator(".tab.dirty").count();

test("a leaf is dragged: panel, hints and status follow, and the file stays", async () => {
  const { page } = host;
  await runCommand(page, "Nabla: Open Graph to the Side");
  const panel = await webviewFrame(page);
  await panel.locator(".node.leaf", { hasText: "x" }).first().click();
  const slider = panel.locator("#what-if-slider");
  await slider.waitFor();
  const box = (await slider.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2, { steps: 20 });
  await page.mouse.up();
  const value = await slider.inputValue();
  expect(Number(value)).toBeGreaterThan(-2);
  const f = (Number(value) + 5) * -4;
  const exact = String(Number(f.toPrecision(4)));
  await panel.locator(".what-if .changes .target dd", { hasText: `-12 → ${exact}` }).waitFor();
  await panel.locator("svg text", { hasText: exact }).first().waitFor();
  await waitForHints(page, name, (lines) => {
    const all = lines.map((line) => line.text + line.after).join("\n");
    return all.includes(`what if x = ${value}`) && all.includes(`if = ${exact}`);
  });
  await page.locator(".statusbar-item", { hasText: `what if: f = ${exact}` }).waitFor();
  expect(await isDirty()).toBe(0);
  await slider.press("Escape");
  await waitForHints(
    page,
    name,
    (lines) => !lines.some((line) => (line.text + line.after).includes("if = ")),
  );
});

test("what is set is written into the file, and one Undo takes it back", async () => {
  const { page } = host;
  const panel = await webviewFrame(page);
  await panel.locator(".what-if .number").fill("3.5");
  await panel.locator(".what-if .buttons button", { hasText: "Write to File" }).click();
  await waitForHints(page, name, (lines) => lines[0]?.text.startsWith("x = 3.5") === true);
  await waitForHints(
    page,
    name,
    (lines) => !lines.some((line) => (line.text + line.after).includes("what if")),
  );
  expect(await shown()).toContain("= -34");
  await editorOf(page, name).locator(".view-line").first().click();
  await page.keyboard.press("Control+z");
  await waitForHints(page, name, (lines) => lines[0]?.text.startsWith("x = -2") === true);
  await expect.poll(isDirty).toBe(0);
});

test("a burst of nudges by keys edits the number, and is one Undo", async () => {
  const { page } = host;
  await setCaret(page, 2, 6);
  for (let i = 0; i < 6; i++) await page.keyboard.press("Shift+Alt+PageDown");
  await waitForHints(page, name, (lines) => lines[1]?.text.startsWith("y = -1") === true);
  await page.keyboard.press("Shift+Alt+PageUp");
  await waitForHints(page, name, (lines) => lines[1]?.text.startsWith("y = 0") === true);
  await page.keyboard.press("Control+z");
  await waitForHints(page, name, (lines) => lines[1]?.text.startsWith("y = 5") === true);
  await expect.poll(isDirty).toBe(0);
});

test("two panels on one file show one what-if, either takes it back, and each has steps of its own", async () => {
  const { page } = host;
  await (await webviewFrame(page)).locator('.toolbar button[aria-label^="Lock to"]').click();
  // Another file gets the panel that follows, beside the first, and it follows back to the file.
  await openFile(page, other);
  await runCommand(page, "View: Move Editor into Right Group");
  await runCommand(page, "Nabla: Open Graph to the Side");
  await page.locator(".tab", { hasText: `Graph of ${other}` }).waitFor();
  await page.locator(`.tab[data-resource-name="${name}"]`).click();
  await page.locator(".tab", { hasText: /Graph of .*locked/ }).click();
  const panel = (lock: string): Promise<Frame> =>
    eventually(`a panel with the lock ${lock}`, async () => {
      for (const frame of await webviewFrames(page))
        if ((await frame.locator(`.toolbar button[aria-label^="${lock} ${name}"]`).count()) === 1)
          return frame;
      return undefined;
    });
  const [first, second] = [await panel("Locked to"), await panel("Lock to")];
  const [one, two] = [first.locator(".canvas"), second.locator(".canvas")];
  for (const canvas of [one, two]) await canvas.locator("text", { hasText: "-12" }).first().waitFor();

  await first.locator(".node.leaf", { hasText: "x" }).first().click();
  await second.locator(".node.leaf", { hasText: "x" }).first().click();
  await first.locator(".what-if .number").fill("1");
  for (const canvas of [one, two]) await canvas.locator("text", { hasText: "-24" }).first().waitFor();
  await expect.poll(() => second.locator(".what-if .number").inputValue()).toBe("1");
  await second.locator(".canvas").press("Escape");
  for (const canvas of [one, two]) await canvas.locator("text", { hasText: "-12" }).first().waitFor();
  await expect.poll(() => first.locator(".what-if .number").inputValue()).toBe("-2");

  await first.locator('.toolbar button[aria-label="Step through the graph"]').click();
  await first.locator(".steps .count", { hasText: "0 /" }).waitFor();
  await first.locator(".steps .slider").press("ArrowRight");
  await first.locator(".steps .count", { hasText: "1 /" }).waitFor();
  expect(await second.locator(".steps").isVisible()).toBe(false);
  expect(await two.locator("text", { hasText: "-12" }).count()).toBe(1);
  await first.locator(".steps .slider").press("Escape");
  await page.locator(".tab", { hasText: /Graph of .*locked/ }).click({ button: "middle" });
  await page.locator(`.tab[data-resource-name="${name}"]`).click();
  await second.locator(".node.leaf", { hasText: "x" }).first().waitFor();
  await expect.poll(async () => (await webviewFrames(page)).length).toBe(1);
  expect(await isDirty()).toBe(0);
});

test("a panel that is closed leaves nothing set", async () => {
  const { page } = host;
  const panel = await webviewFrame(page);
  await panel.locator(".node.leaf", { hasText: "x" }).first().click();
  await panel.locator(".what-if .number").fill("7");
  const isMarked = (lines: Awaited<ReturnType<typeof drawnLines>>): boolean =>
    lines.some((line) => (line.text + line.after).includes("what if x = 7"));
  await waitForHints(page, name, isMarked);
  await page.locator(".tab", { hasText: `Graph of ${name}` }).click({ button: "middle" });
  await waitForHints(page, name, (lines) => !isMarked(lines));
  expect(host.violations).toEqual([]);
});
