/** The functions of the library with their other arguments, at ordinary numbers and at edges, against what PyTorch computed for them. */
import { expect, test } from "vitest";
import { fileResult, toldBeside } from "../file-result.ts";
import findings from "./findings.json";
import cases from "./options.json";

type Recorded = readonly (number | string)[];

interface Case {
  readonly source: string;
  readonly shape: readonly number[];
  readonly out: Recorded;
  readonly grads: Readonly<Record<string, Recorded>>;
}

/** What is said beside the numbers, by source: of the others nothing, not even a hint. */
const said: Readonly<Record<string, readonly string[]>> = findings.options;

/** A sum in which every element of the result counts differently. */
const target = `
weights = 0.3 + sin(1.7 * reshape(arange(len(flatten(out))), out.shape))
L = sum(out * weights)
`;

test("all cases are here", () => {
  expect(cases.length).toBe(1026);
  const sources = new Set(cases.map(({ source }) => source));
  expect(Object.keys(said).filter((source) => !sources.has(source))).toEqual([]);
});

test.each(cases as unknown as Case[])("$source", ({ source, shape, out, grads }) => {
  const { result } = fileResult("", source + target);
  expect(toldBeside(result)).toEqual(said[source] ?? []);
  expect(result.shapes["out"]).toEqual(shape);
  expectClose("out", flat(result.values["out"]), out);
  for (const [name, expected] of Object.entries(grads)) {
    const found = result.grads[name] === undefined ? expected.map(() => 0) : flat(result.grads[name]);
    expectClose(`the gradient of ${name}`, found, expected);
  }
});

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
