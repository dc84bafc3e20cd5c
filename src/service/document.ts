/** One open document: its newest text, the analysis of it, the run that is going on, and the numbers that are there. */
import { PLAIN_REQUEST, type Analysis, type AnalysisRequest } from "../analysis.ts";
import { fileName } from "../base/uris.ts";
import { turnIn } from "../features/turns.ts";
import type { Revealed, View } from "../features/view.ts";
import { NOTHING_SET, valuesOf, type WhatIf } from "../features/what-if-set.ts";
import { stillMeant } from "../features/what-if.ts";
import { numbersFor, type Numbers } from "../eval/numbers.ts";
import { failureOf, type Ran, type RunFailure } from "../run.ts";
import type { Guarded, TellFault } from "./guard.ts";
import { createReader } from "./reading.ts";
import type { RunJob, RunOutcome, Runner, Timers } from "./runner.ts";

export type RunMode = "onType" | "onSave" | "onCommand";

export interface Limits {
  readonly bytes: number;
  /** Undefined: a run may take as long as it wants. */
  readonly milliseconds: number | undefined;
}

/** What a run is of. */
interface Of {
  readonly analysis: Analysis;
  readonly request: AnalysisRequest;
  readonly whatIfs: readonly WhatIf[];
}

/** What a finished run left, with what it is of. */
export interface Finished extends Of {
  readonly ran: Ran;
}

/** The same of a run that ended without numbers. */
export interface Failed extends Of {
  readonly failure: RunFailure;
}

export interface Document {
  readonly uri: string;
  readonly version: number;
  /** The analysis of the newest text, with the leaves that are set: what of it is not read yet is read now. */
  analysis(): Analysis;
  /** The newest text is not read yet, and gives way while it is. */
  readonly isReading: boolean;
  view(): View;
  /** The last run that finished; its version may be an older one. */
  readonly finished: Finished | undefined;
  /** The last run, where it has failed. */
  readonly failed: Failed | undefined;
  readonly isRunning: boolean;
  /** Whether a run of the newest text with the newest request has finished. */
  readonly isCurrent: boolean;
  /** Whether something is of the newest text with the newest request and what is set now. */
  isNewest(one: Of): boolean;
  readonly request: AnalysisRequest;
  readonly shownCalls: ReadonlyMap<string, number>;
  change(text: string, version: number, run: boolean): void;
  setRequest(request: AnalysisRequest): void;
  /** Leaves have other values than the file's from now on; no text is read for that. */
  setWhatIfs(whatIfs: readonly WhatIf[]): void;
  showCall(name: string, ordinal: number): void;
  /** Of a loop's id with a turn; false where it names none. */
  showTurn(id: string): boolean;
  /** Hides all gradients but these, or none. Whether that changes something. */
  reveal(shown: Revealed | undefined): boolean;
  /** The run's files took so much of its time already. */
  startRun(milliseconds?: number): void;
  close(): void;
}

export interface DocumentHost {
  readonly runner: Runner;
  readonly guarded: Guarded;
  readonly tell: TellFault;
  readonly timers: Timers;
  nextId(): number;
  limits(): Limits;
  /** The newest text of this document was read, and others were heard meanwhile. */
  read(document: Document): void;
  /** A run of this document has ended, well or not, and nothing else is running. */
  ended(document: Document): void;
}

interface Running {
  readonly job: RunJob;
  readonly of: Of;
}

/** The name of runs that are not the document's own: they have values of their own. */
export function besides(uri: string, what: "what-if" | `jacobian ${string}`): string {
  return `${uri}#${what}`;
}

