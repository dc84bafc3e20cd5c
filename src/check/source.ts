/** A parsed file as the checker sees it: the person's own, or one of the standard library. */
import type { StmtOf, Tree } from "../syntax/tree.ts";

export interface SourceFile {
  readonly text: string;
  readonly tree: Tree;
  /** The path inside the standard library (`activation.grad`); undefined for the person's own file. */
  readonly library: string | undefined;
}

export type Def = StmtOf<"def">;
