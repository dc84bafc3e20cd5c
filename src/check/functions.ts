/** Which function a name stands for: the file's own, the library's, or a gate. */
import { gates } from "../ops/index.ts";
import { parse } from "../syntax/parser.ts";
import { librarySources } from "../stdlib/index.ts";
import type { Gate } from "../graph/ir.ts";
import { defSignature, gateSignature, otherNamesOf, renamed, type Callable } from "./signature.ts";
import type { SourceFile } from "./source.ts";

/** The files of the standard library, parsed. */
export const libraryFiles: readonly SourceFile[] = librarySources.map(({ path, text, module }) => ({
  text,
  tree: parse(text).tree,
  library: path,
  path,
  module,
}));

const gateCallables: readonly Callable[] = gates.map((gate) => ({
  kind: "gate",
  gate,
  signature: gateSignature(gate),
}));

const libraryCallables: readonly Callable[] = libraryFiles.flatMap((source) =>
  source.tree.statements.flatMap((stmt): Callable[] =>
    stmt.kind === "def" ? [{ kind: "def", def: stmt, source, signature: defSignature(stmt, source) }] : [],
  ),
);

const byName = (callables: readonly Callable[]): ReadonlyMap<string, Callable> =>
  new Map(callables.map((callable) => [callable.signature.name, callable]));

const shipped: readonly Callable[] = [
  ...gateCallables.filter((callable) => callable.kind === "gate" && !callable.gate.internal),
  ...libraryCallables.filter((callable) => !isHelper(callable)),
];

/** Every function that ships with Nabla, by name: gates first, what is written in the language, and all by their other names. */
export const builtins: ReadonlyMap<string, Callable> = byName([
  ...shipped,
  ...shipped.flatMap((callable) => otherNamesOf(callable).map((name) => renamed(callable, name))),
]);

/** What the library itself may call: gates that no file can name, and its own helpers too. */
export const libraryScope: ReadonlyMap<string, Callable> = byName([...gateCallables, ...libraryCallables]);

/**
 * Whether a function of the library is a helper (`_same`): files cannot call it, and what it computes belongs to its caller,
 * unless it has a backward pass of its own.
 */
export function isHelper(callable: Callable): boolean {
  return (
    callable.kind === "def" &&
    callable.source.library !== undefined &&
    callable.signature.name.startsWith("_")
  );
}

const operators = [1, 2].map(
  (count) =>
    new Map<string, Gate>(
      gates.flatMap((gate) =>
        gate.infix === undefined || gate.operands.length !== count ? [] : [[gate.infix.token, gate] as const],
      ),
    ),
);

/** The gate of an operator's token with so many operands. */
export function operatorGate(token: string, operands: 1 | 2): Gate {
  const gate = operators[operands - 1]?.get(token);
  if (gate === undefined) throw new Error(`internal: no gate has the operator ${token}`);
  return gate;
}

/** The attributes that are functions of the value alone. */
export const valueAttributes: readonly string[] = ["T", "mT"];
