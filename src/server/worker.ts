/** The worker: runs documents from their text. Each keeps its nodes and values between versions; a newer job ends an older one. */
import { createAnalyser, type Analyser, type Analysis } from "../analysis.ts";
import { stackOf } from "../base/fault.ts";
import { shortHash } from "../base/short-hash.ts";
import { createEvaluator, type Evaluator } from "../eval/evaluator.ts";
import { failureOf, runAnalysis, type PackedRun } from "../run.ts";
import type { RunJob } from "../service/runner.ts";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

/** What is used of a worker's port; Node's and the browser's differ in how they are listened to. */
interface Port {
  post(message: FromWorker, transfer: readonly ArrayBuffer[]): void;
  listen(listener: (message: ToWorker) => void): void;
}

interface Kept {
  analyser: Analyser;
  evaluator: Evaluator;
  /** The newest job; older ones end at their next slice. */
  job: RunJob;
}

const port = connect();
const pause = pauser();
const documents = new Map<string, Kept>();
/** Whose turn it is, as it was said last, and when. */
const said = { uri: "", at: 0 };
/** A run that goes on says so this often: then who listens knows that no kernel keeps the worker from hearing. */
const SAY_MS = 100;

port.listen((message) => {
  if (message.kind === "forget") documents.delete(message.uri);
  else void take(message.job);
});

async function take(job: RunJob): Promise<void> {
  let kept: Kept | undefined;
  let analysis: Analysis | undefined;
  try {
    kept = documents.get(job.uri);
    if (kept === undefined) documents.set(job.uri, (kept = { ...nothingKept(job.uri), job }));
    kept.job = job;
    // A newer job may be waiting already: then this one is not even read.
    await pauseOf(job.uri);
    let ran: PackedRun | undefined;
    if (isWanted(job)) {
      analysis = kept.analyser.analyse(job.text, job.version, job.request);
      port.post({ kind: "running", id: job.id }, []);
      ran = await runAnalysis(kept.evaluator, analysis, job.limitBytes, () => !isWanted(job));
    }
    if (ran === undefined || ran.kind === "stopped") port.post({ kind: "superseded", id: job.id }, []);
    else
      port.post({ kind: "ran", id: job.id, packed: ran }, [
        ran.offsets.buffer,
        ran.data.buffer,
      ] as ArrayBuffer[]);
  } catch (thrown) {
    // What was kept may be half done, or be what fills the memory.
    if (kept !== undefined) Object.assign(kept, nothingKept(job.uri));
    const stack = `text ${shortHash(job.text)}: ${stackOf(thrown)}`;
    port.post({ kind: "failed", id: job.id, failure: failureOf(thrown, analysis), stack }, []);
  }
}

function nothingKept(uri: string): Omit<Kept, "job"> {
  const clock = { now: () => performance.now(), pause: () => pauseOf(uri) };
  return { analyser: createAnalyser(), evaluator: createEvaluator(clock) };
}

/** Lets messages in; then it is this document's turn. */
async function pauseOf(uri: string): Promise<void> {
  await pause();
  const now = performance.now();
  if (said.uri === uri && now - said.at < SAY_MS) return;
  said.uri = uri;
  said.at = now;
  port.post({ kind: "turn", uri }, []);
}

function isWanted(job: RunJob): boolean {
  return documents.get(job.uri)?.job === job;
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
