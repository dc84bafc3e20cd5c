/** Random programs as a person would write them: every leaf's gradient against the difference that its number makes in the text. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { analyse } from "./check.ts";
import { numbersOf } from "./numbers.ts";
import { picks, randomProgram } from "./random-program.ts";

const STEP = 1e-5;
const RUNS = 60;

/** The gradient of L as the text tells it: with each number of a leaf a little larger and a little smaller. */
function difference(
  choices: readonly number[],
  values: Readonly<Record<string, readonly number[]>>,
  name: string,
  at: number,
): number {
  const moved = (by: number): number => {
    const own = values[name] as readonly number[];
    const leaves = textOf({ ...values, [name]: own.with(at, (own[at] as number) + by) });
    return numbersOf(randomProgram(picks(choices), leaves)).values["L"] as number;
  };
  return (moved(STEP) - moved(-STEP)) / (2 * STEP);
}

function textOf(values: Readonly<Record<string, readonly number[]>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, numbers]) => [
      name,
      numbers.length === 1 ? String(numbers[0]) : `[${numbers.join(", ")}]`,
    ]),
  );
}

const number = fc.double({ min: 0.1, max: 1.5, noNaN: true }).map((value) => Number(value.toFixed(4)));

test("random programs have the gradients that differences show", () => {
  let compared = 0;
  fc.assert(
    fc.property(
      fc.array(fc.nat(999), { minLength: 60, maxLength: 60 }),
      fc.tuple(number, number, number, number, number, number),
      (choices, [a, b, c, ...v]) => {
        const values = { a: [a], b: [-b], c: [c], v };
        const source = randomProgram(picks(choices), textOf(values));
        expect(analyse(source).problems.map(({ message }) => message)).toEqual([]);
        const { gradients } = numbersOf(source);
        for (const [name, numbers] of Object.entries(values)) {
          const found = [gradients[name]].flat() as number[];
          numbers.forEach((_, i) => {
            const expected = difference(choices, values, name, i);
            const error =
              Math.abs((found[i] ?? found[0] ?? NaN) - expected) / Math.max(1, Math.abs(expected));
            expect(error, `${name}[${i}] of\n${source}`).toBeLessThan(1e-6);
            compared += 1;
          });
        }
      },
    ),
    { numRuns: RUNS, seed: 3 },
  );
  expect(compared).toBe(RUNS * 6);
}, 60_000);
