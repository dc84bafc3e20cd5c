/** Gives a part of a formula a name on a line above, or every step of it one. */
import type { Analysis } from "../../analysis.ts";
import type { LanguageName } from "../../check/language.ts";
import type { Expr } from "../../syntax/tree.ts";
import { bare, childExpressions, expressionsAt, statementsAt } from "../../syntax/walk.ts";
import { asLine, closed, freshNames, insertBefore, draws, trimmed, type Refactor } from "./refactoring.ts";

/** What has no value of its own, or is a name already. */
const plain: ReadonlySet<Expr["kind"]> = new Set([
  "name",
  "string",
  "bool",
  "none",
  "tuple",
  "error",
  "paren",
]);

/** It gives no value. */
const CHECK: LanguageName = "check";

export const extractName: Refactor = ({ analysis }, selection) => {
  const wanted = trimmed(analysis, selection);
  const stmt = statementsAt(analysis.tree.statements, wanted.start).at(-1);
  if (wanted.start === wanted.end || stmt === undefined) return [];
  const path = expressionsAt(stmt, wanted);
  const found = path.at(-1);
  if (found === undefined || found.span.start !== wanted.start || found.span.end !== wanted.end) return [];
  const own = bare(found);
  const isWhole = path.length === 1 && (stmt.kind === "bind" || stmt.kind === "augmented");
  const isCheck = stmt.kind === "expr" && own.kind === "call" && own.callee.name === CHECK;
  if (draws(analysis, stmt)) return [];
  if (isWhole || isCheck || plain.has(own.kind) || isLazy(path)) return [];
  const name = freshNames(analysis)("value");
  const outer = path.at(-2);
  // A name needs no brackets.
  const place = outer?.kind === "paren" ? outer : found;
  return [
    {
      title: `Extract to a name`,
      edits: [
        insertBefore(analysis, stmt, [`${name} = ${asLine(analysis, own)}`]),
        { span: place.span, text: name },
      ],
      fresh: name,
    },
  ];
};

/** Of a conditional only what is chosen is computed, and of `and` what is needed. */
function isLazy(path: readonly Expr[]): boolean {
  return path.some(
    (expr, i) =>
      i + 1 < path.length &&
      (expr.kind === "conditional" ||
        (expr.kind === "binary" && (expr.operator === "and" || expr.operator === "or"))),
  );
}

export const splitLine: Refactor = ({ analysis }, selection) => {
  const stmt = statementsAt(analysis.tree.statements, selection.start).at(-1);
  if (stmt?.kind !== "bind" && stmt?.kind !== "return" && stmt?.kind !== "augmented") return [];
  const steps = stepsOf(stmt.value).filter((expr) => expr !== bare(stmt.value));
  if (steps.length === 0 || draws(analysis, stmt) || stmt.value.kind === "tuple") return [];
  const fresh = freshNames(analysis);
  const names = new Map(steps.map((expr) => [expr, fresh("t", 1)]));
  const written = [...names].map(([expr, name]) => `${name} = ${withNames(analysis, expr, names)}`);
  return [
    {
      title: "Split into a line for each step",
      edits: [
        insertBefore(analysis, stmt, written),
        { span: stmt.value.span, text: withNames(analysis, stmt.value, names) },
      ],
    },
  ];
};

/** What is computed, in the order in which it is. */
function stepsOf(expr: Expr): readonly Expr[] {
  const own = bare(expr);
  const inner = operandsOf(own).flatMap(stepsOf);
  return isStep(own) ? [...inner, own] : inner;
}

function isStep(expr: Expr): boolean {
  switch (expr.kind) {
    case "binary":
      return expr.operator !== "and" && expr.operator !== "or" && !isOfNumbers(expr);
    case "unary":
      return expr.operator === "-" && !isOfNumbers(expr);
    case "call":
      return true;
    default:
      return false;
  }
}

function isOfNumbers(expr: Expr): boolean {
  return (
    expr.kind === "number" || (childExpressions(expr).length > 0 && childExpressions(expr).every(isOfNumbers))
  );
}

/** Where steps are looked for: a list, an index, an argument by name and a branch stay as they are written. */
function operandsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "binary":
      return expr.operator === "and" || expr.operator === "or" ? [] : [expr.left, expr.right];
    case "unary":
      return [expr.operand];
    case "attribute":
    case "index":
      return [expr.object];
    case "call": {
      const values = expr.args.flatMap(({ keyword, value }) => (keyword === undefined ? [value] : []));
      return expr.receiver === undefined ? values : [expr.receiver, ...values];
    }
    default:
      return [];
  }
}

/** The text of an expression with the steps in it by their names; brackets around a name are left out. */
function withNames(analysis: Analysis, root: Expr, names: ReadonlyMap<Expr, string>): string {
  const { start, end } = root.span;
  let text = "";
  let done = start;
  const visit = (expr: Expr): void => {
    const name = expr === root ? undefined : names.get(bare(expr));
    if (name === undefined) {
      operandsOf(expr.kind === "paren" ? bare(expr) : expr).forEach(visit);
      return;
    }
    text += analysis.text.slice(done, expr.span.start) + name;
    done = expr.span.end;
  };
  visit(root);
  return closed(root, text + analysis.text.slice(done, end));
}
