/** Pictures in hovers: of which values there are some, what stands beside them, and when they give way. */
import { marked } from "marked";
import { describe, expect, test } from "vitest";
import { createAnalyser, PLAIN_REQUEST } from "../../src/analysis.ts";
import { hoverAt, type HoverOptions } from "../../src/features/hover.ts";
import { plainView, type View } from "../../src/features/view.ts";
import { createEngine, runAnalysis } from "../../src/run.ts";
import { viewOf } from "../check.ts";

const OPTIONS: HoverOptions = { link: undefined, pictures: true };

/** The hover on the first place of a text. */
function hoverOn(source: string | View, text: string, options = OPTIONS): string {
  const view = typeof source === "string" ? viewOf(source) : source;
  return hoverAt(view, view.analysis.text.indexOf(text), options)!.markdown;
}

/** The alternative texts of the pictures, in order. */
function alts(markdown: string): readonly string[] {
  return [...markdown.matchAll(/!\[((?:[^\]\\]|\\.)*)\]/g)].map(([, alt]) => alt!);
}

/** With each picture by its alternative text alone. */
function withoutAddresses(markdown: string): string {
  return markdown.replace(/(!\[(?:[^\]\\]|\\.)*\])\(data:[^)]*\)/g, "$1");
}

const net = "x = [[1, -2, 0], [0.5, 4, -1]]\nL = sum(x ** 2)\nL.backward()";

test("a tensor has a heat map with its scale, and its gradient the same beside it", () => {
  expect(withoutAddresses(hoverOn(net, "x ="))).toMatchInlineSnapshot(`
    "**x** = \`[[1, -2, 0], [0.5, 4, -1]]\`  
    [2, 3] · float64

    **∂L/∂x** = \`[[2, -4, 0], [1, 8, -2]]\`

    | **x** | &emsp; | **∂L/∂x** |
    | :-- | --- | :-- |
    | ![Heat map of x: -2 to 4, 1 zero] | &emsp; | ![Heat map of ∂L/∂x: -4 to 8, 1 zero] |
    | -2 ![to] 4 | &emsp; | -4 ![to] 8 |
    | · 1 zero | &emsp; | · 1 zero |

    Upstream × local: \`∂L/∂x = ∂L/∂(x ** 2) ⊙ 2 ⊙ x = [[1, 1, 1], [1, 1, 1]] ⊙ [[2, -4, 0], [1, 8, -2]] = [[2, -4, 0], [1, 8, -2]]\`"
  `);
});

test("the pictures are what Markdown takes for pictures in a table", () => {
  const [table] = marked.lexer(hoverOn(net, "x =")).filter(({ type }) => type === "table");
  const html = marked.parser([table!]);
  expect(html.match(/<img src="data:image\/svg\+xml,[^"]*" alt="[^"]+">/g)).toHaveLength(4);
});

