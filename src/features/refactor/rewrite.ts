/** Small rewritings of one line: a leaf, a target, a step written out, the shape of a value. */
import { shapeAnnotation } from "../shape-annotation.ts";
import { createAnalyser, type Analysis } from "../../analysis.ts";
import { applyEdits, type TextEdit } from "../../base/edits.ts";
import { lineBreakOf } from "../../base/line-index.ts";
import { builtins } from "../../check/functions.ts";
import { param } from "../../ops/identity.ts";
import { binaryPrecedence, precedenceOf } from "../../syntax/precedence.ts";
import type { Expr, StmtOf } from "../../syntax/tree.ts";
import { elementCount } from "../../tensor/tensor.ts";
import { defAt, statementsAt, walkExpression } from "../../syntax/walk.ts";
import { namesOf, sourceOf } from "../facts.ts";
import { within } from "../printer.ts";
import { drawsNothing, removal, type Refactor, type Rewriting } from "./refactoring.ts";

/** `w = param([1, 2])`: a leaf that training changes. */
export const makeParam: Refactor = ({ analysis }, { start }) => {
  const stmt = bindingAt(analysis, start);
  const binding = analysis.program.bindings.find((one) => one.stmt === stmt);
  if (stmt === undefined || binding?.leaf !== true || !binding.topLevel || binding.value?.dtype === "bool")
    return [];
  const { value } = stmt;
  const callable = value.kind === "call" ? builtins.get(value.callee.name) : undefined;
  if (callable?.kind === "gate" && callable.gate.marksLeaf === true) return [];
  const text = `${param.gate.name}(${sourceOf(analysis, value)})`;
  if (mayBeSize(value) && !isRead(analysis, { span: value.span, text })) return [];
  return [rewriting(`Make ${nameOf(analysis, stmt)} a param`, value.span, text)];
};

/** Whether a value can be a size, which must be known before the run as no param is. */
function mayBeSize(value: Expr): boolean {
  let isWhole = true;
  walkExpression(value, (expr) => {
    if (expr.kind === "number") isWhole &&= Number.isInteger(expr.value);
  });
  return isWhole;
}

/** Whether a file has no mistake after an edit. */
function isRead({ text, request }: Analysis, edit: TextEdit): boolean {
  const { problems } = createAnalyser().analyse(applyEdits(text, [edit]), 1, request);
  return !problems.some(({ severity }) => severity === "error");
}

/** `L.backward()`, with an upstream gradient where there are several numbers. */
export const addTarget: Refactor = ({ analysis }, { start }) => {
  const stmt = bindingAt(analysis, start);
  const { program, text, lines } = analysis;
  const binding = program.bindings.findLast((one) => one.stmt === stmt);
  if (stmt === undefined || binding?.value === undefined || binding.leaf || !binding.topLevel) return [];
  if (program.targets.length > 0 || binding.value.dtype === "bool" || binding.group !== undefined) return [];
  const { sizes } = binding.value;
  const name = nameOf(analysis, stmt);
  const line =
    elementCount(sizes) === 1 ? `${name}.backward()` : `${name}.backward(ones(${sizes.join(", ")}))`;
  const end = lines.endOf(lines.lineAt(stmt.span.end));
  return [rewriting(`Add ${line}`, { start: end, end }, lineBreakOf(text) + line)];
};

/** `x += y` as `x = x + y`. */
export const expandAugmented: Refactor = ({ analysis }, { start }) => {
  const stmt = statementsAt(analysis.tree.statements, start).at(-1);
  if (stmt?.kind !== "augmented") return [];
  const { target, operator, value } = stmt;
  const name = sourceOf(analysis, target);
  const right = within(
    { text: sourceOf(analysis, value), precedence: precedenceOf(value) },
    binaryPrecedence[operator] + 1,
  );
  const text = `${name} = ${name} ${operator} ${right}`;
  return [rewriting(`Write ${name} = ${name} ${operator} …`, stmt.span, text)];
};

/** `x: [N, 3] = …`: what is known of the shape, as a check that stays. */
export const annotateShape: Refactor = ({ analysis }, { start }) => {
  const stmt = bindingAt(analysis, start);
  return (stmt?.targets ?? []).flatMap(({ name, annotation }): Rewriting[] => {
    const text = annotation === undefined ? shapeAnnotation(analysis, name) : undefined;
    if (text === undefined) return [];
    const { end } = name.span;
    return [rewriting(`Annotate ${sourceOf(analysis, name)}${text}`, { start: end, end }, text)];
  });
};

/** A name of a function that nothing reads goes with its line, where that does nothing else. */
export const removeUnused: Refactor = ({ analysis }, { start }) => {
  const stmt = bindingAt(analysis, start);
  if (stmt === undefined || defAt(analysis.tree, start) === undefined) return [];
  const { occurrences } = namesOf(analysis);
  const bound = occurrences.find(({ span }) => span.start === stmt.targets[0]!.name.span.start);
  const isRead = occurrences.some(({ symbol, access }) => symbol === bound?.symbol && access !== "declare");
  // A loop has a line in it.
  const block = statementsAt(analysis.tree.statements, start).at(-2);
  if (block?.kind === "for" && block.body.length === 1) return [];
  if (bound === undefined || isRead || !drawsNothing(analysis, stmt.value)) return [];
  const edit = removal(analysis, stmt);
  return [{ title: `Remove ${nameOf(analysis, stmt)}, which nothing reads`, edits: [edit] }];
};

function rewriting(title: string, span: Rewriting["edits"][number]["span"], text: string): Rewriting {
  return { title, edits: [{ span, text }] };
}

function bindingAt(analysis: Analysis, offset: number): StmtOf<"bind"> | undefined {
  const stmt = statementsAt(analysis.tree.statements, offset).at(-1);
  return stmt?.kind === "bind" && stmt.targets.length === 1 ? stmt : undefined;
}

function nameOf(analysis: Analysis, stmt: StmtOf<"bind">): string {
  return sourceOf(analysis, stmt.targets[0]!.name);
}
