/** The hints inside of lines: the shape behind a name that is bound, and the parameter before an argument that is written out. */
import type { Span } from "../base/span.ts";
import { languageFunctions } from "../check/language.ts";
import { bindArguments, showParam, shownName, type Signature } from "../check/signature.ts";
import type { Settings } from "../protocol/settings.ts";
import type { Expr, ExprOf } from "../syntax/tree.ts";
import { statementExpressions, walkExpression, walkStatements } from "../syntax/walk.ts";
import { showShape } from "../tensor/shape.ts";
import { callableNamed } from "./completion-item.ts";
import { namesOf } from "./facts.ts";
import { entriesOf } from "./hints.ts";
import { codeSpan, plain } from "./markdown.ts";
import { shapeAnnotation } from "./shape-annotation.ts";
import type { View } from "./view.ts";

/** Which of them are shown, as the settings of the same names. */
export type InsideOptions = Pick<Settings["hints"], "shape" | "parameterNames">;

export interface InsideHint {
  readonly kind: "shape" | "parameter";
  /** A shape stands behind this place, a parameter before it. */
  readonly offset: number;
  /** As a person would write it there: `: [N=2, 3]`, `dim=`. */
  readonly text: string;
  /** What is written there when somebody takes the hint; undefined where it cannot be. */
  readonly taken?: string | undefined;
  /** Markdown; empty where there is no more to say. */
  readonly tooltip: string;
}

/** The hints of a part of the text. */
export function insideHints(view: View, options: InsideOptions, within: Span): readonly InsideHint[] {
  const hints = [
    ...(options.shape ? shapeHints(view, within) : []),
    ...(options.parameterNames ? parameterHints(view, within) : []),
  ];
  return hints.sort((a, b) => a.offset - b.offset);
}

/** Of each tensor that a line names and does not annotate, in the turn and the call that are shown. */
function shapeHints(view: View, within: Span): readonly InsideHint[] {
  return entriesOf(view).flatMap(({ stmt, target, shape }): readonly InsideHint[] => {
    if (stmt.kind !== "bind" || shape.length === 0 || !meet(stmt.span, within)) return [];
    const found = stmt.targets.find(({ name }) => name.span.start === target);
    if (found === undefined || found.annotation !== undefined) return [];
    const { name } = found;
    const taken = shapeAnnotation(view.analysis, name);
    return [{ kind: "shape", offset: name.span.end, text: `: ${showShape(shape)}`, taken, tooltip: "" }];
  });
}

function parameterHints(view: View, within: Span): readonly InsideHint[] {
  const hints: InsideHint[] = [];
  walkStatements(view.analysis.tree.statements, (stmt) => {
    if (!meet(stmt.span, within)) return;
    for (const root of statementExpressions(stmt)) {
      walkExpression(root, (expr) => {
        if (expr.kind === "call" && meet(expr.span, within)) hints.push(...hintsOfCall(view, expr));
      });
    }
  });
  return hints;
}

function meet(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}

function hintsOfCall(view: View, call: ExprOf<"call">): readonly InsideHint[] {
  const isWritten = call.args.some(({ keyword, value }) => keyword === undefined && isConstant(view, value));
  // What takes one value says by its own name what that is for.
  if (!isWritten || call.args.length + (call.receiver === undefined ? 0 : 1) < 2) return [];
  const { name } = call.callee;
  const signature = callableNamed(view, name)?.signature ?? languageFunctions.get(name);
  if (signature === undefined) return [];
  const { params } = signature;
  const places = new Map<Expr, number>();
  bindArguments(signature, call).bound.forEach((given, place) => {
    const [first] = given === undefined || "kind" in given ? [given] : given;
    if (first !== undefined) places.set(first, place);
  });
  return call.args.flatMap(({ keyword, value }): readonly InsideHint[] => {
    const place = places.get(value);
    const param = params[place ?? -1];
    if (keyword !== undefined || param === undefined || place === undefined || !isConstant(view, value))
      return [];
    if (saysNothing(signature, place, value)) return [];
    const tooltip = param.doc === "" ? "" : `${codeSpan(showParam(param))}  \n${plain(param.doc)}`;
    return [{ kind: "parameter", offset: value.span.start, text: `${shownName(param)}=`, tooltip }];
  });
}

/** Whether the name of a parameter says no more than that there is one. */
function saysNothing({ params, name, builtIn, second }: Signature, place: number, value: Expr): boolean {
  const param = params[place]!;
  // `zeros(2, 3)`, and the first operand of nearly everything.
  if (place === 0 && (param.collects || param.name.length === 1)) return true;
  if (builtIn && OPERANDS.has(param.name)) return true;
  // What a second argument by position is for, the whole call says: `max(x, 1)`.
  if (second !== undefined && place > 0) return true;
  return param.name === name || (value.kind === "name" && value.name === param.name);
}

/** What operands are called that are as good as each other. */
const OPERANDS: ReadonlySet<string> = new Set([
  "x",
  "y",
  "a",
  "b",
  "A",
  "B",
  "input",
  "other",
  "tensor",
  "tensors",
]);

/** Whether a value is written out: it has no name that would say what it is. */
function isConstant(view: View, root: Expr): boolean {
  let isWritten = true;
  const open = [root];
  for (let expr = open.pop(); expr !== undefined && isWritten; expr = open.pop()) {
    switch (expr.kind) {
      case "number":
      case "string":
      case "bool":
      case "none":
        break;
      case "name":
        isWritten = namesOf(view.analysis).at(expr.span.start)?.symbol.kind === "number";
        break;
      case "unary":
        open.push(expr.operand);
        break;
      case "paren":
        open.push(expr.inner);
        break;
      case "list":
      case "tuple":
        open.push(...expr.items);
        break;
      default:
        isWritten = false;
    }
  }
  return isWritten;
}
