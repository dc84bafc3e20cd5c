/** A runner that takes as long as a test says, and then has the numbers of the real engine. */
import { createAnalyser, type Analyser, type Analysis } from "../../src/analysis.ts";
import { createEvaluator, type Evaluator } from "../../src/eval/evaluator.ts";
import { failureOf, runAnalysisSync, type RunFailure } from "../../src/run.ts";
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
  const kept = new Map<string, { readonly analyser: Analyser; readonly evaluator: Evaluator }>();
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
    const clock = { now: () => timers.now(), pause: () => Promise.resolve() };
    const own = kept.get(job.uri) ?? { analyser: createAnalyser(), evaluator: createEvaluator(clock) };
    kept.set(job.uri, own);
    let analysis: Analysis | undefined;
    try {
      analysis = own.analyser.analyse(job.text, job.version, job.request);
      const packed = runAnalysisSync(own.evaluator, analysis, job.limitBytes);
      evaluated.push(packed.evaluated);
      return { kind: "ran", packed };
    } catch (thrown) {
      if (!runner.mayFail) throw thrown;
      return { kind: "failed", failure: failureOf(thrown, analysis) };
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
