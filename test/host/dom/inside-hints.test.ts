/** Hints inside of lines in VS Code's window: drawn where they belong, and no number moves because of them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import {
  type DrawnLine,
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
let host: Host;

beforeAll(async () => {
  const workspace = temporaryFolder("workspace");
  writeFileSync(join(workspace, name), text);
  host = await startHost({ mode: "code-server", workspace });
  await openFile(host.page, name);
});

afterAll(() => host.stop());

/** Waits until the second line is drawn as this text with its numbers, as hints or, on the caret's line, behind it. */
async function shows(line: string, isCaretLine: boolean): Promise<readonly DrawnLine[]> {
  return waitForHints(host.page, name, (lines) => {
    const { text: drawn = "", after = "" } = lines[1] ?? {};
    return isCaretLine
      ? drawn === line && numbers.test(after)
      : drawn.startsWith(line) && numbers.test(drawn.slice(line.length)) && after === "";
  });
}

test("there are none until they are switched on, and the numbers stay behind the lines", async () => {
  const { page } = host;
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
