/** Every value and every gradient of the golden programs and operators against what PyTorch computed for them. */
import { describe, expect, test } from "vitest";
import { fileResult, toldBeside } from "../file-result.ts";
import { differences, type Numbers } from "./differences.ts";
import findings from "./findings.json";
import operators from "./operators.json";
import programs from "./programs.json";

interface Case {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly values: Readonly<Record<string, Numbers>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly grads: Readonly<Record<string, Numbers>>;
}

/** What is said beside the numbers, by case: of the others nothing, not even a hint. */
const said: Readonly<Record<string, readonly string[]>> = { ...findings.programs, ...findings.operators };

const cases = [...(programs as unknown as Case[]), ...(operators as unknown as Case[])].map((entry) => ({
  ...entry,
  result: fileResult(entry.id, entry.source).result,
}));

describe("golden", () => {
  test("all cases are here", () => {
    expect(programs.length).toBe(31);
    expect(operators.length).toBe(242);
    const ids = new Set(cases.map(({ id }) => id));
    expect(Object.keys(said).filter((id) => !ids.has(id))).toEqual([]);
  });

  test.each(cases)("$id", ({ result, ...expected }) => {
    expect(toldBeside(result)).toEqual(said[expected.id] ?? []);
    expect(result.target).toBe(expected.target);
    expect(result.shapes).toEqual(expected.shapes);
    expect(Object.keys(result.values)).toEqual(Object.keys(expected.values));
    expect(differences(result.values, expected.values)).toEqual([]);
    expect(Object.keys(expected.grads).length).toBeGreaterThan(0);
    expect(differences(result.grads, expected.grads)).toEqual([]);
  });
});
