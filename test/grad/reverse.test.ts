/** Reverse mode on graphs made by hand: what reaches whom, through gates and through backward passes written by a person. */
import { describe, expect, test } from "vitest";
import { createGradMemo, extendGraph, gradient, type Gradient } from "../../src/grad/reverse.ts";
import type { Node } from "../../src/graph/ir.ts";
import { printNodes } from "../../src/graph/print.ts";
import { verify } from "../../src/graph/verify.ts";
import { add, mul, neg } from "../../src/ops/arithmetic.ts";
import { gt } from "../../src/ops/comparison.ts";
import { floor } from "../../src/ops/rounding.ts";
import { sum } from "../../src/ops/reduction.ts";
import { where } from "../../src/ops/select.ts";
import { exp } from "../../src/ops/exponential.ts";
import { toNested, type Nested } from "../../src/tensor/tensor.ts";
import { createEngine, runRoots } from "../../src/run.ts";
import { builder, type Builder } from "../graph/build.ts";

/** The gradient of a target, checked as a graph, and how to read numbers from it. */
function differentiate(build: Builder, target: Node, seed?: Node) {
  const graph = build.graph();
  expect(verify(graph)).toEqual([]);
  const result = gradient(graph, target, seed, createGradMemo());
  expect(verify(extendGraph(graph, result))).toEqual([]);
  return { result, at: (node: Node): Nested | undefined => numberOf(result.of(node)) };
}

function numberOf(node: Node | undefined): Nested | undefined {
  if (node === undefined) return undefined;
  const value = runRoots(createEngine(Infinity), [node], new Map(), 1e9).numbers.tensor(node);
  return value && toNested(value);
}

/** What each use sends back, by the consumer's name. */
function ledger(result: Gradient, node: Node): readonly (readonly [string, Nested | undefined])[] {
  return result
    .contributions(node)
    .map(({ consumer, operand, value }) => [
      consumer === undefined
        ? "seed"
        : `${"gate" in consumer ? consumer.gate.name : consumer.name} ${operand}`,
      numberOf(value),
    ]);
}

describe("the chain rule", () => {
  test("adds what several uses of a value send back", () => {
    const b = builder();
    const x = b.leaf(3);
    const square = b.apply(mul, [x, x]);
    const y = b.apply(add, [square, x]);
    const { result, at } = differentiate(b, y);
    expect(at(x)).toBe(7);
    expect(at(square)).toBe(1);
    expect(ledger(result, x)).toEqual([
      ["add 1", 1],
      ["mul 0", 3],
      ["mul 1", 3],
    ]);
    expect(ledger(result, y)).toEqual([["seed", 1]]);
    expect(result.sent(square).map(numberOf)).toEqual([3, 3]);
  });

  test("sums over what was broadcast", () => {
    const b = builder();
    const k = b.leaf(2);
    const row = b.leaf([1, 2, 3]);
    const column = b.leaf([[1], [2]]);
    const table = b.apply(mul, [b.apply(mul, [k, row]), column]);
    const { at } = differentiate(b, b.apply(sum, [table]));
    expect(at(k)).toBe(18);
    expect(at(row)).toEqual([6, 6, 6]);
    expect(at(column)).toEqual([[12], [12]]);
  });

  test("leaves out what the target does not depend on", () => {
    const b = builder();
    const x = b.leaf(3);
    const unused = b.leaf(4);
    const y = b.apply(mul, [x, x]);
    const after = b.apply(mul, [y, x]);
    const { result, at } = differentiate(b, y);
    expect(at(x)).toBe(6);
    expect(result.of(unused)).toBeUndefined();
    expect(result.of(after)).toBeUndefined();
    expect(result.contributions(unused)).toEqual([]);
    expect(result.sent(after)).toEqual([]);
  });

  test("ends at gates without a gradient and at bools", () => {
    const b = builder();
    const x = b.leaf(2.5);
    const whole = b.apply(floor, [x]);
    const positive = b.apply(gt, [x, b.leaf(0)]);
    const chosen = b.apply(where, [positive, b.apply(mul, [whole, b.leaf(3)]), x]);
    const { result, at } = differentiate(b, b.apply(mul, [chosen, positive]));
    expect(at(whole)).toBe(3);
    expect(at(x)).toBe(0);
    expect(result.of(positive)).toBeUndefined();
    expect(ledger(result, x)).toEqual([["where 2", 0]]);
  });

  test("starts from an upstream gradient", () => {
    const b = builder();
    const x = b.leaf([1, 2]);
    const y = b.apply(mul, [x, x]);
    const seed = b.leaf([1, 10]);
    const { at } = differentiate(b, y, seed);
    expect(at(x)).toEqual([2, 40]);
  });

  test("goes through 50 000 gates in a row", () => {
    const b = builder();
    const x = b.leaf(1);
    let y = x;
    for (let i = 0; i < 50_000; i++) y = b.apply(neg, [y]);
    const { result, at } = differentiate(b, y);
    expect(at(x)).toBe(1);
    expect(result.nodes.length).toBe(50_001);
  });

  test("tells where a gradient node comes from", () => {
    const b = builder();
    const x = b.leaf(3);
    const square = b.apply(mul, [x, x]);
    const y = b.apply(exp, [square]);
    const { result } = differentiate(b, y);
    expect(printNodes([x, square, y, ...result.nodes])).toMatchInlineSnapshot(`
      "%0 = constant(value=3) : []
      %1 = mul(%0, %0) : []
      %2 = exp(%1) : []
      %3 = constant(value=1) : []
      %4 = mul(%3, %2) : []
      %5 = mul(%4, %0) : []
      %6 = mul(%4, %0) : []
      %7 = add(%5, %6) : []"
    `);
    const origins = result.nodes.map((node) => result.origin(node)!);
    expect(origins.map(({ forward, operand }) => [forward.gate.name, operand])).toEqual([
      ["exp", -1],
      ["exp", 0],
      ["mul", 0],
      ["mul", 1],
      ["constant", -1],
    ]);
    expect(result.origin(x)).toBeUndefined();
  });
});

