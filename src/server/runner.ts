/**
 * Runs documents in workers. A worker that hangs or dies is replaced: what is lost is that run and the kept values. While one
 * document's kernel keeps a worker busy, the documents that wait behind it go on in a second one, so that none starves another.
 */
import { createGuarded, guardTimers, type RunJob, type Runner, type RunOutcome } from "../service.ts";
import type { TellFault, Timers } from "../service.ts";
import { shortHash } from "../base/short-hash.ts";
import { createTape, type Fed, type Tape } from "../eval/tape.ts";
import { OUT_OF_MEMORY, WHOLE_ELEMENTS, type RunFailure } from "../run.ts";
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
  readonly tell: TellFault;
}

/** A superseded run that has not stopped by then is hanging. */
const STOP_MS = 150;
/** A job that was never begun waits for its turn, or for the feed of a large file to be taken: nothing hangs for so long. */
const BEGIN_MS = 5000;
/** A document that has to wait so long behind another one's kernel goes on elsewhere. */
const WAIT_MS = 300;
/** A look that comes this late comes before messages that arrived in time: it is made once more. */
const LATE_MS = 50;
const MOST_EXECUTORS = 2;
/** Who wants to see how a value looks does not wait longer for a worker that computes. */
const LOOK_MS = 500;

/** A worker and what is known of it; the worker itself may be replaced. */
interface Executor {
  worker: WorkerHandle;
  /** The document that it works for, as it said last; undefined until a new worker says something. */
  turn: string | undefined;
  /** When it was last heard, or given something to do while it had nothing. */
  heard: number;
  cancelWatch: (() => void) | undefined;
}

/** Where a document's nodes and values are: in that worker of an executor, fed by this tape. */
interface Home {
  readonly executor: Executor;
  readonly worker: WorkerHandle;
  readonly tape: Tape;
}

type Answer = Extract<FromWorker, { readonly question: number }>;

/** What a worker was asked of a value. */
interface Question {
  readonly uri: string;
  readonly worker: WorkerHandle;
  readonly answer: (answer: Answer | undefined) => void;
}

interface Active {
  readonly job: RunJob;
  /** What its worker was fed with for it. */
  fed: Fed;
  home: Home;
  /** Undefined once it was superseded: nobody waits for it any more. */
  ended: ((outcome: RunOutcome) => void) | undefined;
  /** The worker computes. */
  computing: boolean;
  cancelTimer: (() => void) | undefined;
}

