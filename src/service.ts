/** The language service: documents go in, what an editor shows comes out, in offsets and plain data. */
import type { AnalysisRequest } from "./analysis.ts";
import type { Span } from "./base/span.ts";
import type { TargetPick } from "./lower/picks.ts";
import type { CheckedGradients } from "./features/check-gradients.ts";
import { lensesAt, type Lens } from "./features/code-lenses.ts";
import type { HintOptions } from "./features/line-hint.ts";
import type { JacobianQuestion } from "./features/jacobian.ts";
import type { Status } from "./features/status.ts";
import { ALL_ON, isFinding, type Switches } from "./features/switches.ts";
import { noneRevealed, type Revealed, type View } from "./features/view.ts";
import type { Node } from "./graph/ir.ts";
import type { Problem } from "./problems.ts";
import type { GraphView } from "./protocol/graph-view.ts";
import type { JacobianView } from "./protocol/jacobian-view.ts";
import type { Reveal } from "./protocol/requests.ts";
import type { StepPlace } from "./protocol/steps-view.ts";
import type { WhatIfParams, WhatIfView } from "./protocol/what-if-view.ts";
import { allProblems } from "./service/all-problems.ts";
import { createDocument, type Document, type Limits, type RunMode } from "./service/document.ts";
import type { HintAnswer, ProblemsAnswer, Update } from "./service/answers.ts";
import type { Entry } from "./service/entry.ts";
import { createStatusMemory } from "./service/document-status.ts";
import { createGraphMemory } from "./service/graph-memory.ts";
import { createGuarded, guardTimers, type TellFault } from "./service/guard.ts";
import { createHintMemory } from "./service/hint-memory.ts";
import { checkNow } from "./service/check-now.ts";
import { createJacobians } from "./service/jacobian-now.ts";
import { settled, type OnCancel } from "./service/settled.ts";
import { createLensMemory } from "./service/lens-memory.ts";
import { createProblemClock, type Caret } from "./service/problem-clock.ts";
import { showNextCall } from "./service/next-call.ts";
import { revealedAfter } from "./service/reveal.ts";
import { openGroups } from "./service/open-groups.ts";
import { NOT_OPEN, runNow } from "./service/run-now.ts";
import type { Runner, Timers, Values } from "./service/runner.ts";
import { createSources, type Files } from "./service/sources.ts";
import { withWhatIfs } from "./service/what-if-hints.ts";
import { createWhatIfs } from "./service/what-ifs.ts";

export type { HintAnswer, ProblemsAnswer, Update } from "./service/answers.ts";
export type { Limits, RunMode } from "./service/document.ts";
export { createGuarded, guardTimers, type Fault, type Guarded, type TellFault } from "./service/guard.ts";
export type { ShownHint } from "./service/hint-memory.ts";
export type { Caret } from "./service/problem-clock.ts";
export type { RunJob, Runner, RunOutcome, Timers } from "./service/runner.ts";
export type { Files } from "./service/sources.ts";

export interface ServiceEnvironment {
  readonly runner: Runner;
  readonly timers: Timers;
  readonly files: Files;
  /** Is told of every fault of ours that costs something here; a text that cannot be read is told of once. */
  readonly tell: TellFault;
}

