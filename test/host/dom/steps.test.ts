/** Stepping through the backward pass in VS Code's window: keys step, the source line lights, the caret and the text stay. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recordFrames } from "./frames.ts";
import { temporaryFolder } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import {
  type DrawnLine,
  editorOf,
  openFile,
  runCommand,
  setCaret,
  type,
  waitForHints,
  webviewFrame,
} from "../launch/workbench.ts";

const name = "product.grad";
let host: Host;

beforeAll(async () => {
  const workspace = temporaryFolder("workspace");
  writeFileSync(join(workspace, name), "x = -2\ny = 5\nz = -4\nq = x + y\nf = q * z\nf.backward()\n");
  host = await startHost({ mode: "code-server", workspace });
  await openFile(host.page, name);
});

afterAll(() => host.stop());

const sentence = async (panel: Frame): Promise<string> =>
  `${await panel.locator(".steps strong").textContent()} ${await panel.locator(".steps .sentence").textContent()}`;

/** A line with what stands behind it, whoever draws that. */
const textOf = (line?: DrawnLine): string =>
  line === undefined ? "" : `${line.text} ${line.after}`.replaceAll(/\s+/g, " ").trim();

/** The texts of the lines that are lit as the step's. */
const litLines = async (): Promise<readonly string[]> => {
  const editor = editorOf(host.page, name);
  return editor.evaluate((root) => {
    const lit = [...root.querySelectorAll(".view-overlays .cdr")].filter(
      (one) => getComputedStyle(one).borderLeftWidth === "3px",
    );
    const tops = new Set(lit.map((one) => one.getBoundingClientRect().top));
    return [...root.querySelectorAll(".view-line")]
      .filter((line) => tops.has(line.getBoundingClientRect().top))
      .map((line) => line.textContent.replaceAll("\u00a0", " "));
  });
};

test("the command opens the bar with the keyboard in it, and a step lights gate, sentence and source line", async () => {
  const { page } = host;
  await setCaret(page, 2, 1);
  await runCommand(page, "Nabla: Step Through Backward Pass");
  const panel = await webviewFrame(page);
  await expect.poll(() => sentence(panel)).toBe("inputs : x = -2, y = 5, z = -4");
  await expect.poll(() => panel.evaluate(() => document.activeElement?.className)).toBe("slider");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => sentence(panel)).toBe("+ : q = x + y = -2 + 5 = 3");
  await expect.poll(litLines).toEqual([expect.stringContaining("q = x + y")]);
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
  await expect
    .poll(() => sentence(panel))
    .toBe("× : ∂f/∂q = upstream 1 · z (-4) = -4; ∂f/∂z = upstream 1 · q (3) = 3");
  await expect.poll(litLines).toEqual([expect.stringContaining("f = q * z")]);
  // The text tells what is computed until then, and nothing that comes later.
  await waitForHints(page, name, (lines) => {
    const [x, y, z, q, f] = lines.map(textOf);
    const [product, sum] = [z === "z = -4 ∂f/∂z = 3" && f?.endsWith("∂f/∂f = 1"), q?.endsWith("∂f/∂q = -4")];
    return x === "x = -2" && y === "y = 5" && product === true && sum === true;
  });
  // The keyboard has stayed in the bar, and the caret where it was.
  expect(await panel.evaluate(() => document.activeElement?.className)).toBe("slider");
});

test("from step to step each line says what is computed until then, in every frame", async () => {
  const { page } = host;
  const panel = await webviewFrame(page);
  await page.keyboard.press("Home");
  const texts = [
    ["x = -2", "x = -2 ∂f/∂x = -4"],
    ["y = 5", "y = 5 ∂f/∂y = -4"],
    ["z = -4", "z = -4 ∂f/∂z = 3"],
    ["q = x + y", "q = x + y = 3", "q = x + y = 3 ∂f/∂q = -4"],
    ["f = q * z", "f = q * z = -12", "f = q * z = -12 ∂f/∂f = 1"],
  ];
  /** At which of its texts each line is in a step. */
  const steps = ["00000", "00010", "00011", "00012", "00122", "11122"];
  const reach = async (step: string): Promise<unknown> =>
    waitForHints(page, name, (lines) => texts.every((own, i) => textOf(lines[i]) === own[Number(step[i])]));
  await reach(steps[0]!);
  const frames = await recordFrames(page, name, async () => {
    for (const step of steps.slice(1)) {
      await page.keyboard.press("ArrowRight");
      await reach(step);
    }
  });
  const seen = texts.map((_, i) => {
    const drawn = frames.map(({ lines }) => textOf(lines[i]));
    return drawn.filter((text, at) => text !== drawn[at - 1]);
  });
  expect(seen).toEqual(texts);
  for (const _ of [1, 2]) await page.keyboard.press("ArrowLeft");
  await expect.poll(() => sentence(panel)).toContain("∂f/∂f = 1");
  await page.keyboard.press("ArrowRight");
});

test("an edit leaves the step at its gate, with the new numbers", async () => {
  const { page } = host;
  const panel = await webviewFrame(page);
  await editorOf(page, name).locator(".view-line", { hasText: "y = 5" }).click();
  await setCaret(page, 3, 7);
  await page.keyboard.press("Backspace");
  await type(page, "6");
  await waitForHints(page, name, (lines) => lines[2]?.text.includes("-6") === true);
  await expect
    .poll(() => sentence(panel))
    .toBe("× : ∂f/∂q = upstream 1 · z (-6) = -6; ∂f/∂z = upstream 1 · q (3) = 3");
  await expect.poll(litLines).toEqual([expect.stringContaining("f = q * z")]);
});

test("Escape in the bar ends it: no line is lit, and no policy was broken", async () => {
  const panel = await webviewFrame(host.page);
  await panel.locator(".steps .slider").press("Escape");
  await panel.locator(".steps").waitFor({ state: "hidden" });
  await expect.poll(litLines).toEqual([]);
  await waitForHints(host.page, name, ([x, y]) => textOf(x).includes("∂f/∂x") && textOf(y).includes("∂f/∂y"));
  expect(host.violations).toEqual([]);
});
