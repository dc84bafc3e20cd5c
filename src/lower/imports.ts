/** Lowers `from "other.grad" import f, x`: what other files of the workspace bring in. */
import { inTurn, mostSimilar } from "../base/similar.ts";
import { MAX_IMPORTS, prepare } from "../check/modules.ts";
import { resolveNames } from "../check/resolve.ts";
import { lineIn, resolvePath } from "../check/source.ts";
import type { Fix } from "../problems.ts";
import type { Identifier, StmtOf } from "../syntax/tree.ts";
import { copyOf } from "./copies.ts";
import {
  blockAt,
  createModule,
  currentSource,
  isForeign,
  moduleOf,
  textOf,
  within,
  type Lowering,
  type Module,
} from "./lowering.ts";
import { inOtherFile, report } from "./report.ts";
import { bindValue, lowerStatement } from "./statements.ts";
import { MISSING } from "./values.ts";

export function lowerImport(lowering: Lowering, stmt: StmtOf<"from">): void {
  const module = lowering.where.module.names.broken.has(stmt) ? undefined : moduleBehind(lowering, stmt);
  for (const name of stmt.names) {
    const callable = module?.names.functions.get(name.name);
    const value = module?.globals.get(name.name);
    if (callable !== undefined) lowering.where.module.defined.set(name.name, callable);
    if (value === undefined && callable === undefined && module !== undefined) {
      const bound = inTurn(module.globals.keys(), module.names.functions.keys());
      const similar = mostSimilar(name.name, bound, lowering.tallies.effort);
      const fix = similar === undefined ? [] : nameFix(lowering, name, similar, module);
      report(lowering, "import-unknown", name.span, [stmt.path, textOf(lowering, name), similar], fix);
    }
    if (value === undefined && callable !== undefined) continue;
    const isLeaf = value?.kind === "tensor" && value.node.inputs.length === 0;
    // What the other file did with the value besides is not in the gradient by the name here.
    const own = value?.kind === "tensor" ? copyOf(lowering, value) : value;
    bindValue(lowering, name, stmt, undefined, own ?? MISSING, isLeaf, false);
  }
}

/** The name that may have been meant, wherever the file has the other one; where it has both, in the import alone. */
function nameFix(lowering: Lowering, { name, span }: Identifier, similar: string, module: Module): Fix {
  const isFunction = module.names.functions.has(similar);
  const { tree } = currentSource(lowering);
  const own = moduleOf(lowering).names.functions;
  const { occurrences, at } = resolveNames(tree, {
    has: (one) => own.has(one) || (isFunction && (one === name || one === similar)),
  });
  const symbol = at(span.start)?.symbol;
  const isTaken = occurrences.some((one) => one.symbol.name === similar);
  const places = occurrences.filter((one) =>
    isTaken ? one.span.start === span.start : one.symbol === symbol,
  );
  return {
    title: `Change to ${similar}`,
    edits: places.map((one) => ({ span: one.span, text: similar })),
    guess: true,
  };
}

/** The file that a line imports from, lowered once; undefined where it is not there, which is reported or on its way. */
function moduleBehind(lowering: Lowering, stmt: StmtOf<"from">): Module | undefined {
  const path = resolvePath(lowering.where.module.file.path, stmt.path);
  const chain = [lowering.world.root.file.path, ...lowering.where.importing.map((entry) => entry.path)];
  if (chain.includes(path)) {
    const circle = [...chain.slice(chain.indexOf(path)), path].join(" imports ");
    report(lowering, "import-cycle", stmt.pathSpan, [circle]);
    return undefined;
  }
  if (lowering.where.importing.length === MAX_IMPORTS) {
    report(lowering, "imports-too-deep", stmt.pathSpan, [MAX_IMPORTS]);
    return undefined;
  }
  const entry = lowering.world.sources.get(path);
  if (entry === undefined) {
    lowering.sink.missing.add(path);
    return undefined;
  }
  if (entry.kind !== "text") {
    const reason = entry.kind === "failed" ? entry.reason : "It holds data: read it with load.";
    report(lowering, "cannot-read", stmt.pathSpan, [stmt.path, reason]);
    return undefined;
  }
  const { file, names, problems } = prepare(
    lowering.world.sources,
    path,
    entry,
    lowering.where.importing.length,
  );
  const known = lowering.world.modules.get(file);
  if (known !== undefined) return known;
  const [first] = [...problems, ...names.problems].filter((found) => found.severity === "error");
  if (first !== undefined) {
    const facts = [stmt.path, lineIn(file, first.span.start), first.message] as const;
    const fixes = first.fixes.map((fix) => inOtherFile(fix, file));
    report(lowering, "import-problem", stmt.pathSpan, [...facts], fixes);
  }
  const module = createModule(file, names);
  lowering.world.modules.set(file, module);
  lowerModule(lowering, module, path, stmt);
  return module;
}

/** Writes the other file out as one group; its targets and its training do nothing here. */
function lowerModule(lowering: Lowering, module: Module, path: string, stmt: StmtOf<"from">): void {
  const { builder } = lowering.sink;
  const group = builder.openGroup({
    kind: "call",
    name: path,
    library: true,
    imported: true,
    ordinal: 0,
    inputs: [],
    outputs: [],
    backward: undefined,
  });
  const { where } = lowering;
  const span = isForeign(lowering) ? (where.importing[0]?.span ?? stmt.pathSpan) : stmt.pathSpan;
  const importing = [...where.importing, { path, span }];
  within(lowering, { ...where, module, importing, line: blockAt(`import ${path}`) }, () =>
    builder.block(`import ${path}`, () => {
      for (const inner of module.file.tree.statements) {
        if (inner.kind !== "backward" && inner.kind !== "minimize") lowerStatement(lowering, inner);
      }
    }),
  );
  group.outputs = [...module.globals.values()].flatMap((value) =>
    value.kind === "tensor" ? [value.node] : [],
  );
  builder.closeGroup(group);
}
