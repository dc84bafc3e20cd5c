/** A runner over workers that say what a test lets them say, and in a test's time. */
import { createAnalyser, PLAIN_REQUEST, type Analyser, type Analysis } from "../../src/analysis.ts";
import { createRunner, type WorkerEvents } from "../../src/server/runner.ts";
import type { FromWorker, ToWorker } from "../../src/server/worker-messages.ts";
import type { RunAnswer } from "../../src/eval/feed.ts";
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

const NOTHING: RunAnswer = {
  kind: "done",
  told: { ids: new Uint32Array(0), offsets: new Float64Array(1), data: new Float64Array(0) },
  missing: new Uint32Array(0),
  refusals: [],
  evaluated: 0,
  milliseconds: 0,
  bytes: 0,
  largest: [],
  isCrowded: false,
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

const analysers = new Map<string, Analyser>();

export function job(
  id: number,
  uri = "a",
  text = "x = 1",
  limitMs?: number,
): RunJob & { readonly analysis: Analysis } {
  const analysis = analyserOf(uri).analyse(text, id, PLAIN_REQUEST);
  return { id, uri, analysis, inputs: analysis.inputs, limitBytes: 1e9, limitMs };
}

/** One for each document, as the service has. */
function analyserOf(uri: string): Analyser {
  const analyser = analysers.get(uri) ?? createAnalyser();
  analysers.set(uri, analyser);
  return analyser;
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
  return { kind: "ran", id, answer: NOTHING };
}
