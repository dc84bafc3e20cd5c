/** Hints in an editor that is 500 px wide, with the graph beside it: measured in what is drawn, the gradients are in sight. */
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import {
  editorOf,
  openFile,
  runCommand,
  setCaret,
  type,
  waitForHints,
  webviewFrame,
} from "../launch/workbench.ts";

const name = "09-two-layer-net.grad";
const width = 500;

let host: Host;

beforeAll(async () => {
  const workspace = temporaryFolder("workspace");
  copyFileSync(join(import.meta.dirname, "../../../examples", name), join(workspace, name));
  host = await startHost({ mode: "code-server", workspace });
  await openFile(host.page, name);
  await setCaret(host.page, 1, 1);
  await runCommand(host.page, "Nabla: Open Graph to the Side");
  await (await webviewFrame(host.page)).locator("svg .node").first().waitFor();
});

afterAll(() => host.stop());

/** The lines that show a gradient, with how many pixels of it are out of sight; read inside the page. */
function hiddenPixels(editor: Element): readonly { readonly line: string; readonly hidden: number }[] {
  const { right } = editor.querySelector(".editor-scrollable")!.getBoundingClientRect();
  return [...editor.querySelectorAll(".view-line")].flatMap((row) => {
    const spans = [...row.querySelectorAll("span > span")];
    const at = spans.findIndex(({ textContent }) => /∂.*[\d‖]/u.test(textContent));
    if (at < 0) return [];
    const ends = spans.slice(at).map((span) => span.getBoundingClientRect().right);
    return [{ line: row.textContent, hidden: Math.max(0, Math.max(...ends) - right) }];
  });
}

test("all gradients of the two-layer net can be read", async () => {
  const { page } = host;
  const editor = editorOf(page, name);
  const widthOf = async (): Promise<number> => Math.round((await editor.boundingBox())?.width ?? 0);
  const look = async (): Promise<number> => {
    const size = page.viewportSize() ?? { width: 0, height: 0 };
    // The graph has the other half of what the window is wider.
    await page.setViewportSize({ width: size.width + 2 * (width - (await widthOf())), height: 1100 });
    return widthOf();
  };
  await expect.poll(look).toBe(width);
  await waitForHints(page, name, (lines) =>
    lines.some(({ text }) => text === "z = X @ W1 + b1 ‖2.81‖  ∂ ‖0.90‖"),
  );
  const gradients = (): ReturnType<typeof hiddenPixels> | Promise<ReturnType<typeof hiddenPixels>> =>
    editor.evaluate(hiddenPixels);
  await expect.poll(async () => (await gradients()).length).toBe(11);
  expect((await gradients()).filter(({ hidden }) => hidden > 0)).toEqual([]);
});

test("a gradient that was worked out by hand is marked while one types", async () => {
  const { page } = host;
  const shows = (said: string): Promise<unknown> =>
    waitForHints(page, name, (lines) => lines.some(({ text, after }) => (text + after).trim() === said));
  await shows("ds = f - Y ‖1.60‖ = ∂J/∂s ✓");
  await setCaret(page, 35, 99);
  await type(page, " - Y + f");
  await setCaret(page, 1, 1);
  // Twice f - Y: a factor too much.
  await shows("ds = f - Y - Y + f ‖3.21‖ = 2 × ∂J/∂s");
});
