/** Lowers a parsed file to its graph: functions written out, loops unrolled, every name with a node of its own. */
import { createBuilder, type BlockMemo } from "../graph/builder.ts";
import type { Tree } from "../syntax/tree.ts";
import { checkNames } from "./names.ts";
import { reportTooMany, type Lowering } from "./lowering.ts";
import type { Program } from "./program.ts";
import type { SourceTable } from "../data/entry.ts";
import type { SourceFile } from "./source.ts";
import { createModule, functionsBehind } from "./imports.ts";
import { lowerStatement } from "./statements.ts";
import { defaultTarget } from "./targets.ts";

/** A program, and the check of backward blocks that no gradient came by: to be called after the gradient was built. */
export interface Lowered {
  readonly program: Program;
  /** Whether the gradient that was built asked a broken backward block: then it is none. */
  isGradientBroken(): boolean;
  checkBackwardBlocks(): void;
}

/**
 * Lowers a file. `memory` holds the nodes of the version before and is brought up to date; `path` is the file's own name,
 * `sources` are the files that it names, as far as they are there.
 */
export function lower(tree: Tree, memory: BlockMemo, path: string, sources: SourceTable): Lowered {
  const file: SourceFile = { text: tree.text, tree, library: undefined, path };
  const names = checkNames(file, (stmt) => functionsBehind(sources, path, stmt));
  const root = createModule(file, names);
  const builder = createBuilder(memory);
  const lowering: Lowering = {
    builder,
    root,
    module: root,
    modules: new Map([[file, root]]),
    sources,
    missing: new Set(),
    importing: [],
    defaults: new Map(),
    frame: undefined,
    line: { name: "", path: "", calls: 0 },
    draws: new Map(),
    leafCall: undefined,
    reads: 0,
    origin: { kind: "none", span: { start: 0, end: 0 } },
    origins: [],
    libraryOrigin: undefined,
    libraryOrigins: [],
    bindings: [],
    shown: [],
    targets: [],
    lastTargetBroken: false,
    calls: [],
    callCounts: new Map(),
    emptyCalls: 0,
    depth: 0,
    traceExprs: [],
    traceNodes: [],
    traceGroups: [],
    problems: [...names.problems],
    reported: new Set(),
    full: false,
    gradientBroken: false,
    checkedBlocks: new Set(),
    pendingBlocks: new Map(),
    aside: false,
  };
  for (const stmt of tree.statements) {
    lowerStatement(lowering, stmt);
    if (!lowering.full) continue;
    reportTooMany(lowering, stmt.span);
    break;
  }
  const target =
    lowering.lastTargetBroken || lowering.full
      ? undefined
      : (lowering.targets.at(-1) ?? defaultTarget(lowering));
  const program: Program = {
    graph: builder.finish(),
    origins: lowering.origins,
    libraryOrigins: lowering.libraryOrigins,
    bindings: lowering.bindings,
    shown: lowering.shown,
    targets: lowering.targets,
    target,
    functions: names.functions,
    calls: lowering.calls,
    trace: { exprs: lowering.traceExprs, nodes: lowering.traceNodes, groups: lowering.traceGroups },
    problems: lowering.problems,
    full: lowering.full,
    missing: [...lowering.missing],
    made: builder.made,
  };
  return {
    program,
    isGradientBroken: () => lowering.gradientBroken,
    checkBackwardBlocks() {
      for (const [block, check] of lowering.pendingBlocks) if (!lowering.checkedBlocks.has(block)) check();
    },
  };
}
