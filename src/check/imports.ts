/** Lowers `from "other.grad" import f, x` and `load("data.csv")`: what other files of the workspace bring in. */
import { Rethrown } from "../base/fault.ts";
import { inTurn, mostSimilar } from "../base/similar.ts";
import type { SourceEntry, SourceTable } from "../data/entry.ts";
import { failed, type Data, type Failed } from "../data/result.ts";
import type { AttrSpec, AttrValue } from "../graph/ir.ts";
import { data } from "../ops/data.ts";
import { parse } from "../syntax/parser.ts";
import type { Expr, StmtOf } from "../syntax/tree.ts";
import { shapeOf } from "../tensor/shape.ts";
import type { Fix, Problem } from "../problems.ts";
import { readAttribute } from "./attributes.ts";
import { copyOf } from "./copies.ts";
import { lowerExpression } from "./expressions.ts";
import { emit, isForeign, lineIn, report, type Lowering, type Module } from "./lowering.ts";
import { checkNames, type Names } from "./names.ts";
import type { Callable } from "./signature.ts";
import { resolvePath, type SourceFile } from "./source.ts";
import { bindValue, lowerStatement } from "./statements.ts";
import { MISSING, tensorValue, type Value } from "./values.ts";

/** The language's function that reads a data file. */
export const LOAD = "load";

export function createModule(file: SourceFile, names: Names): Module {
  return { file, names, globals: new Map(), dimensions: new Map(), defined: new Map() };
}

/** Files that import one another deeper than this are not followed. */
const MAX_IMPORTS = 50;

/** The functions of the file that a line imports from; undefined while it is not there, and where it cannot be read. */
export function functionsBehind(
  sources: SourceTable,
  from: string,
  stmt: StmtOf<"from">,
  depth = 0,
): ReadonlyMap<string, Callable> | undefined {
  const path = resolvePath(from, stmt.path);
  const entry = sources.get(path);
  if (entry?.kind !== "text" || depth === MAX_IMPORTS) return undefined;
  return prepare(sources, path, entry, depth).names.functions;
}

/** A parsed file, its names checked; kept as long as the host's entry is the same. */
interface Prepared {
  readonly file: SourceFile;
  readonly names: Names;
  readonly problems: readonly Problem[];
}

const prepared = new WeakMap<SourceEntry, { readonly sources: SourceTable; readonly made: Prepared }>();

function prepare(
  sources: SourceTable,
  path: string,
  entry: Extract<SourceEntry, { kind: "text" }>,
  depth: number,
): Prepared {
  const known = prepared.get(entry);
  if (known?.sources === sources && known.made.file.path === path) return known.made;
  const { tree, problems } = parse(entry.text);
  const file: SourceFile = { text: entry.text, tree, library: undefined, path };
  const unfinished: Prepared = {
    file,
    names: { problems: [], broken: new Set(), functions: new Map(), changed: new Map() },
    problems,
  };
  // Files that import each other in a circle meet themselves here without functions; lowering reports the circle.
  prepared.set(entry, { sources, made: unfinished });
  try {
    const names = checkNames(file, (stmt) => functionsBehind(sources, path, stmt, depth + 1));
    const made: Prepared = { ...unfinished, names };
    prepared.set(entry, { sources, made });
    return made;
  } catch (thrown) {
    // The places of another file say nothing in the person's own.
    prepared.delete(entry);
    throw new Rethrown(thrown);
  }
}

export function lowerImport(lowering: Lowering, stmt: StmtOf<"from">): void {
  const module = lowering.module.names.broken.has(stmt) ? undefined : moduleBehind(lowering, stmt);
  for (const name of stmt.names) {
    const callable = module?.names.functions.get(name.name);
    const value = module?.globals.get(name.name);
    if (callable !== undefined) lowering.module.defined.set(name.name, callable);
    if (value === undefined && callable === undefined && module !== undefined) {
      const bound = inTurn(module.globals.keys(), module.names.functions.keys());
      const similar = mostSimilar(name.name, bound, lowering.effort);
      report(lowering, "import-unknown", name.span, [stmt.path, name.name, similar]);
    }
    if (value === undefined && callable !== undefined) continue;
    const isLeaf = value?.kind === "tensor" && value.node.inputs.length === 0;
    // What the other file did with the value besides is not in the gradient by the name here.
    const own = value?.kind === "tensor" ? copyOf(lowering, value) : value;
    bindValue(lowering, name, stmt, undefined, own ?? MISSING, isLeaf, false);
  }
}

