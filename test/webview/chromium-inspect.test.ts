/** The inspector in a real Chromium: a large value scrolls in a few rows, keys lead through it, and what is asked for is little. */
import { describe, expect, it } from "vitest";
import { themes } from "../fixtures/webview/themes.ts";
import { usePanels } from "./harness.ts";
import { inspected, inspectedExample, type InspectedPanel, openInspected } from "./inspecting.ts";

const open = usePanels();
const large = inspected("x = param(arange(262144).reshape(64, 4096) - 5)\nL = sum(x ** 2)\nL.backward()\n");
const small = inspected("x = param([[2, 1, -3], [-3, 4, 2]])\nL = sum(x ** 2)\nL.backward()\n");
const cube = inspected("x = param(arange(24).reshape(2, 3, 4))\nL = sum(x ** 2)\nL.backward()\n");

const texts = ({ page }: InspectedPanel): Promise<string[][]> =>
  page.$$eval(".grid .row:not(.names, [hidden])", (rows) =>
    rows.map((row) => [...row.querySelectorAll(".cell:not([hidden])")].map((cell) => cell.textContent)),
  );
const active = ({ page }: InspectedPanel): Promise<string | null | undefined> =>
  page.$eval(".grid", (grid) => {
    const id = grid.getAttribute("aria-activedescendant");
    const cell = id === null ? undefined : document.getElementById(id);
    return cell && `${cell.dataset["row"]},${cell.dataset["column"]}: ${cell.textContent}`;
  });

describe("the table of elements", () => {
  it("stands below the card of a value, and shows its gradient instead", async () => {
    const panel = await openInspected(open, small);
    await panel.pick("x");
    expect(await texts(panel)).toEqual([
      ["2", "1", "-3"],
      ["-3", "4", "2"],
    ]);
    await panel.page.click(".inspector .tabs .gradient");
    await panel.serve();
    expect(await texts(panel)).toEqual([
      ["4", "2", "-6"],
      ["-6", "8", "4"],
    ]);
    expect(await panel.page.getAttribute(".inspector .tabs .gradient", "aria-pressed")).toBe("true");
    await panel.page.keyboard.press("Escape");
    expect(await panel.complaints()).toEqual([]);
    await panel.close();
  });

  it("has a few rows and columns of a value of [64, 4096], wherever it is scrolled to", async () => {
    const panel = await openInspected(open, large);
    await panel.pick("x");
    const grid = panel.page.locator(".grid");
    expect(await grid.getAttribute("aria-rowcount")).toBe("65");
    expect(await grid.getAttribute("aria-colcount")).toBe("4097");
    const cells = (): Promise<number> => panel.page.locator(".grid .cell").count();
    expect(await cells()).toBeLessThan(200);
    await grid.evaluate((element) => element.scrollTo(element.scrollWidth, element.scrollHeight));
    await panel.serve();
    expect((await texts(panel)).at(-1)?.at(-1)).toBe("262138");
    await grid.evaluate((element) => element.scrollTo(element.scrollWidth / 2, 0));
    await panel.serve();
    expect((await texts(panel)).flat()).not.toContain("…");
    expect(await cells()).toBeLessThan(250);
    for (const question of panel.questions) {
      if (question.kind !== "window") continue;
      expect(question.window.sizes.reduce((all, size) => all * size)).toBeLessThan(3000);
    }
    await panel.close();
  });

  it("takes all of a narrow card where it has to be scrolled", async () => {
    const panel = await openInspected(open, large, { width: 521, height: 798 });
    await panel.pick("x");
    const widthOf = (name: string): Promise<number> =>
      panel.page.locator(name).evaluate((element) => element.getBoundingClientRect().width);
    expect(await widthOf(".grid")).toBe(await widthOf(".inspector .body"));
    await panel.close();
  });

  it("asks for nothing more while what is scrolled to is there", async () => {
    const panel = await openInspected(open, large);
    await panel.pick("x");
    const before = panel.questions.length;
    for (let at = 1; at <= 8; at++) {
      await panel.page.locator(".grid").evaluate((element, top) => element.scrollTo(0, top), at * 40);
      await panel.serve();
    }
    expect(panel.questions.length).toBe(before);
    await panel.close();
  });

  it("is walked through by keys", async () => {
    const panel = await openInspected(open, large);
    await panel.pick("x");
    await panel.page.focus(".grid");
    const press = async (key: string): Promise<string | null | undefined> => {
      await panel.page.keyboard.press(key);
      await panel.serve();
      return active(panel);
    };
    expect(await press("ArrowDown")).toBe("0,0: -5");
    expect(await press("ArrowDown")).toBe("1,0: 4091");
    expect(await press("ArrowRight")).toBe("1,1: 4092");
    expect(await press("End")).toBe("1,4095: 8186");
    expect(await press("Control+End")).toBe("63,4095: 262138");
    expect(await press("Control+Home")).toBe("0,0: -5");
    expect(await press("PageDown")).toMatch(/^\d,0: \d+$/);
    await panel.close();
  });

  it("goes to the element that a statistic speaks of", async () => {
    const panel = await openInspected(open, large);
    await panel.pick("x");
    await panel.page.locator(".facts div", { hasText: "max" }).locator("button").click();
    await panel.serve();
    expect(await active(panel)).toBe("63,4095: 262138");
    await panel.close();
  });

  it("goes to the first NaN", async () => {
    const odd = inspected("x = param([[4, 1], [9, -1]])\ny = sqrt(x)\nL = sum(y)\nL.backward()\n");
    const panel = await openInspected(open, odd);
    await panel.pick("y");
    await panel.page.locator(".facts div", { hasText: "NaN" }).locator("button").click();
    await panel.serve();
    expect(await active(panel)).toBe("1,1: NaN");
    await panel.close();
  });

  it("shows a slice of what has more than rows and columns", async () => {
    const panel = await openInspected(open, cube);
    await panel.pick("x");
    expect((await texts(panel))[0]).toEqual(["0", "1", "2", "3"]);
    await panel.page.fill(".slices input", "1");
    await panel.serve();
    expect((await texts(panel))[0]).toEqual(["12", "13", "14", "15"]);
    await panel.close();
  });

  it("gives its elements to the clipboard, to a file and to the text", async () => {
    const panel = await openInspected(open, small);
    await panel.pick("x");
    for (const [name, as] of [
      ["Copy list", "list"],
      ["Copy CSV", "csv"],
      ["Save .npy", "npy"],
      ["Insert as literal", "grad"],
    ] as const) {
      await panel.page.getByRole("button", { name, exact: true }).click();
      const { uri } = small.view;
      expect((await panel.heard()).at(-1)).toEqual({ kind: "take", uri, id: "x#0", aspect: "value", as });
    }
    await panel.close();
  });

  it("costs nothing while no value is selected", async () => {
    const panel = await openInspected(open, small);
    await panel.serve();
    expect(panel.questions).toEqual([]);
    await panel.pick("x");
    const before = panel.questions.length;
    await panel.page.click(".card header .codicon-close");
    await panel.show(small.view);
    await panel.serve();
    expect(panel.questions.length).toBe(before);
    await panel.close();
  });
});

