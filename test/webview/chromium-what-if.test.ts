/** A leaf that is dragged in a real Chromium, by the mouse and by keys: what is asked of the host, what is shown, and who reads it aloud. */
import { afterEach, describe, expect, it } from "vitest";
import { inspectValue } from "../../src/features/inspect.ts";
import { groupBy } from "../../src/base/group-by.ts";
import type { WhatIfView } from "../../src/protocol/what-if-view.ts";
import { openSession, uri, type Session } from "../service/session.ts";
import { themes } from "../fixtures/webview/themes.ts";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { type Panel, type PanelOptions, usePanels } from "./harness.ts";
import { stepped } from "./step-views.ts";

const open = usePanels();
const text = "x = 3\ny = param([[1, 2, -3], [0.5, 4, 2]])\nf = sum(y) * x ** 2\nf.backward()";

/** A panel with the service behind it, as the host joins them. */
interface Joined {
  readonly panel: Panel;
  readonly session: Session;
  /** Answers what was asked since, until nothing is asked any more. */
  serve(): Promise<void>;
  pick(label: string): Promise<void>;
  last(): WhatIfView | undefined;
}

let joined: Joined;
afterEach(() => joined.panel.close());

async function join(program = text, options?: PanelOptions): Promise<Joined> {
  const session = openSession(program);
  await session.time.pass(100);
  const { service } = session;
  const panel = await open(service.graph(uri, []), options);
  let served = 0;
  let view: WhatIfView | undefined;
  const serve = async (): Promise<void> => {
    for (;;) {
      await panel.rest();
      const heard = (await panel.heard()).slice(served);
      if (heard.length === 0) return;
      served += heard.length;
      for (const message of heard) {
        if (message.kind === "resetLeaves") service.resetWhatIf(message.uri);
        if (message.kind === "inspect") {
          const { question } = message;
          const answer = await inspectValue(service.view(uri)!, [], question, (node, window) =>
            service.window(uri, node, window),
          );
          await panel.send({ kind: "inspected", uri, question, answer });
        }
        const isAsked = message.kind === "whatIf" || message.kind === "setLeaf";
        const last = view && { ...view, element: view.dragged?.element ?? 0 };
        const subject = isAsked ? message.subject : message.kind === "resetLeaves" ? last : undefined;
        if (subject === undefined) continue;
        const value = message.kind === "setLeaf" ? message.value : undefined;
        const answer = service.whatIf({ uri, opened: [], id: subject.id, element: subject.element, value });
        await session.time.pass(100);
        view = await answer;
        await panel.send({ kind: "whatIf", view: view! });
        await panel.send({
          kind: "graph",
          view: service.graph(uri, [])!,
          file: "test.grad",
          locked: false,
          large: false,
        });
      }
    }
  };
  await serve();
  return (joined = {
    panel,
    session,
    serve,
    async pick(label) {
      const { id } = service.graph(uri, [])!.nodes.find((node) => node.label === label)!;
      await panel.page.click(`[data-id="${id}"]`);
      await serve();
    },
    last: () => view,
  });
}

const changes = ({ page }: Panel): Promise<string[]> =>
  page.$$eval(".what-if .changes div:not([hidden])", (rows) =>
    rows.map((row) => `${row.querySelector("dt")?.textContent}: ${row.querySelector("dd")?.textContent}`),
  );

