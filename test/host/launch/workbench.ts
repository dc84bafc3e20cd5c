/** What a person does in VS Code, for tests: open, type, move the caret, run a command, and read what is drawn. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Frame, Locator, Page } from "playwright-core";
import { eventually } from "../eventually.ts";
import { type Host, writeSettings } from "./start-host.ts";

/** The three themes that every picture and every colour test is made in. */
export const themes = {
  dark: "Default Dark Modern",
  light: "Default Light Modern",
  contrast: "Default High Contrast",
} as const;

/** One drawn line: its text with the hints in it, and what is drawn after it by a decoration. */
export interface DrawnLine {
  readonly text: string;
  readonly after: string;
}

/** Opens a file of the workspace's top folder by a double click in the explorer, and waits for its text. */
export async function openFile(page: Page, name: string): Promise<Locator> {
  // Quick open may not have indexed the file yet.
  const entry = page.locator(".explorer-folders-view .monaco-list-row").getByText(name, { exact: true });
  const editor = editorOf(page, name);
  await until(editor.locator(".view-line").first(), "visible", () => entry.dblclick());
  await editor.locator(".native-edit-context, textarea.inputarea").first().focus();
  return editor;
}

/** The editor that shows a file. */
export function editorOf(page: Page, name: string): Locator {
  return page.locator(`.editor-instance .monaco-editor[data-uri$="/${name}"]`).first();
}

/** Puts the caret of the focused editor at a line and a column, both from 1; a column past the end is the end. */
export async function setCaret(page: Page, line: number, column: number): Promise<void> {
  const row = await quickInput(page, "Control+G", `:${line}:${column}`, {
    hasText: new RegExp(`go to line ${line} at column`),
  });
  const shown = /at column (\d+)/.exec(await row.innerText())?.[1] ?? column;
  await accept(page, row);
  await page
    .locator('.statusbar-item[id="status.editor.selection"]')
    .getByText(`Ln ${line}, Col ${shown}`, { exact: true })
    .waitFor();
  await page.locator(".editor-instance .monaco-editor.focused").first().waitFor();
}

/** Types into what has the focus, with a pause (ms) after each key. */
export async function type(page: Page, text: string, delay = 30): Promise<void> {
  await page.keyboard.type(text, { delay });
}

/** Runs a command by its title in the palette, as a person would; `opened` is what comes in the palette's place. */
export async function runCommand(page: Page, title: string, opened?: Locator): Promise<void> {
  const entry = await quickInput(page, "F1", `>${title}`, { has: page.getByText(title, { exact: true }) });
  await accept(page, entry, opened);
}

/** Opens a quick input by its key and writes into it; the entry that Enter would take, once it is the one asked for. */
async function quickInput(
  page: Page,
  key: string,
  text: string,
  asked: Parameters<Locator["filter"]>[0],
): Promise<Locator> {
  const entry = page.locator(".quick-input-list .monaco-list-row.focused").filter(asked);
  // It lists what applied when it opened; what was just done may not have reached it.
  await until(entry, "visible", async () => {
    if (await page.locator(".quick-input-widget").isVisible()) await page.keyboard.press("Escape");
    await page.keyboard.press(key);
    const input = page.locator(".quick-input-widget input");
    // VS Code drops the key while it is starting, or moving the focus.
    await input.fill(text, { timeout: patience }).catch(() => undefined);
  });
  return entry;
}

/** Takes the entry of the quick input. While its list is made anew there is none to take, and Enter does nothing. */
async function accept(page: Page, entry: Locator, opened?: Locator): Promise<void> {
  const take = async (): Promise<void> => {
    if (await entry.isVisible()) await page.keyboard.press("Enter");
  };
  if (opened === undefined) await until(page.locator(".quick-input-widget"), "hidden", take);
  else await until(opened, "visible", take);
}

/** How long one key or click has for its effect (ms), before it is taken as lost. */
const patience = 3000;

/** Presses or clicks until its effect is there: VS Code loses what comes while it draws the thing anew. */
export async function until(
  effect: Locator,
  state: "visible" | "hidden",
  act: () => Promise<void>,
): Promise<void> {
  for (let tries = 20; ; tries--) {
    await act();
    try {
      await effect.waitFor({ state, timeout: patience });
      return;
    } catch (error) {
      if (tries === 1) throw error;
    }
  }
}

