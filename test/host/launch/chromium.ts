/** A Chromium for tests: the machine's own if there is one, else Debian's. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";
import { run } from "./run.ts";

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
  const suffix = process.platform === "win32" ? ".exe" : "";
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name + suffix)));
  return [...onPath, ...wellKnown, chromium.executablePath()].find(isExecutable);
}

/** The path of a Chromium; on Debian, as root, one is installed if there is none. */
export async function ensureChromium(say: (line: string) => void): Promise<string> {
  const found = findChromium();
  if (found !== undefined) return found;
  const help = "no Chromium: install one (Debian, Ubuntu: `apt-get install -y chromium`), or Chrome, or Edge";
  if (process.getuid?.() !== 0 || !isExecutable("/usr/bin/apt-get")) throw new Error(help);
  say("Installing Chromium with apt-get: about 100 MB, a minute …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    await run("apt-get", ["update"], { env });
    await run("apt-get", ["install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"], {
      env,
    });
  } catch (error) {
    throw new Error(`${help}; apt-get could not`, { cause: error });
  }
  const now = findChromium();
  if (now === undefined) throw new Error(help);
  return now;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path !== "";
  } catch {
    return false;
  }
}
