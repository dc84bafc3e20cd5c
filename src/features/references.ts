/** Where a name comes from, and where else the same is meant: in one file. */
import { touches, type Span } from "../base/span.ts";
import type { Analysis } from "../analysis.ts";
import { builtins } from "../check/functions.ts";
import { prepare } from "../check/modules.ts";
import type { NameSymbol, Occurrence } from "../check/resolve.ts";
import { synonyms, type Callable } from "../check/signature.ts";
import { resolvePath, type SourceFile } from "../check/source.ts";
import type { Expr, Stmt, StmtOf } from "../syntax/tree.ts";
import { defAt, expressionsAt, statementsAt } from "../syntax/walk.ts";
import { namesOf } from "./facts.ts";
import { gateWritten, pageOf } from "./gate-page.ts";

/** A place in this file, or in another one. */
export interface Place {
  /** Undefined for the file itself. */
  readonly file: Pick<SourceFile, "text" | "library" | "path"> | undefined;
  readonly span: Span;
}

/**
 * Where the name at an offset is bound, defined or received: in several places where a loop brings it from its last turn too.
 */
export function definitionAt(analysis: Analysis, offset: number): readonly Place[] {
  const occurrence = namesOf(analysis).at(offset);
  return occurrence === undefined ? ofOperator(analysis, offset) : placesOf(analysis, occurrence);
}

/** The page of the gate that an operator stands for. */
function ofOperator({ tree }: Analysis, offset: number): readonly Place[] {
  const stmt = statementsAt(tree.statements, offset).at(-1);
  if (stmt === undefined) return [];
  const expressions = expressionsAt(stmt, { start: offset, end: offset }).toReversed();
  for (const { operator, operatorSpan, operands } of [stmt, ...expressions].flatMap(operatorsOf)) {
    const gate = touches(operatorSpan, offset) ? gateWritten(operator, operands) : undefined;
    if (gate !== undefined) return onPage(gate.name);
  }
  return [];
}

interface Written {
  readonly operator: string;
  readonly operatorSpan: Span;
  readonly operands: number;
}

function operatorsOf(node: Stmt | Expr): readonly Written[] {
  switch (node.kind) {
    case "unary":
      return [{ ...node, operands: 1 }];
    case "binary":
    case "augmented":
      return [{ ...node, operands: 2 }];
    case "compare":
      return node.rest.map((one) => ({ ...one, operands: 2 }));
    default:
      return [];
  }
}

function placesOf(analysis: Analysis, occurrence: Occurrence): readonly Place[] {
  const { symbol } = occurrence;
  switch (symbol.kind) {
    case "function":
      return definitionOf(analysis, symbol.name);
    case "argument":
      return parameterOf(analysis, symbol);
    case "number":
    case "attribute":
      return [];
    case "dimension":
      return here([sameNames(analysis, symbol)[0]!]);
    default:
      return bindingsOf(analysis, occurrence);
  }
}

function here(occurrences: readonly Occurrence[]): readonly Place[] {
  return occurrences.map(({ span }) => ({ file: undefined, span }));
}

function functionNamed({ program }: Analysis, name: string): Callable | undefined {
  return program.functions.get(name) ?? builtins.get(name);
}

/** A gate is written in no file, and has a page. */
function definitionOf(analysis: Analysis, name: string): readonly Place[] {
  const callable = functionNamed(analysis, name);
  return callable?.kind === "def"
    ? [{ file: elsewhere(analysis, callable.source), span: callable.def.name.span }]
    : onPage(name);
}

/** The name at the top of a page, or what is said of a parameter. */
function onPage(name: string, parameter?: string): readonly Place[] {
  const page = pageOf(name);
  const span = page && (page.parameters.get(parameter ?? "") ?? page.name);
  return span === undefined ? [] : [{ file: page, span }];
}

function elsewhere({ request }: Analysis, source: SourceFile): SourceFile | undefined {
  return source.library === undefined && source.path === request.path ? undefined : source;
}

function parameterOf(analysis: Analysis, { name, callee = "" }: NameSymbol): readonly Place[] {
  const callable = functionNamed(analysis, callee);
  if (callable?.kind !== "def") return onPage(callee, name);
  const others = callable.signature.builtIn ? (synonyms.get(name) ?? []) : [];
  const { params } = callable.def;
  const param =
    params.find((one) => one.name.name === name) ?? params.find((one) => others.includes(one.name.name));
  return param === undefined ? [] : [{ file: elsewhere(analysis, callable.source), span: param.name.span }];
}

/** The binding that a use reads: the last one above it, and the last one of each loop around it, which its turn before left. */
function bindingsOf(analysis: Analysis, occurrence: Occurrence): readonly Place[] {
  const { access, symbol, span, stmt } = occurrence;
  const imported = stmt.kind === "from" ? importedValue(analysis, stmt, symbol.name) : undefined;
  if (imported !== undefined) return [imported];
  if (access === "declare") return here([occurrence]);
  const bound = sameNames(analysis, symbol).filter((one) => one.access !== "read");
  // A function sees the file's names as they stand when it is called.
  if (symbol.scope === undefined && defAt(analysis.tree, span.start) !== undefined)
    return here(bound.slice(-1));
  const isAbove = (one: Occurrence): boolean => one.span.start < span.start && one.stmt !== stmt;
  const found = new Set<Occurrence>();
  const above = bound.findLast(isAbove);
  if (above !== undefined) found.add(above);
  for (const loop of statementsAt(analysis.tree.statements, span.start)) {
    if (loop.kind !== "for") continue;
    const last = bound.findLast((one) => one.stmt !== loop && touches(loop.span, one.span.start));
    if (last !== undefined) found.add(last);
  }
  if (found.size === 0) return here(bound.slice(0, 1));
  return [...found].map(
    (one) =>
      (one.stmt.kind === "from" ? importedValue(analysis, one.stmt, symbol.name) : undefined) ??
      here([one])[0]!,
  );
}

/** The binding of a value in the file that it is imported from. */
function importedValue(analysis: Analysis, stmt: StmtOf<"from">, name: string): Place | undefined {
  const { path, sources } = analysis.request;
  const source = resolvePath(path, stmt.path);
  const entry = sources.get(source);
  if (entry?.kind !== "text") return undefined;
  const { file } = prepare(sources, source, entry, 1);
  const targets = file.tree.statements.flatMap((one) => (one.kind === "bind" ? one.targets : []));
  const last = targets.findLast((target) => target.name.name === name);
  return last && { file, span: last.name.span };
}

/** Every place where the same is meant as at an offset, in the order of the text. */
export function referencesAt(analysis: Analysis, offset: number): readonly Occurrence[] {
  const symbol = namesOf(analysis).at(offset)?.symbol;
  return symbol === undefined ? [] : sameNames(analysis, symbol);
}

function sameNames(analysis: Analysis, symbol: NameSymbol): readonly Occurrence[] {
  return namesOf(analysis).occurrences.filter((one) => isSameName(symbol, one.symbol));
}

/** A parameter is meant by its function's body, and by what a call names. */
export function isSameName(one: NameSymbol, other: NameSymbol): boolean {
  if (one === other) return true;
  if (one.name !== other.name) return false;
  return isArgumentFor(one, other) || isArgumentFor(other, one);
}

function isArgumentFor(argument: NameSymbol, param: NameSymbol): boolean {
  return (
    argument.kind === "argument" && param.kind === "parameter" && argument.callee === param.scope?.name.name
  );
}
