/** The state of lowering one file: scopes, where we are, and the two things that every part does: make nodes and report problems. */
import { createLineIndex } from "../base/line-index.ts";
import type { Effort } from "../base/similar.ts";
import type { Span } from "../base/span.ts";
import { isSameAttr, type Builder } from "../graph/builder.ts";
import { isRefusal, type Attrs, type Gate, type Group, type Node, type Refusal } from "../graph/ir.ts";
import {
  problem,
  type Fix,
  type Problem,
  type ProblemCode,
  type problemTable,
  type Related,
} from "../problems.ts";
import type { BackwardBlock, Expr, ExprOf, Stmt } from "../syntax/tree.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { MAX_DIMENSIONS, SCALAR_SHAPE, sizesOf, type Shape } from "../tensor/shape.ts";
import type { Names } from "./names.ts";
import type { Binding, CallRecord, LibraryOrigin, Settled, Shown, Target, WrittenBlock } from "./program.ts";
import type { Callable } from "./signature.ts";
import type { SourceTable } from "../data/entry.ts";
import type { Def, SourceFile } from "./source.ts";
import { boundPlaces, transposeFixes } from "./clash.ts";
import { MISSING, tensorValue, type Answer, type TensorValue, type Value } from "./values.ts";
import { spend, spendSteps, type Work, valueBefore } from "./work.ts";

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

