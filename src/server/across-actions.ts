/** Code actions that look at other files, or change them. */
import { CodeActionKind, type CodeAction, type WorkspaceEdit } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { NamedText, Workspace } from "../features/across-files.ts";
import { organisedImports } from "../features/imports.ts";
import { functionMoves, type FunctionMove } from "../features/move-function.ts";
import { looksElsewhere, missingNameFixes } from "../features/missing-names.ts";
import type { FileEdits } from "../features/rename.ts";
import type { Fix, Problem } from "../problems.ts";
import { resolveUri } from "./files.ts";
import { textDocument, toConfirmedEdit, toTextEdit, toWorkspaceEdit } from "./places.ts";
import type { ClientFacts } from "./settings.ts";
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

/** A repair that edits other files too, as far as they are still the texts that it was made for; else undefined. */
function toFilesEdits(workspace: Workspace, file: NamedText, fix: Fix): readonly FileEdits[] | undefined {
  const others = (fix.elsewhere ?? []).map(({ file: { path, text }, edits }) => {
    const other = workspace.get(resolveUri(file.uri, path) ?? "");
    return other?.text === text ? { file: other, edits } : undefined;
  });
  const own = fix.edits.length === 0 ? [] : [{ file, edits: fix.edits }];
  return others.includes(undefined) ? undefined : [...own, ...others.filter((one) => one !== undefined)];
}

/** The repairs of problems that look at other files, or edit them: each with the problem that it is of. */
export async function fixesAcross(
  workspace: WorkspaceFiles,
  { uri }: TextDocument,
  problems: readonly Problem[],
  client: ClientFacts,
): Promise<ReadonlyMap<Problem, readonly Pick<CodeAction, "title" | "edit">[]>> {
  const found = new Map<Problem, readonly Pick<CodeAction, "title" | "edit">[]>();
  const wanted = problems.filter(
    ({ code, fixes }) => looksElsewhere(code) || fixes.some(({ elsewhere }) => elsewhere !== undefined),
  );
  if (wanted.length === 0) return found;
  const files = await workspace.of(uri);
  const file = files.get(uri);
  if (file === undefined) return found;
  for (const problem of wanted) {
    const own = problem.fixes.flatMap((fix) => {
      const changes = fix.elsewhere === undefined ? undefined : toFilesEdits(files, file, fix);
      return changes === undefined ? [] : [{ title: fix.title, changes }];
    });
    const all = [...own, ...missingNameFixes(files, file, problem)];
    found.set(
      problem,
      all.map(({ title, changes }) => ({ title, edit: toConfirmedEdit(uri, changes, client) })),
    );
  }
  return found;
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
