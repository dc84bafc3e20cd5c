/** Tries texts and edits until the time is over, and says how to try again what failed: `npm run fuzz -- 30 7`. */
import fc from "fast-check";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { type Name, names, properties } from "../test/fuzz/properties.ts";

const usage = `npm run fuzz                            both properties, 10 minutes
npm run fuzz -- 30 7                    30 minutes, from seed 7
npm run fuzz -- mutation 7 12:3         one case again: the property, its seed and its path`;

/** So many cases have one seed. */
const BATCH = 100;

/** After so long without a new case (ms) one is taken to hang. */
const HANGS = 180_000;

/** What is to be tried: a batch of a seed, or the case at a path in it. */
interface Job {
  readonly name: Name;
  readonly seed: number;
  readonly path: string | undefined;
}

type FromWorker =
  | { readonly kind: "trying"; readonly index: number; readonly value: unknown }
  | { readonly kind: "ended"; readonly cases: number; readonly failure: string | undefined };

if (isMainThread) process.exitCode = await main(process.argv.slice(2).filter((word) => word !== "--"));
else await work(workerData as Job);

async function main(words: readonly string[]): Promise<number> {
  const [first, second, path] = words;
  const name = names.find((one) => one === first);
  if (name !== undefined && second !== undefined) {
    const { failure } = await attempt({ name, seed: Number(second), path });
    console.log(failure ?? "It holds.");
    return failure === undefined ? 0 : 1;
  }
  const minutes = Number(first ?? 10);
  const from = Number(second ?? 1);
  if (!(minutes > 0) || !Number.isInteger(from)) {
    console.log(usage);
    return 1;
  }
  const end = Date.now() + minutes * 60_000;
  let cases = 0;
  let failures = 0;
  let seed = from;
  for (; Date.now() < end; seed++) {
    for (const one of names) {
      const outcome = await attempt({ name: one, seed, path: undefined });
      cases += outcome.cases;
      if (outcome.failure === undefined) continue;
      failures++;
      console.log(`── ${one}, seed ${seed}\n${outcome.failure}\n`);
    }
  }
  console.log(`${cases} cases, seeds ${from} to ${seed - 1}: ${failures} failures`);
  return failures === 0 ? 0 : 1;
}

interface Outcome {
  readonly cases: number;
  readonly failure: string | undefined;
}

/** In a thread of its own, which can be ended when a case hangs. */
function attempt(job: Job): Promise<Outcome> {
  const worker = new Worker(new URL(import.meta.url), { workerData: job });
  const again = (path: string): string => `again: npm run fuzz -- ${job.name} ${job.seed} ${path}`;
  return new Promise((resolve) => {
    let last: { readonly index: number; readonly value: unknown } | undefined;
    const done = (outcome: Outcome): void => {
      clearTimeout(timer);
      void worker.terminate();
      resolve(outcome);
    };
    const fail = (what: string): void => {
      const { index = 0, value } = last ?? {};
      done({ cases: index, failure: `${what}\n${again(String(index))}\n${JSON.stringify(value)}` });
    };
    const hangs = (): void => fail(`hangs: no end within ${HANGS / 1000} s`);
    let timer = setTimeout(hangs, HANGS);
    worker.on("message", (message: FromWorker) => {
      if (message.kind === "trying") {
        last = message;
        clearTimeout(timer);
        timer = setTimeout(hangs, HANGS);
        return;
      }
      const path = /path: "([\d:]+)"/.exec(message.failure ?? "")?.[1];
      done({ cases: message.cases, failure: message.failure && `${again(path ?? "")}\n${message.failure}` });
    });
    worker.on("error", (error) => fail(`the thread ended: ${String(error)}`));
  });
}

async function work({ name, seed, path }: Job): Promise<void> {
  let index = 0;
  const tell = (message: FromWorker): void => parentPort?.postMessage(message);
  const property = properties[name]((value) => tell({ kind: "trying", index: index++, value }));
  const options = { seed, numRuns: BATCH, ...(path === undefined ? {} : { path }) };
  const details = await fc.check(property as fc.IAsyncProperty<unknown>, options);
  const error = details.errorInstance instanceof Error ? details.errorInstance.stack : details.errorInstance;
  const failure = details.failed ? `${fc.defaultReportMessage(details)}\n${String(error)}` : undefined;
  tell({ kind: "ended", cases: details.numRuns, failure });
}
