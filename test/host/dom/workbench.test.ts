/** A `.grad` file in VS Code's window: it opens, is edited, and follows settings; the page breaks no policy. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import {
  drawnLines,
  editorOf,
  openFile,
  reloadWindow,
  runCommand,
  setCaret,
  setSettings,
  themes,
  type,
  waitForHints,
} from "../launch/workbench.ts";

let host: Host;

beforeAll(async () => {
  const workspace = temporaryFolder("workspace");
  writeFileSync(join(workspace, "lines.grad"), "x = 1\ny = 2\n");
  writeFileSync(join(workspace, "nan.grad"), "x = -1\ny = 2\nb = log(x * y)\nL = b + y\nL.backward()\n");
  host = await startHost({
    mode: "code-server",
    workspace,
    settings: { "workbench.colorTheme": themes.dark },
  });
  await openFile(host.page, "lines.grad");
});

afterAll(() => host.stop());

test("the status bar names the language", async () => {
  const language = host.page.locator('.statusbar-item[id="status.editor.mode"]');
  await language.getByText("Grad", { exact: true }).waitFor();
});

test("text is typed where the caret was put", async () => {
  await setCaret(host.page, 2, 99);
  await type(host.page, " + 3");
  await waitForHints(host.page, "lines.grad", (lines) => lines[1]?.text.startsWith("y = 2 + 3") === true);
  expect((await drawnLines(host.page, "lines.grad"))[0]?.text).toMatch(/^x = 1/);
});

/** The panel's editor that shows the output. */
const output = (): Locator => host.page.locator(".part.panel .output-view .monaco-editor").first();

test("a command runs from the palette", async () => {
  await runCommand(host.page, "Nabla: Show Output");
  await output().waitFor();
  await runCommand(host.page, "View: Hide Panel");
  await output().waitFor({ state: "hidden" });
});

test("the theme follows the settings, and the open file is still there", async () => {
  await setSettings(host, { "workbench.colorTheme": themes.light });
  await host.page.locator(".monaco-workbench.vs").waitFor();
  await editorOf(host.page, "lines.grad").locator(".view-line").first().waitFor();
});

test("the output is shown although the window is still starting when it is asked for", async () => {
  const { page } = host;
  const machine = await page.context().newCDPSession(page);
  await reloadWindow(page);
  // On a slow machine VS Code takes a minute until it knows an extension's log.
  await machine.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  await runCommand(page, "Nabla: Show Output");
  await output().waitFor();
  await machine.detach();
});

test("where a NaN begins is a click, a key and a command away", async () => {
  const { page } = host;
  await openFile(page, "nan.grad");
  const status = page.locator(".statusbar-item", { hasText: "⚠ NaN" });
  const ways: readonly (() => Promise<unknown>)[] = [
    () => status.click(),
    () => page.keyboard.press("F8"),
    () => runCommand(page, "Nabla: Go to First NaN"),
  ];
  await status.waitFor();
  for (const go of ways) {
    await setCaret(page, 1, 1);
    await go();
    await page.locator('.statusbar-item[id="status.editor.selection"]', { hasText: "Ln 3, Col 5" }).waitFor();
    // F8 shows the problem in the text, which has the focus.
    await page.keyboard.press("Escape");
  }
});

test("a new file says what to type, until something is typed", async () => {
  const { page } = host;
  await runCommand(page, "Nabla: New Grad File");
  const editor = page.locator(".editor-instance .monaco-editor.focused");
  const placeholder = (): Promise<string> =>
    editor
      .locator(".view-line span")
      .evaluateAll((spans) => spans.map((span) => getComputedStyle(span, "::after").content).join());
  await expect.poll(placeholder).toContain("y.backward()");
  await page.keyboard.type("x");
  await expect.poll(placeholder).not.toContain("y.backward()");
});

test("an example opens as a copy without a name, and is live", async () => {
  const { page } = host;
  const entry = page.locator(".quick-input-list .monaco-list-row", { hasText: "01-product" });
  await runCommand(page, "Nabla: Open Example…", entry);
  await entry.click();
  await page.locator(".statusbar-item", { hasText: "∇ f = -12" }).waitFor();
  await page.locator(".tab.active", { hasText: "Untitled" }).waitFor();
});

test("an example that loads data is live as an unsaved copy", async () => {
  const { page } = host;
  const entries = page.locator(".quick-input-list .monaco-list-row");
  await runCommand(page, "Nabla: Open Example…", entries.filter({ hasText: "01-product" }));
  // The list draws what is in sight alone.
  await page.locator(".quick-input-widget input").fill("12-logistic");
  await entries.filter({ hasText: "12-logistic-regression" }).click();
  await page.locator(".statusbar-item", { hasText: /∇ L = \d/ }).waitFor();
});

test("the walkthrough shows four steps, each with its picture, and ticks what is done", async () => {
  const { page } = host;
  const steps = page.locator(".getting-started-step");
  await runCommand(page, "Nabla: Open Walkthrough", steps.first());
  expect(await steps.locator(".step-title").allInnerTexts()).toEqual([
    "Type formulas",
    "Ask for the chain rule",
    "Look at the graph",
    "Predict, then look",
  ]);
  for (const [step, drawn] of ["q = x + y", "It sends back:", "-4×", "Page Down"].entries()) {
    await steps.nth(step).click();
    const picture = (): Promise<readonly string[]> =>
      Promise.all(
        page.frames().map((frame) =>
          frame
            .locator("svg text", { hasText: drawn })
            .allTextContents()
            .catch(() => []),
        ),
      ).then((texts) => texts.flat());
    await expect.poll(picture).toHaveLength(1);
  }
  await steps.first().click();
  await steps.first().getByText("New Grad File").click();
  await page.locator(".tab.active", { hasText: "Untitled" }).waitFor();
  await runCommand(page, "Nabla: Open Walkthrough", steps.first());
  await steps.first().locator(".codicon.complete").waitFor();
});

test("nothing broke a content security policy", () => {
  expect(host.violations).toEqual([]);
});
