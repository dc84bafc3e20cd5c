/** One table of everything that can be said to be wrong: the code is the row's key, the text is a function of plain facts. */
import type { Span } from "./base/span.ts";

export type Severity = "error" | "warning" | "information";

export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** What repairs a problem, as a title for the menu and edits of the file's text. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

export interface Related {
  readonly span: Span;
  readonly message: string;
}

export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: string;
  readonly related: readonly Related[];
  readonly fix: Fix | undefined;
}

interface Row {
  readonly severity: Severity;
  readonly text: (...facts: never[]) => string;
}

const error = <F extends (...facts: never[]) => string>(text: F) => ({ severity: "error", text }) as const;
const warning = <F extends (...facts: never[]) => string>(text: F) =>
  ({ severity: "warning", text }) as const;

export const problemTable = {
  // Syntax.
  "unexpected-character": error((found: string) => `${found} has no meaning here.`),
} as const satisfies Record<string, Row>;

export type ProblemCode = keyof typeof problemTable;

/** Makes a problem of one row; the facts are the row's own parameters. */
export function problem<C extends ProblemCode>(
  code: C,
  span: Span,
  facts: Parameters<(typeof problemTable)[C]["text"]>,
  extra: { readonly related?: readonly Related[]; readonly fix?: Fix | undefined } = {},
): Problem {
  const row: Row = problemTable[code];
  const text = row.text as (...values: readonly unknown[]) => string;
  return {
    code,
    severity: row.severity,
    span,
    message: text(...facts),
    related: extra.related ?? [],
    fix: extra.fix,
  };
}
