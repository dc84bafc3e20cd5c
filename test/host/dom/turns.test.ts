/** The turns of a loop in VS Code's window: editor and graph show the same one, whichever of them was clicked in. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import {
  editorOf,
  hoverWord,
  openFile,
  runCommand,
  waitForHints,
  webviewFrame,
} from "../launch/workbench.ts";

const name = "turns.grad";
let host: Host;

beforeAll(async () => {
  const workspace = temporaryFolder("workspace");
  writeFileSync(join(workspace, name), "x = 2\ns = 1\nfor i in range(3):\n    s = s * x\ns.backward()\n");
  host = await startHost({ mode: "code-server", workspace });
  await openFile(host.page, name);
  await shows("⟨turn 3 of 3⟩", "= 8  ∂s/∂s = 1");
});

afterAll(() => host.stop());

/** Waits until the loop's two lines have these hints. */
async function shows(head: string, line: string): Promise<void> {
  await waitForHints(
    host.page,
    name,
    (lines) => lines[2]?.text.includes(head) === true && lines[3]?.text.includes(line) === true,
  );
}

test("a click in the hover on a loop's name or head shows the turn before, and the one behind", async () => {
  const editor = editorOf(host.page, name);
  const before = (await hoverWord(editor, /^for/, "range")).getByText("◀ turn 2");
  await before.click();
  await shows("⟨turn 2 of 3⟩", "= 4  ∂s/∂s = 2");
  await host.page.keyboard.press("Escape");
  const hover = await hoverWord(editor, /^\s+s\s=\ss/, "s");
  await hover.getByText("▶ turn 3").click();
  await shows("⟨turn 3 of 3⟩", "= 8  ∂s/∂s = 1");
  await host.page.keyboard.press("Escape");
});

test("the graph's pager turns the editor's lines too, and a link in the editor the graph", async () => {
  const { page } = host;
  await runCommand(page, "Nabla: Open Graph to the Side");
  const panel = await webviewFrame(page);
  await panel.locator("[data-toggle='loop i#0']").first().click();
  const pager = panel.locator(".pager .title");
  await expect.poll(() => pager.textContent()).toBe("turn 3 of 3");
  // The wire into the loop may lead over it.
  await panel.locator(".pager .turn").first().click({ force: true });
  await shows("⟨turn 2 of 3⟩", "= 4  ∂s/∂s = 2");
  await expect.poll(() => pager.textContent()).toBe("turn 2 of 3");
  const hover = await hoverWord(editorOf(page, name), /^for/, "range");
  await hover.getByText("◀ turn 1").click();
  await shows("⟨turn 1 of 3⟩", "= 2  ∂s/∂s = 4");
  await expect.poll(() => pager.textContent()).toBe("turn 1 of 3");
});
