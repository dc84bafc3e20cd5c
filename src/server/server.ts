/** The language server: converts between LSP and the language service. */
import { type Connection, TextDocumentSyncKind } from "vscode-languageserver";
import { pingRequest } from "../protocol/requests.ts";

/** Serves one client over a connection until that closes. */
export function serve(connection: Connection): void {
  connection.onInitialize(() => ({
    capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental },
    serverInfo: { name: "nabla" },
  }));
  connection.onRequest(pingRequest, () => null);
  connection.listen();
}
