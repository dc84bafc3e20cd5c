/** The files that documents name: an open one as it is in the editor, others as the host reads them. */
import { folderOf, resolveIn } from "../base/uris.ts";
import { readEntry, sizeLimit, type SourceEntry } from "../data/entry.ts";
import { dataExtensions } from "../data/read.ts";
import { failed } from "../data/result.ts";
import type { Steps } from "../data/steps.ts";
import type { Files, Timers } from "../service.ts";

/** Nobody feels that the server is busy so long. */
const SLICE_MS = 10;

/** Reads a file of the workspace that a document names; gives a reason as a sentence where it cannot. */
export type ReadFile = (uri: string, document: string, mostBytes: number) => Promise<Uint8Array | string>;

export interface FilesEnvironment {
  /** The text of an open document. */
  readonly openText: (uri: string) => string | undefined;
  readonly readFile: ReadFile;
  readonly timers: Timers;
}

export function createFiles({ openText, readFile, timers }: FilesEnvironment): Files {
  return {
    async read(uri, path): Promise<SourceEntry> {
      const target = resolveUri(uri, path);
      if (target === undefined) return failed("This document is in no folder yet: save it first.");
      const text = path.toLowerCase().endsWith(".grad") ? openText(target) : undefined;
      if (text !== undefined) return { kind: "text", text };
      const most = sizeLimit(path);
      if (typeof most !== "number") return most;
      const found = await readFile(target, uri, most);
      return typeof found === "string"
        ? failed(found)
        : await inSlices(readEntry(path, found, Infinity), timers);
    },
  };
}

/** Does long work so that other requests are answered between its steps. */
async function inSlices<T>(steps: Steps<T>, { now, after }: Timers): Promise<T> {
  for (;;) {
    const end = now() + SLICE_MS;
    while (now() < end) {
      const { done, value } = steps.next();
      if (done === true) return value;
    }
    await new Promise<void>((resolve) => after(0, resolve));
  }
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
