/** The files that documents name: an open one as it is in the editor, others as the host reads them. */
import { folderOf, resolveIn } from "../base/uris.ts";
import { readEntry, sizeLimit, type SourceEntry } from "../data/entry.ts";
import { dataExtensions, extensionOf, isDataFile } from "../data/read.ts";
import { failed } from "../data/result.ts";
import { exampleData } from "../examples/index.ts";
import type { Steps } from "../data/steps.ts";
import type { ReadFailure } from "../protocol/requests.ts";
import type { Files, Timers } from "../service.ts";
import { explain, workspaceDoor } from "./unread.ts";

/** Nobody feels that the server is busy so long. */
const SLICE_MS = 10;

export type Read = { readonly kind: "read"; readonly bytes: Uint8Array } | ReadFailure;

/** Reads a regular file that is in one of the folders, all of them as URIs. */
export type ReadFile = (uri: string, folders: readonly string[], mostBytes: number) => Promise<Read>;

export interface FilesEnvironment {
  /** The text of an open document. */
  readonly openText: (uri: string) => string | undefined;
  /** The folders whose files a document may name. */
  readonly folders: (document: string) => readonly string[];
  /** The folder of the examples, whose data every document can name that has no such file of its own; undefined where there is none. */
  readonly examples: () => string | undefined;
  readonly readFile: ReadFile;
  /** What differs once a file has changed; undefined where that cannot be told. */
  readonly stampOf: (uri: string) => Promise<string | undefined>;
  readonly timers: Timers;
}

const UNSAVED = "This document is in no folder yet: save it first.";

export function createFiles(environment: FilesEnvironment): Files {
  const { openText, folders, examples, readFile, stampOf, timers } = environment;
  /** What a path means, and the folders in which that may be. */
  const find = (document: string, path: string): { uri: string; within: readonly string[] } | undefined => {
    const own = resolveUri(document, path);
    if (own !== undefined) return { uri: own, within: folders(document) };
    // A copy of an example is in no folder, and has its data all the same.
    const folder = examples();
    return folder === undefined ? undefined : { uri: resolveIn(folder, path), within: [folder] };
  };
  /** A copy of an example that was saved elsewhere has its data all the same. */
  const ofExample = async (path: string, mostBytes: number): Promise<Read | undefined> => {
    const folder = exampleData.has(path) ? examples() : undefined;
    return folder === undefined ? undefined : readFile(resolveIn(folder, path), [folder], mostBytes);
  };
  return {
    async stamp(uri, path) {
      const target = find(uri, path)?.uri;
      return target === undefined || openText(target) !== undefined ? undefined : stampOf(target);
    },
    async read(uri, path, { bytes, milliseconds }): Promise<SourceEntry> {
      const target = find(uri, path);
      if (target === undefined) return failed(UNSAVED);
      const limit = sizeLimit(path);
      if (typeof limit !== "number") return limit;
      const text = isDataFile(path) ? undefined : openText(target.uri);
      if (text !== undefined) return { kind: "text", text };
      const mostBytes = Math.max(0, Math.min(limit, bytes));
      const clock = startClock(milliseconds, timers);
      const own = await clock.race(readFile(target.uri, target.within, mostBytes));
      const found = isMissing(own) ? ((await clock.race(ofExample(path, mostBytes))) ?? own) : own;
      if (found?.kind === "failed" && folderOf(uri) === undefined) return failed(UNSAVED);
      if (found?.kind === "failed")
        return failed(explain(found, { ...workspaceDoor, mostBytes, isLeft: bytes < limit }).join(" "));
      const entry = found && (await inSlices(readEntry(path, found.bytes, bytes), clock, timers));
      return (
        entry ??
        failed(
          "It was not read in the time that files and a run have in Restricted Mode. Trust the workspace, or name a smaller file.",
        )
      );
    },
  };
}

/** Where the file is that a document names, which need not be there: the same one that is read. */
export async function findFile(
  document: string,
  path: string,
  { folders, examples, readFile }: Pick<FilesEnvironment, "folders" | "examples" | "readFile">,
): Promise<string | undefined> {
  const own = resolveUri(document, path);
  const folder = examples();
  const other = folder === undefined ? undefined : resolveIn(folder, path);
  if (own === undefined) return other;
  if (other === undefined || !exampleData.has(path)) return own;
  return isMissing(await readFile(own, folders(document), 0)) ? other : own;
}

function isMissing(read: Read | undefined): boolean {
  return read?.kind === "failed" && read.why === "missing";
}

interface Clock {
  isOver(): boolean;
  /** What a promise gives; undefined where the time is over before. */
  race<T>(promise: Promise<T>): Promise<T | undefined>;
}

function startClock(milliseconds: number | undefined, { now, after }: Timers): Clock {
  const end = milliseconds === undefined ? Infinity : now() + milliseconds;
  return {
    isOver: () => now() >= end,
    async race(promise) {
      if (end === Infinity) return promise;
      let cancel: () => void = () => undefined;
      const over = new Promise<undefined>((resolve) => {
        cancel = after(Math.max(0, end - now()), () => resolve(undefined));
      });
      try {
        return await Promise.race([promise, over]);
      } finally {
        cancel();
      }
    },
  };
}

/** Does long work so that other requests are answered between its steps; undefined where the time is over before. */
async function inSlices<T>(steps: Steps<T>, clock: Clock, { now, after }: Timers): Promise<T | undefined> {
  for (;;) {
    const end = now() + SLICE_MS;
    while (now() < end) {
      const { done, value } = steps.next();
      if (done === true) return value;
      if (clock.isOver()) return undefined;
    }
    await new Promise<void>((resolve) => after(0, resolve));
  }
}

/** The URI of a path that a document names, relative to its folder; undefined for a document that is in none. */
export function resolveUri(document: string, path: string): string | undefined {
  const folder = folderOf(document);
  return folder === undefined ? undefined : resolveIn(folder, path);
}

const namable = ["grad", ...dataExtensions];

/** The files that a document can name, whatever the case of their letters: their ends stand for themselves in a pattern. */
export const namableFiles = `*.{${namable.map(inAnyCase).join(",")}}`;

/** Whether a document can name a file, by its name. */
export function isNamable(name: string): boolean {
  return namable.includes(extensionOf(name));
}

function inAnyCase(word: string): string {
  return word.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
