/** The messages that only our own client sends, and what the server tells it unasked. */
import {
  caretNotification,
  examplesRequest,
  graphRequest,
  hideNotification,
  libraryRequest,
  locateRequest,
  nextCallRequest,
  nodesAtRequest,
  pastedRequest,
  pingRequest,
  revealNotification,
  runRequest,
  showTurnRequest,
  type CaretParams,
  type ExamplesResult,
  type GraphParams,
  type GraphResult,
  type HideParams,
  type LibraryParams,
  type LocateParams,
  type LocateResult,
  type NextCallParams,
  type NodesAtParams,
  type PastedParams,
  type PastedResult,
  type RevealParams,
  type RunParams,
  type RunResult,
  type ShowTurnParams,
  type StatusParams,
  type WirePosition,
} from "../protocol/requests.ts";
import type { LanguageService, Timers } from "../service.ts";
import { examples } from "../examples/index.ts";
import { librarySources } from "../stdlib/index.ts";
import { uriIn } from "./answers.ts";
import type { Context } from "./context.ts";
import { toRange, toSpan } from "./convert.ts";

/** The picture waits so long for the run of its version, so that it is not drawn twice. */
const GRAPH_WAIT_MS = 100;
/** A shorter run does not make the status bar flicker. */
const RUNNING_MS = 200;

export function answerCustomRequests({
  connection,
  service,
  documents,
  guarded,
  answer,
  reply,
}: Context): void {
  const ping = reply("ping", null, () => null);

  const library = reply<LibraryParams, string | null>(
    "text of the library",
    null,
    ({ path }) => librarySources.find((source) => source.path === path)?.text ?? null,
  );

  const offered = reply<unknown, ExamplesResult>("examples", [], () =>
    examples.map(({ name, text }) => ({ name, about: openingComment(text), text })),
  );

  const run = answer<RunParams, RunResult>(
    {
      what: "run",
      otherwise: {
        status: "",
        failure: "The file is not open, or its run failed by a fault of Nabla itself.",
      },
    },
    async (document, { uri, target }) => {
      const isPlace = typeof target === "object";
      const pick = isPlace ? service.pickAt(uri, document.offsetAt(target)) : target;
      const failure =
        isPlace && pick === undefined
          ? "There is no name here. Put the caret on a name of the file's top level."
          : await service.run(uri, pick);
      return { status: service.status(uri)?.text ?? "", failure };
    },
  );

  const graph = answer<GraphParams, GraphResult | null>(
    { what: "graph", otherwise: null, milliseconds: GRAPH_WAIT_MS },
    (_, { uri, opened, line }) => service.graph(uri, opened, line) ?? null,
  );

  const pasted = answer<PastedParams, PastedResult | null>(
    { what: "pasted text", otherwise: null },
    (document, { uri, range, text }) => service.fixAll(uri, toSpan(document, range), text)?.text ?? null,
  );

  const locate = answer<LocateParams, LocateResult | null>(
    { what: "place of a node", otherwise: null },
    (document, { uri, id }) => {
      const span = service.locate(uri, id);
      return span === undefined ? null : { uri, range: toRange(document, span) };
    },
  );

  const nodesAt = answer<NodesAtParams, readonly string[]>(
    { what: "search for nodes", otherwise: [] },
    (document, { uri, line, opened }) => {
      const start = document.offsetAt({ line, character: 0 });
      const end = document.offsetAt({ line: line + 1, character: 0 });
      return service.nodesAt(uri, { start, end }, opened);
    },
  );

  const nextCall = answer<NextCallParams, boolean>(
    { what: "change of the shown call", otherwise: false },
    (document, { uri, at }) => service.nextCall(uri, document.offsetAt(at)),
  );

  const showTurn = answer<ShowTurnParams, null>(
    { what: "change of the shown turn", otherwise: null },
    (_, { uri, id }) => {
      service.showTurn(uri, id);
      return null;
    },
  );

  const hide = (params: HideParams): void => service.hideGradients(params.hide);
  const reveal = ({ uri, how }: RevealParams): void => service.reveal(uri, how);

  const caret = ({ uri, line, character }: CaretParams): void => {
    if (documents.get(uri) !== undefined) service.caretAt(uri, { line, character });
  };

  connection.onRequest(pingRequest, ping);
  connection.onRequest(libraryRequest, library);
  connection.onRequest(examplesRequest, offered);
  connection.onRequest(runRequest, run);
  connection.onRequest(graphRequest, graph);
  connection.onRequest(locateRequest, locate);
  connection.onRequest(nodesAtRequest, nodesAt);
  connection.onRequest(nextCallRequest, nextCall);
  connection.onRequest(showTurnRequest, showTurn);
  connection.onRequest(pastedRequest, pasted);
  connection.onNotification(hideNotification, guarded("hiding of gradients", hide));
  connection.onNotification(revealNotification, guarded("showing of a gradient", reveal, uriIn));
  connection.onNotification(caretNotification, guarded("move of the caret", caret, uriIn));
}

/** The comment that a text begins with, as one line. */
function openingComment(text: string): string {
  const lines = /^(?:#[^\n]*\n)*/.exec(text)?.[0].split("\n") ?? [];
  return lines
    .map((line) => line.replace(/^#\s*/, ""))
    .join(" ")
    .trim();
}

export interface StatusSender {
  /** A run may have started. */
  changed(uri: string): void;
  /** A run has ended, or the same is shown in another way. */
  update(uri: string): void;
  closed(uri: string): void;
}

export interface StatusEnvironment {
  readonly service: LanguageService;
  readonly positionAt: (uri: string, offset: number) => WirePosition | undefined;
  readonly timers: Timers;
  readonly send: (params: StatusParams) => void;
}

/** Sends the status bar's text after every run; of a run that goes on only when it takes long. */
export function createStatusSender({
  service,
  positionAt,
  timers,
  send: post,
}: StatusEnvironment): StatusSender {
  const waiting = new Map<string, () => void>();
  const stop = (uri: string): void => {
    waiting.get(uri)?.();
    waiting.delete(uri);
  };
  const send = (uri: string): void => {
    const status = service.status(uri);
    const version = service.version(uri);
    if (status === undefined || version === undefined) return;
    const { begins, ...said } = status;
    const place = begins === undefined ? undefined : positionAt(uri, begins.start);
    post({ uri, version, ...said, ...(place === undefined ? {} : { begins: place }) });
  };
  return {
    changed(uri) {
      // Where no run follows an edit, what is shown is old from now on.
      if (service.status(uri)?.state !== "running") {
        stop(uri);
        send(uri);
        return;
      }
      // What is typed on and on is still one wait: the run that makes it long is the newest.
      if (waiting.has(uri)) return;
      waiting.set(
        uri,
        timers.after(RUNNING_MS, () => {
          waiting.delete(uri);
          send(uri);
        }),
      );
    },
    update(uri) {
      stop(uri);
      send(uri);
    },
    closed: stop,
  };
}
