/** What is said of values that are stretched though nobody meant it, and how they are written so that they fit. */
import { groupBy } from "../base/group-by.ts";
import type { Span } from "../base/span.ts";
import type { Analysis } from "../analysis.ts";
import { standardCall } from "../graph/group.ts";
import type { Gate, Graph, Node } from "../graph/ir.ts";
import type { Place } from "../insight/finding.ts";
import { findOwnFolds, type OwnFold } from "../insight/own-fold.ts";
import type { Scene } from "../insight/scene.ts";
import { findStretched, type Stretched } from "../insight/stretched.ts";
import { squeeze, unsqueeze } from "../ops/reshape.ts";
import { problem, type Fix, type Problem, type Related, type TextEdit } from "../problems.ts";
import type { Expr } from "../syntax/tree.ts";
import { bare } from "../syntax/walk.ts";
import { elementCount } from "../tensor/tensor.ts";
import { showSizes } from "../tensor/shape.ts";
import { callAround, factsOf, gradientName, nameOf, shorten, sourceOf } from "./facts.ts";
import { groupOf, placeOf } from "./finding-text.ts";
import { madeAt, placeInOther } from "./imported-place.ts";
import { exprOf, operandExpr } from "./source-text.ts";
import type { View } from "./view.ts";

/** One for each line: what else is stretched in it is mended with the first. */
export function broadcastProblems(view: View, scene: Scene): readonly Problem[] {
  let said: ReadonlySet<Node> | undefined;
  const isSaid = (node: Node): boolean => (said ??= saidShapes(view.analysis)).has(node);
  const all = [
    ...findStretched(scene, isSaid).map((found) => ofPair(view, found)),
    ...findOwnFolds(scene).map((found) => ofFold(view, scene, found)),
  ];
  const byLine = groupBy(all, ({ problem: { span } }) => view.analysis.lines.lineAt(span.start));
  return [...byLine.values()].map((line) => {
    const [first] = line as [Described, ...Described[]];
    const fixes = first.fixes.flatMap((fix): Fix | readonly Fix[] => {
      const others = line.map(({ fixes: own }) => own.find(({ kind }) => kind === fix.kind));
      if (others.includes(undefined)) return [];
      const edits = new Map(others.flatMap((other) => other!.edits).map((edit) => [edit.span.start, edit]));
      return { title: fix.title, edits: [...edits.values()] };
    });
    return { ...first.problem, fixes };
  });
}

/** The values whose shapes the file itself says. */
function saidShapes({ program }: Analysis): ReadonlySet<Node> {
  const said = new Set<Node>();
  for (const { value, stmt, name } of program.bindings) {
    const target = stmt.kind === "bind" ? stmt.targets.find((one) => one.name.name === name) : undefined;
    if (value !== undefined && target?.annotation !== undefined) said.add(value);
  }
  for (const { def, parameters } of program.calls)
    def.params.forEach(({ annotation }, i) => {
      const value = parameters[i];
      if (value !== undefined && annotation !== undefined) said.add(value);
    });
  return said;
}

interface Described {
  readonly problem: Problem;
  readonly fixes: readonly OneFix[];
}

/** With fewer dimensions, or with more. */
type OneFix = Fix & { readonly kind: "fewer" | "more" };

function ofPair(view: View, found: Stretched): Described {
  const { at, pair, sizes, ending, learning } = found;
  const { analysis } = view;
  const { span, related } = placeOf(view, at);
  const place = groupOf(view, at);
  const names = pair.map((node) => nameOf(view, node, place)) as [string, string];
  const shapes = [...pair, { sizes }].map((one) => showSizes(one.sizes)) as [string, string, string];
  const counts = pair.map((node) => elementCount(node.sizes));
  const count = elementCount(sizes);
  const surplus = count - Math.max(...counts);
  const over = learning === undefined ? 0 : count / counts[learning]!;
  const gradient =
    learning === undefined
      ? undefined
      : { name: gradientName(analysis, names[learning]), over, of: names[1 - learning]! };
  const done = ending === undefined ? "made" : ending === "average" ? "averaged" : "summed";
  const isLeast = counts[0] !== counts[1];
  const facts = { kind: "pair", names, shapes, count, surplus, isLeast, done, gradient } as const;
  const bound = pair.flatMap((node, i) => boundAt(analysis, node, `${names[i]!} is ${shapes[i]!}`));
  return {
    problem: problem("broadcast", span, [textAt(analysis, span), facts], {
      related: [...bound, ...related],
      data: { count, surplus, ...(gradient === undefined ? {} : { over }) },
    }),
    fixes: pairFixes(analysis, found),
  };
}

