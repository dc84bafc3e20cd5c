/** Semantic tokens: what a name is (a gate, a parameter, a leaf, a target, a dimension), which the grammar cannot know. */
import type { Span } from "../base/span.ts";
import type { Analysis } from "../analysis.ts";
import { builtins } from "../check/functions.ts";
import type { NameSymbol, Occurrence } from "../check/resolve.ts";
import type { Node } from "../graph/ir.ts";
import type { Stmt } from "../syntax/tree.ts";
import { bindingsByLine, namesOf, targetNodes } from "./facts.ts";

/** In the order of the legend. */
export const tokenTypes = ["variable", "parameter", "function", "property", "dimension"] as const;
export const tokenModifiers = [
  "declaration",
  "readonly",
  "defaultLibrary",
  /** A name that is bound to a leaf; of these, one that training may change. */
  "leaf",
  "trained",
  /** A name whose value the gradients are of. */
  "target",
  /** A function that the engine knows by itself, and one of the library. */
  "gate",
  "composite",
] as const;

type Modifier = (typeof tokenModifiers)[number];

export interface SemanticToken {
  readonly span: Span;
  readonly type: (typeof tokenTypes)[number];
  readonly modifiers: readonly Modifier[];
}

/** In the order of the text; no two overlap. */
export function semanticTokens(analysis: Analysis): readonly SemanticToken[] {
  const lines = bindingsByLine(analysis);
  const targets = targetNodes(analysis);
  /** What the names of the top level are bound to by the lines above, and by the line that is looked at. */
  const above = new Map<NameSymbol, readonly Modifier[]>();
  const here = new Map<NameSymbol, readonly Modifier[]>();
  let line: Stmt | undefined;
  return namesOf(analysis).occurrences.map(({ span, symbol, access, stmt }) => {
    if (stmt !== line) {
      for (const [name, modifiers] of here) above.set(name, modifiers);
      here.clear();
      line = stmt;
    }
    const type = types[symbol.kind];
    const plain = modifiersOf(symbol, access);
    if (symbol.scope !== undefined || type !== "variable") return { span, type, modifiers: plain };
    if (access === "read") return { span, type, modifiers: [...plain, ...(above.get(symbol) ?? [])] };
    const binding = lines.get(stmt)?.get(symbol.name);
    const bound = binding?.value === undefined ? [] : roleOf(binding.value, binding.leaf, targets);
    here.set(symbol, bound);
    return { span, type, modifiers: [...plain, ...bound] };
  });
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
  dimension: "dimension",
};

function roleOf(value: Node, isLeaf: boolean, targets: ReadonlySet<Node>): readonly Modifier[] {
  const role: Modifier[] = isLeaf ? ["leaf"] : [];
  if (isLeaf && value.gate.marksLeaf === true) role.push("trained");
  if (targets.has(value)) role.push("target");
  return role;
}

function modifiersOf({ kind, name, isOwn }: NameSymbol, access: Occurrence["access"]): readonly Modifier[] {
  const modifiers: Modifier[] = access === "declare" ? ["declaration"] : [];
  if (kind === "loop" || kind === "number") modifiers.push("readonly");
  if (kind !== "function" || isOwn) return modifiers;
  const callable = builtins.get(name);
  modifiers.push("defaultLibrary");
  if (callable !== undefined) modifiers.push(callable.kind === "gate" ? "gate" : "composite");
  return modifiers;
}
