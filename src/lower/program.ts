/** What lowering makes of a file: the graph, what each line binds and shows, and the targets. */
import type { Span } from "../base/span.ts";
import type { Callable } from "../check/signature.ts";
import type { Def, SourceFile } from "../check/source.ts";
import type { Graph, Group, Inputs, Node } from "../graph/ir.ts";
import type { Problem } from "../problems.ts";
import type { Expr, Stmt } from "../syntax/tree.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Part } from "./values.ts";

/** One binding of a name, each time that its line is reached: in every turn and every call. */
export interface Binding {
  readonly name: string;
  /** The name itself, where it is bound. */
  readonly span: Span;
  readonly stmt: Stmt;
  /** The right-hand side; undefined for a loop's name. */
  readonly expr: Expr | undefined;
  /** Undefined where the line is broken or depends on one that is. */
  readonly value: Node | undefined;
  /** The call whose values or places it is, with nothing in between. */
  readonly part: Part | undefined;
  readonly shape: Shape;
  /** The innermost call or turn. */
  readonly group: Group | undefined;
  /** In no function: such a name is the file's. */
  readonly topLevel: boolean;
  readonly leaf: boolean;
  /** The line computes something: it is not a value as written. */
  readonly computes: boolean;
  readonly loopName: boolean;
}

/** A line that is an expression of its own. */
export interface Shown {
  readonly stmt: Stmt;
  readonly expr: Expr;
  readonly value: Node;
  readonly shape: Shape;
  readonly group: Group | undefined;
}

/** A value whose number was read while the graph was built: as an index, a size, a bound or a condition. */
export interface Settled {
  readonly node: Node;
  /** The expression or statement of the file that did. */
  readonly at: Expr | Stmt;
}

/** `check(dx, x)`: what somebody believes the gradient by a name to be. */
export interface Claim {
  readonly call: Expr;
  readonly claim: Node;
  readonly claimExpr: Expr;
  readonly by: Node;
  readonly byExpr: Expr;
}

export interface Target {
  /** As the file writes it: `f`. */
  readonly text: string;
  readonly node: Node;
  /** The upstream gradient; undefined for 1. */
  readonly seed: Node | undefined;
  /** The `.backward()` line, or the line that binds the default target. */
  readonly stmt: Stmt;
  readonly explicit: boolean;
}

/** A call of one of the file's own functions. */
export interface CallRecord {
  readonly def: Def;
  readonly group: Group;
  /** The call expression in the file. */
  readonly call: Expr;
  /** The tensors that the parameters hold at the start, in their order. */
  readonly parameters: readonly (Node | undefined)[];
  /** Writes out the function's own backward block for these upstream gradients; undefined where it has none, or one that is broken. */
  readonly writeBlock: ((upstream: readonly Node[]) => WrittenBlock) | undefined;
}

/** A call of a function of a person's other file that has a backward block of its own. */
export interface ImportedCall extends CallRecord {
  readonly source: SourceFile;
}

/** A backward block as it was written out for one upstream gradient. Its nodes are the gradient's: none stands in the graph. */
export interface WrittenBlock {
  /** What its lines bind, in order, each turn of a loop. */
  readonly bindings: readonly Pick<Binding, "name" | "span" | "stmt" | "value" | "shape">[];
  /** The value of each of its expressions, in the order of evaluation. */
  readonly exprs: readonly Expr[];
  readonly nodes: readonly Node[];
  /** What it gives for each parameter, in order: one node for each tensor that the parameter was given; undefined for `None`. */
  readonly parts: readonly (readonly (Node | undefined)[])[];
  /** The tensors that each parameter was given. */
  readonly inputs: readonly (readonly Node[])[];
}

/** The value of each of the file's expressions, each time that it is reached; parallel lists in the order of evaluation. */
export interface Trace {
  readonly exprs: readonly Expr[];
  readonly nodes: readonly Node[];
  readonly groups: readonly (Group | undefined)[];
}

export interface LibraryOrigin {
  readonly source: SourceFile;
  readonly expr: Expr;
  /** In the standard library: the expression of a person's other file that leads there. */
  readonly imported: LibraryOrigin | undefined;
}

/** What grows with the turns and calls that are written out. */
export interface Written {
  readonly graph: Graph;
  /** The expression or statement that made each node; parallel to `graph.nodes`. In library code: the file's own call. */
  readonly origins: readonly (Expr | Stmt)[];
  /** In library code: the library's own expression; parallel to `graph.nodes`. */
  readonly libraryOrigins: readonly (LibraryOrigin | undefined)[];
  readonly bindings: readonly Binding[];
  readonly shown: readonly Shown[];
  readonly settled: readonly Settled[];
  readonly claims: readonly Claim[];
  readonly calls: readonly CallRecord[];
  /** Those of imported functions with a backward block; `call` stands in their file, or in this one. */
  readonly importedCalls: readonly ImportedCall[];
  readonly trace: Trace;
}

/** Of a file that is too large to be written out, only the last binding of each line is left. */
export interface Program extends Written {
  readonly targets: readonly Target[];
  /** The active target. */
  readonly target: Target | undefined;
  /** The numbers of the file's literals; those of a backward block come as it is written out. */
  readonly inputs: Inputs;
  /** What more than values depends on: its number was asked for while the graph was built, with all that it is made of. */
  readonly asked: ReadonlySet<Node>;
  /** The functions that the file defines or imports, by name. */
  readonly functions: ReadonlyMap<string, Callable>;
  readonly problems: readonly Problem[];
  /** The file is too large to be written out: nothing of it is run. */
  readonly full: boolean;
  /** Paths of files that this one names and that were not there. */
  readonly missing: readonly string[];
  /** How many nodes could not be taken from the version before. */
  readonly made: number;
  /** How much was written out: gates, turns, calls and rows. It depends on the text alone. */
  readonly work: number;
}
