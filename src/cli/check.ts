/** `nabla check`: every gradient of a file beside central differences, for the terminal. */
import type { AnalysisRequest } from "../analysis.ts";
import { finish } from "../base/steps.ts";
import { checkSteps, type CheckedGradients } from "../features/check-gradients.ts";
import { ALL_ON } from "../features/switches.ts";
import { plainView } from "../features/view.ts";
import { evaluateText, type Evaluated } from "./evaluate.ts";
import { placeOf } from "./problems.ts";

/** What one file's check may compute, in numbers. */
const MOST_COMPUTED = 400_000_000;

export interface CheckedFile {
  readonly evaluated: Evaluated;
  readonly checked: CheckedGradients;
  /** One for each leaf, and what is said where there is nothing to check. */
  readonly lines: readonly string[];
}

export function checkFile(file: string, text: string, request: AnalysisRequest): CheckedFile {
  const evaluated = evaluateText(text, request, ({ roots }) => roots);
  const { analysis, numbers, done } = evaluated;
  const checked = finish(checkSteps(plainView(analysis, numbers, done), ALL_ON, MOST_COMPUTED, Infinity));
  const lines = checked.leaves.map(({ span, verdict, message }) => {
    const { line, column } = placeOf(analysis, span.start);
    return `${file}:${line}:${column}: ${verdict}: ${message}`;
  });
  if (checked.nothing !== undefined) lines.push(`${file}: ${checked.nothing}`);
  return { evaluated, checked, lines };
}
