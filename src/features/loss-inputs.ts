/** What is said of a loss that is given what it does not want, and how to give it what it wants. */
import type { Span } from "../base/span.ts";
import type { Node } from "../graph/ir.ts";
import { isSameValue } from "../insight/dimensions.ts";
import {
  findLossInputs,
  type ForLogarithms,
  type ForScores,
  type LossInput,
  type OtherAxis,
} from "../insight/loss-input.ts";
import { outputsOf, type Scene } from "../insight/scene.ts";
import { problem, type Facts, type Fix, type Problem, type TextEdit } from "../problems.ts";
import type { LossText } from "../problems/losses.ts";
import { bare } from "../syntax/walk.ts";
import { around } from "../tensor/reduce.ts";
import { gradientName, nameOf, shorten, sourceOf } from "./facts.ts";
import { groupOf, placeOf } from "./finding-text.ts";
import { formatNumber } from "./format-number.ts";
import { madeAt } from "./imported-place.ts";
import { exprOf, operandExpr, textOf } from "./source-text.ts";
import { knownOf, type View } from "./view.ts";

export function lossInputProblems(view: View, scene: Scene): readonly Problem[] {
  const odd = view.numbers?.notFinite();
  // Then that is the finding.
  const isOdd = ({ at }: LossInput): boolean => outputsOf(at).some((output) => odd?.has(output) === true);
  return findLossInputs(scene).flatMap((found) => (isOdd(found) ? [] : describe(view, scene, found)));
}

function describe(view: View, scene: Scene, found: LossInput): Problem {
  const { at, mistake } = found;
  const { span, related } = placeOf(view, at);
  const what = "gate" in at ? shorten(view.analysis.text.slice(span.start, span.end)) : at.name;
  const { text, data } = saidOf(view, scene, found);
  const maker = "made" in found ? found.made?.result : undefined;
  const made = maker === undefined ? [] : madeAt(view, maker, "the probabilities are made here");
  return problem("loss-input", span, [what, text], {
    related: [...made, ...related],
    data: { mistake, ...data },
    fix: "made" in found ? fixOf(view, found) : undefined,
  });
}

interface Said {
  readonly text: LossText;
  readonly data: Facts;
}

function saidOf(view: View, scene: Scene, found: LossInput): Said {
  const name = nameOf(view, found.given, groupOf(view, found.at));
  const { range, data } = rangeOf(view, found.given);
  switch (found.mistake) {
    case "softmax":
    case "sigmoid": {
      const { least, most } = boundsOf(found);
      const [low, high] = [least, most].map((one) => formatNumber(one)) as [string, string];
      const text = {
        kind: "scores",
        given: name,
        maker: found.mistake,
        range,
        least: low,
        most: high,
      } as const;
      return { text, data: { ...data, least, most } };
    }
    case "log": {
      const gradient =
        scene.adjoints.of(found.given) === undefined ? undefined : gradientName(view.analysis, name);
      return { text: { kind: "logarithms", given: name, range, gradient }, data };
    }
    case "axis": {
      const { along, wanted } = found;
      const total = firstTotal(scene, found);
      const text = { kind: "axis", given: name, along, wanted, total: formatNumber(total) } as const;
      return { text, data: { along, wanted, total } };
    }
    case "target": {
      const { fault, value, at } = found;
      const kind = fault === "signs" && "gate" in at ? "signs of a product" : fault;
      return { text: { kind, given: name, value: formatNumber(value) }, data: { value } };
    }
  }
}

function rangeOf(view: View, node: Node): { readonly range: string; readonly data: Facts } {
  const summary = knownOf(view, node)?.summary;
  if (summary === undefined) return { range: "from 0 to 1", data: {} };
  const { min, max } = summary;
  return { range: `from ${formatNumber(min)} to ${formatNumber(max)}`, data: { min, max } };
}

/** What becomes of numbers from 0 to 1 that are taken for scores: of classes, of which one softmax gives 1 in all. */
function boundsOf({ mistake, classes }: ForScores): { readonly least: number; readonly most: number } {
  if (classes === undefined) return { least: 0.5, most: Math.E / (1 + Math.E) };
  const others = classes - 1;
  const least = mistake === "softmax" ? 1 / (Math.E + others) : 1 / (1 + others * Math.E);
  return { least: classes === 1 ? 1 : least, most: Math.E / (Math.E + others) };
}

/** What the probabilities of the first line along the dimension of the classes add up to. */
function firstTotal(scene: Scene, { given, wanted }: OtherAxis): number {
  const logs = scene.valueOf(given);
  const { count, inner } = around(given.sizes, wanted);
  let total = 0;
  for (let i = 0; i < count; i++) total += Math.exp(logs?.data[i * inner] ?? NaN);
  return total;
}

/** What made the probabilities is taken out, by its text or behind a name; where that is not known, they are turned back. */
function fixOf(view: View, found: ForScores | ForLogarithms): Fix | undefined {
  const { analysis } = view;
  const { at, given, made } = found;
  const result = "gate" in at ? at : at.outputs[0];
  const whole = result && exprOf(analysis, result);
  const expr = whole && operandExpr(analysis, whole, given);
  if (result === undefined || expr === undefined) return undefined;
  const maker = made && exprOf(analysis, made.result);
  if (made !== undefined && maker !== undefined && isWithin(maker.span, bare(expr).span)) {
    const text = withoutMaker(view, found, made.result);
    const isAll = maker.span.start === bare(expr).span.start && maker.span.end === bare(expr).span.end;
    if (text !== undefined) return written({ span: maker.span, text: isAll ? text : bracketed(text) });
  } else if (made !== undefined && behindNames(given) === behindNames(made.result)) {
    const text = withoutMaker(view, found, result);
    if (text !== undefined) return written({ span: expr.span, text });
  }
  const own = sourceOf(analysis, expr);
  return written({ span: expr.span, text: found.mistake === "sigmoid" ? `logit(${own})` : `log(${own})` });
}

function written(edit: TextEdit): Fix {
  return { title: `Write ${shorten(edit.text)}`, edits: [edit] };
}

/** The scores themselves, or the function that gives the logarithms of the same probabilities at once; as it is written at a place. */
function withoutMaker(
  view: View,
  { mistake, made }: ForScores | ForLogarithms,
  at: Node,
): string | undefined {
  const { analysis } = view;
  const maker = made && exprOf(analysis, made.result);
  if (made?.scores === undefined || maker === undefined) return undefined;
  const own = at === made.result ? operandExpr(analysis, maker, made.scores) : undefined;
  const scores = own === undefined ? textOf(view, made.scores, at) : sourceOf(analysis, own);
  if (scores === undefined || mistake !== "log") return scores;
  if (made.kind === "sigmoid") return `logsigmoid(${scores})`;
  const call = bare(maker);
  if (call.kind !== "call") return undefined;
  const others = call.receiver === undefined ? call.args.slice(1) : call.args;
  const further = others.map(({ span }) => `, ${analysis.text.slice(span.start, span.end)}`).join("");
  return `log_softmax(${scores}${further})`;
}

function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** A text that something may stand behind, as `.T`. */
function bracketed(text: string): string {
  return /^[\p{L}\p{N}_.]+$/u.test(text) ? text : `(${text})`;
}

function behindNames(node: Node): Node {
  let own = node;
  while (isSameValue(own) && own.inputs[0] !== undefined) own = own.inputs[0];
  return own;
}
