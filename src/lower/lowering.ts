/**
 * The state of lowering one file, in four parts: where we are, what comes out, the world around, and the tallies that go from
 * line to line.
 */
import type { Effort } from "../base/similar.ts";
import type { Span } from "../base/span.ts";
import type { Steps } from "../base/steps.ts";
import type { Names } from "../check/names.ts";
import type { Callable } from "../check/signature.ts";
import type { Def, SourceFile } from "../check/source.ts";
import type { SourceTable } from "../data/entry.ts";
import type { Builder } from "../graph/builder.ts";
import type { Group, Node } from "../graph/ir.ts";
import type { Problem } from "../problems.ts";
import type { BackwardBlock, Expr, ExprOf, Stmt } from "../syntax/tree.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type {
  Binding,
  CallRecord,
  ImportedCall,
  Claim,
  LibraryOrigin,
  Settled,
  Shown,
  Target,
  WrittenBlock,
} from "./program.ts";
import type { Answer, Value } from "./values.ts";
import type { Work } from "./work.ts";

/** One function that is being written out. */
export interface Frame {
  readonly def: Def;
  /** What the function was called by. */
  readonly name: string;
  readonly source: SourceFile;
  /** The file whose names the function sees. */
  readonly module: Module;
  readonly locals: Map<string, Value>;
  /** The named dimensions, once one is named. */
  dimensions: Map<string, BoundDimension> | undefined;
  /** The call in the source that led here, and the frame that it stands in. */
  readonly call: ExprOf<"call">;
  /** What the call is asked for, if the function answers with a pair. */
  readonly answer: Answer;
  readonly outer: Frame | undefined;
}

/** A named dimension: its size, and where it was met first. */
export interface BoundDimension {
  readonly size: number;
  readonly at: Span;
  readonly source: SourceFile;
}

/** The line of a block that is lowered now: random numbers hang on it. */
export interface Line {
  /** The turns and calls that lead to the block. */
  readonly path: string;
  /** What the line binds, or its text. */
  name: string;
  /** How many calls it has made so far. */
  calls: number;
}

/** A file's top level while it is lowered: the person's own, or one that it imports. */
export interface Module {
  readonly file: SourceFile;
  readonly names: Names;
  /** The file's names as they stand now. */
  readonly globals: Map<string, Value>;
  readonly dimensions: Map<string, BoundDimension>;
  /** The functions whose def or import was reached. */
  readonly defined: Map<string, Callable>;
}

/** What is noted of one backward block: of its own lines, not of the functions that it calls. */
export interface BlockSink {
  readonly frame: Frame;
  readonly bindings: WrittenBlock["bindings"][number][];
  readonly exprs: Expr[];
  readonly nodes: Node[];
}

/** A parameter's default as it was at the def; `reads` tells whether it used the numbers of a top-level name. */
export interface Default {
  readonly value: Value;
  readonly reads: boolean;
}

/** Where we are. It is never changed: `within` goes to another place and comes back. */
export interface Where {
  /** The file whose top level is lowered. */
  readonly module: Module;
  /** The imports of the person's file and below that are being followed, outermost first. */
  readonly importing: readonly { readonly path: string; readonly span: Span }[];
  /** The function that is written out; undefined at a file's top level. */
  readonly frame: Frame | undefined;
  readonly line: Line;
  /** The expression or statement of the person's file that new nodes come from. */
  readonly origin: Expr | Stmt;
  /** The library's own expression, where one is lowered. */
  readonly libraryOrigin: LibraryOrigin | undefined;
  /** How deep it lies in expressions, in blocks, in arguments and bodies of functions. */
  readonly depth: number;
  /** The one call on the line that may mark a leaf: a whole right-hand side at top level. */
  readonly leafCall: Expr | undefined;
  /** The one call that is a whole line at top level. */
  readonly lineCall: Expr | undefined;
  /** In a backward block: its nodes are the gradient's, not the graph's. */
  readonly aside: boolean;
  /** The backward block that somebody looks at while it is written out. */
  readonly looking: BlockSink | undefined;
  /** How many random tensors were drawn by the lines that bind a name, by name and path; a backward block counts its own. */
  readonly draws: Map<string, number>;
}

/** A number or a list of numbers in the file, and its nodes: one for each time that it is reached. */
export interface Literal {
  readonly expr: Expr;
  readonly nodes: Node[];
}

