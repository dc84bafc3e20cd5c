/**
 * Every way to edit, read from what is drawn in every frame: in the middle of a line, lines put between others, several
 * carets, undo and redo, two editors, a diff, word wrap. No number is drawn twice, within the text or behind another line.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import {
  type DrawnLine,
  drawnLines,
  openFile,
  readLines,
  runCommand,
  setCaret,
  setSettings,
  type,
  waitForHints,
} from "../launch/workbench.ts";
import { type Frame, keysOf, misplaced, recordFrames } from "./frames.ts";

const name = "editing.grad";
const program = ["x = -2", "y = 5", "z = -4", "q = x + y", "f = q * z", "f.backward()", ""].join("\n");
const numbers = ["∂f/∂x = -4", "∂f/∂y = -4", "∂f/∂z = 3", "= 3  ∂f/∂q = -4", "= -12  ∂f/∂f = 1"];

let host: Host;

beforeAll(async () => {
  const workspace = temporaryFolder("workspace");
  writeFileSync(join(workspace, name), program);
  host = await startHost({ mode: "code-server", workspace });
  await openFile(host.page, name);
});

afterAll(() => host.stop());

beforeEach(async () => {
  await setCaret(host.page, 1, 1);
  await runCommand(host.page, "File: Revert File");
  await waitForHints(host.page, name, saying(program, numbers));
});

/** What each line shows behind a text, whichever way it is drawn. */
function shown({ text, after }: DrawnLine, written: string): string {
  return `${text}${after}`.slice(written.length).trim();
}

/** Whether the lines are a text with these numbers behind its first lines. */
function saying(text: string, wanted: readonly string[]): (lines: readonly DrawnLine[]) => boolean {
  const written = text.split("\n");
  return (lines) =>
    lines.length === written.length &&
    lines.every(
      (line, i) => line.text.startsWith(written[i]!) && shown(line, written[i]!) === (wanted[i] ?? ""),
    );
}

/** Presses keys at a person's pace, and records until the lines are a text with these numbers. */
function press(keys: readonly string[], text: string, wanted: readonly string[]): Promise<readonly Frame[]> {
  return recordFrames(host.page, name, async () => {
    for (const key of keys) await host.page.keyboard.press(key, { delay: 120 });
    await waitForHints(host.page, name, saying(text, wanted));
  });
}

/** Presses a key until the lines are this text, and records until they have these numbers. */
function pressUntil(key: string, text: string, wanted: readonly string[]): Promise<readonly Frame[]> {
  const { page } = host;
  const written = text.split("\n");
  const isThere = async (): Promise<boolean> => {
    const lines = await drawnLines(page, name);
    return (
      lines.length === written.length &&
      lines.every(
        (line, i) => line.text.startsWith(written[i]!) && /^(⟳ )?(=|∂|$)/.test(shown(line, written[i]!)),
      )
    );
  };
  return recordFrames(page, name, async () => {
    for (let tries = 0; tries < 30 && !(await isThere()); tries++)
      await page.keyboard.press(key, { delay: 120 });
    await waitForHints(page, name, saying(text, wanted));
  });
}

const times = (count: number, key: string): readonly string[] => Array.from({ length: count }, () => key);

test("typing in the middle of a line moves its number along, never into the text", async () => {
  await setCaret(host.page, 5, 6);
  const text = program.replace("q * z", "q * 100 * z");
  const wanted = ["∂f/∂x = -400", "∂f/∂y = -400", "∂f/∂z = 300", "= 3  ∂f/∂q = -400", "= -1200  ∂f/∂f = 1"];
  expect(misplaced(await press(keysOf(" * 100"), text, wanted))).toEqual([]);
});

test("a line that is put below or above leaves the numbers on theirs", async () => {
  await setCaret(host.page, 4, 3);
  const below = await press(
    ["Control+Enter"],
    program.replace("x + y\n", "x + y\n\n"),
    numbers.toSpliced(4, 0, ""),
  );
  await setCaret(host.page, 4, 3);
  // VS Code draws the number of the line above itself until it has asked again, and would take it along.
  await waitForHints(host.page, name, (lines) => lines[2]?.text === "z = -4" && lines[2].after !== "");
  const above = await press(["Control+Shift+Enter"], program.replace("q = x + y\n", "\nq = x + y\n\n"), [
    "∂f/∂x = -4",
    "∂f/∂y = -4",
    "∂f/∂z = 3",
    "",
    "= 3  ∂f/∂q = -4",
    "",
    "= -12  ∂f/∂f = 1",
  ]);
  expect(misplaced([...below, ...above])).toEqual([]);
});

test("the number of a line that is deleted goes with it, and does not come back", async () => {
  await setCaret(host.page, 3, 99);
  await type(host.page, "\nr = 7");
  await waitForHints(host.page, name, (lines) => `${lines[3]?.text}${lines[3]?.after}` === "r = 7 ∂f/∂r –");
  const frames = await press(["Control+Shift+K"], program, numbers);
  // VS Code moves what is drawn to the line below, until the extension has heard of it.
  const moved = frames.map((frame) => misplaced([frame]).length > 0);
  const first = moved.indexOf(true);
  expect(first < 0 ? [] : moved.slice(moved.indexOf(false, first))).not.toContain(true);
});

