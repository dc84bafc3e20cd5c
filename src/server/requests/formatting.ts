/** Formatting: of a document, of some of its rows, and of the row that Enter leaves. */
import type {
  DocumentFormattingParams,
  DocumentOnTypeFormattingParams,
  DocumentRangeFormattingParams,
  FormattingOptions,
  TextEdit,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { formatting as editsOf } from "../../features/formatting.ts";
import { isReadOnly } from "../../protocol/schemes.ts";
import { toRange } from "../convert.ts";
import type { RequestHandler } from "../request.ts";

const nothing = { what: "formatting", otherwise: [] };

export const formatting: RequestHandler = {
  capabilities: {
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: "\n" },
  },
  listen({ connection, answer, client }) {
    /** The edits in some rows, both included. */
    const edits = (
      document: TextDocument,
      { insertSpaces, tabSize }: FormattingOptions,
      first = 0,
      last = Infinity,
    ): TextEdit[] => {
      if (isReadOnly(document.uri)) return [];
      const indentation = insertSpaces ? " ".repeat(tabSize) : "\t";
      const { width } = client().settings.format;
      return editsOf(document.getText(), { indentation, width })
        .map(({ span, text }) => ({ range: toRange(document, span), newText: text }))
        .filter(({ range }) => first <= range.start.line && range.end.line <= last);
    };
    connection.onDocumentFormatting(
      answer<DocumentFormattingParams, TextEdit[]>(nothing, (document, { options }) =>
        edits(document, options),
      ),
    );
    connection.onDocumentRangeFormatting(
      answer<DocumentRangeFormattingParams, TextEdit[]>(nothing, (document, { options, range }) =>
        edits(document, options, range.start.line, range.end.line),
      ),
    );
    connection.onDocumentOnTypeFormatting(
      answer<DocumentOnTypeFormattingParams, TextEdit[]>(nothing, (document, { options, position }) =>
        edits(document, options, position.line - 1, position.line - 1),
      ),
    );
  },
};
