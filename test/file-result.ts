/** What `nabla run --json` prints of a text, read back as a reader of it would. */
import { PLAIN_REQUEST, type AnalysisRequest } from "../src/analysis.ts";
import type { Evaluated } from "../src/cli/evaluate.ts";
import * as json from "../src/cli/json.ts";
import { isFinding } from "../src/features/switches.ts";
import type { PlacedProblem } from "../src/cli/problems.ts";

/** Numbers in nested lists; one that JSON cannot hold is a word. */
export type JsonNumbers = number | string | readonly JsonNumbers[];

export interface PrintedResult {
  readonly file: string;
  readonly target: string | null;
  readonly values: Readonly<Record<string, JsonNumbers>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly grads: Readonly<Record<string, JsonNumbers>>;
  readonly literals: readonly {
    readonly line: number;
    readonly column: number;
    readonly value: JsonNumbers;
    readonly grad?: JsonNumbers;
  }[];
  readonly problems: readonly PlacedProblem[];
}

export function fileResult(
  file: string,
  text: string,
  request: AnalysisRequest = PLAIN_REQUEST,
): { readonly result: PrintedResult; readonly evaluated: Evaluated } {
  const { result, evaluated } = json.fileResult(file, text, request);
  return { result: JSON.parse([...json.jsonPieces(result)].join("")) as PrintedResult, evaluated };
}

/** What is wrong, and every finding, a hint too: `information dead-relu 3`, with the number of its line. */
export function toldBeside({ problems }: PrintedResult): readonly string[] {
  return problems
    .filter((one) => isFinding(one) || one.severity === "error" || one.severity === "warning")
    .map(({ severity, code, line }) => `${severity} ${code} ${line}`);
}
