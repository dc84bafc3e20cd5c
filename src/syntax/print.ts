/** Prints a tree as short s-expressions, one statement a line: how tests read it. */
import type { Annotation, Argument, Expr, IndexItem, Parameter, Stmt, Tree } from "./tree.ts";

export function printTree(tree: Tree): string {
  return printBlock(tree.statements, "");
}

export function printExpr(expr: Expr): string {
  switch (expr.kind) {
    case "number":
      return String(expr.value);
    case "string":
      return JSON.stringify(expr.value);
    case "bool":
      return expr.value ? "True" : "False";
    case "none":
      return "None";
    case "name":
      return expr.name;
    case "list":
      return `[${expr.items.map(printExpr).join(" ")}]`;
    case "tuple":
      return form("tuple", ...expr.items.map(printExpr));
    case "paren":
      return form("paren", printExpr(expr.inner));
    case "unary":
      return form(expr.operator, printExpr(expr.operand));
    case "binary":
      return form(expr.operator, printExpr(expr.left), printExpr(expr.right));
    case "compare": {
      const rest = expr.rest.flatMap((one) => [one.operator, printExpr(one.right)]);
      return form("compare", printExpr(expr.first), ...rest);
    }
    case "conditional":
      return form("if", printExpr(expr.test), printExpr(expr.then), printExpr(expr.otherwise));
    case "call": {
      const args = expr.args.map(printArgument);
      return expr.receiver === undefined
        ? form("call", expr.callee.name, ...args)
        : form("method", printExpr(expr.receiver), expr.callee.name, ...args);
    }
    case "attribute":
      return form(".", printExpr(expr.object), expr.attribute.name);
    case "index":
      return form("index", printExpr(expr.object), ...expr.items.map(printIndexItem));
    case "error":
      return form("error", ...expr.parts.map(printExpr));
  }
}

function form(...words: readonly string[]): string {
  return `(${words.join(" ")})`;
}

function printArgument(arg: Argument): string {
  const value = printExpr(arg.value);
  return arg.keyword === undefined ? value : `${arg.keyword.name}=${value}`;
}

function printIndexItem(item: IndexItem): string {
  switch (item.kind) {
    case "at":
      return printExpr(item.value);
    case "ellipsis":
      return "...";
    case "slice": {
      const [start, stop, step] = [item.start, item.stop, item.step].map((part) =>
        part ? printExpr(part) : "_",
      );
      return form("slice", start ?? "", stop ?? "", step ?? "");
    }
  }
}

function printAnnotation(annotation: Annotation | undefined): string {
  if (annotation === undefined) return "";
  const entries = annotation.entries.map((entry) => {
    if (entry.kind === "size") return String(entry.size);
    return entry.kind === "any" ? "_" : entry.name;
  });
  return `:[${entries.join(" ")}]`;
}

function printParameter(param: Parameter): string {
  const byDefault = param.default === undefined ? "" : `=${printExpr(param.default)}`;
  return param.name.name + printAnnotation(param.annotation) + byDefault;
}

function printBlock(statements: readonly Stmt[], indentation: string): string {
  return statements.map((stmt) => `${indentation}${printStatement(stmt, indentation)}\n`).join("");
}

function printStatement(stmt: Stmt, indentation: string): string {
  const inner = `${indentation}  `;
  switch (stmt.kind) {
    case "bind": {
      const targets = stmt.targets.map((target) => target.name.name + printAnnotation(target.annotation));
      return form("bind", ...targets, "=", printExpr(stmt.value));
    }
    case "augmented":
      return form("augmented", stmt.target.name, `${stmt.operator}=`, printExpr(stmt.value));
    case "expr":
      return form("expr", printExpr(stmt.value));
    case "backward":
      return form("backward", printExpr(stmt.value), ...stmt.args.map(printArgument));
    case "minimize":
      return form("minimize", ...stmt.args.map(printArgument));
    case "return":
      return form("return", printExpr(stmt.value));
    case "from":
      return form("from", JSON.stringify(stmt.path), ...stmt.names.map((name) => name.name));
    case "error":
      return form("error", ...stmt.names.map((name) => `:${name.name}`), ...stmt.parts.map(printExpr));
    case "for": {
      const header = form("for", stmt.name.name, ...stmt.range.map(printExpr));
      return `${header}\n${printBlock(stmt.body, inner)}`.trimEnd();
    }
    case "def": {
      const doc = stmt.doc === "" ? [] : [JSON.stringify(stmt.doc)];
      const header = form("def", stmt.name.name, form(...stmt.params.map(printParameter)), ...doc);
      const body = `${header}\n${printBlock(stmt.body, inner)}`;
      if (stmt.backward === undefined) return body.trimEnd();
      const { params, body: lines } = stmt.backward;
      const names = params.map((param) => param.name);
      return `${body}${indentation}${form("backward-block", ...names)}\n${printBlock(lines, inner)}`.trimEnd();
    }
  }
}
