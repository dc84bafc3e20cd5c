/** Targets: the lines that say what the gradients are of, and what they are of where no line says it. */
import { endOfLine } from "../base/line-index.ts";
import type { Fix } from "../problems.ts";
import { guess } from "../syntax/fixes.ts";
import { foreignArguments } from "../syntax/foreign-table.ts";
import type { Expr, StmtOf } from "../syntax/tree.ts";
import { sameSizes, showSizes } from "../tensor/shape.ts";
import { elementCount } from "../tensor/tensor.ts";
import { lowerTensor } from "./expressions.ts";
import { currentSource, textOf, type Lowering } from "./lowering.ts";
import type { Target } from "./program.ts";
import { report } from "./report.ts";

/** `y.backward(g)`: the value that y has here becomes a target, if a gradient can start from it. */
export function lowerTarget(lowering: Lowering, stmt: StmtOf<"backward">): void {
  lowering.sink.lastTargetBroken = true;
  if (lowering.where.module.names.broken.has(stmt)) return;
  const value = lowerTensor(lowering, stmt.value);
  const seedExpr = upstreamOf(lowering, stmt);
  if (value === undefined || seedExpr === "broken") return;
  const seed = seedExpr === undefined ? undefined : lowerTensor(lowering, seedExpr);
  if (seedExpr !== undefined && seed === undefined) return;
  const text = textOf(lowering, stmt.value);
  const { node } = value;
  const shape = showSizes(node.sizes);
  if (node.dtype === "bool") {
    report(lowering, "bool-target", stmt.value.span, [text]);
    return;
  }
  if (seed === undefined && elementCount(node.sizes) !== 1) {
    const ones = onesTarget(text, node.sizes);
    const write = (written: string): Fix => ({
      title: `Write ${written}`,
      edits: [{ span: stmt.span, text: written }],
    });
    report(
      lowering,
      "needs-upstream",
      stmt.keyword,
      [text, shape, ones],
      [write(ones), write(`sum(${text}).backward()`)],
    );
    return;
  }
  if (seed !== undefined && !sameSizes(seed.node.sizes, node.sizes)) {
    const { span } = seedExpr as Expr;
    const ones = onesOf(node.sizes);
    const fix = guess(`Write ${ones}`, span, ones);
    report(lowering, "upstream-shape", span, [text, shape, showSizes(seed.node.sizes)], fix);
    return;
  }
  lowering.sink.lastTargetBroken = false;
  lowering.sink.targets.push({ text, node, seed: seed?.node, stmt, explicit: true });
}

/** The line that starts from a gradient of ones, which is that of the sum. */
function onesTarget(name: string, sizes: readonly number[]): string {
  return `${name}.backward(${onesOf(sizes)})`;
}

function onesOf(sizes: readonly number[]): string {
  return sizes.length === 0 ? "1" : `ones(${sizes.join(", ")})`;
}

const backwardSignature = "backward(gradient=None)";

function upstreamOf(lowering: Lowering, stmt: StmtOf<"backward">): Expr | undefined | "broken" {
  // What makes no difference is reported with the names.
  const [first, second] = stmt.args.filter(({ keyword }) => !foreignArguments.has(keyword?.name ?? ""));
  if (second !== undefined) {
    report(lowering, "too-many-arguments", stmt.keyword, [
      "backward",
      `at most 1 argument, ${backwardSignature}`,
      stmt.args.length,
    ]);
    return "broken";
  }
  if (first?.keyword !== undefined && first.keyword.name !== "gradient") {
    report(lowering, "unknown-keyword", first.keyword.span, [
      "backward",
      textOf(lowering, first.keyword),
      backwardSignature,
    ]);
    return "broken";
  }
  return first?.value.kind === "none" ? undefined : first?.value;
}

/** With no `.backward()` line: the last value bound at top level that is neither a leaf nor a bool, if it is one number. */
export function defaultTarget(lowering: Lowering): Target | undefined {
  for (let i = lowering.sink.bindings.length - 1; i >= 0; i--) {
    const binding = lowering.sink.bindings[i];
    if (
      binding === undefined ||
      !binding.topLevel ||
      binding.leaf ||
      binding.loopName ||
      binding.stmt.kind === "from"
    )
      continue;
    const { value, span, stmt } = binding;
    if (value === undefined) return undefined;
    if (value.dtype === "bool") continue;
    const name = textOf(lowering, { span });
    if (elementCount(value.sizes) === 1)
      return { text: name, node: value, seed: undefined, stmt, explicit: false };
    const ones = onesTarget(name, value.sizes);
    const end = endOfLine(currentSource(lowering).text, stmt.span.end);
    const add = (line: string): Fix => ({
      title: `Add ${line}`,
      edits: [{ span: { start: end, end }, text: `\n${line}` }],
    });
    report(
      lowering,
      "no-target",
      span,
      [name, showSizes(value.sizes), ones],
      [add(ones), add(`sum(${name}).backward()`)],
    );
    return undefined;
  }
  return undefined;
}
