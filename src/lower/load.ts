/** Lowers `load("data.csv")`: what a data file brings in. */
import { resolvePath } from "../check/source.ts";
import type { SourceEntry } from "../data/entry.ts";
import { failed, type Data, type Failed } from "../data/result.ts";
import type { AttrSpec, AttrValue } from "../graph/ir.ts";
import { data } from "../ops/data.ts";
import type { Fix } from "../problems.ts";
import type { Expr } from "../syntax/tree.ts";
import { shapeOf } from "../tensor/shape.ts";
import type { Argument } from "./argument.ts";
import { readAttribute } from "./attributes.ts";
import { emit } from "./emit.ts";
import { moduleOf, type Lowering } from "./lowering.ts";
import { report } from "./report.ts";
import { MISSING, tensorValue, type Value } from "./values.ts";

/** `load("iris.csv")`: the file's numbers, as data without a gradient; `header` says whether its first line is skipped. */
export function lowerLoad(lowering: Lowering, file: Argument, header: Argument | undefined): Value {
  const { expr } = file;
  const written = file.value();
  const skips = header === undefined ? null : readAttribute(lowering, "load", "header", HEADER, header);
  if (written.kind === "missing" || skips === undefined) return MISSING;
  if (written.kind !== "string") {
    report(lowering, "path-not-text", expr.span, []);
    return MISSING;
  }
  const path = resolvePath(moduleOf(lowering).file.path, written.text);
  const entry = lowering.world.sources.get(path);
  if (entry === undefined) {
    lowering.sink.missing.add(path);
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
