/** Semantic tokens: what a name is (a function, a parameter, a leaf, a loop's name), which the grammar cannot know. */
import type { Span } from "../base/span.ts";
import type { Analysis } from "../analysis.ts";
import type { NameSymbol, Occurrence } from "../check/resolve.ts";
import { namesOf } from "./facts.ts";

/** In the order of the legend. */
export const tokenTypes = ["variable", "parameter", "function", "property", "type"] as const;
export const tokenModifiers = ["declaration", "readonly", "defaultLibrary"] as const;

type Modifier = (typeof tokenModifiers)[number];

export interface SemanticToken {
  readonly span: Span;
  readonly type: (typeof tokenTypes)[number];
  readonly modifiers: readonly Modifier[];
}

/** In the order of the text; no two overlap. */
export function semanticTokens(analysis: Analysis): readonly SemanticToken[] {
  return namesOf(analysis).occurrences.map(({ span, symbol, access }) => ({
    span,
    type: types[symbol.kind],
    modifiers: modifiersOf(symbol, access),
  }));
}

const types: Readonly<Record<NameSymbol["kind"], SemanticToken["type"]>> = {
  value: "variable",
  loop: "variable",
  number: "variable",
  parameter: "parameter",
  upstream: "parameter",
  argument: "parameter",
  function: "function",
  attribute: "property",
  dimension: "type",
};

function modifiersOf({ kind, isOwn }: NameSymbol, access: Occurrence["access"]): readonly Modifier[] {
  const modifiers: Modifier[] = access === "declare" ? ["declaration"] : [];
  if (kind === "loop" || kind === "number") modifiers.push("readonly");
  if (kind === "function" && !isOwn) modifiers.push("defaultLibrary");
  return modifiers;
}
