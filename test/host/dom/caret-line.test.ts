/**
 * The hint of the caret's line, read from what is drawn in every frame: the caret stands at the text's end, Enter leaves the
 * number on its line, and a number is never cut while one types.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import {
  type DrawnLine,
  drawnLines,
  editorOf,
  openFile,
  readLines,
  runCommand,
  setCaret,
  type,
  waitForHints,
} from "../launch/workbench.ts";
import { type Frame, misplaced, recordFrames } from "./frames.ts";

const name = "caret.grad";
const program = ["x = -2", "y = 5", "z = -4", "q = x + y", "f = q * z", "f.backward()", ""].join("\n");

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
  await waitForHints(host.page, name, (lines) => lines[4]?.text === "f = q * z = -12  ∂f/∂f = 1");
});

/** Records every frame while the body runs and until the lines are drawn as asked. */
function record(
  body: () => Promise<void>,
  last: (lines: readonly DrawnLine[]) => boolean,
): Promise<readonly Frame[]> {
  return recordFrames(host.page, name, async () => {
    await body();
    await waitForHints(host.page, name, last);
  });
}

/** How many pixels the caret stands behind the end of its line's text; what is drawn behind the text does not count. */
function caretBehindText(): Promise<number | undefined> {
  return editorOf(host.page, name).evaluate((editor) => {
    const caret = editor.querySelector(".cursors-layer .cursor")?.getBoundingClientRect();
    if (caret === undefined) return undefined;
    for (const row of editor.querySelectorAll(".view-line")) {
      const texts = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      while (texts.nextNode() !== null) range.selectNodeContents(texts.currentNode);
      const text = range.getBoundingClientRect();
      if (text.top <= caret.bottom - 3 && text.bottom >= caret.top + 3) return caret.left - text.right;
    }
    return undefined;
  });
}

/** How wide a line is (px), with what is drawn in it and behind it. */
function widthOf(line: number): Promise<number> {
  return editorOf(host.page, name).evaluate((editor, at) => {
    const rows = [...editor.querySelectorAll<HTMLElement>(".view-line")];
    rows.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
    return rows[at - 1]?.firstElementChild?.getBoundingClientRect().width ?? NaN;
  }, line);
}

test("a number stands where it stood when the caret comes to its line", async () => {
  const hint = await widthOf(4);
  await setCaret(host.page, 4, 1);
  await waitForHints(host.page, name, (drawn) => drawn[3]?.after.trim() === "= 3  ∂f/∂q = -4");
  expect(Math.abs((await widthOf(4)) - hint)).toBeLessThan(0.1);
});

test("the caret stands at the end of the text, and the number is drawn behind it", async () => {
  await setCaret(host.page, 5, 99);
  const lines = await waitForHints(
    host.page,
    name,
    (drawn) => drawn[4]?.text === "f = q * z" && drawn[4].after !== "",
  );
  expect(lines[4]?.after.trim()).toBe("= -12  ∂f/∂f = 1");
  expect(Math.abs((await caretBehindText()) ?? Infinity)).toBeLessThan(2);
  await setCaret(host.page, 3, 3);
  await waitForHints(
    host.page,
    name,
    (drawn) => drawn[4]?.text === "f = q * z = -12  ∂f/∂f = 1" && drawn[4].after === "",
  );
});

test("while one types, the number behind the caret's line is always whole, and follows", async () => {
  await setCaret(host.page, 5, 99);
  await waitForHints(host.page, name, (drawn) => drawn[4]?.text === "f = q * z" && drawn[4].after !== "");
  const frames = await record(
    () => type(host.page, " * 1000", 120),
    (lines) => lines[4]?.after.trim() === "= -12000  ∂f/∂f = 1",
  );
  const seen = new Set(frames.map(({ lines }) => lines[4]?.after.trim()));
  const allowed = [-12, -120, -1200, -12000].map((value) => `= ${value}  ∂f/∂f = 1`);
  const marked = allowed.map((text) => `⟳ ${text}`);
  expect([...seen].filter((text) => text === undefined || ![...allowed, ...marked].includes(text))).toEqual(
    [],
  );
  // No real hint was drawn in the line, so none could be cut.
  expect(frames.filter(({ lines }) => lines[4]?.text.includes("∂"))).toEqual([]);
});

test("numbers of other lines are whole in every frame too", async () => {
  await setCaret(host.page, 3, 99);
  await waitForHints(host.page, name, (drawn) => drawn[2]?.text === "z = -4" && drawn[2].after !== "");
  const last = "f = q * z = -1.2e+6  ∂f/∂f = 1";
  const frames = await record(
    () => type(host.page, "00000", 150),
    (lines) => lines[4]?.text === last,
  );
  const seen = new Set(frames.map(({ lines }) => lines[4]?.text));
  const values = ["-12", "-120", "-1200", "-12000", "-120000", "-1.2e+6"];
  const allowed = values.flatMap((value) =>
    ["", "⟳ "].map((mark) => `f = q * z ${mark}= ${value}  ∂f/∂f = 1`),
  );
  expect([...seen].filter((text) => text === undefined || !allowed.includes(text))).toEqual([]);
});

