/** Moves a function to another file, which the file that it leaves imports it from. */
import type { TextEdit } from "../base/edits.ts";
import { lineBreakOf } from "../base/line-index.ts";
import { fileKey, fileName, folderOf, relativePath } from "../base/uris.ts";
import type { Identifier, StmtOf } from "../syntax/tree.ts";
import { commentsAbove } from "../syntax/comments-above.ts";
import { walkExpressions } from "../syntax/walk.ts";
import { touches } from "../base/span.ts";
import { importsOf, reaches, type NamedText, type Workspace } from "./across-files.ts";
import { importNames } from "./imports.ts";

export interface FunctionMove {
  readonly title: string;
  /** The edits in the file that it leaves. */
  readonly edits: readonly TextEdit[];
  readonly target: { readonly uri: string; readonly isNew: boolean; readonly edit: TextEdit };
}

/** So many files of the folder are offered. */
const MOST_TARGETS = 8;

/**
 * The moves of the function whose name an offset touches: to the other files of its folder, and to one of its own. None where it
 * needs what stays behind: a value of the file, or another of its functions; none to a file where one of its names would mean
 * something else, or that imports from this one.
 */
export function functionMoves(
  workspace: Workspace,
  file: NamedText,
  offset: number,
  resolve: (uri: string, path: string) => string | undefined,
): readonly FunctionMove[] {
  const def = file.tree.statements.find(
    (stmt): stmt is StmtOf<"def"> => stmt.kind === "def" && touches(stmt.name.span, offset),
  );
  const folder = folderOf(file.uri);
  if (def === undefined || folder === undefined || file.faults > 0) return [];
  const needed = neededImports(file, def);
  if (needed === undefined) return [];
  const written = file.text.slice(def.name.span.start, def.name.span.end);
  const numbers = numbersIn(file, def);
  const others = workspace.files.filter(
    (one) =>
      one !== file &&
      folderOf(one.uri) === folder &&
      one.faults === 0 &&
      !binds(one, def.name.name) &&
      !numbers.some((name) => binds(one, name)) &&
      !reaches(workspace, one, file),
  );
  const own = `${folder}/${encodeURIComponent(written)}.grad`;
  const isFree = workspace.get(own) === undefined;
  const move = (target: string, text: string | undefined): FunctionMove | undefined => {
    const path = relativePath(folder, target);
    if (path === undefined) return undefined;
    const there = workspace.get(target);
    const lines: string[] = [];
    for (const { path: from, name, written: spelling } of needed) {
      const named = resolve(file.uri, from);
      // What the target has itself it does not import, nor what it takes from there already.
      if (named === undefined || fileKey(named) === fileKey(target)) continue;
      if (there !== undefined && takes(there, name, named, resolve)) continue;
      const source = workspace.get(named);
      if (there !== undefined && (binds(there, name) || (source && reaches(workspace, source, there))))
        return undefined;
      lines.push(`from "${relativePath(folder, named) ?? from}" import ${spelling}`);
    }
    return {
      title: `Move ${written} to ${text === undefined ? "a new file, " : ""}${fileName(target)}`,
      edits: leave(file, def, path, written),
      target: {
        uri: target,
        isNew: text === undefined,
        edit: arrive(file, def, lines, text ?? ""),
      },
    };
  };
  const there = others.map((one) => move(one.uri, one.text)).filter((one) => one !== undefined);
  return [...there.slice(0, MOST_TARGETS), ...(isFree ? [move(own, undefined)] : [])].filter(
    (one) => one !== undefined,
  );
}

interface Needed {
  /** Where it comes from, as the file says it. */
  readonly path: string;
  readonly name: string;
  readonly written: string;
}

/** What a function takes from other files; undefined where it needs something of its own file. */
function neededImports({ names, text, tree }: NamedText, def: StmtOf<"def">): readonly Needed[] | undefined {
  const needed = new Map<string, Needed>();
  const isTaken = ({ name, span }: Identifier): boolean => {
    const source = tree.statements.findLast(
      (stmt): stmt is StmtOf<"from"> => stmt.kind === "from" && stmt.names.some((one) => one.name === name),
    );
    if (source === undefined) return false;
    const path = source.path.replaceAll("\\", "/");
    needed.set(name, { path, name, written: text.slice(span.start, span.end) });
    return true;
  };
  // Whether a name of a file that is not there is a function, nobody knows: calls are looked at by themselves.
  walkExpressions([def], (expr) => {
    if (expr.kind === "call") isTaken(expr.callee);
  });
  for (const { symbol, span } of names.occurrences) {
    const isInside = span.start >= def.span.start && span.end <= def.span.end;
    const isOfFile = symbol.isOwn || symbol.kind === "value" || symbol.kind === "loop";
    if (!isInside || !isOfFile || symbol.scope !== undefined || symbol.name === def.name.name) continue;
    if (!isTaken({ name: symbol.name, span })) return undefined;
  }
  return [...needed.values()];
}

function binds({ names }: NamedText, name: string): boolean {
  return names.occurrences.some(
    ({ symbol, access }) => access !== "read" && symbol.scope === undefined && symbol.name === name,
  );
}

/** The numbers of the language that a function reads: another file may have a value of such a name. */
function numbersIn({ names }: NamedText, { span }: StmtOf<"def">): readonly string[] {
  return names.occurrences.flatMap((one) =>
    one.symbol.kind === "number" && one.span.start >= span.start && one.span.end <= span.end
      ? [one.symbol.name]
      : [],
  );
}

/** Whether a file takes a name from that one already. */
function takes(
  file: NamedText,
  name: string,
  source: string,
  resolve: (uri: string, path: string) => string | undefined,
): boolean {
  const last = importsOf(file, name).at(-1);
  const named = last && resolve(file.uri, last.path.replaceAll("\\", "/"));
  return named !== undefined && fileKey(named) === fileKey(source);
}

/** Where a function ends, with the comment behind its last line. */
function endOf(text: string, { span }: StmtOf<"def">): number {
  return span.end + (/^[\t ]*#[^\r\n]*/u.exec(text.slice(span.end))?.[0].length ?? 0);
}

/** The function goes, with the comments above it; the file imports it. */
function leave(file: NamedText, def: StmtOf<"def">, path: string, written: string): readonly TextEdit[] {
  const { text, tree } = file;
  const start = commentsAbove(text, def.span.start);
  const end = endOf(text, def);
  const blank = /^(?:[\t ]*(?:\r\n|\n|\r))*/u.exec(text.slice(end))?.[0].length ?? 0;
  const gone = { start, end: end + blank };
  const line = importNames(tree, path, [written]);
  // A line for it stands in its place, where no other one is there to take it in.
  return line === undefined
    ? [{ span: gone, text: `from "${path}" import ${written}${lineBreakOf(text).repeat(2)}` }]
    : [line, { span: gone, text: "" }];
}

/** Behind everything that the other file has. */
function arrive(file: NamedText, def: StmtOf<"def">, imports: readonly string[], text: string): TextEdit {
  const start = commentsAbove(file.text, def.span.start);
  const newline = text === "" ? lineBreakOf(file.text) : lineBreakOf(text);
  const moved = file.text.slice(start, endOf(file.text, def)).split(/\r\n|\n|\r/u);
  const before = text === "" ? [] : text.endsWith("\n") ? [""] : ["", ""];
  const lines = [...before, ...imports, ...(imports.length > 0 ? [""] : []), ...moved, ""];
  return { span: { start: text.length, end: text.length }, text: lines.join(newline) };
}
