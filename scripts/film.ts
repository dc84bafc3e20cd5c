/** Makes the film of the README in the real VS Code: `npm run film`. It needs `ffmpeg`, which joins the pictures. */
import { spawnSync } from "node:child_process";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { root, temporaryFolder } from "../test/host/launch/paths.ts";
import { startHost } from "../test/host/launch/start-host.ts";
import {
  openFile,
  runCommand,
  setCaret,
  themes,
  type,
  waitForHints,
  webviewFrame,
} from "../test/host/launch/workbench.ts";
import { buildAll } from "./build.ts";

/** The lecture's first example. */
const file = "product.grad";
const text = "# f(x, y, z) = (x + y) · z\nx = -2\ny = 5\nz = -4\nq = x + y\nf = q * z\nf.backward()\n";
const lastFormula = 6;
/** What the graph takes of the text's half of the window, in pixels. */
const moreForGraph = 130;
const film = join(root, "docs/film.webp");
/** More than that nobody waits for in a page. */
const mostBytes = 2_000_000;

/** So long a picture is seen, in milliseconds: one to be read, one that is looked at, one of a movement. */
const LONG = 2200;
const BEAT = 1500;
const SHORT = 70;

/** How far along its wire the bright piece of a step is in each picture of the movement, in milliseconds. */
const MOMENTS = [50, 110, 170, 230];

await buildAll();
const workspace = join(temporaryFolder("film"), "lecture");
mkdirSync(workspace);
writeFileSync(join(workspace, file), text);
const host = await startHost({
  mode: "vsix",
  workspace,
  settings: {
    "workbench.colorTheme": themes.dark,
    "editor.fontSize": 15,
    "editor.cursorBlinking": "solid",
    "editor.quickSuggestions": { other: "off" },
    "workbench.activityBar.location": "hidden",
    "workbench.layoutControl.enabled": false,
  },
  viewport: { width: 1200, height: 620 },
  say: (line) => console.log(line),
});
try {
  const { page } = host;
  const pictures = temporaryFolder("pictures");
  const list: string[] = [];
  const take = async (milliseconds: number): Promise<void> => {
    const path = join(pictures, `${list.length}.png`);
    await page.screenshot({ path });
    list.push(`file '${path}'\nduration ${milliseconds / 1000}\n`);
  };

  await openFile(page, file);
  await page.keyboard.press("Control+B");
  await runCommand(page, "Nabla: Open Graph to the Side");
  const graph = await webviewFrame(page);
  await graph.locator("svg text", { hasText: "-12" }).first().waitFor();
  await widenGraph();
  await setCaret(page, 1, 1);
  await waitForHints(page, file, (lines) => lines.some(({ text }) => text.includes("∂f/∂q = -4")));
  await take(LONG);

  await steps(graph);
  await typing(graph);
  await whatIf(graph);

  const order = join(pictures, "list.txt");
  // The last picture is named twice: its own duration is else not read.
  writeFileSync(order, [...list, list.at(-1)!.split("\n")[0]].join(""));
  const { status, error } = spawnSync(
    "ffmpeg",
    ["-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", order, "-fps_mode", "vfr"].concat([
      "-c:v",
      "libwebp_anim",
      "-lossless",
      "1",
      "-compression_level",
      "6",
      "-loop",
      "0",
      film,
    ]),
    { stdio: "inherit" },
  );
  if (status !== 0) throw new Error("ffmpeg did not make the film.", { cause: error });
  const { size } = statSync(film);
  if (size > mostBytes) throw new Error(`${film} has ${size} bytes, and may have ${mostBytes}.`);
  console.log(`${film}: ${list.length} pictures, ${size} bytes`);

  /** As one does by dragging the edge between the two. */
  async function widenGraph(): Promise<void> {
    const { x, y, height } = (await page.locator(".editor-group-container").nth(1).boundingBox())!;
    await page.mouse.move(x, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x - moreForGraph, y + height / 2, { steps: 5 });
    await page.mouse.up();
    // The edge is marked as long as the pointer is on it.
    await page.mouse.move(0, 0);
  }

  /** Forward, then back, gate by gate. */
  async function steps(panel: Frame): Promise<void> {
    await runCommand(page, "Nabla: Step Through Backward Pass");
    const slider = panel.locator(".steps .slider");
    await slider.waitFor();
    const sentence = panel.locator(".steps .sentence");
    await sentence.filter({ hasText: "x = -2" }).waitFor();
    await holdMovements(panel);
    await take(BEAT);
    const count = Number(await slider.getAttribute("max"));
    for (let at = 1; at <= count; at++) {
      await slider.press("ArrowRight");
      await panel.locator(".steps .count", { hasText: `${at} / ${count}` }).waitFor();
      for (const moment of MOMENTS) {
        await panel.evaluate((time) => {
          for (const one of document.getAnimations()) one.currentTime = time;
        }, moment);
        await take(SHORT);
      }
      await panel.evaluate(() => document.getAnimations().forEach((one) => one.finish()));
      await take(at === count ? LONG : BEAT);
    }
    await slider.press("Escape");
  }

  /** What runs along a wire stands still, so that it is where its picture is to show it. */
  function holdMovements(panel: Frame): Promise<void> {
    return panel.evaluate(() => {
      const animate = Element.prototype.animate;
      Element.prototype.animate = function (...how: Parameters<typeof animate>) {
        const made = animate.apply(this, how);
        made.pause();
        return made;
      };
    });
  }

  /** Pulls at x, and everything follows; Escape takes it back. */
  async function whatIf(panel: Frame): Promise<void> {
    await panel.locator('[data-id="x#0"]').click();
    const slider = panel.locator("#what-if-slider");
    await slider.waitFor();
    await panel.locator(".what-if canvas").waitFor();
    await take(BEAT);
    const { x, y, width, height } = (await slider.boundingBox())!;
    const moveTo = (part: number): Promise<void> => page.mouse.move(x + width * part, y + height / 2);
    await moveTo(0.5);
    await page.mouse.down();
    for (let i = 1; i <= 16; i++) {
      await moveTo(0.5 + 0.44 * Math.sin((i / 16) * Math.PI * 0.75));
      const value = await slider.inputValue();
      const f = Number(((Number(value) + 5) * -4 * Number(value)).toPrecision(4));
      await panel.locator(".what-if .target dd", { hasText: new RegExp(`24 → ${f}$`) }).waitFor();
      await waitForHints(page, file, (lines) =>
        lines.some((line) => (line.text + line.after).includes(`if = ${f} `)),
      );
      await take(2 * SHORT);
    }
    await page.mouse.up();
    await take(LONG);
    await slider.press("Escape");
    await panel.locator(".banner").waitFor({ state: "hidden" });
    await panel.locator(".card header .codicon-close").click();
    await panel.locator(".card").waitFor({ state: "hidden" });
    await take(BEAT);
  }

  /** Another factor: its gate comes to the graph while it is typed, and f is no line along x any more. */
  async function typing(panel: Frame): Promise<void> {
    await runCommand(page, "View: Focus First Editor Group");
    await setCaret(page, lastFormula, 99);
    await take(BEAT / 2);
    for (const key of " * x") {
      await type(page, key);
      await take(2 * SHORT);
    }
    await waitForHints(page, file, (lines) =>
      lines.some((line) => (line.text + line.after).includes("= 24 ")),
    );
    await panel.locator("svg text", { hasText: "24" }).first().waitFor();
    await take(LONG);
  }
} finally {
  await host.stop();
}