export interface Line {
  readonly name: string;
  /** The turns and calls that lead here. */
  readonly path: string;
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

export interface Lowering {
  readonly builder: Builder;
  /** The person's own file. */
  readonly root: Module;
  /** The file whose top level is lowered now. */
  module: Module;
  /** Every file that was lowered, by its source. */
  readonly modules: Map<SourceFile, Module>;
  readonly sources: SourceTable;
  /** Paths that the host has not brought yet. */
  readonly missing: Set<string>;
  /** The imports of the person's file and below that are being followed now, outermost first. */
  readonly importing: { readonly path: string; readonly span: Span }[];
  /** The defaults of the functions whose def was reached, as they were there. */
  readonly defaults: Map<Def, ReadonlyMap<string, Default>>;
  frame: Frame | undefined;
  /** What the current line binds and how it was reached: random numbers hang on it. */
  line: Line;
  /** How many random tensors were drawn by the lines that bind a name, by name and path. */
  draws: Map<string, number>;
  /** The one call on this line that may mark a leaf: a whole right-hand side at top level. */
  leafCall: Expr | undefined;
  /** Counts each reading of a top-level name's numbers: a right-hand side without one is a leaf. */
  reads: number;
  /** The expression or statement that new nodes come from. */
  origin: Expr | Stmt;
  readonly origins: (Expr | Stmt)[];
  /** The library's own expression that is being lowered, while it is. */
  libraryOrigin: LibraryOrigin | undefined;
  readonly libraryOrigins: (LibraryOrigin | undefined)[];
  readonly bindings: Binding[];
  readonly shown: Shown[];
  readonly settled: Settled[];
  readonly targets: Target[];
  /** The last `.backward()` line is broken: then nothing is the target, rather than something else. */
  lastTargetBroken: boolean;
  readonly calls: CallRecord[];
  /** How often each function of the file was called so far. */
  readonly callCounts: Map<Def, number>;
  /** How deep the expression that is being lowered lies in others, in blocks, in arguments and bodies of functions. */
  depth: number;
  readonly traceExprs: Expr[];
  readonly traceNodes: Node[];
  readonly traceGroups: (Group | undefined)[];
  readonly problems: Problem[];
  /** What may still be compared to find the names that a person meant. */
  readonly effort: Effort;
  readonly reported: Set<string>;
  /** What reading has asked the value of, with all that it is made of. */
  readonly asked: Set<Node>;
  /** How much was written out; once that is too much, nothing more is. */
  work: Work;
  /** A backward block that is broken was asked for a gradient: then no number of this gradient is right. */
  gradientBroken: boolean;
  /** The backward blocks that were written out, and those that no gradient has come by yet. */
  readonly checkedBlocks: Set<BackwardBlock>;
  readonly pendingBlocks: Map<BackwardBlock, () => void>;
  /** The backward block that somebody looks at while it is written out. */
  looking: BlockSink | undefined;
  /** Building a backward block: its nodes are the gradient's, not the graph's. */
  aside: boolean;
  /** All that belongs to the version is written out; what somebody looks at later counts by itself. */
  finished: boolean;
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

/**
 * What lies deeper than this in expressions, blocks and calls is not written out. Each level takes some five frames of the stack,
 * of which browsers give a worker half a megabyte. What the parser lets through on one line is less, functions aside.
 */
const MAX_DEPTH = 310;

/** The most calls that are named as those which led to a problem. */
const MAX_RELATED = 8;

/** Whether what is to be lowered lies too deep for that: it is said there, or at the call that leads there. */
export function isTooDeep(lowering: Lowering, at: { readonly span: Span }): boolean {
  if (lowering.depth < MAX_DEPTH) return false;
  const { frame } = lowering;
  lowering.frame = undefined;
  if (frame === undefined) report(lowering, "too-deep", at.span, []);
  else report(lowering, "calls-too-deep", outermost(frame).call.span, []);
  lowering.frame = frame;
  return true;
}

function outermost(frame: Frame): Frame {
  return frame.outer === undefined ? frame : outermost(frame.outer);
}

export function inLibrary(lowering: Lowering): boolean {
  return lowering.frame?.source.library !== undefined;
}

/** The file whose names are seen here. */
export function moduleOf(lowering: Lowering): Module {
  return lowering.frame?.module ?? lowering.module;
}

export function currentSource(lowering: Lowering): SourceFile {
  return lowering.frame?.source ?? lowering.module.file;
}

/** Outside of the person's own file: in the library, or in a file that is imported. */
export function isForeign(lowering: Lowering): boolean {
  return currentSource(lowering) !== lowering.root.file;
}

export function textOf(lowering: Lowering, expr: { readonly span: Span }): string {
  const text = currentSource(lowering).text.slice(expr.span.start, expr.span.end);
  return text.length <= 40 ? text.replace(/\s+/g, " ") : `${text.slice(0, 37).replace(/\s+/g, " ")}…`;
}

/** The line of an offset in a file, from 1. */
export function lineIn(file: SourceFile, offset: number): number {
  return createLineIndex(file.text).lineAt(offset) + 1;
}

/** Appends a node. */
export function emit(
  lowering: Lowering,
  gate: Gate,
  inputs: readonly Node[],
  attrs: Attrs,
  sizes: readonly number[],
): Node {
  spend(lowering.work, 1);
  return append(lowering, gate, inputs, attrs, sizes);
}

/** Appends a node that only gives a name a value of its own: it is no gate that a person has written, and counts as none. */
export function emitName(lowering: Lowering, gate: Gate, input: Node): Node {
  spendSteps(lowering.work, 1);
  return append(lowering, gate, [input], NO_ATTRS, input.sizes);
}

function append(
  lowering: Lowering,
  gate: Gate,
  inputs: readonly Node[],
  attrs: Attrs,
  sizes: readonly number[],
): Node {
  const node = lowering.builder.node(gate, inputs, attrs, sizes);
  noteOrigin(lowering);
  return node;
}

/** Appends the node that stood in this place before, where somebody has seen that it is the same again. */
export function emitAgain(lowering: Lowering, expected: Node): Node {
  spend(lowering.work, 1);
  lowering.builder.take(expected);
  noteOrigin(lowering);
  return expected;
}

function noteOrigin(lowering: Lowering): void {
  if (lowering.aside) return;
  lowering.origins.push(lowering.origin);
  lowering.libraryOrigins.push(lowering.libraryOrigin);
}

/** The attributes of a gate that has none. */
export const NO_ATTRS: Attrs = {};

/** A gate over values: asks its shape rule, reports a refusal at `at` with the operands' own text, makes the node. */
export function apply(
  lowering: Lowering,
  gate: Gate,
  operands: readonly TensorValue[],
  attrs: Attrs,
  at: Expr,
  operandExprs: readonly { readonly span: Span }[],
): Value {
  const expected = lowering.builder.expected();
  if (expected?.gate === gate && isOf(expected, operands) && isSameAttr(expected.attrs, attrs)) {
    return tensorValue(emitAgain(lowering, expected));
  }
  let shape: Shape | Refusal = SCALAR_SHAPE;
  if (gate.scalar === undefined || operands.some((operand) => operand.shape.length > 0)) {
    shape = gate.shape(
      operands.map((operand) => operand.shape),
      attrs,
    );
  }
  if (isRefusal(shape)) {
    const texts = operandExprs.map((expr) => textOf(lowering, expr));
    const shapes = operands.map((operand) => operand.shape);
    const fixes =
      gate.infix === undefined
        ? []
        : transposeFixes(
            shapes,
            operandExprs,
            at.span,
            currentSource(lowering).text,
            (others) => !isRefusal(gate.shape(others, attrs)),
          );
    const related = boundPlaces(lowering, shapes);
    report(lowering, "refused", at.span, [fillOperands(shape.refused, gate, texts)], fixes, related);
    return MISSING;
  }
  if (hasTooManyDimensions(lowering, shape, at)) return MISSING;
  const nodes = operands.map((operand) => operand.node);
  return tensorValue(emit(lowering, gate, nodes, attrs, sizesOf(shape)), shape);
}

/** Whether a tensor would have more dimensions than one may have, which is said where it would come from. */
export function hasTooManyDimensions(
  lowering: Lowering,
  sizes: readonly unknown[],
  at: { readonly span: Span },
): boolean {
  if (sizes.length <= MAX_DIMENSIONS) return false;
  report(lowering, "too-many-dimensions", at.span, [sizes.length, MAX_DIMENSIONS]);
  return true;
}

/** Whether a node has these operands. Where a dimension has a name the gate has to say where the name goes, so it is asked again. */
function isOf({ inputs }: Node, operands: readonly TensorValue[]): boolean {
  if (inputs.length !== operands.length) return false;
  for (let i = 0; i < inputs.length; i++) {
    const { node, shape } = operands[i] as TensorValue;
    if (inputs[i] !== node) return false;
    for (let k = 0; k < shape.length; k++) if (shape[k]?.name !== undefined) return false;
  }
  return true;
}

/** Writes the operands' own text in the places that a refusal leaves for them. */
export function fillOperands(text: string, gate: Gate, operandTexts: readonly string[]): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const at = gate.operands.findIndex((operand) => operand.name === name);
    return operandTexts[at] ?? hole.slice(1, -1);
  });
}

