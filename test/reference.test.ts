/** The written reference: current, whole, and with every operator of the lecture. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reference } from "../scripts/reference.ts";
import { builtins } from "../src/check/functions.ts";
import { languageFunctions } from "../src/check/language.ts";
import { docList, docTag, withoutTags } from "../src/check/doc-tags.ts";
import { families, referenceText } from "../src/features/reference.ts";
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

const operators = golden.flatMap(({ lecture_operator, op }) =>
  lecture_operator === null ? [] : [[lecture_operator, op] as const],
);

test("the functions name all 54 operators of the lecture, as the golden cases do", () => {
  const named = all.flatMap(({ name, lecture }) => lecture.map((operator) => [operator, name]));
  expect(named).toHaveLength(54);
  expect(Object.fromEntries(named)).toEqual(Object.fromEntries(operators));
});

test.each(operators)("the reference has the lecture's %s in a row of its own", (operator, name) => {
  expect(reference()).toContain(`| ${operator} | \`${name}(`);
});

test("tags stand behind a function's text, and are no part of it", () => {
  const doc =
    "Keeps it.\nmax(0, x),\nso to say.\nGradient: 1 where x > 0,\nelse 0.\nAlso: a, b.\nLecture: ReLU.";
  expect(docTag(doc, "Gradient")).toBe("1 where x > 0, else 0.");
  expect(docList(doc, "Also")).toEqual(["a", "b"]);
  expect(docTag(doc, "Second argument")).toBeUndefined();
  expect(withoutTags(doc, "Gradient", "Lecture")).toBe("Keeps it.\nmax(0, x),\nso to say.\nAlso: a, b.\n");
});
