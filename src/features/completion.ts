/** Completion: what can stand where somebody is typing, with the same texts as hover and the written reference. */
import type { Span } from "../base/span.ts";
import { builtins, valueAttributes } from "../check/functions.ts";
import { languageFunctions } from "../check/language.ts";
import { partNames } from "../check/parts.ts";
import { placeOf, shownName, type Callable, type Param, type Signature } from "../check/signature.ts";
import type { Shape } from "../tensor/shape.ts";
import { choicesOf } from "./choices.ts";
import commonFunctions from "./common-functions.json" with { type: "json" };
import { spelled } from "./facts.ts";
import { languageReference, referenceOf, referenceText, type Reference } from "./reference.ts";
import { scopeAt, type Scope } from "./scope.ts";
import { typingAt, type ArgumentPlace, type Typing } from "./typing.ts";
import type { View } from "./view.ts";

export interface Completion {
  readonly label: string;
  readonly kind:
    "value" | "parameter" | "constant" | "function" | "argument" | "choice" | "attribute" | "keyword";
  /** One line beside the label. */
  readonly detail: string;
  /** Markdown; "" where there is nothing more to say. */
  readonly documentation: string;
  /** The text that takes the place of `span`. */
  readonly text: string;
  /** What is to be shown when it was taken: the signature of the call, or the list of what can stand behind it. */
  readonly opens?: "signature" | "list";
  /** The same with places to fill in (`$1`, `$0`), for editors that can. */
  readonly snippet: string | undefined;
  readonly span: Span;
}

/**
 * Everything that can stand at an offset, the likeliest first; an editor shows what fits the word that is there. `trigger` is
 * the character that asked by being typed: an `=` asks for what its keyword takes, and for nothing where that is any value.
 */
export function completionsAt(view: View, offset: number, trigger?: string): readonly Completion[] {
  const { text } = view.analysis;
  const typing = typingAt(text, offset);
  const { kind, span, statement, argument } = typing;
  const scope = scopeAt(view, statement.start, statement.indentation);
  const [follows = ""] = /(?=[ \t]*(.?))/sy.exec(text.slice(span.end))?.slice(1) ?? [];
  const items = (): readonly Item[] => {
    switch (kind) {
      case "nothing":
        return [];
      case "string":
        return words(view, argument).map((word) => ({ ...word, text: closed(word.label, text, span) }));
      case "member":
        return members(view, scope, typing);
      case "operator":
        return keywords(operatorWords);
      case "range":
        return [{ ...plain("range", "keyword", "The turns of the loop."), snippet: "range($0):" }];
      case "start":
        return [
          ...statementWords(view, scope, statement.indentation),
          ...names(scope),
          ...functions(view, scope, statement.start),
        ];
      case "value":
        return [...choices(view, scope, argument), ...(trigger === "=" ? [] : anyValue(view, scope, typing))];
    }
  };
  return shorterFirst(items()).map(({ snippet, ...item }) => ({
    ...item,
    span,
    // What is there already is not written again.
    snippet: follows === "(" ? undefined : snippet,
    text: item.kind === "argument" && follows === "=" ? item.text.slice(0, -1) : item.text,
  }));
}

/** Whatever an expression can begin with. */
function anyValue(view: View, scope: Scope, { statement, argument }: Typing): readonly Item[] {
  return [
    ...names(scope),
    ...keywordArguments(view, argument),
    ...functions(view, scope, statement.start),
    ...keywords(valueWords),
  ];
}

/** What a name in a call stands for. */
export function callableNamed(view: View, name: string): Callable | undefined {
  return view.analysis.program.functions.get(name) ?? builtins.get(name);
}

type Item = Omit<Completion, "span">;

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

function plain(label: string, kind: Completion["kind"], detail: string): Item {
  return { label, kind, detail, documentation: "", text: label, snippet: undefined };
}

function keywords(labels: readonly string[]): readonly Item[] {
  return labels.map((label) => plain(label, "keyword", ""));
}

