/** Two targets in VS Code's window: what the lenses say of them, and what a click on one does. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import { editorOf, openFile, runCommand, setCaret, waitForHints } from "../launch/workbench.ts";

const name = "targets.grad";
let host: Host;

beforeAll(async () => {
  const workspace = temporaryFolder("workspace");
  writeFileSync(join(workspace, name), "x = 2\nL = x * x\nL.backward()\nM = 3 * L\nM.backward()\n");
  host = await startHost({ mode: "code-server", workspace });
  await openFile(host.page, name);
  await hintIs("∂M/∂x = 12");
});

afterAll(() => host.stop());

async function hintIs(text: string): Promise<void> {
  await waitForHints(host.page, name, ([first]) => `${first?.text}${first?.after}`.includes(text));
}

/** The lenses above each line that has some, from the top. */
async function lensesAre(...rows: readonly string[]): Promise<void> {
  const texts = (): Promise<readonly string[]> =>
    editorOf(host.page, name).evaluate((root) =>
      [...root.querySelectorAll<HTMLElement>(".codelens-decoration")]
        .sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top)
        .map((row) => row.innerText.replaceAll("\u00a0", " ").replace(/\s+/g, " ").trim()),
    );
  await expect.poll(texts).toEqual(rows);
}

async function clickLens(title: string): Promise<void> {
  await editorOf(host.page, name).locator(".codelens-decoration a", { hasText: title }).last().click();
}

test("a click on the earlier target's lens makes it the active one, a click on the later one's leads back", async () => {
  await lensesAre(
    "Run backward | Step | Graph | Check gradients",
    "target: L",
    "Run backward | Step | Graph | Check gradients",
  );
  await clickLens("target: L");
  await hintIs("∂L/∂x = 4");
  const back = "target: L · back to M";
  await lensesAre(
    `Run backward | Step | Graph | Check gradients | ${back}`,
    "Run backward | Step | Graph | Check gradients",
    back,
  );
  await clickLens("back to M");
  await hintIs("∂M/∂x = 12");
  await lensesAre(
    "Run backward | Step | Graph | Check gradients",
    "target: L",
    "Run backward | Step | Graph | Check gradients",
  );
});

test("Make This Name the Target says in the lens what the target is, and opens no graph", async () => {
  const { page } = host;
  await setCaret(page, 1, 1);
  await runCommand(page, "Nabla: Make This Name the Target");
  await hintIs("∂x/∂x = 1");
  await lensesAre(
    "Run backward | Step | Graph | Check gradients | target: x · back to M",
    "target: L",
    "target: x · back to M",
  );
  expect(await page.locator(".tab", { hasText: "Graph of" }).count()).toBe(0);
  await clickLens("back to M");
  await hintIs("∂M/∂x = 12");
});

test("Run Backward is the first in the palette when one types it, whatever was used last", async () => {
  const { page } = host;
  const rows = page.locator(".quick-input-list .monaco-list-row .label-name");
  for (const text of ["run backward", "Run Backward", "run back", "backward"]) {
    await page.keyboard.press("F1");
    await page.locator(".quick-input-widget input").fill(`>${text}`);
    await expect.poll(async () => (await rows.first().innerText()).trim()).toBe("Nabla: Run Backward");
    const others = (await rows.allInnerTexts()).slice(1);
    expect(others.filter((title) => title.includes("Nabla") && /run backward/i.test(title))).toEqual([]);
    await page.keyboard.press("Escape");
  }
});