/** What comes out. */
export interface Sink {
  readonly builder: Builder;
  /** The numbers of the file's literals. */
  inputs: Map<Node, Tensor>;
  /** The nodes of each number of the file, with its sign where it has one, and of each list of numbers. */
  readonly literals: Map<Expr, Literal>;
  readonly origins: (Expr | Stmt)[];
  readonly libraryOrigins: (LibraryOrigin | undefined)[];
  readonly bindings: Binding[];
  readonly shown: Shown[];
  readonly settled: Settled[];
  readonly claims: Claim[];
  readonly targets: Target[];
  /** The last `.backward()` line is broken: then nothing is the target, rather than something else. */
  lastTargetBroken: boolean;
  readonly calls: CallRecord[];
  readonly importedCalls: ImportedCall[];
  readonly traceExprs: Expr[];
  readonly traceNodes: Node[];
  readonly traceGroups: (Group | undefined)[];
  readonly problems: Problem[];
  /** What was said where: it is said once. */
  readonly reported: Set<string>;
  /** Paths that the host has not brought yet. */
  readonly missing: Set<string>;
}

/** What lowering is given, and what it has read of it. */
export interface World {
  /** The person's own file. */
  readonly root: Module;
  readonly sources: SourceTable;
  /** Every file that was lowered, by its source. */
  readonly modules: Map<SourceFile, Module>;
}

/** What one line leaves for the next, beside names and nodes. */
export interface Tallies {
  /** Counts each reading of a top-level name's numbers: a right-hand side without one is a leaf. */
  reads: number;
  /** How often each function of the file was called so far. */
  readonly callCounts: Map<Def, number>;
  /** The defaults of the functions whose def was reached, as they were there. */
  readonly defaults: Map<Def, ReadonlyMap<string, Default>>;
  /** What may still be compared to find the names that a person meant. */
  readonly effort: Effort;
  /** What reading has asked the value of, with all that it is made of. */
  readonly asked: Set<Node>;
  /** Numbers of the file by whose text something was decided. */
  readonly readAsText: Set<Expr>;
  /** How much was written out; once that is too much, nothing more is. */
  work: Work;
  /** A backward block that is broken was asked for a gradient: then no number of this gradient is right. */
  gradientBroken: boolean;
  /** The backward blocks that were written out, and those that no gradient has come by yet. */
  readonly checkedBlocks: Set<BackwardBlock>;
  readonly pendingBlocks: Map<BackwardBlock, () => void>;
  /** All that belongs to the version is written out; what somebody looks at later counts by itself. */
  finished: boolean;
}

export interface Lowering {
  readonly world: World;
  readonly sink: Sink;
  readonly tallies: Tallies;
  /** Set by `within` and `withinSteps` alone. */
  where: Where;
}

/** Does something at another place, and comes back from there whatever happens. */
export function within<T>(lowering: Lowering, where: Where, body: () => T): T {
  const outer = lowering.where;
  lowering.where = where;
  try {
    return body();
  } finally {
    lowering.where = outer;
  }
}

/** The same of work in steps: until it ends or is given up, nobody else lowers. */
export function* withinSteps<T>(lowering: Lowering, where: Where, steps: () => Steps<T>): Steps<T> {
  const outer = lowering.where;
  lowering.where = where;
  try {
    return yield* steps();
  } finally {
    lowering.where = outer;
  }
}

/** The place of an expression here, so many levels deeper: new nodes come from it. */
export function standingAt(lowering: Lowering, expr: Expr, levels: number): Where {
  const { where } = lowering;
  const depth = where.depth + levels;
  if (!isForeign(lowering)) return { ...where, depth, origin: expr };
  const source = currentSource(lowering);
  const outer = where.libraryOrigin;
  const leading = outer?.source.library === undefined ? outer : outer.imported;
  const imported = source.library === undefined ? undefined : leading;
  return { ...where, depth, libraryOrigin: { source, expr, imported } };
}

/** Begins a line, by what it binds. */
export function startLine({ where }: Lowering, name: string): void {
  where.line.name = name;
  where.line.calls = 0;
}

/** A block of lines that these turns and calls lead to. */
export function blockAt(path: string): Line {
  return { path, name: "", calls: 0 };
}

export function createModule(file: SourceFile, names: Names): Module {
  return { file, names, globals: new Map(), dimensions: new Map(), defined: new Map() };
}

export function inLibrary({ where }: Lowering): boolean {
  return where.frame?.source.library !== undefined;
}

/** The file whose names are seen here. */
export function moduleOf({ where }: Lowering): Module {
  return where.frame?.module ?? where.module;
}

export function currentSource({ where }: Lowering): SourceFile {
  return where.frame?.source ?? where.module.file;
}

/** Outside of the person's own file: in the library, or in a file that is imported. */
export function isForeign(lowering: Lowering): boolean {
  return currentSource(lowering) !== lowering.world.root.file;
}

/** An expression as it is written, for messages. */
export function textOf(lowering: Lowering, expr: { readonly span: Span }): string {
  const text = currentSource(lowering).text.slice(expr.span.start, expr.span.end);
  return text.length <= 40 ? text.replace(/\s+/g, " ") : `${text.slice(0, 37).replace(/\s+/g, " ")}…`;
}
