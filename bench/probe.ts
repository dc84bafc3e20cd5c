/** Looks at one line of an editor in every frame that is drawn: when its number changed, and when keys were pressed. */
import type { Page } from "playwright-core";

/** What the page recorded; times in ms of the page's own clock. */
export interface Record {
  /** When each key went down. */
  readonly keys: readonly number[];
  readonly doubleClicks: readonly number[];
  /** Each new power of ten that the line's hint showed, and when. */
  readonly drawn: readonly { readonly at: number; readonly power: number }[];
}

/** Starts to record a page; `source` is the text of the line that is looked at. */
export async function startProbe(page: Page, source: string): Promise<void> {
  await page.evaluate((watched) => {
    const record = { keys: [] as number[], doubleClicks: [] as number[], drawn: [] as object[] };
    (globalThis as { benchRecord?: unknown }).benchRecord = record;
    window.addEventListener("keydown", (event) => record.keys.push(event.timeStamp), true);
    window.addEventListener("dblclick", (event) => record.doubleClicks.push(event.timeStamp), true);
    let shown: number | undefined;
    const look = (): void => {
      requestAnimationFrame(look);
      for (const line of document.querySelectorAll(".view-line")) {
        const text = line.textContent.replaceAll("\u00a0", " ");
        if (!text.startsWith(watched)) continue;
        const number = /= ([\d.]+(?:e\+\d+)?)/.exec(text.slice(watched.length))?.[1];
        const power = number === undefined ? undefined : Math.floor(Math.log10(Number(number)) + 1e-9);
        if (power === undefined || power === shown) return;
        shown = power;
        record.drawn.push({ at: performance.now(), power });
        return;
      }
    };
    look();
  }, source);
}

/** What was recorded until now. */
export function readProbe(page: Page): Promise<Record> {
  return page.evaluate(() => (globalThis as unknown as { benchRecord: Record }).benchRecord);
}

/** Waits until the hint shows at least a power of ten, and returns the record. */
export async function waitForPower(page: Page, power: number, milliseconds = 60_000): Promise<Record> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const record = await readProbe(page);
    const last = record.drawn.at(-1)?.power;
    if (last === power) return record;
    if (Date.now() > end) throw new Error(`the hint shows ${last ?? "nothing"} and not 1e+${power}`);
    await page.waitForTimeout(50);
  }
}
