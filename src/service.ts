/** The language service: documents go in, what an editor shows comes out, in offsets and plain data. */
import type { AnalysisRequest } from "./analysis.ts";
import type { Span } from "./base/span.ts";
import type { TargetPick } from "./check/picks.ts";
import { lensesAt, type Lens } from "./features/code-lenses.ts";
import { completionsAt, type Completion } from "./features/completion.ts";
import { factsOf, shownCall } from "./features/facts.ts";
import { fixPart } from "./features/fix-all.ts";
import { nodesAtSpan, nodeSpan } from "./features/graph-view.ts";
import type { HintOptions } from "./features/line-hint.ts";
import { hoverAt, type Hover, type HoverOptions } from "./features/hover.ts";
import { functionAt, pickAt } from "./features/name-at.ts";
import { isGroupId } from "./features/picture.ts";
import { semanticTokens, type SemanticToken } from "./features/semantic-tokens.ts";
import { signatureHelpAt, type SignatureHelp } from "./features/signature-help.ts";
import type { Status } from "./features/status.ts";
import type { Problem, TextEdit } from "./problems.ts";
import type { GraphView } from "./protocol/graph-view.ts";
import type { Reveal } from "./protocol/requests.ts";
import { allProblems } from "./service/all-problems.ts";
import { createDocument, type Document, type Limits, type RunMode } from "./service/document.ts";
import type { HintAnswer, ProblemsAnswer, Update } from "./service/answers.ts";
import { documentStatus } from "./service/document-status.ts";
import { createGraphMemory, type GraphMemory } from "./service/graph-memory.ts";
import { createGuarded, guardTimers, type TellFault } from "./service/guard.ts";
import { createHintMemory, type HintMemory } from "./service/hint-memory.ts";
import { createLensMemory, type LensMemory } from "./service/lens-memory.ts";
import { createProblemClock, type Caret, type ProblemClock } from "./service/problem-clock.ts";
import { revealedAfter } from "./service/reveal.ts";
import { NOT_OPEN, runNow, type Asked } from "./service/run-now.ts";
import type { Runner, Timers } from "./service/runner.ts";
import { createSources, type Files } from "./service/sources.ts";

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

/** Calls its argument when the wait is not wanted any more. */
export type OnCancel = (listener: () => void) => void;

/** All methods take an open document's uri; for another they give nothing. Offsets are into the newest text. */
export interface LanguageService {
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
  configure(mode: RunMode, limits: Limits): void;
  /** The caret was moved: what is wrong in the line that it left is shown. */
  caretAt(uri: string, caret: Caret): void;
  /** Resolves when no run of the document is going on, after `milliseconds` at the latest. */
  settled(uri: string, milliseconds: number, onCancel?: OnCancel): Promise<void>;
  /** The hints of a part of the text; of all of it where none is named. */
  hints(uri: string, options: HintOptions, within?: Span): HintAnswer | undefined;
  hover(uri: string, offset: number, options: HoverOptions): Hover | undefined;
  completions(uri: string, offset: number, trigger?: string): readonly Completion[];
  signatureHelp(uri: string, offset: number): SignatureHelp | undefined;
  /** Without those that may still be what somebody is typing. */
  problems(uri: string): ProblemsAnswer | undefined;
  /** A part of the text, or what is to be pasted there, with every repair in it that needs no choice. */
  fixAll(uri: string, part?: Span, pasted?: string): TextEdit | undefined;
  semanticTokens(uri: string): readonly SemanticToken[];
  codeLenses(uri: string): readonly Lens[];
  /**
   * The graph with these groups opened; what is inside them is run from now on too. Of a graph that is too large to be drawn
   * what is around the line, from 0.
   */
  graph(uri: string, opened: readonly string[], line?: number): GraphView | undefined;
  /** Where a node of the graph that was asked for last stands in the text. */
  locate(uri: string, id: string): Span | undefined;
  /** The nodes of the graph with these groups opened that stand in a part of the text. */
  nodesAt(uri: string, span: Span, opened: readonly string[]): readonly string[];
  status(uri: string): Status | undefined;
  version(uri: string): number | undefined;
  /** What stands at an offset and can be made the target. */
  pickAt(uri: string, offset: number): TargetPick | undefined;
  /**
   * Runs the newest text now. Its target becomes what is picked, or the file's own again; without `pick` it stays what it is.
   * Resolves when the run has ended; what it gives says why nothing was run.
   */
  run(uri: string, pick?: TargetPick | "own"): Promise<string | undefined>;
  /** Shows the numbers of the next call of the function at the offset; false where there is none. */
  nextCall(uri: string, offset: number): boolean;
  /** Shows the numbers of a turn of a loop, by the loop's id with the turn: `loop t#0@3`. */
  showTurn(uri: string, id: string): void;
  /** Hides the gradients of every document, wherever they are shown, until somebody asks for them; or hides none. */
  hideGradients(hide: boolean): void;
  /** Where gradients are hidden, shows more or fewer of a document's. */
  reveal(uri: string, how: Reveal): void;
  onUpdate(listener: (update: Update) => void): void;
  dispose(): void;
}

