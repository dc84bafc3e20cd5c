/** Programs of a fixture: each under a line with its title. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface TitledProgram {
  readonly title: string;
  readonly source: string;
}

export function programsIn(file: string): readonly TitledProgram[] {
  const parts = readFileSync(join(import.meta.dirname, file), "utf8").split(/^=== /mu);
  return parts.slice(1).map((part) => {
    const [title = "", source = ""] = part.split(/\n([^]*)/u);
    return { title, source };
  });
}

/** The same where a title ends with what is expected, behind its last colon. */
export function expectedIn(
  file: string,
): readonly (readonly [title: string, source: string, expected: string])[] {
  return programsIn(file).map(({ title, source }) => {
    const at = title.lastIndexOf(": ");
    return [title.slice(0, at), source, title.slice(at + 2)] as const;
  });
}