function names(scope: Scope): readonly Item[] {
  return scope.names.map(({ written, kind, detail }) => plain(written, kind, detail));
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
  const shipped = [...builtins.values()].filter(
    (one) => !view.analysis.program.functions.has(one.signature.name),
  );
  const items = [
    ...shipped.map((one) => functionItem(referenceOf(one), one.signature.name, one.signature)),
    ...[...languageFunctions.values()].map((fn) => functionItem(languageReference(fn), fn.name, fn)),
  ];
  return [
    ...own.map(([name, one]) => functionItem(referenceOf(one), spelled(view.analysis, name), one.signature)),
    ...commonFirst(items),
  ];
}

const commonPlaces = new Map(commonFunctions.map((name, i) => [name, i]));

/** What most files use, the most used first; then the others as they came. */
function commonFirst(items: readonly Item[]): readonly Item[] {
  const placeOf = ({ label }: Item): number => commonPlaces.get(label) ?? commonPlaces.size;
  return [...items].sort((a, b) => placeOf(a) - placeOf(b));
}

function isAbove(view: View, callable: Callable, start: number): boolean {
  return (
    callable.kind !== "def" || callable.source.text !== view.analysis.text || callable.def.span.start < start
  );
}

function functionItem(reference: Reference, name: string, { params }: Signature): Item {
  return {
    ...plain(name, "function", reference.sentence),
    documentation: referenceText(reference),
    ...(params.length === 0
      ? { snippet: `${name}()` }
      : { snippet: `${name}($0)`, opens: "signature" as const }),
  };
}

const partDetails = { values: "The values of the pair.", places: "Where its values stood, from 0." };

/** Behind a dot: what a value has, and every function that takes it as its first argument. */
function members(view: View, scope: Scope, { statement, module, receiver, owner }: Typing): readonly Item[] {
  if (module !== undefined && !scope.names.some(({ name }) => name === module))
    return moduleFunctions(module);
  const takesValue = (callable: Callable): boolean =>
    callable.kind === "gate"
      ? callable.gate.operands.length > 0 && callable.gate.marksLeaf !== true
      : callable.signature.params.length > 0;
  const isPair = receiver !== undefined && callableNamed(view, receiver)?.signature.pair === true;
  const parts = isPair ? [...partNames].map(([name, is]) => plain(name, "attribute", partDetails[is])) : [];
  const attributes = valueAttributes.flatMap((name) => {
    const callable = builtins.get(name);
    if (callable === undefined) return [];
    const reference = referenceOf(callable);
    return [{ ...plain(name, "attribute", reference.sentence), documentation: referenceText(reference) }];
  });
  const own = [...view.analysis.program.functions.values()];
  const methods = [...own, ...builtins.values()].filter(
    (one) =>
      takesValue(one) && !valueAttributes.includes(one.signature.name) && !one.signature.name.includes("."),
  );
  const unique = [...new Map(methods.reverse().map((one) => [one.signature.name, one])).values()].reverse();
  const backward: Item = {
    ...plain("backward", "keyword", "Makes this value the target: everything gets its gradient."),
    snippet: "backward()",
  };
  const isTarget = scope.def === undefined && statement.indentation === 0 && !statement.binds;
  const isNumber = isTarget && scope.names.find(({ name }) => name === owner)?.shape?.length === 0;
  return [
    ...(isNumber ? [backward] : []),
    ...parts,
    plain("shape", "attribute", "The sizes of all dimensions, known before the run."),
    ...attributes,
    ...(isTarget && !isNumber ? [backward] : []),
    ...commonFirst(
      unique.map((one) => functionItem(referenceOf(one), shownName(one.signature), one.signature)),
    ),
  ];
}

/** Behind `linalg.`: the functions of that module. */
function moduleFunctions(module: string): readonly Item[] {
  const prefix = `${module}.`;
  return [...builtins.values()]
    .filter(({ signature }) => signature.name.startsWith(prefix))
    .map((one) => functionItem(referenceOf(one), one.signature.name.slice(prefix.length), one.signature));
}