/** What the service keeps of an open document beside its numbers. */
interface Entry extends Asked {
  readonly memory: HintMemory;
  readonly graphs: GraphMemory;
  readonly clock: ProblemClock;
  readonly lenses: LensMemory;
  /** The groups that were opened in the graph that was asked for last. */
  opened: readonly string[];
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
  let lastId = 0;
  let hides = false;

  const announce = ({ uri, version }: Document, kind: Update["kind"]): void => {
    for (const listener of listeners) listener({ uri, version, kind });
  };
  const ended = (document: Document): void => {
    const entry = entries.get(document.uri);
    if (entry?.document !== document) return;
    for (const go of [...entry.waiting]) go();
    announce(document, "ran");
  };
  const host = { runner, guarded, tell, nextId: () => ++lastId, limits: () => limits, ended };
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
    const clock = createProblemClock(timers, () => {
      if (allProblems(document, limits.bytes).length > 0) settle(entry);
    });
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
      sources,
      opened: [],
      waiting: new Set(),
    };
    if (hides) document.reveal(0);
    entries.set(uri, entry);
    return entry;
  };
  const close = (uri: string): void => {
    const entry = entries.get(uri);
    if (entry === undefined) return;
    entries.delete(uri);
    entry.clock.close();
    entry.sources.close();
    entry.document.close();
    for (const go of [...entry.waiting]) go();
  };
  /** Asks the runs for the insides of groups; what is closed again stays asked for: two panels may show one file. */
  const openGroups = (document: Document, ids: readonly string[]): void => {
    const opened = ids.filter(isGroupId);
    const { request } = document;
    if (opened.every((id) => request.opened.includes(id))) return;
    const run = document.isCurrent || document.isRunning || mode === "onType";
    document.setRequest({
      ...request,
      opened: [...new Set([...request.opened, ...opened])],
    } satisfies AnalysisRequest);
    if (run) document.startRun();
  };

  const reveal = (document: Document, count: number | undefined): void => {
    if (document.revealed === count) return;
    document.reveal(count);
    announce(document, "shown");
  };
  const shownProblems = ({ document, clock }: Entry): readonly Problem[] =>
    clock.shown(document.analysis(), allProblems(document, limits.bytes));
  /** What is wrong is shown from now on, and old numbers are not. */
  const settle = (entry: Entry): void => {
    const { document, clock, memory } = entry;
    shownProblems(entry);
    if (!clock.isTyping(document.analysis())) memory.forgetOld();
    announce(document, "shown");
  };

  return Object.freeze<LanguageService>({
    open(uri, text, version) {
      close(uri);
      const { document, sources } = open(uri, text, version);
      if (mode !== "onCommand") document.startRun();
      timers.after(0, () => {
        if (entries.get(uri)?.document === document) sources.look();
      });
    },
    change(uri, text, version, caret) {
      const entry = entries.get(uri);
      if (entry === undefined) return;
      entry.clock.edited(caret);
      entry.sources.edited();
      entry.document.change(text, version, mode === "onType");
      // The worker reads the same text at the same time; what comes from it is paired with this side's own reading.
      timers.after(0, () => {
        if (entries.get(uri) === entry) entry.sources.look();
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
    lookAtFiles() {
      for (const entry of entries.values()) refresh(entry);
    },
    close,
    configure(newMode, newLimits) {
      mode = newMode;
      limits = newLimits;
      if (mode !== "onType") return;
      for (const { document } of entries.values()) {
        if (!document.isCurrent && !document.isRunning) document.startRun();
      }
    },
    caretAt(uri, caret) {
      const entry = entries.get(uri);
      if (entry === undefined) return;
      const { clock, document, lenses } = entry;
      const analysis = document.analysis();
      const lensWaits = lenses.isWaiting(analysis, clock.line);
      const problems = allProblems(document, limits.bytes);
      const waiting = (): number => clock.hidden(analysis, problems) + Number(clock.isTyping(analysis));
      const before = waiting();
      clock.moved(caret);
      if (waiting() < before) settle(entry);
      if (lensWaits && !lenses.isWaiting(analysis, clock.line)) announce(document, "lenses");
    },
    settled(uri, milliseconds, onCancel) {
      const entry = entries.get(uri);
      if (entry === undefined || !entry.document.isRunning) return Promise.resolve();
      return new Promise((resolve) => {
        const go = (): void => {
          stop();
          entry.waiting.delete(go);
          resolve();
        };
        const stop = timers.after(milliseconds, go);
        entry.waiting.add(go);
        onCancel?.(go);
      });
    },
    hints(uri, options, within = WHOLE) {
      const entry = entries.get(uri);
      if (entry === undefined) return undefined;
      const { document, memory, clock } = entry;
      const view = document.view();
      const keepOld = !document.isCurrent || clock.isTyping(view.analysis);
      const hints = memory.show(view, options, keepOld, within);
      return { version: document.version, hints, final: document.isCurrent };
    },
    hover(uri, offset, options) {
      const view = entries.get(uri)?.document.view();
      return view && hoverAt(view, offset, options);
    },
    completions(uri, offset, trigger) {
      const view = entries.get(uri)?.document.view();
      return view === undefined ? [] : completionsAt(view, offset, trigger);
    },
    signatureHelp(uri, offset) {
      const view = entries.get(uri)?.document.view();
      return view && signatureHelpAt(view, offset);
    },
    problems(uri) {
      const entry = entries.get(uri);
      return entry && { version: entry.document.version, problems: shownProblems(entry) };
    },
    fixAll(uri, part = WHOLE, pasted) {
      const document = entries.get(uri)?.document;
      return document && fixPart(document.analysis().tree.text, part, pasted, document.request);
    },
    semanticTokens(uri) {
      const document = entries.get(uri)?.document;
      return document === undefined ? [] : semanticTokens(document.analysis());
    },
    codeLenses(uri) {
      const entry = entries.get(uri);
      if (entry === undefined) return [];
      const { document, clock, lenses } = entry;
      const analysis = document.analysis();
      return lensesAt(analysis, lenses.show(analysis, clock.line));
    },
    graph(uri, opened, line = 0) {
      const entry = entries.get(uri);
      if (entry === undefined) return undefined;
      const { document, graphs } = entry;
      entry.opened = opened;
      openGroups(document, opened);
      return graphs.show(document.view(), opened, !document.isCurrent, line + 1, shownProblems(entry));
    },
    locate(uri, id) {
      const entry = entries.get(uri);
      return entry && nodeSpan(entry.document.view(), entry.opened, id);
    },
    nodesAt(uri, span, opened) {
      const document = entries.get(uri)?.document;
      return document === undefined ? [] : nodesAtSpan(document.view(), opened, span);
    },
    status(uri) {
      const entry = entries.get(uri);
      return entry && documentStatus(entry.document, () => shownProblems(entry));
    },
    version: (uri) => entries.get(uri)?.document.version,
    pickAt(uri, offset) {
      const document = entries.get(uri)?.document;
      return document === undefined ? undefined : pickAt(document.analysis().tree, offset);
    },
    async run(uri, pick) {
      const entry = entries.get(uri);
      if (entry === undefined) return NOT_OPEN;
      const isOpen = (): boolean => entries.get(uri) === entry;
      return runNow(entry, pick, isOpen, (kind) => announce(entry.document, kind));
    },
    showTurn(uri, id) {
      const document = entries.get(uri)?.document;
      if (document?.showTurn(id) === true) announce(document, "shown");
    },
    nextCall(uri, offset) {
      const document = entries.get(uri)?.document;
      if (document === undefined) return false;
      const view = document.view();
      const name = functionAt(view, offset);
      const count = name === undefined ? 0 : (factsOf(view.analysis).callCounts.get(name) ?? 0);
      if (name === undefined || count < 2) return false;
      document.showCall(name, (shownCall(view, name) + 1) % count);
      announce(document, "shown");
      return true;
    },
    hideGradients(hide) {
      hides = hide;
      for (const { document } of entries.values()) reveal(document, hide ? 0 : undefined);
    },
    reveal(uri, how) {
      const document = entries.get(uri)?.document;
      if (document !== undefined) reveal(document, revealedAfter(document.view(), how));
    },
    onUpdate: (listener) => void listeners.push(listener),
    dispose() {
      for (const uri of [...entries.keys()]) close(uri);
      runner.dispose();
    },
  });
}
