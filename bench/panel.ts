/**
 * What Chromium's trace says that the panel costs: script, style and layout of each frame while a graph of some 300 gates is stepped
 * through, played, and drawn with the numbers of a leaf that is dragged: `npm run bench:panel`.
 */
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { type Panel, startHarness } from "../test/webview/harness.ts";
import { stepped } from "../test/webview/step-views.ts";
import { percentile, printTable, type Row } from "./table.ts";

const { values: asked } = parseArgs({
  options: { chains: { type: "string", default: "20" }, steps: { type: "string", default: "40" } },
});
const chains = Number(asked.chains);
const steps = Number(asked.steps);
const length = 15;

/** What runs on the page's main thread; what lies within another of them is a part of it. */
const works = new Set([
  "EventDispatch",
  "EvaluateScript",
  "FireAnimationFrame",
  "FunctionCall",
  "HandlePostMessage",
  "Layout",
  "RunMicrotasks",
  "TimerFire",
  "UpdateLayoutTree",
]);
const categories = ["devtools.timeline", "__metadata"];

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** In microseconds; `tdur` is what the thread itself has worked, whatever else the machine does. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

const harness = await startHarness();
try {
  const rows: Row[] = [];
  for (const [name, act] of [
    ["one step", stepping],
    ["played", playing],
    ["a leaf is dragged", dragging],
  ] as const) {
    const panel = await harness.open({ width: 3600, height: 1600 });
    const first = stepped(source(1.5));
    await panel.show(first.view);
    await panel.send({ kind: "stepThrough" });
    await panel.send({ kind: "steps", view: first.steps });
    await panel.rest();
    const browser = panel.page.context().browser()!;
    await browser.startTracing(panel.page, { categories });
    await act(panel);
    rows.push({ gates: first.view.nodes.length, what: name, ...costs(await traced(browser)) });
    await panel.close();
  }
  printTable({ name: "Script, style and layout a frame, in milliseconds", rows });
} finally {
  await harness.close();
}

async function stepping(panel: Panel): Promise<void> {
  await panel.page.keyboard.press("Home");
  for (let i = 0; i < steps; i++) {
    await panel.page.keyboard.press("ArrowRight");
    await frames(panel);
  }
}

async function playing(panel: Panel): Promise<void> {
  await panel.page.selectOption(".steps .speed", "4");
  await panel.page.focus(".steps .slider");
  await panel.page.keyboard.press(" ");
  await panel.page.waitForFunction(
    (to) => Number(document.querySelector(".steps .count")?.textContent.split(" /")[0]) >= to,
    Math.ceil(steps / 4),
    { polling: 200 },
  );
}

async function dragging(panel: Panel): Promise<void> {
  await panel.page.keyboard.press("Escape");
  for (let i = 0; i < steps; i++) {
    const { view } = stepped(source(1.5 + i / 100));
    await panel.send({
      kind: "graph",
      view: { ...view, version: i + 2, isWhatIf: true },
      file: "",
      locked: false,
      large: false,
    });
    await frames(panel);
  }
}

/** Until what was done is on the screen. */
function frames({ page }: Panel): Promise<void> {
  return page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );
}

/** Chains of products beside one another, and their sum. */
function source(x: number): string {
  const lines = [`x = ${x}`];
  for (let c = 0; c < chains; c++)
    for (let i = 0; i < length; i++) lines.push(`a${c}_${i} = ${i === 0 ? "x" : `a${c}_${i - 1}`} * 1.1`);
  const ends = Array.from({ length: chains }, (_, c) => `a${c}_${length - 1}`);
  return `${lines.join("\n")}\nL = ${ends.join(" + ")}\n`;
}

async function traced(browser: Browser): Promise<readonly TraceEvent[]> {
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  return traceEvents;
}

/** Of the frames in which anything was done. */
function costs(events: readonly TraceEvent[]): Row {
  const main = new Set(
    events
      .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const own = events.filter(({ pid, tid }) => main.has(`${pid} ${tid}`)).toSorted((a, b) => a.ts - b.ts);
  const sums: number[] = [];
  let [sum, end] = [0, 0];
  for (const { name, ts, dur = 0, tdur = dur } of own) {
    // A frame ends when it is painted.
    if (name === "PrePaint") {
      if (sum > 0) sums.push(sum);
      sum = 0;
    }
    if (!works.has(name) || ts < end) continue;
    end = ts + dur;
    sum += tdur / 1000;
  }
  const all = sum > 0 ? [...sums, sum] : sums;
  return {
    frames: all.length,
    median: percentile(all, 50),
    "95 %": percentile(all, 95),
    longest: Math.max(...all),
  };
}
