/** What is said of a formula for which a better one exists, and how it is written with the file's own text. */
import { groupBy } from "../base/group-by.ts";
import { spaced } from "../base/spaced.ts";
import { createAnalyser, PLAIN_REQUEST } from "../analysis.ts";
import type { Group, Node } from "../graph/ir.ts";
import type { FormMatch } from "../insight/form-matching.ts";
import type { Form } from "../insight/form-records.ts";
import { findForms } from "../insight/forms.ts";
import { placesMoved } from "../insight/moves.ts";
import type { Scene } from "../insight/scene.ts";
import { problem, type Fix, type Problem } from "../problems.ts";
import { createEngine, runRoots } from "../run.ts";
import { filled, type Tensor } from "../tensor/tensor.ts";
import { shorten } from "./facts.ts";
import { placeOf, startsOf } from "./finding-text.ts";
import { formatNumber } from "./format-number.ts";
import { placeInOther } from "./imported-place.ts";
import { crossEntropyFix } from "./cross-entropy-fix.ts";
import { foldArguments } from "./nan-fixes.ts";
import { isMended, withoutLeftBehind } from "./left-behind.ts";
import { exprOf, movedText, textOf } from "./source-text.ts";
import type { View } from "./view.ts";

/** Forms of larger values are not compared with the better ones. */
const MOST_COMPARED = 1024;
/** What it costs to compare one: a small program is read, differentiated and run. */
const COMPARING = 5000;
/** Up to this, relative, both forms agree. */
const AGREES = 1e-9;
/** The same of the largest element, where others cancel. */
const OF_LARGEST = 1e-12;

/** So many digits tell any two numbers apart that differ by more than agrees. */
const DIGITS = 11;

export function formProblems(view: View, scene: Scene): readonly Problem[] {
  const byPlace = groupBy(formsOf(view, scene), ({ root, form }) => {
    const { start, end } = placeOf(view, root).span;
    return `${form.code} ${start} ${end}`;
  });
  const all = [...byPlace.values()].flatMap((matches) => {
    // Then that is the finding, and this its fix; in a loop also of the turns where all is well.
    if (matches.some((match) => isOdd(view, scene, match))) return [];
    const described = spaced(matches, MOST_MEASURED).flatMap((match) => describe(view, scene, match) ?? []);
    // In a loop, the first that loses digits.
    return described.find(({ severity }) => severity !== "hint") ?? described[0] ?? [];
  });
  const byLine = groupBy(all, ({ code, span }) => `${code} ${view.analysis.lines.lineAt(span.start)}`);
  return [...byLine.values()].map((ones) => atOnce(ones));
}

/** One for what a line has several times, as the two logarithms of a likelihood: its fix mends them all. */
function atOnce(all: readonly Problem[]): Problem {
  const own = all.find(({ severity }) => severity !== "hint") ?? all[0]!;
  const fixes: Fix[] = [];
  for (const { fixes: more } of all)
    for (const fix of more) if (!fixes.some((one) => meet(one, fix))) fixes.push(fix);
  if (fixes.length < 2) return own;
  const texts = [...new Set(fixes.map(({ title }) => title.replace("Write ", "")))];
  const edits = fixes.flatMap((fix) => fix.edits).toSorted((a, b) => a.span.start - b.span.start);
  return { ...own, fixes: [{ title: `Write ${texts.join(" and ")}`, edits }] };
}

function meet(a: Fix, b: Fix): boolean {
  return a.edits.some((one) =>
    b.edits.some(({ span }) => one.span.start < span.end && span.start < one.span.end),
  );
}

/** Of one place in the text so many turns and calls are measured. */
const MOST_MEASURED = 8;

/** The better forms for a formula that a gate is part of, without the lines that it alone has read: those in which the gate is gone. */
export function formFixes(view: View, scene: Scene, part: Node): readonly Fix[] {
  const match = formsOf(view, scene).find(({ parts }) => parts.has(part));
  const fixes = match === undefined ? [] : fixesOf(view, scene, match, match.parts);
  return fixes.filter((fix) => isMended(view, fix, part));
}

/** Those of the parts go too that are in lines that only the form reads; a smaller form that others read is mended as well. */
function fixesOf(view: View, scene: Scene, match: FormMatch, leaving: Iterable<Node>): readonly Fix[] {
  // What another file has written is mended there.
  if (placeInOther(view, match.root).length > 0) return [];
  const own = fixOf(view, match);
  const all = [own ?? [], crossEntropyFix(view, scene, match) ?? []].flat();
  return all.map((fix) => {
    const alone = withoutLeftBehind(view.analysis, fix, startsOf(view, leaving));
    const staying = match.inside.filter(({ root }) => !isMended(view, alone, root));
    const edits = staying.flatMap((inner) => fixOf(view, inner)?.edits ?? []);
    const both = { ...alone, edits: [...alone.edits, ...edits] };
    return edits.length === 0 ? alone : withoutLeftBehind(view.analysis, both, startsOf(view, leaving));
  });
}

