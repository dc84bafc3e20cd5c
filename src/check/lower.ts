/** Lowers a parsed file to its graph: functions written out, loops unrolled, every name with a node of its own. */
import { createEffort } from "../base/similar.ts";
import { createBuilder, type BlockMemo } from "../graph/builder.ts";
import { indexNodes } from "../graph/node-table.ts";
import type { Tree } from "../syntax/tree.ts";
import { eachPlaced, headOf } from "../syntax/walk.ts";
import { checkNames, type Names } from "./names.ts";
import type { Lowering } from "./lowering.ts";
import type { Program, Written } from "./program.ts";
import type { SourceTable } from "../data/entry.ts";
import type { SourceFile } from "./source.ts";
import { createModule, functionsBehind } from "./imports.ts";
import { lowerStatement } from "./statements.ts";
import { defaultTarget } from "./targets.ts";
import { createWork, reportFull } from "./work.ts";

/** A program, and the check of backward blocks that no gradient came by: to be called after the gradient was built. */
export interface Lowered {
  readonly program: Program;
  /** Whether the gradient that was built asked a broken backward block: then it is none. */
  isGradientBroken(): boolean;
  checkBackwardBlocks(): void;
}

/** A file's names and calls, checked without writing anything out. */
export function namesOf(
  tree: Tree,
  path: string,
  sources: SourceTable,
): Names & { readonly file: SourceFile } {
  const file: SourceFile = { text: tree.text, tree, library: undefined, path };
  return { ...checkNames(file, (stmt) => functionsBehind(sources, path, stmt)), file };
}

/**
 * Lowers a file. `memory` holds the nodes of the version before and is brought up to date; `path` is the file's own name,
 * `sources` are the files that it names, as far as they are there.
 */
export function lower(tree: Tree, memory: BlockMemo, path: string, sources: SourceTable): Lowered {
  const names = namesOf(tree, path, sources);
  const { file } = names;
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
    settled: [],
    targets: [],
    lastTargetBroken: false,
    calls: [],
    callCounts: new Map(),
    depth: 0,
    traceExprs: [],
    traceNodes: [],
    traceGroups: [],
    problems: [...names.problems],
    effort: createEffort(),
    reported: new Set(),
    asked: new Set(),
    work: createWork(),
    gradientBroken: false,
    checkedBlocks: new Set(),
    pendingBlocks: new Map(),
    looking: undefined,
    aside: false,
    finished: false,
  };
  const isFull = (): boolean => lowering.work.full;
  eachPlaced(tree.statements, (stmt) => {
    if (isFull()) return;
    lowerStatement(lowering, stmt);
    if (isFull()) reportFull(lowering, headOf(stmt));
  });
  const { full } = lowering.work;
  const target =
    lowering.lastTargetBroken || full ? undefined : (lowering.targets.at(-1) ?? defaultTarget(lowering));
  const program: Program = {
    ...(full ? remains(lowering) : whole(lowering)),
    targets: lowering.targets,
    target,
    functions: names.functions,
    problems: lowering.problems,
    full,
    missing: [...lowering.missing],
    made: builder.made,
    work: lowering.work.units,
  };
  // The gradient's own backward blocks may be as much again.
  lowering.work = createWork();
  return {
    program,
    isGradientBroken: () => lowering.gradientBroken,
    checkBackwardBlocks() {
      for (const [block, check] of lowering.pendingBlocks) if (!lowering.checkedBlocks.has(block)) check();
      lowering.finished = true;
    },
  };
}

function whole(lowering: Lowering): Written {
  const { builder, origins, libraryOrigins, bindings, shown, settled, calls } = lowering;
  const trace = { exprs: lowering.traceExprs, nodes: lowering.traceNodes, groups: lowering.traceGroups };
  return { graph: builder.graph(), origins, libraryOrigins, bindings, shown, settled, calls, trace };
}

/** Of what is too large to be run, what each line bound or showed last: its last numbers stay where they stand. */
function remains({ bindings, shown }: Lowering): Written {
  return {
    graph: { nodes: [], groups: [], groupOf: [], index: indexNodes([]) },
    origins: [],
    libraryOrigins: [],
    bindings: [...new Map(bindings.map((binding) => [binding.span.start, binding])).values()],
    shown: [...new Map(shown.map((one) => [one.stmt, one])).values()],
    settled: [],
    calls: [],
    trace: { exprs: [], nodes: [], groups: [] },
  };
}
