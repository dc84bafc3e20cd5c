/** What the parts of the server share. */
import type { CancellationToken, Connection } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { LanguageService } from "../service.ts";
import type { Documents } from "./documents.ts";
import type { ClientFacts } from "./settings.ts";

export interface Context {
  readonly connection: Connection;
  readonly service: LanguageService;
  readonly documents: Documents;
  /** As they are now: settings change. */
  readonly client: () => ClientFacts;
  /**
   * Answers a request about an open document. A throw is a bug of ours: it is logged, and the answer is `otherwise`; so is the
   * answer about a document that is not open. `milliseconds` is how long a run that is going on is waited for.
   */
  readonly answer: <T>(request: Asked, otherwise: T, body: (document: TextDocument) => T) => Promise<T>;
}

export interface Asked {
  readonly what: string;
  readonly uri: string;
  readonly token: CancellationToken;
  readonly milliseconds: number;
}

/** Logs a throw, with its place. */
export function logThrow(connection: Connection, what: string, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  connection.console.error(`internal: ${what} failed: ${text}`);
}
