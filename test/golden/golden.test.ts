/** Every value and every gradient of the golden programs and operators against what PyTorch computed for them. */
import { describe, expect, test } from "vitest";
import { fileResult, type PrintedResult } from "../file-result.ts";
import operators from "./operators.json";
import programs from "./programs.json";

type Numbers = number | readonly Numbers[];

interface Case {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly values: Readonly<Record<string, Numbers>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly grads: Readonly<Record<string, Numbers>>;
}

const cases = [...(programs as unknown as Case[]), ...(operators as unknown as Case[])].map((entry) => ({
  ...entry,
  result: fileResult(entry.id, entry.source).result,
}));

describe("golden", () => {
  test("all cases are here", () => {
    expect(programs.length).toBe(31);
    expect(operators.length).toBe(242);
  });

  test.each(cases)("$id", ({ result, ...expected }) => {
    expect(result.problems).toEqual([]);
    expect(result.target).toBe(expected.target);
    expect(result.shapes).toEqual(expected.shapes);
    expect(Object.keys(result.values)).toEqual(Object.keys(expected.values));
    expect(differences(result.values, expected.values)).toEqual([]);
    expect(Object.keys(expected.grads).length).toBeGreaterThan(0);
    expect(differences(result.grads, expected.grads)).toEqual([]);
  });
});

/** The names in which two sets of numbers differ, and by how much. */
function differences(found: PrintedResult["values"], expected: Case["values"]): readonly string[] {
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
