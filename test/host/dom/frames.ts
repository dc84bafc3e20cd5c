/** Records every frame that VS Code's window draws of a file: its lines, what is drawn behind them, and the status bar. */
import type { Page } from "playwright-core";
import { eventually } from "../eventually.ts";
import { type DrawnLine, editorOf, readLines } from "../launch/workbench.ts";

/** One frame. */
export interface Frame {
  readonly lines: readonly DrawnLine[];
  /** What the extension says in the status bar. */
  readonly status: string;
}

/** How many frames are looked at after the last thing that a test waits for: what should not follow it would show there. */
const after = 30;

/** Records while the body runs, which ends with waiting for what is to be drawn last, and for some frames more. */
export async function recordFrames(
  page: Page,
  name: string,
  body: () => Promise<unknown>,
): Promise<readonly Frame[]> {
  await page.evaluate(`globalThis.readLines = ${readLines.toString()}`);
  const editor = await editorOf(page, name).elementHandle();
  const recording = await page.evaluateHandle((watched) => {
    const read = (globalThis as unknown as { readLines: typeof readLines }).readLines;
    const frames: Frame[] = [];
    const look = (): void => {
      const items = [...document.querySelectorAll<HTMLElement>(".statusbar-item")];
      const status = items.find((item) => item.innerText.includes("∇"))?.innerText ?? "";
      frames.push({ lines: read(watched), status: status.replaceAll("\u00a0", " ") });
    };
    // What has a new size in a frame is told after the editor has drawn, before the frame is seen.
    const probe = document.body.appendChild(document.createElement("div"));
    const observer = new ResizeObserver(look);
    observer.observe(probe);
    const next = (): void => {
      probe.style.width = probe.style.width === "1px" ? "2px" : "1px";
      handle = requestAnimationFrame(next);
    };
    let handle = requestAnimationFrame(next);
    const stop = (): void => {
      cancelAnimationFrame(handle);
      observer.disconnect();
      probe.remove();
    };
    return { frames, stop };
  }, editor);
  await body();
  const until = (await recording.evaluate(({ frames }) => frames.length)) + after;
  await eventually(`${after} frames more`, () =>
    recording.evaluate(({ frames }, wanted) => frames.length > wanted, until),
  );
  return recording.evaluate(({ frames, stop }) => {
    stop();
    return frames;
  });
}

const gradients = /∂f\/∂(\w+) (?:= \S+|–)/g;

/** The lines of some frames where the number of `f` is drawn twice, within the text, or behind another name's text. */
export function misplaced(frames: readonly Frame[]): readonly string[] {
  const isWrong = ({ text, after }: DrawnLine): boolean => {
    const inText = [...text.matchAll(gradients)];
    const all = [...inText, ...after.matchAll(gradients)];
    if (all.length === 0) return false;
    const end = inText[0] === undefined ? text.length : inText[0].index + inText[0][0].length;
    return all.length > 1 || text.slice(end).trim() !== "" || /^\w+/.exec(text)?.[0] !== all[0]?.[1];
  };
  return frames.flatMap(({ lines }, i) =>
    lines.filter(isWrong).map(({ text, after }) => `frame ${i}: ${text} ⟦${after}⟧`),
  );
}

/** The keys that write a text. */
export function keysOf(text: string): readonly string[] {
  return Array.from(text);
}
