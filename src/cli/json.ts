/** `nabla run --json`: one file's values, gradients and problems as plain data. */
import { PLAIN_REQUEST, type Analysis, type AnalysisRequest } from "../analysis.ts";
import { hasGradient } from "../features/facts.ts";
import type { Binding } from "../check/program.ts";
import type { Node } from "../graph/ir.ts";
import { filled, toNested, type Nested, type Tensor } from "../tensor/tensor.ts";
import { evaluateText, type Evaluated } from "./evaluate.ts";
import { placesOf, type PlacedProblem } from "./problems.ts";

/** A number that JSON cannot hold is a word: "NaN", "Infinity", "-Infinity". */
export type JsonNumbers = number | string | readonly JsonNumbers[];

export interface FileResult {
  readonly file: string;
  /** The active target's text; null where there is none. */
  readonly target: string | null;
  /** The last value of each top-level name; bools are 0 and 1. */
  readonly values: Readonly<Record<string, JsonNumbers>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** The target's gradient with respect to each of these values that is a number; zeros where it does not depend on it. */
  readonly grads: Readonly<Record<string, JsonNumbers>>;
  readonly problems: readonly PlacedProblem[];
}

export function fileResult(
  file: string,
  text: string,
  request: AnalysisRequest = PLAIN_REQUEST,
): { readonly result: FileResult; readonly evaluated: Evaluated } {
  const evaluated = evaluateText(text, request, (analysis) =>
    lastBindings(analysis).flatMap((binding) => {
      const adjoint = adjointOf(analysis, binding);
      return [
        ...(binding.value === undefined ? [] : [binding.value]),
        ...(adjoint === undefined ? [] : [adjoint]),
      ];
    }),
  );
  const { analysis, numbers } = evaluated;
  const values: [string, JsonNumbers][] = [];
  const shapes: [string, readonly number[]][] = [];
  const grads: [string, JsonNumbers][] = [];
  for (const binding of lastBindings(analysis)) {
    const { name, value } = binding;
    const tensor = value === undefined ? undefined : numbers.tensor(value);
    if (value === undefined || tensor === undefined) continue;
    values.push([name, jsonNumbers(tensor)]);
    shapes.push([name, value.sizes]);
    if (analysis.target === undefined || !hasGradient(value)) continue;
    const adjoint = adjointOf(analysis, binding);
    const gradient = adjoint === undefined ? filled(value.sizes, 0) : numbers.tensor(adjoint);
    if (gradient !== undefined) grads.push([name, jsonNumbers(gradient)]);
  }
  return {
    evaluated,
    result: {
      file,
      target: analysis.target?.text ?? null,
      values: Object.fromEntries(values),
      shapes: Object.fromEntries(shapes),
      grads: Object.fromEntries(grads),
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

function adjointOf(analysis: Analysis, { value, group }: Binding): Node | undefined {
  return value === undefined ? undefined : analysis.adjointsIn(group)?.of(value);
}

function jsonNumbers(tensor: Tensor): JsonNumbers {
  const nested = toNested(tensor);
  return tensor.data.every(Number.isFinite) ? nested : spelled(nested);
}

function spelled(nested: Nested): JsonNumbers {
  if (typeof nested !== "number") return nested.map(spelled);
  return Number.isFinite(nested) ? nested : String(nested);
}