describe("one element", () => {
  const lecture = inspected(
    "x = [[2, 1, -3], [-3, 4, 2]]\nw = [[3, 2, 1, -1], [2, 1, 3, 2], [3, 2, 1, -2]]\ny = x @ w\n" +
      "dy = [[2, 3, -3, 9], [-8, 1, 4, 6]]\ny.backward(dy)\n",
  );

  it("has the sum that gives its gradient, by a click", async () => {
    const panel = await openInspected(open, lecture, { height: 900 });
    await panel.pick("x");
    await panel.page.click('.grid .cell[data-row="0"][data-column="0"]');
    await panel.serve();
    const element = panel.page.locator(".inspector .element");
    expect(await element.locator(".products").textContent()).toBe(
      "dx[0, 0] = 3 · 2 + 2 · 3 + 1 · (-3) + (-1) · 9 = 0",
    );
    expect(await element.locator(".head").textContent()).toBe("x[0, 0]= 2dx[0, 0] = 0");
    expect(await element.locator("tbody tr").allTextContents()).toEqual([
      "y[0, 0]326",
      "y[0, 1]236",
      "y[0, 2]1-3-3",
      "y[0, 3]-19-9",
      "sum: 0",
    ]);
    await panel.close();
  });

  it("follows the keys, and leads to the step that it goes through", async () => {
    const panel = await openInspected(open, lecture, { height: 900 });
    await panel.pick("x");
    await panel.page.focus(".grid");
    for (const key of ["ArrowDown", "ArrowDown", "End"]) await panel.page.keyboard.press(key);
    await panel.serve();
    expect(await panel.page.locator(".element .gradient").textContent()).toBe("dx[1, 2] = -30");
    await panel.page.click(".element .use .link");
    await panel.serve();
    expect(await panel.page.locator(".card header strong").textContent()).toBe("y");
    expect(await panel.page.locator(".element").isVisible()).toBe(false);
    expect(await panel.complaints()).toEqual([]);
    await panel.close();
  });
});

