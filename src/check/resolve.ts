/** Who every name of a file is: one table that hovers, tokens and whatever else asks for a name read. */
import type { Span } from "../base/span.ts";
import type { Annotation, BackwardBlock, Expr, Identifier, Stmt, StmtOf, Tree } from "../syntax/tree.ts";
import { childExpressions, childStatements, statementExpressions, walkStatements } from "../syntax/walk.ts";
import { builtins } from "./functions.ts";
import { languageFunctions } from "./language.ts";
import { numberNames } from "./names.ts";

/** Something that names stand for. Two occurrences mean the same if they have the same symbol. */
export interface NameSymbol {
  readonly kind:
    | "value"
    | "parameter"
    /** What a backward block receives: `g`. */
    | "upstream"
    /** A name that `for` counts with, and nothing else binds. */
    | "loop"
    /** `pi`, `inf`: a number of the language. */
    | "number"
    | "function"
    | "dimension"
    /** The name of an argument in a call: `dim`. */
    | "argument"
    | "attribute";
  readonly name: string;
  /** The function whose own it is; undefined at top level. */
  readonly scope: StmtOf<"def"> | undefined;
  /** Of a function: whether the file defines or imports it. */
  readonly isOwn: boolean;
  /** Of an argument: the function that is called. */
  readonly callee: string | undefined;
}

export interface Occurrence {
  readonly span: Span;
  readonly symbol: NameSymbol;
  readonly access: "declare" | "write" | "read";
  /** The statement that it stands in; of a function's header the function. */
  readonly stmt: Stmt;
}

export interface Resolution {
  /** In the order of the text; no two overlap. */
  readonly occurrences: readonly Occurrence[];
  /** The one that an offset touches; at a border the one that starts there. */
  at(offset: number): Occurrence | undefined;
}

/** The names that are seen at a place, beside those of the whole file. */
interface Scope {
  readonly def: StmtOf<"def">;
  readonly names: ReadonlyMap<string, NameSymbol>;
}

