/** What files that move change in the texts that name them, and in the files that move themselves. */
import { applyEdits, type TextEdit } from "../base/edits.ts";
import { fileKey, folderOf, isAbsolute, isInFolder, relativePath } from "../base/uris.ts";
import { parse } from "../syntax/parser.ts";
import type { NamedText, Workspace } from "./across-files.ts";
import { filePaths } from "./file-paths.ts";
import type { FileEdits } from "./rename.ts";

/** A file, or a folder with what is in it, by its URIs before and after. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/**
 * The edits that make every path mean the file that it meant before. Each is made in a text as it is before the move. `resolve`
 * gives the URI of a path that a file names.
 */
export function movedFiles(
  { files }: Workspace,
  moves: readonly Move[],
  resolve: (uri: string, path: string) => string | undefined,
): readonly FileEdits[] {
  return files.flatMap((file) => {
    const edits = editsIn(file, moves, resolve);
    return edits.length === 0 ? [] : [{ file, edits }];
  });
}

function editsIn(
  { uri, text, tree }: NamedText,
  moves: readonly Move[],
  resolve: (uri: string, path: string) => string | undefined,
): readonly TextEdit[] {
  const own = placeAfter(uri, moves);
  const folder = folderOf(own);
  return filePaths(tree).flatMap(({ span, path }) => {
    const named = resolve(uri, path.replaceAll("\\", "/"));
    const target = named && placeAfter(named, moves);
    if (target === undefined || folder === undefined) return [];
    // An absolute path stays one; a path between files that keep their places stays as it is written.
    if (isAbsolute(path) ? target === named : target === named && own === uri) return [];
    const wanted = isAbsolute(path)
      ? fileKey(target).replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/u, "")
      : relativePath(folder, target);
    if (wanted === undefined || wanted === path) return [];
    const edit = { span, text: wanted };
    return isStillRead(text, edit, wanted) ? [edit] : [];
  });
}

/** A quote or a backslash in a name cannot be written between these quotes. */
function isStillRead(text: string, edit: TextEdit, wanted: string): boolean {
  const { tree } = parse(applyEdits(text, [edit]));
  return filePaths(tree).some(({ span, path }) => span.start === edit.span.start && path === wanted);
}

/** Where a file is after all moves; without one that concerns it as it was given. */
function placeAfter(uri: string, moves: readonly Move[]): string {
  for (const { from, to } of moves) {
    if (fileKey(uri) === fileKey(from)) return to;
    if (isInFolder(uri, from)) return to + fileKey(uri).slice(fileKey(from).length);
  }
  return uri;
}