describe("a picture", () => {
  const images = inspected("x = param(arange(144).reshape(2, 3, 4, 6))\nL = sum(x ** 2) / 2\nL.backward()\n");
  /** The red, green and blue of a pixel. */
  const pixel = ({ page }: InspectedPanel, column: number, row: number): Promise<number[]> =>
    page
      .locator(".image canvas")
      .evaluate(
        (canvas: HTMLCanvasElement, [x, y]) => [
          ...canvas.getContext("2d")!.getImageData(x!, y!, 1, 1).data.slice(0, 3),
        ],
        [column, row],
      );
  const shade = (value: number): number => Math.round((255 * value) / 143);
  const button = ({ page }: InspectedPanel, name: string) => page.getByRole("button", { name, exact: true });

  it("is in colour, of the sample that is chosen, by keyboard alone", async () => {
    const panel = await openInspected(open, images);
    await panel.pick("x");
    await button(panel, "picture").focus();
    await panel.page.keyboard.press("Enter");
    await panel.serve();
    expect(await panel.page.locator(".grid").isVisible()).toBe(false);
    expect(await pixel(panel, 5, 3)).toEqual([23, 47, 71].map(shade));
    const canvas = panel.page.locator(".image canvas");
    expect(await canvas.getAttribute("aria-label")).toBe(
      "Picture of x, 6 by 4 pixels: red, green and blue from 0 to 143",
    );
    await panel.page.getByRole("spinbutton", { name: "Place along dimension 0, from 0 to 1" }).focus();
    await panel.page.keyboard.press("ArrowUp");
    await panel.serve();
    expect(await pixel(panel, 0, 0)).toEqual([72, 96, 120].map(shade));
    expect(await panel.page.locator(".slices input:visible").count()).toBe(1);
    await button(panel, "gradient").focus();
    await panel.page.keyboard.press("Enter");
    await panel.serve();
    expect(await canvas.getAttribute("aria-label")).toContain("Picture of the gradient of x");
    await panel.close();
  });

  it("is grey of one channel, and stays a picture at the next value", async () => {
    const panel = await openInspected(open, images);
    await panel.pick("x");
    await button(panel, "picture").click();
    await panel.serve();
    await button(panel, "in colour").click();
    await panel.serve();
    await panel.page.getByRole("spinbutton", { name: "Place along dimension 1, from 0 to 2" }).fill("2");
    await panel.serve();
    expect(await pixel(panel, 5, 3)).toEqual([71, 71, 71].map(shade));
    await panel.pick("^2");
    expect(await panel.page.locator(".image canvas").isVisible()).toBe(true);
    await button(panel, "table").click();
    await panel.serve();
    expect((await texts(panel))[0]?.[0]).toBe("0");
    expect(await panel.complaints()).toEqual([]);
    await panel.close();
  });

  it("is asked for by what it shows, and no table with it", async () => {
    const panel = await openInspected(open, images);
    await panel.pick("x");
    await button(panel, "picture").click();
    await panel.serve();
    const before = panel.questions.length;
    await panel.page.getByRole("spinbutton", { name: "Place along dimension 0, from 0 to 1" }).fill("1");
    await panel.serve();
    expect(panel.questions.slice(before)).toEqual([
      {
        kind: "image",
        id: "x#0",
        aspect: "value",
        window: { starts: [1, 0, 0, 0], sizes: [1, 3, 4, 6] },
      },
    ]);
    await panel.close();
  });

  it("is offered of nothing that has one row or one column", async () => {
    const vector = inspected("x = param(arange(6))\nL = sum(x ** 2)\nL.backward()\n");
    const panel = await openInspected(open, vector);
    await panel.pick("x");
    expect(await button(panel, "picture").isVisible()).toBe(false);
    await panel.close();
  });
});

describe.each(themes.map(({ name }) => name))("in the theme %s", (theme) => {
  it("tells signs by more than colour, and can be read", async () => {
    const panel = await openInspected(open, small, { theme });
    await panel.pick("x");
    const cells = await panel.page.$$eval(".grid .cell", (all) =>
      all.map((cell) => [cell.textContent, cell.getAttribute("data-level")?.charAt(0)]),
    );
    expect(await panel.violations()).toEqual([]);
    await panel.page.click('.grid .cell[data-row="1"][data-column="0"]');
    await panel.serve();
    expect(await panel.page.locator(".element").isVisible()).toBe(true);
    expect(await panel.violations()).toEqual([]);
    if (process.env["LOOK"] !== undefined)
      await panel.page.screenshot({ path: `${process.env["LOOK"]}/element-${theme}.png` });
    for (const [text, sign] of cells) expect(sign).toBe(text?.startsWith("-") === true ? "-" : "+");
    await panel.close();
  });

  it("has its pictures framed, and named", async () => {
    const panel = await openInspected(open, await inspectedExample("14-small-cnn.grad"), {
      theme,
      width: 2400,
      height: 800,
    });
    await panel.pick("images");
    await panel.page.getByRole("button", { name: "picture", exact: true }).click();
    await panel.serve();
    expect(await panel.page.locator(".image figcaption").innerText()).toBe("black is 0, white 1");
    expect(await panel.violations()).toEqual([]);
    if (process.env["LOOK"] !== undefined)
      await panel.page.screenshot({ path: `${process.env["LOOK"]}/picture-${theme}.png` });
    await panel.close();
  });
});
