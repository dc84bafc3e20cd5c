/** Values as text that can be put into the file, for the edits of a fix. */
import type { Analysis } from "../analysis.ts";
import type { Node } from "../graph/ir.ts";
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
  const { graph, bindings } = analysis.program;
  const home = (one: Node): unknown => callAround(view, graph.groupOf[graph.index.get(one) ?? -1])?.group;
  const viewer = callAround(view, graph.groupOf[graph.index.get(at) ?? -1]);
  const parameter = viewer?.def.params[viewer.parameters.indexOf(node)];
  if (parameter !== undefined) return spelled(analysis, parameter.name.name);
  if ((graph.index.get(node) ?? Infinity) >= (graph.index.get(at) ?? -1)) return undefined;
  const name = factsOf(analysis)
    .bindingsOf.get(node)
    ?.find(({ group }) => callAround(view, group) === viewer)?.name;
  const isOnce = (one: string): boolean =>
    new Set(bindings.filter((binding) => binding.name === one).map(({ span }) => span.start)).size === 1;
  if (name !== undefined && isOnce(name)) return spelled(analysis, name);
  const expr = home(node) === home(at) ? exprOf(analysis, node) : undefined;
  const whole = exprOf(analysis, at);
  const isInside = expr && whole && whole.span.start <= expr.span.start && expr.span.end <= whole.span.end;
  const names: string[] = [];
  if (expr !== undefined && isInside !== true)
    walkExpression(expr, (one) => {
      if (one.kind === "name") names.push(one.name);
    });
  return expr && names.every(isOnce) ? sourceOf(analysis, expr) : undefined;
}
