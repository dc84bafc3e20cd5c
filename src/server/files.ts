/** The files that documents name: an open one as it is in the editor, others as the host reads them. */
import { folderOf, resolveIn } from "../base/uris.ts";
import { readEntry, type SourceEntry } from "../data/entry.ts";
import { dataExtensions } from "../data/read.ts";
import type { Files } from "../service.ts";

/** Reads a file of the workspace that a document names; gives a reason as a sentence where it cannot. */
export type ReadFile = (uri: string, document: string) => Promise<Uint8Array | string>;

export interface FilesEnvironment {
  /** The text of an open document. */
  readonly openText: (uri: string) => string | undefined;
  readonly readFile: ReadFile;
}

export function createFiles({ openText, readFile }: FilesEnvironment): Files {
  return {
    async read(uri, path): Promise<SourceEntry> {
      const target = resolveUri(uri, path);
      if (target === undefined)
        return { kind: "failed", reason: "This document is in no folder yet: save it first." };
      const text = path.toLowerCase().endsWith(".grad") ? openText(target) : undefined;
      if (text !== undefined) return { kind: "text", text };
      try {
        const found = await readFile(target, uri);
        return typeof found === "string" ? { kind: "failed", reason: found } : readEntry(path, found);
      } catch (error) {
        return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}

/** The URI of a path that a document names, relative to its folder; undefined for a document that is in none. */
export function resolveUri(document: string, path: string): string | undefined {
  const folder = folderOf(document);
  return folder === undefined ? undefined : resolveIn(folder, path);
}

/** The files that a document can name, whatever the case of their letters: their ends stand for themselves in a pattern. */
export const watchedFiles = `**/*.{${["grad", ...dataExtensions].map(inAnyCase).join(",")}}`;

function inAnyCase(word: string): string {
  return word.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
