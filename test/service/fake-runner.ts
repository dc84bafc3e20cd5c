/** A runner that takes as long as a test says, and then has the numbers of the real engine. */
import { lookAt } from "../../src/features/tensor-look.ts";
import { createEngine, failureOf, runAnalysis, type Engine, type RunFailure } from "../../src/run.ts";
import type { RunJob, Runner, RunOutcome, Timers } from "../../src/service.ts";

export interface FakeRunner extends Runner {
  /** How long the next runs take; the default is 0. */
  delay: number;
  /** What the next run ends with instead of numbers. */
  failure: RunFailure | undefined;
  /** Whether a fault of ours ends a run, as in the worker, and not the test. */
  mayFail: boolean;
  /** Every job that was started, in order. */
  readonly jobs: readonly RunJob[];
  /** How many nodes each finished run computed, in order. */
  readonly evaluated: readonly number[];
}

export function createFakeRunner(timers: Timers): FakeRunner {
  const kept = new Map<string, Engine>();
  const active = new Map<
    string,
    { readonly ended: (outcome: RunOutcome) => void; readonly cancel: () => void }
  >();
  const jobs: RunJob[] = [];
  const evaluated: number[] = [];
  const stop = (uri: string): void => {
    const entry = active.get(uri);
    active.delete(uri);
    entry?.cancel();
    entry?.ended({ kind: "superseded" });
  };
  const run = (job: RunJob): RunOutcome => {
    const engine = kept.get(job.uri) ?? createEngine(undefined, timers.now);
    kept.set(job.uri, engine);
    try {
      const ran = runAnalysis(engine, job.analysis, job.limitBytes);
      evaluated.push(ran.answer.evaluated);
      return { kind: "ran", ran };
    } catch (thrown) {
      if (!runner.mayFail) throw thrown;
      engine.executor.release();
      return { kind: "failed", failure: failureOf(thrown) };
    }
  };
  const runner: FakeRunner = {
    delay: 0,
    failure: undefined,
    mayFail: false,
    jobs,
    evaluated,
    run(job, ended) {
      stop(job.uri);
      jobs.push(job);
      const { failure } = runner;
      runner.failure = undefined;
      const cancel = timers.after(runner.delay, () => {
        active.delete(job.uri);
        ended(failure === undefined ? run(job) : { kind: "failed", failure });
      });
      active.set(job.uri, { ended, cancel });
    },
    window: (uri, node, window) => Promise.resolve(kept.get(uri)?.executor.window(node.id, window)),
    look(uri, node) {
      const whole = kept.get(uri)?.executor.whole(node.id);
      return Promise.resolve(whole && lookAt(whole));
    },
    forget(uri) {
      stop(uri);
      kept.delete(uri);
    },
    dispose() {
      for (const { cancel } of active.values()) cancel();
      active.clear();
    },
  };
  return runner;
}
