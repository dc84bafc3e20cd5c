/** A run that takes seconds: what is drawn meanwhile says that it is old, and the new numbers come by themselves. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import { openFile, setCaret, type, waitForHints } from "../launch/workbench.ts";
import { recordFrames } from "./frames.ts";

const name = "long.grad";
const program = "s = 2\na = ones(2000, 2000)\nb = a @ a\nf = s * sum(b @ a)\nf.backward()\n";
let host: Host;

beforeAll(async () => {
  const workspace = temporaryFolder("workspace");
  writeFileSync(join(workspace, name), program);
  host = await startHost({ mode: "code-server", workspace });
  await openFile(host.page, name);
});

afterAll(() => host.stop());

/** Waits until the target's line ends with this hint. */
async function targetHas(hint: string): Promise<void> {
  await waitForHints(host.page, name, (lines) => lines[3]?.text.endsWith(` ${hint}`) === true, 240_000);
}

test("after opening, the numbers come without a key", async () => {
  await targetHas("= 3.2e+13  ∂f/∂f = 1");
});

test("after an edit, old numbers are marked until the new ones come", async () => {
  const { page } = host;
  await setCaret(page, 2, 99);
  const frames = await recordFrames(page, name, async () => {
    await type(page, " * 2");
    await targetHas("= 2.56e+14  ∂f/∂f = 1");
    await page.locator(".statusbar-item", { hasText: "∇ f = 2.56e+14" }).waitFor();
  });
  // What is drawn, in its order: the numbers from before, the same with a mark, the new ones.
  const seen = frames.map(({ lines }) => lines[3]?.text ?? "").filter((text, i, all) => text !== all[i - 1]);
  const source = "f = s * sum(b @ a)";
  expect(seen).toEqual([
    `${source} = 3.2e+13  ∂f/∂f = 1`,
    `${source} ⟳ = 3.2e+13  ∂f/∂f = 1`,
    `${source} = 2.56e+14  ∂f/∂f = 1`,
  ]);
  expect(frames.some(({ status }) => status.includes("∇ running"))).toBe(true);
});

test("the next edit brings its numbers too", async () => {
  const { page } = host;
  await setCaret(page, 1, 99);
  await page.keyboard.press("Backspace");
  await type(page, "4");
  await targetHas("= 5.12e+14  ∂f/∂f = 1");
});
