/** Which function a name stands for: the file's own, the library's, or a gate. */
import { gates } from "../ops/index.ts";
import { parse } from "../syntax/parser.ts";
import { librarySources } from "../stdlib/index.ts";
import type { Gate } from "../graph/ir.ts";
import { defSignature, gateSignature, type Callable } from "./signature.ts";
import type { SourceFile } from "./source.ts";

/** The files of the standard library, parsed. */
export const libraryFiles: readonly SourceFile[] = librarySources.map(({ path, text }) => ({
  text,
  tree: parse(text).tree,
  library: path,
}));

/** Every function that ships with Nabla, by name: gates first, and what is written in the language. */
export const builtins: ReadonlyMap<string, Callable> = new Map([
  ...gates
    .filter((gate) => !gate.internal)
    .map((gate): [string, Callable] => [gate.name, { kind: "gate", gate, signature: gateSignature(gate) }]),
  ...libraryFiles.flatMap((source) =>
    source.tree.statements.flatMap((stmt): [string, Callable][] =>
      stmt.kind === "def"
        ? [[stmt.name.name, { kind: "def", def: stmt, source, signature: defSignature(stmt, source) }]]
        : [],
    ),
  ),
]);

const operators = new Map<string, Gate>(
  gates.flatMap((gate) =>
    gate.infix === undefined ? [] : [[`${gate.infix.token} ${gate.operands.length}`, gate] as const],
  ),
);

/** The gate of an operator's token with so many operands. */
export function operatorGate(token: string, operands: 1 | 2): Gate {
  const gate = operators.get(`${token} ${operands}`);
  if (gate === undefined) throw new Error(`internal: no gate has the operator ${token}`);
  return gate;
}

/** The attributes that are functions of the value alone. */
export const valueAttributes: readonly string[] = ["T", "mT"];

/** Functions of the language itself, which answer from shapes: they are neither gates nor library. */
export const languageFunctions: readonly string[] = ["len"];
