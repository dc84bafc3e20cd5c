/** A run that takes seconds: what is drawn meanwhile says that it is old, and the new numbers come by themselves. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import { drawnLines, openFile, setCaret, type, waitForHints } from "../launch/workbench.ts";

const name = "long.grad";
const program = "s = 2\na = ones(1000, 1000)\nb = a @ a\nf = s * sum(b @ a)\nf.backward()\n";
const patience = 90_000;

let host: Host;

beforeAll(async () => {
  const workspace = temporaryFolder("workspace");
  writeFileSync(join(workspace, name), program);
  host = await startHost({ mode: "code-server", workspace });
  await openFile(host.page, name);
});

afterAll(() => host.stop());

/** The target's line as it is drawn. */
async function target(): Promise<string> {
  return (await drawnLines(host.page, name))[3]?.text ?? "";
}

test("after opening, the numbers come without a key", { timeout: patience }, async () => {
  await waitForHints(
    host.page,
    name,
    (lines) => lines[3]?.text.endsWith("= 2e+12  ∂f/∂f = 1") === true,
    patience,
  );
});

test("after an edit, old numbers are marked until the new ones come", { timeout: patience }, async () => {
  const { page } = host;
  await setCaret(page, 2, 99);
  await type(page, " * 2");
  await expect.poll(target, { timeout: 5000, interval: 20 }).toContain("⟳ = 2e+12");
  await page.locator(".statusbar-item", { hasText: "∇ running" }).waitFor({ timeout: 5000 });
  await waitForHints(
    page,
    name,
    (lines) => lines[3]?.text.endsWith(" = 1.6e+13  ∂f/∂f = 1") === true,
    patience,
  );
  await page.locator(".statusbar-item", { hasText: "∇ f = 1.6e+13" }).waitFor();
});

test("the next edit brings its numbers too", { timeout: patience }, async () => {
  const { page } = host;
  await setCaret(page, 1, 99);
  await page.keyboard.press("Backspace");
  await type(page, "4");
  await waitForHints(
    page,
    name,
    (lines) => lines[3]?.text.endsWith(" = 3.2e+13  ∂f/∂f = 1") === true,
    patience,
  );
});
