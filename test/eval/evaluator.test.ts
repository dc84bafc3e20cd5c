/** The evaluator: what is computed, what is kept, what is refused, and when it stops. */
import { describe, expect, test } from "vitest";
import { createEvaluator, type Clock } from "../../src/eval/evaluator.ts";
import type { Node } from "../../src/graph/ir.ts";
import { add, mul, neg } from "../../src/ops/arithmetic.ts";
import { defineGate } from "../../src/ops/define.ts";
import { sum } from "../../src/ops/reduction.ts";
import { where } from "../../src/ops/select.ts";
import { cat } from "../../src/ops/join.ts";
import { gt } from "../../src/ops/comparison.ts";
import { toNested, type Nested } from "../../src/tensor/tensor.ts";
import { builder } from "../graph/build.ts";

const LIMIT = { limitBytes: 1e9 };
const STILL: Clock = { now: () => 0, pause: () => Promise.resolve() };

/** Refuses negative numbers, as a gate that needs an index does. */
const picky = defineGate({
  name: "picky",
  operands: [{ name: "x", doc: "A number that must not be negative." }],
  doc: "The number.",
  pattern: { kind: "wall", text: "For tests." },
  shape: ([x]) => x,
  kernel: ([x]) => (x.data.some((value) => value < 0) ? { refused: "x is negative.", operand: 0 } : x),
  vjp: { none: "For tests." },
  python: { torch: "{x}", jax: "{x}", numpy: "{x}" },
  samples: [],
});

/** Every value of a run, as nested lists. */
function read(
  values: (node: Node) => { sizes: readonly number[]; data: Float64Array } | undefined,
  nodes: Node[],
) {
  return nodes.map((node): Nested | undefined => {
    const value = values(node);
    return value && toNested(value);
  });
}

describe("a run", () => {
  test("computes what the roots need, and nothing else", () => {
    const b = builder();
    const x = b.leaf(3);
    const y = b.apply(mul, [x, x]);
    const other = b.apply(neg, [y]);
    const run = createEvaluator(STILL).runSync([y], LIMIT);
    expect(run).toMatchObject({ kind: "done", evaluated: 2, refusals: [] });
    expect(read(run.values, [x, y, other])).toEqual([3, 9, undefined]);
  });

  test("mixes numbers, tensors, bools and gates of many operands", () => {
    const b = builder();
    const x = b.leaf([
      [1, 2],
      [3, 4],
    ]);
    const total = b.apply(sum, [x]);
    const table = b.apply(mul, [x, total]);
    const chosen = b.apply(where, [b.apply(gt, [x, b.leaf(2)]), table, b.apply(neg, [total])]);
    const five = ["a", "b", "c", "d", "e"].map((_, i) => b.leaf([i]));
    const joined = b.apply(cat, five, { dim: 0 });
    const run = createEvaluator(STILL).runSync([chosen, joined], LIMIT);
    expect(read(run.values, [total, chosen, joined])).toEqual([
      10,
      [
        [-10, -10],
        [30, 40],
      ],
      [0, 1, 2, 3, 4],
    ]);
  });

  test("takes what it knows from the run before and forgets what is not needed any more", () => {
    const b = builder();
    const x = b.leaf(3);
    const y = b.apply(mul, [x, x]);
    const z = b.apply(neg, [y]);
    const evaluator = createEvaluator(STILL);
    expect(evaluator.runSync([y], LIMIT).evaluated).toBe(2);
    expect(evaluator.runSync([z], LIMIT).evaluated).toBe(1);
    const back = evaluator.runSync([y], LIMIT);
    expect(back.evaluated).toBe(0);
    expect(read(back.values, [y, z])).toEqual([9, undefined]);
    expect(evaluator.runSync([z], LIMIT).evaluated).toBe(1);
  });

  test("stays right when most of its slots are taken back", () => {
    const evaluator = createEvaluator(STILL);
    const b = builder();
    const x = b.leaf(1);
    const kept = b.apply(add, [x, x]);
    const row = b.apply(mul, [b.leaf([1, 2]), kept]);
    let deep: Node = kept;
    for (let i = 0; i < 20_000; i++) deep = b.apply(neg, [deep]);
    expect(evaluator.runSync([deep, row], LIMIT).evaluated).toBe(20_004);
    const packed = evaluator.runSync([row], LIMIT);
    expect(packed.evaluated).toBe(0);
    const after = b.apply(mul, [row, b.leaf(10)]);
    const run = evaluator.runSync([after], LIMIT);
    expect(run.evaluated).toBe(2);
    expect(read(run.values, [kept, row, after, deep])).toEqual([2, [2, 4], [20, 40], undefined]);
    expect(evaluator.runSync([deep], LIMIT).evaluated).toBe(20_000);
  });
});