/** The lines that an editor draws now, from the top one that is visible; it is run inside the page. */
export function readLines(editor: Element): DrawnLine[] {
  const rows = [...editor.querySelectorAll<HTMLElement>(".view-line")];
  const top = (row: HTMLElement): number => Number.parseFloat(row.style.top);
  return rows
    .sort((one, other) => top(one) - top(other))
    .map((row) => {
      const after = [...row.querySelectorAll("span")]
        .map((span) => getComputedStyle(span, "::after").content)
        .filter((content) => content !== "none" && content !== "normal")
        .map((content) => content.replace(/^"|"$/g, "").replaceAll('\\"', '"'))
        .join("");
      return { text: row.innerText.replaceAll("\u00a0", " "), after: after.replaceAll("\u00a0", " ") };
    });
}

/** The lines that a file's first editor draws now. */
export function drawnLines(page: Page, name: string): Promise<readonly DrawnLine[]> {
  return editorOf(page, name).evaluate(readLines);
}

/** Waits until the drawn lines are as asked, and returns them; a failure shows what was drawn instead. */
export async function waitForHints(
  page: Page,
  name: string,
  asked: (lines: readonly DrawnLine[]) => boolean,
  milliseconds?: number,
): Promise<readonly DrawnLine[]> {
  let drawn: readonly DrawnLine[] = [];
  const look = async (): Promise<readonly DrawnLine[] | undefined> => {
    drawn = await drawnLines(page, name);
    return asked(drawn) ? drawn : undefined;
  };
  return eventually("the lines that are asked for", look, milliseconds).catch((error: unknown) => {
    const texts = drawn.map(({ text, after }) => (after === "" ? text : `${text} ⟦${after}⟧`));
    throw new Error(`${String(error)}; what is drawn:\n${texts.join("\n")}`);
  });
}

/** Rests the pointer on a word in the line that matches (VS Code draws blanks as no-break spaces), and returns the hover. */
export async function hoverWord(editor: Locator, line: RegExp, word: string): Promise<Locator> {
  const page = editor.page();
  const hover = page.locator(".monaco-hover:visible").first();
  await until(hover, "visible", async () => {
    // A pointer that does not move is not noticed.
    await page.mouse.move(0, 0);
    await editor.locator(".view-line", { hasText: line }).getByText(word, { exact: true }).last().hover();
  });
  return hover;
}

/** The frame of our webview's own document: it is inside a frame of VS Code's. */
export async function webviewFrame(page: Page): Promise<Frame> {
  return eventually("a webview", async () => {
    const [first] = await webviewFrames(page);
    return first;
  });
}

/** The frames of all our webviews that are shown. */
export async function webviewFrames(page: Page): Promise<readonly Frame[]> {
  const ours: Frame[] = [];
  for (const frame of page.frames()) {
    const isOurs = frame.parentFrame()?.url().includes("extensionId=nabla.nabla") === true;
    if (isOurs && (await isActive(frame))) ours.push(frame);
  }
  return ours;
}

/** Writes user settings over the calm ones and reloads the window, which keeps its open files. */
export async function setSettings(host: Host, settings: Readonly<Record<string, unknown>>): Promise<void> {
  // Without its native file watcher VS Code's server does not see that the file changed.
  writeSettings(host.dataFolder, settings);
  await reloadWindow(host.page);
}

/** Reloads the window by VS Code's own command, which first writes down what is open and unsaved. */
export async function reloadWindow(page: Page): Promise<void> {
  const loaded = page.waitForEvent("load");
  await runCommand(page, "Developer: Reload Window");
  await loaded;
  await page.locator(".monaco-workbench .part.editor").waitFor();
}

/** Saves a picture of the whole workbench. */
export async function screenshot(page: Page, path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path, animations: "disabled" });
}

// While a webview is loaded anew, VS Code keeps the old document in a frame beside the new one.
async function isActive(frame: Frame): Promise<boolean> {
  try {
    return (await (await frame.frameElement()).getAttribute("id")) === "active-frame";
  } catch {
    return false;
  }
}
