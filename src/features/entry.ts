/** What a hint is about. */
import type { Group, Node } from "../graph/ir.ts";
import type { Stmt } from "../syntax/tree.ts";
import type { Shape } from "../tensor/shape.ts";

/** One name that a line binds, or the value that it shows, in the turn and call that are shown. */
export interface Entry {
  readonly stmt: Stmt;
  /** Where the name stands in the text; -1 for a value that is shown. */
  readonly target: number;
  readonly name: string | undefined;
  /** What stands before its value where there are several and it has no name. */
  readonly label?: string | undefined;
  readonly value: Node | undefined;
  readonly shape: Shape;
  readonly group: Group | undefined;
  readonly computes: boolean;
  /** How many turns of a loop gave it a value. */
  turns: number;
}
