/** Formatting: of a document, of some of its rows, and of the row that Enter leaves. */
import type {
  DocumentFormattingParams,
  DocumentOnTypeFormattingParams,
  DocumentRangeFormattingParams,
  FormattingOptions,
  TextEdit,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { endOfLine } from "../../base/line-index.ts";
import { formatting as editsOf } from "../../features/formatting.ts";
import { isReadOnly } from "../../protocol/schemes.ts";
import { parse } from "../../syntax/parser.ts";
import { toTextEdit } from "../places.ts";
import type { RequestHandler } from "../request.ts";

const nothing = { what: "formatting", otherwise: [] };

export const formatting: RequestHandler = {
  capabilities: {
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: "\n" },
  },
  listen({ connection, answer, client, service }) {
    /** The edits of a document; of some rows, both included, where these are named. */
    const edits = (
      document: TextDocument,
      { insertSpaces, tabSize }: FormattingOptions,
      rows?: { readonly first: number; readonly last: number },
    ): TextEdit[] => {
      if (isReadOnly(document.uri)) return [];
      const text = document.getText();
      const known = service.view(document.uri)?.analysis.parsed;
      const parsed = known?.tree.text === text ? known : parse(text);
      const indentation = insertSpaces ? " ".repeat(tabSize) : "\t";
      const { width } = client().settings.format;
      const within = rows && {
        start: document.offsetAt({ line: rows.first, character: 0 }),
        end: endOfLine(text, document.offsetAt({ line: rows.last, character: 0 })),
      };
      return editsOf(parsed, { indentation, width }, within).map((edit) => toTextEdit(document, edit));
    };
    connection.onDocumentFormatting(
      answer<DocumentFormattingParams, TextEdit[]>(nothing, (document, { options }) =>
        edits(document, options),
      ),
    );
    connection.onDocumentRangeFormatting(
      answer<DocumentRangeFormattingParams, TextEdit[]>(nothing, (document, { options, range }) =>
        edits(document, options, { first: range.start.line, last: range.end.line }),
      ),
    );
    connection.onDocumentOnTypeFormatting(
      answer<DocumentOnTypeFormattingParams, TextEdit[]>(nothing, (document, { options, position }) =>
        edits(document, options, { first: position.line - 1, last: position.line - 1 }),
      ),
    );
  },
};
