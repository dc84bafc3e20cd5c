/** Publishes what is wrong with a document: once for each edit, for the newest version only. */
import type { Diagnostic } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { isCopy } from "../protocol/schemes.ts";
import type { LanguageService, Timers } from "../service.ts";
import { toDiagnostic } from "./convert.ts";
import type { Documents } from "./documents.ts";

/** As long as a run of this length is waited for, so that what it finds does not come as a second message. */
const WAIT_MS = 40;

export interface DiagnosticsEnvironment {
  readonly service: LanguageService;
  readonly documents: Documents;
  readonly timers: Timers;
  readonly send: (uri: string, version: number | undefined, diagnostics: Diagnostic[]) => void;
  /** Runs something that may throw by a bug of ours. */
  readonly guard: (what: string, body: () => void) => void;
}

export interface DiagnosticsPublisher {
  changed(document: TextDocument): void;
  ran(uri: string): void;
  closed(uri: string): void;
}

export function createDiagnostics({
  service,
  documents,
  timers,
  send,
  guard,
}: DiagnosticsEnvironment): DiagnosticsPublisher {
  const waiting = new Map<string, () => void>();
  const publish = (uri: string): void => {
    waiting.get(uri)?.();
    waiting.delete(uri);
    const document = documents.get(uri);
    if (document === undefined || isCopy(uri)) return;
    guard("diagnostics", () => {
      const answer = service.problems(uri);
      if (answer === undefined || answer.version !== document.version) return;
      send(
        uri,
        document.version,
        answer.problems.map((problem) => toDiagnostic(document, problem)),
      );
    });
  };
  return {
    changed({ uri }) {
      waiting.get(uri)?.();
      waiting.set(
        uri,
        timers.after(WAIT_MS, () => publish(uri)),
      );
    },
    ran: publish,
    closed(uri) {
      waiting.get(uri)?.();
      waiting.delete(uri);
      send(uri, undefined, []);
    },
  };
}
