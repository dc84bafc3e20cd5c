/** What there is to say of numbers that are no numbers: where they begin, how many there are, and how each is marked. */
import type { Span } from "../base/span.ts";
import type { Analysis } from "../analysis.ts";
import { libraryCall } from "../graph/group.ts";
import type { Group, Node } from "../graph/ir.ts";
import { findNotFinite, type Beginning, type NotFinite } from "../insight/not-finite.ts";
import { becomesNan, nanCause } from "../insight/nan-causes.ts";
import type { Scene } from "../insight/scene.ts";
import { problem, type Facts, type Problem } from "../problems.ts";
import type { Numbers } from "../eval/numbers.ts";
import { elementCount } from "../tensor/tensor.ts";
import { concernedLeaves, gradientName, hasGradient, nameOf, shorten } from "./facts.ts";
import { placeOf } from "./finding-text.ts";
import { indexText } from "./difference-text.ts";
import { formatNumber } from "./format-number.ts";
import { beginningInOther, placeInOther } from "./imported-place.ts";
import { isHidden, withoutHidden } from "./hidden.ts";
import { withoutLeftBehind } from "./left-behind.ts";
import { nanFix, zeroTimesLogFix } from "./nan-fixes.ts";
import { sceneOf } from "./scene.ts";
import { formFixes } from "./unsafe-forms.ts";
import { onceEach } from "./once.ts";
import { perGraph } from "./per-graph.ts";
import { knownOf, type View } from "./view.ts";

/** What stands behind a number that is none. */
export const ALARM = " ⚠";

interface Found {
  readonly analysis: Analysis;
  readonly result: NotFinite;
  told: { readonly revealed: number | undefined; readonly problems: readonly Problem[] } | undefined;
}

const found = new WeakMap<Numbers, Found>();

/** Undefined where every number is finite. */
function foundIn({ analysis, numbers }: View): Found | undefined {
  if (numbers === undefined) return undefined;
  const known = found.get(numbers);
  if (known?.analysis === analysis) return known;
  const odd = numbers.notFinite();
  if (odd.size === 0) return undefined;
  const { program, target, gradient } = analysis;
  const result = findNotFinite({
    graph: program.graph,
    target: target?.node,
    adjoints: gradient,
    odd,
    shown: () => shownIn(analysis),
    leaves: concernedLeaves(analysis).leaves,
  });
  const made: Found = { analysis, result, told: undefined };
  found.set(numbers, made);
  return made;
}

const shownIn = perGraph(({ program: { bindings, shown } }): ReadonlySet<Node> => {
  const named = new Set<Node>();
  for (const list of [bindings, shown])
    for (const { value } of list) if (value !== undefined) named.add(value);
  return named;
});

/** Where what is not finite in the gradient of one value begins, seen from where these gradients are. */
export function notFiniteFor({ numbers }: View, { graph, target, adjoints }: Scene, node: Node): NotFinite {
  const odd = numbers?.notFinite() ?? new Map<Node, never>();
  return findNotFinite({ graph, target, adjoints, odd, shown: () => new Set(), leaves: [node] });
}

/** Whether a value or a gradient is one to be marked: not finite, and not by an infinity alone that the file itself writes. */
export function isAlarming(view: View, node: Node): boolean {
  const summary = view.numbers?.summary(node);
  if (summary === undefined || summary.nans + summary.infs === 0) return false;
  const isGradient = !view.analysis.program.graph.index.has(node);
  return isGradient || summary.nans > 0 || foundIn(view)?.result.isMade(node) === true;
}

/** One problem for each place in the text where a NaN or an infinity begins, in the order of the text. */
export function notFiniteProblems(view: View): readonly Problem[] {
  const own = foundIn(view);
  if (own === undefined) return [];
  if (own.told?.revealed !== view.revealed || own.told === undefined)
    own.told = { revealed: view.revealed, problems: withoutHidden(view, describeAll(view, own.result)) };
  return own.told.problems;
}

function describeAll(view: View, { beginnings }: NotFinite): readonly Problem[] {
  const scene = beginnings.length === 0 ? undefined : sceneOf(view);
  return onceEach(
    beginnings.map((beginning) => describe(view, scene, beginning)),
    ({ code, span }) => `${code} ${span.start} ${span.end}`,
  ).toSorted((a, b) => a.span.start - b.span.start);
}

const codes = { nan: "nan-forward", infinity: "inf-forward", gradient: "nan-backward" } as const;