/** All methods take an open document's uri; for another they give nothing. Offsets are into the newest text. */
export interface LanguageService extends Values {
  open(uri: string, text: string, version: number): void;
  /**
   * Takes the newest text; in mode `onType` its run starts here, not when somebody asks for numbers. `caret` is where the
   * change ended, where that is known.
   */
  change(uri: string, text: string, version: number, caret?: Caret): void;
  save(uri: string): void;
  /** Files have changed; `has` tells for a path that a document names whether it is one of them. */
  filesChanged(has: (uri: string, path: string) => boolean): void;
  /** Looks at the files that documents name: one that has changed though nobody said so is read again. */
  lookAtFiles(): void;
  close(uri: string): void;
  configure(mode: RunMode, limits: Limits, switches?: Switches): void;
  /** The caret was moved: what is wrong in the line that it left is shown. */
  caretAt(uri: string, caret: Caret): void;
  /** Whether the newest text is not read yet: it gives way to messages, and who asks of it waits for `settled`. */
  isReading(uri: string): boolean;
  /**
   * Resolves when no run of the document is going on, after `milliseconds` at the latest, but not before its text was read.
   */
  settled(uri: string, milliseconds: number, onCancel?: OnCancel): Promise<void>;
  /** A snapshot: the newest text's analysis and the numbers that are there for it. Features that change nothing need no more. */
  view(uri: string): View | undefined;
  /** What is asked of the document's runs beside its text. */
  request(uri: string): AnalysisRequest | undefined;
  /**
   * The hints of a part of the text; of all of it where none is named. Old numbers, marked, stand for those that are on their way:
   * not for who does not ask again, and would go on showing them.
   */
  hints(uri: string, options: HintOptions, within?: Span, asksAgain?: boolean): HintAnswer | undefined;
  /** Without those that may still be what somebody is typing; undefined while the text is read. */
  problems(uri: string): ProblemsAnswer | undefined;
  codeLenses(uri: string): readonly Lens[];
  /**
   * The graph with these groups opened; what is inside them is run from now on too. Of a graph that is too large to be drawn
   * what is around the line, from 0.
   */
  graph(uri: string, opened: readonly string[], line?: number): GraphView | undefined;
  status(uri: string): Status | undefined;
  version(uri: string): number | undefined;
  /**
   * Runs the newest text now. Its target becomes what is picked, or the file's own again; without `pick` it stays what it is.
   * Resolves when the run has ended; what it gives says why nothing was run.
   */
  run(uri: string, pick?: TargetPick | "own"): Promise<string | undefined>;
  /** Runs the newest text and checks its gradients; a text says why nothing was checked. */
  check(uri: string): Promise<CheckedGradients | string>;
  /** Forms a Jacobian of the newest text, in place of one that the same panel has asked for before; undefined where there is none to show. */
  jacobian(
    uri: string,
    panel: string,
    question: JacobianQuestion | undefined,
  ): Promise<JacobianView | undefined>;
  /** Shows the numbers of the next call of a function; false where there is none. */
  showNextCall(uri: string, name: string): boolean;
  /** Shows the numbers of a turn of a loop, by the loop's id with the turn: `loop t#0@3`. */
  showTurn(uri: string, id: string): void;
  /** Hides the gradients of every document, wherever they are shown, until somebody asks for them; or hides none. */
  hideGradients(hide: boolean, isLarge?: boolean): void;
  /** Where gradients are hidden, shows more or fewer of a document's. */
  reveal(uri: string, how: Reveal | Node): void;
  /** A panel shows this step of a document's graph: its hints tell what is computed there, or everything again. */
  stepTo(uri: string, place: StepPlace | undefined): void;
  /** What is known of a leaf that may be dragged, once it was set to a number where there is one, with what follows from that. */
  whatIf(asked: WhatIfParams): Promise<WhatIfView | undefined>;
  /** All leaves are what the file says. */
  resetWhatIf(uri: string): void;
  onUpdate(listener: (update: Update) => void): void;
  dispose(): void;
}

const WHOLE: Span = { start: 0, end: Infinity };