test("Enter leaves the number on its line, in every frame", async () => {
  await setCaret(host.page, 4, 99);
  await waitForHints(host.page, name, (drawn) => drawn[3]?.text === "q = x + y" && drawn[3].after !== "");
  const isBroken = (lines: readonly DrawnLine[]): boolean => lines.length === program.split("\n").length + 1;
  const frames = await record(() => host.page.keyboard.press("Enter"), isBroken);
  const after = frames.filter(({ lines }) => isBroken(lines));
  expect(after.length).toBeGreaterThan(5);
  const shown = new Set(after.map(({ lines }) => `${lines[3]?.text ?? ""}${lines[3]?.after ?? ""}`));
  expect([...shown].filter((text) => !/^q = x \+ y (⟳ )?= 3 {2}∂f\/∂q = -4$/.test(text))).toEqual([]);
  expect(new Set(after.map(({ lines }) => `${lines[4]?.text ?? ""}${lines[4]?.after ?? ""}`))).toEqual(
    new Set([""]),
  );
});

/** Numbers from 0 to 1 that are the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

const repeated = (key: string, times: number): readonly string[] => Array.from({ length: times }, () => key);

test("no number is drawn twice or inside the text, in any frame of 200 keys", async () => {
  const { page } = host;
  const next = random(7);
  /** Each leaves the text as it was. */
  const phrases: readonly (readonly string[])[] = [
    ["ArrowUp"],
    ["ArrowUp"],
    ["ArrowDown"],
    ["ArrowDown"],
    ["Home", "End"],
    ["End", "Enter", "Backspace"],
    ["End", "1", "Backspace"],
    ["End", " ", "+", " ", "x", ...repeated("Backspace", 4)],
    ["End", " ", "*", " ", "(", "x", ...repeated("Backspace", 5)],
  ];
  const frames = await recordFrames(page, name, async () => {
    await setCaret(page, 4, 99);
    for (let keys = 0; keys < 200;) {
      for (const key of phrases[Math.floor(next() * phrases.length)]!) {
        // A person's pace: VS Code asks for hints between some keys, and not between others.
        await page.keyboard.press(key, { delay: next() * 400 });
        keys++;
      }
    }
    await waitForHints(page, name, (lines) =>
      lines.some(({ text, after }) => `${text}${after}`.endsWith("= -12  ∂f/∂f = 1")),
    );
  });
  expect(misplaced(frames)).toEqual([]);
});

test("two editors of one file draw the same", async () => {
  await setCaret(host.page, 5, 99);
  await waitForHints(host.page, name, (drawn) => drawn[4]?.text === "f = q * z" && drawn[4].after !== "");
  await runCommand(host.page, "View: Split Editor Down");
  const editors = host.page.locator(`.editor-instance .monaco-editor[data-uri$="/${name}"]`);
  await editors.nth(1).locator(".view-line").first().waitFor();
  // The second editor's caret is where the first one's is; it moves to another line's end.
  await setCaret(host.page, 4, 99);
  const drawn = async (): Promise<string[]> => {
    const all = await Promise.all((await editors.all()).map((editor) => editor.evaluate(readLines)));
    return all.map((lines) =>
      lines
        .slice(3, 5)
        .map(({ text, after }) => `${text}|${after}`)
        .join("\n"),
    );
  };
  const wanted = "q = x + y| = 3  ∂f/∂q = -4\nf = q * z| = -12  ∂f/∂f = 1";
  await expect.poll(drawn).toEqual([wanted, wanted]);
  await runCommand(host.page, "View: Close All Editors in Group");
  await openFile(host.page, name);
});

test("a key switches all numbers off and on again, in every editor", async () => {
  const { page } = host;
  await setCaret(page, 4, 99);
  const isShown = (drawn: readonly DrawnLine[]): boolean =>
    drawn[3]?.after.trim() === "= 3  ∂f/∂q = -4" && drawn[4]?.text === "f = q * z = -12  ∂f/∂f = 1";
  await waitForHints(page, name, isShown);
  await page.keyboard.press("Control+Alt+H");
  await waitForHints(
    page,
    name,
    (drawn) =>
      drawn.map(({ text }) => text).join("\n") === program && drawn.every(({ after }) => after === ""),
  );
  await page.locator(".statusbar-item", { hasText: "hints are off" }).waitFor();
  await type(page, " + 1");
  await page.locator(".statusbar-item", { hasText: "∇ f = -16" }).waitFor();
  expect((await drawnLines(page, name)).map(({ text }) => text)).toEqual(
    program.replace("x + y", "x + y + 1").split("\n"),
  );
  await page.keyboard.press("Control+Alt+H");
  await waitForHints(
    page,
    name,
    (drawn) => drawn[4]?.text === "f = q * z = -16  ∂f/∂f = 1" && drawn[3]?.after !== "",
  );
});

test("nothing is left behind when the caret goes", async () => {
  await setCaret(host.page, 4, 99);
  await waitForHints(host.page, name, (drawn) => drawn[3]?.text === "q = x + y" && drawn[3].after !== "");
  await setCaret(host.page, 7, 1);
  await waitForHints(host.page, name, (drawn) => drawn.every(({ after }) => after === ""));
  expect((await drawnLines(host.page, name))[3]?.text).toBe("q = x + y = 3  ∂f/∂q = -4");
});
