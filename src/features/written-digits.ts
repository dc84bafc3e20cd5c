/** How exact numbers are that stand in a text. */
import type { Tensor } from "../tensor/tensor.ts";

/**
 * Half a unit of the last digit that each number of a written value has; a whole number among others has their digits. Undefined
 * where more than numbers is written.
 */
export function slackOf(text: string, { data }: Tensor): Float64Array | undefined {
  if (/[^\d.eE+\-−_,[\]()\s]/u.test(text)) return undefined;
  const numbers = text.match(/(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+\-−]?\d+)?/gu) ?? [];
  if (numbers.length !== data.length) return undefined;
  const places = numbers.map((number): number | undefined => {
    const [digits = "", power = "0"] = number.replaceAll("_", "").replace("−", "-").toLowerCase().split("e");
    const point = digits.indexOf(".");
    return point < 0 && power === "0"
      ? undefined
      : (point < 0 ? 0 : digits.length - point - 1) - Number(power);
  });
  const most = places.reduce<number>((all, one) => Math.max(all, one ?? -Infinity), -Infinity);
  return Float64Array.from(places, (own) => (most === -Infinity ? 0 : 0.5 * 10 ** -(own ?? most)));
}
