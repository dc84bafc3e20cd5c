/** Everything that can be said to be wrong is said by a program: one fixture for each row of the table, in problems.txt. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { failureProblem, runProblems } from "../src/features/run-problems.ts";
import { findingRows } from "../src/problems/findings.ts";
import { problemTable } from "../src/problems.ts";
import { createEngine, failureOf, runAnalysis } from "../src/run.ts";
import { analyse, checkProblems } from "./check.ts";
import { breakGate, THROWN } from "./faults.ts";
import { sourceOf } from "./labels.ts";

/** Fixtures are behind their code, each with an empty line after it. */
const fixtures = readFileSync(join(import.meta.dirname, "problems.txt"), "utf8")
  .trimEnd()
  .split("\n\n")
  .map((block) => [block.slice(0, block.indexOf("\n")), block.slice(block.indexOf("\n") + 1)] as const);

/** Programs that are too large to be written down. */
const large: readonly (readonly [code: string, source: string])[] = [
  ["too-deep", `x = ${"(".repeat(2000)}1${")".repeat(2000)}`],
  [
    "imports-too-deep",
    `from "f0.grad" import a\ny = 1\n${Array.from({ length: 999 }, (_, i) => `--- f${i}.grad\nfrom "f${i + 1}.grad" import a\n`).join("")}`,
  ],
  ["too-many-dimensions", `x = zeros([${"1, ".repeat(65)}])\ny = 1`],
  [
    "calls-too-deep",
    `def f0(x): return x\n${Array.from({ length: 999 }, (_, i) => `def f${i + 1}(x): return -f${i}(x)`).join("\n")}\ny = f999(1)`,
  ],
];

/** What is no mistake of a program: a run that finds too little memory, and our own faults. */
const failures: readonly (readonly [code: string, thrown: Error, message: RegExp])[] = [
  [
    "out-of-memory",
    new RangeError("Array buffer allocation failed"),
    /^The run needs more memory than there is: \d+\.\d MB in all, and no room was left for a value \[9, 99999\]\.$/,
  ],
  ["internal", new Error(THROWN), /^internal: a fault of Nabla itself stopped the run here: a bug\.$/],
];

describe("a program with one mistake", () => {
  test.each(fixtures)("%s", (code, fixture) => {
    checkProblems(fixture);
    expect(analyse(sourceOf(fixture)).problems.map((problem) => problem.code)).toEqual([code]);
  });

  test.each(large)("%s", (code, source) => {
    expect(analyse(source).problems.map((problem) => problem.code)).toEqual([code]);
  });

  test("too-large", () => {
    const analysis = analyse("x = zeros(100000, 100000)\ny = sum(x)");
    const found = runProblems(analysis, runAnalysis(createEngine(), analysis, 2 ** 30).answer, 2 ** 30);
    expect(found.map(({ code, span, message }) => [code, span.start, message])).toEqual([
      [
        "too-large",
        4,
        "This run would need 149 GB, above the limit of 1.00 GB; the largest value is this one, [100000, 100000].",
      ],
    ]);
  });
});

describe("a gradient that a gate refuses to give is said where it gets lost", () => {
  const singular = "A = [[1, 2], [2, 4]]";
  const why = "The matrix is singular: it has no inverse.";
  const lost = (call: string) => `${call} has a value, but no gradient comes back through it. ${why}`;

  test.each([
    ["at its call", `${singular}\nl = logdet(A)`, "logdet(A)", lost("logdet(A)")],
    ["with a sign beside it", `${singular}\ns, l = slogdet(A)`, "slogdet(A)", lost("slogdet(A)")],
    ["in a function", `def f(M): return logdet(M)\n${singular}\nl = f(A)`, "logdet(M)", lost("logdet(M)")],
    ["once for all turns", `${singular}\nfor i in range(3): l = logdet(A)`, "logdet(A)", lost("logdet(A)")],
    [
      "for a value it is an error, said once",
      `${singular}\nl = sum(inverse(A))`,
      "inverse(A)",
      `inverse: ${why}`,
    ],
  ])("%s", (_, source, place, message) => {
    const analysis = analyse(source);
    const found = runProblems(analysis, runAnalysis(createEngine(), analysis, 2 ** 30).answer, 2 ** 30);
    expect(found.map(({ span, message: said }) => [source.slice(span.start, span.end), said])).toEqual([
      [place, message],
    ]);
  });
});

test.each(failures)(
  "a run that ends with %s says so at the line that it came to",
  (code, thrown, message) => {
    breakGate("tanh", "kernel", thrown);
    const analysis = analyse("x = ones(9, 99999)\ny = sum(x) + sum(tanh(x))\ny.backward()");
    const failed = ((): unknown => {
      try {
        return runAnalysis(createEngine(), analysis, 1e9);
      } catch (error) {
        return error;
      }
    })();
    const found = failureProblem(analysis, failureOf(failed));
    expect(found).toMatchObject({ code, span: { start: 36, end: 43 } });
    expect(found?.message).toMatch(message);
  },
);

test("every row of the table has its program", () => {
  const shown = [...fixtures, ...large, ...failures].map(([code]) => code);
  // Findings have theirs in docs/findings.md.
  const others = ["too-large", "gradient-refused", ...Object.keys(findingRows)];
  expect([...shown, ...others].sort()).toEqual(Object.keys(problemTable).sort());
});

test("every problem is a sentence that blames nobody", () => {
  for (const [, fixture] of fixtures) {
    for (const { message } of analyse(sourceOf(fixture)).problems) {
      expect(message).toMatch(/[.?:)…]$/u);
      expect(message).not.toMatch(/error|invalid|illegal|please|internal/iu);
    }
  }
});
