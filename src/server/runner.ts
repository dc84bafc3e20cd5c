/** Runs documents in a worker, and replaces the worker when it hangs or dies: what is lost is that run and the kept values. */
import type { RunJob, Runner, RunOutcome, Timers } from "../service.ts";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

/** A worker, however the platform makes one. */
export interface WorkerHandle {
  post(message: ToWorker): void;
  terminate(): void;
}

export interface WorkerEvents {
  readonly message: (message: FromWorker) => void;
  /** The worker has ended, or cannot go on. */
  readonly died: (reason: string) => void;
}

export type StartWorker = (events: WorkerEvents) => WorkerHandle;

export interface RunnerEnvironment {
  readonly startWorker: StartWorker;
  readonly timers: Timers;
  /** Told what went wrong, for the output log. */
  readonly log: (text: string) => void;
}

/** A superseded run that has not stopped by then is hanging. */
const STOP_MS = 150;
/** Reading a text is not interrupted: it is as long as the text is, and what it leaves is kept. */
const READ_MS = 5000;

interface Active {
  readonly job: RunJob;
  /** Undefined once it was superseded: nobody waits for it any more. */
  ended: ((outcome: RunOutcome) => void) | undefined;
  /** The worker has read the text and computes. */
  computing: boolean;
  cancelTimer: (() => void) | undefined;
}

export function createRunner({ startWorker, timers, log }: RunnerEnvironment): Runner {
  /** Every job that the worker has not ended, by id, oldest first. */
  const active = new Map<number, Active>();
  let disposed = false;
  let worker = start();

  function start(): WorkerHandle {
    const own: WorkerHandle = startWorker({
      message: (message) => {
        if (worker === own) receive(message);
      },
      died: (reason) => {
        if (worker === own && !disposed) lose(reason);
      },
    });
    return own;
  }

  function receive(message: FromWorker): void {
    const entry = active.get(message.id);
    if (entry === undefined) return;
    if (message.kind === "running") {
      entry.computing = true;
      return;
    }
    if (message.kind === "failed") log(`A run of ${entry.job.uri} failed: ${message.reason}`);
    end(entry, message.kind === "failed" ? { kind: "failed", reason: firstLine(message.reason) } : message);
  }

  function end(entry: Active, outcome: RunOutcome): void {
    active.delete(entry.job.id);
    entry.cancelTimer?.();
    const { ended } = entry;
    entry.ended = undefined;
    ended?.(outcome);
  }

  /** Starts a new worker; the jobs that are still wanted run there from the beginning. */
  function replace(): void {
    worker.terminate();
    worker = start();
    for (const entry of [...active.values()]) {
      if (entry.ended === undefined) end(entry, { kind: "superseded" });
      else {
        entry.computing = false;
        worker.post({ kind: "run", job: entry.job });
      }
    }
  }

  /** The worker died: whichever job it was computing is not tried again. */
  function lose(reason: string): void {
    log(`The evaluation worker ended and is replaced: ${reason}`);
    const computing = [...active.values()].filter((entry) => entry.computing || active.size === 1);
    for (const entry of computing)
      end(entry, { kind: "failed", reason: "The run ended the worker that computes." });
    replace();
  }

  function supersede(entry: Active): void {
    const { ended } = entry;
    entry.ended = undefined;
    entry.cancelTimer?.();
    const since = timers.now();
    const look = (): void => {
      if (!active.has(entry.job.id)) return;
      if (!entry.computing && timers.now() - since < READ_MS) {
        entry.cancelTimer = timers.after(STOP_MS, look);
        return;
      }
      log(`A superseded run of ${entry.job.uri} did not stop: the worker is replaced.`);
      active.delete(entry.job.id);
      replace();
    };
    entry.cancelTimer = timers.after(STOP_MS, look);
    ended?.({ kind: "superseded" });
  }

  return {
    run(job, ended) {
      const older = [...active.values()].filter(
        (entry) => entry.job.uri === job.uri && entry.ended !== undefined,
      );
      const entry: Active = { job, ended, computing: false, cancelTimer: undefined };
      active.set(job.id, entry);
      worker.post({ kind: "run", job });
      const { limitMs } = job;
      if (limitMs !== undefined) {
        entry.cancelTimer = timers.after(limitMs, () => {
          const seconds = `${limitMs / 1000} s`;
          end(entry, {
            kind: "failed",
            reason: `Stopped after ${seconds}: in Restricted Mode a run takes no longer.`,
          });
          replace();
        });
      }
      for (const one of older) supersede(one);
    },
    forget(uri) {
      for (const entry of active.values())
        if (entry.job.uri === uri && entry.ended !== undefined) supersede(entry);
      worker.post({ kind: "forget", uri });
    },
    dispose() {
      disposed = true;
      for (const entry of active.values()) entry.cancelTimer?.();
      active.clear();
      worker.terminate();
    },
  };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}
