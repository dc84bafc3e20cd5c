/** The worker: an executor for each document, which keeps its nodes and values between runs; a newer job ends an older one. */
import { stackOf } from "../base/fault.ts";
import { lookAt } from "../features/tensor-look.ts";
import { createExecutor, type Executor } from "../eval/executor.ts";
import { failureOf } from "../run.ts";
import { hostKernels } from "./kernels.ts";
import type { FromWorker, ToWorker, WorkerJob } from "./worker-messages.ts";

/** What is used of a worker's port; Node's and the browser's differ in how they are listened to. */
interface Port {
  post(message: FromWorker, transfer: readonly ArrayBuffer[]): void;
  listen(listener: (message: ToWorker) => void): void;
}

interface Kept {
  readonly executor: Executor;
  /** The newest job; older ones end at their next slice. */
  job: WorkerJob;
}

const port = connect();
const pause = pauser();
/** One set for all documents. */
const kernels = hostKernels((text) => port.post({ kind: "note", text }, []));
const documents = new Map<string, Kept>();
/** Whose turn it is, as it was said last, and when. */
const said = { uri: "", at: 0 };
/** A run that goes on says so this often: then who listens knows that no kernel keeps the worker from hearing. */
const SAY_MS = 100;

port.listen((message) => {
  switch (message.kind) {
    case "forget":
      documents.delete(message.uri);
      break;
    case "run":
      void compute(message.job, executorFor(message.job));
      break;
    case "window": {
      const { question, uri, node, window } = message;
      port.post({ kind: "window", question, answer: documents.get(uri)?.executor.window(node, window) }, []);
      break;
    }
    case "look": {
      const { question, uri, node } = message;
      const whole = documents.get(uri)?.executor.whole(node);
      port.post({ kind: "look", question, answer: whole && lookAt(whole) }, []);
    }
  }
});

/** The feed is taken at once, whatever becomes of the run: the next one builds on it. A throw there ends the worker. */
function executorFor(job: WorkerJob): Executor {
  const { uri } = job;
  let kept = documents.get(uri);
  if (kept === undefined) {
    const clock = { now: () => performance.now(), pause: () => pauseOf(uri) };
    documents.set(uri, (kept = { executor: createExecutor(clock, kernels), job }));
  }
  kept.job = job;
  kept.executor.feed(job.feed);
  return kept.executor;
}

async function compute(job: WorkerJob, executor: Executor): Promise<void> {
  const { id, uri } = job;
  const isWanted = (): boolean => documents.get(uri)?.job === job;
  try {
    // A newer job may be waiting already: then this one is not even begun.
    await pauseOf(uri);
    if (!isWanted()) return port.post({ kind: "superseded", id }, []);
    port.post({ kind: "running", id }, []);
    const answer = await executor.run(job.order, { stopped: () => !isWanted() });
    if (answer.kind === "stopped") return port.post({ kind: "superseded", id }, []);
    const { ids, offsets, data } = answer.told;
    const arrays = [ids, offsets, data, answer.missing];
    port.post(
      { kind: "ran", id, answer },
      arrays.map(({ buffer }) => buffer),
    );
  } catch (thrown) {
    // What was computed may be what fills the memory.
    executor.release();
    port.post({ kind: "failed", id, failure: failureOf(thrown), stack: stackOf(thrown) }, []);
  }
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
