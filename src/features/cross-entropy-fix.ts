/** A cross-entropy that a file writes itself, as a call of the library's. */
import type { Node } from "../graph/ir.ts";
import { plain } from "../graph/node.ts";
import { crossEntropyOf, logarithmLoss } from "../insight/cross-entropy.ts";
import type { FormMatch } from "../insight/form-matching.ts";
import type { Scene } from "../insight/scene.ts";
import type { Fix } from "../problems.ts";
import { shorten, sourceOf } from "./facts.ts";
import { startsOf } from "./finding-text.ts";
import { isMended, withoutLeftBehind } from "./left-behind.ts";
import { exprOf, meansTheSame, textOf } from "./source-text.ts";
import type { View } from "./view.ts";

/** Undefined where the logarithms go into none, or the file's own text does not tell how to write it. */
export function crossEntropyFix(view: View, scene: Scene, match: FormMatch): Fix | undefined {
  if (match.form.code !== "unsafe-log-softmax") return undefined;
  const taker = logarithmLoss(scene, match);
  return taker === undefined ? writtenOut(view, scene, match) : ofLogarithms(view, taker, match);
}

function writtenOut(view: View, scene: Scene, match: FormMatch): Fix | undefined {
  const found = crossEntropyOf(scene, match);
  if (found === undefined) return undefined;
  const { whole, through, target, pick, reduction } = found;
  const aim =
    target === undefined
      ? numberText(view, pick, whole)
      : (textOf(view, target, whole) ?? textOf(view, plain(target), whole));
  const scores = textOf(view, match.x, whole);
  if (aim === undefined || scores === undefined) return undefined;
  const more = { averaged: "", added: `, reduction="sum"`, each: `, reduction="none"` }[reduction];
  return fixAt(view, match, whole, through, `cross_entropy(${scores}, ${aim}${more})`);
}

/** The class in the brackets of a pick. */
function numberText({ analysis }: View, pick: Node | undefined, at: Node): string | undefined {
  const expr = pick && exprOf(analysis, pick);
  const item = expr?.kind === "index" ? expr.items.at(-1) : undefined;
  if (item?.kind !== "at" || !meansTheSame(analysis, item.value, at)) return undefined;
  return sourceOf(analysis, item.value);
}

/** The further arguments are the same. */
function ofLogarithms(view: View, taker: Node, match: FormMatch): Fix | undefined {
  const call = exprOf(view.analysis, taker);
  const scores = textOf(view, match.x, taker);
  if (call?.kind !== "call" || call.receiver !== undefined || scores === undefined) return undefined;
  const [given] = call.args;
  if (given === undefined || given.keyword !== undefined) return undefined;
  const further = view.analysis.text.slice(given.span.end, call.span.end);
  return fixAt(view, match, taker, [], `cross_entropy(${scores}${further}`);
}

/** With the lines that it alone has read; undefined where the form stays, as somebody else reads it. */
function fixAt(
  view: View,
  { root, parts }: FormMatch,
  whole: Node,
  through: readonly Node[],
  written: string,
): Fix | undefined {
  const expr = exprOf(view.analysis, whole);
  if (expr === undefined) return undefined;
  const own = { title: `Write ${shorten(written)}`, edits: [{ span: expr.span, text: written }] };
  const fix = withoutLeftBehind(view.analysis, own, startsOf(view, [...parts, ...through]));
  return isMended(view, fix, root) ? fix : undefined;
}
