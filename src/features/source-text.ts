/** Values as text that can be put into the file, for the edits of a fix. */
import type { Analysis } from "../analysis.ts";
import type { Node } from "../graph/ir.ts";
import { plain } from "../graph/node.ts";
import type { Trace } from "../lower/program.ts";
import type { Expr } from "../syntax/tree.ts";
import { bare, childExpressions, walkExpression } from "../syntax/walk.ts";
import { callAround, factsOf, sourceOf, spelled } from "./facts.ts";
import type { View } from "./view.ts";

/** The expression of the file that has made a value, the innermost one; undefined of what only the library has made. */
export function exprOf({ program }: Analysis, node: Node): Expr | undefined {
  const own = madeBy(program.trace).get(node);
  if (own !== undefined) return own;
  // A list that is an argument is made for the call.
  const made = program.origins[program.graph.index.get(node) ?? -1];
  return made?.kind === "call" ? childExpressions(made).find(({ kind }) => kind === "list") : undefined;
}

const made = new WeakMap<Trace, ReadonlyMap<Node, Expr>>();

function madeBy(trace: Trace): ReadonlyMap<Node, Expr> {
  let known = made.get(trace);
  if (known === undefined) {
    const first = new Map<Node, Expr>();
    trace.exprs.forEach((expr, i) => {
      const [node, own] = [trace.nodes[i]!, bare(expr)];
      if (own.kind !== "name" && !first.has(node)) first.set(node, own);
    });
    made.set(trace, (known = first));
  }
  return known;
}

/** The expression directly inside another one that has this value. */
export function operandExpr({ program }: Analysis, within: Expr, node: Node): Expr | undefined {
  const { exprs, nodes } = program.trace;
  const has = (expr: Expr): boolean => exprs.some((one, i) => one === expr && nodes[i] === node);
  return childExpressions(bare(within)).find((expr) => has(expr) || has(bare(expr)));
}

/**
 * How a value is written at another place: by its name where it has one that no other line binds, else as the text that made it.
 * Undefined where neither means the same there.
 */
export function textOf(view: View, node: Node, at: Node): string | undefined {
  const { analysis } = view;
  const { graph } = analysis.program;
  const home = (one: Node): unknown => callAround(view, graph.groupOf[graph.index.get(one) ?? -1])?.group;
  const viewer = callAround(view, graph.groupOf[graph.index.get(at) ?? -1]);
  const parameter = viewer?.def.params[viewer.parameters.indexOf(node)];
  if (parameter !== undefined) return spelled(analysis, parameter.name.name);
  if ((graph.index.get(node) ?? Infinity) >= (graph.index.get(at) ?? -1)) return undefined;
  const name = factsOf(analysis)
    .bindingsOf.get(node)
    ?.find(({ group }) => callAround(view, group) === viewer)?.name;
  if (name !== undefined && isBoundOnce(analysis, name)) return spelled(analysis, name);
  const expr = home(node) === home(at) ? exprOf(analysis, node) : undefined;
  return expr && meansTheSame(analysis, expr, at) ? sourceOf(analysis, expr) : undefined;
}

/**
 * The text of what some moves make of a value, the first move first, with another text for the value itself: of `p[i]`, and `q` for
 * p, `q[i]`. Undefined where that is not known, or does not mean the same at the other place.
 */
export function movedText(
  { analysis }: View,
  moves: readonly Node[],
  own: string,
  at: Node,
): string | undefined {
  let written = own;
  for (const move of moves) {
    const expr = exprOf(analysis, move);
    const from = move.inputs[0]!;
    const operand = expr && (operandExpr(analysis, expr, from) ?? operandExpr(analysis, expr, plain(from)));
    if (expr === undefined || operand === undefined || !meansTheSame(analysis, expr, at, operand))
      return undefined;
    const { start, end } = operand.span;
    written = analysis.text.slice(expr.span.start, start) + written + analysis.text.slice(end, expr.span.end);
  }
  return written;
}

function isBoundOnce({ program: { bindings } }: Analysis, name: string): boolean {
  const places = bindings.filter((binding) => binding.name === name).map(({ span }) => span.start);
  return new Set(places).size === 1;
}

/** Whether an expression can be written at another place, but for a part of it: it stands there, or no name in it is bound twice. */
export function meansTheSame(analysis: Analysis, expr: Expr, at: Node, but?: Expr): boolean {
  const whole = exprOf(analysis, at);
  if (whole && whole.span.start <= expr.span.start && expr.span.end <= whole.span.end) return true;
  let isSame = true;
  walkExpression(expr, (one) => {
    const isLeftOut = but && but.span.start <= one.span.start && one.span.end <= but.span.end;
    if (one.kind === "name" && isLeftOut !== true && !isBoundOnce(analysis, one.name)) isSame = false;
  });
  return isSame;
}