/** `dim=`: the parameters that this call has not got yet. */
function keywordArguments(view: View, place: ArgumentPlace | undefined): readonly Item[] {
  const callable = place && callableNamed(view, place.callee);
  if (place === undefined || callable === undefined || place.keyword !== undefined || !place.isEmpty)
    return [];
  const { signature } = callable;
  const taken = Array.from({ length: place.positional }, (_, i) => placeOf(signature, i, place.isMethod));
  if (place.isMethod) taken.push(signature.receiver ?? 0);
  return signature.params
    .filter((param, i) => (param.named || !taken.includes(i)) && !place.given.includes(param.name))
    .map((param) => {
      const label = `${shownName(param)}=`;
      const detail = param.defaultText === undefined ? "" : `= ${param.defaultText}`;
      const item = { ...plain(label, "argument", detail), documentation: param.doc };
      return hasChoices(callable, param) ? { ...item, opens: "list" } : item;
    });
}

/** The parameter that the argument at this place is for, where nothing of it is there yet. */
function parameterAt(
  view: View,
  place: ArgumentPlace | undefined,
): { readonly callable: Callable; readonly param: Param } | undefined {
  const callable = place && callableNamed(view, place.callee);
  if (place === undefined || callable === undefined || !place.isEmpty) return undefined;
  const { params } = callable.signature;
  const name = place.keyword ?? params[placeOf(callable.signature, place.index, place.isMethod)]?.name;
  const param = params.find((one) => one.name === name);
  return param && { callable, param };
}

/** The words that the argument at this place can be. */
function words(view: View, place: ArgumentPlace | undefined): readonly Item[] {
  const found = parameterAt(view, place);
  if (found === undefined) return [];
  const { callable, param } = found;
  return choicesOf(callable, param.name).map((word) =>
    plain(word, "choice", param.defaultText === `"${word}"` ? "default" : ""),
  );
}

function isSwitch({ defaultText }: Param): boolean {
  return defaultText === "True" || defaultText === "False";
}

function isDimension({ name }: Param): boolean {
  return /^dims?\d?$/.test(name);
}

function hasChoices(callable: Callable, param: Param): boolean {
  return isSwitch(param) || isDimension(param) || choicesOf(callable, param.name).length > 0;
}

/** The few values that the argument at this place can have: words, dimensions, True and False. */
function choices(view: View, scope: Scope, place: ArgumentPlace | undefined): readonly Item[] {
  const param = parameterAt(view, place)?.param;
  const quoted = words(view, place).map((word) => {
    const text = `"${word.label}"`;
    return { ...word, label: text, text };
  });
  if (param === undefined) return quoted;
  const values = isSwitch(param) ? ["True", "False"] : [];
  const switches = values.map((word) => plain(word, "choice", param.defaultText === word ? "default" : ""));
  const shape = scope.names.find(({ name }) => name === place?.subject)?.shape;
  return [...quoted, ...switches, ...(isDimension(param) ? dimensions(shape) : [])];
}

/** `0 (N)`, `1 (D)`, and the last one as it is mostly written. */
function dimensions(shape: Shape | undefined): readonly Item[] {
  if (shape === undefined) return ["0", "1", "-1"].map((at) => plain(at, "choice", ""));
  const last = shape.length === 0 ? [] : [plain("-1", "choice", "the last dimension")];
  const each = shape.map(({ name, size }, at) => ({
    ...plain(name === undefined ? `${at}` : `${at} (${name})`, "choice", `of size ${size}`),
    text: `${at}`,
  }));
  return [...each, ...last];
}

/** With the quote that ends the string, where that is missing. */
function closed(word: string, text: string, { start, end }: Span): string {
  const quote = text.charAt(start - 1);
  return text.charAt(end) === quote ? word : word + quote;
}