export function createRunner({ startWorker, log, tell, ...environment }: RunnerEnvironment): Runner {
  const guarded = createGuarded(tell);
  const timers = guardTimers(environment.timers, guarded);
  /** Every job that no worker has ended, by id, oldest first. */
  const active = new Map<number, Active>();
  const homes = new Map<string, Home>();
  /** What was asked of a worker and is not answered yet. */
  const questions = new Map<number, Question>();
  let lastQuestion = 0;
  const executors = [createExecutor()];

  function createExecutor(): Executor {
    const executor: Executor = {
      worker: NO_WORKER,
      turn: undefined,
      heard: 0,
      cancelWatch: undefined,
    };
    start(executor);
    return executor;
  }

  function start(executor: Executor): void {
    const own: WorkerHandle = startWorker({
      message: guarded("message of a worker", (message: FromWorker) => {
        if (executor.worker === own) receive(executor, message);
      }),
      died: guarded("end of a worker", (reason: string) => {
        if (executor.worker === own) lose(executor, reason);
      }),
    });
    executor.worker = own;
    executor.turn = undefined;
    executor.heard = timers.now();
  }

  function receive(executor: Executor, message: FromWorker): void {
    executor.heard = timers.now();
    if (message.kind === "turn") {
      executor.turn = message.uri;
      return;
    }
    if (message.kind === "note") {
      log(message.text);
      return;
    }
    if (message.kind === "window" || message.kind === "look") {
      questions.get(message.question)?.answer(message);
      questions.delete(message.question);
      return;
    }
    const entry = active.get(message.id);
    if (entry?.home.executor !== executor) return;
    if (message.kind === "running") {
      executor.turn = entry.job.uri;
      entry.computing = true;
      return;
    }
    if (message.kind === "ran") {
      // Taken whether somebody waits or not: the tape knows what was told.
      end(entry, {
        kind: "ran",
        ran: {
          answer: message.answer,
          numbers: entry.home.tape.take(entry.fed, message.answer),
          inputs: entry.job.inputs,
        },
      });
      return;
    }
    if (message.kind === "failed")
      log(`A run failed: text ${shortHash(entry.job.analysis.text)}: ${message.stack}`);
    end(entry, message);
  }

  function end(entry: Active, outcome: RunOutcome): void {
    active.delete(entry.job.id);
    entry.cancelTimer?.();
    const { ended } = entry;
    entry.ended = undefined;
    ended?.(outcome);
  }

  function jobsOf(executor: Executor): readonly Active[] {
    return [...active.values()].filter((entry) => entry.home.executor === executor);
  }

  function post(entry: Active, executor: Executor): void {
    const { job } = entry;
    if (executor.worker === NO_WORKER) start(executor);
    if (jobsOf(executor).every((other) => other === entry)) executor.heard = timers.now();
    entry.home = homeOf(job.uri, executor);
    entry.computing = false;
    entry.fed = entry.home.tape.feed(job.analysis.roots, job.inputs);
    const { feed, wanted } = entry.fed;
    const order = { wanted, limitBytes: job.limitBytes, whole: WHOLE_ELEMENTS };
    executor.worker.post({ kind: "run", job: { id: job.id, uri: job.uri, feed, order } });
    watch(executor);
  }

  /** A document's place in an executor; where its worker is a new one it has nothing there yet. */
  function homeOf(uri: string, executor: Executor): Home {
    const { worker } = executor;
    let home = homes.get(uri);
    if (home?.worker !== worker)
      homes.set(uri, (home = { executor, worker, tape: createTape(WHOLE_ELEMENTS) }));
    return home;
  }

  /** Asks the worker that has a document's values; undefined where none has, or it has not answered in time. */
  function ask(
    uri: string,
    message: (question: number) => ToWorker,
    milliseconds?: number,
  ): Promise<Answer | undefined> {
    const home = homes.get(uri);
    const worker = home?.executor.worker;
    if (worker === undefined || home?.worker !== worker) return Promise.resolve(undefined);
    const question = ++lastQuestion;
    return new Promise((resolve) => {
      const cancel =
        milliseconds === undefined
          ? undefined
          : timers.after(milliseconds, () => giveUp((one) => one === asked));
      const answer = (told: Answer | undefined): void => {
        cancel?.();
        resolve(told);
      };
      const asked: Question = { uri, worker, answer };
      questions.set(question, asked);
      worker.post(message(question));
    });
  }

  /** Nobody answers these any more. */
  function giveUp(isMeant: (question: Question) => boolean): void {
    for (const [key, question] of questions) {
      if (!isMeant(question)) continue;
      questions.delete(key);
      question.answer(undefined);
    }
  }

  /** Starts a new worker; the jobs that are still wanted run there from the beginning. */
  function replace(executor: Executor): void {
    retire(executor);
    start(executor);
    for (const entry of jobsOf(executor)) {
      if (entry.ended === undefined) end(entry, { kind: "superseded" });
      else post(entry, executor);
    }
  }

  /** The worker died: whichever job it was computing is not tried again. */
  function lose(executor: Executor, reason: string): void {
    log(`The evaluation worker ended and is replaced: ${reason}`);
    const jobs = jobsOf(executor);
    const blamed = jobs.filter(({ job }) => job.uri === executor.turn);
    const failure: RunFailure = /memory/i.test(reason)
      ? { why: "memory", reason: OUT_OF_MEMORY, node: -1, needed: undefined }
      : {
          why: "fault",
          reason: "internal: The run ended the worker that computes.",
          node: -1,
          needed: undefined,
        };
    for (const entry of blamed.length === 0 ? jobs : blamed) end(entry, { kind: "failed", failure });
    // One that ends with nothing to do, as where its file is gone, would only end again: the next job starts one.
    if (jobs.length === 0) retire(executor);
    else replace(executor);
  }

  function supersede(entry: Active): void {
    const { ended } = entry;
    entry.ended = undefined;
    entry.cancelTimer?.();
    const since = timers.now();
    const look = (): void => {
      if (!active.has(entry.job.id)) return;
      if (!entry.computing && timers.now() - since < BEGIN_MS) {
        entry.cancelTimer = timers.after(STOP_MS, look);
        return;
      }
      log("A superseded run did not stop: the worker is replaced.");
      active.delete(entry.job.id);
      replace(entry.home.executor);
    };
    entry.cancelTimer = timers.after(STOP_MS, look);
    ended?.({ kind: "superseded" });
  }

  /** Looks after an executor for as long as it has more than one document. */
  function watch(executor: Executor): void {
    if (executor.cancelWatch !== undefined) return;
    const wait = Math.max(1, executor.heard + WAIT_MS - timers.now());
    const due = timers.now() + wait;
    executor.cancelWatch = timers.after(wait, () => {
      executor.cancelWatch = undefined;
      if (new Set(jobsOf(executor).map(({ job }) => job.uri)).size < 2) return;
      if (timers.now() < due + LATE_MS && isStuck(executor)) moveWaiting(executor);
      watch(executor);
    });
  }

  /** Whether a document's kernel has kept it busy for so long; a worker that only starts is not. */
  function isStuck(executor: Executor): boolean {
    const { turn, heard } = executor;
    const isBusy = jobsOf(executor).some(({ job }) => job.uri === turn);
    return isBusy && timers.now() - heard >= WAIT_MS;
  }

  /** What waits behind the document that works goes on in the other executor, where that is of use. */
  function moveWaiting(from: Executor): void {
    let to = executors.find((executor) => executor !== from);
    if (to === undefined && executors.length < MOST_EXECUTORS) {
      log("One document's run keeps the worker busy: the others go on in a second one.");
      to = createExecutor();
      executors.push(to);
    }
    if (to === undefined || isStuck(to)) {
      from.heard = timers.now();
      return;
    }
    for (const entry of jobsOf(from)) {
      const { uri } = entry.job;
      if (uri === from.turn) continue;
      from.worker.post({ kind: "forget", uri });
      if (entry.ended === undefined) end(entry, { kind: "superseded" });
      else post(entry, to);
    }
  }

  /** The executor with the fewest documents to run. */
  function freest(): Executor {
    const load = (executor: Executor): number => jobsOf(executor).length;
    return executors.reduce((best, executor) => (load(executor) < load(best) ? executor : best));
  }

  return {
    run(job, ended) {
      const older = [...active.values()].filter(
        (entry) => entry.job.uri === job.uri && entry.ended !== undefined,
      );
      const executor = homes.get(job.uri)?.executor ?? freest();
      const entry: Active = {
        job,
        home: homeOf(job.uri, executor),
        fed: NOTHING_FED,
        ended,
        computing: false,
        cancelTimer: undefined,
      };
      active.set(job.id, entry);
      post(entry, executor);
      const { limitMs } = job;
      if (limitMs !== undefined) {
        entry.cancelTimer = timers.after(limitMs, () => {
          const seconds = Number((limitMs / 1000).toPrecision(2));
          const reason = `Stopped after ${seconds} s: in Restricted Mode a run takes no longer.`;
          end(entry, { kind: "failed", failure: { why: "time", reason, node: -1, needed: undefined } });
          replace(entry.home.executor);
        });
      }
      for (const one of older) supersede(one);
    },
    async window(uri, { id: node }, window) {
      const told = await ask(uri, (question) => ({ kind: "window", question, uri, node, window }));
      return told?.kind === "window" ? told.answer : undefined;
    },
    async look(uri, { id: node }) {
      const told = await ask(uri, (question) => ({ kind: "look", question, uri, node }), LOOK_MS);
      return told?.kind === "look" ? told.answer : undefined;
    },
    forget(uri) {
      giveUp((question) => question.uri === uri);
      for (const entry of active.values())
        if (entry.job.uri === uri && entry.ended !== undefined) supersede(entry);
      const home = homes.get(uri);
      homes.delete(uri);
      if (home === undefined) return;
      const { executor } = home;
      executor.worker.post({ kind: "forget", uri });
      const isUsed = [...homes.values()].some((other) => other.executor === executor);
      if (executors.length > 1 && !isUsed) remove(executor);
    },
    dispose() {
      for (const entry of active.values()) entry.cancelTimer?.();
      active.clear();
      for (const executor of executors) stop(executor);
    },
  };

  function remove(executor: Executor): void {
    stop(executor);
    executors.splice(executors.indexOf(executor), 1);
    for (const entry of jobsOf(executor)) end(entry, { kind: "superseded" });
  }

  function stop(executor: Executor): void {
    executor.cancelWatch?.();
    retire(executor);
  }

  /** Ends a worker; that it has ended is no news then. */
  function retire(executor: Executor): void {
    const { worker } = executor;
    giveUp((question) => question.worker === worker);
    executor.worker = NO_WORKER;
    worker.terminate();
  }
}

const NOTHING_FED: Fed = createTape(0).feed([], new Map());

/** What an executor has between two workers, and when it is done. */
const NO_WORKER: WorkerHandle = { post: () => undefined, terminate: () => undefined };
