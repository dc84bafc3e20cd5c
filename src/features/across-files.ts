/** Which places of several files mean the same: a name that one file binds and others import, and the parameters of a function. */
import { fileKey } from "../base/uris.ts";
import { resolveNames, type NameSymbol, type Occurrence, type Resolution } from "../check/resolve.ts";
import { parse } from "../syntax/parser.ts";
import { boundNames } from "../check/bound-names.ts";
import type { Identifier, StmtOf, Tree } from "../syntax/tree.ts";
import { walkStatements } from "../syntax/walk.ts";
import { isSameName } from "./references.ts";

/** A file as far as its names go: parsed, not run. */
export interface NamedText {
  readonly uri: string;
  readonly text: string;
  readonly tree: Tree;
  /** How many problems its lines have. */
  readonly faults: number;
  readonly names: Resolution;
  /** The functions that it defines or imports. */
  readonly functions: ReadonlySet<string>;
}

export interface Workspace {
  readonly files: readonly NamedText[];
  /** The file behind a URI, however it is escaped. */
  get(uri: string): NamedText | undefined;
  /** The file that a line imports from, if it is one of these. */
  importedBy(file: NamedText, stmt: StmtOf<"from">): NamedText | undefined;
  /** The same with other texts in some files. */
  withTexts(texts: ReadonlyMap<NamedText, string>): Workspace;
}

export interface PlainFile {
  readonly uri: string;
  readonly text: string;
}

interface ParsedFile extends PlainFile {
  readonly tree: Tree;
  readonly faults: number;
  /** Who its names were where these were its functions, joined. */
  names?: { readonly functions: string; readonly resolution: Resolution };
}

/** A file is parsed once, however often a workspace is made of it. */
const parsedFiles = new WeakMap<PlainFile, ParsedFile>();

function parsedOf(file: PlainFile): ParsedFile {
  const before = parsedFiles.get(file);
  if (before !== undefined) return before;
  const { tree, problems } = parse(file.text);
  const parsed = { ...file, tree, faults: problems.length };
  parsedFiles.set(file, parsed);
  return parsed;
}

/** `resolve` gives the URI of a path that a file names. */
export function createWorkspace(
  texts: Iterable<PlainFile>,
  resolve: (uri: string, path: string) => string | undefined,
): Workspace {
  const parsed = new Map(Array.from(texts, (file) => [fileKey(file.uri), parsedOf(file)]));
  const behind = ({ uri }: PlainFile, { path }: StmtOf<"from">): string =>
    fileKey(resolve(uri, path.replaceAll("\\", "/")) ?? "");
  const known = new Map<ParsedFile, ReadonlySet<string>>();
  const functionsOf = (file: ParsedFile): ReadonlySet<string> => {
    const before = known.get(file);
    if (before !== undefined) return before;
    const functions = new Set<string>();
    // Files that import each other in a circle meet themselves here.
    known.set(file, functions);
    for (const stmt of file.tree.statements) {
      if (stmt.kind === "def") functions.add(stmt.name.name);
      if (stmt.kind !== "from") continue;
      const source = parsed.get(behind(file, stmt));
      const theirs = source === undefined ? undefined : functionsOf(source);
      for (const { name } of stmt.names) if (theirs?.has(name) === true) functions.add(name);
    }
    return functions;
  };
  const files = new Map<string, NamedText>();
  for (const [key, file] of parsed) {
    const named: NamedText = {
      ...file,
      get functions() {
        return functionsOf(file);
      },
      // Of most files nobody asks; of one that is the same as before the answer is known.
      get names() {
        const functions = [...functionsOf(file)].join();
        if (file.names?.functions !== functions)
          file.names = { functions, resolution: resolveNames(file.tree, functionsOf(file)) };
        return file.names.resolution;
      },
    };
    parsedFiles.set(named, file);
    files.set(key, named);
  }
  return {
    files: [...files.values()],
    get: (uri) => files.get(fileKey(uri)),
    importedBy: (file, stmt) => files.get(behind(file, stmt)),
    withTexts: (changed) =>
      createWorkspace(
        [...files.values()].map((file) => {
          const text = changed.get(file);
          return text === undefined ? file : { uri: file.uri, text };
        }),
        resolve,
      ),
  };
}

