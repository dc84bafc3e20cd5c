/** What is said of a backward block that is not the derivative of its forward block, and how it is mended. */
import { groupBy } from "../base/group-by.ts";
import { spaced } from "../base/spaced.ts";
import type { Span } from "../base/span.ts";
import type { Node } from "../graph/ir.ts";
import { findWrongBlock, type Mistake } from "../insight/block-mistakes.ts";
import type { BlockCall } from "../insight/block-samples.ts";
import { createEffort } from "../insight/effort.ts";
import type { CallRecord, ImportedCall, WrittenBlock } from "../lower/program.ts";
import { randn } from "../ops/random.ts";
import { problem, type Problem } from "../problems.ts";
import type { BackwardBlock, Expr, Stmt, StmtOf } from "../syntax/tree.ts";
import { bare } from "../syntax/walk.ts";
import { filled, type Tensor } from "../tensor/tensor.ts";
import { createBeside } from "./evaluate.ts";
import { concernedLeaves, originInOther, partialOf, shorten, spelled } from "./facts.ts";
import { apart, factorText, indexText } from "./difference-text.ts";
import { blockFixes, type CheckedBlock } from "./block-fixes.ts";
import { formatElements, formatNumber } from "./format-number.ts";
import type { View } from "./view.ts";

/** So many calls of one block are looked at: the first, the last and some between. */
const MOST_CALLS = 8;
/** So many numbers are computed for all blocks of a file. */
const MOST_COMPUTED = 2_000_000;
/** A larger value is computed again from what it is made of, up to so many elements. */
const LARGEST = 65_536;

export function wrongBackward(view: View): readonly Problem[] {
  const { program } = view.analysis;
  const { problems } = view.analysis;
  const byBlock = groupBy<CallRecord | ImportedCall, BackwardBlock | undefined>(
    [...program.calls, ...program.importedCalls].filter(({ writeBlock }) => writeBlock !== undefined),
    ({ def }) => def.backward,
  );
  const isBroken = ({ span }: BackwardBlock, [record]: readonly (CallRecord | ImportedCall)[]): boolean =>
    record !== undefined && "source" in record
      ? problems.some(({ severity }) => severity === "error")
      : problems.some((one) => span.start <= one.span.start && one.span.end <= span.end);
  const effort = createEffort(MOST_COMPUTED);
  const valueOf = createBeside(view, MOST_COMPUTED, LARGEST);
  return [...byBlock].flatMap(([block, records]) => {
    if (block === undefined || isBroken(block, records)) return [];
    const written = new Map<BlockCall, { record: CallRecord | ImportedCall; out: WrittenBlock }>();
    for (const record of spaced(records, MOST_CALLS)) {
      const upstream = record.group.outputs.map(({ sizes }) => randn({ size: sizes }));
      const out = record.writeBlock?.(upstream);
      if (out !== undefined) written.set(callOf(view, record, upstream, out, valueOf), { record, out });
    }
    const wrong = findWrongBlock({ graph: program.graph, valueOf, effort }, [...written.keys()]);
    const own = wrong && written.get(wrong.call);
    const last = block.body.at(-1);
    if (wrong === undefined || own === undefined || last?.kind !== "return") return [];
    const returned = returnedBy(last, own.record.def.params.length);
    return [describe(view, { record: own.record, block, written: own.out, returned, wrong })];
  });
}

function callOf(
  view: View,
  { group }: CallRecord,
  upstream: readonly Node[],
  { parts, inputs }: WrittenBlock,
  valueOf: (node: Node) => Tensor | undefined,
): BlockCall {
  const adjoints = view.analysis.adjointsIn(group.parent);
  const arriving = group.outputs.map((output): Tensor | undefined => {
    const adjoint = adjoints?.of(output);
    return adjoint === undefined ? filled(output.sizes, 0) : valueOf(adjoint);
  });
  const isReached = group.outputs.some((output) => adjoints?.of(output) !== undefined);
  const isKnown = arriving.every((one) => one !== undefined);
  return {
    group,
    upstream,
    arriving: isReached && isKnown ? arriving : undefined,
    inputs: inputs.map((given, i) =>
      given.length === 1 && (parts[i]?.[0] !== undefined || isConcerned(view, given[0]!))
        ? given[0]
        : undefined,
    ),
    parts: parts.map(([part]) => part),
  };
}

/** Whether a `param`, or a leaf with a name, is in a value: of others `None` is a right gradient. */
function isConcerned(view: View, value: Node): boolean {
  const leaves = new Set(concernedLeaves(view.analysis).leaves);
  const seen = new Set<Node>();
  const open = [value];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (leaves.has(node)) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    open.push(...node.inputs);
  }
  return false;
}

function returnedBy({ value }: StmtOf<"return">, count: number): readonly Expr[] {
  const own = bare(value);
  const items = own.kind === "tuple" && own.items.length === count ? own.items : [];
  return items.length > 0 ? items : Array.from({ length: count }, () => value);
}

