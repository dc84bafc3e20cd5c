/** Renaming: every version of a name, a parameter with the arguments that name it, in all files that share it. */
import { applyEdits, type TextEdit } from "../base/edits.ts";
import { createLineIndex } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import { fileName } from "../base/uris.ts";
import { builtins } from "../check/functions.ts";
import { languageFunctions } from "../check/language.ts";
import { numberNames } from "../check/names.ts";
import type { NameSymbol, Occurrence } from "../check/resolve.ts";
import { parse } from "../syntax/parser.ts";
import { importsOf, occurrencesAcross, type NamedText, type Workspace } from "./across-files.ts";

/** Why a name stays what it is. */
export interface Refusal {
  readonly reason: string;
}

export interface Renamable {
  readonly span: Span;
  /** As it is written there. */
  readonly text: string;
}

export interface FileEdits {
  readonly file: NamedText;
  readonly edits: readonly TextEdit[];
}

/** What would be renamed at an offset. */
export function renamableAt(file: NamedText, offset: number): Renamable | Refusal {
  const occurrence = file.names.at(offset);
  if (occurrence === undefined) return { reason: "There is no name here: put the caret on one." };
  const { span, symbol } = occurrence;
  const text = file.text.slice(span.start, span.end);
  const reason = whyFixed(file, symbol, text);
  return reason === undefined ? { span, text } : { reason };
}

function whyFixed({ functions }: NamedText, symbol: NameSymbol, text: string): string | undefined {
  switch (symbol.kind) {
    case "number":
      return `${text} is a number of the language.`;
    case "attribute":
      return `.${text} is a word of the language.`;
    case "function":
      return symbol.isOwn ? undefined : `${text} comes with Nabla: it has its name in every file.`;
    case "argument":
      return whyFixedArgument(functions, symbol.callee ?? "", text);
    default:
      return undefined;
  }
}

function whyFixedArgument(own: ReadonlySet<string>, callee: string, text: string): string | undefined {
  if (own.has(callee)) return undefined;
  const isBuiltIn = builtins.has(callee) || languageFunctions.has(callee);
  return `${text} is an argument of ${callee}, which ${isBuiltIn ? "comes with Nabla" : "no file here defines"}.`;
}

/** The edits that give what is meant at an offset another name; refused where any name would then mean something else. */
export function rename(
  workspace: Workspace,
  file: NamedText,
  offset: number,
  text: string,
): readonly FileEdits[] | Refusal {
  const found = renamableAt(file, offset);
  if ("reason" in found) return found;
  const { symbol } = file.names.at(offset)!;
  const name = nameIn(text);
  if (name === undefined)
    return { reason: `"${text}" is no name: write letters, digits and _, beginning with a letter.` };
  const taken = whyTaken(symbol, name, text);
  if (taken !== undefined) return { reason: taken };
  const family = occurrencesAcross(workspace, file, offset);
  const changes = family.map((one) => ({
    file: one.file,
    edits: one.occurrences.map(({ span }): TextEdit => ({ span, text })),
  }));
  const after = workspace.withTexts(
    new Map(changes.map(({ file: before, edits }) => [before, applyEdits(before.text, edits)])),
  );
  for (const { file: before } of changes) {
    const reason = whyChanged(before, after.get(before.uri)!, text);
    if (reason !== undefined)
      return { reason: before === file ? reason : `${fileName(before.uri)}: ${reason}` };
  }
  const double =
    whyDouble(workspace, symbol, symbol.name, changes) ?? whyDouble(after, symbol, name, changes);
  return double === undefined ? changes : { reason: double };
}

/** One word of an import brings the function and the value of a name: neither can be told from the other there. */
function whyDouble(
  workspace: Workspace,
  symbol: NameSymbol,
  name: string,
  changes: readonly FileEdits[],
): string | undefined {
  if (!["function", "value", "loop"].includes(symbol.kind)) return undefined;
  for (const {
    file: { uri },
  } of changes) {
    const source = workspace.get(uri)!;
    if (!source.functions.has(name)) continue;
    const value = source.names.occurrences.find(
      (one) => one.access === "declare" && one.symbol.name === name && isValueOfFile(one.symbol),
    );
    if (value === undefined) continue;
    const line = createLineIndex(source.text).lineAt(value.span.start) + 1;
    for (const file of workspace.files) {
      if (importsOf(file, name).some((stmt) => workspace.importedBy(file, stmt) === source))
        return `${name} is a function and a value (line ${line}) of ${fileName(uri)}, and ${fileName(file.uri)} imports both by one word: the two could not be told apart.`;
    }
  }
  return undefined;
}

function isValueOfFile({ kind, scope }: NameSymbol): boolean {
  return (kind === "value" || kind === "loop") && scope === undefined;
}

/** How a text is compared as a name; undefined for what is none. */
function nameIn(text: string): string | undefined {
  const { tree, problems } = parse(text);
  const [only] = tree.statements;
  const isName =
    problems.length === 0 &&
    tree.statements.length === 1 &&
    only?.kind === "expr" &&
    only.value.kind === "name" &&
    only.span.start === 0 &&
    only.span.end === text.length;
  return isName ? only.value.name : undefined;
}

function whyTaken({ kind }: NameSymbol, name: string, text: string): string | undefined {
  const isValue = ["value", "parameter", "upstream", "loop", "argument"].includes(kind);
  if (isValue && numberNames.has(name)) return `${text} is a number of the language.`;
  const isFunction = kind === "function" && (builtins.has(name) || languageFunctions.has(name));
  return isFunction ? `${text} comes with Nabla: calls of it would call this function.` : undefined;
}

/** Why names of a file would mean something else than before: each must mean the same as it did with all others. */
function whyChanged(before: NamedText, after: NamedText, text: string): string | undefined {
  const then = after.names.occurrences;
  if (then.length !== before.names.occurrences.length || after.faults > before.faults)
    return `With ${text} the file could not be read as before.`;
  const forth = new Map<NameSymbol, NameSymbol>();
  const back = new Map<NameSymbol, Occurrence>();
  for (const [i, one] of before.names.occurrences.entries()) {
    const other = then[i]!.symbol;
    const first = back.get(other);
    const meant = forth.get(one.symbol);
    if (first !== undefined && first.symbol !== one.symbol) return clash(before, first, one, text);
    if (meant !== undefined && meant !== other) return clash(before, one, one, text);
    forth.set(one.symbol, other);
    if (first === undefined) back.set(other, one);
  }
  return undefined;
}

function clash(file: NamedText, first: Occurrence, other: Occurrence, text: string): string {
  const { lineAt } = createLineIndex(file.text);
  const one = [first, other].find(({ span }) => file.text.slice(span.start, span.end) === text) ?? other;
  return `${text} is a name already (line ${lineAt(one.span.start) + 1}): the two could not be told apart.`;
}
