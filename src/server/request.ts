/** What one file of `requests` holds: a request or notification of the client, from its capability to its answer. */
import type { ServerCapabilities } from "vscode-languageserver";
import type { Context } from "./context.ts";

export interface RequestHandler {
  /** What `initialize` tells the client of it; nothing where only our own client asks. */
  readonly capabilities?: ServerCapabilities;
  /** Begins to answer. */
  listen(context: Context): void;
}
