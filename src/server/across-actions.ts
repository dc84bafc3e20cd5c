/** Code actions that look at other files, or change them. */
import { CodeActionKind, type CodeAction, type WorkspaceEdit } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { organisedImports } from "../features/imports.ts";
import { functionMoves, type FunctionMove } from "../features/move-function.ts";
import { resolveUri } from "./files.ts";
import { textDocument, toTextEdit, toWorkspaceEdit } from "./places.ts";
import type { WorkspaceFiles } from "./workspace.ts";

/** Not among the names that the protocol's library has yet. */
export const MOVE = `${CodeActionKind.Refactor}.move`;

/** A line for each file that is imported from, in order, with what is needed. */
export async function organiseAction(
  workspace: WorkspaceFiles,
  { uri }: TextDocument,
): Promise<readonly CodeAction[]> {
  const files = await workspace.of(uri);
  const file = files.get(uri)!;
  const edits = organisedImports(files, file);
  if (edits.length === 0) return [];
  const kind = CodeActionKind.SourceOrganizeImports;
  return [{ title: "Organize Imports", kind, edit: toWorkspaceEdit([{ file, edits }]) }];
}

/** The ways to move the function whose name stands at an offset; to a new file only where the client can make one. */
export async function moveActions(
  workspace: WorkspaceFiles,
  { uri }: TextDocument,
  offset: number,
  createsFiles: boolean,
): Promise<readonly CodeAction[]> {
  const files = await workspace.of(uri);
  const file = files.get(uri)!;
  return functionMoves(files, file, offset, resolveUri)
    .filter(({ target }) => createsFiles || !target.isNew)
    .map((move) => {
      const own = { file, edits: move.edits };
      const other = files.get(move.target.uri);
      const edit =
        other === undefined
          ? inNewFile(textDocument(file), move)
          : toWorkspaceEdit([own, { file: other, edits: [move.target.edit] }]);
      return { title: move.title, kind: MOVE, edit };
    });
}

function inNewFile(document: TextDocument, { edits, target }: FunctionMove): WorkspaceEdit {
  const start = { line: 0, character: 0 };
  return {
    documentChanges: [
      { kind: "create", uri: target.uri },
      {
        textDocument: { uri: target.uri, version: null },
        edits: [{ range: { start, end: start }, newText: target.edit.text }],
      },
      {
        textDocument: { uri: document.uri, version: null },
        edits: edits.map((edit) => toTextEdit(document, edit)),
      },
    ],
  };
}
