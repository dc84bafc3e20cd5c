/** One open document: its newest text, the analysis of it, the run that is going on, and the numbers that are there. */
import {
  createAnalyser,
  PLAIN_REQUEST,
  stoppedAnalysis,
  type Analysis,
  type AnalysisRequest,
} from "../analysis.ts";
import { fileName } from "../base/uris.ts";
import { turnIn } from "../features/turns.ts";
import type { View } from "../features/view.ts";
import { failureOf, unpack, type Numbers, type PackedRun, type RunFailure } from "../run.ts";
import type { Guarded, TellFault } from "./guard.ts";
import type { RunJob, RunOutcome, Runner } from "./runner.ts";

export type RunMode = "onType" | "onSave" | "onCommand";

export interface Limits {
  readonly bytes: number;
  /** Undefined: a run may take as long as it wants. */
  readonly milliseconds: number | undefined;
}

/** What a finished run left: `packed` as it came, with the analysis and the request that it is of. */
export interface Finished {
  readonly analysis: Analysis;
  readonly request: AnalysisRequest;
  readonly packed: PackedRun;
}

/** The same of a run that ended without numbers. */
export interface Failed {
  readonly analysis: Analysis;
  readonly request: AnalysisRequest;
  readonly failure: RunFailure;
}

export interface Document {
  readonly uri: string;
  readonly version: number;
  /** The analysis of the newest text. */
  analysis(): Analysis;
  view(): View;
  /** The last run that finished; its version may be an older one. */
  readonly finished: Finished | undefined;
  /** The last run, where it has failed. */
  readonly failed: Failed | undefined;
  readonly isRunning: boolean;
  /** Whether a run of the newest text with the newest request has finished. */
  readonly isCurrent: boolean;
  /** Whether something is of the newest text with the newest request. */
  isNewest(one: { readonly analysis: Analysis; readonly request: AnalysisRequest }): boolean;
  readonly request: AnalysisRequest;
  readonly shownCalls: ReadonlyMap<string, number>;
  /** How many gradients are shown, where they are hidden. */
  readonly revealed: number | undefined;
  change(text: string, version: number, run: boolean): void;
  setRequest(request: AnalysisRequest): void;
  showCall(name: string, ordinal: number): void;
  /** Of a loop's id with a turn; false where it names none. */
  showTurn(id: string): boolean;
  /** Hides all gradients but so many, in the order of the backward pass; none where `count` is undefined. */
  reveal(count: number | undefined): void;
  /** The run's files took so much of its time already. */
  startRun(milliseconds?: number): void;
  close(): void;
}

export interface DocumentHost {
  readonly runner: Runner;
  readonly guarded: Guarded;
  readonly tell: TellFault;
  nextId(): number;
  limits(): Limits;
  /** A run of this document has ended, well or not, and nothing else is running. */
  ended(document: Document): void;
}

interface Running {
  readonly job: RunJob;
  /** Its analysis, whose roots the numbers are for; undefined until somebody needed it. */
  analysis: Analysis | undefined;
}

export function createDocument(uri: string, text: string, version: number, host: DocumentHost): Document {
  let analyser = createAnalyser();
  const state = { text, version };
  let request: AnalysisRequest = { ...PLAIN_REQUEST, path: fileName(uri) };
  let analysis: Analysis | undefined;
  let running: Running | undefined;
  let numbers: Numbers | undefined;
  let finished: Finished | undefined;
  let failed: Failed | undefined;
  let shownCalls: ReadonlyMap<string, number> = new Map();
  let shownTurns: ReadonlyMap<string, number> = new Map();
  let revealed: number | undefined;
  let view: View | undefined;

  /** A text that cannot be read by a fault of ours is tried once: nobody waits for the same throw again. */
  const read = (): Analysis => {
    const { text: newest, version: own } = state;
    try {
      return analyser.analyse(newest, own, request);
    } catch (thrown) {
      host.tell({ what: "reading", thrown, uri });
      // What was kept may be half done.
      analyser = createAnalyser();
      return stoppedAnalysis(newest, own, request, thrown);
    }
  };
  const analyse = (): Analysis => {
    if (analysis === undefined) {
      analysis = read();
      if (running !== undefined && isOf(running.job)) running.analysis = analysis;
    }
    return analysis;
  };
  const isOf = (job: { readonly version: number; readonly request: AnalysisRequest }): boolean =>
    job.version === state.version && job.request === request;
  const ended = (job: RunJob, outcome: RunOutcome): void => {
    if (running?.job !== job) return;
    const own = running.analysis ?? (isOf(job) ? analyse() : undefined);
    running = undefined;
    view = undefined;
    if (own !== undefined && outcome.kind !== "superseded") {
      const of = { analysis: own, request: job.request };
      try {
        if (outcome.kind === "failed") failed = { ...of, failure: outcome.failure };
        else accept({ ...of, packed: outcome.packed });
      } catch (thrown) {
        host.tell({ what: "taking of a run's numbers", thrown, uri });
        failed = { ...of, failure: failureOf(thrown, own) };
      }
    }
    host.ended(document);
  };
  const accept = (of: Finished): void => {
    const { roots } = of.analysis;
    const count = of.packed.offsets.length - 1;
    if (count !== roots.length)
      throw new Error(`internal: the run has ${count} numbers for ${roots.length} values`);
    numbers = unpack(roots, of.packed);
    finished = of;
    failed = undefined;
  };

  const document: Document = {
    uri,
    get version() {
      return state.version;
    },
    analysis: analyse,
    view() {
      const isRun = document.isCurrent && finished?.packed.kind === "done";
      return (view ??= { uri, analysis: analyse(), numbers, isRun, shownCalls, shownTurns, revealed });
    },
    get finished() {
      return finished;
    },
    get failed() {
      return failed;
    },
    get isRunning() {
      return running !== undefined;
    },
    get isCurrent() {
      return finished !== undefined && document.isNewest(finished);
    },
    isNewest: (one) => one.analysis.version === state.version && one.request === request,
    get request() {
      return request;
    },
    get shownCalls() {
      return shownCalls;
    },
    get revealed() {
      return revealed;
    },
    change(newText, newVersion, run) {
      // A run that goes on beside a newer text still gives numbers: they are paired with the analysis of its own text.
      if (!run && running !== undefined) analyse();
      const target = analysis?.target;
      if (target?.explicit === false && request.kept !== target.text)
        request = { ...request, kept: target.text };
      state.text = newText;
      state.version = newVersion;
      analysis = undefined;
      view = undefined;
      if (run) document.startRun();
    },
    setRequest(newRequest) {
      request = newRequest;
      analysis = undefined;
      view = undefined;
    },
    showCall(name, ordinal) {
      shownCalls = new Map([...shownCalls, [name, ordinal]]);
      view = undefined;
    },
    reveal(count) {
      revealed = count;
      view = undefined;
    },
    showTurn(id) {
      const turn = turnIn(id);
      if (turn === undefined) return false;
      shownTurns = new Map([...shownTurns, turn]);
      view = undefined;
      return true;
    },
    startRun(taken = 0) {
      const { bytes, milliseconds } = host.limits();
      const job: RunJob = {
        id: host.nextId(),
        uri,
        version: state.version,
        text: state.text,
        request,
        limitBytes: bytes,
        limitMs: milliseconds === undefined ? undefined : Math.max(0, milliseconds - taken),
      };
      running = { job, analysis };
      const told = (outcome: RunOutcome): void => ended(job, outcome);
      host.runner.run(
        job,
        host.guarded("end of a run", told, () => uri),
      );
    },
    close() {
      running = undefined;
      host.runner.forget(uri);
    },
  };
  return document;
}
