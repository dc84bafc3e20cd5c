/** What stands at the edges of the panel in a real Chromium: it lies over nothing of the picture, wherever that is moved to. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { graphView } from "../../src/features/graph-view.ts";
import { exampleRun } from "./example-views.ts";
import { type Panel, usePanels } from "./harness.ts";
import { covered } from "./seen.ts";
import { stepped } from "./step-views.ts";

const open = usePanels();
const narrow = { width: 521, height: 502, theme: "light", reducedMotion: true };

/** What a hand on a trackpad does one after the other: a part of each graph comes to each edge. */
const moves = [
  [0, -60],
  [90, 0],
  [-180, 30],
  [40, 200],
  [0, -330],
] as const;

/** What is covered at the first look and after each move, with how often there was something at the edges. */
async function coveredWhileMoved(panel: Panel): Promise<{ found: string[]; labels: number }> {
  const found = await covered(panel);
  let labels = 0;
  for (const [x, y] of moves) {
    await panel.page.evaluate(
      ([deltaX, deltaY]) =>
        document
          .querySelector(".canvas")!
          .dispatchEvent(new WheelEvent("wheel", { deltaX, deltaY, cancelable: true, bubbles: true })),
      [x, y] as const,
    );
    await panel.rest();
    found.push(...(await covered(panel)));
    labels += await panel.page.locator(".beyond:not([hidden])").count();
  }
  return { found, labels };
}

test.each(["09-two-layer-net", "12-logistic-regression", "14-small-cnn", "18-hidden-nan"])(
  "the labels and the mark of an older picture lie over nothing, also while gradients are predicted: %s",
  async (name) => {
    const panel = await open(undefined, narrow);
    const { view } = await exampleRun(`${name}.grad`, false);
    for (const shown of [view, { ...view, revealed: 0 }]) {
      await panel.show(graphView(shown, []));
      await panel.send({ kind: "edited", uri: view.uri, version: view.analysis.version + 1 });
      await panel.page.locator(".older").waitFor();
      const { found, labels } = await coveredWhileMoved(panel);
      expect(found).toEqual([]);
      expect(labels).toBeGreaterThan(5);
    }
    await panel.close();
  },
);

test("they lie over nothing that is kept for the backward pass", async () => {
  const text = readFileSync(join(import.meta.dirname, "../../examples/06-vector-chain.grad"), "utf8");
  const { view, steps } = stepped(text);
  const panel = await open(view, narrow);
  await panel.page.click('button[aria-label="Step through the graph"]');
  await panel.send({ kind: "steps", view: steps });
  const end = steps.steps.findIndex(({ pass }) => pass === "backward");
  await panel.page.locator(".steps .slider").fill(String(end));
  await panel.rest();
  expect(await panel.page.locator(".node .kept:not([display])").count()).toBeGreaterThan(3);
  const { found, labels } = await coveredWhileMoved(panel);
  expect(found).toEqual([]);
  expect(labels).toBeGreaterThan(5);
  await panel.close();
});

test("beside the toolbar nothing of the picture is seen, and nothing of it can be clicked", async () => {
  const panel = await open(graphView((await exampleRun("14-small-cnn.grad", false)).view, []), narrow);
  const { bottom, above, below } = await panel.page.evaluate(() => {
    const { bottom } = document.querySelector(".toolbar")!.getBoundingClientRect();
    const tops = [...document.querySelectorAll(".wire-text text, .node .gate")].map(
      (thing) => thing.getBoundingClientRect().top,
    );
    const hits = (y: number): number =>
      Array.from({ length: innerWidth / 4 }, (_, i) => document.elementFromPoint(4 * i, y)).filter(
        (hit) => hit?.closest(".canvas") != null,
      ).length;
    return {
      bottom,
      above: tops.filter((top) => top < bottom).length,
      below: [hits(bottom - 6), hits(bottom + 2)],
    };
  });
  expect(bottom).toBe(38);
  expect(above).toBeGreaterThan(3);
  expect(below[0]).toBe(0);
  expect(below[1]).toBeGreaterThan(100);
  await panel.close();
});