const known = new WeakMap<Scene, readonly FormMatch[]>();

function formsOf({ analysis }: View, scene: Scene): readonly FormMatch[] {
  let forms = known.get(scene);
  if (forms === undefined) known.set(scene, (forms = findForms(analysis.program.graph, scene.valueOf)));
  return forms;
}

function describe(view: View, scene: Scene, match: FormMatch): Problem | undefined {
  const { analysis } = view;
  const { form, root, inside } = match;
  // A line that is a smaller form would be the next finding.
  const fix = fixesOf(
    view,
    scene,
    match,
    inside.map((inner) => inner.root),
  );
  const { span, related } = placeOf(view, root);
  const what = shorten(analysis.text.slice(span.start, span.end));
  const better = fix[0]?.edits[0]?.text ?? form.better.replace("…", "");
  const difference = compare(view, scene, match);
  if (difference === undefined)
    return problem(form.code, span, [what, better, undefined], { related, fix, severity: "hint" });
  const { own, exact, isGradient } = difference;
  const shown = [own, exact].map((one) => formatNumber(one));
  // The shortest way of writing hides a small difference.
  const [a, b] =
    shown[0] === shown[1] ? [own, exact].map((one) => String(Number(one.toPrecision(DIGITS)))) : shown;
  const numbers = { own: a!, exact: b!, isGradient };
  const data = { own, exact, of: isGradient ? "gradient" : "value" };
  return problem(form.code, span, [what, better, numbers], { related, fix, data });
}

/** Whether a value or a gradient in a form is not finite. */
function isOdd(view: View, scene: Scene, { x, parts }: FormMatch): boolean {
  const odd = view.numbers?.notFinite();
  if (odd === undefined || odd.size === 0) return false;
  return [...parts, x].some((part) => {
    const adjoint = scene.adjoints.of(part);
    return odd.has(part) || (adjoint !== undefined && odd.has(adjoint));
  });
}

function fixOf(view: View, { form, root, x, fold, moves }: FormMatch): Fix | undefined {
  const expr = exprOf(view.analysis, root);
  const own = textOf(view, x, root);
  if (expr === undefined || own === undefined) return undefined;
  const better = withX(form.better, own).replace("…", furtherOf(view, form, fold));
  const written = movedText(view, moves, better, root);
  return written === undefined
    ? undefined
    : { title: `Write ${shorten(written)}`, edits: [{ span: expr.span, text: written }] };
}

/** A text of x with a value's own text: in brackets where it is not all of an argument. */
function withX(text: string, own: string): string {
  const isOne = /^[\p{L}\p{N}_.]+$/u.test(own);
  return text.replace(/(?<![\p{L}\p{N}_])x(?![\p{L}\p{N}_])/gu, (_, at: number) => {
    const isArgument = text[at - 1] === "(" && /^[),…]/u.test(text.slice(at + 1));
    return isOne || isArgument ? own : `(${own})`;
  });
}

/** The arguments behind the first one. */
function furtherOf(view: View, { folding }: Form, fold: Node | undefined): string {
  if (fold === undefined || folding === "none") return "";
  if (folding === "reduction" || folding === "length") return foldArguments(fold);
  if (folding === "along") return foldArguments({ ...fold, attrs: { ...fold.attrs, keepdim: false } });
  const call = exprOf(view.analysis, fold);
  if (call?.kind !== "call") return "";
  const others = call.receiver === undefined ? call.args.slice(1) : call.args;
  return others.map(({ span }) => `, ${view.analysis.text.slice(span.start, span.end)}`).join("");
}

interface Difference {
  readonly own: number;
  readonly exact: number;
  readonly isGradient: boolean;
}

