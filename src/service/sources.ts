/** Brings the files that a document names, as they are missed, and again when they change. */
import { messageOf } from "../base/fault.ts";
import type { SourceEntry } from "../data/entry.ts";
import type { Document } from "./document.ts";
import type { Guarded, TellFault } from "./guard.ts";

/** What the service needs of the host's files. */
export interface Files {
  /** The file behind a path that a document names, relative to the document's folder; never rejects. */
  read(uri: string, path: string): Promise<SourceEntry>;
}

export interface Sources {
  /** Asks for what the newest analysis missed; nothing is asked for twice. */
  look(): void;
  /** Forgets files that have changed; true where one was in use. */
  forget(has: (path: string) => boolean): boolean;
  close(): void;
}

export interface SourcesHost {
  readonly files: Files;
  readonly guarded: Guarded;
  readonly tell: TellFault;
}

/** `brought` is told when the document's request has new files in it. */
export function createSources(
  document: Document,
  { files, guarded, tell }: SourcesHost,
  brought: () => void,
): Sources {
  const asked = new Set<string>();
  let closed = false;
  const { uri } = document;
  const read = async (path: string): Promise<SourceEntry> => {
    try {
      return await files.read(uri, path);
    } catch (thrown) {
      tell({ what: "reading of a file", thrown, uri });
      return { kind: "failed", reason: `internal: ${messageOf(thrown)}.` };
    }
  };
  const bringAll = async (paths: readonly string[]): Promise<void> => {
    const entries = await Promise.all(paths.map(async (path) => [path, await read(path)] as const));
    // A file that changed while it was read was forgotten meanwhile, and is asked for again.
    const wanted = entries.filter(([path]) => asked.has(path));
    if (closed || wanted.length === 0) return;
    const { request } = document;
    document.setRequest({ ...request, sources: new Map([...request.sources, ...wanted]) });
    brought();
  };
  const bring = guarded("bringing of files", bringAll, () => uri);
  return {
    look() {
      const missing = document.analysis().program.missing.filter((path) => !asked.has(path));
      if (missing.length === 0) return;
      for (const path of missing) asked.add(path);
      bring(missing);
    },
    forget(has) {
      const changed = [...asked].filter(has);
      if (changed.length === 0) return false;
      for (const path of changed) asked.delete(path);
      const { request } = document;
      document.setRequest({
        ...request,
        sources: new Map([...request.sources].filter(([path]) => asked.has(path))),
      });
      return true;
    },
    close() {
      closed = true;
    },
  };
}
