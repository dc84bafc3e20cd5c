/** A row of the table of problems: how bad it is and what it says. */

export type Severity = "error" | "warning" | "information" | "hint";

export interface Row {
  readonly severity: Severity;
  readonly text: (...facts: never[]) => string;
  /** What is the same of all its problems, by name. */
  readonly data?: Readonly<Record<string, string>>;
}

export const error = <F extends (...facts: never[]) => string>(text: F, data?: Row["data"]) =>
  ({ severity: "error", text, ...(data === undefined ? {} : { data }) }) as const;

export const warning = <F extends (...facts: never[]) => string>(text: F) =>
  ({ severity: "warning", text }) as const;

export const information = <F extends (...facts: never[]) => string>(text: F) =>
  ({ severity: "information", text }) as const;

/** `1 value`, `2 values`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** ` Did you mean relu?`, or nothing. */
export function didYouMean(similar: string | undefined): string {
  return similar === undefined ? "" : ` Did you mean ${similar}?`;
}
