/** Fills what the table of foreign words says and writes with the parts of a call. */
import { startOfLine } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import type { Fix } from "../problems.ts";
import { shortened } from "./cursor.ts";
import type { Foreign } from "./foreign-table.ts";
import type { Argument, Expr } from "./tree.ts";

/** The expression that a hole of the table stands for: `x`, `0`, `axis`. */
export type Holes = (name: string) => Expr | undefined;

/** A word's message, and what can be written in its place here. */
export interface Said {
  readonly says: string;
  readonly write: string | undefined;
}

const hole = /(, \w+=)?\{(\w+)(!)?(?::([^}]*))?\}/g;

export function fillForeign(text: string, { says, write }: Foreign, holes: Holes): Said {
  const missing: string[] = [];
  /** `must`: every hole has to be filled; otherwise one that is not shows its name, or `…`. */
  const fill = (template: string, must: boolean): string =>
    template.replace(hole, (_, keyword: string | undefined, name: string, bare?: string, preset?: string) => {
      const value = holes(name);
      if (value !== undefined) {
        const source = text.slice(value.span.start, value.span.end);
        const written = must ? source : shortened(source);
        return (keyword ?? "") + (bare !== undefined && isLoose(value) ? `(${written})` : written);
      }
      if (preset !== undefined) return (keyword ?? "") + preset;
      if (keyword !== undefined) return "";
      if (must) missing.push(name);
      return /^\d$/.test(name) ? "…" : name;
    });
  const written = write === undefined ? undefined : fill(write, true);
  return {
    says: fill(says, false).replace("{…}", write === undefined ? "" : fill(write, false)),
    write: missing.length > 0 ? undefined : written,
  };
}

/** The arguments of a call by the names that the function has for them; undefined where one has none. */
export function argumentHoles(
  args: readonly Argument[],
  takes: readonly string[],
  ignored: { has(name: string): boolean },
): Holes | undefined {
  const found = new Map<string, Expr>();
  for (const [i, { keyword, value }] of args.entries()) {
    const name = keyword?.name ?? takes[i];
    if (name !== undefined && takes.includes(name)) found.set(name, value);
    else if (name === undefined || !ignored.has(name)) return undefined;
  }
  return (name) => found.get(name);
}

/** Strikes the lines of a statement, or its part of a line that it shares. */
export function strikeLines(text: string, { start, end }: Span): Fix {
  const first = startOfLine(text, start);
  const isAlone = text.slice(first, start).trim() === "";
  const rest = /^[ \t]*(?:#[^\r\n]*)?(?:\r\n|[\r\n]|$)/.exec(text.slice(end))?.[0];
  const span = isAlone && rest !== undefined ? { start: first, end: end + rest.length } : { start, end };
  return { title: "Strike the line", edits: [{ span, text: "" }] };
}

/** Whether an expression comes in brackets where an operator, an index or a dot would belong to its last part alone. */
function isLoose({ kind }: Expr): boolean {
  return kind === "unary" || kind === "binary" || kind === "compare" || kind === "conditional";
}