function describe(view: View, scene: Scene | undefined, beginning: Beginning): Problem {
  const { analysis } = view;
  const { graph } = analysis.program;
  const { maker, value } = beginning;
  const out = "gate" in maker ? maker : (maker.outputs[0] ?? value);
  const at = graph.index.get(out) ?? -1;
  const { span, related: calls } = placeOf(view, maker);
  // Of a NaN it is known where in a call of the library it begins.
  const inFile = calls.filter(({ file }) => file === undefined);
  const library = libraryCall(graph.groupOf[at]);
  const inner = scene && beginningInOther(view, scene, beginning);
  const origin = library === undefined ? maker : inner?.maker;
  const related = [...(origin === undefined ? [] : placeInOther(view, origin)), ...inFile];
  const what = textAt(view, span);
  // What a function of the library is made of says nothing to who called it.
  const { inputs } = library ?? maker;
  const reader = library === undefined ? graph.groupOf[at] : library.parent;
  const where = [...new Set(inputs)].flatMap((input) => operandText(view, input, reader) ?? []);
  const amount = `${amountOf(view, value)}${firstText(view, value)}`;
  const facts = [what, amount, where.join(" and "), effectsOf(view, beginning)] as const;
  const data = dataOf(view, beginning);
  const cause = scene && (nanCause(scene, beginning) ?? (inner && nanCause(scene, inner)));
  const code = codes[beginning.kind];
  if (cause === undefined) {
    if (scene === undefined || !("gate" in maker)) return problem(code, span, [...facts], { related, data });
    const forms = formFixes(view, scene, maker);
    const found = forms.length > 0 ? forms : [zeroTimesLogFix(view, scene, maker) ?? []].flat();
    const fix = found.map((one) => withoutLeftBehind(analysis, one, [span.start]));
    const isNan = (node: Node): boolean => (view.numbers?.summary(node)?.nans ?? 0) > 0;
    const nan = beginning.kind === "infinity" ? becomesNan(scene, maker, isNan) : undefined;
    const place = nan && placeOf(view, nan).span;
    const becomes = place === undefined ? [] : [{ span: place, message: "it becomes NaN here" }];
    return problem(code, span, [...facts], { related: [...related, ...becomes], data, fix });
  }
  const fix = nanFix(view, maker, cause);
  if (cause.kind === "length") return problem("nan-norm", span, [...facts], { related, data, fix });
  const [inOther] = placeInOther(view, cause.choice);
  const choice = inOther ?? { span: placeOf(view, cause.choice).span };
  const verb = beginning.kind === "gradient" ? "sends back" : "gives";
  const drops = { ...choice, message: "it is dropped here" };
  const by = shorten((inOther?.file ?? analysis).text.slice(choice.span.start, choice.span.end));
  const [, , place, effects] = facts;
  return problem("nan-where", span, [what, verb, amount, place, by, effects], {
    related: [...related, drops],
    data,
    fix,
  });
}

function textAt({ analysis }: View, span: Span): string {
  return shorten(analysis.text.slice(span.start, span.end));
}

function dataOf(view: View, { value }: Beginning): Facts {
  const summary = knownOf(view, value)?.summary;
  return summary === undefined ? {} : { nans: summary.nans, infs: summary.infs, count: summary.count };
}

/** `z = -4`; of a tensor how far its elements go. Nothing for a literal, which stands in the text. */
function operandText(view: View, input: Node, reader: Group | undefined): string | undefined {
  const known = knownOf(view, input);
  const name = nameOf(view, input, reader);
  if (known === undefined || input.gate.name === name || /^[-\d.]/.test(name)) return undefined;
  const { summary } = known;
  if (elementCount(input.sizes) === 1) return `${name} is ${formatNumber(summary.max)}`;
  return summary.count === 0
    ? `${name} is empty`
    : `${name} goes from ${formatNumber(summary.min)} to ${formatNumber(summary.max)}`;
}

/** `NaN`, `-∞`; of a tensor with how many of its elements are. */
export function amountOf(view: View, value: Node): string {
  const known = knownOf(view, value);
  if (known === undefined) return "NaN";
  const { summary, tensor } = known;
  const { nans, infs, count } = summary;
  const first = tensor?.data.find((one) => (nans > 0 ? Number.isNaN(one) : !Number.isFinite(one)));
  const number = formatNumber(first ?? (nans > 0 ? NaN : summary.max === Infinity ? Infinity : -Infinity));
  return count === 1 ? number : `${number} in ${nans > 0 ? nans : infs} of ${count} elements`;
}

/** `, first [1]`: where the first of them is; nothing where all are, and of values that are not told whole. */
function firstText(view: View, value: Node): string {
  const known = knownOf(view, value);
  if (known?.tensor === undefined) return "";
  const { nans, infs, count } = known.summary;
  const first = known.tensor.data.findIndex((one) => (nans > 0 ? Number.isNaN(one) : !Number.isFinite(one)));
  return first < 0 || (nans > 0 ? nans : infs) === count ? "" : `, first ${indexText(first, value.sizes)}`;
}

/** What is not finite by it. */
function effectsOf(view: View, { leaves, reachesTarget, value }: Beginning): readonly string[] {
  const { target } = view.analysis;
  if (target === undefined || value === target.node) return [];
  if (reachesTarget) return [target.text];
  return leaves
    .filter((leaf) => !isHidden(view, leaf))
    .map((leaf) => gradientName(view.analysis, nameOf(view, leaf)));
}

/** How many of the file's names hold a NaN, or else an infinity, as a status bar says it: `⚠ NaN in 2 gradients`. */
export function countNotFinite(view: View): string | undefined {
  if (view.numbers === undefined || view.numbers.notFinite().size === 0) return undefined;
  const { bindings } = view.analysis.program;
  const last = new Map(bindings.filter(({ topLevel }) => topLevel).map((binding) => [binding.name, binding]));
  const counts = { NaN: [0, 0], "∞": [0, 0] };
  for (const { value } of last.values()) {
    if (value === undefined) continue;
    const isTold = hasGradient(value) && !isHidden(view, value);
    [value, isTold ? view.analysis.gradient?.of(value) : undefined].forEach((node, i) => {
      if (node === undefined || !isAlarming(view, node)) return;
      const kind = (view.numbers?.summary(node)?.nans ?? 0) > 0 ? "NaN" : "∞";
      counts[kind][i]! += 1;
    });
  }
  const texts = Object.entries(counts).flatMap(([kind, [values = 0, gradients = 0]]) => {
    const where = [amount(values, "value"), amount(gradients, "gradient")].filter((text) => text !== "");
    return where.length === 0 ? [] : `${kind} in ${where.join(" and ")}`;
  });
  return texts.length === 0 ? undefined : `⚠ ${texts.join(", ")}`;
}

function amount(n: number, one: string): string {
  return n === 0 ? "" : `${n} ${n === 1 ? one : `${one}s`}`;
}

/** Where the first of them begins; where none has a beginning, nothing. */
export function firstNotFinite(view: View): Span | undefined {
  return notFiniteProblems(view)[0]?.span;
}