test("with a caret in every line each number follows its own", async () => {
  const { page } = host;
  await setCaret(page, 1, 1);
  await press([...times(4, "Shift+ArrowDown"), "Shift+End", "Shift+Alt+I"], program, numbers);
  const twice = program.replace(/(?<=[^)])\n/g, (end, at: number) =>
    at < program.indexOf("f.back") ? ` * 2${end}` : end,
  );
  const wanted = [
    "= -4  ∂f/∂x = -16",
    "= 10  ∂f/∂y = -32",
    "= -8  ∂f/∂z = 32",
    "= 16  ∂f/∂q = -16",
    "= -256  ∂f/∂f = 1",
  ];
  const frames = [
    ...(await press(keysOf(" * 2"), twice, wanted)),
    ...(await press(times(4, "Backspace"), program, numbers)),
    ...(await press(["Escape"], program, numbers)),
  ];
  expect(misplaced(frames)).toEqual([]);
});

test("undo and redo bring back what stood there, and no number is lost on the way", async () => {
  const { page } = host;
  await setCaret(page, 4, 99);
  const text = program.replace("x + y", "x + y * 3\nr = q + 1");
  const wanted = [
    "∂f/∂x = -4",
    "∂f/∂y = -12",
    "∂f/∂z = 13",
    "= 13  ∂f/∂q = -4",
    "= 14  ∂f/∂r –",
    "= -52  ∂f/∂f = 1",
  ];
  await press([...keysOf(" * 3"), "Enter", ...keysOf("r = q + 1")], text, wanted);
  // From another line: undo goes where the edit was.
  await setCaret(page, 1, 1);
  const undone = await pressUntil("Control+Z", program, numbers);
  await setCaret(page, 1, 1);
  const redone = await pressUntil("Control+Y", text, wanted);
  expect(misplaced([...undone, ...redone])).toEqual([]);
  expect(misplaced([undone.at(-1)!, redone.at(-1)!])).toEqual([]);
  const without = [...undone, ...redone].filter(
    ({ lines, status }) =>
      // Where the next key comes late, what is wrong is told, and then there are no numbers.
      !status.includes("problem") &&
      !lines.some(({ text: own, after }) => /^f = q \* z.*∂f\/∂f = 1$/.test(own + after)),
  );
  expect(without).toEqual([]);
});

test("two editors of one file follow the keys in one of them", async () => {
  const { page } = host;
  await runCommand(page, "View: Split Editor Down");
  const editors = page.locator(`.editor-instance .monaco-editor[data-uri$="/${name}"]`);
  await editors.nth(1).locator(".view-line").first().waitFor();
  await setCaret(page, 5, 99);
  const text = program.replace("q * z", "q * z * 2");
  const wanted = ["∂f/∂x = -8", "∂f/∂y = -8", "∂f/∂z = 6", "= 3  ∂f/∂q = -8", "= -24  ∂f/∂f = 1"];
  const frames = await press(keysOf(" * 2"), text, wanted);
  expect(misplaced(frames)).toEqual([]);
  const other = async (): Promise<boolean> => saying(text, wanted)(await editors.nth(1).evaluate(readLines));
  await expect.poll(other).toBe(true);
  await runCommand(page, "View: Close All Editors in Group");
  await openFile(page, name);
});

test("a diff shows the numbers of both texts, and follows the keys in the new one", async () => {
  const { page } = host;
  await setCaret(page, 4, 99);
  await type(page, " * 3");
  await runCommand(page, "File: Compare Active File with Saved");
  const before = page.locator('.monaco-editor[data-uri^="showModifications"]');
  const says = async (): Promise<boolean> => saying(program, numbers)(await before.evaluate(readLines));
  await expect.poll(says).toBe(true);
  await setCaret(page, 5, 99);
  const text = program.replace("x + y", "x + y * 3").replace("q * z", "q * z * 2");
  const wanted = ["∂f/∂x = -8", "∂f/∂y = -24", "∂f/∂z = 26", "= 13  ∂f/∂q = -8", "= -104  ∂f/∂f = 1"];
  const frames = await press(keysOf(" * 2"), text, wanted);
  expect(misplaced(frames)).toEqual([]);
  expect(await says()).toBe(true);
  await openFile(page, name);
  // The file stays open: nobody asks whether it is to be saved.
  await runCommand(page, "View: Close Other Editors in Group");
});

test("with word wrap the numbers are no part of what is wrapped: no line jumps with the caret", async () => {
  const { page } = host;
  await setSettings(host, { "editor.wordWrap": "wordWrapColumn", "editor.wordWrapColumn": 40 });
  await setCaret(page, 4, 99);
  // 36 characters: with its number it would be two rows.
  const text = program.replace("x + y", "x + y + 0 * x + 0 * y + 0 * z + 0");
  await press(keysOf(" + 0 * x + 0 * y + 0 * z + 0"), text, numbers);
  const frames = await press(["ArrowUp", "End", "ArrowDown", "End", "ArrowDown", "Home"], text, numbers);
  expect(misplaced(frames)).toEqual([]);
  expect([...new Set(frames.map(({ lines }) => lines.map(({ text: own }) => own).join("\n")))]).toEqual([
    text,
  ]);
});

test("with a screen reader the caret line's numbers are spoken", async () => {
  const { page } = host;
  await setSettings(host, { "editor.accessibilitySupport": "on" });
  await setCaret(page, 4, 99);
  await waitForHints(page, name, (lines) => lines[3]?.text === "q = x + y = 3  ∂f/∂q = -4");
  const spoken = page.locator(".inlayhint-accessibility-element");
  await runCommand(page, "Read Line with Inlay Hints", spoken);
  expect((await spoken.textContent())?.replaceAll("\u00a0", " ")).toBe("q = x + y = 3  ∂f/∂q = -4");
});