describe("a refusal", () => {
  test("is told once, for its culprit, and costs what depends on it", () => {
    const b = builder();
    const x = b.leaf(-1);
    const bad = b.apply(picky, [x]);
    const dependents = [b.apply(neg, [bad]), b.apply(sum, [b.apply(mul, [bad, b.leaf([1, 2])])])];
    const good = b.apply(mul, [x, x]);
    const evaluator = createEvaluator(STILL);
    for (const evaluated of [4, 0]) {
      const run = evaluator.runSync([...dependents, good], LIMIT);
      expect(run.refusals).toEqual([{ node: bad, refused: "x is negative.", operand: 0 }]);
      expect(read(run.values, [bad, ...dependents, good])).toEqual([undefined, undefined, undefined, 1]);
      expect(run.evaluated).toBe(evaluated);
    }
    expect(evaluator.runSync([good], LIMIT).refusals).toEqual([]);
  });
});

describe("memory", () => {
  test("runs nothing that would not fit, and names the largest value", () => {
    const b = builder();
    const row = b.leaf([[1, 2, 3, 4]]);
    const column = b.leaf([[1], [2], [3]]);
    const table = b.apply(mul, [row, column]);
    const evaluator = createEvaluator(STILL);
    const run = evaluator.runSync([b.apply(sum, [table])], { limitBytes: 159 });
    expect(run).toMatchObject({ kind: "too large", evaluated: 0 });
    expect(run.memory).toEqual({ bytes: 160, largest: [table] });
    expect(run.values(table)).toBeUndefined();
    expect(evaluator.runSync([table], { limitBytes: 160 }).kind).toBe("done");
  });
});

describe("a run with pauses", () => {
  /** Time moves by a millisecond with every look at it. */
  function ticking(): Clock & { pauses: number } {
    let time = 0;
    const clock = {
      now: () => time++,
      pauses: 0,
      pause() {
        clock.pauses++;
        return Promise.resolve();
      },
    };
    return clock;
  }

  function rows(count: number): readonly Node[] {
    const b = builder();
    const nodes = [b.leaf([1, 2])];
    for (let i = 0; i < count; i++) nodes.push(b.apply(neg, [nodes[i]!]));
    return nodes;
  }

  test("gives way every few milliseconds and finishes", async () => {
    const clock = ticking();
    const nodes = rows(100);
    const run = await createEvaluator(clock).run([nodes[100]!], { ...LIMIT, sliceMs: 8 });
    expect(run).toMatchObject({ kind: "done", evaluated: 101 });
    expect(clock.pauses).toBeGreaterThan(8);
    expect(clock.pauses).toBeLessThan(16);
    expect(read(run.values, [nodes[100]!])).toEqual([[1, 2]]);
  });

  test("stops when it is not wanted, and what it did is not lost", async () => {
    const clock = ticking();
    const nodes = rows(100);
    const evaluator = createEvaluator(clock);
    const run = await evaluator.run([nodes[100]!], {
      ...LIMIT,
      sliceMs: 8,
      stopped: () => clock.pauses === 3,
    });
    expect(run.kind).toBe("stopped");
    expect(run.evaluated).toBeGreaterThan(10);
    expect(run.evaluated).toBeLessThan(40);
    expect(evaluator.runSync([nodes[100]!], LIMIT).evaluated).toBe(101 - run.evaluated);
  });

  test("stops when the next one begins", async () => {
    const evaluator = createEvaluator(ticking());
    const [first, second] = [rows(100), rows(50)];
    const superseded = evaluator.run([first[100]!], { ...LIMIT, sliceMs: 8 });
    const latest = await evaluator.run([second[50]!], { ...LIMIT, sliceMs: 8 });
    expect((await superseded).kind).toBe("stopped");
    expect(latest).toMatchObject({ kind: "done", evaluated: 51 });
    expect(read(latest.values, [second[50]!, first[0]!])).toEqual([[1, 2], undefined]);
  });
});
