/** A backward block written from the derivative of its forward block, in the file's own words. */
import { deriveInside, type Adjoints } from "../grad/reverse.ts";
import type { Group, Node } from "../graph/ir.ts";
import { derivedParts, total } from "../insight/own-backward.ts";
import type { CallRecord } from "../lower/program.ts";
import { precedence, precedenceOf } from "../syntax/precedence.ts";
import { walkExpression } from "../syntax/walk.ts";
import { callAround, differential, factsOf, sourceOf, spelled } from "./facts.ts";
import { writeGradient, type Formula } from "./printer.ts";
import { exprOf } from "./source-text.ts";
import type { View } from "./view.ts";

/** A call whose derivative is to be written. */
export interface DerivedBlock {
  readonly record: CallRecord;
  /** What stands for the upstream gradient of each result, and how the block calls it. */
  readonly upstream: readonly Node[];
  readonly upstreamNames: readonly string[];
  /** By parameter: the value that it was given; undefined where that is no one tensor, or its gradient is not to be written … */
  readonly inputs: readonly (Node | undefined)[];
  /** … but this. */
  readonly otherwise: (parameter: number) => string | undefined;
}

/** What is returned, if one line can say it. */
export function derivedReturn(view: View, derived: DerivedBlock): string | undefined {
  const names = namesIn(view, derived.record.group);
  return derivedText(view, derived, insideOf(view, derived), namer(view, derived, names, new Map()));
}

function insideOf(view: View, { record, upstream }: DerivedBlock): Adjoints {
  return deriveInside(view.analysis.program.graph, record.group, upstream, "by rules");
}

/** A line for the gradient by each name that the forward block binds, nearest to its result first, and the return. */
export function derivedLines(view: View, derived: DerivedBlock): readonly string[] | undefined {
  const { record, upstream, upstreamNames } = derived;
  const { analysis } = view;
  const { graph, inputs } = analysis.program;
  const { group } = record;
  const inside = insideOf(view, derived);
  const names = namesIn(view, group);
  const taken = new Set([...names.all, ...record.def.params.map(({ name }) => name.name), ...upstreamNames]);
  const written = new Map<Node, string>();
  const nameIt = namer(view, derived, names, written);
  const linesWritten: string[] = [];
  for (let at = group.last - 1; at >= group.first; at--) {
    const node = graph.nodes[at]!;
    const adjoint = inside.of(node);
    const name = names.nameOf(node);
    if (adjoint === undefined || name === undefined || upstream.includes(adjoint)) continue;
    const own = differential(name);
    if (taken.has(own)) return undefined;
    const formula = writeGradient(adjoint, inputs, nameIt);
    if (formula === undefined) return undefined;
    taken.add(own);
    written.set(adjoint, own);
    linesWritten.push(`${own} = ${formula.text}`);
  }
  const returned = derivedText(view, derived, inside, nameIt);
  return returned === undefined ? undefined : [...linesWritten, `return ${returned}`];
}

/** What is returned, one text for each parameter. */
function derivedText(
  view: View,
  { record, inputs: given, otherwise }: DerivedBlock,
  inside: Adjoints,
  nameIt: (node: Node) => Formula | undefined,
): string | undefined {
  const { graph, inputs } = view.analysis.program;
  const parts = record.def.params.map((_, i): string | undefined => {
    const input = given[i];
    if (input === undefined) return otherwise(i);
    const derived = total(derivedParts(graph, inside, record.group, input));
    return derived === undefined ? "None" : writeGradient(derived, inputs, nameIt)?.text;
  });
  return parts.includes(undefined) ? undefined : parts.join(", ");
}

/** How the values that a block can read are written; `written` are the gradients that have names. */
function namer(
  view: View,
  { record, upstream, upstreamNames, inputs }: DerivedBlock,
  names: Names,
  written: ReadonlyMap<Node, string>,
): (node: Node) => Formula | undefined {
  return (node) => {
    const gradient = written.get(node) ?? upstreamNames[upstream.indexOf(node)];
    const given = record.parameters.indexOf(node);
    const parameter = record.def.params[given >= 0 ? given : inputs.indexOf(node)]?.name.name;
    const own = gradient ?? (parameter !== undefined && names.isOnce(parameter) ? parameter : undefined);
    return own === undefined
      ? names.of(node)
      : { text: spelled(view.analysis, own), precedence: precedence.postfix };
  };
}

interface Names {
  readonly all: Iterable<string>;
  nameOf(node: Node): string | undefined;
  of(node: Node): Formula | undefined;
  /** Whether no line of the function binds the name again. */
  isOnce(name: string): boolean;
}

/** How the values of a call are written in its backward block: by name, or as the text that made them. */
function namesIn(view: View, call: Group): Names {
  const { analysis } = view;
  const { program } = analysis;
  const { index, groupOf } = program.graph;
  const isInside = (node: Node): boolean => {
    const at = index.get(node) ?? -1;
    return at >= call.first && at < call.last;
  };
  const bound = new Map<string, Node | undefined>();
  for (const { name, value, group } of program.bindings) {
    if (callAround(view, group)?.group !== call) continue;
    bound.set(name, bound.has(name) ? undefined : value);
  }
  const isOnce = (name: string): boolean => bound.get(name) !== undefined || !bound.has(name);
  const byNode = new Map<Node, string>();
  for (const [name, value] of bound) if (value !== undefined) byNode.set(value, name);
  const { bindingsOf } = factsOf(analysis);
  const nameOf = (node: Node): string | undefined =>
    byNode.get(node) ?? bindingsOf.get(node)?.find((one) => bound.get(one.name) === node)?.name;
  return {
    all: bound.keys(),
    isOnce,
    nameOf,
    of(node) {
      if (!isInside(node)) return undefined;
      const name = nameOf(node);
      if (name !== undefined) return { text: spelled(analysis, name), precedence: precedence.postfix };
      const expr = exprOf(analysis, node);
      const group = groupOf[index.get(node)!];
      // What a further function has made is written there, with names of its own.
      if (expr === undefined || group?.kind === "turn" || callAround(view, group)?.group !== call)
        return undefined;
      const read: string[] = [];
      walkExpression(expr, (one) => {
        if (one.kind === "name") read.push(one.name);
      });
      return read.every(isOnce)
        ? { text: sourceOf(analysis, expr), precedence: precedenceOf(expr) }
        : undefined;
    },
  };
}
