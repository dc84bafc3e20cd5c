/** Semantic tokens: what a name is (a function, a parameter, a leaf, a loop's name), which the grammar cannot know. */
import type { Span } from "../base/span.ts";
import type { Analysis } from "../analysis.ts";
import { builtins, languageFunctions } from "../check/functions.ts";
import { numberNames } from "../check/names.ts";
import type { BackwardBlock, Expr, Identifier, Stmt, StmtOf } from "../syntax/tree.ts";
import { childExpressions, statementExpressions } from "../syntax/walk.ts";

/** In the order of the legend. */
export const tokenTypes = ["variable", "parameter", "function", "property", "type"] as const;
export const tokenModifiers = ["declaration", "readonly", "defaultLibrary"] as const;

export interface SemanticToken {
  readonly span: Span;
  readonly type: (typeof tokenTypes)[number];
  readonly modifiers: readonly (typeof tokenModifiers)[number][];
}

/** In the order of the text; no two overlap. */
export function semanticTokens(analysis: Analysis): readonly SemanticToken[] {
  const tokens: SemanticToken[] = [];
  const loopNames = new Set<string>();
  const ownFunctions = new Set(
    analysis.tree.statements.flatMap((stmt) => (stmt.kind === "def" ? [stmt.name.name] : [])),
  );
  for (const stmt of analysis.tree.statements) statement(stmt, new Set());
  return tokens.sort((a, b) => a.span.start - b.span.start);

  function add(span: Span, type: SemanticToken["type"], modifiers: SemanticToken["modifiers"] = []): void {
    if (span.end > span.start) tokens.push({ span, type, modifiers });
  }

  function statement(stmt: Stmt, parameters: ReadonlySet<string>): void {
    switch (stmt.kind) {
      case "bind":
        for (const target of stmt.targets) {
          add(target.name.span, "variable", ["declaration"]);
          for (const entry of target.annotation?.entries ?? [])
            if (entry.kind === "dimension") add(entry.span, "type");
        }
        break;
      case "augmented":
        add(stmt.target.span, "variable");
        break;
      case "for":
        loopNames.add(stmt.name.name);
        add(stmt.name.span, "variable", ["declaration", "readonly"]);
        break;
      case "def":
        definition(stmt);
        break;
      case "from":
        for (const name of stmt.names) add(name.span, "variable", ["declaration"]);
        break;
      default:
        break;
    }
    for (const expr of statementExpressions(stmt)) expression(expr, parameters);
    if (stmt.kind === "for") for (const inner of stmt.body) statement(inner, parameters);
  }

  function definition(stmt: StmtOf<"def">): void {
    add(stmt.name.span, "function", ["declaration"]);
    const parameters = new Set(stmt.params.map((param) => param.name.name));
    for (const param of stmt.params) {
      add(param.name.span, "parameter", ["declaration"]);
      for (const entry of param.annotation?.entries ?? [])
        if (entry.kind === "dimension") add(entry.span, "type");
    }
    for (const inner of stmt.body) statement(inner, parameters);
    if (stmt.backward !== undefined) backward(stmt.backward, parameters);
  }

  function backward(block: BackwardBlock, outer: ReadonlySet<string>): void {
    for (const param of block.params) add(param.span, "parameter", ["declaration"]);
    const parameters = new Set([...outer, ...block.params.map((param) => param.name)]);
    for (const inner of block.body) statement(inner, parameters);
  }

  function expression(root: Expr, parameters: ReadonlySet<string>): void {
    const stack = [root];
    for (let expr = stack.pop(); expr !== undefined; expr = stack.pop()) {
      if (expr.kind === "name") name(expr.name, expr.span, parameters);
      else if (expr.kind === "attribute") add(expr.attribute.span, "property");
      else if (expr.kind === "call") {
        const { callee } = expr;
        if (ownFunctions.has(callee.name)) add(callee.span, "function");
        else if (builtins.has(callee.name) || languageFunctions.has(callee.name)) {
          add(lastName(callee), "function", ["defaultLibrary"]);
        }
        for (const arg of expr.args) if (arg.keyword !== undefined) add(arg.keyword.span, "parameter");
      }
      stack.push(...childExpressions(expr));
    }
  }

  function name(text: string, span: Span, parameters: ReadonlySet<string>): void {
    if (parameters.has(text)) add(span, "parameter");
    else if (loopNames.has(text) || numberNames.has(text)) add(span, "variable", ["readonly"]);
    else add(span, "variable");
  }
}

/** Of `linalg.norm` the last name: a module's name may stand on another line, and a token does not. */
function lastName({ name, span }: Identifier): Span {
  const length = name.length - name.lastIndexOf(".") - 1;
  return length === name.length ? span : { start: span.end - length, end: span.end };
}
