/** Draws media/icon.png from media/icon.svg with a Chromium: `npm run icon`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { chromiumFlags, ensureChromium } from "../test/host/launch/chromium.ts";

const size = 256;
const media = join(import.meta.dirname, "../media");
const executablePath = await ensureChromium((line) => console.log(line));
const browser = await chromium.launch({ executablePath, args: chromiumFlags });
try {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const picture = readFileSync(join(media, "icon.svg"), "utf8");
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: 100vw }</style>${picture}`);
  await page.screenshot({ path: join(media, "icon.png"), omitBackground: true });
} finally {
  await browser.close();
}
