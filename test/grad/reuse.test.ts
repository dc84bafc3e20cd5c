/** What an edit costs: the gradient of a changed graph takes every node that it can from the one before. */
import { expect, test } from "vitest";
import { createGradMemo, gradient, type Gradient } from "../../src/grad/reverse.ts";
import type { Node } from "../../src/graph/ir.ts";
import { add, mul, neg } from "../../src/ops/arithmetic.ts";
import { sum } from "../../src/ops/reduction.ts";
import { builder } from "../graph/build.ts";

const BRANCHES = 10;
const LENGTH = 99;

/** Ten chains of products x → x·c → x·c·c → …, added up; a chain is taken from `before` unless it is the changed one. */
function chains(changed: number | undefined, before: readonly (readonly Node[])[] | undefined) {
  const b = builder();
  const made = Array.from({ length: BRANCHES }, (_, branch) => {
    const old = before?.[branch];
    if (old !== undefined && branch !== changed) return old.map(b.add);
    const c = b.leaf(1.01);
    const chain = [c];
    for (let i = 1; i < LENGTH; i++) chain.push(b.apply(mul, [chain[i - 1]!, c]));
    return chain;
  });
  let total = made[0]![LENGTH - 1]!;
  for (const chain of made.slice(1)) total = b.apply(add, [total, chain[LENGTH - 1]!]);
  return { b, chains: made, total };
}

function newNodes(later: Gradient, earlier: Gradient): readonly Node[] {
  const known = new Set(earlier.nodes);
  return later.nodes.filter((node) => !known.has(node));
}

test("a changed chain of a thousand nodes costs its own gradient", () => {
  const memo = createGradMemo();
  const first = chains(undefined, undefined);
  const second = chains(4, first.chains);
  expect(first.b.graph().nodes.length).toBe(BRANCHES * LENGTH + BRANCHES - 1);
  const one = gradient(first.b.graph(), first.total, undefined, memo);
  const two = gradient(second.b.graph(), second.total, undefined, memo);
  const perChain = (one.nodes.length - 1) / BRANCHES;
  // Two products for each product, and one sum of all that its factor receives.
  expect(perChain).toBe(2 * (LENGTH - 1) + 1);
  expect(two.nodes.length).toBe(one.nodes.length);
  expect(newNodes(two, one).length).toBe(perChain);
  expect(two.of(second.chains[3]![0]!)).toBe(one.of(first.chains[3]![0]!));
});

test("the same graph again costs nothing, and another seed everything", () => {
  const memo = createGradMemo();
  const { b, total } = chains(undefined, undefined);
  const one = gradient(b.graph(), total, undefined, memo);
  const two = gradient(b.graph(), total, undefined, memo);
  expect(newNodes(two, one)).toEqual([]);
  const seed = b.leaf(2);
  const three = gradient(b.graph(), total, seed, memo);
  expect(newNodes(three, one).length).toBe(one.nodes.length - 1);
});

test("a node that is new in front moves the rest and changes none of it", () => {
  const memo = createGradMemo();
  const first = chains(undefined, undefined);
  const one = gradient(first.b.graph(), first.total, undefined, memo);
  const b = builder();
  const [front] = [b.leaf(5)];
  b.add(first.total);
  const middle = gradient(b.graph(), first.total, undefined, memo);
  expect(middle.of(front)).toBeUndefined();
  expect(newNodes(middle, one)).toEqual([]);
});

test("two occurrences of one text never share a gradient node", () => {
  const b = builder();
  const x = b.leaf(2);
  const [left, right] = [b.apply(mul, [x, x]), b.apply(mul, [x, x])];
  const result = gradient(b.graph(), b.apply(mul, [left, right]), undefined, createGradMemo());
  const parts = [...result.sent(left), ...result.sent(right)];
  expect(new Set(parts).size).toBe(4);
});

// The walk goes downwards: what the last use sends back stands first in the sum.
test.each([
  ["first", 0, ["neg", "add"]],
  ["third", 2, ["neg", "add", "add", "add"]],
  ["last", 3, ["neg", "add", "add", "add"]],
] as const)("a sum keeps what stands before the part of a changed %s use", (_, changed, expected) => {
  const memo = createGradMemo();
  const b = builder();
  const x = b.leaf(2);
  const uses = [0, 1, 2, 3].map(() => b.apply(neg, [x]));
  const total = (nodes: readonly Node[]): Node => nodes.reduce((sum, node) => b.apply(add, [sum, node]));
  const one = gradient(b.graph(), total(uses), undefined, memo);
  expect(one.contributions(x).length).toBe(4);
  const c = builder();
  c.add(x);
  const others = uses.map((use, i) => (i === changed ? c.apply(neg, [x]) : c.add(use)));
  const target = others.reduce((sum, node) => c.apply(add, [sum, node]));
  const two = gradient(c.graph(), target, undefined, memo);
  expect(newNodes(two, one).map((node) => node.gate.name)).toEqual(expected);
  expect(two.of(x)?.inputs[1]).toBe(two.sent(others[0]!)[0]);
});

test("a backward pass is built again when its group is, with the same zeros, and not when the graph is the same", () => {
  const memo = createGradMemo();
  const b = builder();
  const x = b.leaf([1, 2]);
  let calls = 0;
  const outputs = b.group(
    "f",
    [x],
    () => [b.apply(neg, [x]), b.apply(neg, [x])],
    ([u, v]) => {
      calls++;
      return [add(u!, v!)];
    },
  );
  const y = b.apply(sum, [b.apply(mul, [outputs[0]!, outputs[0]!])]);
  const one = gradient(b.graph(), y, undefined, memo);
  gradient(b.graph(), y, undefined, memo);
  expect(calls).toBe(1);
  const other = builder();
  other.add(x);
  const seen: (readonly Node[])[] = [];
  other.group(
    "f",
    [x],
    () => outputs.map(other.add),
    (upstream) => {
      seen.push(upstream);
      return [add(upstream[0]!, upstream[1]!)];
    },
  );
  other.add(y);
  const two = gradient(other.graph(), y, undefined, memo);
  const part = one.of(x)!;
  expect(seen.length).toBe(1);
  expect(seen[0]!.map((node, i) => node === part.inputs[i])).toEqual([true, true]);
  expect(newNodes(two, one)).toEqual([two.of(x)]);
});

test("what is inside an opened group stays the same too", () => {
  const memo = createGradMemo();
  const b = builder();
  const x = b.leaf(2);
  const [y] = b.group(
    "f",
    [x],
    () => [b.apply(mul, [b.apply(mul, [x, x]), x])],
    ([g]) => [mul(g!, 5)],
  );
  const target = b.apply(mul, [y!, b.leaf(3)]);
  const inside = y!.inputs[0]!;
  const [one, two] = [0, 1].map(() => {
    const result = gradient(b.graph(), target, undefined, memo);
    return result.interior(b.graph().groups[0]!).of(inside);
  });
  expect(one).toBeDefined();
  expect(two).toBe(one);
});
