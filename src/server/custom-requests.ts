/** The messages that only our own client sends, and what the server tells it unasked. */
import type { CancellationToken } from "vscode-languageserver";
import {
  caretNotification,
  graphRequest,
  libraryRequest,
  locateRequest,
  nextCallRequest,
  nodesAtRequest,
  pingRequest,
  runRequest,
  statusNotification,
  type CaretParams,
  type GraphParams,
  type GraphResult,
  type LibraryParams,
  type LocateParams,
  type LocateResult,
  type NextCallParams,
  type NodesAtParams,
  type RunParams,
  type RunResult,
  type StatusParams,
} from "../protocol/requests.ts";
import type { Timers } from "../service.ts";
import { librarySources } from "../stdlib/index.ts";
import type { Context } from "./context.ts";
import { toRange } from "./convert.ts";

/** The picture waits so long for the run of its version, so that it is not drawn twice. */
const GRAPH_WAIT_MS = 100;
/** A shorter run does not make the status bar flicker. */
const RUNNING_MS = 200;

export function answerCustomRequests(context: Context): void {
  const { connection, service, documents, answer } = context;

  connection.onRequest(pingRequest, () => null);

  connection.onRequest(libraryRequest, ({ path }: LibraryParams) => {
    return librarySources.find((source) => source.path === path)?.text ?? null;
  });

  connection.onRequest(
    runRequest,
    async ({ uri, at }: RunParams, token: CancellationToken): Promise<RunResult> => {
      const nothing = { status: "", failure: "The file is not open." };
      const nowhere = "There is no name here. Put the caret on a name of the file's top level.";
      const asked = { what: "run", uri, token, milliseconds: 0 };
      const failure = await answer<string | undefined | Promise<string | undefined>>(
        asked,
        undefined,
        (document) => {
          const target = at === undefined ? undefined : service.nameAt(uri, document.offsetAt(at));
          return at !== undefined && target === undefined ? nowhere : service.run(uri, target);
        },
      );
      const status = service.status(uri);
      return status === undefined ? nothing : { status: status.text, failure };
    },
  );

  connection.onRequest(graphRequest, ({ uri, opened }: GraphParams, token: CancellationToken) => {
    const asked = { what: "graph", uri, token, milliseconds: GRAPH_WAIT_MS };
    return answer<GraphResult | null>(asked, null, () => service.graph(uri, opened) ?? null);
  });

  connection.onRequest(locateRequest, ({ uri, id }: LocateParams, token: CancellationToken) => {
    return answer<LocateResult | null>({ what: "locate", uri, token, milliseconds: 0 }, null, (document) => {
      const span = service.locate(uri, id);
      return span === undefined ? null : { uri, range: toRange(document, span) };
    });
  });

  connection.onRequest(nodesAtRequest, ({ uri, line, opened }: NodesAtParams, token: CancellationToken) => {
    return answer<readonly string[]>({ what: "nodes", uri, token, milliseconds: 0 }, [], (document) => {
      const start = document.offsetAt({ line, character: 0 });
      const end = document.offsetAt({ line: line + 1, character: 0 });
      return service.nodesAt(uri, { start, end }, opened);
    });
  });

  connection.onRequest(nextCallRequest, ({ uri, at }: NextCallParams, token: CancellationToken) => {
    const asked = { what: "next call", uri, token, milliseconds: 0 };
    return answer(asked, false, (document) => service.nextCall(uri, document.offsetAt(at)));
  });

  connection.onNotification(caretNotification, ({ uri, line }: CaretParams) => {
    if (documents.get(uri) !== undefined) service.caretAt(uri, line);
  });
}

export interface StatusSender {
  /** A run may have started. */
  changed(uri: string): void;
  /** A run has ended, or the same is shown in another way. */
  update(uri: string): void;
  closed(uri: string): void;
}

/** Sends the status bar's text after every run; of a run that goes on only when it takes long. */
export function createStatusSender(
  { connection, service }: Pick<Context, "connection" | "service">,
  timers: Timers,
): StatusSender {
  const waiting = new Map<string, () => void>();
  const stop = (uri: string): void => {
    waiting.get(uri)?.();
    waiting.delete(uri);
  };
  const send = (uri: string): void => {
    const status = service.status(uri);
    const version = service.version(uri);
    if (status === undefined || version === undefined) return;
    const params: StatusParams = { uri, version, ...status };
    void connection.sendNotification(statusNotification, params);
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
