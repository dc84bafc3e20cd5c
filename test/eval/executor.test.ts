/** The executor, by its interface: what is computed, what is told, what is kept and let go, and when it stops. */
import { describe, expect, test } from "vitest";
import type { Clock } from "../../src/eval/executor.ts";
import type { RunAnswer } from "../../src/eval/feed.ts";
import type { Node } from "../../src/graph/ir.ts";
import { add, mul, neg } from "../../src/ops/arithmetic.ts";
import { gt } from "../../src/ops/comparison.ts";
import { constant } from "../../src/ops/define.ts";
import { cat } from "../../src/ops/join.ts";
import { sum } from "../../src/ops/reduction.ts";
import { where } from "../../src/ops/select.ts";
import { filled, toNested } from "../../src/tensor/tensor.ts";
import { builder } from "../graph/build.ts";
import { engine, NONE, picky, read, run, type Engine, type Ran } from "./engine.ts";

/** The same with pauses, until `stopped` says so. */
async function runSlowly({ executor, tape }: Engine, root: Node, stopped: () => boolean): Promise<RunAnswer> {
  const fed = tape.feed([root], NONE);
  executor.feed(fed.feed);
  const order = { wanted: fed.wanted, limitBytes: 1e9, whole: Infinity };
  const answer = await executor.run(order, { sliceMs: 8, stopped });
  if (answer.kind !== "stopped") tape.take(fed, answer);
  return answer;
}

describe("a run", () => {
  test("computes what the roots need, and nothing else", () => {
    const b = builder();
    const x = b.leaf(3);
    const y = b.apply(mul, [x, x]);
    const other = b.apply(neg, [y]);
    const ran = run(engine(), [x, y]);
    expect(ran).toMatchObject({ kind: "done", evaluated: 1, refusals: [] });
    expect(read(ran, [x, y, other])).toEqual([3, 9, undefined]);
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
    const ran = run(engine(), [total, chosen, joined]);
    expect(read(ran, [total, chosen, joined])).toEqual([
      10,
      [
        [-10, -10],
        [30, 40],
      ],
      [0, 1, 2, 3, 4],
    ]);
  });

  test("is sent what is new, computes what is new, and tells what is new", () => {
    const b = builder();
    const x = b.leaf(3);
    const y = b.apply(mul, [x, x]);
    const z = b.apply(neg, [y]);
    const own = engine();
    const counts = (ran: Ran): readonly number[] => [
      ran.fed.feed.nodes.ids.length,
      ran.evaluated,
      ran.told.ids.length,
    ];
    expect(counts(run(own, [x, y]))).toEqual([2, 1, 2]);
    expect(counts(run(own, [x, y]))).toEqual([0, 0, 0]);
    const more = run(own, [x, y, z]);
    expect(counts(more)).toEqual([1, 1, 1]);
    expect(read(more, [x, y, z])).toEqual([3, 9, -9]);
  });

  test("takes what it knows from the run before and forgets what is not needed any more", () => {
    const b = builder();
    const x = b.leaf(3);
    const y = b.apply(mul, [x, x]);
    const z = b.apply(neg, [y]);
    const own = engine();
    expect(run(own, [y]).evaluated).toBe(1);
    expect(run(own, [z]).evaluated).toBe(1);
    const back = run(own, [y]);
    expect(back.evaluated).toBe(0);
    expect(read(back, [y, z])).toEqual([9, undefined]);
    expect(run(own, [z]).evaluated).toBe(1);
  });

  test("stays right when most of its nodes are dropped", () => {
    const own = engine();
    const b = builder();
    const x = b.leaf(1);
    const kept = b.apply(add, [x, x]);
    const row = b.apply(mul, [b.leaf([1, 2]), kept]);
    let deep: Node = kept;
    for (let i = 0; i < 20_000; i++) deep = b.apply(neg, [deep]);
    expect(run(own, [deep, row]).evaluated).toBe(20_002);
    expect(run(own, [kept, row])).toMatchObject({ evaluated: 0, isCrowded: true });
    const after = b.apply(mul, [row, b.leaf(10)]);
    const ran = run(own, [kept, row, after]);
    expect(ran.fed.feed.dropped.length).toBe(20_000);
    expect(ran).toMatchObject({ evaluated: 1, isCrowded: false });
    expect(read(ran, [kept, row, after, deep])).toEqual([2, [2, 4], [20, 40], undefined]);
    expect(run(own, [deep]).evaluated).toBe(20_000);
  });

  test("drops one large literal that is not needed any more, and keeps a few small nodes", () => {
    const own = engine();
    const large = constant({ value: filled([512, 512], 1) });
    const x = builder().leaf(1);
    run(own, [large]);
    expect(run(own, [x]).isCrowded).toBe(true);
    const next = run(own, [x]);
    expect(next.fed.feed.dropped.length).toBe(1);
    const y = builder().leaf(2);
    expect([run(own, [y]).isCrowded, run(own, [x]).fed.feed.nodes.ids.length]).toEqual([false, 0]);
  });

  test("tells a value again that it had let go", () => {
    const b = builder();
    const x = b.leaf(3);
    const [y, z] = [b.apply(neg, [x]), b.apply(mul, [x, x])];
    const own = engine();
    run(own, [y, z]);
    run(own, [y]);
    const again = run(own, [y, z]);
    expect(again.told.ids).toEqual(Uint32Array.of(z.id));
    expect(read(again, [y, z])).toEqual([-3, 9]);
  });

  test("goes on after it has let go of all that it computed", () => {
    const b = builder();
    const y = b.apply(neg, [b.leaf(3)]);
    const own = engine();
    run(own, [y]);
    own.executor.release();
    const again = run(own, [y]);
    expect(again.evaluated).toBe(1);
    expect(read(again, [y])).toEqual([-3]);
  });
});