test("an editor that does not show pictures gets none", () => {
  for (const options of [{ link: undefined }, { link: undefined, pictures: false }])
    expect(hoverOn(net, "x =", options)).not.toMatch(/!\[|data:/);
});

describe("there is a picture", () => {
  test.each<[string, string, string, readonly string[]]>([
    [
      "of a value without a gradient alone",
      "x = [1, 2, 3, 4, 5, 6]\ny = 3",
      "x",
      ["Heat map of x: 1 to 6", "to"],
    ],
    ["of True and False without a scale", "x = [1, 2, 3, 4, 5, 6] > 2", "x", ["Heat map of x: 2 False"]],
    [
      "with what is no number counted",
      "x = [1, -2, 0, 4, 0, 1]\ny = log(x) / [1, 1, 1, 1, 1, 0]",
      "y",
      ["Heat map of y: 0 to 1.39, 1 zero, 2 NaN, 2 -∞", "to"],
    ],
    ["without a number", "x = [0, 0, 0, 0, 0, 0, 1]\ny = log(x) / 0", "y", ["Heat map of y: 1 NaN, 6 -∞"]],
    [
      "of a large value that the file computes from little",
      "x = randn(30, 40, seed=1)\ny = sum(x)",
      "x =",
      [
        "Heat map of x: -3.08 to 3.59, a cell shows the farthest from 0 of 2×2 elements",
        "Heat map of ∂y/∂x: 1, a cell shows the farthest from 0 of 2×2 elements",
        "to",
        "=",
      ],
    ],
  ])("%s", (_, source, text, expected) => expect(alts(hoverOn(source, text))).toEqual(expected));

  test.each<[string, string, string]>([
    ["of a number", "x = 3\nL = x * x", "x"],
    ["of a few elements", "x = [1, 2, 3, 4, 5]\nL = sum(x * x)", "x"],
    ["of elements that are all alike", "x = zeros(3, 4)\nL = sum(x)", "x"],
    ["of a value that a run tells only in summary", "x = randn(70, 70, seed=1)\nL = sum(x * x)", "x"],
    ["of nothing", "x = zeros(3, 0)\nL = sum(x)", "x"],
  ])("not %s", (_, source, text) => expect(alts(hoverOn(source, text))).toEqual([]));
});

test("loaded data has a picture however large it is, and says nothing of a gradient that nobody asks for", () => {
  const data = Float64Array.from({ length: 10_000 }, (_, i) => i - 5000);
  const tensor = { sizes: [100, 100], data };
  const text = 'x = load("a.npy")\nL = sum(x ** 2)\nL.backward()';
  const sources = new Map([["a.npy", { kind: "data", tensor } as const]]);
  const analysis = createAnalyser().analyse(text, 1, { ...PLAIN_REQUEST, sources });
  const said = hoverOn(plainView(analysis, runAnalysis(createEngine(), analysis, 1e9).numbers, true), "x =");
  expect(withoutAddresses(said)).toMatchInlineSnapshot(`
    "**x** = \`[100×100] -5000 … 4999 ‖288700‖\`  
    [100, 100] · float64

    ![Heat map of x: -5000 to 4999, 1 zero, a cell shows the farthest from 0 of 7×4 elements]  
    -5000 ![to] 4999  
    · 1 zero  
    a cell shows the farthest from 0 of 7×4 elements"
  `);
});

test("a value that is alike everywhere is beside its gradient that is not", () => {
  const source = "b = zeros(6)\nL = sum(b * [1, 2, 3, 4, 5, 6])";
  expect(alts(hoverOn(source, "b ="))).toEqual([
    "Heat map of b: 0, 6 zeros",
    "Heat map of ∂L/∂b: 1 to 6",
    "=",
    "to",
  ]);
});

test("a gradient that is hidden has no picture until it is shown", () => {
  const view = viewOf(net);
  const before = hoverOn({ ...view, revealed: 0 }, "x =");
  expect(before).toContain("**∂L/∂x** = `?`");
  expect(alts(before).filter((alt) => alt.startsWith("Heat"))).toEqual(["Heat map of x: -2 to 4, 1 zero"]);
  expect(alts(hoverOn({ ...view, revealed: 2 }, "x ="))).toEqual(alts(hoverOn(view, "x =")));
});

const block = [
  "def f(x):",
  "    y = x * 2",
  "    return y",
  "backward(g):",
  "    d = g * 2",
  "    return d",
  "x = [1, 2, 3, 4, 5, 6]",
  "L = sum(f(x) ** 2)",
  "L.backward()",
].join("\n");

test("what a function gives back and what its backward block has are pictured, and no value of it that is hidden", () => {
  const view = viewOf(block);
  const heat = (text: string, one: View = view): readonly string[] =>
    alts(hoverOn(one, text)).filter((alt) => alt.startsWith("Heat"));
  expect(heat("return y")).toEqual(["Heat map of y: 2 to 12"]);
  expect(heat("g)")).toEqual(["Heat map of g: 4 to 24"]);
  expect(heat("d =")).toEqual(["Heat map of d: 8 to 48"]);
  const hidden = { ...view, revealed: 0 };
  expect([...heat("g)", hidden), ...heat("d =", hidden)]).toEqual([]);
});

test("pictures give way before anything that is said, and never go halfway", () => {
  const source = `x = randn(16, 32, seed=1)\nL = sum(x * x)`;
  const view = viewOf(source);
  const long = (length: number): HoverOptions => ({
    pictures: true,
    link: (text) => text.padEnd(length, "."),
  });
  const [bare, whole] = [hoverOn(view, "x =", { link: undefined }), hoverOn(view, "x =")];
  expect(whole.length).toBeLessThan(32_000);
  expect(whole.replaceAll(/\n\n\| \*\*x\*\*[^]*?(?=\n\n)/g, "")).toBe(bare);
  for (const length of [0, 4000, 7000, 9000, 14_000]) {
    const text = hoverOn(view, "x =", { ...long(length), pictures: false });
    const both = hoverOn(view, "x =", long(length));
    expect(both.length).toBeLessThan(32_000);
    const pictures = alts(both).length;
    expect(pictures === 0 ? both : both.length - text.length).toBe(
      pictures === 0 ? text : whole.length - bare.length,
    );
    expect(pictures).toBe(text.length + whole.length - bare.length <= 32_000 ? 4 : 0);
  }
  // Where even the words have no room.
  expect(alts(hoverOn(view, "x =", long(20_000)))).toEqual([]);
});
