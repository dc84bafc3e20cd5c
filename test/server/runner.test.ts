/** The runner and its worker: a newer job ends an older one, and a worker that hangs or dies is replaced. */
import { describe, expect, test } from "vitest";
import { startThread } from "../../src/server/stdio.ts";
import { createRunner, type StartWorker } from "../../src/server/runner.ts";
import type { RunFailure } from "../../src/run.ts";
import type { RunOutcome, Timers } from "../../src/service.ts";
import { collect, job, jobsOf, setUp, tell } from "./fake-workers.ts";

const failure: RunFailure = { why: "fault", reason: "internal: no.", node: -1, needed: undefined };

describe("the runner", () => {
  test("a newer job of a document ends the older one at once; a worker that stops in time is kept", async () => {
    const { time, workers, runner, say } = setUp();
    const outcomes = new Map<number, RunOutcome>();
    runner.run(job(1), collect(outcomes, 1));
    say({ kind: "running", id: 1 });
    runner.run(job(2), collect(outcomes, 2));
    expect(outcomes.get(1)).toEqual({ kind: "superseded" });
    await time.pass(149);
    say({ kind: "superseded", id: 1 });
    await time.pass(1000);
    expect(workers.length).toBe(1);
    say({ kind: "failed", id: 2, failure, stack: "no\n at somewhere" });
    expect(outcomes.get(2)).toMatchObject({ kind: "failed", failure });
  });

  test("one that does not stop is replaced 150 ms later, and what is still wanted runs in the new worker", async () => {
    const { time, workers, log, runner, say } = setUp();
    const outcomes = new Map<number, RunOutcome>();
    runner.run(job(1), collect(outcomes, 1));
    say({ kind: "running", id: 1 });
    runner.run(job(2, "b"), collect(outcomes, 2));
    runner.run(job(3), collect(outcomes, 3));
    await time.pass(149);
    expect(workers.length).toBe(1);
    await time.pass(1);
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(jobsOf(workers[1]!)).toEqual([2, 3]);
    expect(log.length).toBe(1);
    // What the old worker may still say is not heard.
    workers[0]!.events.message({ kind: "failed", id: 3, failure, stack: "" });
    workers[0]!.events.died("terminated");
    expect(outcomes.has(3)).toBe(false);
    expect(workers.length).toBe(2);
  });

  test("a job that is not begun yet is not taken for one that hangs", async () => {
    const { time, workers, runner } = setUp();
    const outcomes = new Map<number, RunOutcome>();
    for (const id of [1, 2, 3]) {
      runner.run(job(id), collect(outcomes, id));
      await time.pass(400);
    }
    expect(workers.length).toBe(1);
    await time.pass(5000);
    expect(workers.length).toBe(2);
    expect(jobsOf(workers[1]!)).toEqual([3]);
  });

  test("a worker that dies is replaced; the job that it computed is not tried again, others are", () => {
    const { workers, log, runner, say } = setUp();
    const outcomes = new Map<number, RunOutcome>();
    runner.run(job(1), collect(outcomes, 1));
    runner.run(job(2, "b"), collect(outcomes, 2));
    say({ kind: "running", id: 1 });
    workers[0]!.events.died("exit code 134");
    expect(outcomes.get(1)).toMatchObject({ kind: "failed" });
    expect(jobsOf(workers[1]!)).toEqual([2]);
    expect(log.join()).toMatch("exit code 134");
  });

  test("a worker that ends with nothing to do is started again by the next job alone", () => {
    const { workers, runner } = setUp();
    const outcomes = new Map<number, RunOutcome>();
    workers[0]!.events.died("its file is gone");
    expect(workers.length).toBe(1);
    runner.run(job(1), collect(outcomes, 1));
    expect(jobsOf(workers[1]!)).toEqual([1]);
    workers[1]!.events.died("its file is gone");
    workers[2]!.events.died("its file is gone");
    expect(outcomes.get(1)).toMatchObject({ kind: "failed" });
    expect(workers.length).toBe(3);
  });

  test("a run may be limited in time", async () => {
    const { time, workers, runner } = setUp();
    const outcomes = new Map<number, RunOutcome>();
    runner.run(job(1, "a", "x = 1", 5000), collect(outcomes, 1));
    await time.pass(4999);
    expect(outcomes.size).toBe(0);
    await time.pass(1);
    expect(outcomes.get(1)).toMatchObject({
      kind: "failed",
      failure: { why: "time", reason: "Stopped after 5 s: in Restricted Mode a run takes no longer." },
    });
    expect(workers.length).toBe(2);
  });

  test("whoever asked a worker that is gone for a part of a value has none", async () => {
    const { workers, runner, say } = setUp();
    const asked = job(1);
    runner.run(asked, () => undefined);
    const x = asked.analysis.program.bindings[0]!.value!;
    const [first, second] = [0, 1].map(() => runner.window("a", x, { starts: [], sizes: [] }));
    say({ kind: "window", question: 1, answer: { sizes: [], data: Float64Array.of(1) } });
    expect((await first)?.data[0]).toBe(1);
    workers[0]!.events.died("exit code 134");
    expect(await second).toBeUndefined();
  });

  test("a closed document's job ends", () => {
    const { workers, runner } = setUp();
    const outcomes = new Map<number, RunOutcome>();
    runner.run(job(1), collect(outcomes, 1));
    runner.forget("a");
    expect(outcomes.get(1)).toEqual({ kind: "superseded" });
    expect(workers[0]!.posted.at(-1)).toEqual({ kind: "forget", uri: "a" });
  });
});

