/** Twice as long a text takes twice the steps, whatever is in it: nothing that a person writes holds up the rest for long. */
import { describe, expect, test } from "vitest";
import { stepsOf } from "./steps.ts";

const { createAnalyser, PLAIN_REQUEST } = await import("../src/analysis.ts");
const { createWorkspace } = await import("../src/features/across-files.ts");
const { callsFrom, callsOf, functionAt } = await import("../src/features/call-hierarchy.ts");
const { completionsAt } = await import("../src/features/completion.ts");
const { documentSymbols } = await import("../src/features/document-symbols.ts");
const { documentLinks } = await import("../src/features/document-links.ts");
const { foldingRanges } = await import("../src/features/folding-ranges.ts");
const { formatting, PLAIN_FORMAT } = await import("../src/features/formatting.ts");
const { selectionRanges } = await import("../src/features/selection-ranges.ts");
const { graphView, nodesAtSpan } = await import("../src/features/graph-view.ts");
const { lineHints } = await import("../src/features/hints.ts");
const { hoverAt } = await import("../src/features/hover.ts");
const { insideHints } = await import("../src/features/inside-hints.ts");
const { pictureOf } = await import("../src/features/picture.ts");
const { savingsOf } = await import("../src/features/savings.ts");
const { semanticTokens } = await import("../src/features/semantic-tokens.ts");
const { plainView } = await import("../src/features/view.ts");
const { PLAIN_HINTS, viewOf } = await import("./check.ts");

/** Holds that twice the size is twice the work, where four times would be square; compiled code is counted a little differently. */
async function holdLinear(prepare: (size: number) => () => void, smallest = 512): Promise<void> {
  const counts: number[] = [];
  // What is made once for all is made at first.
  for (const size of [smallest, smallest, 2 * smallest, 4 * smallest])
    counts.push(await stepsOf(prepare(size)));
  const [, first = 0, second = 0, third = 0] = counts;
  expect(first).toBeGreaterThan(0);
  expect(third - second, `${counts.join(", ")} steps`).toBeLessThan(2.5 * (second - first) + 500);
}

/** Lines made of their number. */
function lines(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join("\n");
}

/** Functions that call the one before twice: `size` calls in all. */
function doubling(size: number, first: string, next: (before: string) => string): string {
  const depth = Math.log2(size);
  return [
    `def f0(x): return ${first}`,
    ...Array.from({ length: depth }, (_, i) => `def f${i + 1}(x):${next(`f${i}`)}`),
    "x = 2",
    `y = f${depth}(x)`,
    "z = y * x",
  ].join("\n");
}

type Texts = readonly (readonly [what: string, text: (size: number) => string])[];

const loops: Texts = [
  ["a long loop", (n) => `s = 0\nfor i in range(${n}): s = s + i`],
  ["a loop in a loop", (n) => `s = 1\nfor i in range(${n / 32}):\n    for j in range(32): s = s * (s + j)`],
  [
    "a loop that reads a name in every turn",
    (n) => `x = 2\ns = 0\nfor i in range(${n}): s = s + x * i\ns.backward()`,
  ],
  [
    "a function with a loop",
    // What overflows in the longer ones would be told of, and not in the shorter ones.
    (n) => `def f(x):\n    for i in range(${n}): x = x * 1.001\n    return x\nx = 1\ny = f(x)`,
  ],
  ["many calls", (n) => `def f(x): return x * x\nx = 2\nfor i in range(${n}): x = f(x)\nx.backward()`],
  ["calls of the library", (n) => `x = 2\nfor i in range(${n / 8}): x = x + sigmoid(x)\nx.backward()`],
];

describe("the picture of", () => {
  test.each(loops)("%s", async (_, text) => {
    await holdLinear((size) => {
      const view = viewOf(text(size));
      return () => void graphView(view, []);
    });
  });

  test("a long loop is made once for the panel and for every place in the text", async () => {
    const view = viewOf("s = 0\nfor i in range(1000): s = s + i");
    const first = await stepsOf(() => void graphView(view, []));
    const again = await stepsOf(() => void nodesAtSpan(view, [], { start: 0, end: 5 }));
    expect(again).toBeGreaterThan(0);
    expect(again).toBeLessThan(first / 100);
  });
});

const wide: Texts = [
  ["a value that a list holds many times", (n) => `x = 1\ny = [${"x, ".repeat(n)}]\nz = sum(y)`],
  ["a value with many uses", (n) => `x = 1\ny = 0\n${lines(n, () => "y = y + x")}\ny.backward()`],
  ["a call of many values", (n) => `x = [1]\ny = cat([${"x, ".repeat(n)}])\nz = sum(y)`],
];

describe("the picture and the cards of", () => {
  test.each(wide)("%s", async (_, text) => {
    await holdLinear((size) => {
      const source = text(size);
      const view = viewOf(source);
      return () => {
        graphView(view, []);
        for (const name of ["x", "y", "y ="]) {
          expect(hoverAt(view, source.lastIndexOf(`\n${name}`) + 1, { link: undefined })).toBeDefined();
        }
      };
      // Of more than 1 000 gates the picture is a part.
    }, 1024);
  });
});

