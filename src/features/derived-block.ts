/** A backward block written from the derivative of its forward block, in the file's own words. */
import { deriveInside, type Adjoints } from "../grad/reverse.ts";
import type { Analysis } from "../analysis.ts";
import { libraryCall } from "../graph/group.ts";
import type { Group, Node } from "../graph/ir.ts";
import { derivedParts, total } from "../insight/own-backward.ts";
import type { CallRecord } from "../lower/program.ts";
import { randn } from "../ops/random.ts";
import { precedence, precedenceOf } from "../syntax/precedence.ts";
import { walkExpression } from "../syntax/walk.ts";
import { callAround, differential, factsOf, shorten, sourceOf, spelled } from "./facts.ts";
import { writeGradients, writeInLine, type Vocabulary } from "./gradient-writer.ts";
import type { Formula } from "./printer.ts";
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

/** The lines of a block; or, as a sentence, why it is not written. */
export type DerivedLines = { readonly lines: readonly string[] } | { readonly reason: string };

/** So many of the function's other calls are looked at. */
const MOST_CALLS = 4;
/** More lines than these are no block that anybody reads. */
const MOST_LINES = 24;

/** They have to be right for the function's other calls too: values of other shapes may need others. */
export function derivedLines(view: View, derived: DerivedBlock, most: number): DerivedLines {
  const { record } = derived;
  const own = linesFor(view, derived, most);
  if ("reason" in own) return own;
  const shapes = new Set([shapesOf(record)]);
  for (const other of view.analysis.program.calls) {
    if (other.def !== record.def || shapes.has(shapesOf(other)) || shapes.size > MOST_CALLS) continue;
    shapes.add(shapesOf(other));
    const upstream = other.group.outputs.map(({ sizes }) => randn({ size: sizes }));
    const inputs = derived.inputs.map((input, i) => input && other.parameters[i]);
    const written = linesFor(view, { ...derived, record: other, upstream, inputs }, most);
    if ("reason" in written) return written;
    if (written.lines.join("\n") !== own.lines.join("\n"))
      return { reason: "The function is called with other shapes too, whose derivatives need other lines." };
  }
  return own;
}

function shapesOf({ parameters }: CallRecord): string {
  return JSON.stringify(parameters.map((value) => value?.sizes));
}

/**
 * The return alone where that is no longer than `most`; else with a line before it for the gradient by each
 * name that the forward block binds, and for what is used more than once.
 */
function linesFor(view: View, derived: DerivedBlock, most: number): DerivedLines {
  const { record, inputs, otherwise } = derived;
  const { graph } = view.analysis.program;
  const inside = deriveInside(graph, record.group, derived.upstream, "by rules");
  const { params } = record.def;
  const others = params.map((_, i) => (inputs[i] === undefined ? (otherwise(i) ?? "") : undefined));
  if (others.includes("")) return { reason: "A parameter is given something else than one tensor." };
  const roots = params.map((_, i) => {
    const input = inputs[i];
    return input && total(derivedParts(graph, inside, record.group, input));
  });
  const returned = (parts: readonly (string | undefined)[]): string =>
    `return ${parts.map((part, i) => others[i] ?? part ?? "None").join(", ")}`;
  const forwardOf = new Map<Node, Node>();
  for (let at = record.group.last - 1; at >= record.group.first; at--) {
    const node = graph.nodes[at]!;
    const adjoint = inside.of(node);
    if (adjoint !== undefined && !forwardOf.has(adjoint)) forwardOf.set(adjoint, node);
  }
  roots.forEach((root, i) => {
    const input = inputs[i];
    if (root !== undefined && input !== undefined && !forwardOf.has(root)) forwardOf.set(root, input);
  });
  const vocabulary = vocabularyOf(view, derived, forwardOf);
  const inLine = writeInLine(roots, vocabulary);
  if ("unsaid" in inLine)
    return { reason: unsaidText(view, record.group, inside, vocabulary, inLine.unsaid) };
  const short = returned(inLine.parts);
  if (short.length <= most + RETURN.length) return { lines: [short] };
  const written = writeGradients(roots, vocabulary);
  if ("unsaid" in written)
    return { reason: unsaidText(view, record.group, inside, vocabulary, written.unsaid) };
  const lines = [...written.lines, returned(written.parts)];
  return lines.length <= MOST_LINES + 1
    ? { lines }
    : {
        reason: `The derivative would take ${lines.length} lines, more than the ${MOST_LINES + 1} that are written.`,
      };
}

/** Whose derivative the language has no words for. */
function unsaidText(
  { analysis }: View,
  call: Group,
  inside: Adjoints,
  { isRepeatable }: Vocabulary,
  unsaid: Node,
): string {
  const { nodes, index } = analysis.program.graph;
  const makers = nodes.slice(call.first, call.last).toReversed();
  const maker = index.has(unsaid) ? unsaid : makers.find((one) => isSentBy(inside, one, unsaid));
  const text = makerText(analysis, maker ?? unsaid);
  return isRepeatable(unsaid)
    ? `The language has no words for the derivative of ${text}.`
    : `${text} draws random numbers, which would be others in the block.`;
}

/** The call of the library that a value is made in, or else what the file writes. */
function makerText(analysis: Analysis, node: Node): string {
  const { index, groupOf } = analysis.program.graph;
  const called = libraryCall(groupOf[index.get(node) ?? -1]);
  const expr = called === undefined ? exprOf(analysis, node) : undefined;
  return expr === undefined ? (called?.name ?? node.gate.name) : shorten(sourceOf(analysis, expr));
}

