/** Problems with the places that a terminal speaks of: lines and columns from 1. */
import type { Analysis } from "../analysis.ts";
import type { Facts, Severity } from "../problems.ts";
import type { Evaluated } from "./evaluate.ts";

export interface PlacedProblem {
  readonly line: number;
  /** In UTF-16 units, as editors count. */
  readonly column: number;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly data?: Facts;
}

export function placesOf({ analysis, problems }: Evaluated): readonly PlacedProblem[] {
  return problems.map(({ span, severity, code, message, data }) => ({
    ...placeOf(analysis, span.start),
    severity,
    code,
    message,
    ...(data === undefined ? {} : { data }),
  }));
}

export function placeOf({ lines }: Analysis, offset: number): Pick<PlacedProblem, "line" | "column"> {
  const line = lines.lineAt(offset);
  return { line: line + 1, column: offset - lines.startOf(line) + 1 };
}

/** `net.grad:3:7: error: h is not defined. (undefined-name)` */
export function describeProblem(
  file: string,
  { line, column, severity, code, message }: PlacedProblem,
): string {
  return `${file}:${line}:${column}: ${severity}: ${message} (${code})`;
}
