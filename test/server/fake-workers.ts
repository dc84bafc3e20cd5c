/** A runner over workers that say what a test lets them say, and in a test's time. */
import { PLAIN_REQUEST } from "../../src/analysis.ts";
import { createRunner, type WorkerEvents } from "../../src/server/runner.ts";
import type { FromWorker, ToWorker } from "../../src/server/worker-messages.ts";
import type { PackedRun } from "../../src/run.ts";
import type { Fault, RunJob, RunOutcome } from "../../src/service.ts";
import { createFakeTime } from "../service/fake-time.ts";

export interface FakeWorker {
  readonly posted: ToWorker[];
  readonly events: WorkerEvents;
  terminated: boolean;
}

/** A fault of ours fails the test. */
export function tell({ thrown }: Fault): void {
  throw thrown;
}

const NOTHING: PackedRun = {
  version: 1,
  kind: "done",
  offsets: new Uint32Array(1),
  data: new Float64Array(0),
  refusals: [],
  evaluated: 0,
  milliseconds: 0,
  bytes: 0,
  largest: -1,
};

export function setUp() {
  const time = createFakeTime();
  const workers: FakeWorker[] = [];
  const log: string[] = [];
  const runner = createRunner({
    timers: time,
    log: (text) => log.push(text),
    tell,
    startWorker(events) {
      const worker: FakeWorker = { posted: [], events, terminated: false };
      workers.push(worker);
      return {
        post: (message) => worker.posted.push(message),
        // As Node does it: who ends a worker is told of its end too.
        terminate() {
          worker.terminated = true;
          events.died("exit code 1");
        },
      };
    },
  });
  const say = (message: FromWorker, worker = workers.at(-1)): void => worker?.events.message(message);
  return { time, workers, log, runner, say };
}

export function job(id: number, uri = "a", text = "x = 1", limitMs?: number): RunJob {
  return { id, uri, version: id, text, request: PLAIN_REQUEST, limitBytes: 1e9, limitMs };
}

/** Runs jobs and collects how each ended, by id. */
export function collect(outcomes: Map<number, RunOutcome>, id: number): (outcome: RunOutcome) => void {
  return (outcome) => {
    if (outcomes.has(id)) throw new Error(`job ${id} ended twice`);
    outcomes.set(id, outcome);
  };
}

export const jobsOf = ({ posted }: FakeWorker): number[] =>
  posted.flatMap((one) => (one.kind === "run" ? one.job.id : []));

/** A run without numbers has ended. */
export function ran(id: number): FromWorker {
  return { kind: "ran", id, packed: NOTHING };
}
