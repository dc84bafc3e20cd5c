/** The documents that the client has open, kept up to date by its incremental changes. */
import {
  TextDocumentSyncKind,
  type Connection,
  type DidChangeTextDocumentParams,
  type DidCloseTextDocumentParams,
  type DidOpenTextDocumentParams,
  type DidSaveTextDocumentParams,
  type ServerCapabilities,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { linesOf } from "../base/line-index.ts";
import { fileKey } from "../base/uris.ts";
import type { Caret, Guarded } from "../service.ts";
import { uriIn } from "./about.ts";

export interface Documents {
  get(uri: string): TextDocument | undefined;
  /** The document of a file, however the client escapes its name. */
  find(uri: string): TextDocument | undefined;
  all(): Iterable<TextDocument>;
}

export interface DocumentEvents {
  opened(document: TextDocument): void;
  /** `caret` is where the change ended; undefined where the whole text was given. */
  changed(document: TextDocument, caret: Caret | undefined): void;
  saved(uri: string): void;
  closed(uri: string): void;
}

/** How the client keeps the server's documents up to date. */
export const documentSync: ServerCapabilities = {
  textDocumentSync: {
    openClose: true,
    change: TextDocumentSyncKind.Incremental,
    save: { includeText: false },
  },
};

export function listenToDocuments(
  connection: Connection,
  guarded: Guarded,
  events: DocumentEvents,
): Documents {
  const documents = new Map<string, TextDocument>();
  const opened = ({ textDocument: { uri, languageId, version, text } }: DidOpenTextDocumentParams): void => {
    const document = TextDocument.create(uri, languageId, version, text);
    documents.set(uri, document);
    events.opened(document);
  };
  const changed = ({ textDocument, contentChanges }: DidChangeTextDocumentParams): void => {
    const before = documents.get(textDocument.uri);
    if (before === undefined) return;
    const document = TextDocument.update(before, contentChanges, textDocument.version);
    documents.set(textDocument.uri, document);
    events.changed(document, endOf(contentChanges));
  };
  const saved = ({ textDocument }: DidSaveTextDocumentParams): void => events.saved(textDocument.uri);
  const closed = ({ textDocument }: DidCloseTextDocumentParams): void => {
    documents.delete(textDocument.uri);
    events.closed(textDocument.uri);
  };
  connection.onDidOpenTextDocument(guarded("opening", opened, uriIn));
  connection.onDidChangeTextDocument(guarded("edit", changed, uriIn));
  connection.onDidSaveTextDocument(guarded("saving", saved, uriIn));
  connection.onDidCloseTextDocument(guarded("closing", closed, uriIn));
  return {
    get: (uri) => documents.get(uri),
    find(uri) {
      const key = fileKey(uri);
      return documents.get(uri) ?? [...documents.values()].find((document) => fileKey(document.uri) === key);
    },
    all: () => documents.values(),
  };
}

function endOf(changes: DidChangeTextDocumentParams["contentChanges"]): Caret | undefined {
  const last = changes.at(-1);
  if (last === undefined || !("range" in last)) return undefined;
  const { line, character } = last.range.start;
  const lines = linesOf(last.text);
  const length = lines.at(-1)?.length ?? 0;
  return { line: line + lines.length - 1, character: lines.length > 1 ? length : character + length };
}
