/** Kinds of values that follow one another: all in one walk over the graph. */
import { expect, test } from "vitest";
import type { Graph, Node } from "../../src/graph/ir.ts";
import { viewOf } from "../check.ts";
import { stepsOf } from "../steps.ts";

// What is counted in steps is imported behind what counts them.
const { followEachOther } = await import("../../src/insight/following.ts");
const { operandsIn } = await import("../../src/graph/reach.ts");

function graphOf(source: string): Graph {
  return viewOf(source).analysis.program.graph;
}

function nodesOf({ nodes }: Graph, gate: string): readonly Node[] {
  return nodes.filter((node) => node.gate.name === gate);
}

/** Three exponentials one from the other, with a sine between; and three sines side by side. */
const graph = graphOf(
  "x = 0.1\na = exp(x)\nb = exp(sin(a) - 1)\nc = exp(b - 2)\nd = sin(x) + sin(2 * x)\nL = c + d\nL.backward()",
);

test("as many as there are on one way", () => {
  const kinds = ["exp", "sin", "cos"].map((gate) => nodesOf(graph, gate));
  expect(kinds.map(({ length }) => length)).toEqual([3, 3, 0]);
  expect(followEachOther(graph, kinds, 2)).toEqual([true, false, false]);
  expect(followEachOther(graph, kinds, 3)).toEqual([true, false, false]);
  expect(followEachOther(graph, kinds, 4)).toEqual([false, false, false]);
});

test("of more kinds than there are bits each has its own answer", () => {
  const [long, short] = [nodesOf(graph, "exp"), nodesOf(graph, "sin")];
  const kinds = Array.from({ length: 70 }, (_, i) => (i % 3 === 0 ? long : short));
  expect(followEachOther(graph, kinds, 3)).toEqual(kinds.map((_, i) => i % 3 === 0));
});

test("more kinds take no further walk", async () => {
  const lines = Array.from({ length: 300 }, (_, i) => `y${i} = tanh(x) + sin(x) * cos(x)`);
  const large = graphOf(
    `x = 0.1\n${lines.join("\n")}\nL = ${lines.map((_, i) => `y${i}`).join(" + ")}\nL.backward()`,
  );
  operandsIn(large);
  const kinds = ["tanh", "sin", "cos"].map((gate) => nodesOf(large, gate).slice(0, 6));
  const steps = async (some: readonly (readonly Node[])[]): Promise<number> =>
    stepsOf(() => expect(followEachOther(large, some, 6)).not.toContain(true));
  await steps(kinds);
  const [one, three] = [await steps(kinds.slice(0, 1)), await steps(kinds)];
  expect(one).toBeGreaterThan(large.nodes.length);
  expect(three).toBeLessThan(1.1 * one);
});
