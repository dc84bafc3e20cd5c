/** The ways from a value to the target: on a graph made by hand, and on every value of the golden programs and operators. */
import { describe, expect, test } from "vitest";
import { createGradMemo, gradient } from "../../src/grad/reverse.ts";
import type { Node } from "../../src/graph/ir.ts";
import { createPaths, type Stop } from "../../src/insight/paths.ts";
import { add, mul } from "../../src/ops/arithmetic.ts";
import { exp } from "../../src/ops/exponential.ts";
import { floor } from "../../src/ops/rounding.ts";
import { analyse } from "../check.ts";
import operators from "../golden/operators.json";
import programs from "../golden/programs.json";
import { builder } from "../graph/build.ts";

test("a call with a backward block is one step from outside, and its gates are steps from inside", () => {
  const b = builder();
  const x = b.leaf(2);
  const k = b.leaf(3);
  let inner = x;
  let wall = x;
  const [y] = b.group(
    "f",
    [x, k],
    () => {
      inner = b.apply(exp, [x]);
      wall = b.apply(floor, [b.apply(mul, [inner, k])]);
      return [b.apply(add, [wall, x])];
    },
    ([g]) => [g, undefined],
  );
  const target = b.apply(mul, [y!, b.leaf(5)]);
  const graph = b.graph();
  const derived = gradient(graph, target, undefined, createGradMemo());
  const [group] = graph.groups;
  const paths = createPaths(graph, target, (place) => (place === group ? derived.interior(group!) : derived));
  const names = (stops: readonly Stop[]): readonly string[] =>
    stops.map(({ consumer, operand }) =>
      "gate" in consumer ? `${consumer.gate.name} ${operand}` : `call ${consumer.name} ${operand}`,
    );
  expect(names(paths.stops(k, undefined))).toEqual(["call f 1"]);
  expect(names(paths.stops(k, group))).toEqual(["floor 0"]);
  expect(names(paths.stops(inner, group))).toEqual(["floor 0"]);
  expect(names(paths.stops(x, undefined))).toEqual([]);
});

describe("every value of a program", () => {
  test.each([...programs, ...operators])("$id", ({ source }) => {
    const analysis = analyse(source);
    const { program, target } = analysis;
    const { graph } = program;
    const paths = createPaths(graph, target!.node, (place) => analysis.adjointsIn(place));
    const open = new Set<Node>([target!.node]);
    for (const node of graph.nodes.toReversed()) {
      if (open.has(node)) for (const input of node.inputs) open.add(input);
    }
    graph.nodes.forEach((node, i) => {
      const place = graph.groupOf[i];
      const leads = open.has(node);
      expect(paths.leads(node)).toBe(leads);
      if (node.dtype === "bool") return;
      // A value has a gradient, or its ways end somewhere, or it has none.
      const adjoint = analysis.adjointsIn(place)?.of(node);
      if (adjoint === undefined) expect(paths.stops(node, place).length > 0).toBe(leads);
      else expect(leads).toBe(true);
    });
  });
});