export function createDocument(uri: string, text: string, version: number, host: DocumentHost): Document {
  const state = { text, version };
  let request: AnalysisRequest = { ...PLAIN_REQUEST, path: fileName(uri) };
  const newest = () => ({ uri, ...state, request });
  const reader = createReader(newest(), host.timers, host.tell);
  let running: Running | undefined;
  /** A run begins when the newest text is read; its files took so many milliseconds already. */
  let wanted: { readonly taken: number } | undefined;
  let finished: Finished | undefined;
  let failed: Failed | undefined;
  let shownCalls: ReadonlyMap<string, number> = new Map();
  let shownTurns: ReadonlyMap<string, number> = new Map();
  let shown: Revealed | undefined;
  let view: View | undefined;
  let whatIfs = NOTHING_SET;
  /** What was read last, with what is set in it. */
  let applied: { readonly read: Analysis; readonly analysis: Analysis } | undefined;

  const analysisNow = (): Analysis => {
    const read = reader.analysis();
    if (applied?.read !== read) {
      whatIfs = stillMeant(read, whatIfs);
      const analysis = whatIfs.length === 0 ? read : read.withValues(valuesOf(whatIfs));
      applied = { read, analysis };
    }
    return applied.analysis;
  };
  const ended = ({ job, of }: Running, outcome: RunOutcome): void => {
    if (running?.job !== job) return;
    running = undefined;
    view = undefined;
    if (outcome.kind === "failed") failed = { ...of, failure: outcome.failure };
    if (outcome.kind === "ran") {
      finished = { ...of, ran: outcome.ran };
      failed = undefined;
    }
    if (wanted === undefined) host.ended(document);
  };
  const begin = (): void => {
    const analysis = analysisNow();
    const of = { analysis, request, whatIfs };
    const taken = wanted?.taken;
    wanted = undefined;
    if (taken === undefined) return;
    const thrown = reader.faultOf(reader.analysis());
    if (thrown !== undefined) {
      running = undefined;
      failed = { ...of, failure: failureOf(thrown) };
      host.ended(document);
      return;
    }
    const { bytes, milliseconds } = host.limits();
    const job: RunJob = {
      id: host.nextId(),
      uri,
      analysis,
      inputs: analysis.inputs,
      limitBytes: bytes,
      limitMs: milliseconds === undefined ? undefined : Math.max(0, milliseconds - taken),
    };
    const own = (running = { job, of });
    const told = (outcome: RunOutcome): void => ended(own, outcome);
    host.runner.run(
      job,
      host.guarded("end of a run", told, () => uri),
    );
  };
  /** Reads in slices, where the text is not read yet, and begins the run that is wanted. */
  const readOn = (): void => {
    let isAtOnce = true;
    reader.read(() => {
      begin();
      if (!isAtOnce) host.read(document);
    });
    isAtOnce = false;
  };
  const readAnew = (): void => {
    view = undefined;
    reader.begin(newest());
  };

  /** The numbers of the last run that are good for the newest text. */
  const knownNumbers = (): Numbers | undefined => {
    if (finished === undefined) return undefined;
    return numbersFor(finished.ran.numbers, finished.ran.inputs, analysisNow().inputs);
  };

  const document: Document = {
    uri,
    get version() {
      return state.version;
    },
    analysis: analysisNow,
    get isReading() {
      return reader.isReading;
    },
    view() {
      const isRun = document.isCurrent && finished?.ran.answer.kind === "done";
      const numbers = view === undefined ? knownNumbers() : view.numbers;
      return (view ??= {
        uri,
        analysis: analysisNow(),
        numbers,
        isRun,
        shownCalls,
        shownTurns,
        ...shown,
        whatIfs,
      });
    },
    get finished() {
      return finished;
    },
    get failed() {
      return failed;
    },
    get isRunning() {
      return running !== undefined || wanted !== undefined;
    },
    get isCurrent() {
      return finished !== undefined && document.isNewest(finished);
    },
    isNewest: (one) =>
      one.analysis.version === state.version && one.request === request && one.whatIfs === whatIfs,
    get request() {
      return request;
    },
    get shownCalls() {
      return shownCalls;
    },
    change(newText, newVersion, run) {
      const target = reader.isDone ? reader.analysis().target : undefined;
      if (target?.explicit === false && request.kept !== target.text)
        request = { ...request, kept: target.text };
      state.text = newText;
      state.version = newVersion;
      readAnew();
      if (run) wanted = { taken: 0 };
      readOn();
    },
    setRequest(newRequest) {
      request = newRequest;
      readAnew();
    },
    setWhatIfs(set) {
      whatIfs = set;
      applied = undefined;
      view = undefined;
    },
    showCall(name, ordinal) {
      shownCalls = new Map([...shownCalls, [name, ordinal]]);
      view = undefined;
    },
    reveal(newShown) {
      const before = shown;
      shown = newShown;
      if (
        before?.revealed === shown?.revealed &&
        before?.predicted.size === shown?.predicted.size &&
        before?.isLarge === shown?.isLarge
      )
        return false;
      view = undefined;
      return true;
    },
    showTurn(id) {
      const turn = turnIn(id);
      if (turn === undefined) return false;
      shownTurns = new Map([...shownTurns, turn]);
      view = undefined;
      return true;
    },
    startRun(taken = 0) {
      wanted = { taken };
      readOn();
    },
    close() {
      running = undefined;
      wanted = undefined;
      reader.close();
      host.runner.forget(uri);
      host.runner.forget(besides(uri, "what-if"));
    },
  };
  return document;
}
