/**
 * What a person waits for in the installed extension: first hints after opening a file, and a key's new number on another line.
 * Each is measured in turns with an extension whose server computes nothing: `npm run bench:editor`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { buildAll } from "../scripts/build.ts";
import { packageExtension } from "../test/host/launch/package.ts";
import { temporaryFolder } from "../test/host/launch/paths.ts";
import { type Host, startHost } from "../test/host/launch/start-host.ts";
import { openFile, setCaret, type } from "../test/host/launch/workbench.ts";
import { packageNullExtension } from "./null-extension/package.ts";
import { type Record, startProbe, waitForPower } from "./probe.ts";
import { percentile, printTable, type Row } from "./table.ts";

const { values: asked } = parseArgs({
  options: {
    rounds: { type: "string", default: "6" },
    keys: { type: "string", default: "30" },
  },
});
const rounds = Number(asked.rounds);
const keys = Number(asked.keys);

/** Pauses between keys: a thoughtful person, a fast one, and one who types without looking. */
const gaps = [1_200, 250, 120];
const file = "timing.grad";
const firstLine = "x = 1";
/** The line whose number is looked at: the caret's own line is drawn in another way. */
const watched = "y = 2 * x";
/** How long the window is left alone before a file is opened. */
const calm = 2_000;

const workspace = temporaryFolder("bench-workspace");
const packages = temporaryFolder("bench-packages");
writeFileSync(join(workspace, file), sampleText());
console.log("Building and packaging …");
await buildAll();
const kinds = [
  { name: "null", vsix: await packageNullExtension(join(packages, "null")) },
  { name: "nabla", vsix: await packageExtension(join(packages, "nabla.vsix")) },
] as const;

const opened = new Map<string, number[]>();
const typed = new Map<string, number[]>();
const hosts: { readonly name: string; readonly host: Host }[] = [];
try {
  for (const { name, vsix } of kinds) {
    const say = (line: string): void => console.log(line);
    hosts.push({ name, host: await startHost({ mode: "vsix", vsix, workspace, say }) });
  }
  for (let round = 1; round <= rounds; round++) {
    console.log(`Opening a file, round ${round} of ${rounds} …`);
    for (const { name, host } of inTurns(round)) note(opened, name, await measureOpening(host));
  }
  for (const { host } of hosts) {
    await openFile(host.page, file);
    await startProbe(host.page, watched);
    await waitForPower(host.page, 0);
  }
  for (const gap of gaps) {
    // Two blocks of each in turns, so that what else the machine does weighs on both.
    for (const block of [1, 2]) {
      console.log(`Typing, ${gap} ms between keys, block ${block} of 2 …`);
      for (const { name, host } of inTurns(block)) {
        for (const time of await measureTyping(host.page, gap)) note(typed, `${name} ${gap}`, time);
      }
    }
  }
} finally {
  for (const { host } of hosts) await host.stop();
}

console.log("");
printTable({
  name: "Installed extension, ms above a server that computes nothing; on a busy machine the numbers only indicate",
  rows: [
    comparison("double click → first hints", opened.get("null"), opened.get("nabla")),
    ...gaps.map((gap) =>
      comparison(
        `key → new number, keys ${gap} ms apart`,
        typed.get(`null ${gap}`),
        typed.get(`nabla ${gap}`),
      ),
    ),
  ],
});

/** Whoever was measured last is measured first the next time. */
function inTurns(turn: number): typeof hosts {
  return turn % 2 === 0 ? hosts.toReversed() : hosts;
}

/** Forty lines of which all that can be seen follow from the first. */
function sampleText(): string {
  const rest = Array.from({ length: 37 }, (_, i) => `z${i} = x * ${i + 1} + y`);
  return [firstLine, watched, ...rest, "f = y + z0", "f.backward()", ""].join("\n");
}

/** From the double click to the first hint, in a window of its own: nothing of the extension has run in it yet. */
async function measureOpening(host: Host): Promise<number> {
  const context = await host.browser.newContext({ viewport: host.page.viewportSize() });
  try {
    const page = await context.newPage();
    await page.goto(host.url);
    await page.locator(".explorer-folders-view").getByText(file, { exact: true }).waitFor();
    await page.waitForTimeout(calm);
    await startProbe(page, watched);
    await openFile(page, file);
    const { doubleClicks, drawn } = await waitForPower(page, 0);
    // Leaving the page lets VS Code end the window's extension host.
    await page.goto("about:blank");
    return drawn[0]!.at - doubleClicks[0]!;
  } finally {
    await context.close();
  }
}

/** For each key, the time until the watched line shows a number that the key has gone into. */
async function measureTyping(page: Page, gap: number): Promise<number[]> {
  await setCaret(page, 1, 1000);
  const before = await waitForPower(page, 0);
  await page.waitForTimeout(calm);
  await type(page, "1".repeat(keys), gap);
  const after = await waitForPower(page, keys);
  await setCaret(page, 1, firstLine.length + 1);
  await page.keyboard.press("Shift+End");
  await page.keyboard.press("Delete");
  await waitForPower(page, 0);
  return timesOfKeys(before, after);
}

function timesOfKeys(before: Record, after: Record): number[] {
  const drawn = after.drawn.slice(before.drawn.length);
  return after.keys.slice(before.keys.length).map((pressed, i) => {
    const first = drawn.find(({ power }) => power > i);
    if (first === undefined) throw new Error(`key ${i + 1} was never drawn`);
    return first.at - pressed;
  });
}

function note(times: Map<string, number[]>, name: string, time: number): void {
  times.set(name, [...(times.get(name) ?? []), time]);
}

function comparison(what: string, nothing: readonly number[] = [], nabla: readonly number[] = []): Row {
  const [p50, p95] = [50, 95].map((percent) => ({
    nothing: percentile(nothing, percent),
    nabla: percentile(nabla, percent),
  }));
  return {
    what,
    times: nabla.length,
    "null p50": p50!.nothing,
    "nabla p50": p50!.nabla,
    "more p50": p50!.nabla - p50!.nothing,
    "null p95": p95!.nothing,
    "nabla p95": p95!.nabla,
    "more p95": p95!.nabla - p95!.nothing,
  };
}
