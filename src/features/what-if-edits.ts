/** The edits that write what is set into the file, or why they cannot be made. */
import { withCommas } from "../base/commas.ts";
import type { Analysis } from "../analysis.ts";
import type { Span } from "../base/span.ts";
import { writtenTensor } from "../lower/literals.ts";
import type { Expr } from "../syntax/tree.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { factsOf } from "./facts.ts";
import type { View } from "./view.ts";
import { NOTHING_SET, type WhatIf } from "./what-if-set.ts";

export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** Larger values belong in a file of data. */
const MOST_NUMBERS = 100;

/** In the order of what is set; a text says why nothing is written. */
export function whatIfEdits({ analysis, whatIfs = NOTHING_SET }: View): readonly TextEdit[] | string {
  const edits: TextEdit[] = [];
  for (const one of whatIfs) {
    const own = editsOf(analysis, one);
    if (typeof own === "string") return own;
    edits.push(...own);
  }
  return edits;
}

function editsOf(analysis: Analysis, one: WhatIf): readonly TextEdit[] | string {
  const { node, name, own, value } = one;
  if (value.data.length > MOST_NUMBERS) {
    const count = withCommas(value.data.length);
    return `${name} has ${count} numbers: at most ${MOST_NUMBERS} are written into a file.`;
  }
  const expr = node === analysis.gradient?.seed ? seedExpr(analysis, one) : valueExpr(analysis, one);
  if (typeof expr === "string") return expr;
  if (expr.kind === "behind") return [{ span: expr.span, text: listText(value) }];
  const numbers = numbersIn(expr.expr);
  if (numbers?.length !== value.data.length) return [{ span: expr.expr.span, text: listText(value) }];
  // Of a list that is written out, the other numbers stay as they are written.
  return numbers.flatMap(({ span }, i) =>
    Object.is(value.data[i], own.data[i]) ? [] : [{ span, text: String(value.data[i]) }],
  );
}

type Place =
  { readonly kind: "expr"; readonly expr: Expr } | { readonly kind: "behind"; readonly span: Span };

function valueExpr(analysis: Analysis, { node, name }: WhatIf): Place | string {
  const { program } = analysis;
  const binding = factsOf(analysis).bindingOf.get(node);
  const origin = program.origins[program.graph.index.get(node) ?? -1];
  if (binding?.stmt.kind === "from") return `${name} stands in another file: change it there.`;
  const isPart = binding !== undefined && (binding.part !== undefined || binding.value !== node);
  const unnamed = origin?.kind === "list" || origin?.kind === "call" ? origin : undefined;
  const expr = binding === undefined ? unnamed : binding.expr;
  if (isPart || expr === undefined)
    return `${name} is not written in a place of its own: it is one of several values of its line.`;
  const [first] = expr.kind === "call" ? expr.args : [];
  const isParam = node.gate.marksLeaf === true && first !== undefined;
  return { kind: "expr", expr: isParam ? first.value : expr };
}

/** The argument of the target's line; where it has none its place is between the brackets. */
function seedExpr({ target, text }: Analysis, { name }: WhatIf): Place | string {
  const stmt = target?.stmt;
  if (stmt?.kind !== "backward")
    return `${name} has no place in the file: add a line \`${target?.text ?? "f"}.backward()\` first.`;
  const [first] = stmt.args;
  if (first !== undefined) return { kind: "expr", expr: first.value };
  const close = text.lastIndexOf(")", stmt.span.end);
  return { kind: "behind", span: { start: close, end: close } };
}

/** The numbers of a literal, each with its sign, in order; undefined where more than numbers is written. */
function numbersIn(expr: Expr): readonly Expr[] | undefined {
  if (writtenTensor(expr) === undefined) return undefined;
  const all = (one: Expr): readonly Expr[] =>
    one.kind === "list" || one.kind === "tuple" ? one.items.flatMap(all) : [one];
  return all(expr);
}

/** `[[1, 2], [3, 4]]` */
function listText({ sizes, data }: Tensor): string {
  const write = (dim: number, at: number): string => {
    const size = sizes[dim];
    if (size === undefined) return String(data[at]);
    const rest = sizes.slice(dim + 1).reduce((count, one) => count * one, 1);
    return `[${Array.from({ length: size }, (_, i) => write(dim + 1, at + i * rest)).join(", ")}]`;
  };
  return write(0, 0);
}
