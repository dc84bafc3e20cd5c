/** Repairs of a name that is missing, with what the other files of the workspace have. */
import type { TextEdit } from "../base/edits.ts";
import { createLineIndex, lineBreakOf } from "../base/line-index.ts";
import { fileName, folderOf, relativePath } from "../base/uris.ts";
import type { Problem } from "../problems.ts";
import { commentsAbove } from "../syntax/comments-above.ts";
import type { StmtOf } from "../syntax/tree.ts";
import {
  importableNames,
  occurrencesAcross,
  reaches,
  type NamedText,
  type Workspace,
} from "./across-files.ts";
import { importNames } from "./imports.ts";
import type { FileEdits } from "./rename.ts";

export interface WorkspaceFix {
  readonly title: string;
  readonly changes: readonly FileEdits[];
}

/** So many files that have a name are offered. */
const MOST_SOURCES = 4;

/** Whether other files can have what a problem says is missing. */
export function looksElsewhere(code: Problem["code"]): boolean {
  return code === "undefined-name" || code === "undefined-function" || code === "import-unknown";
}

/** What other files can do for a problem of a file: the name is imported, or changed wherever it is imported. */
export function missingNameFixes(
  workspace: Workspace,
  file: NamedText,
  problem: Problem,
): readonly WorkspaceFix[] {
  const { start, end } = problem.span;
  const name = file.text.slice(start, end);
  switch (problem.code) {
    case "undefined-name":
    case "undefined-function": {
      const isFunction = problem.code === "undefined-function";
      return sourcesOf(workspace, file, name)
        .filter((one) => one.isFunction === isFunction)
        .map(({ path }) => ({
          title: `Import ${name} from "${path}"`,
          changes: [{ file, edits: [importEdit(file, path, name, start)] }],
        }));
    }
    case "import-unknown": {
      const line = file.tree.statements.find(
        (stmt): stmt is StmtOf<"from"> =>
          stmt.kind === "from" && stmt.span.start <= start && end <= stmt.span.end,
      );
      if (line === undefined) return [];
      const elsewhere = sourcesOf(workspace, file, name).map(({ path }) => ({
        title: `Import ${name} from "${path}"`,
        changes: [{ file, edits: moved(file, line, start, path) }],
      }));
      const similar = problem.fixes[0]?.edits[0]?.text;
      const everywhere =
        similar === undefined ? undefined : changedEverywhere(workspace, file, line, name, similar, start);
      return everywhere === undefined ? elsewhere : [everywhere, ...elsewhere];
    }
    default:
      return [];
  }
}

interface Source {
  readonly path: string;
  readonly isFunction: boolean;
}

/** The files that bind a name at top level and can be imported from, those that are near first. */
function sourcesOf(workspace: Workspace, file: NamedText, name: string): readonly Source[] {
  const folder = folderOf(file.uri);
  if (folder === undefined) return [];
  const wanted = name.normalize("NFKC");
  const found = workspace.files.flatMap((one): readonly Source[] => {
    if (one === file) return [];
    const path = relativePath(folder, one.uri);
    if (path === undefined || path.includes('"') || path.includes("\\")) return [];
    const has = importableNames(one).find(({ written }) => written.normalize("NFKC") === wanted);
    // What a file has from another one is imported from there.
    const isImported = one.tree.statements.some(
      (stmt) => stmt.kind === "from" && stmt.names.some((imported) => imported.name === wanted),
    );
    if (has === undefined || isImported || reaches(workspace, one, file)) return [];
    return [{ path, isFunction: has.isFunction }];
  });
  const depthOf = ({ path }: Source): number => path.split("/").length;
  return found.sort((a, b) => depthOf(a) - depthOf(b) || (a.path < b.path ? -1 : 1)).slice(0, MOST_SOURCES);
}

/** Takes a name from a path, above the place that needs it. */
function importEdit(file: NamedText, path: string, name: string, before: number): TextEdit {
  const { tree, text } = file;
  const joined = importNames(tree, path, [name]);
  if (joined !== undefined && joined.span.start < before) return joined;
  const newline = lineBreakOf(text);
  const line = `from "${path}" import ${name}`;
  const last = tree.statements.findLast((stmt) => stmt.kind === "from" && stmt.span.end < before);
  const lines = createLineIndex(text);
  if (last !== undefined) {
    const end = lines.endOf(lines.lineAt(last.span.end));
    return { span: { start: end, end }, text: newline + line };
  }
  const first = tree.statements[0]!;
  const start = first.kind === "def" ? commentsAbove(text, first.span.start) : first.span.start;
  return { span: { start, end: start }, text: line + newline };
}

/** Takes one name of an import from another file. */
function moved(
  file: NamedText,
  { names, pathSpan, span }: StmtOf<"from">,
  start: number,
  path: string,
): readonly TextEdit[] {
  const at = names.findIndex((name) => name.span.start === start);
  const [before, own, after] = [names[at - 1], names[at]!, names[at + 1]];
  const rest = file.tree.statements.filter((stmt) => stmt.span.start !== span.start);
  const joined = importNames({ ...file.tree, statements: rest }, path, [
    file.text.slice(own.span.start, own.span.end),
  ]);
  if (names.length === 1 && joined === undefined) return [{ span: pathSpan, text: `"${path}"` }];
  const written = file.text.slice(own.span.start, own.span.end);
  const gone =
    before !== undefined
      ? { start: before.span.end, end: own.span.end }
      : { start: own.span.start, end: after?.span.start ?? own.span.end };
  const line = {
    span: { start: span.end, end: span.end },
    text: `${lineBreakOf(file.text)}from "${path}" import ${written}`,
  };
  return [{ span: gone, text: "" }, joined ?? line];
}

/**
 * A name that its file does not have any more, in all files that import it: they are found as if it had the name still. None where
 * one of them has the other name too.
 */
function changedEverywhere(
  workspace: Workspace,
  file: NamedText,
  line: StmtOf<"from">,
  name: string,
  similar: string,
  offset: number,
): WorkspaceFix | undefined {
  const source = workspace.importedBy(file, line);
  if (source === undefined) return undefined;
  const isFunction = source.functions.has(similar.normalize("NFKC"));
  const gone = isFunction ? `\ndef ${name}(x):\n    return x\n` : `\n${name} = 1\n`;
  const before = workspace.withTexts(new Map([[source, source.text + gone]]));
  const own = before.get(file.uri);
  if (own === undefined) return undefined;
  const family = occurrencesAcross(before, own, offset).filter((one) => one.file.uri !== source.uri);
  const isTaken = family.some((one) =>
    one.file.names.occurrences.some(({ symbol }) => symbol.name === similar.normalize("NFKC")),
  );
  if (family.length < 2 || isTaken) return undefined;
  return {
    title: `Change to ${similar} in all ${family.length} files that import it from ${fileName(source.uri)}`,
    changes: family.map((one) => ({
      file: workspace.get(one.file.uri) ?? one.file,
      edits: one.occurrences.map(({ span }) => ({ span, text: similar })),
    })),
  };
}
