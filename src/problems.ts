/** One table of everything that can be said to be wrong: the code is the row's key, the text is a function of plain facts. */
import type { TextEdit } from "./base/edits.ts";
import type { Span } from "./base/span.ts";
import { checkRows } from "./problems/check.ts";
import { findingRows } from "./problems/findings.ts";
import type { Row, Severity } from "./problems/row.ts";
import { syntaxRows } from "./problems/syntax.ts";

export type { TextEdit } from "./base/edits.ts";
export type { Severity } from "./problems/row.ts";

/** Another file, relative to the folder of the one that is checked. */
export interface OtherFile {
  readonly path: string;
  readonly text: string;
}

/** What repairs a problem, as a title for the menu and edits of the file's text. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Edits of other files, which belong to the same repair. */
  readonly elsewhere?: readonly { readonly file: OtherFile; readonly edits: readonly TextEdit[] }[];
  /** It is what may have been meant, so that only a person can say so. */
  readonly guess?: true;
}

export interface Related {
  readonly span: Span;
  readonly message: string;
  readonly file?: OtherFile;
}

/** The numbers of a finding's sentence, by name. */
export type Facts = Readonly<Record<string, number | string>>;

export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: string;
  readonly related: readonly Related[];
  readonly data?: Facts;
  /** What it stands at is used for nothing. */
  readonly isUnused?: boolean;
  /** What repairs it; where a line can have meant several things, one for each of them. */
  readonly fixes: readonly Fix[];
}

export const problemTable = {
  ...syntaxRows,
  ...checkRows,
  ...findingRows,
} as const satisfies Record<string, Row>;

export type ProblemCode = keyof typeof problemTable;

/** Makes a problem of one row; the facts are the row's own parameters. */
export function problem<C extends ProblemCode>(
  code: C,
  span: Span,
  facts: Parameters<(typeof problemTable)[C]["text"]>,
  extra: {
    readonly related?: readonly Related[];
    readonly fix?: Fix | readonly Fix[] | undefined;
    /** Instead of the row's own. */
    readonly severity?: Severity;
    readonly data?: Facts;
    readonly isUnused?: boolean;
  } = {},
): Problem {
  const row: Row = problemTable[code];
  const text = row.text as (...values: readonly unknown[]) => string;
  const fixes = extra.fix === undefined ? [] : [extra.fix].flat();
  const data = extra.data ?? row.data;
  return {
    code,
    severity: extra.severity ?? row.severity,
    span,
    message: text(...facts.map((fact) => (typeof fact === "string" ? readable(fact) : fact))),
    related: extra.related ?? [],
    fixes: fixes.map((fix) => ({ ...fix, title: readable(fix.title) })),
    ...(data === undefined ? {} : { data }),
    ...(extra.isUnused === true ? { isUnused: true } : {}),
  };
}

/** Longer than any sentence of ours: only what the file itself says can be. */
const MOST_READABLE = 400;

function readable(text: string): string {
  return text.length <= MOST_READABLE ? text : `${text.slice(0, MOST_READABLE - 1)}…`;
}
