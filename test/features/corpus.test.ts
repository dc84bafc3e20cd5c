/** Whole programs as people write them: of a sick one the culprit is named at its line, and mended; of a healthy one nothing is said. */
import { describe, expect, test } from "vitest";
import { findingProblems } from "../../src/features/findings.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import type { View } from "../../src/features/view.ts";
import { findingRows } from "../../src/problems/findings.ts";
import type { Problem } from "../../src/problems.ts";
import { viewOf } from "../check.ts";
import { applyFix } from "../syntax/apply-fix.ts";
import { expectedIn, programsIn } from "./programs.ts";

function found(view: View): readonly Problem[] {
  expect(view.analysis.problems).toEqual([]);
  return findingProblems(view, ALL_ON);
}

/** Each with its severity and its line. */
function said(view: View): string {
  const { lines } = view.analysis;
  return found(view)
    .map(({ severity, code, span }) => `${severity} ${code} ${lines.lineAt(span.start) + 1}`)
    .join(", ");
}

function targetOf({ analysis, numbers }: View): number {
  return (analysis.target && numbers?.tensor(analysis.target.node)?.data[0]) ?? NaN;
}

/** What changes the loss on purpose, as what there was is not what was meant. */
const meansOther: ReadonlySet<string> = new Set(["broadcast", "loss-input"]);

const sick = expectedIn("sick-programs.txt");

describe.each(sick)("sick: %s", (_, source, expected) => {
  test("the culprit is named at its line, and each fix takes it away", () => {
    const view = viewOf(source);
    expect(said(view)).toBe(expected);
    for (const { code, severity, fixes } of found(view))
      for (const fix of fixes) {
        const mended = viewOf(applyFix(source, fix));
        expect(found(mended).map((one) => one.code)).not.toContain(code);
        const [before, after] = [targetOf(view), targetOf(mended)];
        const isOther = meansOther.has(code) || (code.startsWith("unsafe") && severity !== "hint");
        if (Number.isFinite(before) && !isOther)
          expect(Math.abs(after - before)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(before)));
      }
  });
});

test("the sick ones are of every family", () => {
  const codes = new Set(
    sick.flatMap(([, , expected]) => expected.split(", ").map((one) => one.split(" ")[1])),
  );
  const families = Object.keys(findingRows).filter((code) => !code.startsWith("unsafe"));
  expect(families.filter((code) => !codes.has(code))).toEqual([]);
  expect(sick.length).toBeGreaterThanOrEqual(50);
});

const healthy = programsIn("healthy-programs.txt").map(({ title, source }) => [title, source] as const);

test.each(healthy)("healthy: %s", (_, source) => {
  const view = viewOf(source);
  expect(Number.isFinite(targetOf(view))).toBe(true);
  expect(found(view).filter(({ severity }) => severity !== "hint")).toEqual([]);
});

test("there are enough healthy ones", () => {
  expect(healthy.length).toBeGreaterThanOrEqual(25);
});
