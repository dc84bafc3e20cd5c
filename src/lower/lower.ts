/** Lowers a parsed file to its graph: functions written out, loops unrolled, every name with a node of its own. */
import { placedFault } from "../base/fault.ts";
import { createEffort } from "../base/similar.ts";
import { finish, type Steps } from "../base/steps.ts";
import { namesOf, type NamedFile } from "../check/modules.ts";
import type { SourceTable } from "../data/entry.ts";
import { createBuilder, type BlockMemo } from "../graph/builder.ts";
import type { Node } from "../graph/ir.ts";
import { indexNodes } from "../graph/node-table.ts";
import type { Expr, Tree } from "../syntax/tree.ts";
import { headOf } from "../syntax/walk.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { writtenTensor } from "./literals.ts";
import { blockAt, createModule, type Literal, type Lowering, type Sink } from "./lowering.ts";
import type { Program, Written } from "./program.ts";
import { reportFull } from "./room.ts";
import { statementSteps } from "./statements.ts";
import { defaultTarget } from "./targets.ts";
import { createWork } from "./work.ts";

/** A program, and the check of backward blocks that no gradient came by: to be called after the gradient was built. */
export interface Lowered {
  readonly program: Program;
  /** Whether the gradient that was built asked a broken backward block: then it is none. */
  isGradientBroken(): boolean;
  checkBackwardBlocks(): void;
  /**
   * The same program with other numbers: the parts of its tree are those of `tree` now, and `changed` are the numbers that differ.
   * Undefined where more than values depends on one of them.
   */
  withNumbers(tree: Tree, changed: ReadonlySet<Expr>): Program | undefined;
}

/**
 * Lowers a file. `memory` holds the nodes of the version before and is brought up to date; `path` is the file's own name,
 * `sources` are the files that it names, as far as they are there.
 */
export function lower(tree: Tree, memory: BlockMemo, path: string, sources: SourceTable): Lowered {
  return finish(lowerSteps(tree, memory, path, sources));
}

/** The same in steps: a statement of the top level, or a turn of a loop there. Given up, it leaves the memory as it was. */
export function* lowerSteps(
  tree: Tree,
  memory: BlockMemo,
  path: string,
  sources: SourceTable,
): Steps<Lowered> {
  const { statements } = memory;
  let isDone = false;
  try {
    const lowered = yield* lowerAll(tree, memory, path, sources);
    isDone = true;
    return lowered;
  } finally {
    if (!isDone) memory.statements = statements;
  }
}

function* lowerAll(tree: Tree, memory: BlockMemo, path: string, sources: SourceTable): Steps<Lowered> {
  const names = namesOf(tree, path, sources);
  const lowering = begin(names, memory, sources);
  const { sink, tallies } = lowering;
  const isFull = (): boolean => tallies.work.full;
  for (const stmt of tree.statements) {
    if (isFull()) break;
    yield;
    try {
      yield* statementSteps(lowering, stmt);
    } catch (thrown) {
      throw placedFault(thrown, headOf(stmt));
    }
    if (isFull()) reportFull(lowering, headOf(stmt));
  }
  const { full } = tallies.work;
  const target = sink.lastTargetBroken || full ? undefined : (sink.targets.at(-1) ?? defaultTarget(lowering));
  const program: Program = {
    ...(full ? remains(sink) : whole(sink)),
    targets: sink.targets,
    target,
    functions: names.functions,
    inputs: sink.inputs,
    asked: tallies.asked,
    problems: sink.problems,
    full,
    missing: [...sink.missing],
    made: sink.builder.made,
    work: tallies.work.units,
  };
  // The gradient's own backward blocks may be as much again.
  tallies.work = createWork();
  return {
    program,
    isGradientBroken: () => tallies.gradientBroken,
    checkBackwardBlocks() {
      for (const [block, check] of tallies.pendingBlocks) if (!tallies.checkedBlocks.has(block)) check();
      tallies.finished = true;
    },
    withNumbers(newTree, changed) {
      const file: { text: string; tree: Tree } = names.file;
      file.text = newTree.text;
      file.tree = newTree;
      const inputs = inputsWith(lowering, changed);
      if (inputs === undefined) return undefined;
      sink.inputs = inputs;
      return { ...program, inputs, made: 0 };
    },
  };
}

/** Nothing is lowered yet. */
function begin(names: NamedFile, memory: BlockMemo, sources: SourceTable): Lowering {
  const { file } = names;
  const root = createModule(file, names);
  return {
    world: { root, sources, modules: new Map([[file, root]]) },
    where: {
      module: root,
      importing: [],
      frame: undefined,
      line: blockAt(""),
      origin: { kind: "none", span: { start: 0, end: 0 } },
      libraryOrigin: undefined,
      depth: 0,
      leafCall: undefined,
      lineCall: undefined,
      aside: false,
      looking: undefined,
      draws: new Map(),
    },
    sink: {
      builder: createBuilder(memory),
      inputs: new Map(),
      literals: new Map(),
      origins: [],
      libraryOrigins: [],
      bindings: [],
      shown: [],
      settled: [],
      claims: [],
      targets: [],
      lastTargetBroken: false,
      calls: [],
      importedCalls: [],
      traceExprs: [],
      traceNodes: [],
      traceGroups: [],
      problems: [...names.problems],
      reported: new Set(),
      missing: new Set(),
    },
    tallies: {
      reads: 0,
      callCounts: new Map(),
      defaults: new Map(),
      effort: createEffort(),
      asked: new Set(),
      readAsText: new Set(),
      work: createWork(),
      gradientBroken: false,
      checkedBlocks: new Set(),
      pendingBlocks: new Map(),
      finished: false,
    },
  };
}

/** The inputs with the numbers that the file's tree has now; undefined where somebody has looked at one of them. */
function inputsWith({ sink, tallies }: Lowering, changed: ReadonlySet<Expr>): Map<Node, Tensor> | undefined {
  const inputs = new Map(sink.inputs);
  for (const number of changed) {
    const literal = sink.literals.get(number) ?? listAround(sink, number);
    const value = literal && writtenTensor(literal.expr);
    if (value === undefined || tallies.readAsText.has(number)) return undefined;
    for (const node of literal!.nodes) {
      if (tallies.asked.has(node)) return undefined;
      inputs.set(node, value);
    }
  }
  return inputs;
}

function listAround({ literals }: Sink, { span }: Expr): Literal | undefined {
  for (const literal of literals.values()) {
    const { start, end } = literal.expr.span;
    if (start <= span.start && span.end <= end) return literal;
  }
  return undefined;
}

function whole(sink: Sink): Written {
  const { builder, origins, libraryOrigins, bindings, shown, settled, claims, calls, importedCalls } = sink;
  const trace = { exprs: sink.traceExprs, nodes: sink.traceNodes, groups: sink.traceGroups };
  return {
    graph: builder.graph(),
    origins,
    libraryOrigins,
    bindings,
    shown,
    settled,
    claims,
    calls,
    importedCalls,
    trace,
  };
}

/** Of what is too large to be run, what each line bound or showed last: its last numbers stay where they stand. */
function remains({ bindings, shown }: Sink): Written {
  return {
    graph: { nodes: [], groups: [], groupOf: [], index: indexNodes([]) },
    origins: [],
    libraryOrigins: [],
    bindings: [...new Map(bindings.map((binding) => [binding.span.start, binding])).values()],
    shown: [...new Map(shown.map((one) => [one.stmt, one])).values()],
    settled: [],
    claims: [],
    calls: [],
    importedCalls: [],
    trace: { exprs: [], nodes: [], groups: [] },
  };
}
