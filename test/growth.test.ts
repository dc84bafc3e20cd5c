/** Twice as long a text takes twice the steps, whatever is in it: nothing that a person writes holds up the rest for long. */
import { describe, expect, test } from "vitest";
import { stepsOf } from "./steps.ts";

const { graphView, nodesAtSpan } = await import("../src/features/graph-view.ts");
const { viewOf } = await import("./check.ts");

const sizes = [500, 1000, 2000] as const;

/** Holds that twice the size is at most twice the work, with a tenth for what rounds. */
async function holdLinear(prepare: (size: number) => () => void): Promise<void> {
  const counts: number[] = [];
  for (const size of sizes) counts.push(await stepsOf(prepare(size)));
  const [first = 0, second = 0, third = 0] = counts;
  expect(first).toBeGreaterThan(0);
  expect(third - second, `${counts.join(", ")} steps`).toBeLessThan(2.2 * (second - first) + 100);
}

describe("the picture of", () => {
  const texts: readonly (readonly [what: string, text: (size: number) => string])[] = [
    ["a long loop", (n) => `s = 0\nfor i in range(${n}): s = s + i`],
    ["a loop in a loop", (n) => `s = 1\nfor i in range(${n / 50}):\n    for j in range(50): s = s * (s + j)`],
    [
      "a loop that reads a name in every turn",
      (n) => `x = 2\ns = 0\nfor i in range(${n}): s = s + x * i\ns.backward()`,
    ],
    [
      "a function with a loop",
      (n) => `def f(x):\n    for i in range(${n}): x = x * 2\n    return x\nx = 1\ny = f(x)`,
    ],
    ["many calls", (n) => `def f(x): return x * x\nx = 2\nfor i in range(${n}): x = f(x)\nx.backward()`],
  ];

  test.each(texts)("%s", async (_, text) => {
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
