/** Of a graph that is too large to be drawn, what is around the caret's line, and the way from there to the target. */
import { describe, expect, test } from "vitest";
import { graphView } from "../../src/features/graph-view.ts";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { viewOf } from "../check.ts";

/** Lines that each take the one before, and w: `h1 = h0 * w`, … */
const chain = (count: number): string =>
  Array.from({ length: count }, (_, i) => `h${i + 1} = h${i} * w`).join("\n");

const lines = 5000;
const file = `w = 1.0001\nh0 = 2\n${chain(lines - 4)}\nL = h${lines - 4} + 1\nL.backward()`;
const view = viewOf(file);

/** Every wire ends at something that is drawn. */
function loose({ nodes, edges }: GraphView): readonly string[] {
  const ids = new Set(nodes.map(({ id }) => id));
  return edges.filter(({ from, to }) => !ids.has(from) || !ids.has(to)).map(({ id }) => id);
}

const named = ({ nodes }: GraphView): readonly string[] => nodes.map(({ name, label }) => name ?? label);

describe("a file of 5 000 lines", () => {
  test.each([
    [10, "h8"],
    [2500, "h2498"],
    [4999, "L"],
  ])("shows what is around line %i, and the way to the target", (line, name) => {
    const graph = graphView(view, [], line);
    expect(graph.empty).toBeUndefined();
    expect(graph.nodes.length).toBeLessThan(120);
    expect(named(graph)).toContain(name);
    expect(named(graph)).toContain("w");
    const centre = graph.nodes.find(({ id }) => id === graph.part?.centre);
    expect(centre?.line).toBe(line);
    expect(graph.nodes.filter(({ kind }) => kind === "target").map(({ label }) => label)).toEqual(["L"]);
    expect(loose(graph)).toEqual([]);
    expect(new Set(graph.nodes.map(({ id }) => id)).size).toBe(graph.nodes.length);
  });

  test("says truly how much of it that is", () => {
    const { part, nodes } = graphView(view, [], 2500);
    const said = /^(\d+) of 4,999 gates and inputs: around line 2,500 and on the way to L$/.exec(
      part?.text ?? "",
    );
    const stubs = nodes.filter(({ label }) => label.startsWith("⋯")).length;
    // The target's name is none of them.
    expect(Number(said?.[1])).toBe(nodes.length - stubs - 1);
  });

  test("names what a way leaves out, and what is not drawn", () => {
    const graph = graphView(view, [], 10);
    const gap = graph.nodes.find(({ id }) => id === "gap");
    expect(gap?.label).toMatch(/^⋯ 4,9\d\d more$/);
    const drawn = graph.nodes.filter(({ kind }) => kind === "gate").length;
    const count = Number(gap?.label.replace(/\D/g, ""));
    expect(drawn + count).toBe(lines - 3);
    expect(graph.edges.filter(({ from }) => from === "gap")).toHaveLength(1);
    expect(graph.edges.filter(({ to }) => to === "gap")).toHaveLength(1);
  });

  test("says of a line that is on no way to the target that it is not", () => {
    const beside = viewOf(`${file}\na0 = 3\n${chain(8).replaceAll("h", "a")}`);
    const graph = graphView(beside, ["aside"], lines + 4);
    expect(named(graph)).toContain("a4");
    expect(graph.part?.text).toMatch(/around line 5,004; none of it is on the way to L$/);
    expect(loose(graph)).toEqual([]);
  });
});

test("a graph that can be drawn whole is no part", () => {
  const graph = graphView(viewOf(`w = 2\nh0 = 1\n${chain(300)}\nL = h300\nL.backward()`), [], 4);
  expect(graph.part).toBeUndefined();
  expect(graph.nodes.length).toBeGreaterThan(300);
});
