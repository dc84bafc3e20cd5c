/** A Chromium for tests: the machine's own if there is one, else Debian's. */
import { chromium } from "playwright-core";
import { findProgram, installFromDebian, isExecutable } from "./programs.ts";

/** The flags that keep a Chromium calm on a machine without a display, a graphics card or a network. */
export const chromiumFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const names = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
  "chrome",
  "msedge",
];

const wellKnown = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** The path of a Chromium, Chrome or Edge on this machine. */
export function findChromium(): string | undefined {
  return findProgram(names) ?? [...wellKnown, chromium.executablePath()].find(isExecutable);
}

/** The path of a Chromium; on Debian, as root, one is installed if there is none. */
export async function ensureChromium(say: (line: string) => void): Promise<string> {
  const found = findChromium();
  if (found !== undefined) return found;
  const help = "no Chromium: install one (Debian, Ubuntu: `apt-get install -y chromium`), or Chrome, or Edge";
  await installFromDebian(["chromium", "fonts-dejavu-core"], "Chromium: about 100 MB, a minute", help, say);
  const now = findChromium();
  if (now === undefined) throw new Error(help);
  return now;
}
