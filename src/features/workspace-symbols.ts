/** What the files of a workspace define at top level, found by a part of its name. */
import type { Span } from "../base/span.ts";
import { boundNames } from "../check/bound-names.ts";
import type { Stmt } from "../syntax/tree.ts";
import type { NamedText } from "./across-files.ts";

interface Defined {
  readonly kind: "function" | "value";
  readonly name: string;
  readonly span: Span;
}

interface InFile {
  readonly file: NamedText;
  readonly defined: readonly Defined[];
}

/** Functions and top-level names, each once in its file, whose letters hold those of the query in their order. */
export function workspaceSymbols(files: readonly NamedText[], query: string): readonly InFile[] {
  const wanted = folded(query);
  return files.map((file) => ({
    file,
    defined: definedIn(file).filter(({ name }) => holds(folded(name), wanted)),
  }));
}

function definedIn({ text, tree }: NamedText): readonly Defined[] {
  const found = new Map<string, Defined>();
  const add = (kind: Defined["kind"], name: string, span: Span): void => {
    const key = `${kind} ${name}`;
    if (!found.has(key)) found.set(key, { kind, name: text.slice(span.start, span.end), span });
  };
  const visit = (stmt: Stmt): void => {
    if (stmt.kind === "def") add("function", stmt.name.name, stmt.name.span);
    // What is imported is defined elsewhere.
    else if (stmt.kind !== "from") for (const { name, span } of boundNames(stmt)) add("value", name, span);
    if (stmt.kind === "for") stmt.body.forEach(visit);
  };
  tree.statements.forEach(visit);
  return [...found.values()];
}

/** Capital letters are small ones, and `x₁` is `x1`. */
function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function holds(name: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
