/** Completion: what can stand where somebody is typing, with the same texts as hover and the written reference. */
import { startOfLine } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import { builtins } from "../check/functions.ts";
import { languageFunctions } from "../check/language.ts";
import type { Callable } from "../check/signature.ts";
import { isDataFile } from "../data/read.ts";
import { choices, keywordArguments, words } from "./completion-arguments.ts";
import { commonFirst, functionItem, keywords, plain, type Completion, type Item } from "./completion-item.ts";
import { members } from "./completion-members.ts";
import { namesOf, spelled } from "./facts.ts";
import { languageReference, referenceOf } from "./reference.ts";
import { scopeAt, type Scope, type ScopeName } from "./scope.ts";
import { typingAt, type Typing } from "./typing.ts";
import type { View } from "./view.ts";

/**
 * Everything that can stand at an offset, the likeliest first; an editor shows what fits the word that is there. `trigger` is
 * the character that asked by being typed: an `=` asks for what its keyword takes, and for nothing where that is any value. `nearby`
 * is what `nearbyAt` asks for.
 */
export function completionsAt(
  view: View,
  offset: number,
  trigger?: string,
  nearby: Nearby = NOTHING_NEARBY,
): readonly Completion[] {
  const { text } = view.analysis;
  const typing = typingAt(text, offset);
  const { kind, span, statement, argument } = typing;
  const scope = scopeAt(view, statement.start, statement.indentation);
  const [follows = ""] = /(?=[ \t]*(.?))/sy.exec(text.slice(span.end))?.slice(1) ?? [];
  // A slash in a path goes on with it, another one divides.
  if (trigger === "/" && kind !== "file") return [];
  const items = (): readonly Item[] => {
    switch (kind) {
      case "nothing":
        return [];
      case "string":
        return words(view, argument).map((word) => ({ ...word, text: closed(word.label, text, span) }));
      case "file":
        return nearby.paths
          .filter((path) => isDataFile(path) === (argument !== undefined))
          .map((path) => ({ ...plain(path, "file"), text: closed(path, text, span) }));
      case "import":
        return typing.imports?.path === undefined
          ? keywords(["import"])
          : importable(nearby, typing.imports.names);
      case "member":
        return members(view, scope, typing);
      case "operator":
        return keywords(operatorWords);
      case "shape":
        return dimensionNames(view, span);
      case "range":
        return [{ ...plain("range", "keyword", "The turns of the loop."), snippet: "range($0):" }];
      case "start":
        return [
          ...statementWords(view, scope, statement.indentation),
          ...names(scope),
          ...functions(view, scope, statement.start),
          ...numbers(scope),
        ];
      case "value":
        return [...choices(view, scope, argument), ...(trigger === "=" ? [] : anyValue(view, scope, typing))];
    }
  };
  return shorterFirst(items()).map((item) => ({
    label: item.label,
    kind: item.kind,
    span,
    // What is there already is not written again.
    snippet: follows === "(" ? undefined : item.snippet,
    text: item.kind === "argument" && follows === "=" ? item.text.slice(0, -1) : item.text,
    ...(item.opens === undefined ? {} : { opens: item.opens }),
    get detail() {
      return item.detail();
    },
    get documentation() {
      return item.documentation();
    },
  }));
}

/** What other files have, as far as the place asks for it. */
export interface Nearby {
  /** The files that this one can name, relative to its folder. */
  readonly paths: readonly string[];
  /** What the file has that is imported from. */
  readonly names: readonly { readonly written: string; readonly isFunction: boolean }[];
}

const NOTHING_NEARBY: Nearby = { paths: [], names: [] };

/** What must be looked at elsewhere for the list at an offset: the files, or one of them by its path. */
export function nearbyAt(text: string, offset: number): "files" | { readonly path: string } | undefined {
  const start = startOfLine(text, offset);
  const { kind, imports } = typingAt(text.slice(start, offset), offset - start);
  if (kind === "file") return "files";
  return kind === "import" && imports?.path !== undefined ? { path: imports.path } : undefined;
}

function importable({ names }: Nearby, taken: readonly string[]): readonly Item[] {
  return names
    .filter(({ written }) => !taken.includes(written.normalize("NFKC")))
    .map(({ written, isFunction }) => plain(written, isFunction ? "function" : "value"));
}

/** Whatever an expression can begin with. */
function anyValue(view: View, scope: Scope, { statement, argument }: Typing): readonly Item[] {
  return [
    ...names(scope),
    ...keywordArguments(view, argument),
    ...numbers(scope),
    ...functions(view, scope, statement.start),
    ...keywords(valueWords),
  ];
}

