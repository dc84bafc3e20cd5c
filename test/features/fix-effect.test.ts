/** What the fixes of findings say that they make of a gradient: held against the numbers of the file and of the mended one. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { apart } from "../../src/features/difference-text.ts";
import { findingProblems } from "../../src/features/findings.ts";
import { fixEffect, MOST_EFFECT } from "../../src/features/fix-effect.ts";
import { formatTensor } from "../../src/features/format-number.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import type { View } from "../../src/features/view.ts";
import { createEffort } from "../../src/insight/effort.ts";
import { viewOf } from "../check.ts";
import { numbersOf } from "../numbers.ts";
import { applyFix } from "../syntax/apply-fix.ts";

function effects(view: View, most = MOST_EFFECT): readonly (string | undefined)[] {
  const effort = createEffort(most);
  return findingProblems(view, ALL_ON).flatMap(({ fixes }) =>
    fixes.map((fix) => fixEffect(view, fix, effort)),
  );
}

const folder = join(import.meta.dirname, "../..");
const page = readFileSync(join(folder, "docs/findings.md"), "utf8");
const blocks = readFileSync(join(folder, "test/features/wrong-backward.txt"), "utf8");
const programs = [
  ...[...page.matchAll(/```grad\n([^]*?)```/gu)].map(([, program = ""]) => program),
  ...blocks.split(/^=== .*\n/mu).slice(1),
];

describe("a fix", () => {
  let compared = 0;
  test.each(programs)("tells the gradient before and after it, program %#", (source) => {
    const view = viewOf(source);
    const before = numbersOf(source).gradients;
    for (const { fixes } of findingProblems(view, ALL_ON)) {
      for (const fix of fixes) {
        const effect = fixEffect(view, fix, createEffort(MOST_EFFECT)) ?? "";
        // Of a name that is bound twice only the last value is told.
        if (effect.includes(" of line ")) continue;
        const after = numbersOf(applyFix(source, fix)).gradients;
        const [, name = "", place = "", what = ""] = /^∂\w+\/∂(\w+)(\[[\d, ]+\])? (.+)$/u.exec(effect) ?? [];
        const index = JSON.parse(place === "" ? "[]" : place) as number[];
        const [own, mended] = [before, after].map(({ [name]: all }) =>
          index.reduce((part, i) => (part as readonly unknown[])[i], all),
        );
        if (what.startsWith("stays ")) {
          const numbers = [own].flat(9) as number[];
          expect([mended].flat(9)).toEqual(numbers.map((one) => expect.closeTo(one, 9) as unknown));
          expect(what).toContain(formatTensor({ sizes: [], data: Float64Array.of(numbers[0]!) }, 24));
        } else {
          expect(what).toBe(apart(own as number, mended as number).join(" → "));
          expect(own).not.toEqual(mended);
        }
        compared += 1;
      }
    }
  });

  test("was compared often enough", () => {
    expect(compared).toBeGreaterThan(40);
  });
});

const root = "v = param([0, 0])\nL = sqrt(sum(v ** 2))\nL.backward()\n";

test("the first gradient that changes is told, and its first element that does", () => {
  expect(effects(viewOf(`u = param(3)\n${root.replace("L =", "L = u +")}`))).toEqual(["∂L/∂v[0] NaN → 0"]);
});

test("nothing is told while gradients are hidden, nor of a file that is too large", () => {
  const view = viewOf(root);
  expect(effects({ ...view, revealed: 9 })).toEqual([undefined]);
  expect(effects(view, 100)).toEqual([undefined]);
  expect(effects(view)).toEqual(["∂L/∂v[0] NaN → 0"]);
});
