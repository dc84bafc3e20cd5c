/** Inputs of a run: numbers that are in no node, and what is known after one has changed. */
import { describe, expect, test } from "vitest";
import { inputsWith } from "../../src/eval/inputs.ts";
import { numbersFor } from "../../src/eval/numbers.ts";
import type { Inputs, Node } from "../../src/graph/ir.ts";
import { add, mul, neg } from "../../src/ops/arithmetic.ts";
import { zeros } from "../../src/ops/creation.ts";
import { literal } from "../../src/ops/define.ts";
import { sum } from "../../src/ops/reduction.ts";
import { filled, scalarTensor } from "../../src/tensor/tensor.ts";
import { builder } from "../graph/build.ts";
import { engine, picky, read, run } from "./engine.ts";

describe("an input", () => {
  const numbers = (...pairs: readonly (readonly [Node, number])[]): Inputs =>
    new Map(pairs.map(([node, value]) => [node, scalarTensor(value)]));

  test("of a literal is another number without another node", () => {
    const b = builder();
    const [x, w] = [b.add(literal({ size: [] })), b.add(literal({ size: [] }))];
    const y = b.apply(mul, [x, w]);
    const z = b.apply(neg, [x]);
    const own = engine();
    const first = run(own, [x, y, z], 1e9, numbers([x, 3], [w, 2]));
    expect(read(first, [x, y, z])).toEqual([3, 6, -3]);
    const second = run(own, [x, y, z], 1e9, numbers([x, 3], [w, 5]));
    expect(read(second, [x, y, z])).toEqual([3, 15, -3]);
    expect(second.fed.feed.nodes.ids.length).toBe(0);
    expect(second.fed.feed.given.ids).toEqual(Uint32Array.of(w.id));
    expect([second.evaluated, [...second.told.ids]]).toEqual([1, [y.id]]);
    expect(read(first, [x, y, z])).toEqual([3, 6, -3]);
  });

  test("of any other leaf takes the place of what it is, until it is taken back", () => {
    const b = builder();
    const data = b.leaf([1, 2]);
    const drawn = b.apply(zeros, [], { size: [2] });
    const total = b.apply(sum, [b.apply(add, [data, drawn])]);
    const own = engine();
    const [plain, set] = [
      new Map(),
      new Map([
        [data, filled([2], 10)],
        [drawn, filled([2], 5)],
      ]),
    ];
    const totals = [plain, set, plain].map((inputs) =>
      read(run(own, [data, drawn, total], 1e9, inputs), [data, drawn, total]),
    );
    expect(totals).toEqual([
      [[1, 2], [0, 0], 3],
      [[10, 10], [5, 5], 30],
      [[1, 2], [0, 0], 3],
    ]);
  });

  test("that changes a number makes a refusal good again", () => {
    const x = builder().add(literal({ size: [] }));
    const y = picky(x);
    const own = engine();
    expect(run(own, [y], 1e9, numbers([x, -1])).refusals.length).toBe(1);
    const good = run(own, [y], 1e9, numbers([x, 1]));
    expect([good.refusals, read(good, [y])]).toEqual([[], [1]]);
    expect(run(own, [y], 1e9, numbers([x, -2])).refusals.length).toBe(1);
  });

  test("that makes a gate refuse takes the number away that was told", () => {
    const x = builder().add(literal({ size: [] }));
    const y = picky(x);
    const z = neg(y);
    const own = engine();
    expect(read(run(own, [x, y, z], 1e9, numbers([x, 1])), [x, y, z])).toEqual([1, 1, -1]);
    expect(read(run(own, [x, y, z], 1e9, numbers([x, -1])), [x, y, z])).toEqual([-1, undefined, undefined]);
    expect(read(run(own, [x, y, z], 1e9, numbers([x, 2])), [x, y, z])).toEqual([2, 2, -2]);
  });

  test("is kept through a version that does not need it", () => {
    const [x, y] = [builder().add(literal({ size: [] })), builder().leaf(1)];
    const own = engine();
    run(own, [x], 1e9, numbers([x, 3]));
    run(own, [y]);
    const back = run(own, [x], 1e9, numbers([x, 3]));
    expect([back.fed.feed.given.ids.length, read(back, [x])]).toEqual([0, [3]]);
  });
});

describe("numbers of another version", () => {
  test("are good but for what is computed from a number that has changed", () => {
    const b = builder();
    const [x, w] = [b.add(literal({ size: [] })), b.add(literal({ size: [] }))];
    const y = b.apply(mul, [x, w]);
    const z = b.apply(neg, [x]);
    const deep = b.apply(add, [b.apply(neg, [y]), z]);
    const had = new Map([
      [x, scalarTensor(3)],
      [w, scalarTensor(2)],
    ]);
    const { numbers } = run(engine(), [x, w, y, z, deep], 1e9, had);
    const now = numbersFor(
      numbers,
      had,
      new Map([
        [x, scalarTensor(3)],
        [w, scalarTensor(4)],
      ]),
    );
    expect([x, w, y, z, deep].map((node) => now.tensor(node)?.data[0])).toEqual([
      3,
      undefined,
      undefined,
      -3,
      undefined,
    ]);
    expect([x, w, y, z, deep].map((node) => now.has(node))).toEqual([true, false, false, true, false]);
    expect(now.summary(deep)).toBeUndefined();
    expect(numbersFor(numbers, had, new Map(had)).has(deep)).toBe(true);
  });

  test("are gone with a leaf that is set to another value, and with one that is not set any more", () => {
    const b = builder();
    const x = b.add(literal({ size: [] }));
    const y = b.apply(neg, [x]);
    const z = b.apply(neg, [y]);
    const had = new Map([[x, scalarTensor(3)]]);
    const { numbers } = run(engine(), [x, y, z], 1e9, had);
    const set = inputsWith(had, new Map([[y, scalarTensor(7)]]));
    expect([...set]).toEqual([...had, [y, scalarTensor(7)]]);
    expect([set.size, set.has(y), set.get(x)?.data[0]]).toEqual([2, true, 3]);
    for (const [before, after] of [
      [had, set],
      [set, had],
    ] as const) {
      const now = numbersFor(numbers, before, after);
      expect([x, y, z].map((node) => now.has(node))).toEqual([true, false, false]);
    }
  });
});
