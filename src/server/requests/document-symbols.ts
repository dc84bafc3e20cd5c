/** The outline of a document, for breadcrumbs and sticky scroll too. */
import { SymbolKind, type DocumentSymbol, type DocumentSymbolParams } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import {
  documentSymbols as outline,
  type Outlined,
  type OutlineKind,
} from "../../features/document-symbols.ts";
import { toRange } from "../convert.ts";
import type { RequestHandler } from "../request.ts";

/** LSP has few kinds: each is the one whose picture and whose switch in the editor fit. */
const kinds: Readonly<Record<OutlineKind, SymbolKind>> = {
  function: SymbolKind.Function,
  parameter: SymbolKind.Variable,
  backward: SymbolKind.Method,
  loop: SymbolKind.Namespace,
  counter: SymbolKind.Variable,
  leaf: SymbolKind.Constant,
  trained: SymbolKind.Field,
  value: SymbolKind.Variable,
  target: SymbolKind.Event,
  dimension: SymbolKind.TypeParameter,
};

export const documentSymbols: RequestHandler = {
  capabilities: { documentSymbolProvider: true },
  listen({ connection, look }) {
    connection.onDocumentSymbol(
      look<DocumentSymbolParams, DocumentSymbol[]>(
        { what: "outline", otherwise: [] },
        ({ analysis }, document) => outline(analysis).map((one) => toDocumentSymbol(document, one)),
      ),
    );
  },
};

function toDocumentSymbol(
  document: TextDocument,
  { kind, name, detail, span, nameSpan, children }: Outlined,
): DocumentSymbol {
  return {
    name,
    detail,
    kind: kinds[kind],
    range: toRange(document, span),
    selectionRange: toRange(document, nameSpan),
    children: children.map((child) => toDocumentSymbol(document, child)),
  };
}
