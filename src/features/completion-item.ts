/** One entry of a list of completions, and how the lists make theirs. */
import { builtins } from "../check/functions.ts";
import type { Callable, Signature } from "../check/signature.ts";
import commonFunctions from "./common-functions.json" with { type: "json" };
import type { Span } from "../base/span.ts";
import { referenceText, type Reference } from "./reference.ts";
import type { View } from "./view.ts";

export interface Completion {
  readonly label: string;
  readonly kind:
    | "value"
    | "parameter"
    | "constant"
    | "function"
    | "argument"
    | "choice"
    | "attribute"
    | "keyword"
    | "dimension"
    | "file";
  /** One line beside the label; worked out when it is asked for. */
  readonly detail: string;
  /** Markdown; "" where there is nothing more to say; worked out when it is asked for. */
  readonly documentation: string;
  /** The text that takes the place of `span`. */
  readonly text: string;
  /** What is to be shown when it was taken: the signature of the call, or the list of what can stand behind it. */
  readonly opens?: "signature" | "list";
  /** The same with places to fill in (`$1`, `$0`), for editors that can. */
  readonly snippet: string | undefined;
  readonly span: Span;
}

/** The same before it is known what it takes the place of. */
export interface Item extends Omit<Completion, "span" | "detail" | "documentation"> {
  readonly detail: () => string;
  readonly documentation: () => string;
}

export function plain(
  label: string,
  kind: Completion["kind"],
  detail: string | (() => string) = "",
  documentation = (): string => "",
): Item {
  const told = typeof detail === "string" ? (): string => detail : detail;
  return { label, kind, detail: told, documentation, text: label, snippet: undefined };
}

export function keywords(labels: readonly string[]): readonly Item[] {
  return labels.map((label) => plain(label, "keyword"));
}

/** What a name in a call stands for. */
export function callableNamed(view: View, name: string): Callable | undefined {
  return view.analysis.program.functions.get(name) ?? builtins.get(name);
}

/** A function, with its brackets. */
export function functionItem(reference: Reference, name: string, { params }: Signature): Item {
  return {
    ...plain(name, "function", reference.sentence, () => referenceText(reference)),
    ...(params.length === 0
      ? { snippet: `${name}()` }
      : { snippet: `${name}($0)`, opens: "signature" as const }),
  };
}

const commonPlaces = new Map(commonFunctions.map((name, i) => [name, i]));

/** What most files use, the most used first; then the others as they came. */
export function commonFirst(items: readonly Item[]): readonly Item[] {
  const placeOf = ({ label }: Item): number => commonPlaces.get(label) ?? commonPlaces.size;
  return [...items].sort((a, b) => placeOf(a) - placeOf(b));
}
