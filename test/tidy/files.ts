/** What the tidy tests read: every source file of the repository, from the disk. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, matchesGlob, normalize } from "node:path";
import ts from "typescript";

export const root = join(import.meta.dirname, "../..");

/** A file with its path from the root, in forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What is made, fetched or hidden, and is nobody's source. */
const made = new Set(["node_modules", "dist", ".vscode-test", ".git", "coverage"]);

/** Every file of the repository that matches one of the patterns; it is a mistake if there is none. */
export function filesOf(...patterns: readonly string[]): readonly SourceFile[] {
  const paths = allPaths().filter((path) => patterns.some((pattern) => matchesGlob(path, pattern)));
  if (paths.length === 0) throw new Error(`no file matches ${patterns.join(", ")}`);
  return paths.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** The path of every file of the repository, in order. */
export function allPaths(folder = ""): readonly string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).filter(
    ({ name }) => !made.has(name),
  );
  return entries
    .flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? allPaths(path) : [path];
    })
    .sort();
}

/** The modules that a file imports: paths from the root where they are relative, else as they are written. */
export function importsOf({ path, text }: SourceFile): readonly string[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) =>
      fileName.startsWith(".") ? normalize(join(dirname(path), fileName)).replaceAll("\\", "/") : fileName,
    );
}

/** Every node of a file's syntax tree, in reading order. */
export function nodesOf({ path, text }: SourceFile): readonly ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return nodes;
}

/** `path:line`, for a failure that one can go to. */
export function placeOf(file: SourceFile, node: ts.Node): string {
  const start = node.getStart();
  return `${file.path}:${file.text.slice(0, start).split("\n").length}`;
}