/** How far a form is from the better one in value and gradient at these numbers; undefined where they agree, or are too many. */
function compare(
  view: View,
  scene: Scene,
  { form, root, x, fold, parts, moves }: FormMatch,
): Difference | undefined {
  const value = scene.valueOf(x);
  const made = scene.valueOf(root);
  const adjoint = scene.adjoints.of(root);
  const upstream = adjoint && scene.valueOf(adjoint);
  if (value === undefined || made === undefined) return undefined;
  if (value.data.length > MOST_COMPARED || made.data.length > MOST_COMPARED) return undefined;
  if (!scene.effort.spend(COMPARING)) return undefined;
  const text = (form.exact ?? form.better).replace("…", furtherOf(view, form, fold));
  const places = moves.length === 0 ? undefined : placesMoved(x.sizes, moves, scene.valueOf);
  if (places === undefined && moves.length > 0) return undefined;
  const arriving = upstream ?? filled(made.sizes, 1);
  const exact = runBeside(text, value, places === undefined ? arriving : putBack(arriving, places, x.sizes));
  if (exact === undefined) return undefined;
  const byValue = firstDifference(made, places === undefined ? exact.value : pick(exact.value, places));
  if (byValue !== undefined) return { ...byValue, isGradient: false };
  if (sendsByBlock(view, root)) return undefined;
  // What is used beside the form sends its own gradient.
  const isAlone = [...parts].every(
    (part) => part === root || scene.adjoints.contributions(part).every(({ consumer }) => isPart(consumer)),
  );
  const sent = upstream === undefined || !isAlone ? undefined : sentBy();
  const byGradient = sent && firstDifference(sent, exact.gradient);
  return byGradient && { ...byGradient, isGradient: true };

  function isPart(consumer: Node | Group | undefined): boolean {
    return (
      consumer !== undefined &&
      ("gate" in consumer ? parts.has(consumer) : consumer.outputs.some((one) => parts.has(one)))
    );
  }

  function sentBy(): Tensor | undefined {
    const total = new Float64Array(value!.data.length);
    for (const { consumer, value: part } of scene.adjoints.contributions(x)) {
      if (!isPart(consumer)) continue;
      const own = scene.valueOf(part);
      if (own === undefined) return undefined;
      own.data.forEach((one, i) => (total[i]! += one));
    }
    return { sizes: x.sizes, data: total };
  }
}

/** Whether a backward block of the file sends back what the gate would: a difference there is the block's own. */
function sendsByBlock({ analysis }: View, root: Node): boolean {
  const { graph } = analysis.program;
  const at = graph.index.get(root);
  for (
    let group = at === undefined ? undefined : graph.groupOf[at];
    group !== undefined;
    group = group.parent
  )
    if (group.backward !== undefined) return true;
  return false;
}

function firstDifference(a: Tensor, b: Tensor): Pick<Difference, "own" | "exact"> | undefined {
  if (a.data.length !== b.data.length) return undefined;
  let largest = 0;
  for (const one of b.data) largest = Math.max(largest, Math.abs(one));
  const at = a.data.findIndex((own, i) => {
    const size = Math.max(Math.abs(own), Math.abs(b.data[i]!));
    return Math.abs(own - b.data[i]!) > Math.max(AGREES * size, OF_LARGEST * largest);
  });
  return at < 0 ? undefined : { own: a.data[at]!, exact: b.data[at]! };
}

/** The elements at some places. */
function pick({ data }: Tensor, places: Tensor): Tensor {
  return { sizes: places.sizes, data: places.data.map((place) => data[place]!) };
}

/** What comes back by picked elements: zeros, with each added where it was picked. */
function putBack({ data }: Tensor, places: Tensor, sizes: readonly number[]): Tensor {
  const whole = filled(sizes, 0);
  data.forEach((one, i) => (whole.data[places.data[i]!]! += one));
  return whole;
}

/** Value and gradient of a formula of x alone; undefined where it needs more of the file than x. */
function runBeside(
  formula: string,
  x: Tensor,
  upstream: Tensor,
): { readonly value: Tensor; readonly gradient: Tensor } | undefined {
  const text = `x = ${listOf(x)}\nu = ${listOf(upstream)}\ny = ${formula}\ns = sum(y * u)\ns.backward()`;
  const analysis = createAnalyser().analyse(text, 0, PLAIN_REQUEST);
  const node = (name: string): Node | undefined =>
    analysis.program.bindings.find((binding) => binding.name === name)?.value;
  const [own, y] = [node("x"), node("y")];
  const gradient = own && analysis.gradient?.of(own);
  if (y === undefined || gradient === undefined) return undefined;
  const { numbers } = runRoots(createEngine(), [y, gradient], analysis.inputs, Infinity);
  const [value, slope] = [numbers.tensor(y), numbers.tensor(gradient)];
  return value && slope && { value, gradient: slope };
}

/** A tensor as it is written. */
function listOf({ sizes, data }: Tensor, dim = 0, start = 0, count = data.length): string {
  const size = sizes[dim];
  if (size === undefined) return String(data[start]);
  const inner = count / size;
  const items = Array.from({ length: size }, (_, i) =>
    listOf({ sizes, data }, dim + 1, start + i * inner, inner),
  );
  return `[${items.join(", ")}]`;
}
