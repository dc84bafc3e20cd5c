/** The files that documents name: an open one as it is in the editor, others as the host reads them. */
import { readEntry, type SourceEntry } from "../data/entry.ts";
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

/** The URI of a path that a document names, relative to its folder. */
export function resolveUri(uri: string, path: string): string {
  const folder = uri.slice(0, uri.lastIndexOf("/") + 1);
  const parts = folder.split("/");
  parts.pop();
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else parts.push(encodeURIComponent(part));
  }
  return parts.join("/");
}
