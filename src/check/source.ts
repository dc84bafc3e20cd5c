/** A parsed file as the checker sees it: the person's own, one that it imports, or one of the standard library. */
import { createLineIndex } from "../base/line-index.ts";
import { isAbsolute } from "../base/uris.ts";
import type { StmtOf, Tree } from "../syntax/tree.ts";

export interface SourceFile {
  readonly text: string;
  readonly tree: Tree;
  /** The path inside the standard library (`activation.grad`); undefined for a person's file. */
  readonly library: string | undefined;
  /** The module that its functions are called by, as in `linalg.norm`; only in the library. */
  readonly module?: string | undefined;
  /** Relative to the folder of the file that is checked; its own name for that file itself. */
  readonly path: string;
}

/** The path that a file means by what it writes: relative to the folder of the file that is checked, unless it is absolute. */
export function resolvePath(from: string, written: string): string {
  const path = written.replaceAll("\\", "/");
  const absolute = isAbsolute(path) ? path : isAbsolute(from) ? from : undefined;
  const parts = isAbsolute(path)
    ? []
    : from
        .split("/")
        .slice(0, -1)
        .filter((part) => part !== "");
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (absolute === undefined) parts.push(part);
  }
  return `${absolute?.startsWith("/") === true ? "/" : ""}${parts.join("/")}`;
}

/** The line of an offset in a file, from 1. */
export function lineIn(file: SourceFile, offset: number): number {
  return createLineIndex(file.text).lineAt(offset) + 1;
}

export type Def = StmtOf<"def">;