function describe(view: View, checked: CheckedBlock): Problem {
  const { analysis } = view;
  const { record, block, returned, wrong } = checked;
  const { mistake, parameter, shown, place } = wrong;
  const source = sourceOfBlock(record);
  const [own, derived] = [shown.own.data[place] ?? 0, shown.derived.data[place] ?? 0];
  const name = spelled(analysis, record.def.params[parameter]!.name.name);
  const inBlock: Span = returned[parameter]?.span ?? block.keyword;
  const call = source === undefined ? record.call : analysis.program.origins[record.group.first]!;
  const label = partialOf(name) + indexText(place, shown.own.sizes);
  const [given, exact] = apart(own, derived);
  // The lines of another file are mended there.
  const { fixes, reason } =
    source === undefined ? blockFixes(view, checked) : { fixes: [], reason: undefined };
  return problem(
    "wrong-backward",
    source === undefined ? inBlock : call.span,
    [label, given, exact, whereText(view, checked), reasonOf(view, checked)],
    {
      severity: wrong.isMirrored ? "information" : "warning",
      data: { mistake: mistake.kind, parameter: name, own, derived },
      related: [
        source === undefined
          ? {
              span: call.span,
              message: `compared in this call of ${spelled(analysis, record.def.name.name)}`,
            }
          : { span: inBlock, message: `it begins here in ${source.path}`, file: source },
        ...(reason === undefined
          ? []
          : [{ span: block.keyword, message: `the derived gradient is not written here. ${reason}` }]),
      ],
      fix: fixes,
    },
  );
}

/** The other file that a block stands in; undefined of this one. */
function sourceOfBlock(record: CallRecord | ImportedCall): ImportedCall["source"] | undefined {
  return "source" in record ? record.source : undefined;
}

/** Where the numbers are other ones than those of the file. */
function whereText(view: View, { record, block, wrong }: CheckedBlock): string {
  const { at, moved, inputs, call, upstream } = wrong.shown.sample;
  if (at === "arriving") return "";
  if (at === "here") {
    const given = block.params.map(({ name }, i) => {
      const text = upstream[i] && formatElements(upstream[i], ROOM, formatShort);
      return text === undefined ? `another ${name}` : `${name} = ${text}`;
    });
    return `with ${given.join(", ")}`;
  }
  const input = moved === undefined ? undefined : call.inputs[moved];
  const value = input && inputs.get(input);
  const name = moved === undefined ? "" : spelled(view.analysis, record.def.params[moved]!.name.name);
  const text = value && formatElements(value, ROOM, formatShort);
  const there = text === undefined ? "with other numbers" : `at ${name} = ${text}`;
  return wrong.isDropped ? `${there} (the derivative at the file's own numbers is not finite)` : there;
}

const ROOM = 24;

function formatShort(value: number): string {
  return formatNumber(value, 3);
}

function reasonOf(view: View, { record, block, written, wrong }: CheckedBlock): string {
  const { mistake, parameter } = wrong;
  const { analysis } = view;
  const nameOf = (i: number): string => spelled(analysis, record.def.params[i]!.name.name);
  const { text } = sourceOfBlock(record) ?? analysis;
  const textIn = ({ span }: Expr | Stmt): string => shorten(text.slice(span.start, span.end));
  const exprOf = (node: Node): string | undefined => {
    const at = written.nodes.lastIndexOf(node);
    return at < 0 ? undefined : textIn(written.exprs[at]!);
  };
  switch (mistake.kind) {
    case "missing-upstream":
      return `this is the local gradient alone, without the upstream gradient ${block.params[0]?.name ?? "g"}`;
    case "sign":
      return "the sign is wrong";
    case "factor":
      return `this is ${factorText(mistake.factor)} the derivative`;
    case "swapped":
      return `this is the gradient by ${nameOf(mistake.other)}`;
    case "transpose": {
      const text = mistake.operand && exprOf(mistake.operand);
      return text === undefined ? "this is its transpose" : `${text} has to be transposed`;
    }
    case "wrong-sum":
      return mistake.isAll
        ? `the sum goes over all dimensions, and not along ${mistake.dim}`
        : `the sum goes along another dimension than ${mistake.dim}`;
    case "branch":
      return `this is right only ${conditionText(view, exprOf, textIn, nameOf(parameter), mistake)}`;
    case "missing-term":
      return "one of the ways through the forward block is missing";
    case "value":
      return "";
  }
}

function conditionText(
  view: View,
  exprOf: (node: Node) => string | undefined,
  textIn: (expr: Expr | Stmt) => string,
  name: string,
  { condition, holds }: Extract<Mistake, { kind: "branch" }>,
): string {
  if (typeof condition === "string") return `where ${name} is ${condition}`;
  const { program } = view.analysis;
  const at = program.graph.index.get(condition) ?? -1;
  const origin = originInOther(view.analysis, at)?.expr ?? program.origins[at];
  const text = exprOf(condition) ?? (origin && textIn(origin));
  if (text === undefined) return "for some numbers";
  return holds ? `where ${text}` : `where not (${text})`;
}
