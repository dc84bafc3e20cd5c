/** Places in files as LSP's locations. */
import type { Location, TextEdit, WorkspaceEdit } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { TextEdit as OwnEdit } from "../base/edits.ts";
import type { PlainFile } from "../features/across-files.ts";
import type { Place } from "../features/references.ts";
import type { FileEdits } from "../features/rename.ts";
import { languageId } from "../protocol/manifest.ts";
import { toRange } from "./convert.ts";
import { resolveUri } from "./files.ts";
import type { LibraryUri } from "./library-uri.ts";
import type { ClientFacts } from "./settings.ts";

/** Undefined for a file that the document, which is in no folder, cannot name, and for one of the library that the client cannot open. */
export async function toLocation(
  document: TextDocument,
  { file, span }: Place,
  libraryUri: LibraryUri,
): Promise<Location | undefined> {
  if (file === undefined) return { uri: document.uri, range: toRange(document, span) };
  const uri =
    file.library === undefined
      ? resolveUri(document.uri, file.path)
      : await libraryUri(file.library, file.text);
  if (uri === undefined) return undefined;
  return { uri, range: toRange(textDocument({ uri, text: file.text }), span) };
}

/** A document looks for its rows once. */
const madeDocuments = new WeakMap<PlainFile, TextDocument>();

/** A text as LSP's positions need it. */
export function textDocument(file: PlainFile): TextDocument {
  const before = madeDocuments.get(file);
  if (before !== undefined) return before;
  const made = TextDocument.create(file.uri, languageId, 0, file.text);
  madeDocuments.set(file, made);
  return made;
}

export function toTextEdit(document: TextDocument, { span, text }: OwnEdit): TextEdit {
  return { range: toRange(document, span), newText: text };
}

/** What an edit of a file that nobody looks at is called, where the client asks about it first. */
const ELSEWHERE = "elsewhere";

/** Edits that begin in one file: those of others are shown before they are made, where the client can do so. */
export function toConfirmedEdit(
  uri: string,
  files: readonly FileEdits[],
  { confirmsEdits }: ClientFacts,
): WorkspaceEdit {
  if (!confirmsEdits || files.every(({ file }) => file.uri === uri)) return toWorkspaceEdit(files);
  const documentChanges = files.map(({ file, edits }) => ({
    textDocument: { uri: file.uri, version: null },
    edits: edits.map((edit) => {
      const plain = toTextEdit(textDocument(file), edit);
      return file.uri === uri ? plain : { ...plain, annotationId: ELSEWHERE };
    }),
  }));
  return {
    documentChanges,
    changeAnnotations: { [ELSEWHERE]: { label: "In other files", needsConfirmation: true } },
  };
}

/** Edits in several files. */
export function toWorkspaceEdit(files: readonly FileEdits[]): WorkspaceEdit {
  const changes = files.map(({ file, edits }): [string, TextEdit[]] => {
    const document = textDocument(file);
    return [file.uri, edits.map((edit) => toTextEdit(document, edit))];
  });
  return { changes: Object.fromEntries(changes) };
}