describe("a window", () => {
  test("is a part of a value", () => {
    const own = engine();
    const x = builder().leaf([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    run(own, [x]);
    const part = own.executor.window(x.id, { starts: [0, 1], sizes: [2, 2] });
    expect(part && toNested(part)).toEqual([
      [2, 3],
      [5, 6],
    ]);
    expect(own.executor.window(x.id, { starts: [0, 2], sizes: [2, 2] })).toBeUndefined();
    expect(own.executor.window(x.id, { starts: [0], sizes: [2] })).toBeUndefined();
  });

  test("of a number is the number", () => {
    const own = engine();
    const y = builder().apply(neg, [builder().leaf(2)]);
    run(own, [y]);
    expect(own.executor.window(y.id, { starts: [], sizes: [] })).toEqual({
      sizes: [],
      data: Float64Array.of(-2),
    });
  });
});

describe("a refusal", () => {
  test("is told once, for its culprit, and costs what depends on it", () => {
    const b = builder();
    const x = b.leaf(-1);
    const bad = b.apply(picky, [x]);
    const dependents = [b.apply(neg, [bad]), b.apply(sum, [b.apply(mul, [bad, b.leaf([1, 2])])])];
    const good = b.apply(mul, [x, x]);
    const own = engine();
    for (const evaluated of [2, 0]) {
      const ran = run(own, [bad, ...dependents, good]);
      expect(ran.refusals).toEqual([{ id: bad.id, refused: "x is negative." }]);
      expect(read(ran, [bad, ...dependents, good])).toEqual([undefined, undefined, undefined, 1]);
      expect(ran.evaluated).toBe(evaluated);
    }
    expect(run(own, [good]).refusals).toEqual([]);
  });
});

describe("memory", () => {
  test("runs nothing that would not fit, and names the largest value", () => {
    const b = builder();
    const row = b.leaf([[1, 2, 3, 4]]);
    const column = b.leaf([[1], [2], [3]]);
    const table = b.apply(mul, [row, column]);
    const own = engine();
    const ran = run(own, [b.apply(sum, [table])], 159);
    expect(ran).toMatchObject({ kind: "too large", evaluated: 0, bytes: 160, largest: [table.id] });
    expect(ran.numbers.has(table)).toBe(false);
    expect(run(own, [table], 160).kind).toBe("done");
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

  /** Too long to be computed together with others. */
  const row = Array.from({ length: 33 }, (_, i) => i + 1);

  function rows(count: number, first: readonly number[] = row): readonly Node[] {
    const b = builder();
    const nodes = [b.leaf(first)];
    for (let i = 0; i < count; i++) nodes.push(b.apply(neg, [nodes[i]!]));
    return nodes;
  }

  test("gives way every few milliseconds and finishes", async () => {
    const clock = ticking();
    const nodes = rows(100);
    const own = engine(clock);
    expect(await runSlowly(own, nodes[100]!, () => false)).toMatchObject({ kind: "done", evaluated: 100 });
    expect(clock.pauses).toBeGreaterThan(8);
    expect(clock.pauses).toBeLessThan(16);
    expect(read(run(own, [nodes[100]!]), [nodes[100]!])).toEqual([row]);
  });

  test("looks at the time once for so many small tensors", async () => {
    const clock = ticking();
    const nodes = rows(64 * 40, [1, 2]);
    const own = engine(clock);
    const last = nodes.at(-1)!;
    expect(await runSlowly(own, last, () => false)).toMatchObject({ kind: "done", evaluated: 64 * 40 });
    expect(clock.pauses).toBeGreaterThan(3);
    expect(clock.pauses).toBeLessThan(8);
    expect(read(run(own, [last]), [last])).toEqual([[1, 2]]);
  });

  test("stops when it is not wanted, and what it did is not lost", async () => {
    const clock = ticking();
    const nodes = rows(100);
    const own = engine(clock);
    const stopped = await runSlowly(own, nodes[100]!, () => clock.pauses === 3);
    expect(stopped.kind).toBe("stopped");
    expect(stopped.evaluated).toBeGreaterThan(10);
    expect(stopped.evaluated).toBeLessThan(40);
    expect(run(own, [nodes[100]!]).evaluated).toBe(100 - stopped.evaluated);
  });

  test("stops when the next one begins", async () => {
    const own = engine(ticking());
    const [first, second] = [rows(100), rows(50)];
    const superseded = runSlowly(own, first[100]!, () => false);
    const latest = await runSlowly(own, second[50]!, () => false);
    expect((await superseded).kind).toBe("stopped");
    expect(latest).toMatchObject({ kind: "done", evaluated: 50 });
  });
});
