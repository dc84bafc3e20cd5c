/** A server that answers at once: each line's hint is a power of ten that tells how long the first line is, so that edits can be told apart. */
import {
  createConnection,
  type InlayHint,
  ProposedFeatures,
  TextDocuments,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";

/** The first line as it is before anything is typed. */
const base = "x = 1".length;

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
connection.onInitialize(() => ({
  capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental, inlayHintProvider: true },
}));
connection.languages.inlayHint.on(({ textDocument }): InlayHint[] => {
  const lines = documents.get(textDocument.uri)?.getText().split("\n") ?? [];
  const label = `= 1e+${Math.max(0, (lines[0]?.length ?? 0) - base)}`;
  return lines.flatMap((text, line) =>
    text === "" ? [] : [{ position: { line, character: text.length }, label, paddingLeft: true }],
  );
});
documents.listen(connection);
connection.listen();
