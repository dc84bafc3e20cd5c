/** `refuse("…", sizes)`: how a function of the library says in its own words that its arguments do not fit. */
import type { ExprOf } from "../syntax/tree.ts";
import { showSizes } from "../tensor/shape.ts";
import { asTensor, lowerExpression } from "./expressions.ts";
import { report, type Lowering } from "./lowering.ts";
import { MISSING, type Value } from "./values.ts";
import { valueBefore } from "./work.ts";

/** The word itself; it is a function inside the library only. */
export const REFUSE = "refuse";

/** Reports the text, with the known values of the other arguments in the places {0}, {1}, …; it has no value. */
export function lowerRefusal(lowering: Lowering, call: ExprOf<"call">): Value {
  const [text, ...facts] = call.args.map((arg) => lowerExpression(lowering, arg.value));
  if (text?.kind !== "string") throw new Error("internal: refuse needs a text");
  const shown = facts.map((fact, i) => {
    if (fact.kind === "string") return fact.text;
    const node = asTensor(lowering, fact, call.args[i + 1]?.value ?? call)?.node;
    const known = node === undefined ? undefined : valueBefore(lowering, node);
    if (known === undefined) return "unknown";
    return known.sizes.length === 0 ? `${known.data[0]}` : showSizes([...known.data]);
  });
  const message = text.text.replace(/\{(\d)\}/g, (hole, place: string) => shown[Number(place)] ?? hole);
  report(lowering, "refused", call.span, [message]);
  return MISSING;
}
