/** `nabla run --json`: one file's values, gradients and problems as plain data. */
import { PLAIN_REQUEST, type Analysis, type AnalysisRequest } from "../analysis.ts";
import { hasGradient, isLiteral } from "../features/facts.ts";
import type { Binding } from "../lower/program.ts";
import type { Group, Node } from "../graph/ir.ts";
import type { Expr } from "../syntax/tree.ts";
import { filled, innermostCount, type Tensor } from "../tensor/tensor.ts";
import { evaluateText, type Evaluated } from "./evaluate.ts";
import { placeOf, placesOf, type PlacedProblem } from "./problems.ts";

/** What is said of one file; tensors are written out only as their turn comes. */
export interface FileResult {
  readonly file: string;
  /** The active target's text; null where there is none. */
  readonly target: string | null;
  /** The last value of each top-level name; bools are 0 and 1. Where a tensor without elements would have more than a thousand lists it is `[]`. */
  readonly values: ReadonlyMap<string, Tensor>;
  /** The target's gradient with respect to each of these values that is a number; zeros where it does not depend on it. */
  readonly grads: ReadonlyMap<string, Tensor>;
  /** The numbers and lists that stand inside formulas, in the order of the text, each with its last value and gradient. */
  readonly literals: readonly PlacedLiteral[];
  readonly problems: readonly PlacedProblem[];
}

export interface PlacedLiteral {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly value: Tensor;
  /** Undefined where there is no target, or a gate on the way refused. */
  readonly grad: Tensor | undefined;
}

export function fileResult(
  file: string,
  text: string,
  request: AnalysisRequest = PLAIN_REQUEST,
): { readonly result: FileResult; readonly evaluated: Evaluated } {
  const evaluated = evaluateText(text, request, (analysis) =>
    [...lastBindings(analysis), ...literalsOf(analysis)].flatMap((one) =>
      [one.value, adjointOf(analysis, one)].filter((node) => node !== undefined),
    ),
  );
  const { analysis, numbers } = evaluated;
  const values = new Map<string, Tensor>();
  const grads = new Map<string, Tensor>();
  for (const binding of lastBindings(analysis)) {
    const { name, value } = binding;
    const tensor = value === undefined ? undefined : numbers.tensor(value);
    if (value === undefined || tensor === undefined) continue;
    values.set(name, { sizes: value.sizes, data: tensor.data });
    if (analysis.target === undefined || !hasGradient(value)) continue;
    const adjoint = adjointOf(analysis, binding);
    const gradient = adjoint === undefined ? filled(value.sizes, 0) : numbers.tensor(adjoint);
    if (gradient !== undefined) grads.set(name, { sizes: value.sizes, data: gradient.data });
  }
  return {
    evaluated,
    result: {
      file,
      target: analysis.target?.text ?? null,
      values,
      grads,
      literals: literalsOf(analysis).flatMap((literal) => {
        const { expr, value } = literal;
        const tensor = numbers.tensor(value);
        if (tensor === undefined) return [];
        const adjoint = adjointOf(analysis, literal);
        const none = analysis.target === undefined ? undefined : filled(value.sizes, 0);
        const grad = adjoint === undefined ? none : numbers.tensor(adjoint);
        return [{ ...placeOf(analysis, expr.span.start), value: tensor, grad }];
      }),
      problems: placesOf(evaluated),
    },
  };
}

/** The last binding of each top-level name, in the order of the file; the names of loops are left out. */
function lastBindings(analysis: Analysis): readonly Binding[] {
  const last = new Map<string, Binding>();
  for (const binding of analysis.program.bindings) {
    if (!binding.topLevel) continue;
    last.delete(binding.name);
    last.set(binding.name, binding);
  }
  return [...last.values()].filter((binding) => !binding.loopName);
}

interface Literal {
  readonly expr: Expr;
  readonly value: Node;
  readonly group: Group | undefined;
}

/** The numbers and lists inside formulas; of one that is reached several times the last. */
function literalsOf(analysis: Analysis): readonly Literal[] {
  const { exprs, nodes, groups } = analysis.program.trace;
  const found = new Map<Expr, Literal>();
  exprs.forEach((expr, i) => {
    const value = nodes[i];
    if (value === undefined || (expr.kind !== "number" && expr.kind !== "list")) return;
    if (isLiteral(analysis, value)) found.set(expr, { expr, value, group: groups[i] });
  });
  return [...found.values()].sort((a, b) => a.expr.span.start - b.expr.span.start);
}

function adjointOf(analysis: Analysis, { value, group }: Pick<Binding, "value" | "group">): Node | undefined {
  return value === undefined ? undefined : analysis.adjointsIn(group)?.of(value);
}

/** A result is not held in one text, which could be longer than a string may be: it is written when this much has come together. */
const PIECE_LENGTH = 65536;

/** A tensor without elements may have lists by the milliard; its sizes are told beside it. */
const MOST_EMPTY = 1000;

/** A result as one line of JSON, in pieces to be written one after the other. */
export function* jsonPieces(result: FileResult): Generator<string> {
  let piece = "";
  for (const part of parts(result)) {
    piece += part;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = "";
  }
  yield `${piece}\n`;
}

function* parts({ file, target, values, grads, literals, problems }: FileResult): Generator<string> {
  yield `{"file":${JSON.stringify(file)},"target":${JSON.stringify(target)},"values":`;
  yield* members(values, nested);
  yield ',"shapes":';
  yield* members(values, ({ sizes }) => [JSON.stringify(sizes)]);
  yield ',"grads":';
  yield* members(grads, nested);
  yield ',"literals":[';
  for (const [i, { line, column, value, grad }] of literals.entries()) {
    yield `${i === 0 ? "" : ","}{"line":${line},"column":${column},"value":`;
    yield* nested(value);
    if (grad !== undefined) {
      yield ',"grad":';
      yield* nested(grad);
    }
    yield "}";
  }
  yield `],"problems":${JSON.stringify(problems)}}`;
}

function* members(
  tensors: ReadonlyMap<string, Tensor>,
  written: (tensor: Tensor) => Iterable<string>,
): Generator<string> {
  let before = "{";
  for (const [name, tensor] of tensors) {
    yield `${before}${JSON.stringify(name)}:`;
    yield* written(tensor);
    before = ",";
  }
  yield tensors.size === 0 ? "{}" : "}";
}

/** Nested lists of numbers; a plain number for rank 0. What has no elements, and very many lists of them, is one empty list. */
function* nested({ sizes, data }: Tensor, dim = 0, start = 0, count = data.length): Generator<string> {
  if (count === 0 && innermostCount(sizes) > MOST_EMPTY) {
    yield "[]";
    return;
  }
  const size = sizes[dim];
  if (size === undefined) {
    yield jsonNumber(data[start]!);
    return;
  }
  let text = "[";
  const inner = size === 0 ? 0 : count / size;
  const isRow = dim === sizes.length - 1;
  for (let i = 0; i < size; i++) {
    if (i > 0) text += ",";
    if (isRow) text += jsonNumber(data[start + i]!);
    if (isRow && text.length < PIECE_LENGTH) continue;
    yield text;
    text = "";
    if (!isRow) yield* nested({ sizes, data }, dim + 1, start + i * inner, inner);
  }
  yield `${text}]`;
}

/** A number that JSON cannot hold is a word: "NaN", "Infinity", "-Infinity". A zero keeps its sign. */
function jsonNumber(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  return Object.is(value, -0) ? "-0" : String(value);
}
