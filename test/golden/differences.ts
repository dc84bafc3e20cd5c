/** Whether numbers are those that PyTorch gave. */
import type { PrintedResult } from "../file-result.ts";

export type Numbers = number | readonly Numbers[];

/** The names in which two sets of numbers differ, and by how much. */
export function differences(
  found: PrintedResult["values"],
  expected: Readonly<Record<string, Numbers>>,
): readonly string[] {
  return Object.entries(expected).flatMap(([name, numbers]) => {
    const [a, b] = [flat(found[name]), flat(numbers)];
    if (a.length !== b.length || b.length === 0) return [`${name}: ${a.length} numbers, not ${b.length}`];
    const worst = Math.max(...b.map((value, i) => errorOf(a[i] as number, value)));
    return worst <= 1 ? [] : [`${name}: ${String(a)}, not ${String(b)}`];
  });
}

/** At most 1 where they agree: to 1e-9 of the size, near zero to 1e-12. */
function errorOf(found: number, expected: number): number {
  if (Object.is(found, expected)) return 0;
  const error = Math.abs(found - expected) / Math.max(1e-9 * Math.abs(expected), 1e-12);
  return Number.isNaN(error) ? Infinity : error;
}

function flat(numbers: unknown): number[] {
  return numbers === undefined ? [] : [numbers].flat(Infinity).map(Number);
}
