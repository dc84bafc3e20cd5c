/** Reading gives way: between slices others are heard, a newer text ends it, and what it leaves is as if it had not begun. */
import { expect, test } from "vitest";
import { createAnalyser, PLAIN_REQUEST, type Analysis } from "../../src/analysis.ts";
import { createReader, type Text } from "../../src/service/reading.ts";
import type { Timers } from "../../src/service.ts";

/** Time goes on by a millisecond with every look at the clock; what is to be called later waits until it is let. */
function tickingTimers(): Timers & { next(): boolean } {
  let time = 0;
  const waiting: (() => void)[] = [];
  return {
    now: () => time++,
    after(_, callback) {
      waiting.push(callback);
      return () => {
        const at = waiting.indexOf(callback);
        if (at >= 0) waiting.splice(at, 1);
      };
    },
    next() {
      const callback = waiting.shift();
      callback?.();
      return callback !== undefined;
    },
  };
}

function fail({ thrown }: { readonly thrown: unknown }): void {
  throw thrown;
}

function textOf(lines: readonly string[], version: number): Text {
  return { uri: "file:///a.grad", text: lines.join("\n"), version, request: PLAIN_REQUEST };
}

const chain = (count: number): readonly string[] => [
  "x0 = 1",
  ...Array.from({ length: count }, (_, i) => `x${i + 1} = x${i} * 2`),
];

/** How many slices it takes until the text is read, and what is read then. */
function readAll(
  reader: ReturnType<typeof createReader>,
  timers: ReturnType<typeof tickingTimers>,
): { readonly slices: number; readonly analysis: Analysis } {
  let isRead = false;
  reader.read(() => (isRead = true));
  let slices = 1;
  while (!isRead) {
    expect(reader.isReading).toBe(true);
    if (!timers.next()) throw new Error("nothing goes on");
    slices += 1;
  }
  expect(reader.isReading).toBe(false);
  return { slices, analysis: reader.analysis() };
}

test("a short text is read at once", () => {
  const timers = tickingTimers();
  const { slices, analysis } = readAll(createReader(textOf(chain(3), 1), timers, fail), timers);
  expect([slices, analysis.version]).toEqual([1, 1]);
});

test.each([
  ["statements", chain(500)],
  ["turns of a loop", ["x = 1", "for i in range(500):", "    x = x * 2"]],
])("a long one gives way between its %s, and is the same text in the end", (_, lines) => {
  const timers = tickingTimers();
  const { slices, analysis } = readAll(createReader(textOf(lines, 1), timers, fail), timers);
  expect(slices).toBeGreaterThan(10);
  const whole = createAnalyser().analyse(lines.join("\n"), 1, PLAIN_REQUEST);
  expect(analysis.program.graph.nodes.length).toBe(whole.program.graph.nodes.length);
  expect(analysis.problems).toEqual(whole.problems);
});

test("twice as long a text has twice as many slices", () => {
  const slicesOf = (count: number): number => {
    const timers = tickingTimers();
    return readAll(createReader(textOf(chain(count), 1), timers, fail), timers).slices;
  };
  expect(slicesOf(1000) / slicesOf(500)).toBeCloseTo(2, 0);
});

test("who asks for the analysis has it at once", () => {
  const timers = tickingTimers();
  const reader = createReader(textOf(chain(500), 1), timers, fail);
  let reads = 0;
  reader.read(() => (reads += 1));
  expect(reads).toBe(0);
  expect(reader.analysis().program.graph.nodes.length).toBeGreaterThan(500);
  while (timers.next());
  expect(reads).toBe(1);
});

test("a newer text ends it, and finds the nodes of the last text that was read", () => {
  const timers = tickingTimers();
  const reader = createReader(textOf(chain(500), 1), timers, fail);
  const first = readAll(reader, timers).analysis;
  reader.begin(textOf(["y = 3", ...chain(500)], 2));
  reader.read(() => {
    throw new Error("the text in between was read");
  });
  timers.next();
  reader.begin(textOf([...chain(500), "z = 4"], 3));
  const last = readAll(reader, timers).analysis;
  expect(last.version).toBe(3);
  expect(last.program.made).toBe(1);
  expect(last.program.graph.nodes.slice(0, -1)).toEqual(first.program.graph.nodes);
});

test("a closed document is not read on", () => {
  const timers = tickingTimers();
  const reader = createReader(textOf(chain(500), 1), timers, fail);
  reader.read(() => {
    throw new Error("it was read");
  });
  reader.close();
  expect(timers.next()).toBe(false);
});
