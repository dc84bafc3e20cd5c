/** The outline of a file: functions with what is in them, loops, the names that lines bind by what they are, and the targets. */
import type { Analysis } from "../analysis.ts";
import type { Span } from "../base/span.ts";
import type { Binding } from "../lower/program.ts";
import type { Annotation, BackwardBlock, Identifier, Stmt, StmtOf } from "../syntax/tree.ts";
import { showShape } from "../tensor/shape.ts";
import { bindingsByLine, shorten, sourceOf, targetNodes } from "./facts.ts";

export type OutlineKind =
  | "function"
  | "parameter"
  /** The backward block of a function. */
  | "backward"
  | "loop"
  /** A name that a loop counts with. */
  | "counter"
  | "leaf"
  /** A leaf that training may change. */
  | "trained"
  | "value"
  | "target"
  | "dimension";

export interface Outlined {
  readonly kind: OutlineKind;
  readonly name: string;
  /** Its shape, its parameters, or the number that a leaf is. */
  readonly detail: string;
  /** All that belongs to it, down to the end of its block. */
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: readonly Outlined[];
}

/** In the order of the text. A name that a block binds again is listed once, where it is bound first. */
export function documentSymbols(analysis: Analysis): readonly Outlined[] {
  const { text, tree, program } = analysis;
  const bindings = bindingsByLine(analysis);
  const targets = targetNodes(analysis);
  return block(tree.statements, new Set());

  /** `dimensions` are those that are listed already: of the file, or of the function. */
  function block(statements: readonly Stmt[], dimensions: Set<string>): readonly Outlined[] {
    const names = new Set<string>();
    return statements.flatMap((stmt): readonly Outlined[] => {
      const fresh = (some: readonly Identifier[]): readonly Identifier[] =>
        some.filter(({ name }) => name !== "" && isFirst(names, name));
      switch (stmt.kind) {
        case "bind": {
          const annotations = new Map(stmt.targets.map(({ name, annotation }) => [name, annotation]));
          return fresh([...annotations.keys()]).map((name) =>
            bound(name, stmt, dimensionsIn(annotations.get(name), dimensions)),
          );
        }
        case "augmented":
          return fresh([stmt.target]).map((name) => bound(name, stmt));
        case "from":
          return fresh(stmt.names).map((name) =>
            program.functions.has(name.name)
              ? entry("function", name, stmt.span, stmt.path)
              : bound(name, stmt),
          );
        case "error":
          return fresh(stmt.names).map((name) => bound(name, stmt));
        case "for": {
          const inner = [entry("counter", stmt.name, stmt.name.span), ...block(stmt.body, dimensions)];
          const name = shorten(text.slice(stmt.header.start, stmt.header.end).replace(/\s*:$/, ""));
          return [{ ...entry("loop", stmt.name, stmt.span, "", inner), name }];
        }
        case "def":
          return [definition(stmt)];
        case "backward":
          return [
            {
              ...entry("target", { name: "", span: stmt.span }, stmt.span),
              name: shorten(sourceOf(analysis, stmt)),
            },
          ];
        case "expr":
        case "minimize":
        case "return":
          return [];
      }
    });
  }

  function definition(stmt: StmtOf<"def">): Outlined {
    const { name, params, body, backward } = stmt;
    const dimensions = new Set<string>();
    const inner = params.map((param) =>
      entry("parameter", param.name, param.span, "", dimensionsIn(param.annotation, dimensions)),
    );
    const forward = block(body, dimensions);
    const blocks = backward === undefined ? [] : [backwardBlock(backward, dimensions)];
    return entry("function", name, stmt.span, listOf(params), [...inner, ...forward, ...blocks]);
  }

  function backwardBlock({ keyword, params, body, span }: BackwardBlock, dimensions: Set<string>): Outlined {
    const name = { name: "backward", span: keyword };
    const inner = params.map((param) => entry("parameter", param, param.span));
    return entry("backward", name, span, listOf(params), [...inner, ...block(body, dimensions)]);
  }

  function listOf(params: readonly { readonly span: Span }[]): string {
    return `(${params.map((param) => shorten(text.slice(param.span.start, param.span.end))).join(", ")})`;
  }

  function bound(name: Identifier, stmt: Stmt, children: readonly Outlined[] = []): Outlined {
    const binding = bindings.get(stmt)?.get(name.name);
    return entry(kindOf(binding), name, stmt.span, detailOf(binding), children);
  }

  function kindOf(binding: Binding | undefined): OutlineKind {
    if (binding?.value === undefined) return "value";
    const { value, topLevel, leaf } = binding;
    if (topLevel && targets.has(value)) return "target";
    if (!leaf) return "value";
    return value.gate.marksLeaf === true ? "trained" : "leaf";
  }

  function detailOf(binding: Binding | undefined): string {
    if (binding?.value === undefined) return "";
    const { expr, shape, leaf } = binding;
    if (shape.length > 0) return showShape(shape);
    return leaf && expr !== undefined ? shorten(sourceOf(analysis, expr)) : "";
  }

  function dimensionsIn(annotation: Annotation | undefined, listed: Set<string>): readonly Outlined[] {
    return (annotation?.entries ?? []).flatMap((one) =>
      one.kind === "dimension" && isFirst(listed, one.name) ? [entry("dimension", one, one.span)] : [],
    );
  }

  function entry(
    kind: OutlineKind,
    { span: nameSpan }: Identifier,
    span: Span,
    detail = "",
    children: readonly Outlined[] = [],
  ): Outlined {
    return { kind, name: text.slice(nameSpan.start, nameSpan.end), detail, span, nameSpan, children };
  }
}

function isFirst(seen: Set<string>, name: string): boolean {
  const before = seen.size;
  return seen.add(name).size > before;
}
