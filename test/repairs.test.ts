/**
 * Programs with a mistake, and what each of its fixes makes of them, as text: the program, `==> ` and the fix's title, the program
 * behind it. `UPDATE=1 npx vitest run test/repairs.test.ts` writes what comes out now, to be reviewed.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { analyse } from "./check.ts";
import { applyFix } from "./syntax/apply-fix.ts";

const path = join(import.meta.dirname, "repairs.txt");
const cases = readFileSync(path, "utf8").trimEnd().split("\n\n\n");
const programOf = (one: string): string => one.split("\n==> ")[0]!;

if (process.env["UPDATE"])
  writeFileSync(path, `${cases.map((one) => repaired(programOf(one))).join("\n\n\n")}\n`);

describe("a program with a mistake, and what its fixes make of it", () => {
  test.each(cases)("%s", (one) => {
    expect(repaired(programOf(one))).toBe(one);
  });

  test.each(cases)("every fix takes its problem away: %s", (one) => {
    const program = programOf(one);
    const { problems } = analyse(program);
    const fixes = problems.flatMap((found) => found.fixes.map((fix) => [found.code, fix] as const));
    expect(fixes.length).toBeGreaterThan(0);
    for (const [code, fix] of fixes) {
      const count = (text: string): number => analyse(text).problems.filter((p) => p.code === code).length;
      expect(count(applyFix(program, fix)), `${code} → ${fix.title}`).toBeLessThan(count(program));
    }
  });
});

function repaired(program: string): string {
  const fixes = analyse(program).problems.flatMap((found) => found.fixes);
  return [program, ...fixes.map((fix) => `==> ${fix.title}\n${applyFix(program, fix)}`)].join("\n");
}
