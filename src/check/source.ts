/** A parsed file as the checker sees it: the person's own, one that it imports, or one of the standard library. */
import type { StmtOf, Tree } from "../syntax/tree.ts";

export interface SourceFile {
  readonly text: string;
  readonly tree: Tree;
  /** The path inside the standard library (`activation.grad`); undefined for a person's file. */
  readonly library: string | undefined;
  /** Relative to the folder of the file that is checked; its own name for that file itself. */
  readonly path: string;
}

/** The path that a file means by what it writes. */
export function resolvePath(from: string, written: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const part of written.replaceAll("\\", "/").split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}

export type Def = StmtOf<"def">;