describe("a leaf that is dragged", () => {
  it("follows the mouse, and the target's numbers follow it", async () => {
    const { panel, pick, serve } = await join();
    await pick("x");
    const { page } = panel;
    const slider = page.locator("#what-if-slider");
    expect(await slider.getAttribute("min")).toBe("-3");
    const box = (await slider.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2, { steps: 8 });
    await page.mouse.up();
    await serve();
    const value = Number(await slider.inputValue());
    expect(value).toBeGreaterThan(4);
    expect(joined.last()).toMatchObject({ set: `What if x = ${value}`, dragged: { value, own: 3 } });
    expect(joined.session.service.view(uri)!.analysis.text).toBe(text);
    const [target] = await changes(panel);
    expect(target).toBe(`f: 58.5 → ${joined.last()!.dragged!.effect!.values.split(" → ")[1]}`);
    expect(await page.locator(".banner").innerText()).toContain(`What if x = ${value}`);
    expect(await panel.complaints()).toEqual([]);
  });

  it("follows the arrows, and Escape takes it back, wherever the keyboard is", async () => {
    const { panel, pick, serve } = await join();
    await pick("x");
    const { page } = panel;
    await page.focus("#what-if-slider");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await serve();
    expect(await page.inputValue("#what-if-slider")).toBe("3.2");
    expect(await page.inputValue(".what-if .number")).toBe("3.2");
    expect(await changes(panel)).toEqual([
      "f: 58.5 → 66.56",
      "predicted ∂f/∂x · Δ: 39 · 0.2 = 7.8",
      "actual: 8.06",
      "difference: 0.26",
    ]);
    await page.keyboard.press("Escape");
    await serve();
    expect(await page.inputValue("#what-if-slider")).toBe("3");
    expect(joined.session.service.view(uri)!.whatIfs).toEqual([]);
    expect(await page.locator(".card").isVisible()).toBe(true);
    expect(await page.locator(".what-if button").first().isDisabled()).toBe(true);
    await page.keyboard.press("Escape");
    await serve();
    expect(await panel.complaints()).toEqual([]);
  });

  it("is a number that is typed too, and Reset and Write to File are buttons", async () => {
    const { panel, pick, serve } = await join();
    await pick("x");
    const { page } = panel;
    await page.fill(".what-if .number", "-12.5");
    await serve();
    expect(joined.last()?.dragged?.value).toBe(-12.5);
    expect(await page.inputValue("#what-if-slider")).toBe("-12.5");
    await page.click('.what-if button:text("Write to File")');
    expect((await panel.heard()).at(-1)).toEqual({ kind: "writeLeaves", uri });
    await page.click('.what-if button:text("Reset")');
    await serve();
    expect(joined.last()?.set).toBeUndefined();
  });

  it("is the element that is picked in the table", async () => {
    const { panel, pick, serve } = await join();
    await pick("y");
    const { page } = panel;
    expect(await page.locator(".what-if .name").innerText()).toBe("y[0, 0]");
    await page.locator('.grid .cell[data-row="1"][data-column="1"]').click();
    await serve();
    expect(await page.locator(".what-if .name").innerText()).toBe("y[1, 1]");
    await page.fill(".what-if .number", "6");
    await serve();
    expect(joined.last()?.set).toBe("What if y[1, 1] = 6");
    expect(await changes(panel)).toContain("predicted ∂f/∂y[1, 1] · Δ: 9 · 2 = 18");
  });

  it("stays where it is in a small panel, whose edge says what the card covers", async () => {
    const { panel, pick, serve } = await join(text, { width: 521, height: 502 });
    await pick("x");
    const { page } = panel;
    const before = (await page.locator(".node.selected").boundingBox())!;
    await page.fill(".what-if .number", "4.25");
    await serve();
    const after = (await page.locator(".node.selected").boundingBox())!;
    expect(Math.abs(after.x - before.x)).toBeLessThan(2);
    expect(Math.abs(after.y - before.y)).toBeLessThan(2);
    const card = (await page.locator(".card").boundingBox())!;
    const covered = await page.$$eval(
      ".node .gate",
      (gates, top) => gates.filter((gate) => gate.getBoundingClientRect().bottom > top + 1).length,
      card.y,
    );
    const [label] = await page.locator(".beyond.down:visible").allInnerTexts();
    expect(covered).toBeGreaterThan(0);
    expect(label).toMatch(/^▼ [1-9] more$/);
    await page.click(".beyond.down");
    await panel.rest();
    expect(await page.locator(".beyond.down").isVisible()).toBe(false);
    expect(await panel.complaints()).toEqual([]);
  });

  it("says of the upstream gradient that the target stays, and draws no plot", async () => {
    const { panel, pick, serve } = await join();
    await pick("f");
    const { page } = panel;
    await page.fill(".what-if .number", "2");
    await serve();
    expect(await page.locator(".what-if .note").innerText()).toBe(
      "f stays as it is: the gradients alone follow ∂f/∂f, in proportion to it.",
    );
    expect(await page.locator(".what-if .plot").isVisible()).toBe(false);
    expect(await page.locator(".banner").innerText()).toContain("What if ∂f/∂f = 2");
    if (process.env["LOOK"] !== undefined)
      await page.screenshot({ path: `${process.env["LOOK"]}/what-if-upstream.png` });
    expect(await panel.complaints()).toEqual([]);
  });

  it("says why a number that builds the graph is none", async () => {
    const { panel, pick } = await join(
      "n = 3\nx = 2\ns = x\nfor i in range(n):\n    s = s * x\nt = s + n\nt.backward()",
    );
    await pick("n");
    expect(await panel.page.locator(".what-if .refused").innerText()).toContain("line 4 reads its number");
    expect(await panel.page.locator("#what-if-slider").isVisible()).toBe(false);
  });
});

