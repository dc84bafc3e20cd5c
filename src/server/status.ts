/** Tells the client what its status bar says of a file. */
import type { StatusParams } from "../protocol/requests.ts";
import type { WirePosition } from "../protocol/wire.ts";
import type { LanguageService, Timers } from "../service.ts";

/** A shorter run does not make the status bar flicker. */
const RUNNING_MS = 200;

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
  /** What is to be read below the status of every file. */
  readonly note: () => string | undefined;
  readonly timers: Timers;
  readonly send: (params: StatusParams) => void;
}

/** Sends the status bar's text after every run; of a run that goes on only when it takes long. */
export function createStatusSender({
  service,
  positionAt,
  note,
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
    const tooltip = [said.tooltip, note()].filter((text) => text !== undefined).join("\n\n");
    const place = begins === undefined ? undefined : positionAt(uri, begins.start);
    post({ uri, version, ...said, tooltip, ...(place === undefined ? {} : { begins: place }) });
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
