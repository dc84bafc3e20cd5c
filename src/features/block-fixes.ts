/** How a wrong backward block is mended: its one mistake, or all that it returns written anew, or without it. */
import { precedence, precedenceOf } from "../syntax/precedence.ts";
import type { Fix, TextEdit } from "../problems.ts";
import type { WrongBlock } from "../insight/block-mistakes.ts";
import type { Comparison } from "../insight/block-samples.ts";
import { isSameGradient } from "../insight/own-backward.ts";
import type { CallRecord, WrittenBlock } from "../lower/program.ts";
import type { BackwardBlock, Expr } from "../syntax/tree.ts";
import { bare } from "../syntax/walk.ts";
import { sameSizes } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { derivedLines, type DerivedBlock } from "./derived-block.ts";
import { shorten, sourceOf, spelled } from "./facts.ts";
import { formatNumber } from "./format-number.ts";
import { within, type Formula } from "./printer.ts";
import type { View } from "./view.ts";

/** A block as it was compared: how it was written out in the call, and what was found. */
export interface CheckedBlock {
  readonly record: CallRecord;
  readonly block: BackwardBlock;
  readonly written: WrittenBlock;
  /** The expression that it returns for each parameter. */
  readonly returned: readonly Expr[];
  readonly wrong: WrongBlock;
}

interface BlockFixes {
  readonly fixes: readonly Fix[];
  /** Why the derived gradient is not among them; undefined where it is. */
  readonly reason: string | undefined;
}

export function blockFixes(view: View, checked: CheckedBlock): BlockFixes {
  const { record, block } = checked;
  const mended = mistakeFix(view, checked);
  const derived = derivedFix(view, checked);
  const { lines, text } = view.analysis;
  const start = lines.startOf(lines.lineAt(block.keyword.start));
  const end = block.span.end + (/^\r?\n/u.exec(text.slice(block.span.end))?.[0].length ?? 0);
  const fixes = [
    ...(mended === undefined ? [] : [mended]),
    ...("reason" in derived ? [] : [derived]),
    {
      title: `Delete the backward block of ${spelled(view.analysis, record.def.name.name)}`,
      edits: [{ span: { start, end }, text: "" }],
    },
  ];
  return { fixes, reason: "reason" in derived ? derived.reason : undefined };
}

const MOST_TITLE = 60;

/** The text of an expression, and how tightly it binds. */
function formulaOf(view: View, expr: Expr): Formula {
  return { text: sourceOf(view.analysis, expr), precedence: precedenceOf(expr) };
}

/** Mends the one mistake; undefined where its form is not known, and where more is wrong. */
function mistakeFix(view: View, checked: CheckedBlock): Fix | undefined {
  const { returned, wrong } = checked;
  const edits = wrong.isAlone ? mistakeEdits(view, checked) : undefined;
  const [first] = edits ?? [];
  if (edits === undefined || first === undefined) return undefined;
  const whole = returned[wrong.parameter]!;
  const { start, end } = whole.span;
  const isInside = start <= first.span.start && first.span.end <= end;
  const own = sourceOf(view.analysis, whole);
  const text = isInside
    ? own.slice(0, first.span.start - start) + first.text + own.slice(first.span.end - start)
    : first.text;
  return { title: `Write ${shorten(text, MOST_TITLE)}`, edits };
}