describe("the worker as a thread", () => {
  const timers: Timers = {
    now: () => performance.now(),
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
  };

  test("computes, keeps values between versions, and is replaced when one kernel does not end", async () => {
    const log: string[] = [];
    const computing = new Map<number, () => void>();
    const startWorker: StartWorker = (events) =>
      startThread({
        ...events,
        message(message) {
          if (message.kind === "running") computing.get(message.id)?.();
          events.message(message);
        },
      });
    const runner = createRunner({ timers, startWorker, log: (text) => log.push(text), tell });
    const run = (id: number, text: string): Promise<RunOutcome> =>
      new Promise((resolve) => runner.run(job(id, "a", text), resolve));
    const evaluated = (outcome: RunOutcome): number =>
      outcome.kind === "ran" ? outcome.ran.answer.evaluated : -1;
    try {
      const text = "x = 2\ny = x * x\nz = 3\nf = y * z\nf.backward()";
      const first = await run(1, text);
      expect(evaluated(first)).toBeGreaterThan(5);
      expect(evaluated(await run(2, text))).toBe(0);

      // With what it takes already kept, the first kernel that is computed is the one that takes many seconds.
      const drawn = "a = randn(2500, 2500, seed=1)\n";
      await run(3, drawn);
      const started = new Promise<void>((resolve) => computing.set(4, resolve));
      const long = run(4, `${drawn}b = linalg.det(a)`);
      await started;
      const after = run(5, text);
      expect(await long).toEqual({ kind: "superseded" });
      // Everything that was kept is lost, and nothing else.
      expect(evaluated(await after)).toBe(evaluated(first));
      expect(log.join()).toMatch("is replaced");
    } finally {
      runner.dispose();
    }
  });

  test("one document's kernel that does not end leaves another one its numbers, edit after edit", async () => {
    const log: string[] = [];
    const running = new Map<number, () => void>();
    const started = new Promise<void>((resolve) => running.set(1, resolve));
    const startWorker: StartWorker = (events) =>
      startThread({
        ...events,
        message(message) {
          events.message(message);
          if (message.kind === "running") running.get(message.id)?.();
        },
      });
    const runner = createRunner({ timers, startWorker, log: (text) => log.push(text), tell });
    let ended = false;
    try {
      // A kernel of many seconds.
      const long = job(1, "a", "a = randn(2500, 2500, seed=1)\nb = linalg.det(a)\n");
      runner.run({ ...long, limitBytes: 4e9 }, () => (ended = true));
      await started;
      for (let id = 2; id < 6; id++) {
        const outcome = await new Promise<RunOutcome>((resolve) =>
          runner.run(job(id, "b", `x = ${id}\ny = x * x\ny.backward()\n`), resolve),
        );
        expect(outcome.kind).toBe("ran");
      }
      expect(ended).toBe(false);
      expect(log.join()).toMatch("go on in a second one");
      expect(log.join()).not.toMatch("replaced");
    } finally {
      runner.dispose();
    }
  }, 60_000);

  test("a long product hears: it is left for the next edit, and its worker goes on with what it has kept", async () => {
    const log: string[] = [];
    const computing = new Map<number, () => void>();
    const startWorker: StartWorker = (events) =>
      startThread({
        ...events,
        message(message) {
          events.message(message);
          if (message.kind === "running") computing.get(message.id)?.();
        },
      });
    // With patience for a machine that does other things: a product that does not hear takes longer still.
    const patient: Timers = { ...timers, after: (ms, callback) => timers.after(30 * ms, callback) };
    const runner = createRunner({ timers: patient, startWorker, log: (text) => log.push(text), tell });
    const run = (id: number, text: string): Promise<RunOutcome> =>
      new Promise((resolve) => runner.run({ ...job(id, "a", text), limitBytes: 4e9 }, resolve));
    try {
      const kept = "a = ones(3000, 3000)\n";
      expect((await run(1, kept)).kind).toBe("ran");
      const started = new Promise<void>((resolve) => computing.set(2, resolve));
      const long = run(2, `${kept}b = a @ a @ a @ a @ a @ a\n`);
      await started;
      const after = run(3, `${kept}c = 2\n`);
      expect(await long).toEqual({ kind: "superseded" });
      const outcome = await after;
      expect(outcome.kind === "ran" && outcome.ran.answer.evaluated).toBe(0);
      expect(log).toEqual([]);
    } finally {
      runner.dispose();
    }
  });

  test("tells a part of a value that was too large to be told whole", async () => {
    const runner = createRunner({ timers, startWorker: startThread, log: () => undefined, tell });
    try {
      const large = job(1, "a", "x = reshape(arange(10000), 100, 100)\nf = sum(x)");
      const outcome = await new Promise<RunOutcome>((resolve) => runner.run(large, resolve));
      const x = large.analysis.program.bindings[0]!.value!;
      expect(outcome.kind === "ran" && outcome.ran.numbers.tensor(x)).toBeUndefined();
      const part = await runner.window("a", x, { starts: [99, 98], sizes: [1, 2] });
      expect(part).toEqual({ sizes: [1, 2], data: Float64Array.of(9998, 9999) });
      expect(await runner.window("a", x, { starts: [99, 99], sizes: [1, 2] })).toBeUndefined();
      expect(await runner.look("a", x)).toMatchObject({ summary: { count: 10_000 }, grid: { rows: 15 } });
      expect(await runner.window("b", x, { starts: [0, 0], sizes: [1, 1] })).toBeUndefined();
    } finally {
      runner.dispose();
    }
  }, 20_000);

  test("a run that would not fit into memory says so and computes nothing", async () => {
    const runner = createRunner({ timers, startWorker: startThread, log: () => undefined, tell });
    try {
      const outcome = await new Promise<RunOutcome>((resolve) =>
        runner.run(job(1, "a", "x = zeros(100000, 100000)\nf = sum(x)"), resolve),
      );
      expect(outcome).toMatchObject({ kind: "ran", ran: { answer: { kind: "too large", evaluated: 0 } } });
    } finally {
      runner.dispose();
    }
  }, 20_000);
});
