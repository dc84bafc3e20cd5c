/** Makes the pictures of docs/ in the real VS Code: `npm run screenshots`. */
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { root } from "../test/host/launch/paths.ts";
import { startHost } from "../test/host/launch/start-host.ts";
import {
  hoverWord,
  openFile,
  runCommand,
  screenshot,
  setSettings,
  themes,
  webviewFrame,
} from "../test/host/launch/workbench.ts";
import { buildAll } from "./build.ts";

/** The file of examples/ that the pictures show. */
const example = "01-product.grad";

/** The line, and the name in it, whose hover the pictures show. */
const line = /^f\s=\sq/;
const hovered = "q";

/** The file whose finding is shown, the finding, and the name whose hover says why. */
const faulty = { example: "20-dead-relu.grad", code: "dead-relu", line: /^w\s=\sparam/, hovered: "w" };

/** The edge by which a panel is dragged lies so many pixels above it. */
const EDGE = 3;

const look = {
  "editor.fontSize": 15,
  "editor.wordWrap": "on",
  "editor.hover.above": false,
  "workbench.activityBar.location": "hidden",
  "workbench.layoutControl.enabled": false,
};

await buildAll();
const host = await startHost({
  mode: "vsix",
  workspace: join(root, "examples"),
  settings: look,
  viewport: { width: 1440, height: 810 },
  say: (line) => console.log(line),
});
try {
  const { page } = host;
  for (const [name, theme] of Object.entries(themes)) {
    await setSettings(host, { ...look, "workbench.colorTheme": theme });
    await runCommand(page, "View: Close All Editors");
    await showSideBar(true);
    const editor = await open(example);
    await runCommand(page, "Nabla: Run Backward");
    const graph = await webviewFrame(page);
    await graph.locator("[data-id]").first().waitFor();
    // The backward pass is shown first, and is over when everything has arrived.
    await graph.locator(".canvas.playing").waitFor();
    await graph.locator(".canvas:not(.playing)").waitFor();
    await hoverWord(editor, line, hovered);
    await save(`editor-${name}.png`);
  }

  await setSettings(host, { ...look, "editor.hover.above": true, "workbench.colorTheme": themes.dark });
  await runCommand(page, "View: Close All Editors");
  await page.setViewportSize({ width: 1100, height: 660 });
  const editor = await open(faulty.example);
  for (const drawn of [".squiggly-info", ".codelens-decoration >> nth=1"])
    await editor.locator(drawn).waitFor();
  await page.locator('.statusbar-item[id="status.problems"]').waitFor();
  await runCommand(page, "Problems: Focus on Problems View");
  await page.locator(".markers-panel").getByText(faulty.code, { exact: true }).waitFor();
  await lowerPanel(120);
  await hoverWord(editor, faulty.line, faulty.hovered);
  await save("finding.png");

  async function open(file: string): Promise<Locator> {
    await showSideBar(true);
    const editor = await openFile(page, file);
    await showSideBar(false);
    return editor;
  }

  /** Leaves the panel so many pixels, as one does by dragging its upper edge. */
  async function lowerPanel(height: number): Promise<void> {
    const { x, y, width, height: now } = (await page.locator(".part.panel").boundingBox())!;
    await page.mouse.move(x + width / 2, y - EDGE);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + now - height, { steps: 5 });
    await page.mouse.up();
  }

  async function save(file: string): Promise<void> {
    const path = join(root, "docs", file);
    await screenshot(page, path);
    console.log(path);
  }

  async function showSideBar(shown: boolean): Promise<void> {
    const isShown = await page.locator(".part.sidebar").isVisible();
    if (isShown !== shown) await page.keyboard.press("Control+B");
  }
} finally {
  await host.stop();
}
