/** Jacobians and Hessians, and the gradients through them, against `torch.autograd.functional`'s. */
import { expect, test } from "vitest";
import findings from "./findings.json";
import cases from "./jacobians.json";
import { expectCase, type Case } from "./recorded.ts";

const said: Readonly<Record<string, readonly string[]>> = findings.jacobians;

test("all cases are here", () => {
  expect(cases.length).toBe(31);
  const sources = new Set(cases.map(({ source }) => source));
  expect(Object.keys(said).filter((source) => !sources.has(source))).toEqual([]);
});

test.each(cases as unknown as Case[])("$source", (one) => expectCase(one, said[one.source] ?? []));
