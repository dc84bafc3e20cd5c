/** Random programs as a person would write them: every leaf's gradient against the difference that its number makes in the text. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { analyse } from "./check.ts";
import { numbersOf } from "./numbers.ts";

/** Smooth forms whose values stay small, so that differences are exact enough; `_` stands for an expression. */
const forms = [
  "_ + _",
  "_ - _",
  "_ * _",
  "-_",
  "(_) / (1 + (_) ** 2)",
  "sin(_)",
  "tanh(_)",
  "sigmoid(_)",
  "exp(-(_) ** 2)",
  "log(2 + cos(_))",
  "(_).cos()",
  "softplus(_, beta=1 + (_) ** 2)",
  "sum([_, 2 * (_), 1])",
  "[_, _][1]",
  "mean(stack([_, _, _]))",
  "sum(v * tanh(_))",
  "(v @ [_, _, 0.5]) / 3",
  "(_ if len(v) == 3 else _)",
  "where(v[0] > 0, _, _)",
  "2 ** tanh(_)",
  "(_) ^ 2 / 4",
  "f(_, _)",
  "f(_)",
  "(_).f(q=_)",
  "g(_)",
];

/** Takes one of several. */
type Pick = <T>(from: readonly T[]) => T;

/** Numbers that decide what a program is: each choice takes the next. */
function picks(numbers: readonly number[]): Pick {
  let next = 0;
  return (from) => from[(numbers[next++ % numbers.length] as number) % from.length] as (typeof from)[number];
}

function expression(pick: Pick, names: readonly string[], allowed: readonly string[], depth: number): string {
  if (depth === 0) return pick([...names, ...names, "0.5", "1"]);
  const form = pick(allowed);
  return form.replace(/_/gu, () => {
    const inner = expression(pick, names, allowed, depth - pick([1, 1, 2].slice(0, depth)));
    return /^\w+$/u.test(inner) || /^[a-z]+\([^()]*\)$/u.test(inner) ? inner : `(${inner})`;
  });
}

/** A program over the leaves a, b, c and v; every other line is drawn. */
function program(pick: Pick, leaves: Readonly<Record<string, string>>): string {
  const smooth = forms.filter((form) => !/\b[fgv]\b/u.test(form));
  const draw = (names: readonly string[], allowed = forms, depth = 2) =>
    expression(pick, names, allowed, depth);
  const lines = [
    "def f(p, q=0.3):",
    `    r = ${draw(["p", "q"], smooth)}`,
    `    r *= ${draw(["p", "q", "r"], smooth)}`,
    `    return ${draw(["p", "q", "r"], smooth)}`,
    ...Object.entries(leaves).map(([name, value]) => `${name} = ${value}`),
    "def g(p):",
    "    s = p",
    `    for k in range(${pick([0, 1, 3])}):`,
    `        s = tanh(${draw(["p", "s", "a", "k"], smooth)})`,
    `    return f(s, ${draw(["p", "s", "b"], smooth, 1)})`,
    `x = ${draw(["a", "b", "c"])}`,
    `y, z = ${draw(["a", "x"])}, ${draw(["b", "x"])}`,
    `for i in range(${pick([1, 2, 4])}):`,
    `    x = tanh(${draw(["x", "y", "c", "i"])})`,
    `    y ${pick(["+=", "*=", "-="])} ${draw(["x", "z"], smooth, 1)}`,
    `a2 = ${pick(["a", "x", "y + b"])}`,
    `L = tanh(${draw(["x", "y", "z", "a2"])}) + 0.1 * ${draw(["a", "b", "c"], smooth, 1)} + sum(v * v * x) / 10`,
    "L.backward()",
  ];
  return lines.join("\n");
}

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
    return numbersOf(program(picks(choices), leaves)).values["L"] as number;
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
        const source = program(picks(choices), textOf(values));
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