function mistakeEdits(view: View, checked: CheckedBlock): readonly TextEdit[] | undefined {
  const { block, returned, wrong, written } = checked;
  const { mistake, parameter, call, shown } = wrong;
  const expr = returned[parameter];
  if (expr === undefined || bare(expr).kind === "none") return undefined;
  const own = formulaOf(view, expr);
  const instead = (text: string): readonly TextEdit[] => [{ span: expr.span, text }];
  switch (mistake.kind) {
    case "sign":
      return instead(negated(own, expr));
    case "factor":
      return instead(divided(own, mistake.factor));
    case "missing-upstream": {
      const [upstream] = shown.sample.upstream;
      const [g] = block.params;
      const isEach = upstream !== undefined && isTimesEach(shown, upstream);
      return g === undefined || call.upstream.length !== 1 || !isEach
        ? undefined
        : instead(`${spelled(view.analysis, g.name)} * ${within(own, precedence.sign)}`);
    }
    case "swapped": {
      const other = returned[mistake.other];
      return other === undefined
        ? undefined
        : [...instead(sourceOf(view.analysis, other)), { span: other.span, text: own.text }];
    }
    case "transpose": {
      const at = mistake.operand === undefined ? expr : written.exprs[written.nodes.indexOf(mistake.operand)];
      return at && [{ span: at.span, text: turned(view, at) }];
    }
    case "wrong-sum": {
      const at = written.exprs[written.nodes.indexOf(mistake.sum)];
      const call = at && bare(at);
      if (call?.kind !== "call") return undefined;
      if (mistake.isAll) {
        const end = call.argsSpan.end - 1;
        const comma = call.args.length === 0 ? "" : ", ";
        return [{ span: { start: end, end }, text: `${comma}dim=${mistake.dim}, keepdim=True` }];
      }
      const argument = call.args.find(({ keyword, value }) =>
        keyword === undefined
          ? bare(value).kind === "number"
          : keyword.name === "dim" || keyword.name === "axis",
      );
      return argument && [{ span: argument.value.span, text: String(mistake.dim) }];
    }
    case "branch":
    case "missing-term":
    case "value":
      return undefined;
  }
}

/** Whether what is given becomes the derivative where each element is multiplied by that of the upstream gradient. */
function isTimesEach({ own, derived }: Comparison, upstream: Tensor): boolean {
  const isOne = upstream.sizes.length === 0;
  if (!isOne && !sameSizes(upstream.sizes, own.sizes)) return false;
  const whole = own.data.map((value, i) => value * upstream.data[isOne ? 0 : i]!);
  return isSameGradient(whole, derived.data);
}

function negated(own: Formula, expr: Expr): string {
  // A sign in front of a product is its first factor's, or the product's own; of what is rounded it is another matter.
  const rounds = expr.kind === "binary" && (expr.operator === "%" || expr.operator === "//");
  if (own.precedence < precedence.product || rounds) return `-(${own.text})`;
  return own.text.startsWith("-") ? own.text.slice(1).trimStart() : `-${own.text}`;
}

function divided(own: Formula, factor: number): string {
  const inverse = 1 / factor;
  const near = Math.round(inverse);
  if (Math.abs(near) >= 1 && Math.abs(inverse - near) < 1e-9 * Math.abs(inverse))
    return `${near} * ${within(own, precedence.product + 1)}`;
  const whole = Math.round(factor);
  const isWhole = Math.abs(factor - whole) < 1e-9 * Math.abs(factor);
  const number = isWhole ? String(whole) : formatNumber(factor, 12);
  return `${within(own, precedence.product)} / ${factor < 0 ? `(${number})` : number}`;
}

function turned(view: View, expr: Expr): string {
  const own = bare(expr);
  return own.kind === "attribute" && own.attribute.name === "T"
    ? sourceOf(view.analysis, own.object)
    : `${within(formulaOf(view, expr), precedence.postfix)}.T`;
}

/** What the block returns, written anew: the derivative by each parameter, with the names that the block can read. */
function derivedFix(
  view: View,
  { record, block, returned, wrong }: CheckedBlock,
): Fix | { readonly reason: string } {
  const { analysis } = view;
  const last = block.body.at(-1);
  const [firstLine] = block.body;
  if (last?.kind !== "return" || firstLine === undefined)
    return { reason: "The block does not end in a return." };
  const { upstream, inputs } = wrong.call;
  const derived: DerivedBlock = {
    record,
    upstream,
    upstreamNames: block.params.map(({ name }) => name),
    inputs,
    otherwise: (i) => returned[i] && sourceOf(analysis, returned[i]),
  };
  const written = derivedLines(view, derived, MOST_TITLE);
  if ("reason" in written) return written;
  const [only, ...more] = written.lines;
  if (only !== undefined && more.length === 0) {
    const text = only.slice("return ".length);
    return { title: `Write the derived gradient: ${text}`, edits: [{ span: last.value.span, text }] };
  }
  const { lines } = analysis;
  const lineStart = lines.startOf(lines.lineAt(firstLine.span.start));
  const indent = /^[\t ]*/u.exec(analysis.text.slice(lineStart))?.[0] ?? "";
  const span = { start: firstLine.span.start, end: last.span.end };
  return { title: "Write the derived gradient", edits: [{ span, text: written.lines.join(`\n${indent}`) }] };
}
