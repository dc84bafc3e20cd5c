/** Checks names and calls without evaluating: every name is bound, every function exists, every argument has a place. */
import { createLineIndex, type LineIndex } from "../base/line-index.ts";
import { createEffort, inTurn, mostSimilar } from "../base/similar.ts";
import type { Span } from "../base/span.ts";
import { problem, type Fix, type Problem, type ProblemCode, type problemTable } from "../problems.ts";
import { guess } from "../syntax/fixes.ts";
import { foreignAttributes, foreignMethods } from "../syntax/foreign-methods.ts";
import { foreignFunctions } from "../syntax/foreign-table.ts";
import type { Expr, ExprOf, Identifier, Stmt, StmtOf } from "../syntax/tree.ts";
import { childExpressions, eachPlaced } from "../syntax/walk.ts";
import { miscounted } from "./backward-block.ts";
import { eachBoundName } from "./bound-names.ts";
import { findHiddenReads, findRecursion } from "./call-graph.ts";
import {
  belowLoop,
  foreignArgument,
  foreignAttribute,
  foreignCall,
  gradientCall,
  valueAsFunction,
} from "./foreign-calls.ts";
import { builtins, valueAttributes } from "./functions.ts";
import { languageFunctions } from "./language.ts";
import { bindArguments, defSignature, shownName, type Callable } from "./signature.ts";
import { moveAbove } from "./move-above.ts";
import { moveOut, unbound } from "./statement-fixes.ts";
import { mayBePart } from "./parts.ts";
import { similarFunction } from "./similar-function.ts";
import type { Def, SourceFile } from "./source.ts";

/** Names that mean a number unless the file binds them. */
export const numberNames: ReadonlyMap<string, number> = new Map([
  ["pi", Math.PI],
  ["inf", Infinity],
  ["nan", NaN],
]);

export interface Names {
  readonly problems: readonly Problem[];
  /** Expressions and statements that were reported: they have no value, and nothing more is said of them. */
  readonly broken: ReadonlySet<Expr | Stmt>;
  /** The file's own functions, by name. */
  readonly functions: ReadonlyMap<string, Callable>;
  /** The names of its values at top level. */
  readonly bound: ReadonlySet<string>;
  /** Lines that were meant to change a name's value in place: from there on it has none. */
  readonly changed: ReadonlyMap<Stmt, Identifier>;
}

interface Scope {
  readonly names: Set<string>;
  /** Inside a function: the file's names are seen too, as they stand when it is called. */
  readonly fn: Def | undefined;
}

/** What the file has that a line imports from; undefined while that file is not there. */
export type ImportedNames = (stmt: StmtOf<"from">) => Pick<Names, "functions" | "bound"> | undefined;