/** `functions` are the names of those that the file defines or imports. */
export function resolveNames(tree: Tree, functions: { has(name: string): boolean }): Resolution {
  const occurrences: Occurrence[] = [];
  /** By the function, by what is named apart, and by the name. */
  const made = new Map<StmtOf<"def"> | undefined, Map<string, Map<string, NameSymbol>>>();
  const counted = countersOf(tree.statements);
  for (const stmt of tree.statements) statement(stmt, undefined);
  occurrences.sort((a, b) => a.span.start - b.span.start);
  return {
    occurrences,
    at(offset) {
      let low = 0;
      let high = occurrences.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (occurrences[middle]!.span.start <= offset) low = middle + 1;
        else high = middle;
      }
      const found = occurrences[low - 1];
      return found !== undefined && offset <= found.span.end ? found : undefined;
    },
  };

  function symbol(
    kind: NameSymbol["kind"],
    name: string,
    scope?: StmtOf<"def">,
    more: Partial<Pick<NameSymbol, "isOwn" | "callee">> = {},
  ): NameSymbol {
    let names = made.get(scope);
    if (names === undefined) made.set(scope, (names = new Map<string, Map<string, NameSymbol>>()));
    const space = spaceOf(kind, more.callee);
    let named = names.get(space);
    if (named === undefined) names.set(space, (named = new Map<string, NameSymbol>()));
    let known = named.get(name);
    if (known === undefined) {
      known = { kind, name, scope, isOwn: more.isOwn === true, callee: more.callee };
      named.set(name, known);
    }
    return known;
  }

  function add(span: Span, one: NameSymbol, access: Occurrence["access"], stmt: Stmt): void {
    if (span.end > span.start) occurrences.push({ span, symbol: one, access, stmt });
  }

  function valueNamed(name: string, scope: Scope | undefined): NameSymbol {
    const own = scope?.names.get(name);
    if (own !== undefined) return own;
    if (counted.has(name)) return symbol("loop", name);
    return symbol(
      numberNames.has(name) && made.get(undefined)?.get("value")?.has(name) !== true ? "number" : "value",
      name,
    );
  }

  function statement(stmt: Stmt, scope: Scope | undefined): void {
    const bind = (target: Identifier, access: Occurrence["access"]): void =>
      add(target.span, scope?.names.get(target.name) ?? topLevel(target.name), access, stmt);
    switch (stmt.kind) {
      case "bind":
        for (const target of stmt.targets) {
          bind(target.name, "declare");
          dimensions(target.annotation, scope, stmt);
        }
        break;
      case "augmented":
        bind(stmt.target, "write");
        break;
      case "for":
        bind(stmt.name, "declare");
        break;
      case "def":
        definition(stmt);
        return;
      case "from":
        for (const name of stmt.names) {
          const isFunction = functions.has(name.name);
          const one = isFunction
            ? symbol("function", name.name, undefined, { isOwn: true })
            : symbol("value", name.name);
          add(name.span, one, "declare", stmt);
        }
        break;
      default:
        break;
    }
    for (const expr of statementExpressions(stmt)) expression(expr, scope, stmt);
    if (stmt.kind === "for") for (const inner of stmt.body) statement(inner, scope);
  }

  function topLevel(name: string): NameSymbol {
    return symbol(counted.has(name) ? "loop" : "value", name);
  }

  function dimensions(annotation: Annotation | undefined, scope: Scope | undefined, stmt: Stmt): void {
    for (const entry of annotation?.entries ?? []) {
      if (entry.kind === "dimension")
        add(entry.span, symbol("dimension", entry.name, scope?.def), "read", stmt);
    }
  }

  function definition(def: StmtOf<"def">): void {
    add(def.name.span, symbol("function", def.name.name, undefined, { isOwn: true }), "declare", def);
    const names = new Map<string, NameSymbol>();
    const scope: Scope = { def, names };
    for (const { name } of def.params) names.set(name.name, symbol("parameter", name.name, def));
    const own = (body: readonly Stmt[]): void => {
      const counters = countersOf(body);
      for (const name of boundIn(body)) {
        if (!names.has(name)) names.set(name, symbol(counters.has(name) ? "loop" : "value", name, def));
      }
    };
    own(def.body);
    for (const param of def.params) {
      add(param.name.span, names.get(param.name.name)!, "declare", def);
      dimensions(param.annotation, scope, def);
      // A default is computed where the function is defined.
      if (param.default !== undefined) expression(param.default, undefined, def);
    }
    for (const inner of def.body) statement(inner, scope);
    if (def.backward !== undefined) backward(def, def.backward, names);
  }

  function backward(
    def: StmtOf<"def">,
    block: BackwardBlock,
    forward: ReadonlyMap<string, NameSymbol>,
  ): void {
    const names = new Map(forward);
    for (const param of block.params) {
      const upstream: NameSymbol = {
        kind: "upstream",
        name: param.name,
        scope: def,
        isOwn: false,
        callee: undefined,
      };
      names.set(param.name, upstream);
      add(param.span, upstream, "declare", def);
    }
    for (const name of boundIn(block.body)) if (!names.has(name)) names.set(name, symbol("value", name, def));
    for (const inner of block.body) statement(inner, { def, names });
  }

  function expression(root: Expr, scope: Scope | undefined, stmt: Stmt): void {
    const stack = [root];
    for (let expr = stack.pop(); expr !== undefined; expr = stack.pop()) {
      if (expr.kind === "name") add(expr.span, valueNamed(expr.name, scope), "read", stmt);
      else if (expr.kind === "attribute")
        add(expr.attribute.span, symbol("attribute", expr.attribute.name), "read", stmt);
      else if (expr.kind === "call") {
        const { callee } = expr;
        const isOwn = functions.has(callee.name);
        if (isOwn || builtins.has(callee.name) || languageFunctions.has(callee.name)) {
          add(
            isOwn ? callee.span : lastName(callee),
            symbol("function", callee.name, undefined, { isOwn }),
            "read",
            stmt,
          );
        }
        for (const { keyword } of expr.args) {
          if (keyword === undefined) continue;
          add(
            keyword.span,
            symbol("argument", keyword.name, undefined, { callee: callee.name }),
            "read",
            stmt,
          );
        }
      }
      stack.push(...childExpressions(expr));
    }
  }
}

/** Values and functions are named apart, and so are dimensions, attributes, and the arguments of each function. */
function spaceOf(kind: NameSymbol["kind"], callee = ""): string {
  switch (kind) {
    case "argument":
      return `argument of ${callee}`;
    case "function":
    case "dimension":
    case "attribute":
      return kind;
    default:
      return "value";
  }
}

/** The names that statements bind, those in their loops too. */
function boundIn(body: readonly Stmt[]): ReadonlySet<string> {
  const names = new Set<string>();
  walkStatements(body, (stmt) => {
    if (stmt.kind === "bind") for (const { name } of stmt.targets) names.add(name.name);
    else if (stmt.kind === "augmented") names.add(stmt.target.name);
    else if (stmt.kind === "for") names.add(stmt.name.name);
  });
  return names;
}

/** The names that loops count with and nothing else binds; those of functions are their own. */
function countersOf(body: readonly Stmt[]): ReadonlySet<string> {
  const counters = new Set<string>();
  const others = new Set<string>();
  const visit = (stmt: Stmt): void => {
    if (stmt.kind === "for") counters.add(stmt.name.name);
    if (stmt.kind === "bind") for (const { name } of stmt.targets) others.add(name.name);
    if (stmt.kind === "augmented") others.add(stmt.target.name);
    if (stmt.kind === "for") childStatements(stmt).forEach(visit);
  };
  body.forEach(visit);
  return new Set([...counters].filter((name) => !others.has(name)));
}

/** Of `linalg.norm` the last name: a module's name may stand on another line, and a name does not. */
function lastName({ name, span }: Identifier): Span {
  const length = name.length - name.lastIndexOf(".") - 1;
  return length === name.length ? span : { start: span.end - length, end: span.end };
}
