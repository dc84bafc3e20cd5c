/** The files that a file imports from, read and checked; nothing of them is written out here. */
import { Rethrown } from "../base/fault.ts";
import type { SourceEntry, SourceTable } from "../data/entry.ts";
import type { Problem } from "../problems.ts";
import { parse } from "../syntax/parser.ts";
import type { StmtOf, Tree } from "../syntax/tree.ts";
import { checkNames, type Names } from "./names.ts";
import { resolvePath, type SourceFile } from "./source.ts";

/** A file with what its names are. */
export interface NamedFile extends Names {
  readonly file: SourceFile;
}

/** A file's names and calls, checked without writing anything out. */
export function namesOf(tree: Tree, path: string, sources: SourceTable): NamedFile {
  const file: SourceFile = { text: tree.text, tree, library: undefined, path };
  return { ...checkNames(file, (stmt) => namesBehind(sources, path, stmt)), file };
}

/** Files that import one another deeper than this are not followed. */
export const MAX_IMPORTS = 50;

/** What the file has that a line imports from; undefined while it is not there, and where it cannot be read. */
function namesBehind(sources: SourceTable, from: string, stmt: StmtOf<"from">, depth = 0): Names | undefined {
  const path = resolvePath(from, stmt.path);
  const entry = sources.get(path);
  if (entry?.kind !== "text" || depth === MAX_IMPORTS) return undefined;
  return prepare(sources, path, entry, depth).names;
}

/** A parsed file, its names checked; kept as long as the host's entry is the same. */
export interface Prepared {
  readonly file: SourceFile;
  readonly names: Names;
  readonly problems: readonly Problem[];
}

const prepared = new WeakMap<SourceEntry, { readonly sources: SourceTable; readonly made: Prepared }>();

/** Reads a file that another one imports from; `depth` counts the files between it and the first. */
export function prepare(
  sources: SourceTable,
  path: string,
  entry: Extract<SourceEntry, { kind: "text" }>,
  depth: number,
): Prepared {
  const known = prepared.get(entry);
  if (known?.sources === sources && known.made.file.path === path) return known.made;
  const { tree, problems } = parse(entry.text);
  const file: SourceFile = { text: entry.text, tree, library: undefined, path };
  const unfinished: Prepared = {
    file,
    names: { problems: [], broken: new Set(), functions: new Map(), bound: new Set(), changed: new Map() },
    problems,
  };
  // Files that import each other in a circle meet themselves here without functions; lowering reports the circle.
  prepared.set(entry, { sources, made: unfinished });
  try {
    const names = checkNames(file, (stmt) => namesBehind(sources, path, stmt, depth + 1));
    const made: Prepared = { ...unfinished, names };
    prepared.set(entry, { sources, made });
    return made;
  } catch (thrown) {
    // The places of another file say nothing in the person's own.
    prepared.delete(entry);
    throw new Rethrown(thrown);
  }
}