const texts: Texts = [
  ...loops,
  ["functions that double", (n) => doubling(n, "x + x", (f) => `\n    return ${f}(${f}(x))`)],
  ["functions that double nothing", (n) => doubling(n, "x", (f) => `\n    a = ${f}(x)\n    return ${f}(x)`)],
  ["loops without turns", (n) => `for i in range(${n}):\n    for j in range(0): x = j\ny = 2\nz = y * y`],
  ["names that are handed on", (n) => `a = 1\nb = 2\nfor i in range(${n}):\n    a, b = b, a\nc = a * b`],
  [
    "gradients in a loop",
    (n) => `x = 2\nfor i in range(${n / 8}):\n    y = x * x\n    x = x - 0.1 * grad(y, x)`,
  ],
  ["a long line", (n) => `x = 1\ny = x${" + x * 2".repeat(n / 4)}`],
  ["a long line of texts", (n) => `x = einsum(${'"i" + '.repeat(n / 4)}"i", [1])`],
  ["a long list", (n) => `x = [${lines(n, (i) => `${i},`)}]\ny = sum(x)`],
  ["a long list of values", (n) => `x = 1\ny = [${lines(n, () => `x,`)}]\nz = sum(y)`],
  ["a list of names", (n) => `${lines(n, (i) => `x${i},`)} = [${lines(n, (i) => `${i},`)}]`],
  ["many sizes", (n) => `x = zeros(${lines(n, () => "1,")}1)`],
  ["the rows of a tensor", (n) => `x = ones(${n}, 2)\ny = sum(stack(x))`],
  ["the parts of a tensor", (n) => `x = ones(${n})\ny = sum(cat(split(x, 1)))`],
  ["many lines", (n) => `x = 1\n${lines(n, () => "x = x * 2")}`],
  ["many names", (n) => `x0 = 1\n${lines(n, (i) => `x${i + 1} = x${i} * 2`)}`],
  ["many functions", (n) => `def f0(x): return x\n${lines(n, (i) => `def f${i + 1}(x): return x * ${i}`)}`],
  ["many undefined names", (n) => lines(n * 4, (i) => `a${i} = b${i}`)],
  [
    "many undefined names in a function",
    (n) => `def f(x):\n${lines(n * 4, (i) => `    a${i} = b${i}`)}\n    return x`,
  ],
  ["many undefined functions", (n) => lines(n * 4, (i) => `a${i} = foo${i}(1)`)],
  ["many names of arguments", (n) => `x = sum(1, ${lines(n * 16, (i) => `dims${i}=1,`)})`],
  [
    "names that are not imported",
    (n) =>
      `from "a.grad" import ${lines(n * 4, (i) => `b${i}${i < n * 4 - 1 ? "," : ""}`).replaceAll("\n", "")}`,
  ],
  [
    "calls in calls",
    (n) => `x = [1, 2]\ny = ${"clamp(".repeat(n / 16)}x${", [-1, 0], [[1], 2])".repeat(n / 16)}`,
  ],
  ["a long name", (n) => `${"a".repeat(n)} = 1\ny = ${"a".repeat(n)}b`],
  [
    "long names",
    (n) =>
      `${lines(n / 8, (i) => `${"n".repeat(200)}${i} = 1`)}\n${lines(n / 8, (i) => `y = ${"n".repeat(200)}${i}x`)}`,
  ],
];

describe("what reverse mode saves, of", () => {
  test.each([
    ...loops,
    ...wide,
    ["functions that double", (n) => doubling(n, "x + x", (f) => ` return ${f}(${f}(x))`)],
  ] as Texts)("%s", async (_, text) => {
    await holdLinear((size) => {
      const view = viewOf(text(size));
      // Of larger ones nothing is counted.
      expect(view.analysis.program.graph.nodes.length).toBeLessThan(20_000);
      const picture = pictureOf(view.analysis, []);
      return () => void savingsOf(view, picture);
    }, 1024);
  });
});

/** Reads a text and looks at it in every way. */
function use(text: string): void {
  const analysis = createAnalyser().analyse(text, 1, PLAIN_REQUEST);
  const view = plainView(analysis, undefined, false);
  expect(analysis.tree.statements.length).toBeGreaterThan(0);
  lineHints(view, PLAIN_HINTS);
  insideHints(view, { shape: true, parameterNames: true }, { start: 0, end: text.length });
  semanticTokens(analysis);
  documentSymbols(analysis);
  documentLinks(analysis);
  foldingRanges(analysis);
  if (analysis.parsed !== undefined) formatting(analysis.parsed, PLAIN_FORMAT);
  for (const offset of [0, text.length - 1]) selectionRanges(analysis, offset);
  graphView(view, []);
  for (const offset of [0, text.length - 1]) hoverAt(view, offset, { link: undefined });
  completionsAt(view, text.length);
}

describe("reading, and every look at,", () => {
  test.each(texts)("%s", async (_, text) => {
    await holdLinear((size) => () => use(text(size)));
  });
});

test("who calls a function that every line calls", async () => {
  await holdLinear((size) => {
    const text = `def f(x): return x\n${lines(size, (i) => `y${i} = f(${i})`)}`;
    const workspace = createWorkspace([{ uri: "a.grad", text }], () => undefined);
    const file = workspace.get("a.grad")!;
    const called = functionAt(workspace, file, 4);
    const caller = { file, def: undefined };
    return () => {
      expect(callsOf(workspace, called)[0]?.spans).toHaveLength(size);
      expect(callsFrom(workspace, caller)[0]?.spans).toHaveLength(size);
    };
  });
});

describe("an edit that makes twice as much of", () => {
  test.each(texts)("%s", async (_, text) => {
    await holdLinear((size) => {
      const analyser = createAnalyser();
      analyser.analyse(text(size / 2), 1, PLAIN_REQUEST);
      const longer = text(size);
      return () => void analyser.analyse(longer, 2, PLAIN_REQUEST);
    });
  });
});
