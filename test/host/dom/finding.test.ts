/** A finding in VS Code's window: its squiggle, its words, its fix by keys, and the page that its code leads to. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import {
  editorOf,
  hoverWord,
  openFile,
  runCommand,
  setCaret,
  until,
  waitForHints,
} from "../launch/workbench.ts";

const name = "length.grad";
const text = `v = param([0, 0])
u = param(3)
L = sqrt(sum(v ** 2)) + u
L.backward()
`;
const loose = `w = param(3)
u = param(3)
k = param(2)
L = w * detach(k)
L.backward()
`;
const shared = "k = (3 + 1\n";
const importing = `from "shared.grad" import k
x = 2
L = k * x
`;
let workspace: string;
let host: Host;
let editor: Locator;

beforeAll(async () => {
  workspace = temporaryFolder("workspace");
  writeFileSync(join(workspace, name), text);
  writeFileSync(join(workspace, "loose.grad"), loose);
  writeFileSync(join(workspace, "shared.grad"), shared);
  writeFileSync(join(workspace, "importing.grad"), importing);
  host = await startHost({ mode: "code-server", workspace });
  editor = await openFile(host.page, name);
});

afterAll(() => host.stop());

test("a finding has its squiggle, and its fix by keys takes it away and leaves the value", async () => {
  const { page } = host;
  const squiggle = editor.locator(".squiggly-warning");
  await squiggle.waitFor();
  const before = await waitForHints(page, name, (lines) => lines[2]?.text.includes("= 3") === true);
  expect(before[2]?.text).toMatch(/^L = sqrt\(sum\(v \*\* 2\)\) \+ u\s+= 3\s+∂L\/∂L = 1$/u);

  const hover = await hoverWord(editor, /^L\s=/, "sqrt");
  await expect.poll(() => hover.innerText()).toMatch(/sends back ∞, where sum\(v \*\* 2\) is 0/u);
  await expect.poll(() => hover.innerText()).toContain("nan-norm");
  await page.keyboard.press("Escape");

  await setCaret(page, 3, 6);
  const fix = page.locator(".action-widget .monaco-list-row", {
    hasText: "Write norm(v): ∂L/∂v[0] NaN → 0",
  });
  await until(fix, "visible", () => page.keyboard.press("Control+."));
  await page.keyboard.press("Enter");
  await squiggle.waitFor({ state: "detached" });
  const after = await waitForHints(page, name, (lines) => lines[0]?.text.includes("∂L/∂v = [0, 0]") === true);
  expect(after[2]?.text).toMatch(/^L = norm\(v\) \+ u/u);
  await setCaret(page, 1, 1);
  await waitForHints(page, name, (lines) => /= 3\s+∂L\/∂L = 1$/u.test(lines[2]?.text ?? ""));
});

test("a fix of a file that is not open is shown before it is made", async () => {
  const { page } = host;
  const opened = await openFile(page, "importing.grad");
  await opened.locator(".squiggly-error").waitFor();
  await setCaret(page, 1, 1);
  const fix = page.locator(".action-widget .monaco-list-row", { hasText: "Close it with ) in shared.grad" });
  await until(fix, "visible", () => page.keyboard.press("Control+."));
  await page.keyboard.press("Enter");
  const preview = page.locator(".bulk-edit-panel");
  await preview.getByText("shared.grad").first().waitFor();
  expect(readFileSync(join(workspace, "shared.grad"), "utf8")).toBe(shared);
  await preview.locator(".edit-checkbox").first().check();
  await preview.getByRole("button", { name: "Apply" }).click();
  await opened.locator(".squiggly-error").waitFor({ state: "detached" });
  await waitForHints(page, "importing.grad", (lines) => lines[2]?.text.includes("= 8") === true);
  await openFile(page, name);
});

test("in the Problems panel its code leads to its page, where it is shown live, and that to the mended program", async () => {
  const { page } = host;
  await editor.locator(".view-line").first().click();
  await page.keyboard.press("Control+Z");
  await editor.locator(".squiggly-warning").waitFor();
  await runCommand(page, "Problems: Focus on Problems View");
  await page.locator(".markers-panel").getByText("nan-norm").click();

  const sick = "findings/nan-norm.grad";
  await editorOf(page, sick).locator(".squiggly-warning").waitFor();
  await waitForHints(page, sick, (lines) => lines.some((line) => /∂L\/∂v .*NaN/u.test(line.text)));

  await editorOf(page, sick).locator(".detected-link", { hasText: "nan-norm-mended" }).waitFor();
  await editorOf(page, sick).locator(".native-edit-context, textarea.inputarea").first().focus();
  for (const key of ["Control+End", "ArrowUp", "End", "ArrowLeft"]) await page.keyboard.press(key);
  await runCommand(page, "Open Link");
  const mended = "findings/nan-norm-mended.grad";
  await waitForHints(page, mended, (lines) =>
    lines.some(({ text: line }) => /∂L\/∂v = \[0, 0\]/u.test(line)),
  );
  expect(await editorOf(page, mended).locator(".squiggly-warning").count()).toBe(0);
});

test("a name that is on no way to the target is faded, a hint has its dots, and its check a verdict in lens and Test Explorer", async () => {
  const { page } = host;
  const own = await openFile(page, "loose.grad");
  await own.locator(".squiggly-inline-unnecessary", { hasText: "u" }).waitFor();
  await own.locator(".squiggly-hint").first().waitFor();
  await own.locator(".codelens-decoration .codicon-beaker").first().waitFor();
  await runCommand(page, "Nabla: Check Gradients");
  await own.locator(".codelens-decoration .codicon-question").first().waitFor();
  await runCommand(page, "Testing: Focus on Test Explorer View");
  const explorer = page.locator(".test-explorer");
  const file = explorer.locator(".monaco-list-row", { hasText: "loose.grad" });
  const leaf = explorer.locator(".monaco-list-row", { hasText: "∂L/∂w" });
  await file.click();
  await until(leaf, "visible", () => page.keyboard.press("ArrowRight"));
});