describe("a backward pass of its own", () => {
  test("takes the place of its group", () => {
    const b = builder();
    const x = b.leaf(2.6);
    const three = b.leaf(3);
    let inside: Node[] = [];
    const [y] = b.group(
      "through",
      [x, three],
      () => (inside = [b.apply(mul, [b.apply(floor, [x]), three])]),
      ([g]) => [mul(g!, three), undefined],
    );
    const { result, at } = differentiate(b, b.apply(mul, [y!, b.leaf(5)]));
    expect(at(y!)).toBe(5);
    expect(at(x)).toBe(15);
    expect(result.of(three)).toBeUndefined();
    expect(ledger(result, x)).toEqual([["through 0", 15]]);
    expect(result.of(inside[0]!.inputs[0]!)).toBeUndefined();
    expect(result.sent(inside[0]!)).toEqual([]);
    const group = b.graph().groups[0]!;
    expect(result.sent(group).map(numberOf)).toEqual([15, undefined]);
    const interior = result.interior(group);
    expect(numberOf(interior.of(inside[0]!.inputs[0]!))).toBe(15);
    expect(interior.sent(inside[0]!).map(numberOf)).toEqual([15, 10]);
    expect(result.origin(result.of(x)!)).toMatchObject({ operand: 0, group });
  });

  test("receives zeros for an output nobody uses, and complete sums for the others", () => {
    const b = builder();
    const x = b.leaf([1, 2]);
    const seen: (Nested | undefined)[] = [];
    const [first, second, third] = b.group(
      "three",
      [x],
      () => [b.apply(mul, [x, b.leaf(2)]), b.apply(neg, [x]), b.apply(exp, [x])],
      (upstream) => {
        seen.push(...upstream.map(numberOf));
        return [add(upstream[0]!, upstream[2]!)];
      },
    );
    const both = b.apply(add, [b.apply(mul, [first!, first!]), third!]);
    const { result, at } = differentiate(b, b.apply(sum, [both]));
    expect(seen).toEqual([
      [4, 8],
      [0, 0],
      [1, 1],
    ]);
    expect(at(x)).toEqual([5, 9]);
    expect(result.of(second!)).toBeUndefined();
  });

  test("is not called where nothing reaches it", () => {
    const b = builder();
    const x = b.leaf(1);
    b.group(
      "unused",
      [x],
      () => [b.apply(neg, [x])],
      () => {
        throw new Error("called");
      },
    );
    const { at } = differentiate(b, b.apply(mul, [x, x]));
    expect(at(x)).toBe(2);
  });

  test("outermost first: groups inside a group with its own pass receive nothing", () => {
    const b = builder();
    const x = b.leaf(2);
    const [y] = b.group(
      "outer",
      [x],
      () => {
        const [inner] = b.group(
          "inner",
          [x],
          () => [b.apply(mul, [x, x])],
          ([g]) => [mul(g!, 100)],
        );
        return [b.apply(neg, [inner!])];
      },
      ([g]) => [mul(g!, 7)],
    );
    const { result, at } = differentiate(b, b.apply(mul, [y!, b.leaf(3)]));
    expect(at(x)).toBe(21);
    const [outer, inner] = b.graph().groups;
    expect(result.sent(inner!)).toEqual([]);
    const opened = result.interior(outer!);
    expect(opened.sent(inner!).map(numberOf)).toEqual([-300]);
    const product = inner!.outputs[0]!;
    expect(numberOf(opened.of(product))).toBe(-3);
    expect(opened.sent(product)).toEqual([]);
    expect(result.interior(inner!).sent(product).map(numberOf)).toEqual([-6, -6]);
  });

  test("applies once for an inner group that gives back what the outer one does", () => {
    const b = builder();
    const x = b.leaf(2);
    const [y] = b.group(
      "outer",
      [x],
      () =>
        b.group(
          "inner",
          [x],
          () => [b.apply(mul, [x, x])],
          ([g]) => [mul(g!, 100)],
        ),
      ([g]) => [mul(g!, 7)],
    );
    const { result, at } = differentiate(b, y!);
    expect(at(x)).toBe(7);
    const [outer, inner] = b.graph().groups;
    expect(result.interior(outer!).sent(inner!).map(numberOf)).toEqual([100]);
    expect(result.interior(inner!).sent(y!).map(numberOf)).toEqual([2, 2]);
  });

  test("waits for a gradient that enters its group from outside between its outputs", () => {
    const b = builder();
    const x = b.leaf(2);
    let between: Node | undefined;
    const [low, high] = b.group(
      "pair",
      [x],
      () => {
        const first = b.apply(mul, [x, x]);
        between = b.apply(exp, [first]);
        return [first, b.apply(neg, [first])];
      },
      ([u, v]) => [add(mul(u!, 10), v!)],
    );
    const y = b.apply(add, [b.apply(add, [low!, high!]), between!]);
    const { at } = differentiate(b, y);
    expect(at(x)).toBeCloseTo(10 * (1 + Math.exp(4)) + 1, 9);
  });
});