/**
 * The same, with `b` before `bias`: what is typed in full is the first that fits, and an editor that takes the first one on
 * Enter finds nothing to change.
 */
function shorterFirst(items: readonly Item[]): readonly Item[] {
  /** The first item that goes on behind a text. */
  const longer = new Map<string, number>();
  items.forEach(({ label }, i) => {
    for (let end = 1; end < label.length; end++) {
      const beginning = label.slice(0, end);
      if (!longer.has(beginning)) longer.set(beginning, i);
    }
  });
  const placed = items.map((item, i) => {
    const first = longer.get(item.label) ?? i;
    return { item, place: first < i ? first - 0.5 : i };
  });
  placed.sort((a, b) => a.place - b.place || a.item.label.length - b.item.label.length);
  return placed.map(({ item }) => item);
}

const operatorWords = ["and", "or", "if", "else", "is", "is not"];
const valueWords = ["True", "False", "None", "not"];

/** The names of the file. */
function names({ names: all }: Scope): readonly Item[] {
  return all.filter(({ kind }) => kind !== "constant").map(toItem);
}

/** The names that are numbers of the language: fewer lines want them. */
function numbers({ names: all }: Scope): readonly Item[] {
  return all.filter(({ kind }) => kind === "constant").map(toItem);
}

function toItem({ written, kind, detail }: ScopeName): Item {
  return plain(written, kind, detail);
}

/** The names that other shapes give their dimensions, in the order of the text; not the one that is being written. */
function dimensionNames({ analysis }: View, typed: Span): readonly Item[] {
  const named = namesOf(analysis).occurrences.filter(
    ({ symbol, span }) => symbol.kind === "dimension" && span.start !== typed.start,
  );
  return [...new Set(named.map(({ symbol }) => spelled(analysis, symbol.name)))].map((name) =>
    plain(name, "dimension"),
  );
}

/** The words that a statement can begin with here. */
function statementWords(view: View, scope: Scope, indentation: number): readonly Item[] {
  const word = (label: string, detail: string, snippet: string): Item => ({
    ...plain(label, "keyword", detail),
    snippet,
  });
  const loop = word(
    "for",
    "Turns that are written out one after another.",
    "for ${1:i} in range(${2:3}):\n\t$0",
  );
  if (scope.def !== undefined) return [loop, word("return", "What the function gives back.", "return $0")];
  if (indentation > 0) return [loop];
  const block = `backward(${scope.before === undefined ? "" : gradientNames(scope.before)}):\n\treturn $0`;
  return [
    ...(scope.before === undefined
      ? []
      : [
          word(
            "backward",
            `The own backward pass of ${spelled(view.analysis, scope.before.name.name)}.`,
            block,
          ),
        ]),
    word("def", "A function.", "def ${1:f}(${2:x}):\n\treturn $0"),
    loop,
    word("from", "Takes functions and values from another file.", 'from "$1" import $0'),
  ];
}

/** `g`, or one name for each result: what comes back to the function. */
function gradientNames({ body }: NonNullable<Scope["before"]>): string {
  const last = body.at(-1);
  const count = last?.kind === "return" && last.value.kind === "tuple" ? last.value.items.length : 1;
  return count === 1
    ? "${1:g}"
    : Array.from({ length: count }, (_, i) => `\${${i + 1}:g${i + 1}}`).join(", ");
}

/** The file's own functions that are there at this place, then Nabla's. */
function functions(view: View, scope: Scope, start: number): readonly Item[] {
  const own = [...view.analysis.program.functions].filter(
    ([, one]) => scope.def !== undefined || isAbove(view, one, start),
  );
  return [
    ...own.map(([name, one]) => functionItem(referenceOf(one), spelled(view.analysis, name), one.signature)),
    ...(shipped ??= shippedFunctions()).filter(
      ({ label }) => languageFunctions.has(label) || !view.analysis.program.functions.has(label),
    ),
  ];
}

let shipped: readonly Item[] | undefined;

/** What every file has is made ready once. */
function shippedFunctions(): readonly Item[] {
  const made = [...builtins.values()].map((one) =>
    functionItem(referenceOf(one), one.signature.name, one.signature),
  );
  const language = [...languageFunctions.values()].map((fn) =>
    functionItem(languageReference(fn), fn.name, fn),
  );
  return commonFirst([...made, ...language]);
}

function isAbove(view: View, callable: Callable, start: number): boolean {
  return (
    callable.kind !== "def" || callable.source.text !== view.analysis.text || callable.def.span.start < start
  );
}

/** With the quote that ends the string, where that is missing. */
function closed(word: string, text: string, { start, end }: Span): string {
  const quote = text.charAt(start - 1);
  return text.charAt(end) === quote ? word : word + quote;
}
