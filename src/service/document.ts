/** One open document: its newest text, the analysis of it, the run that is going on, and the numbers that are there. */
import { createAnalyser, PLAIN_REQUEST, type Analysis, type AnalysisRequest } from "../analysis.ts";
import { fileName } from "../base/uris.ts";
import type { View } from "../features/view.ts";
import { unpack, type Numbers, type PackedRun } from "../run.ts";
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

export interface Document {
  readonly uri: string;
  readonly version: number;
  /** The analysis of the newest text. */
  analysis(): Analysis;
  view(): View;
  /** The last run that finished; its version may be an older one. */
  readonly finished: Finished | undefined;
  /** Why the last run failed, where none has finished since. */
  readonly failure: string | undefined;
  readonly isRunning: boolean;
  /** Whether a run of the newest text with the newest request has finished. */
  readonly isCurrent: boolean;
  readonly request: AnalysisRequest;
  readonly shownCalls: ReadonlyMap<string, number>;
  change(text: string, version: number, run: boolean): void;
  setRequest(request: AnalysisRequest): void;
  showCall(name: string, ordinal: number): void;
  startRun(): void;
  close(): void;
}

export interface DocumentHost {
  readonly runner: Runner;
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
  const analyser = createAnalyser();
  const state = { text, version };
  let request: AnalysisRequest = { ...PLAIN_REQUEST, path: fileName(uri) };
  let analysis: Analysis | undefined;
  let running: Running | undefined;
  let numbers: Numbers | undefined;
  let finished: Finished | undefined;
  let failure: string | undefined;
  let shownCalls: ReadonlyMap<string, number> = new Map();
  let view: View | undefined;

  const analyse = (): Analysis => {
    if (analysis === undefined) {
      analysis = analyser.analyse(state.text, state.version, request);
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
    if (outcome.kind === "failed") failure = outcome.reason;
    else if (outcome.kind === "ran" && own !== undefined) accept(own, job.request, outcome.packed);
    host.ended(document);
  };
  const accept = (own: Analysis, ownRequest: AnalysisRequest, packed: PackedRun): void => {
    if (packed.offsets.length !== own.roots.length + 1) {
      failure = `internal: the run has ${packed.offsets.length - 1} numbers for ${own.roots.length} values`;
      return;
    }
    failure = undefined;
    finished = { analysis: own, request: ownRequest, packed };
    numbers = unpack(own.roots, packed);
    view = undefined;
  };

  const document: Document = {
    uri,
    get version() {
      return state.version;
    },
    analysis: analyse,
    view: () => (view ??= { uri, analysis: analyse(), numbers, shownCalls }),
    get finished() {
      return finished;
    },
    get failure() {
      return failure;
    },
    get isRunning() {
      return running !== undefined;
    },
    get isCurrent() {
      return finished?.analysis.version === state.version && finished.request === request;
    },
    get request() {
      return request;
    },
    get shownCalls() {
      return shownCalls;
    },
    change(newText, newVersion, run) {
      // A run that goes on beside a newer text still gives numbers: they are paired with the analysis of its own text.
      if (!run && running !== undefined) analyse();
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
    startRun() {
      const { bytes, milliseconds } = host.limits();
      const job: RunJob = {
        id: host.nextId(),
        uri,
        version: state.version,
        text: state.text,
        request,
        limitBytes: bytes,
        limitMs: milliseconds,
      };
      running = { job, analysis };
      host.runner.run(job, (outcome) => ended(job, outcome));
    },
    close() {
      running = undefined;
      host.runner.forget(uri);
    },
  };
  return document;
}
