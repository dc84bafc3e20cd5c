/** The worker: runs documents from their text. Each keeps its nodes and values between versions; a newer job ends an older one. */
import { createAnalyser, type Analyser } from "../analysis.ts";
import { createEvaluator, type Evaluator } from "../eval/evaluator.ts";
import { runAnalysis } from "../run.ts";
import type { RunJob } from "../service/runner.ts";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

/** What is used of a worker's port; Node's and the browser's differ in how they are listened to. */
interface Port {
  post(message: FromWorker, transfer: readonly ArrayBuffer[]): void;
  listen(listener: (message: ToWorker) => void): void;
}

interface Kept {
  readonly analyser: Analyser;
  readonly evaluator: Evaluator;
  /** The newest job; older ones end at their next slice. */
  job: RunJob;
}

const port = connect();
const pause = pauser();
const clock = { now: () => performance.now(), pause };
const documents = new Map<string, Kept>();

port.listen((message) => {
  if (message.kind === "forget") documents.delete(message.uri);
  else void take(message.job);
});

async function take(job: RunJob): Promise<void> {
  let kept = documents.get(job.uri);
  if (kept === undefined) {
    kept = { analyser: createAnalyser(), evaluator: createEvaluator(clock), job };
    documents.set(job.uri, kept);
  }
  kept.job = job;
  try {
    // A newer job may be waiting already: then this one is not even read.
    await pause();
    const ran = isWanted(job) ? await run(kept, job) : undefined;
    if (ran === undefined || ran.kind === "stopped") port.post({ kind: "superseded", id: job.id }, []);
    else
      port.post({ kind: "ran", id: job.id, packed: ran }, [
        ran.offsets.buffer,
        ran.data.buffer,
      ] as ArrayBuffer[]);
  } catch (error) {
    // What was kept may be half done.
    documents.delete(job.uri);
    port.post({ kind: "failed", id: job.id, reason: describe(error) }, []);
  }
}

async function run({ analyser, evaluator }: Kept, job: RunJob): ReturnType<typeof runAnalysis> {
  const analysis = analyser.analyse(job.text, job.version, job.request);
  port.post({ kind: "running", id: job.id }, []);
  return runAnalysis(evaluator, analysis, job.limitBytes, () => !isWanted(job));
}

function isWanted(job: RunJob): boolean {
  return documents.get(job.uri)?.job === job;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The messages of whoever started this worker, in Node or in a browser. */
function connect(): Port {
  const node = (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.("node:worker_threads");
  if (node !== undefined) {
    const { parentPort } = node;
    return {
      post: (message, transfer) => parentPort.postMessage(message, transfer),
      listen: (listener) => parentPort.on("message", listener),
    };
  }
  const scope = globalThis as unknown as BrowserScope;
  return {
    post: (message, transfer) => scope.postMessage(message, transfer),
    listen: (listener) => scope.addEventListener("message", ({ data }) => listener(data)),
  };
}

interface NodeProcess {
  getBuiltinModule?(name: "node:worker_threads"): {
    readonly parentPort: {
      postMessage(message: FromWorker, transfer: readonly ArrayBuffer[]): void;
      on(event: "message", listener: (message: ToWorker) => void): void;
    };
  };
}

interface BrowserScope {
  postMessage(message: FromWorker, transfer: readonly ArrayBuffer[]): void;
  addEventListener(event: "message", listener: (event: { readonly data: ToWorker }) => void): void;
}

/** A turn of the event loop in which messages are handled. A timer would wait 4 ms in browsers. */
function pauser(): () => Promise<void> {
  const immediate = (globalThis as { setImmediate?: (callback: () => void) => void }).setImmediate;
  if (immediate !== undefined) return () => new Promise((resolve) => immediate(resolve));
  const channel = new MessageChannel();
  const waiting: (() => void)[] = [];
  channel.port1.onmessage = () => waiting.shift()?.();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      channel.port2.postMessage(undefined);
    });
}
