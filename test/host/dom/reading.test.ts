/** What is read in VS Code's window beside the numbers: hints inside of lines, and hovers with pictures and ways to the uses. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import {
  type DrawnLine,
  editorOf,
  hoverWord,
  openFile,
  runCommand,
  setCaret,
  setSettings,
  type,
  waitForHints,
} from "../launch/workbench.ts";

const name = "inside.grad";
const text = "x: [N] = [1, 2]\ny = clamp(x, 0, 1)\nL = sum(y)\nL.backward()\n";
const plain = "y = clamp(x, 0, 1)";
const hinted = "y: [N=2] = clamp(x, min=0, max=1)";
const numbers = /^\s+= \[1, 1\]\s+∂L\/∂y = \[1, 1\]$/u;

const tensors = "tensors.grad";
const tensorText = `x = [[1, -2, 0], [0.5, 4, -1]]
y = x * 2
L = sum(y ** 2) + sum(x)
L.backward()
`;

let host: Host;

beforeAll(async () => {
  const workspace = temporaryFolder("workspace");
  writeFileSync(join(workspace, name), text);
  writeFileSync(join(workspace, tensors), tensorText);
  host = await startHost({ mode: "code-server", workspace });
});

afterAll(() => host.stop());

test("a tensor and its gradient are drawn beside each other, with their scales", async () => {
  const editor = await openFile(host.page, tensors);
  await waitForHints(host.page, tensors, (lines) => lines[2]?.text.includes("∂L/∂L = 1") === true);
  const hover = await hoverWord(editor, /^x\s=/, "x");
  const pictures = hover.locator("img");
  await expect.poll(() => pictures.count()).toBe(4);
  const read = (all: Element[]): unknown =>
    all.map((one) => {
      const { alt, complete, naturalWidth, width } = one as HTMLImageElement;
      return { alt, isDrawn: complete && naturalWidth === width && width > 0 };
    });
  await expect
    .poll(() => pictures.evaluateAll(read))
    .toEqual([
      { alt: "Heat map of x: -2 to 4, 1 zero", isDrawn: true },
      { alt: "Heat map of ∂L/∂x: -15 to 33", isDrawn: true },
      { alt: "to", isDrawn: true },
      { alt: "to", isDrawn: true },
    ]);
  const [left, right] = await Promise.all([0, 1].map((at) => pictures.nth(at).boundingBox()));
  expect(right!.y).toBe(left!.y);
  expect(right!.x).toBeGreaterThan(left!.x + left!.width);
  await host.page.keyboard.press("Escape");
});

test("a use in the ledger leads to its line", async () => {
  const { page } = host;
  const hover = await hoverWord(editorOf(page, tensors), /^x\s=/, "x");
  await hover.getByText("line 3", { exact: true }).click();
  await page.locator('.statusbar-item[id="status.editor.selection"]', { hasText: "Ln 3, Col 19" }).waitFor();
});

/**
 * Waits until every line has its numbers, as hints or drawn behind it (on the caret's line and the one above), and the second one
 * is drawn as this text.
 */
async function shows(line: string, isCaretLine: boolean): Promise<readonly DrawnLine[]> {
  return waitForHints(host.page, name, (lines) => {
    const { text: drawn = "", after = "" } = lines[1] ?? {};
    if (!lines.slice(0, 3).every((one) => `${one.text}${one.after}`.includes("∂L/∂"))) return false;
    return isCaretLine
      ? drawn === line && numbers.test(after)
      : drawn.startsWith(line) && numbers.test(drawn.slice(line.length)) && after === "";
  });
}

test("there are none until they are switched on, and the numbers stay behind the lines", async () => {
  const { page } = host;
  await openFile(page, name);
  await setCaret(page, 4, 1);
  const before = await shows(plain, false);
  await setSettings(host, { "nabla.hints.shape": true, "nabla.hints.parameterNames": true });
  await setCaret(page, 4, 1);
  const after = await shows(hinted, false);
  expect(after.map((line) => line.text).filter((_, i) => i !== 1)).toEqual(
    before.map((line) => line.text).filter((_, i) => i !== 1),
  );
  expect(after[1]?.text.slice(hinted.length)).toBe(before[1]?.text.slice(plain.length));
});

test("on the caret's line they stay where they are, and the number is drawn behind the text while one types", async () => {
  const { page } = host;
  await setCaret(page, 2, 99);
  await shows(hinted, true);
  await type(page, " * 1");
  await shows(`${hinted} * 1`, true);
  await setCaret(page, 4, 1);
  await shows(`${hinted} * 1`, false);
});

test("the command that switches the numbers off takes them away too", async () => {
  const { page } = host;
  await runCommand(page, "Nabla: Toggle Hints");
  await waitForHints(page, name, (lines) => lines[1]?.text === `${plain} * 1` && lines[1].after === "");
  await runCommand(page, "Nabla: Toggle Hints");
  await shows(`${hinted} * 1`, false);
});

test("nothing broke a content security policy", () => {
  expect(host.violations).toEqual([]);
});
