/** Which function a name stands for: the file's own, the library's, or a gate. */
import { gates } from "../ops/index.ts";
import type { Gate } from "../graph/ir.ts";
import { libraryCallables, otherLibraryNames } from "./library.ts";
import { gateSignature, renamed, type Callable } from "./signature.ts";

const gateCallables = gates.map((gate) => ({ kind: "gate" as const, gate, signature: gateSignature(gate) }));
const shownGates = gateCallables.filter(({ gate }) => !gate.internal);

const named = (callables: readonly Callable[]): readonly (readonly [string, Callable])[] =>
  callables.map((callable) => [callable.signature.name, callable]);

/** Every function that ships with Nabla, by name: gates first, what is written in the language, and all by their other names. */
export const builtins: ReadonlyMap<string, Callable> = new Map([
  ...named(shownGates),
  ...libraryCallables.filter(([name]) => !isHelperName(name)),
  ...shownGates.flatMap((callable) =>
    named((callable.gate.also ?? []).map((name) => renamed(callable, name))),
  ),
  ...otherLibraryNames,
]);

/** What the library itself may call: gates that no file can name, and its own helpers too. */
export const libraryScope: ReadonlyMap<string, Callable> = new Map([
  ...named(gateCallables),
  ...libraryCallables,
]);

/**
 * Whether a function of the library is a helper (`_same`): files cannot call it, and what it computes belongs to its caller,
 * unless it has a backward pass of its own.
 */
export function isHelper(callable: Callable): boolean {
  return (
    callable.kind === "def" && callable.source.library !== undefined && isHelperName(callable.signature.name)
  );
}

function isHelperName(name: string): boolean {
  return name.startsWith("_");
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