/** What others can import from a file, in the order of its text. */
export function importableNames({ text, tree, functions }: NamedText): readonly {
  readonly written: string;
  readonly isFunction: boolean;
}[] {
  const names = new Map<string, { readonly written: string; readonly isFunction: boolean }>();
  const add = ({ name, span }: Identifier): void => {
    if (!names.has(name))
      names.set(name, { written: text.slice(span.start, span.end), isFunction: functions.has(name) });
  };
  for (const stmt of tree.statements) {
    if (stmt.kind === "def") add(stmt.name);
    else walkStatements([stmt], (inner) => boundNames(inner).forEach(add));
  }
  return [...names.values()];
}

/** What one file has of a name. */
export interface InFile {
  readonly file: NamedText;
  readonly occurrences: readonly Occurrence[];
}

/** Every place in the workspace where the same is meant as at an offset of a file. */
export function occurrencesAcross(workspace: Workspace, file: NamedText, offset: number): readonly InFile[] {
  const symbol = file.names.at(offset)?.symbol;
  if (symbol === undefined) return [];
  const shared = sharedName(file, symbol);
  const isMeant = (one: NameSymbol, there: NamedText): boolean =>
    (there === file && isSameName(symbol, one)) ||
    (shared !== undefined && isSameShared(shared, sharedName(there, one)));
  const files = shared === undefined ? [file] : filesThatShare(workspace, file, shared.name);
  return files.flatMap((there) => {
    const occurrences = there.names.occurrences.filter((one) => isMeant(one.symbol, there));
    return occurrences.length === 0 ? [] : [{ file: there, occurrences }];
  });
}

/** A name at top level, which other files can import; or what an argument of such a function is called. */
interface Shared {
  readonly name: string;
  readonly isFunction: boolean;
  readonly argument: string | undefined;
}

function sharedName({ functions }: NamedText, symbol: NameSymbol): Shared | undefined {
  const { kind, name, scope, callee } = symbol;
  if (kind === "function" && symbol.isOwn) return { name, isFunction: true, argument: undefined };
  if ((kind === "value" || kind === "loop") && scope === undefined)
    return { name, isFunction: false, argument: undefined };
  if (kind === "parameter" && scope !== undefined)
    return { name: scope.name.name, isFunction: true, argument: name };
  if (kind === "argument" && callee !== undefined && functions.has(callee))
    return { name: callee, isFunction: true, argument: name };
  return undefined;
}

function isSameShared(one: Shared, other: Shared | undefined): boolean {
  return (
    other !== undefined &&
    one.name === other.name &&
    one.isFunction === other.isFunction &&
    one.argument === other.argument
  );
}

/** The files that bind a name or import it from each other, through others too: a file may have it from several. */
function filesThatShare(workspace: Workspace, file: NamedText, name: string): readonly NamedText[] {
  const neighbours = new Map<NamedText, NamedText[]>();
  const connect = (one: NamedText, other: NamedText): void => {
    const known = neighbours.get(one);
    if (known === undefined) neighbours.set(one, [other]);
    else known.push(other);
  };
  for (const one of workspace.files) {
    for (const line of importsOf(one, name)) {
      const source = workspace.importedBy(one, line);
      if (source === undefined) continue;
      connect(one, source);
      connect(source, one);
    }
  }
  const found = new Set([file]);
  for (const next of found) for (const other of neighbours.get(next) ?? []) found.add(other);
  return [...found];
}

/** The lines of a file that import a name. */
export function importsOf({ tree }: NamedText, name: string): readonly StmtOf<"from">[] {
  return tree.statements.filter(
    (stmt): stmt is StmtOf<"from"> =>
      stmt.kind === "from" && stmt.names.some((imported) => imported.name === name),
  );
}

/** Whether a file imports from another one, through others too: files cannot import each other in a circle. */
export function reaches(workspace: Workspace, from: NamedText, to: NamedText): boolean {
  const seen = new Set([from]);
  for (const one of seen) {
    for (const stmt of one.tree.statements) {
      const source = stmt.kind === "from" ? workspace.importedBy(one, stmt) : undefined;
      if (source !== undefined) seen.add(source);
    }
  }
  return seen.has(to);
}