export function checkNames(source: SourceFile, importedNames: ImportedNames): Names {
  const problems: Problem[] = [];
  const broken = new Set<Expr | Stmt>();
  const functions = new Map<string, Callable>();
  const changed = new Map<Stmt, Identifier>();
  let topNames: ReadonlyMap<string, Span> | undefined;
  /** Names that lines give which this version cannot read or does not run: what they stand for is not known. */
  const unreadable = new Set<string>();
  /** Names from files that are not there (yet), or that have none of that name: values or functions. */
  const unknown = new Set<string>();
  const bodyCalls = new Map<Def, ExprOf<"call">[]>();
  const reads = new Map<Def, string>();
  const definedSoFar = new Set<string>();
  const effort = createEffort();
  /** The line that is checked, where it is an expression alone. */
  let line: StmtOf<"expr"> | undefined;
  /** The line at top level that is checked, or that the checked one belongs to. */
  let topLine: Stmt | undefined;
  let lineIndex: LineIndex | undefined;
  const lineOf = (offset: number): number => (lineIndex ??= createLineIndex(source.text)).lineAt(offset) + 1;

  collect(source.tree.statements, true);
  const top: Scope = { names: new Set(), fn: undefined };
  eachPlaced(source.tree.statements, (stmt) => {
    topLine = stmt;
    checkStatement(stmt, top, true);
  });
  checkCallGraph();
  return { problems, broken, functions, bound: top.names, changed };

  /** A name as it stands there: with its subscript digits. */
  function written({ start, end }: Span): string {
    return source.text.slice(start, end);
  }

  /** A name of the file as it stands where it is bound first. */
  function spelled(name: string): string {
    const place = firstBindings().get(name);
    return place === undefined ? name : written(place);
  }

  function report<C extends ProblemCode>(
    code: C,
    span: Span,
    facts: Parameters<(typeof problemTable)[C]["text"]>,
    similar?: string | Fix,
  ): void {
    const fix = typeof similar === "string" ? guess(`Change to ${similar}`, span, similar) : similar;
    problems.push(problem(code, span, facts, { fix }));
  }

  /** The file's functions and names, before any line is checked. */
  function collect(statements: readonly Stmt[], atTop: boolean): void {
    for (const stmt of statements) {
      if (stmt.kind === "from") {
        const { functions: theirs, bound } = importedNames(stmt) ?? {};
        for (const { name } of stmt.names)
          if (theirs?.has(name) !== true && bound?.has(name) !== true) unknown.add(name);
      } else if (isUnreadable(stmt)) eachBoundName(stmt, ({ name }) => unreadable.add(name));
      if (stmt.kind === "for") collect(stmt.body, false);
      if (stmt.kind !== "def") continue;
      for (const inner of stmt.body) if (inner.kind === "def") unreadable.add(inner.name.name);
      if (!atTop) {
        unreadable.add(stmt.name.name);
        continue;
      }
      const before = functions.get(stmt.name.name);
      if (before?.kind === "def") {
        report("function-defined-twice", stmt.name.span, [
          written(stmt.name.span),
          lineOf(before.def.span.start),
        ]);
        broken.add(stmt);
      } else {
        functions.set(stmt.name.name, {
          kind: "def",
          def: stmt,
          source,
          signature: defSignature(stmt, source),
        });
      }
    }
  }

  /** Where each top-level name is bound first; few files need to know. */
  function firstBindings(): ReadonlyMap<string, Span> {
    if (topNames !== undefined) return topNames;
    const found = new Map<string, Span>();
    const visit = (stmt: Stmt): void => {
      eachBoundName(stmt, ({ name, span }) => {
        if (!found.has(name)) found.set(name, span);
      });
      if (stmt.kind === "for") stmt.body.forEach(visit);
    };
    source.tree.statements.forEach(visit);
    return (topNames = found);
  }

  function checkStatement(stmt: Stmt, scope: Scope, atTop: boolean): void {
    switch (stmt.kind) {
      case "bind":
      case "return":
        checkExpression(stmt.value, scope);
        break;
      case "expr":
        line = stmt;
        checkExpression(stmt.value, scope);
        line = undefined;
        noteChange(stmt);
        break;
      case "augmented":
        if (!scope.names.has(stmt.target.name)) reportName(stmt.target.name, stmt.target.span, stmt, scope);
        checkExpression(stmt.value, scope);
        break;
      case "backward":
        if (!atTop) {
          problems.push(
            problem("backward-not-at-top-level", stmt.keyword, [], {
              fix: belowLoop(source.text, stmt, topLine),
            }),
          );
          broken.add(stmt);
        }
        checkExpression(stmt.value, scope);
        for (const arg of stmt.args) {
          checkExpression(arg.value, scope);
          problems.push(...[foreignArgument(stmt.args, arg) ?? []].flat());
        }
        break;
      case "for":
        for (const bound of stmt.range) checkExpression(bound, scope);
        if (stmt.range.length < 1 || stmt.range.length > 3) {
          report("range-arguments", stmt.header, [stmt.range.length]);
          broken.add(stmt);
        }
        scope.names.add(stmt.name.name);
        for (const inner of stmt.body) checkStatement(inner, scope, false);
        break;
      case "def":
        if (!atTop) {
          report(
            "def-not-at-top-level",
            stmt.name.span,
            [written(stmt.name.span)],
            moveOut(source.tree, topLine, stmt),
          );
          broken.add(stmt);
        } else checkDef(stmt);
        break;
      case "from":
        if (!atTop) {
          report("import-not-at-top-level", stmt.keyword, [], moveOut(source.tree, topLine, stmt));
          broken.add(stmt);
        }
        for (const entry of stmt.names) {
          const callable = importedNames(stmt)?.functions.get(entry.name);
          if (callable === undefined) continue;
          functions.set(entry.name, callable);
          definedSoFar.add(entry.name);
        }
        break;
      case "minimize":
        report("not-yet-supported", stmt.keyword, ["minimize"]);
        break;
      case "error":
        break;
    }
    eachBoundName(stmt, ({ name }) => scope.names.add(name));
  }

  function checkDef(def: Def): void {
    for (const param of def.params) if (param.default !== undefined) checkExpression(param.default, top);
    const names = new Set<string>();
    for (const param of def.params) {
      const { name, span } = param.name;
      if (names.has(name)) report("duplicate-parameter", span, [written(span)]);
      names.add(name);
    }
    bodyCalls.set(def, []);
    const scope: Scope = { names, fn: def };
    for (const stmt of def.body) checkStatement(stmt, scope, false);
    definedSoFar.add(def.name.name);
    if (def.backward !== undefined) checkBackward(def, def.backward, names);
  }

  function checkBackward(def: Def, block: NonNullable<Def["backward"]>, cache: ReadonlySet<string>): void {
    const found = miscounted(def, block, written(def.name.span));
    for (const one of found) problems.push(one);
    // Without a readable name the block is reported already.
    if (block.params.length === 0 || found.length > 0) broken.add(def);
    const scope: Scope = { names: new Set([...cache, ...block.params.map((param) => param.name)]), fn: def };
    for (const stmt of block.body) checkStatement(stmt, scope, false);
  }

  /** Sums of many terms lean to the left as deep as they are long: the left side is walked in a loop. */
  function checkExpression(root: Expr, scope: Scope): void {
    let expr = root;
    for (; expr.kind === "binary"; expr = expr.left) checkExpression(expr.right, scope);
    if (expr.kind === "number" || expr.kind === "error") return;
    if (expr.kind === "name") {
      checkName(expr, scope);
      return;
    }
    if (expr.kind === "call" && !checkCall(expr, scope)) return;
    if (expr.kind === "attribute") checkAttribute(expr);
    for (const child of childExpressions(expr)) checkExpression(child, scope);
  }

  function checkName(expr: ExprOf<"name">, scope: Scope): void {
    if (scope.names.has(expr.name) || numberNames.has(expr.name)) return;
    if (scope.fn !== undefined && firstBindings().has(expr.name)) {
      if (!reads.has(scope.fn)) reads.set(scope.fn, expr.name);
      if (scope.fn.backward === undefined) return;
      report("reads-top-level", expr.span, [written(expr.span), written(scope.fn.name.span)]);
      broken.add(expr);
      return;
    }
    reportName(expr.name, expr.span, expr, scope);
  }

  function reportName(name: string, span: Span, at: Expr | Stmt, scope: Scope): void {
    broken.add(at);
    const below = firstBindings().get(name);
    if (below !== undefined && below.start > span.start && scope.fn === undefined) {
      const fix = moveAbove(source.tree, topLine, below);
      problems.push(problem("name-before-binding", span, [written(span), lineOf(below.start)], { fix }));
    } else if (functions.has(name) || builtins.has(name) || languageFunctions.has(name)) {
      report("function-as-value", span, [written(span)]);
    } else {
      const others = scope.fn === undefined ? [] : firstBindings().keys();
      const similar = mostSimilar(name, inTurn(scope.names, others, numberNames.keys()), effort);
      const shown = similar && spelled(similar);
      report("undefined-name", span, [written(span), shown], shown);
    }
  }

  /** Whether what stands in the call is to be checked too. */
  function checkCall(call: ExprOf<"call">, scope: Scope): boolean {
    const { name, span } = call.callee;
    if (name === "backward" && call.receiver !== undefined) {
      report("backward-in-expression", span, [], unbound(topLine, call));
      broken.add(call);
      return true;
    }
    if (scope.fn !== undefined) bodyCalls.get(scope.fn)?.push(call);
    const own = functions.get(name);
    const visible = own !== undefined && (scope.fn !== undefined || definedSoFar.has(name));
    const signature = (visible ? own : builtins.get(name))?.signature ?? languageFunctions.get(name);
    if (signature !== undefined) {
      if (call.args.some((arg) => arg.value.kind === "error")) return true;
      const faults = bindArguments(signature, call, { effort, written }).problems;
      for (const fault of faults) problems.push(fault);
      if (faults.length > 0) broken.add(call);
      return true;
    }
    broken.add(call);
    if (unreadable.has(name) || unknown.has(name)) return true;
    const foreign = (call.receiver === undefined ? foreignFunctions : foreignMethods).get(name);
    if (own?.kind === "def") problems.push(definedBelow(span, own.def));
    else if (scope.names.has(name)) problems.push(valueAsFunction(source.text, call));
    else if (foreign !== undefined) {
      problems.push(foreignCall(source.text, call, foreign, line?.value === call ? line : undefined));
      // A line that is to be struck is not looked into.
      return foreign.write !== undefined || foreign.changes === true;
    } else {
      const similar = similarFunction(name, functions.keys(), call.receiver !== undefined, effort);
      const known = functions.get(similar ?? "");
      const shown = known === undefined ? similar : shownName(known.signature);
      report("undefined-function", span, [written(span), shown], shown);
    }
    return true;
  }

  function definedBelow(span: Span, { name, span: own }: StmtOf<"def">): Problem {
    const fix = moveAbove(source.tree, topLine, name.span);
    return problem("function-defined-below", span, [written(span), lineOf(own.start)], { fix });
  }

  function noteChange(stmt: StmtOf<"expr">): void {
    const { value } = stmt;
    if (value.kind !== "call" || value.receiver?.kind !== "name" || !broken.has(value)) return;
    if (foreignMethods.get(value.callee.name)?.changes !== true || isOwn(value.callee.name)) return;
    changed.set(stmt, { name: value.receiver.name, span: value.receiver.span });
  }

  function isOwn(name: string): boolean {
    return functions.has(name) || unreadable.has(name) || unknown.has(name);
  }

  function checkAttribute(expr: ExprOf<"attribute">): void {
    const { name, span } = expr.attribute;
    if (name === "shape" || valueAttributes.includes(name)) return;
    if (mayBePart(expr)) return;
    broken.add(expr);
    const callable = functions.get(name) ?? builtins.get(name);
    const foreign = foreignAttributes.get(name);
    if (name === "grad")
      problems.push(
        problem("grad-attribute", span, [], { fix: gradientCall(source.text, source.tree, expr) }),
      );
    else if (foreign !== undefined)
      problems.push(foreignAttribute(source.text, expr, foreign, line?.value === expr ? line : undefined));
    else if (callable !== undefined) {
      const isWhole = callable.signature.params.filter((param) => param.required).length === 1;
      const fix = isWhole ? guess("Call it", { start: span.end, end: span.end }, "()") : undefined;
      report("function-as-value", span, [written(span)], fix);
    } else {
      const similar = mostSimilar(name, ["shape", ...valueAttributes], effort);
      report("attribute-unknown", span, [written(span), similar], similar);
    }
  }

  function checkCallGraph(): void {
    const graph = { functions, calls: bodyCalls, reads, broken };
    for (const { call, def, name } of findHiddenReads(graph)) {
      const { span } = call.callee;
      report("reads-top-level-behind", span, [written(span), spelled(name), written(def.name.span)]);
      broken.add(call);
    }
    for (const [call, defs] of findRecursion(graph)) {
      const names = defs.map(({ name }) => written(name.span));
      report("recursion", call.callee.span, [
        names.length === 2 ? `${names[0]} calls itself` : names.join(" calls "),
      ]);
      broken.add(call);
    }
  }
}

/** A line that binds a name to something which could not be read. */
function isUnreadable(stmt: Stmt): boolean {
  return stmt.kind === "error" || (stmt.kind === "bind" && stmt.value.kind === "error");
}