/**
 * Reports a problem where a person can mend it: in the file itself; for a line of a library function at the call in the
 * file, in that function's name; for a line of another file at its import; once for all turns and calls.
 */
export function report<C extends ProblemCode>(
  lowering: Lowering,
  code: C,
  span: Span,
  facts: Parameters<(typeof problemTable)[C]["text"]>,
  fix?: Fix | readonly Fix[],
  besides: readonly Related[] = [],
): void {
  // What follows from an end of reading is no second mistake of the person's.
  if (lowering.work.full && code !== "too-many-gates") return;
  let where = span;
  let prefix = "";
  let frame = lowering.frame;
  while (frame !== undefined && frame.source !== lowering.root.file) {
    prefix = `${frame.name}: `;
    where = frame.call.span;
    frame = frame.outer;
  }
  const [imported] = lowering.importing;
  if (frame === undefined && imported !== undefined) {
    prefix = `${lowering.module.file.path}, line ${lineIn(lowering.module.file, where.start)}: ${prefix}`;
    where = imported.span;
  }
  // What follows inside the library from a wrong argument is no second mistake of the person's.
  const key = `${inLibrary(lowering) ? "library" : code} ${where.start} ${where.end}`;
  if (lowering.reported.has(key)) return;
  lowering.reported.add(key);
  const calls: Related[] = [];
  for (; frame !== undefined && calls.length < MAX_RELATED; frame = frame.outer) {
    calls.push({ span: frame.call.span, message: `in this call of ${frame.name}` });
  }
  const related = [...besides, ...calls];
  // A fix edits the file itself: of another one's line it is none.
  const own = fix !== undefined && where === span && prefix === "";
  const made = problem(code, where, facts, { related, fix: own ? fix : undefined });
  lowering.problems.push(prefix === "" ? made : { ...made, message: prefix + made.message });
}

/** The value of a node whose number must be known when the graph is built: an index, a size, a bound, a condition. */
export function settle(lowering: Lowering, node: Node): Tensor | undefined {
  const known = valueBefore(lowering, node);
  if (known !== undefined && !lowering.aside) lowering.settled.push({ node, at: lowering.origin });
  return known;
}

/** Remembers what an expression of the file was, for hovers and hints. */
export function trace(lowering: Lowering, expr: Expr, value: Value): void {
  if (value.kind !== "tensor" || isForeign(lowering)) return;
  if (lowering.aside) {
    const sink = sinkHere(lowering);
    sink?.exprs.push(expr);
    sink?.nodes.push(value.node);
    return;
  }
  lowering.traceExprs.push(expr);
  lowering.traceNodes.push(value.node);
  lowering.traceGroups.push(lowering.builder.group);
}

/** Where the line that is lowered now is noted, in a backward block that somebody looks at. */
export function sinkHere({ looking, frame }: Lowering): BlockSink | undefined {
  return looking?.frame === frame ? looking : undefined;
}
