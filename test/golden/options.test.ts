/** The functions of the library with their other arguments, at ordinary numbers and at edges, against what PyTorch computed for them. */
import { expect, test } from "vitest";
import findings from "./findings.json";
import cases from "./options.json";
import { expectCase, type Case } from "./recorded.ts";

/** What is said beside the numbers, by source: of the others nothing, not even a hint. */
const said: Readonly<Record<string, readonly string[]>> = findings.options;

test("all cases are here", () => {
  expect(cases.length).toBe(1026);
  const sources = new Set(cases.map(({ source }) => source));
  expect(Object.keys(said).filter((source) => !sources.has(source))).toEqual([]);
});

test.each(cases as unknown as Case[])("$source", (one) => expectCase(one, said[one.source] ?? []));
