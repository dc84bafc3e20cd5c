/** Brings the files that a document names, as they are missed, and again when they change. */
import { messageOf } from "../base/fault.ts";
import { heldBytes, type SourceEntry } from "../data/entry.ts";
import type { Document, Limits } from "./document.ts";
import type { Guarded, TellFault } from "./guard.ts";

/** What the service needs of the host's files. */
export interface Files {
  /** The file behind a path that a document names, relative to the document's folder, within what is left; never rejects. */
  read(uri: string, path: string, left: Limits): Promise<SourceEntry>;
  /** What differs once that file has changed, such as its time; undefined where nobody can tell. Never rejects. */
  stamp(uri: string, path: string): Promise<string | undefined>;
}

export interface Sources {
  /** The text is another one: what reading took before counts no more. */
  edited(): void;
  /** Asks for what the newest analysis missed; nothing is asked for twice. True where something was asked for. */
  look(): boolean;
  /** Forgets files that have changed; true where one was in use. */
  forget(has: (path: string) => boolean): boolean;
  /** Forgets files that have changed though nobody said so; true where one was in use. */
  forgetChanged(): Promise<boolean>;
  /** Resolves when everything that the newest text names was asked for and has come. */
  settled(): Promise<void>;
  close(): void;
}

export interface SourcesHost {
  readonly files: Files;
  readonly guarded: Guarded;
  readonly tell: TellFault;
  /** What a document's files and its run may take together. */
  limits(): Limits;
  /** Milliseconds from any origin. */
  now(): number;
}

interface Reading {
  /** What the file was like just before. */
  stamp: string | undefined;
  isDone: boolean;
}

/** `brought` is told when the document's request has new files in it, and how many milliseconds their reading took. */
export function createSources(
  document: Document,
  { files, guarded, tell, limits, now }: SourcesHost,
  brought: (milliseconds: number) => void,
): Sources {
  /** Each reading by its path; a later one of the same path takes its place. */
  const asked = new Map<string, Reading>();
  const bringing = new Set<Promise<void>>();
  let closed = false;
  /** Milliseconds of reading since the last edit. */
  let spent = 0;
  const { uri } = document;
  const read = async (path: string, reading: Reading, left: Limits): Promise<SourceEntry> => {
    try {
      reading.stamp = await files.stamp(uri, path);
      return await files.read(uri, path, left);
    } catch (thrown) {
      tell({ what: "reading of a file", thrown, uri });
      return { kind: "failed", reason: `internal: ${messageOf(thrown)}.` };
    }
  };
  const bringAll = async (readings: ReadonlyMap<string, Reading>): Promise<void> => {
    const entries: (readonly [path: string, entry: SourceEntry])[] = [];
    // One after the other: each may take what those before it have left.
    for (const [path, reading] of readings) {
      const started = now();
      const { bytes, milliseconds } = limits();
      const held = [...document.request.sources, ...entries].map(([, entry]) => heldBytes(entry));
      const left = {
        bytes: held.reduce((rest, one) => rest - one, bytes),
        milliseconds: milliseconds === undefined ? undefined : milliseconds - spent,
      };
      entries.push([path, await read(path, reading, left)]);
      spent += now() - started;
    }
    // A file that changed while it was read was forgotten meanwhile, and is asked for again.
    const wanted = entries.filter(([path]) => asked.get(path) === readings.get(path));
    if (closed || wanted.length === 0) return;
    for (const [path] of wanted) readings.get(path)!.isDone = true;
    const { request } = document;
    document.setRequest({ ...request, sources: new Map([...request.sources, ...wanted]) });
    brought(spent);
  };
  const bring = guarded(
    "bringing of files",
    async (readings: ReadonlyMap<string, Reading>) => {
      const all = bringAll(readings);
      bringing.add(all);
      try {
        await all;
      } finally {
        bringing.delete(all);
      }
    },
    () => uri,
  );
  const sources: Sources = {
    edited() {
      spent = 0;
    },
    look() {
      const missing = document.analysis().program.missing.filter((path) => !asked.has(path));
      if (missing.length === 0) return false;
      const readings = new Map(missing.map((path) => [path, { stamp: undefined, isDone: false }]));
      for (const [path, reading] of readings) asked.set(path, reading);
      bring(readings);
      return true;
    },
    async settled() {
      sources.look();
      while (bringing.size > 0) {
        await Promise.all(bringing);
        sources.look();
      }
    },
    forget(has) {
      const changed = [...asked.keys()].filter(has);
      if (changed.length === 0) return false;
      for (const path of changed) asked.delete(path);
      const { request } = document;
      document.setRequest({
        ...request,
        sources: new Map([...request.sources].filter(([path]) => asked.has(path))),
      });
      return true;
    },
    async forgetChanged() {
      const done = [...asked].filter(([, { isDone }]) => isDone);
      const stamps = await Promise.all(done.map(([path]) => files.stamp(uri, path)));
      const changed = new Set(
        done
          .filter(([path, reading], i) => asked.get(path) === reading && reading.stamp !== stamps[i])
          .map(([path]) => path),
      );
      return !closed && sources.forget((path) => changed.has(path));
    },
    close() {
      closed = true;
    },
  };
  return sources;
}