export function createLanguageService(environment: ServiceEnvironment): LanguageService {
  const { runner, files, tell } = environment;
  const guarded = createGuarded(tell);
  const timers = guardTimers(environment.timers, guarded);
  const entries = new Map<string, Entry>();
  const listeners: ((update: Update) => void)[] = [];
  let mode: RunMode = "onType";
  let limits: Limits = { bytes: Infinity, milliseconds: undefined };
  let switches: Switches = ALL_ON;
  let lastId = 0;
  let hidden: Revealed | undefined;

  const announce = ({ uri, version }: Document, kind: Update["kind"]): void => {
    for (const listener of listeners) listener({ uri, version, kind });
  };
  const ended = (document: Document): void => {
    const entry = entries.get(document.uri);
    if (entry?.document !== document) return;
    for (const go of [...entry.waiting]) go();
    announce(document, "ran");
  };
  const read = (document: Document): void => {
    const entry = entries.get(document.uri);
    if (entry?.document !== document) return;
    for (const go of [...entry.reading]) go();
    entry.sources.look();
    announce(document, "shown");
  };
  const nextId = (): number => ++lastId;
  const host = { runner, guarded, tell, timers, nextId, limits: () => limits, read, ended };
  const whatIfs = createWhatIfs({ ...host, changed: (document) => announce(document, "shown") });
  const jacobians = createJacobians(host);
  const again = (document: Document, milliseconds?: number): void => {
    if (mode !== "onCommand" || document.isRunning) document.startRun(milliseconds);
  };
  const forgotten = ({ document, sources }: Entry): void => {
    announce(document, "shown");
    // What the text names no more is not brought again, so nothing else would run it without that.
    if (!sources.look()) again(document);
  };
  /** Not every client says that a file has changed: whoever runs looks. */
  const refresh = guarded(
    "look at files",
    async (entry: Entry) => {
      if ((await entry.sources.forgetChanged()) && entries.get(entry.document.uri) === entry)
        forgotten(entry);
    },
    ({ document }) => document.uri,
  );
  const open = (uri: string, text: string, version: number): Entry => {
    const document = createDocument(uri, text, version, host);
    const memory = createHintMemory();
    const isThere = (is: (found: Problem) => boolean): boolean =>
      !document.isReading && problemsOf(entry).some(is);
    const clock = createProblemClock(
      timers,
      () => {
        if (isThere(() => true)) settle(entry);
      },
      () => {
        if (isThere(isFinding)) settle(entry);
      },
    );
    const graphs = createGraphMemory();
    const { now } = timers;
    const sources = createSources(document, { ...host, files, now }, (milliseconds) => {
      again(document, milliseconds);
      announce(document, "ran");
      sources.look();
    });
    const entry: Entry = {
      document,
      memory,
      graphs,
      clock,
      lenses: createLensMemory(),
      statuses: createStatusMemory(),
      checked: new WeakMap(),
      sources,
      waiting: new Set(),
      reading: new Set(),
    };
    document.reveal(hidden);
    entries.set(uri, entry);
    return entry;
  };
  const close = (uri: string): void => {
    const entry = entries.get(uri);
    if (entry === undefined) return;
    entries.delete(uri);
    entry.clock.close();
    entry.sources.close();
    jacobians.close(entry.document);
    entry.document.close();
    for (const go of [...entry.waiting, ...entry.reading]) go();
  };
  const reveal = (document: Document, shown: Revealed | undefined): void => {
    if (document.reveal(shown)) announce(document, "shown");
  };
  const problemsOf = ({ document, clock }: Entry): readonly Problem[] =>
    allProblems(document, limits.bytes, clock.wantsFindings ? switches : undefined);
  const shownProblems = (entry: Entry): readonly Problem[] =>
    entry.clock.shown(entry.document.analysis(), problemsOf(entry));
  /** What is wrong is shown from now on, and old numbers are not. */
  const settle = (entry: Entry): void => {
    const { document, clock, memory } = entry;
    shownProblems(entry);
    if (!clock.isTyping(document.analysis())) memory.forgetOld();
    announce(document, "shown");
  };

  const service: LanguageService = Object.freeze<LanguageService>({
    open(uri, text, version) {
      close(uri);
      const { document, sources } = open(uri, text, version);
      if (mode !== "onCommand") document.startRun();
      timers.after(0, () => {
        if (entries.get(uri)?.document === document && !document.isReading) sources.look();
      });
    },
    change(uri, text, version, caret) {
      const entry = entries.get(uri);
      if (entry === undefined) return;
      entry.clock.edited(caret);
      entry.sources.edited();
      entry.document.change(text, version, mode === "onType");
      timers.after(0, () => {
        if (entries.get(uri) === entry && !entry.document.isReading) entry.sources.look();
      });
      if (mode === "onType") refresh(entry);
    },
    save(uri) {
      const entry = entries.get(uri);
      if (entry === undefined || mode === "onCommand") return;
      if (mode === "onSave" && !entry.document.isCurrent) entry.document.startRun();
      refresh(entry);
    },
    filesChanged(has) {
      for (const entry of entries.values())
        if (entry.sources.forget((path) => has(entry.document.uri, path))) forgotten(entry);
    },
    lookAtFiles: () => entries.forEach((entry) => refresh(entry)),
    close,
    configure(newMode, newLimits, newSwitches = ALL_ON) {
      mode = newMode;
      limits = newLimits;
      switches = newSwitches;
      if (mode !== "onType") return;
      for (const { document } of entries.values()) {
        if (!document.isCurrent && !document.isRunning) document.startRun();
      }
    },
    caretAt(uri, caret) {
      const entry = entries.get(uri);
      if (entry === undefined) return;
      const { clock, document, lenses } = entry;
      if (document.isReading) {
        clock.moved(caret);
        return;
      }
      const analysis = document.analysis();
      const lensWaits = lenses.isWaiting(analysis, clock.line);
      const problems = problemsOf(entry);
      const waiting = (): number => clock.hidden(analysis, problems) + Number(clock.isTyping(analysis));
      const before = waiting();
      clock.moved(caret);
      if (waiting() < before) settle(entry);
      if (lensWaits && !lenses.isWaiting(analysis, clock.line)) announce(document, "lenses");
    },
    isReading: (uri) => entries.get(uri)?.document.isReading === true,
    settled(uri, milliseconds, onCancel) {
      const entry = entries.get(uri);
      if (entry === undefined) return Promise.resolve();
      return settled(entry, timers, milliseconds, onCancel);
    },
    hints(uri, options, within = WHOLE, asksAgain = true) {
      const entry = entries.get(uri);
      if (entry === undefined) return undefined;
      const { document, memory, clock } = entry;
      const view = document.view();
      const keepOld = asksAgain && (!document.isCurrent || clock.isTyping(view.analysis));
      const hints = memory.show(view, options, keepOld, within);
      const marked = withWhatIfs(view, hints, within);
      return { version: document.version, hints: marked, final: document.isCurrent };
    },
    view: (uri) => entries.get(uri)?.document.view(),
    request: (uri) => entries.get(uri)?.document.request,
    problems(uri) {
      const entry = entries.get(uri);
      if (entry === undefined || entry.document.isReading) return undefined;
      return { version: entry.document.version, problems: shownProblems(entry) };
    },
    codeLenses(uri) {
      const entry = entries.get(uri);
      if (entry === undefined) return [];
      const { document, clock, lenses, checked } = entry;
      const analysis = document.analysis();
      return lensesAt(analysis, lenses.show(analysis, clock.line), checked.get(analysis));
    },
    graph(uri, opened, line = 0) {
      const entry = entries.get(uri);
      if (entry === undefined) return undefined;
      const { document, graphs } = entry;
      openGroups(document, opened, mode);
      return graphs.show(document.view(), opened, !document.isCurrent, line + 1, shownProblems(entry));
    },
    status(uri) {
      const entry = entries.get(uri);
      return entry?.statuses.show(entry.document, () => shownProblems(entry));
    },
    version: (uri) => entries.get(uri)?.document.version,
    async run(uri, pick) {
      const entry = entries.get(uri);
      if (entry === undefined) return NOT_OPEN;
      const isOpen = (): boolean => entries.get(uri) === entry;
      return runNow(entry, pick, isOpen, (kind) => announce(entry.document, kind));
    },
    async check(uri) {
      const failure = await service.run(uri);
      const entry = entries.get(uri);
      if (failure !== undefined || entry === undefined) return failure ?? NOT_OPEN;
      const found = await checkNow(entry, timers, switches);
      announce(entry.document, "lenses");
      return found;
    },
    jacobian: (uri, panel, question) => jacobians.ask(entries.get(uri)?.document, panel, question),
    showTurn(uri, id) {
      const document = entries.get(uri)?.document;
      if (document?.showTurn(id) === true) announce(document, "shown");
    },
    showNextCall(uri, name) {
      const document = entries.get(uri)?.document;
      if (document === undefined || !showNextCall(document, name)) return false;
      announce(document, "shown");
      return true;
    },
    hideGradients(hide, isLarge = hide) {
      hidden = hide ? { ...noneRevealed, isLarge } : undefined;
      for (const { document } of entries.values()) reveal(document, hidden);
    },
    reveal(uri, how) {
      const document = entries.get(uri)?.document;
      if (document !== undefined) reveal(document, revealedAfter(document.view(), how));
    },
    stepTo(uri, place) {
      const entry = entries.get(uri);
      if (entry?.memory.stepTo(place) === true) announce(entry.document, "hints");
    },
    async whatIf(asked) {
      const entry = entries.get(asked.uri);
      return entry && whatIfs.ask(entry, asked);
    },
    resetWhatIf(uri) {
      const entry = entries.get(uri);
      if (entry !== undefined) whatIfs.reset(entry.document);
    },
    window: (uri, node, window) => runner.window(uri, node, window),
    look: (uri, node) => runner.look(uri, node),
    onUpdate: (listener) => void listeners.push(listener),
    dispose() {
      for (const uri of [...entries.keys()]) close(uri);
      runner.dispose();
    },
  });
  return service;
}