function pairFixes(analysis: Analysis, { at, pair, others, met, byDims }: Stretched): readonly OneFix[] {
  const whole = wholeOf(analysis, at);
  const wideOf = ({ sizes }: Node): readonly number[] => sizes.filter((size) => size !== 1);
  const alike = [...pair, ...others].filter((node) => String(wideOf(node)) === String(wideOf(pair[0])));
  const given = alike.map((node) => ({
    ones: node.sizes.flatMap((size, dim) => (size === 1 ? [dim] : [])),
    expr: whole && operandExpr(analysis, whole, node),
  }));
  if (!alike.includes(pair[1]) || given.some(({ expr }) => isOfSeveralShapes(analysis, expr))) return [];
  const few = byDims ? undefined : squeezed(analysis, given);
  const more = unsqueezed(analysis, given);
  const wide = pair.find(({ sizes }) => sizes.includes(1))!;
  return [
    ...(few !== undefined && met.every((one) => fits(one, wideOf(wide))) ? [few] : []),
    ...(more !== undefined && met.every((one) => fits(one, wide.sizes)) ? [more] : []),
  ];
}

/** Whether a value is stretched to a shape, and the shape is not by it. */
function fits({ sizes }: Node, shape: readonly number[]): boolean {
  const added = shape.length - sizes.length;
  return added >= 0 && sizes.every((size, dim) => size === 1 || size === shape[dim + added]);
}

/** Whether an expression has values of several shapes, as in the calls of a function: then no edit fits all. */
function isOfSeveralShapes({ program: { trace } }: Analysis, expr: Expr | undefined): boolean {
  const shapes = trace.exprs.flatMap((one, i) => (one === expr ? String(trace.nodes[i]!.sizes) : []));
  return new Set(shapes).size > 1;
}

/** A value as it is given: its dimensions of size 1. */
interface Given {
  readonly ones: readonly number[];
  readonly expr: Expr | undefined;
}

function squeezed(analysis: Analysis, given: readonly Given[]): OneFix | undefined {
  const wide = given.filter(({ ones }) => ones.length > 0);
  const edits = wide.flatMap(({ expr, ones }) =>
    expr === undefined ? [] : wrapped(analysis, expr, squeeze.gate, ones),
  );
  return edits.length === wide.length ? fixOf("fewer", edits) : undefined;
}

function unsqueezed(analysis: Analysis, given: readonly Given[]): OneFix | undefined {
  const flat = given.filter(({ ones }) => ones.length === 0);
  const [ones, another] = new Set(given.flatMap((one) => (one.ones.length === 0 ? [] : String(one.ones))));
  const dims = given.find((one) => one.ones.length > 0)?.ones;
  if (ones === undefined || another !== undefined || dims?.length !== 1) return undefined;
  const edits = flat.flatMap(({ expr }) =>
    expr === undefined ? [] : wrapped(analysis, expr, unsqueeze.gate, dims),
  );
  return edits.length === flat.length ? fixOf("more", edits) : undefined;
}

function wrapped(analysis: Analysis, expr: Expr, { name }: Gate, dims: readonly number[]): TextEdit {
  const dim = dims.length === 1 ? String(dims[0]) : showSizes(dims);
  return { span: expr.span, text: `${name}(${sourceOf(analysis, bare(expr))}, ${dim})` };
}

function fixOf(kind: OneFix["kind"], edits: readonly TextEdit[]): OneFix {
  return {
    kind,
    title: `Write ${edits.map(({ text }) => shorten(text.replace(/^, /u, ""))).join(" and ")}`,
    edits,
  };
}

