/** What to write instead where a NaN begins. */
import type { AttrValue, Node } from "../graph/ir.ts";
import type { Place } from "../insight/finding.ts";
import { zeroTimesLog, type Dropped, type NormRoot } from "../insight/nan-causes.ts";
import type { Scene } from "../insight/scene.ts";
import type { Fix } from "../problems.ts";
import type { Expr } from "../syntax/tree.ts";
import { bare } from "../syntax/walk.ts";
import { sameSizes } from "../tensor/shape.ts";
import { shorten, sourceOf } from "./facts.ts";
import { exprOf, operandExpr, textOf } from "./source-text.ts";
import type { View } from "./view.ts";

/** Undefined where the file's own text does not tell how to write it. */
export function nanFix(view: View, maker: Place, cause: Dropped | NormRoot): Fix | undefined {
  if (!("gate" in maker)) return undefined;
  return cause.kind === "length" ? normFix(view, maker, cause) : safeFix(view, maker, cause);
}

/** `sqrt(sum(v ** 2))` as `norm(v)`, a mean over √n, `sqrt(x ** 2 + y ** 2)` as `norm([x, y])`. */
function normFix(view: View, root: Node, { vectors, fold, count }: NormRoot): Fix | undefined {
  const expr = exprOf(view.analysis, root);
  const texts = vectors.flatMap((vector) => textOf(view, vector, root) ?? []);
  const divisor = typeof count === "object" ? textOf(view, count, root) : count;
  const isKnown = texts.length === vectors.length && (count === undefined || divisor !== undefined);
  const [first] = vectors;
  const isOneShape = vectors.every(({ sizes }) => String(sizes) === String(first?.sizes));
  if (expr === undefined || first === undefined || !isKnown || !isOneShape) return undefined;
  const list = `[${texts.join(", ")}]${first.sizes.length === 0 ? "" : ", dim=0"}`;
  const length = `norm(${fold === undefined ? list : `${texts[0]!}${foldArguments(fold)}`})`;
  const written = divisor === undefined ? length : `(${length} / sqrt(${divisor}))`;
  return { title: `Write ${written}`, edits: [{ span: expr.span, text: written }] };
}

/** `, dim=1, keepdim=True`: the arguments of a fold, for a function that folds in the same way. */
export function foldArguments({ attrs }: Node): string {
  const dim: AttrValue | undefined = attrs["dim"];
  const isList = Array.isArray(dim);
  const dims: readonly AttrValue[] = isList ? (dim as readonly AttrValue[]) : [];
  const only = isList && dims.length === 1 ? dims[0] : dim;
  const shown = only === null || only === undefined ? "" : `, dim=${JSON.stringify(only)}`;
  return attrs["keepdim"] === true ? `${shown}, keepdim=True` : shown;
}

/** `p * log(q)` as `xlogy(p, q)`, which is 0 where p is. */
export function zeroTimesLogFix(view: View, scene: Scene, maker: Node): Fix | undefined {
  const found = zeroTimesLog(scene, maker);
  const expr = found && exprOf(view.analysis, found.product);
  const [operand] = maker.inputs;
  if (found === undefined || expr === undefined || operand === undefined) return undefined;
  const [weight, inner] = [textOf(view, found.factor, found.product), textOf(view, operand, found.product)];
  if (weight === undefined || inner === undefined) return undefined;
  const written = `xlogy(${weight}, ${inner})`;
  return { title: `Write ${written}`, edits: [{ span: expr.span, text: written }] };
}

/** `sqrt(x)` as `sqrt(where(x > 0, x, 1))`, with the condition by which the result is taken. */
function safeFix(view: View, maker: Node, dropped: Dropped): Fix | undefined {
  const { analysis } = view;
  const { isTakenWhere, safe, choice } = dropped;
  const first = pickedFirst(view, maker, choice);
  if (first !== undefined) return first;
  const condition = dropped.condition ?? maskOf(view, maker, choice);
  const whole = exprOf(analysis, maker);
  if (condition === undefined || safe === undefined || whole === undefined) return undefined;
  const operand = operandExpr(analysis, whole, safe.operand);
  const test = textOf(view, condition, maker) ?? copyOf(view, condition, maker);
  if (operand === undefined || test === undefined) return undefined;
  const own = sourceOf(analysis, operand);
  const asked = choice.inputs.length === 3 || condition.dtype === "bool" ? test : `(${test}) != 0`;
  const [taken, other] = isTakenWhere ? [own, `${safe.fill}`] : [`${safe.fill}`, own];
  const text = `where(${asked}, ${taken}, ${other})`;
  return { title: `Replace ${own} by ${text}`, edits: [{ span: operand.span, text }] };
}

/** `sqrt(x)[m]` as `sqrt(x[m])`: what is not picked is not computed. */
function pickedFirst({ analysis }: View, maker: Node, choice: Node): Fix | undefined {
  const [whole, own] = [exprOf(analysis, choice), exprOf(analysis, maker)];
  if (whole?.kind !== "index" || own === undefined || bare(whole.object) !== own) return undefined;
  if (choice.inputs[0] !== maker || maker.gate.scalar === undefined) return undefined;
  const picks = analysis.text.slice(whole.object.span.end, whole.span.end);
  let text = sourceOf(analysis, own);
  const operands = [...new Set(maker.inputs)].filter(({ sizes }) => sizes.length > 0);
  const places = operands.flatMap((input) => operandExpr(analysis, own, input) ?? []);
  const isEach = operands.every(({ sizes }) => sameSizes(sizes, maker.sizes));
  if (!isEach || places.length === 0 || places.length < operands.length) return undefined;
  for (const place of places.toSorted((a, b) => b.span.start - a.span.start)) {
    const [start, end] = [place.span.start - own.span.start, place.span.end - own.span.start];
    const operand = text.slice(start, end);
    const isOne = primaries.has(place.kind);
    text = `${text.slice(0, start)}${isOne ? operand : `(${operand})`}${picks}${text.slice(end)}`;
  }
  const written = primaries.has(own.kind) ? text : `(${text})`;
  return { title: `Write ${shorten(written)}`, edits: [{ span: whole.span, text: written }] };
}

/** What an index can follow without brackets. */
const primaries: ReadonlySet<Expr["kind"]> = new Set(["name", "call", "index", "attribute", "paren", "list"]);

/** The mask by which an index picks, where it has one place for each element. */
function maskOf({ analysis }: View, maker: Node, choice: Node): Node | undefined {
  const expr = exprOf(analysis, choice);
  const [item, ...others] = expr?.kind === "index" ? expr.items : [];
  if (item?.kind !== "at" || others.length > 0) return undefined;
  const { exprs, nodes } = analysis.program.trace;
  const mask = nodes[exprs.findIndex((one) => bare(one) === bare(item.value))];
  return mask?.dtype === "bool" && sameSizes(mask.sizes, maker.sizes) ? mask : undefined;
}

/** The text of a condition that is made behind the gate, where all that it is made of stands before. */
function copyOf(view: View, condition: Node, at: Node): string | undefined {
  const { analysis } = view;
  const expr = exprOf(analysis, condition);
  const isThere = condition.inputs.every((input) => input.known || textOf(view, input, at) !== undefined);
  return isThere && expr !== undefined ? sourceOf(analysis, expr) : undefined;
}
