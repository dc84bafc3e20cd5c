/** `refuse("…", sizes)`: how a function of the library says in its own words that its arguments do not fit. */
import type { Expr } from "../syntax/tree.ts";
import { showSizes } from "../tensor/shape.ts";
import type { Argument } from "./argument.ts";
import { valueBefore } from "./known.ts";
import type { Lowering } from "./lowering.ts";
import { asTensor } from "./make.ts";
import { report } from "./report.ts";
import { MISSING, type Value } from "./values.ts";

/** Reports the text, with the known values of the other arguments in the places {0}, {1}, …; it has no value. */
export function lowerRefusal(lowering: Lowering, call: Expr, args: readonly Argument[]): Value {
  const [text, ...facts] = args.map((arg) => arg.value());
  if (text?.kind !== "string") throw new Error("internal: refuse needs a text");
  const shown = facts.map((fact, i) => {
    if (fact.kind === "string") return fact.text;
    const node = asTensor(lowering, fact, args[i + 1]?.expr ?? call)?.node;
    const known = node === undefined ? undefined : valueBefore(lowering, node);
    if (known === undefined) return "unknown";
    return known.sizes.length === 0 ? `${known.data[0]}` : showSizes([...known.data]);
  });
  const message = text.text.replace(/\{(\d)\}/g, (hole, place: string) => shown[Number(place)] ?? hole);
  report(lowering, "refused", call.span, [message]);
  return MISSING;
}
