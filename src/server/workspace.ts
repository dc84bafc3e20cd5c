/** The workspace's `.grad` files, for what looks at all of them: an open one as it is in the editor, others as they are read. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { fileKey, folderOf, relativePath } from "../base/uris.ts";
import { isDataFile } from "../data/read.ts";
import { exampleData } from "../examples/index.ts";
import { createWorkspace, type PlainFile, type Workspace } from "../features/across-files.ts";
import { resolveUri, type ReadFile } from "./files.ts";

/** What a workspace is read with. */
export interface WorkspaceReader {
  /** The files in a folder that a document can name; in one of the workspace's at any depth. */
  readonly list: (folder: string) => Promise<readonly string[]>;
  readonly readFile: ReadFile;
}

export interface WorkspaceFiles {
  /** As far as the folders of a document go; the open documents in any case. */
  of(uri: string): Promise<Workspace>;
  /** As far as the workspace's own folders go, and the open documents. */
  all(): Promise<Workspace>;
  /** The files that a document can name, by their paths from it. */
  paths(uri: string): Promise<readonly string[]>;
  /** What to say of files that were too many to be looked at; undefined where there were none. */
  leftOut(): string | undefined;
  /** Files, or the folders themselves, are others than before. */
  changed(): void;
}

/** More files are not looked at, nor longer ones: nobody writes them by hand. */
const MOST_FILES = 2000;
const MOST_BYTES = 4 * 2 ** 20;

export function createWorkspaceFiles(
  reader: WorkspaceReader | undefined,
  documents: () => { all(): Iterable<TextDocument> },
  folders: (uri: string | undefined) => readonly string[],
  isTold: () => boolean,
  log: (text: string) => void,
): WorkspaceFiles {
  /** What was said of files that are left out, by the folders. */
  const told = new Map<string, string>();
  const firstOf = (uris: readonly string[], key: string): readonly string[] => {
    const count = uris.length;
    const before = told.get(key);
    if (count <= MOST_FILES) told.delete(key);
    else {
      const text = `The workspace has ${count} .grad files. References, renaming and symbols look at ${MOST_FILES} of them and at those that are open, not at the other ${count - MOST_FILES}: open a folder with fewer.`;
      told.set(key, text);
      if (text !== before) log(text);
    }
    return uris.slice(0, MOST_FILES);
  };
  /** What was read, by the folders; kept while the client says what changes, which it does in the workspace's own. */
  const kept = new Map<string, Promise<readonly PlainFile[]>>();
  /** A file that is read again and is as it was is the same object, by which what is known of it is found. */
  const lastRead = new Map<string, PlainFile>();
  const asBefore = (file: PlainFile): PlainFile => {
    const before = lastRead.get(file.uri);
    if (before?.text === file.text) return before;
    lastRead.set(file.uri, file);
    return file;
  };
  const readAll = async (
    { list, readFile }: WorkspaceReader,
    within: readonly string[],
  ): Promise<PlainFile[]> => {
    const listed = (await Promise.all(within.map(list))).flat();
    const uris = firstOf(
      listed.filter((uri) => !isDataFile(uri)),
      keyOf(within),
    );
    const files: PlainFile[] = [];
    for (const uri of uris) {
      const read = await readFile(uri, within, MOST_BYTES);
      if (read.kind === "read") files.push(asBefore({ uri, text: new TextDecoder().decode(read.bytes) }));
      else lastRead.delete(uri);
    }
    return files;
  };
  const read = async (within: readonly string[]): Promise<readonly PlainFile[]> => {
    if (reader === undefined) return [];
    const key = keyOf(within);
    const before = kept.get(key);
    if (before !== undefined) return before;
    const reading = readAll(reader, within);
    const own = folders(undefined);
    if (!isTold() || !within.every((folder) => own.includes(folder))) return reading;
    kept.set(key, reading);
    try {
      return await reading;
    } catch (thrown) {
      kept.delete(key);
      throw thrown;
    }
  };
  /** The text of an open document: one object for each version, by which it is known. */
  const opened = new WeakMap<TextDocument, PlainFile>();
  const textOf = (document: TextDocument): PlainFile => {
    const before = opened.get(document);
    const text = document.getText();
    if (before?.text === text) return before;
    const file = { uri: document.uri, text };
    opened.set(document, file);
    return file;
  };
  const filesIn = async (within: readonly string[]): Promise<Workspace> => {
    const files = new Map((await read(within)).map((file) => [fileKey(file.uri), file]));
    for (const document of documents().all()) files.set(fileKey(document.uri), textOf(document));
    return createWorkspace(files.values(), resolveUri);
  };
  return {
    of: (uri) => filesIn(folders(uri)),
    all: () => filesIn(folders(undefined)),
    async paths(uri) {
      const own = folderOf(uri);
      const listed = reader === undefined ? [] : await Promise.all(folders(uri).map(reader.list));
      const opened = Array.from(documents().all(), (document) => document.uri);
      const others = [...listed.flat(), ...opened].filter((one) => fileKey(one) !== fileKey(uri));
      const paths = others.map((one) => (own === undefined ? undefined : relativePath(own, one)));
      // Every document has the examples' data.
      const all = [...paths.filter((path) => path !== undefined), ...exampleData];
      return [...new Set(all)].sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1));
    },
    leftOut: () => [...told.values()].at(-1),
    changed: () => kept.clear(),
  };
}

function keyOf(folders: readonly string[]): string {
  return folders.join("\n");
}

/** What is near comes first. */
function depthOf(path: string): number {
  return path.split("/").length;
}
