/** Highlights: every place of the file where the same is meant as at the caret; reads and writes are told apart. */
import {
  DocumentHighlightKind,
  type DocumentHighlight,
  type DocumentHighlightParams,
} from "vscode-languageserver";
import { referencesAt } from "../../features/references.ts";
import { toRange } from "../convert.ts";
import type { RequestHandler } from "../request.ts";

export const highlights: RequestHandler = {
  capabilities: { documentHighlightProvider: true },
  listen({ connection, look }) {
    connection.onDocumentHighlight(
      look<DocumentHighlightParams, DocumentHighlight[]>(
        { what: "highlights", otherwise: [] },
        ({ analysis }, document, { position }) =>
          referencesAt(analysis, document.offsetAt(position)).map(({ span, access }) => ({
            range: toRange(document, span),
            kind: access === "read" ? DocumentHighlightKind.Read : DocumentHighlightKind.Write,
          })),
      ),
    );
  },
};