describe("the picture of 300 gates, while a leaf is dragged", () => {
  /** 20 chains of 14 products of one leaf, and their sum: every number of the picture follows the leaf. */
  const chains = (x: number, version: number): GraphView => {
    const lines = [`x = ${x}`];
    for (let c = 0; c < 20; c++)
      for (let i = 0; i < 14; i++) lines.push(`a${c}_${i} = ${i === 0 ? "x" : `a${c}_${i - 1}`} * 1.1`);
    const ends = Array.from({ length: 20 }, (_, c) => `a${c}_13`);
    const { view } = stepped(`${lines.join("\n")}\nL = ${ends.join(" + ")}\n`);
    return { ...view, version, isWhatIf: version > 1 };
  };

  it("stands still, and nothing of it is touched but its numbers", async () => {
    const first = chains(1, 1);
    const panel = await open(first, { width: 3600, height: 1600 });
    const { page } = panel;
    const drag = async (x: number, version: number): Promise<void> => {
      await panel.send({
        kind: "graph",
        view: chains(x, version),
        file: "test.grad",
        locked: false,
        large: false,
      });
      await panel.rest();
    };
    // The first number that has no room makes room for all.
    await drag(1.51, 2);
    await page.evaluate(() => {
      window.complaints = [];
      new MutationObserver((records) => {
        for (const { type, attributeName } of records)
          window.complaints.push(type === "attributes" ? attributeName! : "text");
      }).observe(document.querySelector(".canvas")!, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      });
      const { getAttribute } = Element.prototype;
      Element.prototype.getAttribute = function (name: string): string | null {
        window.complaints.push("read");
        return getAttribute.call(this, name);
      };
    });
    let version = 3;
    for (const x of [1.66, 2, 9.97, 10.02, -1.234]) await drag(x, version++);
    const made = groupBy(await panel.complaints(), (what) => what);
    expect([...made.keys()].toSorted()).toEqual(["aria-label", "read", "text"]);
    // For each drag: a node's label is read and written, a number and its tooltip are written.
    const nodes = first.nodes.length;
    expect(made.get("aria-label")!.length).toBeLessThanOrEqual(5 * nodes);
    expect(made.get("read")!.length).toBeLessThanOrEqual(5 * (nodes + 60));
    expect(made.get("text")!.length).toBeLessThanOrEqual(5 * 2 * nodes);
    await panel.close();
  });
});

describe.each(themes.map(({ name }) => name))("in the theme %s", (theme) => {
  it("is named for those who hear it, and drawn for those who see it", async () => {
    const { panel, pick, serve } = await join(text, { theme, width: 760, height: 620 });
    await pick("x");
    const { page } = panel;
    await page.fill(".what-if .number", "5");
    await serve();
    expect(await page.getByRole("slider", { name: "x" }).count()).toBe(1);
    expect(await page.locator(".what-if .plot").getAttribute("aria-label")).toBe(
      "f along x from -3 to 9, with its tangent at 3",
    );
    // Something is drawn on it that is no background.
    const inks = await page.locator(".what-if canvas").evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      const found = new Set<string>();
      for (let i = 0; i < data.length; i += 4)
        if (data[i + 3] === 255) found.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
      return found.size;
    });
    expect(inks).toBeGreaterThan(2);
    expect(await panel.violations()).toEqual([]);
    if (process.env["LOOK"] !== undefined)
      await page.screenshot({ path: `${process.env["LOOK"]}/what-if-${theme}.png` });
    expect(await panel.complaints()).toEqual([]);
  });
});
