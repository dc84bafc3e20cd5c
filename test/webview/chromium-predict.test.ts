/** Predicting hidden gradients in a real Chromium: the card asks, says which rule was broken, and keeps a score. */
import { expect, it } from "vitest";
import { graphView } from "../../src/features/graph-view.ts";
import { predictedNode, predictionOf } from "../../src/features/predict.ts";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { viewOf } from "../check.ts";
import { themes } from "../fixtures/webview/themes.ts";
import { usePanels } from "./harness.ts";

const open = usePanels();
const uri = "file:///product.grad";
const file = { ...viewOf("x = -2\ny = 5\nz = -4\nq = x + y\nf = q * z\nf.backward()\n"), revealed: 0 };
const graph = { ...graphView(file, []), uri };

it.each(themes.map(({ name }) => name))("by keyboard alone, in the theme %s", async (theme) => {
  const panel = await open(graph, { theme });
  const { page } = panel;
  await page.focus('.node[data-id="q#0"]');
  await page.keyboard.press("Enter");
  await panel.rest();
  const input = page.getByLabel("Its gradient is");
  await input.focus();
  const says = page.locator(".predict .says");
  for (const [text, verdict, sentence, score] of [
    ["3", "wrong", /^✗ That is what goes to the other operand/, "0 right, 1 wrong in this file"],
    ["-4", "right", /^✓ Right: ∂f\/∂q = -4\./, "1 right, 1 wrong in this file"],
    ["-4", "right", /^✓ Right/, "1 right, 1 wrong in this file"],
    ["no", "unread", /^Type a number/, "1 right, 1 wrong in this file"],
  ] as const) {
    await input.fill(text);
    await page.keyboard.press("Enter");
    expect((await panel.heard()).at(-1)).toEqual({ kind: "predict", uri, id: "q#0", text });
    const answer = predictionOf(file, "q#0", text, []);
    expect(answer.verdict).toBe(verdict);
    await panel.send({ kind: "predicted", uri, id: "q#0", answer });
    await panel.rest();
    expect(await says.innerText()).toMatch(sentence);
    expect(await page.locator(".predict .score").innerText()).toBe(score);
    if (verdict === "wrong" && process.env["LOOK"] !== undefined)
      await page.screenshot({ path: `${process.env["LOOK"]}/predict-${theme}.png` });
  }
  // What was said rightly is shown, and the card says that it was right as long as the text is the same.
  await page.getByLabel("Its gradient is").fill("-4");
  await page.keyboard.press("Enter");
  await panel.send({ kind: "predicted", uri, id: "q#0", answer: predictionOf(file, "q#0", "-4", []) });
  await panel.rest();
  const q = predictedNode(file, "q#0", [])!;
  const shown = { ...graphView({ ...file, predicted: new Set([q]) }, []), uri };
  const send = (view: GraphView): Promise<void> =>
    panel.send({ kind: "graph", view, file: "product.grad", locked: false, large: false, hides: true });
  await send(shown);
  await panel.rest();
  expect(await says.innerText()).toMatch(/^✓ Right/);
  expect(await page.getByLabel("Its gradient is").isVisible()).toBe(false);
  expect(await page.locator(".card dl .gradient dd").innerText()).toBe("-4");
  await send({ ...shown, version: shown.version + 1 });
  await panel.rest();
  expect(await page.locator(".predict").isVisible()).toBe(false);
  expect(JSON.stringify(await panel.kept())).not.toContain("right");
  expect(await panel.violations()).toEqual([]);
  expect(await panel.complaints()).toEqual([]);
  await panel.show(graphView({ ...file, uri, revealed: undefined }, []));
  expect(await page.locator(".predict").isVisible()).toBe(false);
  await panel.close();
});
