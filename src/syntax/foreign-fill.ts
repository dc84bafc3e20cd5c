/** Fills what the table of foreign words says and writes with the parts of a call. */
import { endOfLine, startOfLine } from "../base/line-index.ts";
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

/** `place`: what the text is written in place of. */
export function fillForeign(text: string, { says, write }: Foreign, holes: Holes, place: Span): Said {
  const missing: string[] = [];
  const isAlone = standsAlone(text, place);
  /** `must`: every hole has to be filled; otherwise one that is not shows its name, or `…`. */
  const fill = (template: string, must: boolean): string =>
    template.replace(hole, (_, keyword: string | undefined, name: string, bare?: string, preset?: string) => {
      const value = holes(name);
      if (value !== undefined) {
        const source = text.slice(value.span.start, value.span.end);
        const written = must ? source : shortened(source);
        const isWhole = isAlone && template === `{${name}!}`;
        return (
          (keyword ?? "") + (bare !== undefined && !isWhole && isLoose(value) ? `(${written})` : written)
        );
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
export function strikeLines(text: string, { start, end }: Span, title = "Strike the line"): Fix {
  const first = startOfLine(text, start);
  const isAlone = text.slice(first, start).trim() === "";
  const rest = /^[ \t]*(?:#[^\r\n]*)?(?:\r\n|[\r\n]|$)/.exec(text.slice(end))?.[0];
  const before = /;?[ \t]*$/.exec(text.slice(first, start))?.[0] ?? "";
  const behind = /^[ \t]*;[ \t]*/.exec(text.slice(end))?.[0] ?? "";
  const span =
    isAlone && rest !== undefined
      ? { start: first, end: end + rest.length }
      : before.startsWith(";")
        ? { start: start - before.length, end }
        : { start, end: end + behind.length };
  return { title, edits: [{ span, text: "" }] };
}

/** What is to stand before and behind a value that takes this place. */
export function bracketsAround(text: string, value: Expr, place: Span): readonly [string, string] {
  return isLoose(value) && !standsAlone(text, place) ? ["(", ")"] : ["", ""];
}

/** Whether nothing beside a part of a text takes its value further: it is all of a binding's value, an argument, an element. */
function standsAlone(text: string, { start, end }: Span): boolean {
  const before = text.slice(startOfLine(text, start), start);
  const behind = text.slice(end, endOfLine(text, end));
  return /(?:^|[=(,[;]|\breturn)[ \t]*$/.test(before) && /^[ \t]*(?:$|[),\];#])/.test(behind);
}

/** Whether an expression comes in brackets where an operator, an index or a dot would belong to its last part alone. */
function isLoose({ kind }: Expr): boolean {
  return kind === "unary" || kind === "binary" || kind === "compare" || kind === "conditional";
}
