/**
 * Formulas for which a better one exists: exact on paper, and with overflow, or without digits, in floating point. They are found
 * in the graph, so through names and calls, and in either order of what can be swapped.
 */
import { groupBy } from "../base/group-by.ts";
import { madeOnce } from "../base/made-once.ts";
import { builtins, operatorGate } from "../check/functions.ts";
import { nodesOf } from "../graph/by-gate.ts";
import { standardCall } from "../graph/group.ts";
import type { Gate, Graph, Group, Node } from "../graph/ir.ts";
import { parse } from "../syntax/parser.ts";
import type { Expr } from "../syntax/tree.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Matching, mayMatch, type FormMatch } from "./form-matching.ts";
import { forms, type Form } from "./form-records.ts";

interface Pattern {
  readonly form: Form;
  readonly expr: Expr;
}

let patterns: ReadonlyMap<Gate, readonly Pattern[]> | undefined;

/** By the outermost gate. */
function patternsOf(): ReadonlyMap<Gate, readonly Pattern[]> {
  return (patterns ??= groupBy(
    forms.map((form) => ({ form, expr: patternOf(form.worse) })),
    ({ expr }) => outermost(expr),
  ));
}

function outermost(expr: Expr): Gate {
  if (expr.kind === "binary") return operatorGate(expr.operator, 2);
  const found = expr.kind === "call" ? builtins.get(expr.callee.name) : undefined;
  if (found?.kind !== "gate") throw new Error(`internal: a form begins with ${expr.kind}`);
  return found.gate;
}

function patternOf(text: string): Expr {
  const [stmt] = parse(text).tree.statements;
  if (stmt?.kind !== "expr") throw new Error(`internal: ${text} is no formula`);
  return stmt.value;
}

/** The forms of a graph in its order, the largest alone where one lies in another. `valueOf` gives the numbers of literals. */
export function findForms(graph: Graph, valueOf: (node: Node) => Tensor | undefined): readonly FormMatch[] {
  const { callOf, candidates } = candidatesIn(graph);
  const found: FormMatch[] = [];
  for (const { root, patterns: own } of candidates) {
    for (const { form, expr } of own) {
      const matching = new Matching(callOf, valueOf);
      if (!matching.matches(expr, root)) continue;
      const made = matching.made(form, root);
      if (made !== undefined) found.push(made);
      break;
    }
  }
  const byRoot = new Map(found.map((match) => [match.root, match]));
  const insideOf = ({ parts, root }: FormMatch): readonly FormMatch[] =>
    [...parts].flatMap((part) => (part === root ? [] : (byRoot.get(part) ?? [])));
  const inner = new Set(found.flatMap(insideOf));
  return found.flatMap((match) => (inner.has(match) ? [] : { ...match, inside: insideOf(match) }));
}

/** What a form may begin with, and the library's calls by what they give. */
const candidatesIn = madeOnce((graph: Graph) => {
  const { groups, groupOf } = graph;
  const callOf = new Map<Node, Group>();
  for (const group of groups)
    if (
      group.library &&
      group.imported !== true &&
      group.kind === "call" &&
      standardCall(group.parent) === undefined
    )
      for (const output of group.outputs) callOf.set(output, group);
  const patterned = patternsOf();
  const roots = nodesOf(graph, patterned.keys(), (_, at) => standardCall(groupOf[at]) === undefined);
  const candidates = roots.flatMap((root) => {
    const own = patterned.get(root.gate)!.filter(({ expr }) => mayMatch(expr, root, callOf));
    return own.length === 0 ? [] : [{ root, patterns: own }];
  });
  return { callOf, candidates };
});
