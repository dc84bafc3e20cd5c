/** The parts of what PyTorch answers with a pair, by their names. */
import type { ExprOf } from "../syntax/tree.ts";
import { bare } from "../syntax/walk.ts";
import { builtins } from "./functions.ts";

/** The values, or the places where they stood. */
export type PairPart = "values" | "places";

/** The parts of a pair by their names in PyTorch. */
export const partNames: ReadonlyMap<string, PairPart> = new Map([
  ["values", "values"],
  ["indices", "places"],
]);

/** Whether an attribute can ask for a part of a pair; what a name or a function of the file holds, its value says. */
export function mayBePart({ attribute, object }: ExprOf<"attribute">): boolean {
  if (!partNames.has(attribute.name)) return false;
  const expr = bare(object);
  if (expr.kind === "call") return builtins.get(expr.callee.name)?.signature.pair !== false;
  return expr.kind === "name" || expr.kind === "conditional";
}
