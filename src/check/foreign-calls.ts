/** What is said of methods, attributes and functions of other libraries that have no meaning here. */
import { endOfLine } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import { problem, type Fix, type Problem } from "../problems.ts";
import { fillForeign, strikeLines } from "../syntax/foreign-fill.ts";
import { foreignArguments, type Foreign } from "../syntax/foreign-table.ts";
import { guess } from "../syntax/fixes.ts";
import type { Argument, Expr, ExprOf, Stmt, StmtOf, Tree } from "../syntax/tree.ts";

/** A call of a foreign function or method; `stmt` is the line that it is all of, if it is. */
export function foreignCall(
  text: string,
  call: ExprOf<"call">,
  found: Foreign,
  stmt: Stmt | undefined,
): Problem {
  const { receiver, args, callee, span } = call;
  const said = fillForeign(
    text,
    found,
    (name) => (name === "x" ? receiver : args[Number(name)]?.value),
    span,
  );
  const bindable = found.changes !== true || (receiver?.kind === "name" && stmt !== undefined);
  const fix =
    found.strikesLine === true
      ? stmt && strikeLines(text, stmt.span)
      : found.renames !== undefined
        ? replaced(found.renames, callee.span)
        : bindable
          ? replaced(said.write, span)
          : undefined;
  return problem("foreign-call", callee.span, [said.says], { fix });
}

/** A value with brackets behind it, as mathematics writes a product and PyTorch calls a model. */
export function valueAsFunction(text: string, { callee, args, argsSpan, span }: ExprOf<"call">): Problem {
  const name = text.slice(callee.span.start, callee.span.end);
  const inBrackets = text.slice(argsSpan.start, argsSpan.end);
  const written = [`${name} * ${inBrackets}`, `${inBrackets} @ ${name}`];
  const isProduct = callee.span.start === span.start && args.length === 1 && args[0]?.keyword === undefined;
  const fix = isProduct ? written.map((product) => guess(`Write ${product}`, span, product)) : undefined;
  return problem("value-as-function", callee.span, [name], { fix });
}

/** An attribute of NumPy's arrays or PyTorch's tensors; `stmt` is the line that it is all of, if it is. */
export function foreignAttribute(
  text: string,
  expr: ExprOf<"attribute">,
  found: Foreign,
  stmt: Stmt | undefined,
): Problem {
  const said = fillForeign(text, found, (name) => (name === "x" ? expr.object : undefined), expr.span);
  const fix =
    found.strikesLine === true ? stmt && strikeLines(text, stmt.span) : replaced(said.write, expr.span);
  return problem("foreign-call", expr.attribute.span, [said.says], { fix });
}

/** An argument that makes no difference here; undefined for any other. */
export function foreignArgument(args: readonly Argument[], arg: Argument): Problem | undefined {
  const name = arg.keyword?.name ?? "";
  const why = foreignArguments.get(name);
  if (why === undefined) return undefined;
  const fix = { title: `Strike ${name}`, edits: [{ span: withComma(args, arg), text: "" }] };
  return problem("foreign-argument", arg.span, [name, why], { fix });
}

/** An argument with the comma that goes with it. */
function withComma(args: readonly Argument[], arg: Argument): Span {
  const at = args.indexOf(arg);
  const before = args[at - 1];
  if (before !== undefined) return { start: before.span.end, end: arg.span.end };
  return { start: arg.span.start, end: args[at + 1]?.span.start ?? arg.span.end };
}

/** A target in a loop, moved below the loop. */
export function belowLoop(text: string, { span }: Stmt, topLine: Stmt | undefined): Fix | undefined {
  if (topLine?.kind !== "for") return undefined;
  const end = endOfLine(text, topLine.span.end);
  const moved = `\n${text.slice(span.start, span.end)}`;
  const { edits } = strikeLines(text, span);
  return { title: "Move it below the loop", edits: [...edits, { span: { start: end, end }, text: moved }] };
}

/** `w.grad` as a call, where the file says of which loss; with an upstream gradient, of the number that it makes of a tensor. */
export function gradientCall(
  text: string,
  { statements }: Tree,
  { object, span }: ExprOf<"attribute">,
): Fix | undefined {
  const target = lastTarget(statements, span.start) ?? lastTarget(statements);
  if (object.kind !== "name" || target === undefined) return undefined;
  const holes = new Map<string, Expr | undefined>([
    ["y", target.value],
    ["x", object],
    ["g", target.args[0]?.value],
  ]);
  const write = holes.get("g") === undefined ? "grad({y}, {x})" : "grad(sum({y} * {g!}), {x})";
  return replaced(fillForeign(text, { says: "", write }, (name) => holes.get(name), span).write, span);
}

/** The last line above a place that says `.backward()` of a name, inside a loop too. */
function lastTarget(statements: readonly Stmt[], above = Infinity): StmtOf<"backward"> | undefined {
  return statements.reduce<StmtOf<"backward"> | undefined>((found, stmt) => {
    if (stmt.span.start > above) return found;
    if (stmt.kind === "for") return lastTarget(stmt.body, above) ?? found;
    return stmt.kind === "backward" && stmt.value.kind === "name" ? stmt : found;
  }, undefined);
}

function replaced(write: string | undefined, span: Span): Fix | undefined {
  return write === undefined ? undefined : { title: `Write ${write}`, edits: [{ span, text: write }] };
}
