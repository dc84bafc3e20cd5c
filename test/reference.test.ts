/** The written reference: current, whole, and with every operator of the lecture. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reference } from "../scripts/reference.ts";
import { builtins, languageFunctions } from "../src/check/functions.ts";
import lectureOperators from "../src/features/lecture-operators.json";
import { families, referenceText, splitGradient } from "../src/features/reference.ts";
import golden from "./golden/operators.json";

const all = families().flatMap(({ functions }) => functions);

test("docs/operators.md is what `npm run reference` writes now", () => {
  const written = readFileSync(join(import.meta.dirname, "../docs/operators.md"), "utf8");
  expect(written === reference(), "run `npm run reference`").toBe(true);
});

test("every function stands in one family, under its first name", () => {
  const own = [...builtins].filter(([, { signature }]) => signature.standsFor === undefined);
  const names = [...own.map(([name]) => name), ...languageFunctions.keys()];
  expect(all.map(({ name }) => name).sort()).toEqual(names.sort());
});

test.each(all.map((one) => [one.name, one] as const))(
  "%s has a sentence, and says what its gradient is",
  (_, one) => {
    expect(one.sentence).toMatch(/^\S.{8,}\.$/u);
    expect(one.gradient).toMatch(/\S/u);
    expect(referenceText(one)).toContain(one.signature);
  },
);

test("all 54 operators of the lecture are the functions that the golden cases name", () => {
  const pairs = golden.flatMap(({ lecture_operator, op }) =>
    lecture_operator === null ? [] : [[lecture_operator, op] as const],
  );
  expect(Object.keys(lectureOperators)).toHaveLength(54);
  expect(lectureOperators).toEqual(Object.fromEntries(pairs));
});

test.each(Object.entries(lectureOperators))(
  "the lecture's %s is %s, which exists and names it",
  (operator, name) => {
    const found = all.find((one) => one.name === name);
    expect(found?.lecture).toContain(operator);
    expect(reference()).toContain(`| ${operator} | \`${name}(`);
  },
);

test("a formula and the gradient in its sentence are told apart", () => {
  expect(
    splitGradient(
      "max(0, x), with the local gradient 1 where x > 0, else 0. Backwards, x gets g. It is fast.",
    ),
  ).toEqual({
    formula: "max(0, x). It is fast.",
    gradient: "1 where x > 0, else 0. Backwards, x gets g.",
  });
});
