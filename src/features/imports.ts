/** The lines that import: what one more name makes of them, and their order without what nothing needs. */
import type { TextEdit } from "../base/edits.ts";
import { lineBreakOf } from "../base/line-index.ts";
import type { StmtOf, Tree } from "../syntax/tree.ts";
import { occurrencesAcross, type NamedText, type Workspace } from "./across-files.ts";

/** Takes names into the line that imports from a path already; undefined where there is none. */
export function importNames(
  { statements }: Tree,
  path: string,
  names: readonly string[],
): TextEdit | undefined {
  const line = statements.find(
    (stmt): stmt is StmtOf<"from"> => stmt.kind === "from" && stmt.path.replaceAll("\\", "/") === path,
  );
  const last = line?.names.at(-1);
  if (last === undefined) return undefined;
  const { end } = last.span;
  return { span: { start: end, end }, text: names.map((name) => `, ${name}`).join("") };
}

/**
 * One line for each file in the order of their paths, names in the order of the alphabet, without those that neither this file
 * nor another one uses. A run of lines that import is ordered by itself; where a comment stands among them it stays as it is.
 */
export function organisedImports(workspace: Workspace, file: NamedText): readonly TextEdit[] {
  const { text, tree, faults } = file;
  if (faults > 0) return [];
  const runs: StmtOf<"from">[][] = [];
  let before: StmtOf<"from"> | undefined;
  for (const stmt of tree.statements) {
    if (stmt.kind !== "from") before = undefined;
    else {
      if (
        before !== undefined &&
        /^[\t ]*(?:\r\n|\n|\r)$/u.test(text.slice(before.span.end, stmt.span.start))
      )
        runs.at(-1)!.push(stmt);
      else runs.push([stmt]);
      before = stmt;
    }
  }
  const newline = lineBreakOf(text);
  return runs.flatMap((run) => {
    const names = new Map<string, Set<string>>();
    for (const stmt of run) {
      const known = names.get(stmt.path) ?? new Set();
      names.set(stmt.path, known);
      // What a file has that is not there, nobody knows.
      const isKnown = workspace.importedBy(file, stmt) !== undefined;
      for (const { span } of stmt.names)
        if (!isKnown || isUsed(workspace, file, span.start)) known.add(text.slice(span.start, span.end));
    }
    // Of two files that have it the last line's counts, wherever it would stand then.
    const all = run.flatMap((stmt) => stmt.names.map(({ name }) => ({ name, path: stmt.path })));
    if (all.some(({ name, path }) => all.some((one) => one.name === name && one.path !== path))) return [];
    const lines = [...names]
      .filter(([, used]) => used.size > 0)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([path, used]) => `from ${quotedPath(text, run, path)} import ${[...used].sort().join(", ")}`);
    const start = run[0]!.span.start;
    const last = run.at(-1)!.span.end;
    // Where nothing is left the line itself goes too, but for a comment behind it.
    const end =
      lines.length > 0 ? last : last + (/^[\t ]*(?:\r\n|\n|\r)?/u.exec(text.slice(last))?.[0].length ?? 0);
    const wanted = lines.join(newline);
    return text.slice(start, end) === wanted ? [] : [{ span: { start, end }, text: wanted }];
  });
}

/** As it is written, quotes and all. */
function quotedPath(text: string, run: readonly StmtOf<"from">[], path: string): string {
  const { start, end } = run.find((stmt) => stmt.path === path)!.pathSpan;
  return text.slice(start, end);
}

function isUsed(workspace: Workspace, file: NamedText, offset: number): boolean {
  return occurrencesAcross(workspace, file, offset).some(({ file: there, occurrences }) =>
    there === file
      ? occurrences.some(({ stmt }) => stmt.kind !== "from")
      : occurrences.some(({ stmt }) => stmt.kind === "from" && workspace.importedBy(there, stmt) === file),
  );
}