/** Whether a value is made on the way from what comes to a gate to what that sends back. */
function isSentBy(inside: Adjoints, gate: Node, value: Node): boolean {
  const upstream = inside.of(gate);
  const seen = new Set<Node>();
  const open = inside.sent(gate).flatMap((part) => part ?? []);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === value) return true;
    if (node === upstream || seen.has(node)) continue;
    seen.add(node);
    open.push(...node.inputs);
  }
  return false;
}

const RETURN = "return ";

/** How the values that a block can read are written. `forwardOf` says what each gradient is of. */
function vocabularyOf(
  view: View,
  { record, upstream, upstreamNames, inputs }: DerivedBlock,
  forwardOf: ReadonlyMap<Node, Node>,
): Vocabulary {
  const { analysis } = view;
  const names = namesIn(view, record.group);
  const params = record.def.params.map(({ name }) => name.name);
  const taken = new Set([...names.all, ...params, ...upstreamNames]);
  const isUpstream = (node: Node): boolean => upstream.includes(node);
  const parameterOf = (node: Node): string | undefined => {
    const given = record.parameters.indexOf(node);
    return params[given >= 0 ? given : inputs.indexOf(node)];
  };
  return {
    inputs: analysis.program.inputs,
    nameIt(node) {
      const name = upstreamNames[upstream.indexOf(node)] ?? parameterOf(node);
      return name !== undefined && (isUpstream(node) || names.isOnce(name))
        ? { text: spelled(analysis, name), precedence: precedence.postfix }
        : names.of(node);
    },
    isNamed(node) {
      const forward = forwardOf.get(node);
      return forward !== undefined && !isUpstream(node) && names.nameOf(forward) !== undefined;
    },
    freshName(node) {
      const forward = forwardOf.get(node);
      const base =
        forward !== undefined
          ? differential(names.everNameOf(forward) ?? parameterOf(forward) ?? makerOf(forward))
          : names.isInside(node)
            ? (names.everNameOf(node) ?? "value")
            : "part";
      let name = base;
      for (let n = 2; taken.has(name); n++) name = `${base}${n}`;
      taken.add(name);
      return name;
    },
    isRepeatable: names.isRepeatable,
  };

  /** What made a value that has no name: the call of the library, or the gate. */
  function makerOf(node: Node): string {
    const { graph } = analysis.program;
    let made = node.gate.name;
    for (let group = graph.groupOf[graph.index.get(node) ?? -1]; group !== undefined; group = group.parent)
      if (group.library && group.outputs.includes(node)) made = group.name;
    return made;
  }
}

interface Names {
  readonly all: Iterable<string>;
  isInside(node: Node): boolean;
  /** The name that holds the value when the forward block has ended, … */
  nameOf(node: Node): string | undefined;
  /** … or that held it before. */
  everNameOf(node: Node): string | undefined;
  of(node: Node): Formula | undefined;
  /** Whether no line of the function binds the name again. */
  isOnce(name: string): boolean;
  /** Whether a value without a name could be computed again: random numbers would be others. */
  isRepeatable(node: Node): boolean;
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
  const last = new Map<string, Node | undefined>();
  const often = new Set<string>();
  const ever = new Map<Node, string>();
  for (const { name, value, group } of program.bindings) {
    if (callAround(view, group)?.group !== call) continue;
    if (last.has(name)) often.add(name);
    last.set(name, value);
    if (value !== undefined) ever.set(value, name);
  }
  const isOnce = (name: string): boolean => !often.has(name);
  const byNode = new Map<Node, string>();
  for (const [name, value] of last) if (value !== undefined) byNode.set(value, name);
  const { bindingsOf } = factsOf(analysis);
  const nameOf = (node: Node): string | undefined =>
    byNode.get(node) ?? bindingsOf.get(node)?.find((one) => last.get(one.name) === node)?.name;
  const repeatable = new Map<Node, boolean>();
  const isRepeatable = (node: Node): boolean => {
    if (!isInside(node)) return true;
    let known = repeatable.get(node);
    if (known === undefined) {
      known =
        node.gate.pure && node.inputs.every((input) => nameOf(input) !== undefined || isRepeatable(input));
      repeatable.set(node, known);
    }
    return known;
  };
  return {
    all: last.keys(),
    isInside,
    isOnce,
    nameOf,
    everNameOf: (node) => ever.get(node),
    isRepeatable,
    of(node) {
      if (!isInside(node)) return undefined;
      const name = nameOf(node);
      if (name !== undefined) return { text: spelled(analysis, name), precedence: precedence.postfix };
      const expr = exprOf(analysis, node);
      const group = groupOf[index.get(node)!];
      // What a further function has made is written there, with names of its own.
      const isOwn = group?.kind !== "turn" && callAround(view, group)?.group === call;
      if (expr === undefined || !isOwn || !isRepeatable(node)) return undefined;
      const read: string[] = [];
      walkExpression(expr, (one) => {
        if (one.kind === "name") read.push(one.name);
      });
      const text = sourceOf(analysis, expr);
      return read.every(isOnce) && !/[\r\n]/u.test(text)
        ? { text, precedence: precedenceOf(expr) }
        : undefined;
    },
  };
}
