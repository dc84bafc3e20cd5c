/** Makes the pictures of docs/ in the real VS Code: `npm run screenshots`. */
import { join } from "node:path";
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
    const editor = await openFile(page, example);
    await showSideBar(false);
    await runCommand(page, "Nabla: Run Backward");
    const graph = await webviewFrame(page);
    await graph.locator("[data-id]").first().waitFor();
    // The backward pass is shown first, and is over when everything has arrived.
    await graph.locator(".canvas.playing").waitFor();
    await graph.locator(".canvas:not(.playing)").waitFor();
    await hoverWord(editor, line, hovered);
    const path = join(root, "docs", `editor-${name}.png`);
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
