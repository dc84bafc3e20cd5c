/** A backward block beside the derivative of its forward block: what is found, how it is mended, and what is right. */
import { describe, expect, test } from "vitest";
import { findingProblems } from "../../src/features/findings.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import type { Problem } from "../../src/problems.ts";
import { viewOf } from "../check.ts";
import { applyFix } from "../syntax/apply-fix.ts";
import { expectedIn, programsIn } from "./programs.ts";

function found(source: string): readonly Problem[] {
  return findingProblems(viewOf(source), ALL_ON).filter(({ code }) => code === "wrong-backward");
}

/** Each with its mistake and the text that it stands at. */
function said(source: string): readonly string[] {
  return found(source).map(
    ({ severity, span, data }) =>
      `${severity} ${data?.["mistake"] ?? ""} at ${source.slice(span.start, span.end)}`,
  );
}

const wrong = expectedIn("wrong-backward.txt");

describe("a wrong block", () => {
  test.each(wrong)("%s", (_, source, expected) => {
    expect(said(source)).toEqual([expected]);
  });

  test.each(wrong)("%s: every fix takes it away", (_, source) => {
    const [problem] = found(source);
    expect(problem?.fixes.length).toBeGreaterThan(1);
    for (const fix of problem?.fixes ?? []) {
      const mended = applyFix(source, fix);
      expect(viewOf(mended).analysis.problems).toEqual([]);
      expect(found(mended)).toEqual([]);
    }
  });
});

const right = programsIn("right-backward.txt").map(({ title, source }) => [title, source] as const);

test.each(right)("nothing is said of %s", (_, source) => {
  expect(found(source)).toEqual([]);
});
