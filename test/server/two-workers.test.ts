/** Two documents and their workers: they share one while it hears, and part when one's kernel keeps it busy. */
import { expect, test } from "vitest";
import { OUT_OF_MEMORY } from "../../src/run.ts";
import type { RunOutcome } from "../../src/service.ts";
import { collect, job, jobsOf, ran, setUp } from "./fake-workers.ts";

/** The first document's kernel has kept the only worker busy for some time when the second one's job comes. */
async function stuck() {
  const parts = setUp();
  const outcomes = new Map<number, RunOutcome>();
  parts.runner.run(job(1, "a"), collect(outcomes, 1));
  parts.say({ kind: "turn", uri: "a" });
  parts.say({ kind: "running", id: 1 });
  await parts.time.pass(1000);
  parts.runner.run(job(2, "b"), collect(outcomes, 2));
  return { ...parts, outcomes };
}

test("share one worker as long as it hears", async () => {
  const { time, workers, runner, say } = setUp();
  const outcomes = new Map<number, RunOutcome>();
  runner.run(job(1, "a"), collect(outcomes, 1));
  runner.run(job(2, "b"), collect(outcomes, 2));
  for (let i = 0; i < 50; i++) {
    say({ kind: "turn", uri: i % 2 === 0 ? "a" : "b" });
    await time.pass(299);
  }
  say(ran(1));
  say(ran(2));
  await time.pass(5000);
  expect(workers.length).toBe(1);
  expect([...outcomes.keys()]).toEqual([1, 2]);
});

test("part when one's kernel does not pause: it goes on where it is, the other one in a second worker", async () => {
  const { time, workers, outcomes, runner, say } = await stuck();
  await time.pass(1);
  const [first, second] = workers;
  expect(workers.length).toBe(2);
  expect(first!.terminated).toBe(false);
  expect(jobsOf(first!)).toEqual([1, 2]);
  expect(first!.posted.at(-1)).toEqual({ kind: "forget", uri: "b" });
  expect(jobsOf(second!)).toEqual([2]);
  // What the first one says of the job that it lost is not heard.
  say({ kind: "superseded", id: 2 }, first);
  expect(outcomes.size).toBe(0);
  say(ran(2), second);
  say(ran(1), first);
  expect([...outcomes].map(([id, { kind }]) => [id, kind])).toEqual([
    [2, "ran"],
    [1, "ran"],
  ]);
  // Each has its values where it was last.
  runner.run(job(3, "b"), collect(outcomes, 3));
  runner.run(job(4, "a"), collect(outcomes, 4));
  expect([jobsOf(first!), jobsOf(second!)]).toEqual([
    [1, 2, 4],
    [2, 3],
  ]);
});

test("part too when the kernel begins while both are run", async () => {
  const { time, workers, runner, say } = setUp();
  const outcomes = new Map<number, RunOutcome>();
  runner.run(job(1, "a"), collect(outcomes, 1));
  runner.run(job(2, "b"), collect(outcomes, 2));
  say({ kind: "turn", uri: "a" });
  say({ kind: "turn", uri: "b" });
  await time.pass(299);
  expect(workers.length).toBe(1);
  await time.pass(1);
  expect(workers.map(jobsOf)).toEqual([[1, 2], [1]]);
});

test("wait for a worker that has only been started", async () => {
  const { time, workers, runner } = setUp();
  const outcomes = new Map<number, RunOutcome>();
  runner.run(job(1, "a"), collect(outcomes, 1));
  runner.run(job(2, "b"), collect(outcomes, 2));
  await time.pass(10_000);
  expect(workers.length).toBe(1);
});

test("typing in one neither stops the other nor waits for it", async () => {
  const { time, workers, outcomes, runner, say } = await stuck();
  for (let id = 3; id < 40; id++) {
    await time.pass(1000);
    runner.run(job(id, "b"), collect(outcomes, id));
    say({ kind: "turn", uri: "b" }, workers[1]);
    say({ kind: "superseded", id: id - 1 }, workers[1]);
  }
  say(ran(39), workers[1]);
  expect(outcomes.get(39)?.kind).toBe("ran");
  expect(outcomes.has(1)).toBe(false);
  expect(workers.map(({ terminated }) => terminated)).toEqual([false, false]);
  say(ran(1), workers[0]);
  expect(outcomes.get(1)?.kind).toBe("ran");
});

test("an edit of the one that does not pause replaces its own worker only", async () => {
  const { time, workers, outcomes, runner } = await stuck();
  await time.pass(1);
  runner.run(job(3, "a"), collect(outcomes, 3));
  expect(outcomes.get(1)).toEqual({ kind: "superseded" });
  await time.pass(150);
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, false, false]);
  expect([jobsOf(workers[1]!), jobsOf(workers[2]!)]).toEqual([[2], [3]]);
  expect(outcomes.has(2)).toBe(false);
});

test("and more have two workers at most; a job that waits runs in the one that hears", async () => {
  const { time, workers, outcomes, runner, say } = await stuck();
  await time.pass(1);
  say({ kind: "turn", uri: "b" }, workers[1]);
  runner.run(job(3, "c"), collect(outcomes, 3));
  // Its place is the freest: both have one job.
  await time.pass(500);
  expect(workers.length).toBe(2);
  const all = workers.flatMap(jobsOf);
  expect(all.filter((id) => id === 3).length).toBeGreaterThan(0);
  say({ kind: "turn", uri: "b" }, workers[1]);
  await time.pass(300);
  say({ kind: "turn", uri: "c" }, workers[1]);
  expect(jobsOf(workers[1]!)).toContain(3);
  say(ran(3), workers[1]);
  expect(outcomes.get(3)?.kind).toBe("ran");
});

test("a second worker goes when nothing has its values there", async () => {
  const { time, workers, outcomes, runner, say, log } = await stuck();
  await time.pass(1);
  say(ran(2), workers[1]);
  runner.forget("b");
  expect(workers.map(({ terminated }) => terminated)).toEqual([false, true]);
  expect(log.filter((text) => text.includes("ended"))).toEqual([]);
  runner.run(job(3, "c"), collect(outcomes, 3));
  expect(jobsOf(workers[0]!)).toContain(3);
});

test("a worker that dies in one document's run costs that run only", async () => {
  const { time, workers, outcomes, say } = await stuck();
  await time.pass(1);
  workers[0]!.events.died("Error: Worker terminated due to reaching memory limit: JS heap out of memory");
  expect(outcomes.get(1)).toMatchObject({
    kind: "failed",
    failure: { why: "memory", reason: OUT_OF_MEMORY },
  });
  say(ran(2), workers[1]);
  expect(outcomes.get(2)?.kind).toBe("ran");
});

test("a look that comes late, on a busy machine, is made again", async () => {
  const { workers, runner, say, time } = setUp();
  const outcomes = new Map<number, RunOutcome>();
  runner.run(job(1, "a"), collect(outcomes, 1));
  say({ kind: "turn", uri: "a" });
  runner.run(job(2, "b"), collect(outcomes, 2));
  time.oversleep(2000);
  // Now come the messages that were on their way.
  say({ kind: "turn", uri: "b" });
  await time.pass(299);
  expect(workers.length).toBe(1);
});