/** The file that a line imports from, lowered once; undefined where it is not there, which is reported or on its way. */
function moduleBehind(lowering: Lowering, stmt: StmtOf<"from">): Module | undefined {
  const path = resolvePath(lowering.module.file.path, stmt.path);
  const chain = [lowering.root.file.path, ...lowering.importing.map((entry) => entry.path)];
  if (chain.includes(path)) {
    const circle = [...chain.slice(chain.indexOf(path)), path].join(" imports ");
    report(lowering, "import-cycle", stmt.pathSpan, [circle]);
    return undefined;
  }
  if (lowering.importing.length === MAX_IMPORTS) {
    report(lowering, "imports-too-deep", stmt.pathSpan, [MAX_IMPORTS]);
    return undefined;
  }
  const entry = lowering.sources.get(path);
  if (entry === undefined) {
    lowering.missing.add(path);
    return undefined;
  }
  if (entry.kind !== "text") {
    const reason = entry.kind === "failed" ? entry.reason : "It holds data: read it with load.";
    report(lowering, "cannot-read", stmt.pathSpan, [stmt.path, reason]);
    return undefined;
  }
  const { file, names, problems } = prepare(lowering.sources, path, entry, lowering.importing.length);
  const known = lowering.modules.get(file);
  if (known !== undefined) return known;
  const [first] = [...problems, ...names.problems].filter((found) => found.severity === "error");
  if (first !== undefined) {
    report(lowering, "import-problem", stmt.pathSpan, [
      stmt.path,
      lineIn(file, first.span.start),
      first.message,
    ]);
  }
  const module = createModule(file, names);
  lowering.modules.set(file, module);
  lowerModule(lowering, module, path, stmt);
  return module;
}

/** Writes the other file out as one group; its targets and its training do nothing here. */
function lowerModule(lowering: Lowering, module: Module, path: string, stmt: StmtOf<"from">): void {
  const { builder } = lowering;
  const outer = { module: lowering.module, line: lowering.line, libraryOrigin: lowering.libraryOrigin };
  const group = builder.openGroup({
    kind: "call",
    name: path,
    library: true,
    ordinal: 0,
    inputs: [],
    outputs: [],
    backward: undefined,
  });
  lowering.importing.push({
    path,
    span: isForeign(lowering) ? (lowering.importing[0]?.span ?? stmt.pathSpan) : stmt.pathSpan,
  });
  lowering.module = module;
  lowering.line = { name: "", path: `import ${path}`, calls: 0 };
  builder.block(`import ${path}`, () => {
    for (const inner of module.file.tree.statements) {
      if (inner.kind !== "backward" && inner.kind !== "minimize") lowerStatement(lowering, inner);
    }
  });
  Object.assign(lowering, outer);
  lowering.importing.pop();
  group.outputs = [...module.globals.values()].flatMap((value) =>
    value.kind === "tensor" ? [value.node] : [],
  );
  builder.closeGroup(group);
}

/** `load("iris.csv")`: the file's numbers, as data without a gradient; `header` says whether its first line is skipped. */
export function lowerLoad(lowering: Lowering, expr: Expr, header: Expr | undefined): Value {
  const written = lowerExpression(lowering, expr);
  const skips = header === undefined ? null : readAttribute(lowering, LOAD, "header", HEADER, header);
  if (written.kind === "missing" || skips === undefined) return MISSING;
  if (written.kind !== "string") {
    report(lowering, "path-not-text", expr.span, []);
    return MISSING;
  }
  const path = resolvePath(lowering.frame?.module.file.path ?? lowering.module.file.path, written.text);
  const entry = lowering.sources.get(path);
  if (entry === undefined) {
    lowering.missing.add(path);
    return MISSING;
  }
  const found = readingOf(entry, skips);
  if (found.kind === "failed") {
    const isUnclear = entry.kind === "table" && skips === null && entry.isUnclear;
    report(
      lowering,
      "cannot-read",
      expr.span,
      [written.text, found.reason],
      isUnclear ? skipping(expr) : undefined,
    );
    return MISSING;
  }
  const value = found.tensor;
  return tensorValue(emit(lowering, data.gate, [], { value }, value.sizes), shapeOf(value.sizes));
}

const HEADER: AttrSpec = { kind: "bool", doc: "", default: null };

function skipping(path: Expr): Fix {
  const behind = { start: path.span.end, end: path.span.end };
  return { title: "Skip the first line: header=True", edits: [{ span: behind, text: ", header=True" }] };
}

function readingOf(entry: SourceEntry, header: AttrValue): Data | Failed {
  switch (entry.kind) {
    case "text":
      return failed("It is a .grad file: import its names with from … import.");
    case "table":
      return header === null ? entry.plain : header === true ? entry.withHeader : entry.withoutHeader;
    case "data":
      return header === null ? entry : failed("A .npy file has no header line: leave header out.");
    case "failed":
      return entry;
  }
}
