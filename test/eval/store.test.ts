/** What the store holds on to: an edit taken back finds its nodes, a long session does not collect them. */
import { expect, test } from "vitest";
import { createStore, intern, mark, type Store } from "../../src/eval/store.ts";
import type { Node } from "../../src/graph/ir.ts";
import { neg } from "../../src/ops/arithmetic.ts";
import { constant } from "../../src/ops/define.ts";
import { filled } from "../../src/tensor/tensor.ts";
import { builder } from "../graph/build.ts";

function need(store: Store, root: Node): void {
  expect(intern(store, [root], 1e6)).toBe(true);
  mark(store, [root]);
}

test("a few nodes that are not needed stay", () => {
  const store = createStore();
  need(store, builder().leaf(1));
  const other = builder().leaf(2);
  need(store, other);
  expect(store.nodes.length).toBe(2);
  expect(store.slots.get(other)).toBe(1);
});

test("many nodes that are not needed go", () => {
  const store = createStore();
  const b = builder();
  let deep = b.leaf(1);
  for (let i = 0; i < 5000; i++) deep = b.apply(neg, [deep]);
  need(store, deep);
  const other = b.leaf(2);
  need(store, other);
  expect(store.nodes).toEqual([other]);
  expect([store.slots.get(other), store.slots.get(deep)]).toEqual([0, -1]);
});

test("one large literal that is not needed goes", () => {
  const store = createStore();
  need(store, constant({ value: filled([512, 512], 1) }));
  const other = builder().leaf(2);
  need(store, other);
  expect(store.nodes).toEqual([other]);
});

test("planning can be left at any step and gone on with", () => {
  const store = createStore();
  const b = builder();
  let deep = b.leaf(1);
  for (let i = 0; i < 20; i++) deep = b.apply(neg, [deep]);
  const stack = [deep];
  let calls = 1;
  while (!intern(store, stack, 3)) calls++;
  expect(calls).toBeGreaterThan(5);
  expect(store.nodes).toEqual(b.graph().nodes);
});
