/** Workspace symbols: a function or a name of any `.grad` file, by a part of it. */
import { SymbolKind, type SymbolInformation, type WorkspaceSymbolParams } from "vscode-languageserver";
import { workspaceSymbols as symbolsOf } from "../../features/workspace-symbols.ts";
import { toRange } from "../convert.ts";
import { textDocument } from "../places.ts";
import type { RequestHandler } from "../request.ts";

export const workspaceSymbols: RequestHandler = {
  capabilities: { workspaceSymbolProvider: true },
  listen({ connection, reply, workspace }) {
    connection.onWorkspaceSymbol(
      reply<WorkspaceSymbolParams, SymbolInformation[]>("workspace symbols", [], async ({ query }) =>
        symbolsOf((await workspace.all()).files, query).flatMap(({ file, defined }) => {
          const document = textDocument(file);
          return defined.map(({ kind, name, span }) => ({
            name,
            kind: kind === "function" ? SymbolKind.Function : SymbolKind.Variable,
            location: { uri: file.uri, range: toRange(document, span) },
          }));
        }),
      ),
    );
  },
};
