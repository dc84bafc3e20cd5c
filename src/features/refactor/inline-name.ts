/** Puts what a name stands for in its place: everywhere, or all names that make up one line. */
import type { Analysis } from "../../analysis.ts";
import { languageFunctions } from "../../check/language.ts";
import type { NameSymbol, Occurrence } from "../../check/resolve.ts";
import type { TextEdit } from "../../problems.ts";
import type { Expr, Stmt, StmtOf } from "../../syntax/tree.ts";
import { childExpressions, statementExpressions, statementsAt, walkExpression } from "../../syntax/walk.ts";
import { namesOf } from "../facts.ts";
import { draws, held, isRandom, removal, type Refactor } from "./refactoring.ts";

export const inlineName: Refactor = ({ analysis }, { start }) => {
  const symbol = namesOf(analysis).at(start)?.symbol;
  const found = symbol && inlinable(analysis, symbol);
  if (found === undefined) return [];
  const { stmt, reads } = found;
  const edits = reads.map((read) => placed(read, stmt.value, (expr) => textOf(analysis, expr)));
  if (edits.some((edit) => edit === undefined)) return [];
  return [
    {
      title: `Inline ${textOf(analysis, stmt.targets[0]!.name)}`,
      edits: [removal(analysis, stmt), ...edits.filter((edit) => edit !== undefined)],
    },
  ];
};

export const joinLines: Refactor = ({ analysis }, { start }) => {
  const stmt = statementsAt(analysis.tree.statements, start).at(-1);
  if (stmt?.kind !== "bind" && stmt?.kind !== "return") return [];
  const removed: Stmt[] = [];
  const write = (root: Expr): string => {
    const { span } = root;
    let text = "";
    let done = span.start;
    walkWithParent(root, undefined, (expr, parent) => {
      if (expr.kind !== "name") return;
      const symbol = namesOf(analysis).at(expr.span.start)?.symbol;
      const found = symbol && inlinable(analysis, symbol);
      if (
        found === undefined ||
        found.reads.length > 1 ||
        blockOf(analysis, found.stmt) !== blockOf(analysis, stmt)
      )
        return;
      removed.push(found.stmt);
      text +=
        textBetween(analysis, done, expr.span.start) +
        held(write(found.stmt.value), found.stmt.value, expr, parent);
      done = expr.span.end;
    });
    return text + textBetween(analysis, done, span.end);
  };
  const text = write(stmt.value);
  if (removed.length < 2) return [];
  return [
    {
      title: "Join the lines of its steps",
      edits: [...removed.map((one) => removal(analysis, one)), { span: stmt.value.span, text }],
    },
  ];
};

interface Inlinable {
  readonly stmt: StmtOf<"bind">;
  readonly reads: readonly Occurrence[];
}

/** A name that stands for the same formula wherever it is read. */
function inlinable(analysis: Analysis, symbol: NameSymbol): Inlinable | undefined {
  const { occurrences } = namesOf(analysis);
  const own = occurrences.filter((one) => one.symbol === symbol);
  const [bound, ...others] = own.filter(({ access }) => access !== "read");
  const reads = own.filter(({ access }) => access === "read");
  const stmt = bound?.stmt;
  if (others.length > 0 || stmt?.kind !== "bind" || stmt.targets.length > 1 || reads.length === 0)
    return undefined;
  if (isLeaf(analysis, stmt) || isRandom(analysis, stmt.value)) return undefined;
  const home = blockOf(analysis, stmt);
  const used = new Set<NameSymbol>();
  walkExpression(stmt.value, (expr) => {
    const read = expr.kind === "name" ? namesOf(analysis).at(expr.span.start)?.symbol : undefined;
    if (read !== undefined) used.add(read);
  });
  let end = 0;
  for (const { span, stmt: reader } of reads) {
    if (draws(analysis, reader)) return undefined;
    if (span.start < stmt.span.end || isNameItself(reader, span.start)) return undefined;
    const path = statementsAt(analysis.tree.statements, span.start);
    const at = home === undefined ? 0 : path.indexOf(home) + 1;
    if (home !== undefined && at === 0) return undefined;
    // Inside a further function the name is another value each time that it is called.
    if (path.slice(at).some(({ kind }) => kind === "def")) return undefined;
    end = Math.max(end, path[at]!.span.end);
  }
  // A line that binds a name anew reads the version before: what it reads may be put there.
  const last = reads.at(-1)!.stmt;
  const mayBind = last.kind === "bind" && blockOf(analysis, last) === home;
  const isChanged = occurrences.some(
    (one) =>
      one.access !== "read" &&
      used.has(one.symbol) &&
      one.span.start > stmt.span.end &&
      one.span.start < end &&
      !(mayBind && one.stmt === last),
  );
  return isChanged ? undefined : { stmt, reads };
}

/** Whether the place wants the name and not its value: a target, a gradient's x, what is checked. */
function isNameItself(stmt: Stmt, offset: number): boolean {
  if (stmt.kind === "backward" || stmt.kind === "minimize") return true;
  return statementExpressions(stmt).some((root) => {
    let found = false;
    walkExpression(root, (expr) => {
      const { start, end } = expr.span;
      found ||=
        expr.kind === "call" && languageFunctions.has(expr.callee.name) && start <= offset && offset < end;
    });
    return found;
  });
}

function isLeaf({ program }: Analysis, stmt: Stmt): boolean {
  const binding = program.bindings.find((one) => one.stmt === stmt);
  return binding === undefined || binding.leaf;
}

/** The loop or function that a statement stands in; undefined at top level. */
function blockOf(analysis: Analysis, stmt: Stmt): Stmt | undefined {
  return statementsAt(analysis.tree.statements, stmt.span.start).at(-2);
}

/** An expression in the place of a name. */
function placed({ span, stmt }: Occurrence, by: Expr, write: (expr: Expr) => string): TextEdit | undefined {
  let edit: TextEdit | undefined;
  for (const root of statementExpressions(stmt)) {
    walkWithParent(root, undefined, (expr, parent) => {
      if (expr.kind === "name" && expr.span.start === span.start)
        edit = { span: expr.span, text: held(write(by), by, expr, parent) };
    });
  }
  return edit;
}

function walkWithParent(
  expr: Expr,
  parent: Expr | undefined,
  visit: (expr: Expr, parent: Expr | undefined) => void,
): void {
  visit(expr, parent);
  for (const inner of childExpressions(expr)) walkWithParent(inner, expr, visit);
}

function textOf(analysis: Analysis, { span }: Pick<Expr, "span">): string {
  return textBetween(analysis, span.start, span.end);
}

function textBetween({ text }: Analysis, start: number, end: number): string {
  return text.slice(start, end);
}
