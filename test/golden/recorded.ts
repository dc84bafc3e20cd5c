/** Cases that PyTorch computed: a program that binds `out`, its elements, and the gradients of a sum in which each counts differently. */
import { expect } from "vitest";
import { fileResult, toldBeside } from "../file-result.ts";

type Recorded = readonly (number | string)[];

export interface Case {
  readonly source: string;
  readonly shape: readonly number[];
  readonly out: Recorded;
  readonly grads: Readonly<Record<string, Recorded>>;
}

/** A sum in which every element of the result counts differently. */
const target = `
weights = 0.3 + sin(1.7 * reshape(arange(len(flatten(out))), out.shape))
L = sum(out * weights)
`;

/** Holds the numbers, and that nothing is said beside them but this. */
export function expectCase({ source, shape, out, grads }: Case, said: readonly string[]): void {
  const { result } = fileResult("", source + target);
  expect(toldBeside(result)).toEqual(said);
  expect(result.shapes["out"]).toEqual(shape);
  expectClose("out", flat(result.values["out"]), out);
  for (const [name, expected] of Object.entries(grads)) {
    const found = result.grads[name] === undefined ? expected.map(() => 0) : flat(result.grads[name]);
    expectClose(`the gradient of ${name}`, found, expected);
  }
}

function expectClose(what: string, found: readonly number[], expected: Recorded): void {
  expect(found.length, what).toBe(expected.length);
  expected.forEach((entry, i) => {
    const value = typeof entry === "number" ? entry : Number(entry.replace("inf", "Infinity"));
    const error = Math.abs((found[i] as number) - value);
    const agrees = Object.is(found[i], value) || error <= Math.max(1e-9 * Math.abs(value), 1e-12);
    expect(agrees, `element ${i} of ${what}: ${found[i]}, not ${value}`).toBe(true);
  });
}

function flat(numbers: unknown): readonly number[] {
  return [numbers].flat(Infinity).map(Number);
}