function ofFold(view: View, scene: Scene, found: OwnFold): Described {
  const { analysis } = view;
  const { at, value, met, fold, folded, left, along } = found;
  const { span, related } = placeOf(view, at);
  const place = groupOf(view, at);
  const names = [nameOf(view, value, place), nameOf(view, met, place)] as const;
  const shapes = [showSizes(value.sizes), showSizes(met.sizes)] as const;
  const count = elementCount(at.sizes);
  const surplus = count - elementCount(sizesWhereEqual(at.sizes, left, along));
  const others = at.sizes.flatMap((_, dim) => (along.includes(dim) ? [] : [dim]));
  const gradient =
    scene.adjoints.of(met) === undefined
      ? undefined
      : { name: gradientName(analysis, names[1]), over: dimText(others), instead: listed(folded) };
  const [own, lies] = [dimText(left), dimText(along)];
  const facts = { kind: "own", names, shapes, count, surplus, left: own, along: lies, gradient } as const;
  const maker = resultOf(analysis, fold);
  const message = `${dimText(folded)} ${folded.length === 1 ? "is" : "are"} folded here`;
  return {
    problem: problem("broadcast", span, [textAt(analysis, span), facts], {
      related: [...madeAt(view, maker, message), ...related],
      data: { count, surplus },
    }),
    fixes: foldFixes(view, found, exprOf(analysis, maker)),
  };
}

/** `dimension 1`, `dimensions 0 and 1`. */
function dimText(dims: readonly number[]): string {
  return `${dims.length === 1 ? "dimension" : "dimensions"} ${listed(dims)}`;
}

function listed(dims: readonly number[]): string {
  return dims.join(dims.length === 2 ? " and " : ", ");
}

/** The sizes of what is left where each of some dimensions counts as the other one that it is taken for. */
function sizesWhereEqual(
  sizes: readonly number[],
  left: readonly number[],
  along: readonly number[],
): readonly number[] {
  const same = sizes.map((_, dim) => dim);
  left.forEach((dim, i) => {
    const [a, b] = [same[dim]!, same[along[i]!]!];
    same.forEach((one, at) => {
      if (one === b) same[at] = a;
    });
  });
  return [...new Set(same)].map((dim) => sizes[dim]!);
}

/** What a file calls, where the library folds inside of it. */
function resultOf({ program: { graph } }: Analysis, fold: Node): Node {
  return standardCall(graph.groupOf[graph.index.get(fold) ?? -1])?.outputs[0] ?? fold;
}

function foldFixes(
  view: View,
  { at, met, fold, folded }: OwnFold,
  folding: Expr | undefined,
): readonly OneFix[] {
  const { analysis } = view;
  const { graph } = analysis.program;
  const maker = resultOf(analysis, fold);
  // What stands in another file is mended there.
  if (placeInOther(view, at).length > 0) return [];
  const home = (node: Node): unknown => callAround(view, graph.groupOf[graph.index.get(node) ?? -1])?.group;
  const keeping =
    folding && home(maker) === home(at) && isOnlyFor(graph, maker, at) ? kept(folding) : undefined;
  if (keeping !== undefined) return [fixOf("more", [keeping])];
  const whole = wholeOf(analysis, at);
  const expr = whole && operandExpr(analysis, whole, met);
  return expr === undefined || folded.length !== 1
    ? []
    : [fixOf("more", [wrapped(analysis, expr, unsqueeze.gate, folded)])];
}

/** Whether a value is used for nothing but this. */
function isOnlyFor({ nodes }: Graph, value: Node, at: Node): boolean {
  let own = value;
  while (own !== at) {
    const users = nodes.filter(({ inputs }) => inputs.includes(own));
    const [user] = users;
    if (user === undefined || users.length > 1) return false;
    own = user;
  }
  return true;
}

/** `sum(e, dim=1)` with `keepdim=True`. */
function kept(folding: Expr): TextEdit | undefined {
  const own = bare(folding);
  if (own.kind === "index" || own.kind === "attribute") return kept(own.object);
  if (own.kind !== "call" || own.args.some(({ value }) => value.kind === "bool")) return undefined;
  const end = own.argsSpan.end - 1;
  return { span: { start: end, end }, text: own.args.length === 0 ? "keepdim=True" : ", keepdim=True" };
}

/** The expression that a step is written as. */
function wholeOf(analysis: Analysis, at: Place): Expr | undefined {
  const result = "gate" in at ? at : at.outputs[0];
  return result && exprOf(analysis, result);
}

function boundAt(analysis: Analysis, node: Node, message: string): readonly Related[] {
  const binding = factsOf(analysis).bindingOf.get(node);
  return binding === undefined ? [] : [{ span: binding.span, message }];
}

function textAt({ text }: Analysis, { start, end }: Span): string {
  return shorten(text.slice(start, end));
}
